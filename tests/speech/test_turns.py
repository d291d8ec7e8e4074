from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

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


# What is heard, a row a segment, with its channel behind @ (A has 0, B has 1); who speaks when;
# the turns.
CASES = {
    "a segment is divided where the speaker changes, turns are as long as they speak": (
        ["要 0 300, 多久 300 900, 说 1100 1400, 不好 1400 2000"],
        "A 0 950, B 1050 2000",
        "A要多久 0 950, B说不好 1050 2000",
    ),
    "segments of one speaker are joined, with a space where no mark stands": (
        ["想 0 300, 做 300 600", "移植， 800 1400", "现在 1700 2200"],
        "A 0 2300",
        "A想做 移植，现在 0 2300",
    ),
    "a long silence begins a new turn of the same speaker": (
        ["喂 0 300", "您好 4000 4600"],
        "A 0 300, A 4000 4600",
        "A喂 0 300, A您好 4000 4600",
    ),
    "an answer of one character is a turn of its own": (
        ["有 0 200, 肝源 200 700, 吗 700 1000", "有 1300 1500", "什么 1900 2300, 时候 2300 2800"],
        "A 0 1050, B 1250 1550, A 1850 2900",
        "A有肝源吗 0 1050, B有 1250 1550, A什么时候 1850 2900",
    ),
    "a word drawn out across the change goes with its sentence": (
        ["您 0 200, 在 200 500, 吗 820 1400", "在 1400 1700, 的 1700 1900"],
        "A 0 1000, B 1020 1900",
        "A您在吗 0 1000, B在的 1020 1900",
    ),
    "a flicker of the diarizer within a sentence divides nothing": (
        ["我 0 200, 想 200 400, 打 400 600, 听 600 800, 一 800 1000, 下 1000 1200, 病床 1200 1600"],
        "A 0 800, B 800 1000, A 1000 1600",
        "A我想打听一下病床 0 1600",
    ),
    "words outside all speech go to the nearest speaker": (
        ["喂 0 200", "好 9000 9200"],
        "A 1000 2000, B 6000 8000",
        "A喂 0 200, B好 9000 9200",
    ),
    "what is heard on a channel is its owner's whatever the time says": (
        ["多久 0 900 @0", "一周 800 1500 @1"],
        "B 0 1500",
        "A多久 0 900, B一周 0 1500",
    ),
    "a word put in on the other channel comes after the utterance it is put into": (
        [
            "先 0 300, 查 300 600, 血型 600 1200 @1",
            "嗯 500 700 @0",
            "再 2200 2500, 配型 2500 3000 @1",
        ],
        "B 0 3000, A 500 700",
        "B先查血型 0 1550, A嗯 500 700, B再配型 1550 3000",
    ),
    "the first word is put where its speaker speaks, not where the segment before ended": (
        [
            "行 0 400 @1",
            "下 400 1200, 周 5000 5300, 来 5300 5600 @1",
            "几 2000 2300, 点 2300 2600 @0",
        ],
        "B 0 450, A 1950 2650, B 4700 5700",
        "B行 0 450, A几点 1950 2650, B下周来 4700 5700",
    ),
    "a short answer stays where its speaker begins however long the pause behind it": (
        [
            "大夫 7100 7700, 吗 7700 8450 @0",
            "对 8330 8870, 想 11800 12700, 起来 12700 13100 @1",
            "我 9400 9900, 打过 9900 11300 @0",
        ],
        "A 7400 8400, B 8700 9150, A 9700 11400, B 11900 13200",
        "A大夫吗 7400 8400, B对 8700 9150, A我打过 9700 11400, B想起来 11900 13200",
    ),
    "speech before and behind the words is the turn's": (
        ["要 1400 1700, 等 1700 2000"],
        "A 900 2500",
        "A要等 900 2500",
    ),
    "but not where words are missed": (
        ["要 1400 1700, 等 1700 2000"],
        "A 0 9000",
        "A要等 1400 2000",
    ),
    "two turns in one stretch of speech meet between their words": (
        ["先 0 300, 查 300 1000 @1", "嗯 1300 1500 @0", "再 1800 2500, 来 2500 3000 @1"],
        "B 0 3200, A 1280 1480",
        "B先查 0 1400, A嗯 1280 1480, B再来 1400 3200",
    ),
    "words where their speaker is not heard keep their times": (
        ["喂 5000 5400"],
        "A 0 900",
        "A喂 5000 5400",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_said_what_when(case: str) -> None:
    heard, who, expected = CASES[case]
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
