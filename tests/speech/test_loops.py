"""Loops of a recogniser: heard again, told where they stay, never written as words."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sounds
from calltools.language.normalise import CER, normalise
from calltools.media import RATE, Pcm, decode
from calltools.media.pcm import Samples
from calltools.settings import Settings
from calltools.speech.loops import hear, is_repetitive, looping
from calltools.speech.model import Engine, HeardSegment, HeardWord
from calltools.speech.recognise import recognise
from calltools.speech.transcribe import Transcriber

Said = tuple[int, int, str]


def segment(start_ms: int, end_ms: int, text: str) -> HeardSegment:
    ratio = len(text.encode()) / len(zlib.compress(text.encode()))
    word = HeardWord(text, start_ms, end_ms, 0.9)
    return HeardSegment(start_ms, end_ms, text, (word,), -0.3, 0.1, ratio)


@dataclass
class Scripted:
    """An engine that hears ``first``, and ``again`` where it is to hear a stretch once more."""

    first: Sequence[Said]
    again: Sequence[Said] = ()
    asked_s: list[float] = field(default_factory=list)
    name: str = "scripted"
    models: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def transcribe(self, _samples: Samples, _language: str) -> list[HeardSegment]:
        return [segment(*said) for said in self.first]

    def rehear(self, samples: Samples, _language: str) -> list[HeardSegment]:
        self.asked_s.append(samples.size / RATE)
        return [segment(*said) for said in self.again]

    def languages(self, _samples: Samples) -> Mapping[str, float]:
        return {"zh": 1.0}


def heard(engine: Any, seconds: int = 30) -> tuple[list[tuple[int, int, str, bool]], list[Any]]:
    segments, again = hear(engine, np.zeros(seconds * RATE, np.float32), "zh")
    return [(s.start_ms, s.end_ms, s.text, s.reheard) for s in segments], again


BEFORE, AFTER = (0, 3_000, "请问是肾移植科吗"), (25_000, 27_000, "好的再见")
LOOP = (3_500, 24_000, "圣疑" * 40)


@pytest.mark.parametrize(
    "text", ["冠" * 30, "一个星期之内，" * 3, "within a week, " * 4, "好的，" + "没有没有" * 5]
)
def test_loops_are_repetitive(text: str) -> None:
    assert is_repetitive(text)


@pytest.mark.parametrize(
    "text",
    ["对对对对", "没有没有没有", "等等等等，您等一下", "一个星期，一个星期就够", "1380013800", ""],
)
def test_emphasis_is_not(text: str) -> None:
    assert not is_repetitive(text)


def test_nothing_is_heard_twice_where_nothing_loops() -> None:
    engine = Scripted([BEFORE, AFTER])
    segments, again = heard(engine)
    assert [text for _, _, text, _ in segments] == [BEFORE[2], AFTER[2]]
    assert again == [] and engine.asked_s == []


def test_only_the_stretch_that_loops_is_heard_again_and_both_readings_are_kept() -> None:
    engine = Scripted(
        [BEFORE, LOOP, AFTER], [(500, 4_000, "没有的事"), (4_200, 6_000, "你听谁说的")]
    )
    segments, (again,) = heard(engine)
    assert segments == [
        (*BEFORE, False),
        (3_500, 7_000, "没有的事", True),
        (7_200, 9_000, "你听谁说的", True),
        (*AFTER, False),
    ]
    assert engine.asked_s == [22.0], "from the end of what is heard before to what comes after"
    assert (again.start_ms, again.end_ms) == (3_000, 25_000)
    assert (again.first, again.second) == (LOOP[2], "没有的事你听谁说的")
    assert again.taken == "second" and again.unheard == ()


@pytest.mark.parametrize(
    ("second", "unheard"),
    [
        ([], ((3_000, 25_000),)),
        ([(0, 20_000, "北" * 60)], ((3_000, 25_000),)),
        ([(0, 4_000, "没有的事"), (5_000, 20_000, "北" * 60)], ((8_000, 23_000),)),
    ],
)
def test_what_loops_again_is_unheard_and_no_words(
    second: list[Said], unheard: tuple[tuple[int, int], ...]
) -> None:
    segments, (again,) = heard(Scripted([BEFORE, LOOP, AFTER], second))
    assert not any(is_repetitive(text) for _, _, text, _ in segments)
    assert [text for _, _, text, _ in segments if text in (BEFORE[2], AFTER[2])] == [
        BEFORE[2],
        AFTER[2],
    ]
    assert again.unheard == unheard
    assert again.first == LOOP[2], "what was written is kept for whoever asks"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((3_500, 6_000, "没有" * 7), (0, 2_000, "没有没有没")),
        ((3_500, 7_000, "对" * 14), (0, 900, "对对对对")),
        ((3_500, 8_000, "好，" * 14), (0, 900, "好 好好")),
    ],
)
def test_what_somebody_says_over_and_over_is_kept(first: Said, second: Said) -> None:
    segments, (again,) = heard(Scripted([BEFORE, first, AFTER], [second]))
    assert (*first, False) in segments
    assert again.taken == "first" and again.unheard == ()


def unlikely(said: Said) -> HeardSegment:
    return replace(segment(*said), avg_logprob=-1.3)


@pytest.mark.parametrize(
    "second",
    [
        [],
        [segment(0, 2_000, "制等制等制")],
        [unlikely((0, 2_000, "吃得你吃得你"))],
        [segment(0, 9_000, "北" * 60)],
    ],
)
@pytest.mark.parametrize("first", ["是的你" * 4, "一个星期，" * 3])
def test_a_short_word_a_few_times_is_kept_whatever_the_second_attempt_gives(
    first: str, second: list[HeardSegment]
) -> None:
    engine = Scripted([BEFORE, (3_500, 7_000, first), AFTER])
    engine.rehear = lambda _samples, _language: second  # type: ignore[method-assign]
    segments, (again,) = heard(engine)
    assert [text for _, _, text, _ in segments] == [BEFORE[2], first, AFTER[2]]
    assert (again.taken, again.unheard) == ("first", ())
    assert again.second == "".join(s.text for s in second), "the other reading is kept, too"


@pytest.mark.parametrize(
    "first",
    [
        segment(3_500, 7_500, "没有" * 6),
        segment(3_500, 7_500, "一个星期之内，" * 3),
        segment(3_500, 12_000, "一个星期，" * 3),
        unlikely((3_500, 7_500, "一个星期，" * 3)),
    ],
)
def test_more_longer_slower_or_less_sure_is_no_word_that_is_said_a_few_times(
    first: HeardSegment,
) -> None:
    engine = Scripted([])
    engine.transcribe = lambda _samples, _language: [first]  # type: ignore[method-assign]
    segments, (again,) = heard(engine)
    assert segments == [] and again.unheard == ((0, 30_000),)


def test_what_only_the_first_attempt_gives_is_not_kept_for_the_rest() -> None:
    first, second = (3_500, 7_500, "没有别的感觉，" * 3), (0, 2_000, "没有别的没有别的")
    segments, (again,) = heard(Scripted([BEFORE, first, AFTER], [second]))
    assert [text for _, _, text, _ in segments] == [BEFORE[2], second[2], AFTER[2]]
    assert again.taken == "second" and segments[1][3]


def test_nobody_says_the_same_for_twenty_seconds() -> None:
    segments, (again,) = heard(Scripted([BEFORE, LOOP, AFTER], [(0, 900, "圣疑圣疑圣")]))
    assert LOOP[2] not in [text for _, _, text, _ in segments]
    assert again.taken == "second"


def test_segments_that_repeat_each_other_are_one_stretch() -> None:
    loop = [(3_500 + 100 * n, 3_600 + 100 * n, "援楼座多少台") for n in range(12)]
    segments, (again,) = heard(Scripted([BEFORE, *loop, AFTER], [(0, 900, "有多少台")]))
    assert [text for _, _, text, _ in segments] == [BEFORE[2], "有多少台", AFTER[2]]
    assert (again.start_ms, again.end_ms) == (3_000, 25_000)


@pytest.mark.parametrize("change", [{"compression_ratio": 2.9}, {"avg_logprob": -1.3}])
def test_syllables_in_ever_new_order_are_no_words_either(change: dict[str, float]) -> None:
    engine = Scripted([BEFORE, LOOP, AFTER])
    noise = replace(segment(0, 9_000, "嗚嗚嗟嗟嗚嗓嗟嗓嗓嗚嗰嗓嗰嗟嗰嗰嗚嗲嗟嗲"), **change)  # type: ignore[arg-type]
    engine.rehear = lambda _samples, _language: [noise]  # type: ignore[method-assign]
    segments, (again,) = heard(engine)
    assert [text for _, _, text, _ in segments] == [BEFORE[2], AFTER[2]]
    assert again.unheard == ((3_000, 25_000),) and again.second == noise.text


def test_what_is_said_once_beside_a_loop_is_kept_whatever_the_half_minute_compresses_to() -> None:
    loop = [replace(segment(3_500 + 900 * n, 4_300 + 900 * n, "一个星期")) for n in range(12)]
    window = [replace(s, compression_ratio=3.1) for s in (segment(*BEFORE), *loop, segment(*AFTER))]
    engine = Scripted([], [])
    engine.transcribe = lambda _samples, _language: window  # type: ignore[method-assign]
    segments, (again,) = heard(engine)
    assert [text for _, _, text, _ in segments] == [BEFORE[2], AFTER[2]]
    assert again.unheard == ((3_000, 25_000),)


def test_sentences_that_come_again_and_again_in_no_order_are_loops() -> None:
    texts = [*"ABBABBBAB"]
    names = {"A": "不必是你的延遭", "B": "这跟准备是什么有那"}
    loop = [
        replace(segment(3_000 + 900 * n, 3_900 + 900 * n, names[t]), compression_ratio=4.5)
        for n, t in enumerate(texts)
    ]
    assert looping(loop) == frozenset(loop)
    assert looping([replace(s, compression_ratio=1.3) for s in loop[:5]]) == frozenset()


@pytest.mark.model
@pytest.mark.parametrize("times", [3, 6])
def test_three_times_is_kept_and_six_times_is_no_words_or_heard_again(
    times: int, demo_call: Pcm, engine: Engine, tmp_path: Path
) -> None:
    pause = np.zeros(RATE // 8, np.float32)
    begun, week = demo_call.read(6_900, 11_200), demo_call.read(19_300, 20_020)  # 一个星期
    said = sounds.write_wav(tmp_path / "a.wav", np.concatenate([begun, *[week, pause] * times]))
    with decode(said) as pcm:
        written = recognise(pcm, engine, language="zh")
    (again,) = written.rehearings
    text = normalise("".join(s.text for s in written.segments), CER).text
    assert "病房" in text and again.start_ms > 3_000, "what is said before it is not touched"
    assert text.count("一个星期") == 3 if times == 3 else not is_repetitive(text)
    assert (again.taken == "first") == (times == 3)
    assert times == 3 or again.unheard or any(s.reheard for s in written.segments)


@pytest.mark.model
def test_twelve_times_is_no_words_and_told(
    demo_call: Pcm, settings: Settings, tmp_path: Path
) -> None:
    pause = np.zeros(RATE // 8, np.float32)
    begun, week = demo_call.read(6_900, 11_200), demo_call.read(19_300, 20_020)
    said = sounds.write_wav(tmp_path / "a.wav", np.concatenate([begun, *[week, pause] * 12]))
    written = Transcriber(settings).transcribe_file(said)
    text = normalise("".join(turn.text for turn in written.turns), CER).text
    assert "病房" in text and not is_repetitive(text)
    assert sum(gap.end_ms - gap.start_ms for gap in written.gaps) > 8_000


@pytest.mark.model
def test_between_ringing_what_is_said_four_times_is_written_four_times_and_nothing_else(
    demo_call: Pcm, engine: Engine, tmp_path: Path
) -> None:
    ringing, begun, word = sounds.ringback_cn(2), demo_call.read(6_900, 11_200), (10_100, 10_600)
    pause = sounds.silence(0.12)
    said = [begun, sounds.silence(0.4), *[demo_call.read(*word), pause] * 4, sounds.silence(0.5)]
    path = sounds.write_wav(tmp_path / "a.wav", np.concatenate([ringing, *said, ringing]))
    with decode(path) as pcm:
        written = recognise(pcm, engine, language="zh")
    drift_ms = 300
    begins_ms, lasts_ms, answered_ms = (
        1000 * sum(clip.size for clip in clips) // RATE for clips in ([ringing], said, [begun])
    )
    assert all(
        begins_ms - drift_ms <= s.start_ms <= s.end_ms <= begins_ms + lasts_ms + drift_ms
        for s in written.segments
    ), "nobody speaks while it rings"
    texts = [s.text for s in written.segments if s.start_ms >= begins_ms + answered_ms - drift_ms]
    assert "".join(texts).count("是的") == 4
    assert not any(s.reheard for s in written.segments)
    assert not any(again.unheard for again in written.rehearings)
