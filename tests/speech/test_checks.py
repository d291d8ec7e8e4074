from __future__ import annotations

from dataclasses import replace

import pytest

from calltools.media import Tone
from calltools.speech.hearing_differences import HeardOtherwise
from calltools.speech.loops import looping
from calltools.speech.model import (
    Diarization,
    Heard,
    HeardSegment,
    HeardWord,
    Rehearing,
    Span,
)
from calltools.speech.turn_flags import (
    find_gaps,
    flags_of,
    has_invented_phrase,
    unwritten_parties,
    with_second_hearing,
)
from calltools.speech.turns import to_turns
from calltools.transcripts.model import Gap, Turn, Word

SPEECH = ((0, 4_000), (20_000, 24_000))


def diarization(
    speech: tuple[tuple[int, int], ...] = SPEECH, overlap: tuple[tuple[int, int], ...] = ()
) -> Diarization:
    return Diarization((), speech, overlap, "two-party")


def turn(text: str, start_ms: int, score: float = 0.9) -> Turn:
    """A turn of one word per character, a quarter of a second each."""
    words = tuple(
        Word(c, i, i + 1, start_ms + 250 * i, start_ms + 250 * (i + 1), score)
        for i, c in enumerate(text)
    )
    end_ms = start_ms + 250 * len(text)
    return Turn(text, "A", start_ms=start_ms, end_ms=end_ms, words=words, confidence=score)


def segment(text: str, start_ms: int, **signs: float | None) -> HeardSegment:
    words = tuple(
        HeardWord(c, start_ms + 250 * i, start_ms + 250 * (i + 1), 0.9) for i, c in enumerate(text)
    )
    heard = HeardSegment(start_ms, start_ms + 250 * len(text), text, words, -0.3, 0.1, 1.2)
    return replace(heard, **signs)  # type: ignore[arg-type]


def flags(one: Turn, *segments: HeardSegment, **of_diarization: object) -> tuple[str, ...]:
    words = [HeardWord(w.text, w.start_ms or 0, w.end_ms or 0, w.score) for w in one.words]
    where = diarization(**of_diarization)
    return tuple(flags_of(one, words, segments, looping(segments), where))


LOOP = [segment("我不知道", 1000 * i) for i in range(3)]


@pytest.mark.parametrize(
    ("said", "segments", "overlap", "expected"),
    [
        (turn("要等一个月左右", 1000), [segment("要等一个月左右", 1000)], (), ()),
        (turn("谢谢大家", 10_000), [], (), ("text_without_speech",)),
        (turn("好", 4_100), [], (), ()),
        (turn("打开通过的机器", 1000, score=0.3), [], (), ("low_confidence",)),
        (turn("我不知道", 1000), LOOP, (), ("repetition",)),
        (turn("我不知道", 1000), LOOP[:2], (), ()),
        (turn("好的好的", 1000), [], ((1_500, 2_500),), ("overlap",)),
        (turn("好的好的", 1000), [], ((1_900, 2_500),), ()),
    ],
    ids=[
        "plain speech", "nobody speaks", "a little beside speech", "words of low probability",
        "segments that repeat each other", "two of them", "talking at once", "but for a touch",
    ],
)  # fmt: skip
def test_what_is_to_be_doubted_is_flagged(
    said: Turn,
    segments: list[HeardSegment],
    overlap: tuple[tuple[int, int], ...],
    expected: tuple[str, ...],
) -> None:
    assert flags(said, *segments, overlap=overlap) == expected


def test_an_engine_that_tells_no_probabilities_has_none_doubted() -> None:
    heard = segment("试试看", 1000, avg_logprob=None, no_speech_prob=None)
    unknown = turn("试试看", 1000)
    words = tuple(replace(word, score=None) for word in unknown.words)
    assert flags(replace(unknown, words=words, confidence=None), heard) == ()
    words_heard = tuple(replace(word, score=None) for word in heard.words)
    (made,) = to_turns([replace(heard, words=words_heard)], diarization())
    assert made.confidence is None
    (whole,) = to_turns([replace(heard, words=())], diarization())
    assert whole.confidence is None


@pytest.mark.parametrize(
    ("start_ms", "avg_logprob", "no_speech_prob", "invented"),
    [
        (1_000, -0.9, 0.8, True),
        (1_000, -0.9, 0.1, False),
        (1_000, -0.2, 0.75, False),
        (10_000, -0.9, 0.1, True),
        (10_000, -0.2, 0.8, True),
        (10_000, -0.2, 0.1, False),
    ],
)
def test_two_signs_of_three_make_invention_likely(
    start_ms: int, avg_logprob: float, no_speech_prob: float, invented: bool
) -> None:
    heard = segment("试试看", start_ms, avg_logprob=avg_logprob, no_speech_prob=no_speech_prob)
    assert ("likely_invented" in flags(turn("试试看", start_ms), heard)) == invented


def test_the_signs_of_another_turns_segment_do_not_count() -> None:
    doubtful = segment("试试看", 21_000, avg_logprob=-0.9, no_speech_prob=0.8)
    turns = to_turns([segment("要等一个月", 1000), doubtful], diarization())
    assert [one.flags for one in turns] == [(), ("likely_invented",)]


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("请不吝点赞 订阅 转发", True),
        ("字幕由Amara.org社区提供", True),
        ("謝謝觀看！", True),
        ("Thank you for watching.", True),
        ("谢谢大夫", False),
        ("谢谢您，再见", False),
        ("我看看字条", False),
        ("Thank you, doctor.", False),
    ],
)
def test_credits_of_subtitles_are_invented_and_ordinary_thanks_are_not(
    text: str, invented: bool
) -> None:
    assert has_invented_phrase(text) == invented
    assert ("likely_invented" in flags(turn(text, 1000))) == invented


def gaps_of(heard: Heard, where: Diarization, *tones: Tone) -> tuple[Gap, ...]:
    return find_gaps(to_turns(heard.segments, where), heard, where, tones)


def test_speech_without_words_and_tones_are_gaps() -> None:
    heard = Heard((segment("要等", 0), segment("一个月左右吧", 20_000)))
    where = diarization(((0, 4_000), (8_000, 9_000), (20_000, 22_000)))
    assert gaps_of(heard, where, Tone("ringback", 8_000, 9_000)) == (
        Gap("speech_without_text", 800, 4_000),
        Gap("ringback", 8_000, 9_000),
    )
    # Who speaks without words while another has some is told.
    spans = (Span(0, 3_000, "A"), Span(500, 2_500, "B"))
    where = Diarization(spans, ((0, 3_000),), ((500, 2_500),), "two-party")
    heard = Heard((segment("一般要等一个月左右吧您", 0),))
    assert gaps_of(heard, where) == (Gap("speech_without_text", 500, 2_500, "B"),)
    # A breath is no gap.
    assert gaps_of(Heard(()), diarization(((0, 600),))) == ()


def test_what_was_withheld_from_the_recogniser_is_a_gap() -> None:
    heard = Heard((), withheld=((5_000, 6_000), (9_000, 9_300)))
    assert gaps_of(heard, diarization(())) == (
        Gap("speech_without_text", 5_000, 6_000),
        Gap("speech_without_text", 9_000, 9_300),
    ), "a single 有 is as short as the second"
    found = Diarization((Span(9_000, 9_300, "A"),), ((9_000, 9_300),), (), "two-party")
    assert gaps_of(heard, found)[1] == Gap("speech_without_text", 9_000, 9_300, "A")


def test_both_readings_stand_at_the_words_of_a_difference_and_the_turn_is_flagged() -> None:
    first, second = turn("要等十天左右", 1000), turn("没有", 20_000)
    difference = HeardOtherwise(0, 2, 4, "十天", "四天")
    marked, untouched = with_second_hearing([first, second], [difference])
    assert [word.otherwise for word in marked.words] == [None, None, "四天", "四天", None, None]
    assert marked.flags == ("heard_otherwise",)
    assert marked.text == first.text
    assert untouched == second


def test_what_was_only_heard_as_a_loop_is_a_gap_of_its_own_and_no_other() -> None:
    again = Rehearing(500, 3_900, "圣疑圣疑", "", unheard=((500, 3_900),))
    heard = Heard((segment("要等", 20_000),), rehearings=(again,))
    where = diarization(((0, 4_000), (20_000, 20_700)))
    assert gaps_of(heard, where) == (Gap("unheard", 500, 3_900),)
    spans = (Span(0, 4_000, "A"), Span(20_000, 20_700, "B"))
    assert gaps_of(heard, replace(where, spans=spans)) == (Gap("unheard", 500, 3_900, "A"),)


def test_a_party_of_whom_no_word_was_written_is_told() -> None:
    spans = (Span(0, 4_000, "A"), Span(61_000, 64_500, "B"), Span(70_000, 71_000, "B"))
    (warning,) = unwritten_parties([turn("要等", 1000)], Diarization(spans, (), (), "two-party"))
    assert warning.kind == "party_unwritten"
    assert "B speaks for 4.5 s" in warning.words and "1:01" in warning.words
    both = [turn("要等", 1000), replace(turn("好", 61_000), speaker="B")]
    assert unwritten_parties(both, Diarization(spans, (), (), "two-party")) == ()
