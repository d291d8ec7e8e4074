from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.model import Diarization, HeardSegment, HeardWord, Span
from calltools.speech.turns import to_turns
from calltools.transcripts.model import Turn

ASKS, ANSWERS = "SPEAKER_00", "SPEAKER_01"


def segment(
    *words: tuple[str, int, int], channel: int | None = None, score: float = 0.9
) -> HeardSegment:
    """A segment of (text, start_ms, end_ms)."""
    heard = tuple(HeardWord(text, start, end, score) for text, start, end in words)
    text = "".join(word.text for word in heard)
    return HeardSegment(words[0][1], words[-1][2], text, heard, -0.2, 0.1, 1.2, channel)


def spoken(*spans: tuple[str, int, int], **fields: object) -> Diarization:
    """A diarization of (speaker, start_ms, end_ms)."""
    ordered = tuple(Span(start, end, speaker) for speaker, start, end in spans)
    speech = tuple((span.start_ms, span.end_ms) for span in ordered)
    return replace(Diarization(ordered, speech, (), "two-party"), **fields)  # type: ignore[arg-type]


def said(turns: tuple[Turn, ...]) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in turns]


def times(turns: tuple[Turn, ...]) -> list[tuple[int | None, int | None]]:
    return [(turn.start_ms, turn.end_ms) for turn in turns]


def test_a_segment_is_divided_where_the_speaker_changes() -> None:
    turns = to_turns(
        [segment(("要", 0, 300), ("多久", 300, 900), ("说", 1100, 1400), ("不好", 1400, 2000))],
        spoken((ASKS, 0, 950), (ANSWERS, 1050, 2000)),
    )
    assert said(turns) == [(ASKS, "要多久"), (ANSWERS, "说不好")]
    assert [(turn.start_ms, turn.end_ms) for turn in turns] == [(0, 950), (1050, 2000)], (
        "as they speak"
    )


def test_segments_of_one_speaker_are_joined_with_a_space_where_no_mark_stands() -> None:
    turns = to_turns(
        [
            segment(("想", 0, 300), ("做", 300, 600)),
            segment(("移植，", 800, 1400)),
            segment(("现在", 1700, 2200)),
        ],
        spoken((ASKS, 0, 2300)),
    )
    assert said(turns) == [(ASKS, "想做 移植，现在")]


def test_a_long_silence_begins_a_new_turn_of_the_same_speaker() -> None:
    turns = to_turns(
        [segment(("喂", 0, 300)), segment(("您好", 4000, 4600))],
        spoken((ASKS, 0, 300), (ASKS, 4000, 4600)),
    )
    assert said(turns) == [(ASKS, "喂"), (ASKS, "您好")]


def test_an_answer_of_one_character_is_a_turn_of_its_own() -> None:
    turns = to_turns(
        [
            segment(("有", 0, 200), ("肝源", 200, 700), ("吗", 700, 1000)),
            segment(("有", 1300, 1500)),
            segment(("什么", 1900, 2300), ("时候", 2300, 2800)),
        ],
        spoken((ASKS, 0, 1050), (ANSWERS, 1250, 1550), (ASKS, 1850, 2900)),
    )
    assert said(turns) == [(ASKS, "有肝源吗"), (ANSWERS, "有"), (ASKS, "什么时候")]


def test_a_word_that_strays_across_the_change_goes_with_its_sentence() -> None:
    # 吗 is drawn out into the answer, as the last word of a segment often is.
    turns = to_turns(
        [
            segment(("您", 0, 200), ("在", 200, 500), ("吗", 820, 1400)),
            segment(("在", 1400, 1700), ("的", 1700, 1900)),
        ],
        spoken((ASKS, 0, 1000), (ANSWERS, 1020, 1900)),
    )
    assert said(turns) == [(ASKS, "您在吗"), (ANSWERS, "在的")]
    assert times(turns) == [(0, 1000), (1020, 1900)], "as far as they speak"
    assert [(word.start_ms, word.end_ms) for word in turns[0].words][-1] == (820, 1000)


def test_a_flicker_of_the_diarizer_within_a_sentence_divides_nothing() -> None:
    words = [(c, 200 * i, 200 * i + 200) for i, c in enumerate("我想打听一下病床")]
    turns = to_turns(
        [segment(*words)], spoken((ASKS, 0, 800), (ANSWERS, 800, 1000), (ASKS, 1000, 1600))
    )
    assert said(turns) == [(ASKS, "我想打听一下病床")]


def test_words_outside_all_speech_go_to_the_nearest_speaker() -> None:
    turns = to_turns(
        [segment(("喂", 0, 200)), segment(("好", 9000, 9200))],
        spoken((ASKS, 1000, 2000), (ANSWERS, 6000, 8000)),
    )
    assert said(turns) == [(ASKS, "喂"), (ANSWERS, "好")]


def test_without_a_speaker_words_are_kept() -> None:
    turns = to_turns([segment(("喂", 0, 200), ("你好", 200, 700))], spoken())
    assert said(turns) == [(None, "喂你好")]


def test_what_is_heard_on_a_channel_is_its_owners_whatever_the_time_says() -> None:
    turns = to_turns(
        [
            segment(("多久", 0, 900), channel=1),
            segment(("一周", 800, 1500), channel=0),
        ],
        spoken((ANSWERS, 0, 1500), channels={ANSWERS: 0, ASKS: 1}),
    )
    assert said(turns) == [(ASKS, "多久"), (ANSWERS, "一周")]


def test_a_word_put_in_on_the_other_channel_comes_after_the_utterance_it_is_put_into() -> None:
    turns = to_turns(
        [
            segment(("先", 0, 300), ("查", 300, 600), ("血型", 600, 1200), channel=0),
            segment(("嗯", 500, 700), channel=1),
            segment(("再", 2200, 2500), ("配型", 2500, 3000), channel=0),
        ],
        spoken((ANSWERS, 0, 3000), (ASKS, 500, 700), channels={ANSWERS: 0, ASKS: 1}),
    )
    assert said(turns) == [(ANSWERS, "先查血型"), (ASKS, "嗯"), (ANSWERS, "再配型")]


def test_the_first_word_of_a_segment_is_put_where_its_speaker_speaks() -> None:
    # Whisper begins it where the segment before ended, seconds too early.
    turns = to_turns(
        [
            segment(("行", 0, 400), channel=0),
            segment(("下", 400, 1200), ("周", 5000, 5300), ("来", 5300, 5600), channel=0),
            segment(("几", 2000, 2300), ("点", 2300, 2600), channel=1),
        ],
        spoken(
            (ANSWERS, 0, 450),
            (ASKS, 1950, 2650),
            (ANSWERS, 4700, 5700),
            channels={ANSWERS: 0, ASKS: 1},
        ),
    )
    assert said(turns) == [(ANSWERS, "行"), (ASKS, "几点"), (ANSWERS, "下周来")]
    assert turns[2].start_ms == 4700
    assert turns[2].words[0].start_ms == 4750


def test_a_short_answer_stays_where_its_speaker_begins_however_long_the_pause_behind_it() -> None:
    turns = to_turns(
        [
            segment(("大夫", 7100, 7700), ("吗", 7700, 8450), channel=0),
            segment(("对", 8330, 8870), ("想", 11800, 12700), ("起来", 12700, 13100), channel=1),
            segment(("我", 9400, 9900), ("打过", 9900, 11300), channel=0),
        ],
        spoken(
            (ASKS, 7400, 8400),
            (ANSWERS, 8700, 9150),
            (ASKS, 9700, 11400),
            (ANSWERS, 11900, 13200),
            channels={ASKS: 0, ANSWERS: 1},
        ),
    )
    assert said(turns) == [(ASKS, "大夫吗"), (ANSWERS, "对"), (ASKS, "我打过"), (ANSWERS, "想起来")]
    assert times(turns)[1] == (8700, 9150)


def test_speech_before_and_behind_the_words_is_the_turns_but_not_where_words_are_missed() -> None:
    heard = [segment(("要", 1400, 1700), ("等", 1700, 2000))]
    assert times(to_turns(heard, spoken((ASKS, 900, 2500)))) == [(900, 2500)]
    assert times(to_turns(heard, spoken((ASKS, 0, 9000)))) == [(1400, 2000)]


def test_two_turns_in_one_stretch_of_speech_meet_between_their_words() -> None:
    turns = to_turns(
        [
            segment(("先", 0, 300), ("查", 300, 1000), channel=0),
            segment(("嗯", 1300, 1500), channel=1),
            segment(("再", 1800, 2500), ("来", 2500, 3000), channel=0),
        ],
        spoken((ANSWERS, 0, 3200), (ASKS, 1280, 1480), channels={ANSWERS: 0, ASKS: 1}),
    )
    assert said(turns) == [(ANSWERS, "先查"), (ASKS, "嗯"), (ANSWERS, "再来")]
    assert times(turns) == [(0, 1400), (1280, 1480), (1400, 3200)]


def test_words_where_their_speaker_is_not_heard_keep_their_times() -> None:
    turns = to_turns([segment(("喂", 5000, 5400))], spoken((ASKS, 0, 900)))
    assert times(turns) == [(5000, 5400)]


def test_script_is_simplified_and_what_the_engine_wrote_is_kept() -> None:
    (turn,) = to_turns([segment((" 腎", 0, 300), ("移植", 300, 800))], spoken((ASKS, 0, 800)))
    assert turn.text == "肾移植"
    assert turn.raw_text == "腎移植"
    assert [(word.text, word.raw) for word in turn.words] == [("肾", "腎"), ("移植", None)]


def test_a_segment_without_words_is_one_word() -> None:
    bare = HeardSegment(0, 900, " 您好", (), -0.105, 0.1, 1.0)
    (turn,) = to_turns([bare], spoken((ASKS, 0, 900)))
    assert turn.text == turn.words[0].text == "您好"
    assert turn.confidence is not None
    assert round(turn.confidence, 2) == 0.9


def test_words_of_latin_script_keep_their_spaces() -> None:
    (turn,) = to_turns(
        [segment((" How", 0, 200), (" long", 200, 500), ("?", 500, 600))], spoken((ASKS, 0, 600))
    )
    assert turn.text == "How long?"
    assert [word.text for word in turn.words] == ["How", "long", "?"]


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
    st.tuples(st.sampled_from([ASKS, ANSWERS]), st.integers(0, 9000), st.integers(1, 4000)),
    max_size=6,
).map(lambda rows: spoken(*sorted((s, a, a + n) for s, a, n in rows)))


def letters(text: str) -> str:
    return "".join(text.split())


@given(heard((None,)), spans)
def test_no_word_is_lost_or_moved(segments: list[HeardSegment], diarization: Diarization) -> None:
    turns = to_turns(segments, diarization)
    written = "".join(word.text for s in segments for word in s.words)
    kept = "".join(word.raw or word.text for turn in turns for word in turn.words)
    assert letters(kept) == letters(written)
    assert letters("".join(turn.raw_text or turn.text for turn in turns)) == letters(written)


@given(heard((0, 1)), spans)
def test_no_word_of_a_channel_is_lost_or_given_to_the_other_party(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    turns = to_turns(segments, replace(diarization, channels={ASKS: 0, ANSWERS: 1}))
    for channel, speaker in enumerate((ASKS, ANSWERS)):
        written = "".join(w.text for s in segments if s.channel == channel for w in s.words)
        kept = "".join(turn.raw_text or turn.text for turn in turns if turn.speaker == speaker)
        assert letters(kept) == letters(written)


@given(heard((None,)), spans)
def test_words_lie_in_the_text_of_their_turn(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    for turn in to_turns(segments, diarization):
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


@given(heard((None,)), spans)
def test_a_turn_reaches_beyond_its_words_only_where_its_speaker_speaks(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    for turn in to_turns(segments, diarization):
        own = [s for s in diarization.spans if s.speaker == turn.speaker]
        assert turn.start_ms is not None and turn.end_ms is not None
        begun, ended = turn.words[0].start_ms, max(word.end_ms or 0 for word in turn.words)
        assert turn.start_ms == begun or any(s.start_ms <= turn.start_ms <= s.end_ms for s in own)
        assert turn.end_ms == ended or any(s.start_ms <= turn.end_ms <= s.end_ms for s in own)


@given(heard((None,)), spans)
def test_turns_are_in_order_and_a_speaker_goes_on_only_after_a_silence(
    segments: list[HeardSegment], diarization: Diarization
) -> None:
    turns = to_turns(segments, diarization)
    for before, after in pairwise(turns):
        assert before.start_ms is not None and after.start_ms is not None
        assert before.start_ms <= after.start_ms
        if before.speaker == after.speaker:
            # Turns reach to the edges of speech; what parts them is a silence between words.
            last, first = before.words[-1].end_ms, after.words[0].start_ms
            assert last is not None and first is not None and first - last > 2000


def test_nothing_heard_gives_no_turn() -> None:
    assert to_turns([], spoken((ASKS, 0, 900))) == ()


def test_what_was_heard_again_is_a_turn_by_itself_and_marked_so() -> None:
    before, again, after = (
        HeardSegment(
            at, at + 900, text, (HeardWord(text, at, at + 900, 0.9),), -0.2, 0.1, 1.0, reheard=again
        )
        for at, text, again in (
            (0, "您好", False),
            (1_000, "没有的事", True),
            (2_000, "再见", False),
        )
    )
    turns = to_turns([before, again, after], spoken((ASKS, 0, 2_900)))
    assert [(turn.text, turn.flags) for turn in turns] == [
        ("您好", ()),
        ("没有的事", ("reheard",)),
        ("再见", ()),
    ]
