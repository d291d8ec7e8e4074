from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import assume, example, given
from lxml import etree
from strategies import transcripts

from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes
from calltools.transcripts.model import Call, Transcript, Turn, Word
from calltools.transcripts.writers import write
from calltools.transcripts.writers.eaf import read_eaf
from calltools.transcripts.writers.marks import escape

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("eaf.xsd")))
CALL = Transcript(
    (
        Turn("喂？你好，", "护士", "hospital", 1000, 2000, (Word("喂", 0, 1, 1000, 1200),)),
        Turn("请问…", "SPEAKER_01", "investigator", 1500, 4000, flags=("overlap", "repetition")),
        Turn('<肝> & "肾"', "护士", "hospital", 4000, 5200),
        Turn("不知道。", None, "unknown", 5200, 6000),
    ),
    call=Call(hospital="青屿市中心医院", date="2018-03-06", synthetic=True),
    duration_ms=7000,
    pcm_sha256="ab" * 32,
)


def root_of(transcript: Transcript) -> Any:
    return etree.fromstring(str(write(transcript, "eaf", name="b01")).encode())


def back(transcript: Transcript) -> Transcript:
    return read_eaf(str(write(transcript, "eaf")).encode(), "call.eaf")


def heard(transcript: Transcript) -> list[tuple[object, ...]]:
    return [(t.text, t.speaker, t.role, t.start_ms, t.end_ms) for t in transcript.turns]


def can_be_written(transcript: Transcript) -> bool:
    return all(
        turn.start_ms is None or turn.end_ms is None or turn.start_ms <= turn.end_ms
        for turn in transcript.turns
    )


@given(transcripts)
@example(CALL)
@example(Transcript(()))
@example(Transcript((Turn("a\r\nb\x0c_x000C_", "\ufffe\t"), Turn("_x0000\x00"))))
@example(Transcript((Turn("_x005F_x000C_", "_x000C\x0c"), Turn("__x0000_\x00_"))))
def test_the_same_turns_come_back(transcript: Transcript) -> None:
    assume(can_be_written(transcript))
    found = back(transcript)
    assert heard(found) == heard(transcript)
    assert found.call == transcript.call
    assert found.language == transcript.language
    assert (found.duration_ms, found.pcm_sha256) == (transcript.duration_ms, transcript.pcm_sha256)


@given(transcripts)
@example(CALL)
def test_elans_schema_is_met_time_goes_forward_and_tiers_hold_one_thing_at_a_time(
    transcript: Transcript,
) -> None:
    assume(can_be_written(transcript))
    root = root_of(transcript)
    SCHEMA.assertValid(root)
    slots = {s.get("TIME_SLOT_ID"): s.get("TIME_VALUE") for s in root.iter("TIME_SLOT")}
    known = [int(value) for value in slots.values() if value is not None]
    assert known == sorted(known)
    places = {name: i for i, name in enumerate(slots)}
    values = list(slots.values())
    for tier in root.iter("TIER"):
        spans = [
            (places[one.get("TIME_SLOT_REF1")], places[one.get("TIME_SLOT_REF2")])
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        assert all(begin < end for begin, end in spans)
        for (_begin, end), (begin, _end) in itertools.pairwise(spans):
            before, after = values[end], values[begin]
            assert before is None or after is None or int(before) <= int(after)


def test_ordinary_words_are_written_as_they_are() -> None:
    assert escape("肝_x，\n第二行\t完") == "肝_x，\n第二行\t完"
    assert escape("页\x0c完") == "页_x000C_完"


def test_each_party_has_a_tier_that_names_speaker_and_role() -> None:
    tiers = {tier.get("TIER_ID"): tier.get("PARTICIPANT") for tier in root_of(CALL).iter("TIER")}
    assert tiers == {
        "护士 [hospital]": "护士",
        "护士 [hospital] words": "护士",
        "SPEAKER_01 [investigator]": "SPEAKER_01",
        "SPEAKER_01 [investigator] flags": "SPEAKER_01",
        "[unknown]": None,
    }


def test_words_outside_their_turn_or_over_one_another_have_no_annotation() -> None:
    words = (
        Word("一", 0, 1, 900, 1100),
        Word("二", 1, 2, 1100, 1300),
        Word("三", 2, 3, 1200, 1400),
        Word("四", 3, 4, 1400, 1400),
        Word("五", 4, 5, 1400, 2000),
        Word("六", 5, 6),
    )
    root = root_of(Transcript((Turn("一二三四五六", "甲", "other", 1000, 2000, words),)))
    (tier,) = root.xpath("TIER[@PARENT_REF]")
    assert [one.text for one in tier.iter("ANNOTATION_VALUE")] == ["二", "五"]


def test_turns_of_one_party_that_overlap_have_two_tiers() -> None:
    turns = (Turn("一", "甲", "other", 0, 2000), Turn("二", "甲", "other", 1000, 3000))
    assert [t.get("TIER_ID") for t in root_of(Transcript(turns)).iter("TIER")] == [
        "甲 [other]",
        "甲 [other] 2",
    ]
    assert back(Transcript(turns)).turns == turns


def test_turns_without_times_stand_between_their_neighbours() -> None:
    turns = (
        Turn("要等多久？", "问", "investigator", 1000, 2000),
        Turn("两周。", "答", "hospital"),
        Turn("多少钱？", "问", "investigator", 5000),
    )
    values = [slot.get("TIME_VALUE") for slot in root_of(Transcript(turns)).iter("TIME_SLOT")]
    assert values == ["1000", "2000", None, None, "5000", None]
    assert back(Transcript(turns)).turns == turns


def test_a_turn_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(TranscriptError, match="turn 2: ends before it begins"):
        write(Transcript((Turn("一"), Turn("二", None, "other", 2000, 1000))), "eaf")


def test_a_kept_library_reads_it(tmp_path: Path, lacks: Callable[[str], NoReturn]) -> None:
    try:
        from pympi.Elan import Eaf
    except ImportError:
        lacks("the package pympi-ling")
    path = tmp_path / "b01.eaf"
    path.write_text(str(write(CALL, "eaf")), "utf-8")
    assert write(CALL, "eaf") == path.read_text("utf-8")  # writing twice gives the same file
    eaf = Eaf(str(path))
    assert eaf.get_annotation_data_for_tier("护士 [hospital]") == [
        (1000, 2000, "喂？你好，"),
        (4000, 5200, '<肝> & "肾"'),
    ]
    assert eaf.get_annotation_data_for_tier("护士 [hospital] words") == [(1000, 1200, "喂")]
    flags = eaf.get_ref_annotation_data_for_tier("SPEAKER_01 [investigator] flags")
    assert [flag[2] for flag in flags] == ["overlap, repetition"]


def test_what_is_moved_and_added_in_elan_is_read_in_order_of_time() -> None:
    root = root_of(replace(CALL, turns=CALL.turns[:3]))
    for number, ms in ((901, 500), (902, 800)):
        slot = etree.Element("TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(ms))
        root.find("TIME_ORDER").insert(number - 901, slot)
    holder = etree.SubElement(root.find("TIER"), "ANNOTATION")
    ids = {"ANNOTATION_ID": "a99", "TIME_SLOT_REF1": "ts901", "TIME_SLOT_REF2": "ts902"}
    added = etree.SubElement(holder, "ALIGNABLE_ANNOTATION", ids)
    etree.SubElement(added, "ANNOTATION_VALUE").text = "（铃声）"
    found = read_eaf(etree.tostring(root), "a.eaf")
    assert [turn.start_ms for turn in found.turns] == [500, 1000, 1500, 4000]


FOREIGN = """<?xml version="1.0" encoding="UTF-16"?>
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


def test_a_file_of_someone_elses_gives_turns_roles_by_name_and_a_warning() -> None:
    (found,) = read_bytes(FOREIGN.encode("utf-16"), "fremd.eaf").calls
    assert found.turns == (Turn("两周。", "医生", "hospital", 10, 900),)
    assert [w.words for w in found.warnings] == [
        "tier A-pinyin belongs to another tier and was left out"
    ]
    assert found.source is not None
    assert (found.source.file, found.source.format) == ("fremd.eaf", "eaf")
    assert [step.name for step in found.provenance] == ["parse"]


@pytest.mark.parametrize(
    "damage",
    [
        ("ANNOTATION_DOCUMENT", "DOCUMENT"),
        ('TIME_SLOT_REF1="ts1"', 'TIME_SLOT_REF1="ts7"'),
        ('TIME_VALUE="10"', 'TIME_VALUE="-10"'),
        ('TIME_VALUE="10"', 'TIME_VALUE="soon"'),
        ("</TIER>", ""),
        ('TIER_ID="A"', ""),
    ],
)
def test_a_damaged_file_is_told_in_one_line(damage: tuple[str, str]) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.eaf: is not an ELAN file"):
        read_eaf(FOREIGN.replace(*damage).encode("utf-16"), "a.eaf")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = FOREIGN.replace("\n<ANNO", f"\n{entity}\n<ANNO", 1).replace("两周。", "&x;")
    try:
        found = read_eaf(text.encode("utf-16"), "a.eaf")
    except TranscriptError:
        return
    assert "geheim" not in "".join(turn.text for turn in found.turns)
