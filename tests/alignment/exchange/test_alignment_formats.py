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

import aligned_call
from calltools.alignment.exchange import read_json, to_csv, to_json, to_xliff, written
from calltools.alignment.exchange.units import MemoryRules, memory_of
from calltools.alignment.exchange.xml import to_tmx
from calltools.alignment.model import (
    FORMATS,
    AlignedCall,
    Alignment,
    Answer,
    Finding,
    Link,
    Sentence,
)
from calltools.errors import TranscriptError
from calltools.provenance import Step
from calltools.transcripts.model import Transcript, Turn

HERE = Path(__file__).parent
XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
STEP = Step("align", inputs={"zh.txt": "0" * 64}, models={"usem3": "1" * 64})
CALL = replace(aligned_call.call(), provenance=(STEP,))
DTD = etree.DTD(str(HERE / "tmx14.dtd"))
SCHEMA = etree.XMLSchema(etree.parse(HERE / "xliff21.xsd"))


def test_json_gives_back_what_was_written() -> None:
    calls = [CALL, replace(CALL, comparison=None)]
    assert read_json(to_json(calls)) == calls


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema_version": 2, "calls": []}', "null"])
def test_json_that_is_not_ours_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(TranscriptError, match=r"x\.json: is not an alignment by calltools"):
        read_json(text, "x.json")


def test_json_tells_times_of_links_and_findings() -> None:
    (call,) = json.loads(to_json([CALL]))["calls"]
    times = [(link["start_ms"], link["end_ms"]) for link in call["links"]]
    assert times[1:3] == [(4_000, 7_000), (8_000, 11_000)]
    assert times[-1] == (None, None)
    assert call["sentence_links"][1]["end_ms"] == 5_615
    assert call["findings"][1]["start_ms"] == 4_000
    assert call["provenance"][0]["models"] == {"usem3": "1" * 64}


def test_csv_has_a_row_a_link_and_no_formula() -> None:
    call = replace(CALL, name="=1+1")
    rows = list(csv.DictReader(io.StringIO(to_csv([call, call]).decode("utf-8"), newline="")))
    assert len(rows) == 2 * len(call.alignment.links)
    shown = ("call", "zh", "en", "findings", "severity", "start_ms")
    assert [rows[1][name] for name in shown] == [
        "'=1+1", "大概一个月吧。我也说不准。", "Two months.", "number_changed", "grave", "4000",
    ]  # fmt: skip
    assert [rows[6][name] for name in ("zh", "en", "start_ms")] == ["", "Anything else?", ""]
    assert to_csv([call], bom=True).startswith(b"\xef\xbb\xbf")


ALL = MemoryRules(without=())


def test_tmx_is_valid_and_remembers_translations_only() -> None:
    root = etree.fromstring(to_tmx(memory_of([CALL], ALL)))
    assert DTD.validate(root), DTD.error_log
    pairs = [tuple(seg.text for seg in tu.iter("seg")) for tu in root.iter("tu")]
    zh, en = CALL.alignment.zh_sentences, CALL.alignment.en_sentences
    linked = ((0, 0), (1, 1), (3, 3), (4, 4), (6, 2))
    assert pairs == [(zh[i].text, en[j].text) for i, j in linked]
    second, *_, last = root.findall("body/tu")[1:]
    assert "30 days (一个月) against 60 days" in second.findtext("note")
    assert {prop.get("type"): prop.text for prop in second.iter("prop")} == {
        "x-call": "invented", "x-speaker": "乙", "x-confidence": "0.800", "x-start-ms": "4000",
        "x-end-ms": "5615", "x-review": "machine", "x-unit": "2", "x-segment": "1",
        "x-state": "translated",
    }  # fmt: skip
    assert last.find("prop[@type='x-moved']").text == "true"
    del root[0].attrib["o-tmf"]  # the restated rules refuse what is wrong
    assert not DTD.validate(root)


def test_wrong_pairs_stay_out_of_a_memory_and_are_counted() -> None:
    told: list[str] = []
    root = etree.fromstring(written("tmx", [CALL], say=told.append))  # type: ignore[arg-type]
    assert DTD.validate(root), DTD.error_log
    assert [tu.findtext("tuv/seg") for tu in root.iter("tu")] == [
        "请问现在做一个肝移植要等多久？", "费用呢？",
    ]  # fmt: skip
    left = {prop.get("type"): prop.text for prop in root.find("header").iter("prop")}
    assert left == {
        "x-left-out-grave": "2: a grave finding is open or agreed",
        "x-left-out-one-sided": "3: one side is empty",
        "x-left-out-finding": "1: another finding is open or agreed",
    }
    assert told[0].startswith("tmx: 2 pairs, 6 left out: 3 (one side is empty)")


def test_what_a_person_confirmed_goes_into_the_memory_but_never_with_a_grave_finding() -> None:
    links = tuple(replace(link, state="final") for link in CALL.alignment.links)
    call = replace(CALL, alignment=replace(CALL.alignment, links=links))
    assert len(memory_of([call]).pairs) == 3
    strict = MemoryRules(without=("unconfirmed",))
    assert not memory_of([CALL], strict).pairs
    assert len(memory_of([call], strict).pairs) == 5
    disagreed = tuple(
        replace(finding, answers=(Answer("disagreed", "ann", "2024"),))
        for finding in CALL.alignment.findings
    )
    call = replace(CALL, alignment=replace(CALL.alignment, findings=disagreed))
    assert memory_of([call]).left_out == {"one-sided": 3, "moved": 1, "unsure": 1}


def test_xliff_has_the_states_that_people_chose() -> None:
    first, *rest = CALL.alignment.links
    links = (replace(first, state="reviewed"), *rest)
    call = replace(CALL, alignment=replace(CALL.alignment, links=links))
    root = etree.fromstring(to_xliff([call]))
    assert SCHEMA.validate(root), SCHEMA.error_log
    states = [segment.get("state") for segment in root.iter(f"{XLIFF}segment")]
    assert states == ["reviewed", "translated", "initial", *["translated"] * 2, "initial",
                      "translated", "translated"]  # fmt: skip


def test_xliff_is_valid_and_has_every_sentence_once() -> None:
    root = etree.fromstring(to_xliff([CALL, CALL]))
    assert SCHEMA.validate(root), SCHEMA.error_log
    file, alignment = root[0], CALL.alignment
    for tag, sentences in (("source", alignment.zh_sentences), ("target", alignment.en_sentences)):
        texts = [element.text for element in file.iter(f"{XLIFF}{tag}") if element.text]
        assert sorted(texts) == sorted(sentence.text for sentence in sentences)
    notes = {
        note.get("category"): (note.get("priority"), note.get("appliesTo"))
        for note in file.iter(f"{XLIFF}note")
    }
    assert notes["number_changed"] == ("1", "target")
    assert notes["omission"] == ("8", "source")
    assert notes["addition"] == ("4", "target")
    file[1].append(file[1][0])  # notes after the segments
    assert not SCHEMA.validate(root)


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
    for name in FORMATS:
        assert written(name, [call])
    assert SCHEMA.validate(etree.fromstring(to_xliff([call])))
    assert read_json(to_json([call])) == [call]
