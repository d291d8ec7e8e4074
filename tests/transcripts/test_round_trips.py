"""What a writer wrote, the readers give back: the same turns."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import transcripts

from calltools.errors import TranscriptError
from calltools.transcripts import Call, Transcript, Turn
from calltools.transcripts.files import read_bytes
from calltools.transcripts.writers import FORMATS, write

sentences = st.lists(
    st.sampled_from("肾肝移植等多久两个星期费用三十万不知道" + "，"), min_size=1, max_size=40
).map(lambda chars: "".join(chars).strip("，") + "。")


@st.composite
def dialogues(draw: st.DrawFn) -> Transcript:
    """Two parties who take turns, with times."""
    texts = draw(st.lists(sentences.filter(lambda s: len(s) > 1), min_size=2, max_size=6))
    turns, ms = [], 0
    for i, text in enumerate(texts):
        start = ms + draw(st.integers(1, 500))
        ms = start + draw(st.integers(1, 20_000))
        label, role = (("调查员", "investigator"), ("护士", "hospital"))[i % 2]
        turns.append(Turn(text, label, role, start, ms))  # type: ignore[arg-type]
    return Transcript(tuple(turns), "zh-Hans", "published", Call(hospital="青屿市中心医院"))


def spoken(transcript: Transcript) -> list[tuple[object, ...]]:
    """Turns of one party that follow one another, joined: cues cut them."""
    found: list[list[object]] = []
    for turn in transcript.turns:
        if found and found[-1][0] == turn.speaker:
            found[-1][2] = f"{found[-1][2]}{turn.text}"
            found[-1][4] = turn.end_ms
        else:
            found.append([turn.speaker, turn.role, turn.text, turn.start_ms, turn.end_ms])
    return [tuple(turn) for turn in found]


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"rttm"}))
@settings(max_examples=25, deadline=None)
@given(dialogues())
def test_turns_come_back(format_: str, transcript: Transcript) -> None:
    content = write(transcript, format_)
    data = content.encode() if isinstance(content, str) else content
    (found,) = read_bytes(data, f"call{FORMATS[format_].suffix}").calls
    assert spoken(found) == spoken(transcript)


@settings(max_examples=60, deadline=None)
@given(transcripts)
def test_eaf_meets_the_rules_of_its_schema(transcript: Transcript) -> None:
    root = ET.fromstring(write(transcript, "eaf"))
    assert root.tag == "ANNOTATION_DOCUMENT"
    assert {"AUTHOR", "DATE", "VERSION"} <= set(root.attrib)
    order = ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE"]
    places = [order.index(child.tag) for child in root]
    assert places == sorted(places)
    slots = [slot.attrib["TIME_SLOT_ID"] for slot in root.iter("TIME_SLOT")]
    tiers = [tier.attrib["TIER_ID"] for tier in root.iter("TIER")]
    ids = [a.attrib["ANNOTATION_ID"] for a in root.iter("ALIGNABLE_ANNOTATION")]
    for names in (slots, tiers, ids):
        assert len(names) == len(set(names))
    types = {kind.attrib["LINGUISTIC_TYPE_ID"] for kind in root.iter("LINGUISTIC_TYPE")}
    assert {tier.attrib["LINGUISTIC_TYPE_REF"] for tier in root.iter("TIER")} <= types
    for annotation in root.iter("ALIGNABLE_ANNOTATION"):
        assert annotation.attrib["TIME_SLOT_REF1"] in slots
        assert annotation.attrib["TIME_SLOT_REF2"] in slots
        assert [child.tag for child in annotation] == ["ANNOTATION_VALUE"]
    assert len(ids) == len(transcript.turns)


def test_eaf_carries_turns_without_times() -> None:
    turns = (Turn("要等多久？", "问", "investigator"), Turn("两周。", "答", "hospital"))
    (found,) = read_bytes(str(write(Transcript(turns), "eaf")).encode(), "a.eaf").calls
    assert found.turns == turns


def test_textgrid_opens_a_second_tier_for_what_overlaps() -> None:
    turns = (
        Turn('说"好"', "护士", "hospital", 0, 2000),
        Turn("嗯", "护士", "hospital", 1000, 1500),
    )
    content = str(write(Transcript(turns), "textgrid"))
    assert "护士 [hospital] 2" in content
    (found,) = read_bytes(content.encode(), "a.TextGrid").calls
    assert found.turns == turns


def test_textgrid_refuses_turns_without_length() -> None:
    with pytest.raises(TranscriptError, match="turn 1: has no length in time"):
        write(Transcript((Turn("好", "答"),)), "textgrid")


@settings(max_examples=50, deadline=None)
@given(transcripts)
def test_csv_has_a_row_for_each_turn(transcript: Transcript) -> None:
    turns = tuple(
        replace(turn, text=turn.text.replace("\x00", ""), speaker=None) for turn in transcript.turns
    )
    content = write(replace(transcript, turns=turns), "csv")
    assert isinstance(content, bytes)
    if turns:
        (found,) = read_bytes(content, "a.csv").calls
        assert [t.role for t in found.turns] == [t.role for t in turns]


@pytest.mark.parametrize("name", ["a.eaf", "a.TextGrid", "a.csv"])
@given(st.binary(max_size=80))
def test_other_bytes_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_bytes(data, name)
