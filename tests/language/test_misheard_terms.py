"""Words read by their sound: what base Whisper wrote for a read call, and what must stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.misheard_terms import reread
from calltools.language.normalise import normalise, simplified
from calltools.speech.turn_flags import PROPOSED, with_readings
from calltools.statements import extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn, Word
from case_tables import rows
from plain_reader import PlainReader

CALLS = Path(__file__).parents[2] / "training" / "calls" / "dialogues.jsonl"
HEARD = "chinese_fourteenth/"
"""Calls as recognisers write them, misheard words and all."""


@pytest.mark.parametrize(("heard", "read"), rows("language/misheard.tsv"))
def test_what_was_misheard_is_read_right_and_no_number_is_made_of_another(
    heard: str, read: str
) -> None:
    text, readings = reread(heard)
    assert text == read
    assert (heard == read) == (not readings)


def test_correct_text_stays_as_it_is() -> None:
    calls = [
        (call["id"], turn["text"])
        for call in map(json.loads, CALLS.read_text("utf-8").splitlines())
        if call["id"].startswith("chinese_") and not call["id"].startswith(HEARD)
        for turn in call["turns"]
    ]
    assert len(calls) > 1000
    for call, text in calls:
        _, readings = reread(normalise(text, [simplified]).text)
        assert not readings, call


@given(st.text(alphabet="甘缘疑职公体漫的时来天压近事实后好一二三万个月,", max_size=40))
def test_a_reading_takes_as_many_characters_as_it_has(text: str) -> None:
    read, readings = reread(text)
    assert len(read) == len(text)
    for start, end, term in readings:
        assert end - start == len(term)
        assert read[start:end] == term


def test_a_record_on_misheard_words_says_how_it_was_read() -> None:
    turns = (
        Turn("那要排多久", role=INVESTIGATOR),
        Turn("快的时来天漫的一两个月", role=HOSPITAL),
    )
    reader = PlainReader()
    found = extract(Transcript(turns, language="zh", origin="machine"), reader=reader)
    assert [(s.wait_min_days, s.wait_max_days) for s in found] == [(10, 19), (30, 60)]
    assert [(s.quote, s.reading) for s in found] == [
        ("快的时来天", "快的十来天"),
        ("漫的一两个月", "慢的一两个月"),
    ]
    clean = extract(
        Transcript((turns[0], Turn("慢的一两个月", role=HOSPITAL)), origin="machine"), reader=reader
    )
    assert (found[1].confidence or 0) < (clean[0].confidence or 0)


def test_what_only_sounds_like_an_organ_is_none_and_no_denial_is_put_in() -> None:
    turns = (
        Turn("那要排多久", role=INVESTIGATOR),
        Turn("飞移植快的十来天", role=HOSPITAL),
    )
    call = Transcript(turns, language="zh", origin="machine")
    (found,) = extract(call, reader=PlainReader())
    assert (found.organ, found.wait_min_days) == (None, 10)
    assert reread("布知道") == ("布知道", ())


def test_a_term_is_proposed_at_whole_words_and_replaces_nothing() -> None:
    words = tuple(Word(w, a, b) for w, a, b in (("做了甘", 0, 3), ("疑", 3, 4), ("只吗", 4, 6)))
    (marked,) = with_readings([Turn("做了甘疑只吗", words=words)], "zh")
    assert (marked.text, marked.flags) == ("做了甘疑只吗", (PROPOSED,))
    assert {word.proposed for word in marked.words} == {"做了肝移植吗"}
    assert with_readings([marked], "en") == (marked,)
