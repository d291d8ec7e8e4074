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
from calltools.speech.model import Engine, HeardSegment, HeardWord, Rehearing
from calltools.speech.recognise import recognise
from calltools.speech.transcribe import Transcriber


def said(start_ms: int, end_ms: int, text: str, **signs: float) -> HeardSegment:
    ratio = len(text.encode()) / len(zlib.compress(text.encode()))
    word = HeardWord(text, start_ms, end_ms, 0.9)
    segment = HeardSegment(start_ms, end_ms, text, (word,), -0.3, 0.1, ratio)
    return replace(segment, **signs)  # type: ignore[arg-type]


@dataclass
class Scripted:
    """An engine that hears ``first``, and ``again`` where it is to hear a stretch once more."""

    first: Sequence[HeardSegment]
    again: Sequence[HeardSegment] = ()
    asked_s: list[float] = field(default_factory=list)
    name: str = "scripted"
    models: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def transcribe(self, _samples: Samples, _language: str) -> list[HeardSegment]:
        return list(self.first)

    def rehear(self, samples: Samples, _language: str) -> list[HeardSegment]:
        self.asked_s.append(samples.size / RATE)
        return list(self.again)

    def languages(self, _samples: Samples) -> Mapping[str, float]:
        return {"zh": 1.0}


def heard(engine: Scripted) -> tuple[list[HeardSegment], list[Rehearing]]:
    return hear(engine, np.zeros(30 * RATE, np.float32), "zh")


def around(*first: HeardSegment) -> list[HeardSegment]:
    return [BEFORE, *first, AFTER]


BEFORE, AFTER = said(0, 3_000, "请问是肾移植科吗"), said(25_000, 27_000, "好的再见")
LOOP = said(3_500, 24_000, "圣疑" * 40)
NORTH = "北" * 60
ALL = ((3_000, 25_000),)
A_WEEK = "一个星期，" * 3


@pytest.mark.parametrize(
    ("text", "repetitive"),
    [
        ("冠" * 30, True),
        ("一个星期之内，" * 3, True),
        ("within a week, " * 4, True),
        ("好的，" + "没有没有" * 5, True),
        ("对对对对", False),
        ("没有没有没有", False),
        ("等等等等，您等一下", False),
        ("一个星期，一个星期就够", False),
        ("1380013800", False),
        ("", False),
    ],
)
def test_loops_are_repetitive_and_emphasis_is_not(text: str, repetitive: bool) -> None:
    assert is_repetitive(text) == repetitive


def test_only_the_stretch_that_loops_is_heard_again_and_both_readings_are_kept() -> None:
    engine = Scripted(
        around(LOOP), [said(500, 4_000, "没有的事"), said(4_200, 6_000, "你听谁说的")]
    )
    segments, (again,) = heard(engine)
    assert [(s.start_ms, s.end_ms, s.text, s.reheard) for s in segments] == [
        (0, 3_000, BEFORE.text, False),
        (3_500, 7_000, "没有的事", True),
        (7_200, 9_000, "你听谁说的", True),
        (25_000, 27_000, AFTER.text, False),
    ]
    assert engine.asked_s == [22.0], "from the end of what is heard before to what comes after"
    assert (again.start_ms, again.end_ms) == ALL[0]
    assert (again.first, again.second) == (LOOP.text, "没有的事你听谁说的")
    assert again.taken == "second" and again.unheard == ()
    engine = Scripted(around())
    assert heard(engine) == (around(), [])
    assert engine.asked_s == [], "nothing is heard twice where nothing loops"


# What is heard first between BEFORE and AFTER, what the second time; what is written of it, of
# which attempt, and what stays unheard.
CASES: dict[str, tuple[list[HeardSegment], list[HeardSegment], str, str, Any]] = {
    "nothing the second time": ([LOOP], [], "", "second", ALL),
    "a loop again": ([LOOP], [said(0, 20_000, NORTH)], "", "second", ALL),
    "words and a loop": (
        [LOOP],
        [said(0, 4_000, "没有的事"), said(5_000, 20_000, NORTH)],
        "没有的事",
        "second",
        ((8_000, 23_000),),
    ),
    "said over and over: no, no": (
        [said(3_500, 6_000, "没有" * 7)], [said(0, 2_000, "没有没有没")], "没有" * 7, "first", (),
    ),
    "said over and over: right": (
        [said(3_500, 7_000, "对" * 14)], [said(0, 900, "对对对对")], "对" * 14, "first", (),
    ),
    "said over and over: good": (
        [said(3_500, 8_000, "好，" * 14)], [said(0, 900, "好 好好")], "好，" * 14, "first", (),
    ),
    "what only the first attempt gives is not kept for the rest": (
        [said(3_500, 7_500, "没有别的感觉，" * 3)], [said(0, 2_000, "没有别的没有别的")],
        "没有别的没有别的", "second", (),
    ),
    "nobody says the same for twenty seconds": (
        [LOOP], [said(0, 900, "圣疑圣疑圣")], "圣疑圣疑圣", "second", (),
    ),
    "segments that repeat each other are one stretch": (
        [said(3_500 + 100 * n, 3_600 + 100 * n, "援楼座多少台") for n in range(12)],
        [said(0, 900, "有多少台")], "有多少台", "second", (),
    ),
    **{
        f"syllables in ever new order, {sign}": (
            [LOOP], [said(0, 9_000, "嗚嗚嗟嗟嗚嗓嗟嗓嗓嗚嗰嗓嗰嗟嗰嗰嗚嗲嗟嗲", **{sign: value})],
            "", "second", ALL,
        )
        for sign, value in (("compression_ratio", 2.9), ("avg_logprob", -1.3))
    },
    **{
        f"a short word a few times is kept: {first[:3]}, {kind}": (
            [said(3_500, 7_000, first)], second, first, "first", (),
        )
        for first in ("是的你" * 4, A_WEEK)
        for kind, second in (
            ("nothing again", []),
            ("other words again", [said(0, 2_000, "制等制等制")]),
            ("unlikely words again", [said(0, 2_000, "吃得你吃得你", avg_logprob=-1.3)]),
            ("a loop again", [said(0, 9_000, NORTH)]),
        )
    },
    **{
        f"no short word a few times: {why}": ([first], [], "", "second", ALL)
        for why, first in (
            ("more", said(3_500, 7_500, "没有" * 6)),
            ("longer", said(3_500, 7_500, "一个星期之内，" * 3)),
            ("slower", said(3_500, 12_000, A_WEEK)),
            ("less sure", said(3_500, 7_500, A_WEEK, avg_logprob=-1.3)),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_where_a_recogniser_loops(case: str) -> None:
    first, second, written, taken, unheard = CASES[case]
    segments, (again,) = heard(Scripted(around(*first), second))
    assert [s.text for s in segments] == [t for t in (BEFORE.text, written, AFTER.text) if t]
    assert (again.start_ms, again.end_ms) == ALL[0]
    assert again.unheard == unheard
    assert not written or again.taken == taken
    assert [s.reheard for s in segments[1:-1]] == [taken == "second"] * bool(written)
    # What was written is kept for anybody who asks, and so is the other reading.
    assert again.first == "".join(s.text for s in first)
    assert again.second == "".join(s.text for s in second)


def test_what_is_said_once_beside_a_loop_is_kept_whatever_the_half_minute_compresses_to() -> None:
    loop = [said(3_500 + 900 * n, 4_300 + 900 * n, "一个星期") for n in range(12)]
    window = [replace(s, compression_ratio=3.1) for s in around(*loop)]
    segments, (again,) = heard(Scripted(window))
    assert [s.text for s in segments] == [BEFORE.text, AFTER.text]
    assert again.unheard == ALL


def test_sentences_that_come_again_and_again_in_no_order_are_loops() -> None:
    names = {"A": "不必是你的延遭", "B": "这跟准备是什么有那"}
    loop = [
        said(3_000 + 900 * n, 3_900 + 900 * n, names[t], compression_ratio=4.5)
        for n, t in enumerate("ABBABBBAB")
    ]
    assert looping(loop) == frozenset(loop)
    assert looping([replace(s, compression_ratio=1.3) for s in loop[:5]]) == frozenset()


def said_often(call: Pcm, times: int, folder: Path) -> Path:
    """Some words of the call, and 一个星期 so many times."""
    pause = np.zeros(RATE // 8, np.float32)
    begun, week = call.read(6_500, 11_100), call.read(18_450, 19_140)
    return sounds.write_wav(folder / "a.wav", np.concatenate([begun, *[week, pause] * times]))


@pytest.mark.model
@pytest.mark.parametrize("times", [3, 6])
def test_three_times_is_kept_and_six_times_is_no_words_or_heard_again(
    times: int, demo_call: Pcm, engine: Engine, tmp_path: Path
) -> None:
    with decode(said_often(demo_call, times, tmp_path)) as pcm:
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
    written = Transcriber(settings).transcribe_file(said_often(demo_call, 12, tmp_path))
    text = normalise("".join(turn.text for turn in written.turns), CER).text
    assert "病房" in text and not is_repetitive(text)
    told = sum(gap.end_ms - gap.start_ms for gap in written.gaps)
    repeated = [word for turn in written.turns for word in turn.words if word.start_ms > 4_600]
    in_words = sum(word.end_ms - word.start_ms for word in repeated)
    # How often the loop is written before it is given up hangs on the processor.
    assert told > 5_000 and told + in_words > 8_000


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
