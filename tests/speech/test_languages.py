"""Which language is spoken: found, told with its confidence, and never silently mistaken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sounds
from calltools.evaluation.asr import character_errors
from calltools.media import decode
from calltools.media.pcm import RATE, Samples
from calltools.settings import Settings
from calltools.speech.engines import load_engine
from calltools.speech.languages import find_languages
from calltools.speech.model import Engine, SpokenLanguage
from calltools.speech.transcribe import Transcriber
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json

ENGLISH = Path(__file__).parents[1] / "gold" / "english-call"
DEMO = Path(__file__).parents[2] / "recordings" / "demo-call.wav"

Once = Callable[[str, Callable[[Path], object]], Path]

ZH, EN, JA = {"zh": 0.97, "en": 0.02}, {"zh": 0.01, "en": 0.98}, {"ja": 0.9, "zh": 0.02, "en": 0.05}
UNSURE = {"zh": 0.4, "yue": 0.15, "en": 0.45}


def judged(*turns: tuple[float, Mapping[str, float]]) -> tuple[SpokenLanguage, list[int]]:
    """What is found of turns of so many seconds, each with its judgement, a second apart."""
    regions, by_start, at = [], {}, 1_000
    for seconds, probabilities in turns:
        regions.append((at, at + round(1000 * seconds)))
        by_start[at] = probabilities
        at = regions[-1][1] + 1_000

    def read(_channel: int | None, start: int, _end: int) -> Samples:
        return np.array([max(first for first in by_start if first <= start)], np.float32)

    found, changes = find_languages({None: regions}, read, lambda s: by_start[int(s[0])])
    return found, [at for at, _ in changes[None]]


def test_a_call_in_one_language_is_of_it_and_nothing_is_to_be_doubted() -> None:
    for code, probabilities in (("zh", ZH), ("en", EN)):
        found, changes = judged((3, probabilities), (25, probabilities), (0.5, JA))
        assert (found.code, found.mixed, found.warnings, changes) == (code, False, (), [0])
        assert found.confidence > 0.95
        assert found.windows == 4, "long turns in pieces, the short one not at all"


def test_cantonese_counts_as_chinese() -> None:
    assert judged((5, {"yue": 0.6, "en": 0.3}))[0].code == "zh"


def test_a_few_words_in_another_language_are_told_and_change_nothing() -> None:
    found, changes = judged((9, ZH), (2, EN), (9, ZH))
    assert (found.code, found.mixed, changes) == ("zh", False, [0])
    assert [w.words for w in found.warnings] == ["2.0 s may be in English: listen to the turns"]


def test_a_change_of_language_is_halfway_between_turns_that_are_sure() -> None:
    found, changes = judged((9, ZH), (2, UNSURE), (5, EN), (3, ZH))
    assert (found.code, found.mixed) == ("zh", True)
    assert changes == [0, 12_000, 19_500]
    assert found.warnings[0].words.startswith("the call changes language (English for 5 s of 19)")


@pytest.mark.parametrize(
    ("probabilities", "warning"),
    [(UNSURE, "is doubtful (Chinese, confidence 0.55)"), (JA, "neither Chinese nor English")],
)
def test_a_doubtful_language_is_told(probabilities: Mapping[str, float], warning: str) -> None:
    found, _ = judged((5, probabilities), (5, probabilities))
    (told,) = found.warnings
    assert warning in told.words
    assert found.code == "zh", "English would be written, whatever was said"


def test_where_nothing_is_said_it_is_chinese_without_confidence() -> None:
    assert judged()[0] == SpokenLanguage("zh", 0.0, 0)
    assert judged((0.6, EN))[0].windows == 0


@pytest.mark.model
def test_both_engines_tell_the_languages_apart(engine: Engine, settings: Settings) -> None:
    other = load_engine(replace(settings, engine="whisper"))
    with decode(ENGLISH / "call.opus") as english, decode(DEMO) as chinese:
        for hears in (engine, other):
            assert hears.languages(english.read(9_000, 12_000))["en"] > 0.9
            assert hears.languages(chinese.read(22_000, 25_000))["zh"] > 0.9


@pytest.fixture(scope="session")
def english(once: Once, settings: Settings) -> Transcript:
    """What is heard in the invented English call, whatever the number of workers once."""

    def make(folder: Path) -> None:
        transcript = Transcriber(settings).transcribe_file(ENGLISH / "call.opus")
        (folder / "call.json").write_text(to_json(transcript), "utf-8")

    return read_transcript((once("english call", make) / "call.json").read_bytes())


@pytest.mark.model
def test_an_english_call_is_heard_in_english_by_itself(english: Transcript) -> None:
    assert english.language == "en"
    confidence = english.measures["language_confidence"]
    assert isinstance(confidence, float) and confidence > 0.95
    assert english.warnings == ()
    assert {turn.language for turn in english.turns} == {None}
    said = json.loads((ENGLISH / "turns.json").read_text("utf-8"))["turns"]
    rate = character_errors(
        "".join(turn["text"] for turn in said), "".join(turn.text for turn in english.turns)
    ).rate
    assert rate is not None and rate < 0.15
    assert [turn.role for turn in english.turns] == [turn["role"] for turn in said]
    auto = {step.name: step.parameters for step in english.provenance}["recognise"]
    assert auto["language"] == "auto"


@pytest.mark.model
def test_a_call_that_changes_language_is_heard_turn_by_turn(
    settings: Settings, tmp_path: Path
) -> None:
    with decode(DEMO) as chinese, decode(ENGLISH / "call.opus") as english:
        parts = (chinese.read(5_000, 20_000), english.read(0, 13_500))
    file = sounds.write_wav(tmp_path / "mixed.wav", np.concatenate(parts))
    transcript = Transcriber(settings).transcribe_file(file)
    assert any("the call changes language (" in warning.words for warning in transcript.warnings)
    change_ms = len(parts[0]) * 1000 // RATE
    for turn in transcript.turns:
        assert turn.start_ms is not None and turn.end_ms is not None
        assert turn.language == ("zh" if turn.end_ms <= change_ms + 500 else "en")
        letters = sum(letter.isascii() and letter.isalpha() for letter in turn.text)
        assert (letters > len(turn.text) / 2) == (turn.language == "en"), turn.text
    assert {turn.language for turn in transcript.turns} == {"zh", "en"}
    assert "liver" in transcript.turns[-1].text
    assert read_transcript(to_json(transcript).encode()) == transcript
