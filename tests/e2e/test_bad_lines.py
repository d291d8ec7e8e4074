"""A bad line costs words, but invents none, and what was not heard is told.

The long form, with half an hour of sound: ``python -m benchmarks speech.hearing``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import demo_call
import user
from benchmarks.speech import hearing, scenes
from benchmarks.speech.lines import hold_music
from calltools.media import decode

pytestmark = [pytest.mark.model, pytest.mark.slow]

START_MS, END_MS = 6_300, 15_000
"""Three turns of the demonstration call, the ringing before them left out."""

# Of 35 characters so many may be wrong: those that were (11 on a good line), and three or four for
# other processors and small changes.
CHARACTERS_WRONG = {
    "clean": 14,
    "amr-4750": 18,
    "lost-10": 18,
    "noise-15dB": 19,
    "hold-music": 14,
    "video-mp4": 14,
}


@pytest.fixture(scope="module")
def bad_lines(once: Callable[..., Path], models_dir: Path) -> dict[str, Any]:
    """The figures of each condition, all of them heard by one command."""

    def make(folder: Path) -> None:
        turns = json.loads((demo_call.FOLDER / "turns.json").read_text("utf-8"))["turns"]
        with decode(demo_call.RECORDING) as pcm:
            voice = pcm.read(START_MS, END_MS)
        scene = scenes.Scene(
            "call",
            voice,
            0 * voice,
            tuple(
                scenes.Turn(t["role"], t["start_ms"], t["end_ms"], t["text"]).later(-START_MS)
                for t in turns
                if t["start_ms"] >= START_MS and t["end_ms"] <= END_MS
            ),
        )
        known = scenes.conditions(folder)
        known["clean"] = scenes.Condition()
        known["hold-music"] = scenes.Condition(
            lambda scene, random: scene.with_sound(
                scene.pauses()[0], "hold_music", hold_music(6, random)
            )
        )
        for number, name in enumerate(CHARACTERS_WRONG):
            scenes.write(folder, name, known[name], scene, number)
        recordings = [file for file in sorted(folder.iterdir()) if file.suffix != ".json"]
        arguments = ("transcribe", *recordings, "-o", "heard", "-f", "json", "-f", "rttm")
        made = user.run(folder, user.environment(models_dir), *arguments)
        assert made.returncode == 0, made.stderr

    folder = once("bad-lines", make)
    references = hearing.made(folder)
    return {each.row: hearing.figures(each, folder / "heard") for each in references}


@pytest.mark.parametrize("name", CHARACTERS_WRONG)
def test_a_bad_line_invents_nothing_and_what_it_swallows_is_told(
    bad_lines: dict[str, Any], name: str, figure: Callable[..., None]
) -> None:
    found = bad_lines[name]
    figure(f"{name}: characters wrong", found.text.errors, most=CHARACTERS_WRONG[name])
    figure(f"{name}: characters where nobody speaks", found.invented, most=0)
    figure(f"{name}: ms of speech lost and not told", found.untold_ms, most=0)
    figure(f"{name}: characters in a row lost and not told", found.untold_characters, most=0)
