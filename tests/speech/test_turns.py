from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.model import Diarization, HeardSegment, HeardWord, Span
from calltools.speech.turns import to_turns

CHANNELS = {"A": 0, "B": 1}


def segment(
    *words: tuple[str, int, int], channel: int | None = None, reheard: bool = False
) -> HeardSegment:
    """A segment of (text, start_ms, end_ms)."""
    heard = tuple(HeardWord(text, start, end, 0.9) for text, start, end in words)
    text = "".join(word.text for word in heard)
    start, end = words[0][1], words[-1][2]
    return HeardSegment(start, end, text, heard, -0.2, 0.1, 1.2, channel, reheard=reheard)


def spoken(*spans: tuple[str, int, int], channels: dict[str, int] | None = None) -> Diarization:
    """A diarization of (speaker, start_ms, end_ms)."""
    ordered = tuple(Span(start, end, speaker) for speaker, start, end in spans)
    speech = tuple((span.start_ms, span.end_ms) for span in ordered)
    return Diarization(ordered, speech, (), "two-party", channels=channels or {})


def timed(row: str) -> list[tuple[str, int, int]]:
    """``word start end, …``."""
    words = [word.rsplit(" ", 2) for word in row.split(", ")]
    return [(text, int(start), int(end)) for text, start, end in words]


CASES = tomllib.loads(Path(__file__).with_name("turns.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_who_said_what_when(case: str) -> None:
    heard, who, expected = (CASES[case][part] for part in ("heard", "spoken", "turns"))
    segments = []
    for row in heard:
        words, _, channel = row.partition(" @")
        segments.append(segment(*timed(words), channel=int(channel) if channel else None))
    channels = CHANNELS if "@" in heard[0] else None
    turns = to_turns(segments, spoken(*timed(who), channels=channels))
    found = [(f"{turn.speaker}{turn.text}", turn.start_ms, turn.end_ms) for turn in turns]
    assert found == timed(expected)


def test_words_keep_to_where_their_speaker_speaks() -> None:
    drawn_out = [segment(("在", 200, 500), ("吗", 820, 1400)), segment(("在的", 1400, 1900))]
    asks, _answers = to_turns(drawn_out, spoken(("A", 0, 1000), ("B", 1020, 1900)))
    assert (asks.words[-1].start_ms, asks.words[-1].end_ms) == (820, 1000)
    early = [segment(("行", 0, 400)), segment(("下", 400, 1200), ("周", 5000, 5600))]
    _yes, week = to_turns(early, spoken(("A", 0, 450), ("A", 4700, 5700)))
    assert week.words[0].start_ms == 4750


def test_script_is_simplified_what_was_written_is_kept_and_latin_words_keep_their_spaces() -> None:
    heard = [segment((" 腎", 0, 300), ("移植", 300, 800))]
    (turn,) = to_turns(heard, spoken(("A", 0, 800)))
    assert (turn.text, turn.raw_text) == ("肾移植", "腎移植")
    assert [(word.text, word.raw) for word in turn.words] == [("肾", "腎"), ("移植", None)]
    heard = [segment((" How", 0, 200), (" long", 200, 500), ("?", 500, 600))]
    (turn,) = to_turns(heard, spoken(("A", 0, 600)))
    assert turn.text == "How long?"
    assert [word.text for word in turn.words] == ["How", "long", "?"]


def test_a_segment_without_words_is_one_word_and_without_a_speaker_words_are_kept() -> None:
    bare = HeardSegment(0, 900, " 您好", (), -0.105, 0.1, 1.0)
    (turn,) = to_turns([bare], spoken(("A", 0, 900)))
    assert turn.text == turn.words[0].text == "您好"
    assert turn.confidence is not None
    assert round(turn.confidence, 2) == 0.9
    (turn,) = to_turns([segment(("喂", 0, 200), ("你好", 200, 700))], spoken())
    assert (turn.speaker, turn.text) == (None, "喂你好")
    assert to_turns([], spoken(("A", 0, 900))) == ()


def test_what_was_heard_again_is_a_turn_by_itself_and_marked_so() -> None:
    rows = [("您好", 0), ("没有的事", 1_000), ("再见", 2_000)]
    heard = [segment((text, at, at + 900), reheard=at == 1_000) for text, at in rows]
    turns = to_turns(heard, spoken(("A", 0, 2_900)))
    assert [turn.text for turn in turns] == [text for text, _at in rows]
    assert [turn.flags for turn in turns] == [(), ("reheard",), ()]


texts = st.text("有对嗯肝腎源吗，。? a", min_size=1, max_size=4).filter(str.strip)
words = st.lists(st.tuples(texts, st.integers(0, 600), st.integers(0, 900)), min_size=1, max_size=6)


@st.composite
def heard(draw: st.DrawFn, channels: tuple[int | None, ...]) -> list[HeardSegment]:
    """Segments in order on each channel, with gaps between words and between segments."""
    segments = []
    for channel in channels:
        at = 0
        for row in draw(st.lists(words, max_size=4)):
            timed = []
            for text, gap, length in row:
                at += gap
                timed.append((text, at, at + length))
                at += length
            segments.append(segment(*timed, channel=channel))
            at += draw(st.integers(0, 4000))
    return segments


spans = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 9000), st.integers(1, 4000)), max_size=6
).map(lambda rows: spoken(*sorted((s, a, a + n) for s, a, n in rows)))


def letters(text: str) -> str:
    return "".join(text.split())


@given(heard((None,)), spans)
def test_no_word_is_lost_or_moved_and_each_lies_in_the_text_and_time_of_its_turn(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    turns = to_turns(segments, diarization)
    written = letters("".join(word.text for s in segments for word in s.words))
    kept = "".join(word.raw or word.text for turn in turns for word in turn.words)
    assert letters(kept) == written
    assert letters("".join(turn.raw_text or turn.text for turn in turns)) == written
    for turn in turns:
        assert turn.text == turn.text.strip()
        assert all(turn.text[word.start : word.end] == word.text for word in turn.words)
        assert all(a.end <= b.start for a, b in pairwise(turn.words))
        assert letters(turn.text) == letters("".join(word.text for word in turn.words))
        at = turn.start_ms
        for word in turn.words:
            assert at is not None and word.start_ms is not None and word.end_ms is not None
            assert at <= word.start_ms <= word.end_ms
            at = word.start_ms
        assert at is not None and turn.end_ms is not None
        assert max(at, turn.words[-1].end_ms or 0) <= turn.end_ms


@given(heard((0, 1)), spans)
def test_no_word_of_a_channel_is_lost_or_given_to_the_other_party(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    turns = to_turns(segments, replace(diarization, channels=CHANNELS))
    for speaker, channel in CHANNELS.items():
        written = "".join(w.text for s in segments if s.channel == channel for w in s.words)
        kept = "".join(turn.raw_text or turn.text for turn in turns if turn.speaker == speaker)
        assert letters(kept) == letters(written)


@given(heard((None,)), spans)
def test_turns_are_in_order_part_at_a_silence_and_reach_only_where_their_speaker_speaks(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    turns = to_turns(segments, diarization)
    for turn in turns:
        own = [s for s in diarization.spans if s.speaker == turn.speaker]
        assert turn.start_ms is not None and turn.end_ms is not None
        begun, ended = turn.words[0].start_ms, max(word.end_ms or 0 for word in turn.words)
        assert turn.start_ms == begun or any(s.start_ms <= turn.start_ms <= s.end_ms for s in own)
        assert turn.end_ms == ended or any(s.start_ms <= turn.end_ms <= s.end_ms for s in own)
    for before, after in pairwise(turns):
        assert before.start_ms is not None and after.start_ms is not None
        assert before.start_ms <= after.start_ms
        if before.speaker == after.speaker:
            # Turns reach to the edges of speech; what parts them is a silence between words.
            last, first = before.words[-1].end_ms, after.words[0].start_ms
            assert last is not None and first is not None and first - last > 2000
