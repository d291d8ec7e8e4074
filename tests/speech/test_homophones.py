"""Terms that words heard may be: what sounds like one, what the recogniser says of it, what stands
in the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from calltools.media import Pcm
from calltools.speech.homophones import (
    PROPOSED,
    ProposedReading,
    like_sounding,
    propose,
    trade_terms,
    with_readings,
)
from calltools.speech.intervals import Region
from calltools.speech.model import Engine
from calltools.transcripts.model import Turn, Word


def heard(*words: str) -> Turn:
    """A turn of ``words``, half a second each."""
    ends = [len("".join(words[: n + 1])) for n in range(len(words))]
    timed = [
        Word(word, end - len(word), end, 500 * n, 500 * (n + 1))
        for n, (word, end) in enumerate(zip(words, ends, strict=True))
    ]
    return Turn("".join(words), speaker="A", words=tuple(timed))


LIKE = {
    "是甘疑只病房吗": "肝移植", "那现在甘缘多不多": "肝源", "做配行": "配型", "确信我行": "血型",
    "两年都偷袭": "透析",
}  # fmt: skip


def test_a_stretch_that_sounds_like_a_term_or_nearly_is_found() -> None:
    for text, term in LIKE.items():
        assert term in [place.term for place in like_sounding(text, trade_terms())]


def test_the_term_itself_other_sounds_and_parts_of_a_longer_term_are_not() -> None:
    for text in ("肝移植", "今天天气很好", "", "gan yi zhi", "O型的35万"):
        assert like_sounding(text, ["肝移植"]) == [], text
    assert like_sounding("人工心脏", ["供心", "人工心脏"]) == []
    assert [place.term for place in like_sounding("该移植", ["肝移植", "移植"])] == ["肝移植"]


def test_the_recogniser_decides_and_readings_do_not_overlap() -> None:
    turn = heard("做", "甘", "疑", "只", "吗")
    asked: list[Region] = []

    def weigh(_speaker: str | None, region: Region, texts: Sequence[str]) -> list[float]:
        asked.append(region)
        return [-9.0, *(-8.0 if "肝移植" in text else -14.0 for text in texts[1:])]

    terms = ["肝移植", "移植"]
    (reading,) = propose([heard("好"), turn], "zh", terms, weigh)
    assert reading == ProposedReading(1, 1, 4, "甘疑只", "肝移植", 10.0)
    assert asked == [(0, 2_700)]
    assert propose([turn], "en", terms, weigh) == ()
    unlikely = propose([turn], "zh", terms, lambda *_asked: [0.0, -10.0, -10.0])
    assert unlikely == ()


def test_what_is_proposed_stands_at_whole_words_and_replaces_nothing() -> None:
    turn = heard("做了甘", "疑", "只吗")
    reading = ProposedReading(0, 2, 5, "甘疑只", "肝移植", 1.0)
    (marked,) = with_readings([turn], [reading])
    assert (marked.text, marked.flags) == (turn.text, (PROPOSED,))
    assert {word.proposed for word in marked.words} == {"做了肝移植吗"}


@pytest.mark.model
def test_the_recogniser_holds_what_is_spoken_to_be_likelier(
    engine: Engine, demo_call: Pcm, models_dir: Path
) -> None:
    from calltools.speech.engines.faster_whisper import FasterWhisper
    from calltools.speech.engines.forced import log_probabilities

    assert models_dir
    texts = ["那现在肝源多不多", "那现在甘遇多不多", "手术得做几个钟头"]
    first, *others = log_probabilities(
        cast(FasterWhisper, engine), demo_call.read(27_150, 29_000), texts, "zh"
    )
    assert first > max(others)
