"""Calls on bad lines, made with their references: what was said when by whom, and what else sounds.

Half an hour of recordings: each condition (a codec, packets lost, noise, an echo, hold music, a
third voice …) on one of the four read calls and on one of two dialogues that are spliced of real
utterances, and all of these on a good line (``clean``).  Beside each lies NAME.json: ``turns`` with
text, ms, speaker and role where there is one, ``sounds`` with what else is heard, ``condition``,
and ``of``, the same material on a good line.  The same seed makes the same samples.  GSM needs the
program ffmpeg; what can't be coded here is left out and told.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.speech.lines import (
    Random,
    amr,
    clipped,
    gsm,
    hold_music,
    in_a_room,
    lost_packets,
    mkv,
    mp4,
    noisy,
    phone,
    wav,
)
from calltools.media import decode
from sounds import (
    RATE,
    Samples,
    at_level,
    busy_cn,
    comfort_noise,
    dtmf,
    ringback_cn,
    silence,
)

CALLS = ("b01", "b05", "b13", "syn-zhs-01")
SPLICED = ("spliced-1", "spliced-2")
_CALL_MS = 50_000
"""How much of each read call is taken, to the end of a turn."""
_UTTERANCES = 8
"""Of each dialogue that is spliced; 40 s."""
_SPEAKERS = ("S0150", "S0252")
_OPERATOR = "sensevoice_zh"
"""The utterance of a third speaker that stands for a switchboard."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one party says without a pause between; times in ms."""

    speaker: str
    start_ms: int
    end_ms: int
    text: str
    role: str | None = None

    def later(self, ms: int) -> Turn:
        """The same, so much later."""
        return replace(self, start_ms=self.start_ms + ms, end_ms=self.end_ms + ms)


@dataclass(frozen=True, slots=True)
class Sound:
    """Something that is heard and is nobody's speech."""

    kind: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A call before it is coded: what the caller and the other party sound like, equally long."""

    name: str
    near: Samples
    far: Samples
    turns: tuple[Turn, ...]
    sounds: tuple[Sound, ...] = ()

    @property
    def mix(self) -> Samples:
        """What is recorded."""
        return np.clip(self.near + self.far, -1, 1)

    def changed(self, change: Callable[[Samples], Samples]) -> Scene:
        """The scene whose recording is ``change`` of this one's, as long as it was."""
        return replace(self, near=silence(len(self.near) / RATE), far=change(self.mix))

    def with_sound(self, at_ms: int, kind: str, sound: Samples, *turns: Turn) -> Scene:
        """The scene with ``sound`` of the other party put in at ``at_ms``, where nobody speaks;
        ``turns`` are those in it, by its own time."""
        at, length_ms = _samples(at_ms), round(1000 * len(sound) / RATE)
        later = [turn.later(length_ms) if turn.start_ms >= at_ms else turn for turn in self.turns]
        sounds = [
            replace(s, start_ms=s.start_ms + length_ms, end_ms=s.end_ms + length_ms)
            if s.start_ms >= at_ms
            else s
            for s in self.sounds
        ]
        return replace(
            self,
            near=np.insert(self.near, at, silence(len(sound) / RATE)),
            far=np.insert(self.far, at, sound),
            turns=tuple(
                sorted((*later, *(t.later(at_ms) for t in turns)), key=lambda t: t.start_ms)
            ),
            sounds=(*sounds, Sound(kind, at_ms, at_ms + length_ms)),
        )

    def pauses(self) -> list[int]:
        """Moments in which nobody speaks, between two turns, in ms."""
        return [
            (first.end_ms + then.start_ms) // 2
            for first, then in pairwise(self.turns)
            if first.end_ms + 100 < then.start_ms
        ]


def _samples(ms: int) -> int:
    return ms * int(RATE) // 1000


# What scenes are made of.


def _sound(file: Path) -> Samples:
    """All channels of a recording, shape (n,) for one and (channels, n) for more."""
    with decode(file) as pcm:
        channels = [pcm.read(channel=number) for number in range(pcm.channels)]
    return channels[0] if len(channels) == 1 else np.stack(channels)


def read_call(shared: Path, name: str) -> Scene:
    """The beginning of one of the read calls, with its parties apart."""
    folder = shared / "audio" / "calls"
    near, far = _sound(folder / f"{name}.stereo.wav")
    rows = json.loads((folder / f"{name}.json").read_text("utf-8"))["turns"]
    turns = [
        Turn(row["role"], row["start_ms"], row["end_ms"], row["text"], row["role"]) for row in rows
    ]
    length_ms = len(near) * 1000 // RATE
    starts_ms = [*(turn.start_ms for turn in turns[1:]), length_ms]
    count, end_ms = [
        (number, (turn.end_ms + then_ms) // 2)
        for number, (turn, then_ms) in enumerate(zip(turns, starts_ms, strict=True), start=1)
        if turn.end_ms <= _CALL_MS and turn.end_ms < then_ms
    ][-1]
    end = _samples(end_ms)
    return Scene(name, near[:end], far[:end], tuple(turns[:count]))


def spliced(shared: Path, number: int, random: Random) -> Scene:
    """A dialogue of two speakers who read sentences that have nothing to do with each other."""
    folder = shared / "audio" / "speech"
    said = _references(folder)
    theirs = [
        [name for name in sorted(said) if speaker in name][number::2][: _UTTERANCES // 2]
        for speaker in _SPEAKERS
    ]
    tracks: tuple[list[Samples], list[Samples]] = ([], [])
    turns: list[Turn] = []
    at_ms = 0
    for order, (party, name) in enumerate(
        (party, name) for both in zip(*theirs, strict=True) for party, name in enumerate(both)
    ):
        pause_ms = int(random.integers(250, 900)) if order else 1_500
        voice = at_level(_trimmed(phone(_sound(folder / f"{name}.wav"))), (-22, -26)[party])
        length_ms = len(voice) * 1000 // RATE
        piece = np.concatenate([silence(pause_ms / 1000), voice[: _samples(length_ms)]])
        tracks[party].append(piece)
        tracks[1 - party].append(silence(len(piece) / RATE))
        first_ms, last_ms = (at_ms + pause_ms + ms for ms in _spoken(voice))
        turns.append(Turn(_SPEAKERS[party], first_ms, last_ms, said[name]))
        at_ms += pause_ms + length_ms
    near, far = (np.concatenate([*track, silence(1.5)]) for track in tracks)
    far = far + comfort_noise(len(far) / RATE, seed=number + 1)[: len(far)]
    return Scene(SPLICED[number], near, far, tuple(turns))


def _references(folder: Path) -> dict[str, str]:
    with (folder / "manifest.tsv").open(encoding="utf-8") as manifest:
        rows = csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {Path(row["file"]).stem: row["reference"] for row in rows}


def _trimmed(voice: Samples) -> Samples:
    """Without the silence before and after: what is 35 dB below the loudest tenth of a second."""
    step = RATE // 50
    power = np.square(voice[: len(voice) // step * step].reshape(-1, step)).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-3.5)
    return voice[loud[0] * step : (loud[-1] + 1) * step]


def _spoken(voice: Samples) -> tuple[int, int]:
    """From when to when an utterance is spoken, in ms: what is louder than halfway (in dB) between
    its pauses and its loud parts, and a tenth of a second around."""
    step = RATE // 50
    power = np.square(voice[: len(voice) // step * step].reshape(-1, step)).mean(axis=1)
    levels = 10 * np.log10(np.convolve(power, np.full(3, 1 / 3), "same") + 1e-12)
    loud = np.flatnonzero(levels > np.percentile(levels, (5, 90)).mean())
    length_ms = len(voice) * 1000 // RATE
    return max(0, int(loud[0]) * 20 - 100), min(length_ms, int(loud[-1] + 1) * 20 + 100)


# What happens to them.


def speakerphone(scene: Scene, random: Random) -> Scene:
    """The other party is in a room, from which the caller's voice returns 200 ms later, softer."""
    far = in_a_room(scene.far, random)
    back = np.roll(in_a_room(scene.near, random), RATE // 5) * np.float32(10 ** (-15 / 20))
    back[: RATE // 5] = 0
    return replace(scene, far=phone(far + back))


def held(scene: Scene, random: Random) -> Scene:
    """Put on hold in the middle, for 25 s of music."""
    pauses = scene.pauses()
    return scene.with_sound(pauses[len(pauses) // 2], "hold_music", hold_music(25, random))


def dialled(scene: Scene, _random: Random) -> Scene:
    """It rings, a menu is answered with keys while nobody speaks and once more later, and after
    the last words the line is busy."""
    end_ms = len(scene.near) * 1000 // RATE
    pauses = scene.pauses()
    later = scene.with_sound(end_ms, "busy_tone", busy_cn(15, -18))
    later = later.with_sound(pauses[2 * len(pauses) // 3], "dtmf", dtmf("0571#", 0.2, 0.3))
    later = later.with_sound(pauses[0], "dtmf", dtmf("8", 0.4, 0.6))
    return later.with_sound(0, "ringback", ringback_cn(3, -22))


def transferred(shared: Path, scene: Scene, random: Random) -> Scene:
    """A switchboard answers first (a third voice), puts through, and it rings again."""
    folder = shared / "audio" / "speech"
    voice = at_level(_trimmed(phone(_sound(folder / f"{_OPERATOR}.wav"))), -24)
    spoken = np.concatenate([silence(0.5), voice, silence(0.5)])
    start_ms, end_ms = (500 + ms for ms in _spoken(voice))
    role = "hospital" if scene.turns[0].role else None
    turn = Turn("switchboard", start_ms, end_ms, _references(folder)[_OPERATOR], role)
    later = scene.with_sound(0, "ringback", ringback_cn(2, -22))
    later = later.with_sound(0, "hold_music", hold_music(8, random))
    later = later.with_sound(0, "pause", spoken, turn)
    return later.with_sound(0, "ringback", ringback_cn(1, -22))


def long_silences(scene: Scene, _random: Random) -> Scene:
    """Nobody says anything for 20 s, twice: faint noise once, digital silence once."""
    pauses = scene.pauses()
    later = scene.with_sound(pauses[2 * len(pauses) // 3], "silence", silence(20))
    return later.with_sound(pauses[len(pauses) // 3], "comfort_noise", comfort_noise(20, seed=9))


@dataclass(frozen=True, slots=True)
class Condition:
    """What is done to a scene, and how it is coded."""

    change: Callable[[Scene, Random], Scene] = lambda scene, _: scene
    code: Callable[[Path, Samples], Path] = wav


def _all_of(change: Callable[[Samples, Random], Samples]) -> Callable[[Scene, Random], Scene]:
    """What is done to the recording, whoever speaks."""
    return lambda scene, random: scene.changed(lambda samples: change(samples, random))


def conditions(shared: Path) -> dict[str, Condition]:
    """All, by name."""
    return {
        "gsm": Condition(code=gsm),
        "amr-4750": Condition(code=partial(amr, 4_750)),
        "amr-12200": Condition(code=partial(amr, 12_200)),
        "lost-2": Condition(_all_of(partial(lost_packets, 0.02, 2.0))),
        "lost-10": Condition(_all_of(partial(lost_packets, 0.10, 3.0))),
        "noise-15dB": Condition(_all_of(partial(noisy, 15.0))),
        "noise-5dB": Condition(_all_of(partial(noisy, 5.0))),
        "clipped": Condition(_all_of(lambda samples, _: clipped(samples))),
        "speakerphone": Condition(speakerphone),
        "tones": Condition(dialled),
        "hold-music": Condition(held),
        "transferred": Condition(partial(transferred, shared)),
        "long-silences": Condition(long_silences),
        "video-mp4": Condition(code=mp4),
        "video-mkv": Condition(code=mkv),
    }


def make(folder: Path, shared: Path, seed: int = 1) -> list[Path]:
    """The whole set in ``folder``: the paths of its recordings."""
    folder.mkdir(parents=True, exist_ok=True)
    calls = [read_call(shared, name) for name in CALLS]
    dialogues = [spliced(shared, number, _seeded(seed, number)) for number in range(len(SPLICED))]
    made = [write(folder, "clean", Condition(), scene, seed) for scene in (*calls, *dialogues)]
    for number, (name, condition) in enumerate(conditions(shared).items()):
        if condition.code is gsm and shutil.which("ffmpeg") is None:
            print("left out: gsm needs the program ffmpeg", file=sys.stderr)
            continue
        for scenes in (calls, dialogues):
            scene = scenes[number % len(scenes)]
            made.append(write(folder, name, condition, scene, seed + number))
    return made


def _seeded(*seed: int) -> Random:
    return np.random.default_rng(seed)


def write(folder: Path, name: str, condition: Condition, scene: Scene, seed: int) -> Path:
    """One recording and its reference beside it."""
    changed = condition.change(scene, _seeded(seed, len(name)))
    path = condition.code(folder / f"{name}_{scene.name}", changed.mix)
    reference = {
        "condition": name,
        "of": f"clean_{scene.name}",
        "synthetic": True,
        "duration_ms": len(changed.near) * 1000 // RATE,
        "turns": [_plain(turn) for turn in changed.turns],
        "sounds": [asdict(sound) for sound in changed.sounds],
    }
    text = json.dumps(reference, ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text, "utf-8")
    return path


def _plain(turn: Turn) -> dict[str, object]:
    return {name: value for name, value in asdict(turn).items() if value is not None}
