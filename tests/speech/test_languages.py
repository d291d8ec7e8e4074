"""Which language is spoken: found, told with its confidence, and never silently mistaken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

import sounds
from calltools.evaluation.asr import character_errors
from calltools.media import decode
from calltools.media.pcm import RATE, Samples
from calltools.settings import Settings
from calltools.speech.languages import find_languages
from calltools.speech.model import SpokenLanguage
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


@pytest.mark.parametrize(
    ("turns", "code", "changes", "warning"),
    [
        ([(3, ZH), (25, ZH), (0.5, JA)], "zh", [0], ""),
        ([(3, EN), (25, EN), (0.5, JA)], "en", [0], ""),
        ([(5, {"yue": 0.6, "en": 0.3})], "zh", [0], "doubtful (Chinese, confidence 0.67)"),
        ([(9, ZH), (2, EN), (9, ZH)], "zh", [0], "2.0 s may be in English: listen to the turns"),
        (
            [(9, ZH), (2, UNSURE), (5, EN), (3, ZH)],
            "zh",
            [0, 12_000, 19_500],
            "the call changes language (English for 5 s of 19)",
        ),
        ([(5, UNSURE), (5, UNSURE)], "zh", [0], "is doubtful (Chinese, confidence 0.55)"),
        ([(5, JA), (5, JA)], "zh", [0], "neither Chinese nor English"),
    ],
    ids=[
        "Chinese", "English", "Cantonese", "a few words in another", "a change, halfway between",
        "doubtful", "neither: English would be written, whatever was said",
    ],
)  # fmt: skip
def test_the_language_is_found_and_doubts_are_told(
    turns: list[tuple[float, Mapping[str, float]]], code: str, changes: list[int], warning: str
) -> None:
    found, changed = judged(*turns)
    assert (found.code, found.mixed, changed) == (code, len(changes) > 1, changes)
    told = [w.words for w in found.warnings]
    assert len(told) == bool(warning)
    assert warning in "".join(told)
    if turns[1:] and turns[1][0] == 25:
        assert found.confidence > 0.95
        assert found.windows == 4, "long turns in pieces, the short one not at all"


def test_where_nothing_is_said_it_is_chinese_without_confidence() -> None:
    assert judged()[0] == SpokenLanguage("zh", 0.0, 0)
    assert judged((0.6, EN))[0].windows == 0


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
