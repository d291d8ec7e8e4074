"""What ELAN and Praat are given, and what comes back from them and from other people."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from lxml import etree
from strategies import maybe_text, texts, transcripts

from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import ROLES, Call, Transcript, Turn, Word
from calltools.transcripts.writers import write
from calltools.transcripts.writers.eaf import read_eaf
from calltools.transcripts.writers.file_marks import escape
from calltools.transcripts.writers.textgrid import read_textgrid
from calltools.transcripts.writers.tiers import tiers

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("eaf.xsd")))
CALL = Transcript(
    (
        Turn("喂？你好，", "护士", "hospital", 1000, 2000, (Word("喂", 0, 1, 1000, 1200),)),
        Turn("请问…", "SPEAKER_01", "investigator", 1500, 4000, flags=("overlap", "repetition")),
        Turn('<肝> & "肾"', "护士", "hospital", 4000, 5200),
        Turn("intervals [1]: item [2] xmin = 3", None, "unknown", 5200, 6001),
    ),
    call=Call(hospital="青屿市中心医院", date="2018-03-06", synthetic=True),
    duration_ms=7123,
    pcm_sha256="ab" * 32,
)


def root_of(transcript: Transcript) -> Any:
    return etree.fromstring(str(write(transcript, "eaf", name="b01")).encode())


def back(transcript: Transcript) -> Transcript:
    return read_eaf(str(write(transcript, "eaf")).encode(), "call.eaf")


def grid(transcript: Transcript) -> bytes:
    return str(write(transcript, "textgrid")).encode()


def heard(transcript: Transcript) -> list[tuple[object, ...]]:
    return [(t.text, t.speaker, t.role, t.start_ms, t.end_ms) for t in transcript.turns]


@given(transcripts)
@example(CALL)
@example(Transcript(()))
@example(Transcript((Turn("a\r\nb\x0c_x000C_", "\ufffe\t"), Turn("_x0000\x00"))))
@example(Transcript((Turn("_x005F_x000C_", "_x000C\x0c"), Turn("__x0000_\x00_"))))
def test_elans_schema_is_met_and_the_same_turns_come_back(transcript: Transcript) -> None:
    times = [(turn.start_ms, turn.end_ms) for turn in transcript.turns]
    assume(all(start is None or end is None or start <= end for start, end in times))
    root = root_of(transcript)
    SCHEMA.assertValid(root)
    slots = {s.get("TIME_SLOT_ID"): s.get("TIME_VALUE") for s in root.iter("TIME_SLOT")}
    known = [int(value) for value in slots.values() if value is not None]
    assert known == sorted(known)
    places, values = {name: i for i, name in enumerate(slots)}, list(slots.values())
    for tier in root.iter("TIER"):
        spans = [
            (places[entry.get("TIME_SLOT_REF1")], places[entry.get("TIME_SLOT_REF2")])
            for entry in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        assert all(begin < end for begin, end in spans)
        for (_begin, end), (begin, _end) in itertools.pairwise(spans):
            before, after = values[end], values[begin]
            assert before is None or after is None or int(before) <= int(after)
    read = back(transcript)
    assert heard(read) == heard(transcript)
    assert (read.call, read.language) == (transcript.call, transcript.language)
    assert (read.duration_ms, read.pcm_sha256) == (transcript.duration_ms, transcript.pcm_sha256)


@st.composite
def timed(draw: st.DrawFn) -> Turn:
    start = draw(st.integers(0, 10**7))
    spoken = draw(texts.filter(lambda text: bool(text.strip())))
    end = start + draw(st.integers(1, 10**5))
    return Turn(spoken, draw(maybe_text), draw(st.sampled_from(ROLES)), start, end)


@given(st.lists(timed(), max_size=5).map(tuple), st.none() | st.integers(0, 2 * 10**7))
@example(CALL.turns, 7123)
@example((), None)
@example((Turn(' "" " ! a\r\nb\x00', '"', "other", 1, 2), Turn("_x0000_", "a\n", "other", 1, 3)), 9)
@example((Turn("0", "0", "unknown", 0, 1), Turn("1", "?", "unknown", 0, 1)), None)
@example((Turn('"IntervalTier"', "甲 [other] 2", "hospital", 0, 1),), None)
@example((Turn('"', '"', "other", 0, 1000, (Word('"', 0, 1, 0, 1000),), flags=("overlap",)),), 1000)
def test_a_grid_is_what_praatio_writes_and_comes_back_in_order_of_time(
    turns: tuple[Turn, ...], duration_ms: int | None
) -> None:
    from praatio.utilities import textgrid_io

    transcript = Transcript(turns, duration_ms=duration_ms)
    last = max([duration_ms or 0, 1, *(turn.end_ms or 0 for turn in turns)]) / 1000
    named = {"class": "IntervalTier", "xmin": 0, "xmax": last}
    content = [
        named
        | {
            "name": tier.name + tier.below,
            "entries": [(*(ms / 1000 for ms in e.order), escape(e.text)) for e in tier.entries],
        }
        for tier in sorted(tiers(transcript), key=lambda tier: bool(tier.below))
    ]
    empty = [named | {"name": "[unknown]", "entries": []}]
    whole = {"xmin": 0, "xmax": last, "tiers": content or empty}
    written = textgrid_io.getTextgridAsStr(whole, "long_textgrid", includeBlankSpaces=True)
    assert written == grid(transcript).decode()
    read = read_textgrid(grid(transcript), "a.TextGrid")
    assert read.duration_ms == round(last * 1000)
    assert sorted(heard(read), key=repr) == sorted(heard(transcript), key=repr)
    assert [turn.start_ms for turn in read.turns] == sorted(turn.start_ms or 0 for turn in turns)


def test_each_party_has_a_tier_that_names_speaker_and_role() -> None:
    named = {tier.get("TIER_ID"): tier.get("PARTICIPANT") for tier in root_of(CALL).iter("TIER")}
    assert named == {
        "护士 [hospital]": "护士", "护士 [hospital] words": "护士",
        "SPEAKER_01 [investigator]": "SPEAKER_01", "SPEAKER_01 [investigator] flags": "SPEAKER_01",
        "[unknown]": None,
    }  # fmt: skip
    turns = (Turn("一", "甲", "other", 0, 2000), Turn("二", "甲", "other", 1000, 3000))
    assert [tier.name for tier in tiers(Transcript(turns))] == ["甲 [other]", "甲 [other] 2"]
    # Words outside their turn or over one another have no annotation.
    spans = [(900, 1100), (1100, 1300), (1200, 1400), (1400, 1400), (1400, 2000), (None, None)]
    words = tuple(Word(str(i), i, i + 1, *span) for i, span in enumerate(spans))
    _turns, below = tiers(Transcript((Turn("012345", "甲", "other", 1000, 2000, words),)))
    assert [entry.text for entry in below.entries] == ["1", "4"]


def test_turns_without_times_stand_between_their_neighbours_in_elan_alone() -> None:
    turns = (
        Turn("要等多久？", "问", "investigator", 1000, 2000),
        Turn("两周。", "答", "hospital"),
        Turn("多少钱？", "问", "investigator", 5000),
    )
    values = [slot.get("TIME_VALUE") for slot in root_of(Transcript(turns)).iter("TIME_SLOT")]
    assert values == ["1000", "2000", None, None, "5000", None]
    for format_, times, problem in (
        ("eaf", (2000, 1000), "ends before it begins"),
        ("textgrid", (2000, 1000), "ends before it begins"),
        ("textgrid", (None, None), "has no times"),
        ("textgrid", (1000, None), "has no times"),
    ):
        bad = (Turn("一", None, "other", 0, 1), Turn("二", None, "other", *times))
        with pytest.raises(TranscriptError, match=f"turn 2: {problem}"):
            write(Transcript(bad), format_)
    # One of no length is one millisecond long for Praat.
    turns = (Turn("嗯", "答", "hospital", 1000, 1000), Turn("好", "答", "hospital", 1000, 2000))
    read = read_textgrid(grid(Transcript(turns)), "a.TextGrid").turns
    assert [(turn.start_ms, turn.end_ms) for turn in read] == [(1000, 1001), (1000, 2000)]


def test_what_is_moved_and_added_in_elan_is_read_in_order_of_time() -> None:
    root = root_of(replace(CALL, turns=CALL.turns[:3]))
    for number, ms in ((901, 500), (902, 800)):
        slot = etree.Element("TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(ms))
        root.find("TIME_ORDER").insert(number - 901, slot)
    holder = etree.SubElement(root.find("TIER"), "ANNOTATION")
    ids = {"ANNOTATION_ID": "a99", "TIME_SLOT_REF1": "ts901", "TIME_SLOT_REF2": "ts902"}
    added = etree.SubElement(holder, "ALIGNABLE_ANNOTATION", ids)
    etree.SubElement(added, "ANNOTATION_VALUE").text = "（铃声）"
    read = read_eaf(etree.tostring(root), "a.eaf")
    assert [turn.start_ms for turn in read.turns] == [500, 1000, 1500, 4000]


ELAN = """<?xml version="1.0" encoding="UTF-16"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00+08:00" FORMAT="3.0" VERSION="3.0">
 <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
 <TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="10"/>
  <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="900"/></TIME_ORDER>
 <TIER TIER_ID="A" PARTICIPANT="医生" LINGUISTIC_TYPE_REF="t"><ANNOTATION>
  <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
   <ANNOTATION_VALUE>两周。</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
 <TIER TIER_ID="A-pinyin" PARENT_REF="A" LINGUISTIC_TYPE_REF="t"><ANNOTATION>
  <REF_ANNOTATION ANNOTATION_ID="a2" ANNOTATION_REF="a1">
   <ANNOTATION_VALUE>liang zhou</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
 <LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t"/>
</ANNOTATION_DOCUMENT>"""
PRAAT = (
    'File type = "ooTextFile short"\n"TextGrid"\n\n0\n2.5\n<exists>\n2\n"IntervalTier"\n"Dr. Rao"\n'
    '0\n2.5\n2\n0\n1.2\n"Two ""weeks"", if\nyou are lucky."\n1.2\n2.5\n""\n'
    '"TextTier"\n"clicks"\n0\n2.5\n1\n0.3\n"click"\n'
).replace("\n", "\r\n")


OURS = Turn("两周。", "医生", "hospital", 10, 900)
THEIRS = Turn('Two "weeks", if\r\nyou are lucky.', "Dr. Rao", "hospital", 0, 1200)
FOREIGN = [
    (ELAN.encode("utf-16"), "fremd.eaf", OURS, "tier A-pinyin belongs to another tier"),
    *(
        (PRAAT.encode(encoding), "fremd.TEXTGRID", THEIRS, "tier clicks holds points")
        for encoding in ("utf-8", "utf-8-sig", "utf-16")
    ),
]


@pytest.mark.parametrize(("data", "name", "turn", "warning"), FOREIGN)
def test_a_file_of_someone_elses_gives_turns_roles_by_name_and_a_warning(
    data: bytes, name: str, turn: Turn, warning: str
) -> None:
    (read,) = read_bytes(data, name).calls
    assert read.turns == (turn,)
    assert [w.words for w in read.warnings] == [f"{warning} and was left out"]
    assert read.source is not None
    assert (read.source.file, read.source.format) == (name, name[6:].lower())
    assert [step.name for step in read.provenance] == ["parse"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ANNOTATION_DOCUMENT", "DOCUMENT"),
        ('TIME_SLOT_REF1="ts1"', 'TIME_SLOT_REF1="ts7"'),
        ('TIME_VALUE="10"', 'TIME_VALUE="-10"'),
        ('TIME_VALUE="10"', 'TIME_VALUE="soon"'),
        ("</TIER>", ""),
        ('TIER_ID="A"', ""),
        ("TextGrid", "PitchTier"),
        ('"click"', ""),
        ("1.2\r\n", "early\r\n"),
        ("<exists>", "7"),
    ],
)
def test_a_damaged_file_is_told_in_one_line(before: str, after: str) -> None:
    name, text = ("a.eaf", ELAN) if before in ELAN else ("a.TextGrid", PRAAT)
    with pytest.raises(TranscriptError, match=rf"^{name}: is not an? .* that can be read"):
        read_bytes(text.replace(before, after).encode("utf-16"), name)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = ELAN.replace("\n<ANNO", f"\n{entity}\n<ANNO", 1).replace("两周。", "&x;")
    try:
        read = read_eaf(text.encode("utf-16"), "a.eaf")
    except TranscriptError:
        return
    assert "geheim" not in "".join(turn.text for turn in read.turns)
