"""How likely two voices are one: checks/voice_score.toml.

Pieces of 4 to 30 s of the same and of different voices, plain and as over a telephone (8 kHz
mu-law with noise), are compared by the cosine of their CAM++ embeddings.  Each voice is scored by a
fit that never heard it; what is fitted is the telephone against itself.  There are thirteen voices,
two of them with much to say and five synthetic: what comes out is an orientation and no promise for
a thousand real calls.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt
from sklearn.linear_model import LogisticRegression

from calltools.arrays import Flags, Floats
from calltools.media import RATE, decode
from calltools.media.pcm import Samples
from calltools.settings import load
from calltools.speech import campplus
from training.fitting import Fitted, Options
from training.learning import rounded

WEIGHTS = "checks/voice_score.toml"
LENGTHS_S = (4, 8, 15, 30)
LONGEST_S = 40
WINDOWS_A_SECOND = 2
AT_MOST = 6
"""Pieces of a length that are cut from a session."""
SYNTHETIC = ("zf", "zm")
"""What the names of synthetic voices begin with."""
PRIOR, LIKELY = 0.02, 0.9
"""Those of calltools.checks.voices_across_calls."""


@dataclass(frozen=True)
class Piece:
    """Speech of one voice in one session, as it was recorded or as over a telephone."""

    voice: str
    session: str
    wired: bool
    seconds: float
    centre: Floats


@dataclass(frozen=True)
class Trial:
    """Two pieces that are of no one call, and whether they are of one voice."""

    first: Piece
    second: Piece

    @property
    def same(self) -> bool:
        """Whether both are of one voice."""
        return self.first.voice == self.second.voice

    @property
    def seconds(self) -> float:
        """The length of the shorter."""
        return min(self.first.seconds, self.second.seconds)

    @property
    def wires(self) -> int:
        """How many of the two are as over a telephone."""
        return self.first.wired + self.second.wired

    @property
    def features(self) -> tuple[float, float]:
        """Cosine, and the logarithm of the shorter's seconds over ten."""
        return float(self.first.centre @ self.second.centre), math.log(self.seconds / 10)

    def holds(self, voice: str) -> bool:
        """Whether one of the two is of that voice."""
        return voice in (self.first.voice, self.second.voice)


def fit(options: Options) -> Fitted:
    """The weights, and how often they err on voices left out."""
    network = campplus.load(load())
    (audio,) = options.sets.values()
    trials = _trials(list(_pieces(audio, network, options.seed)))
    wired = [trial for trial in trials if trial.wires == 2]
    odds = np.zeros(len(trials))
    for voice in sorted({trial.first.voice for trial in trials}):
        model = _fitted([trial for trial in wired if not trial.holds(voice)])
        here = [i for i, trial in enumerate(trials) if trial.holds(voice)]
        odds[here] = model.decision_function(np.array([trials[i].features for i in here]))
    model = _fitted(wired)
    numbers = rounded([*model.coef_[0], *model.intercept_], 3)
    weights = dict(zip(("cosine", "log_seconds", "constant"), numbers, strict=True))
    return Fitted(_scores(trials, odds), {WEIGHTS: {"score": weights}})


def _fitted(trials: Sequence[Trial]) -> Any:
    """Logistic regression in which both answers weigh the same."""
    points = np.array([trial.features for trial in trials])
    model = LogisticRegression(C=100.0, class_weight="balanced")
    return model.fit(points, [trial.same for trial in trials])


def _scores(trials: Sequence[Trial], odds: Floats) -> Mapping[str, float]:
    """Prints the equal error rates by kind of trial; gives those over the telephone."""
    same = np.array([trial.same for trial in trials])
    wires = np.array([trial.wires for trial in trials])
    seconds = np.array([trial.seconds for trial in trials])
    voices = [(trial.first.voice, trial.second.voice) for trial in trials]
    synthetic = np.array([any(v.startswith(SYNTHETIC) for v in pair) for pair in voices])
    kinds: dict[str, Flags] = {
        "both over a telephone": wires == 2,
        "  read speech": (wires == 2) & ~synthetic,
        "  synthetic calls": (wires == 2) & synthetic,
        "  4 s and more": (wires == 2) & (seconds >= 4) & (seconds < 8),
        "  8 s and more": (wires == 2) & (seconds >= 8),
        "neither": wires == 0,
        "one of the two": wires == 1,
    }
    for name, mask in kinds.items():
        pairs = odds[mask & same], odds[mask & ~same]
        rate = 100 * _equal_error_rate(*pairs)
        print(f"  {name:24} EER {rate:5.2f}%  ({len(pairs[0])} and {len(pairs[1])} pairs)")
    proposed = odds + math.log(PRIOR / (1 - PRIOR)) >= math.log(LIKELY / (1 - LIKELY))
    over = wires == 2
    return {
        "over a telephone, 1 - EER": 1 - _equal_error_rate(odds[over & same], odds[over & ~same]),
        "of one voice, proposed as one": float(proposed[over & same].mean()),
        "of two voices, not proposed": float((~proposed)[over & ~same].mean()),
    }


def _equal_error_rate(same: Floats, other: Floats) -> float:
    """Where as many pairs of one voice are missed as pairs of two are taken for one."""
    bounds = np.unique(np.concatenate([same, other]))
    missed = np.array([(same < bound).mean() for bound in bounds])
    taken = np.array([(other >= bound).mean() for bound in bounds])
    at = int(abs(missed - taken).argmin())
    return float((missed[at] + taken[at]) / 2)


def _telephone(samples: Samples, rng: np.random.Generator) -> Samples:
    """As over a telephone: 300 to 3,400 Hz, 8 kHz, mu-law, noise 25 dB below the speech."""
    band = butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    narrow = resample_poly(sosfilt(band, samples), 1, 2)
    level = float(np.sqrt(np.mean(narrow**2))) or 1e-4
    noisy = np.clip(narrow + rng.normal(0, level * 10 ** (-25 / 20), len(narrow)), -1, 1)
    coded = np.round(127 * np.sign(noisy) * np.log1p(255 * abs(noisy)) / math.log(256)) / 127
    plain = np.sign(coded) * (256 ** abs(coded) - 1) / 255
    wide: Samples = resample_poly(plain, 2, 1).astype(np.float32)
    return wide


def _utterances(audio: Path) -> dict[tuple[str, str], list[Samples]]:
    """What each voice says in each session."""
    spoken: dict[tuple[str, str], list[Samples]] = defaultdict(list)
    for path in sorted((audio / "speech").glob("*.wav")):
        speaker = re.search(r"S0\d{3}(?=W)", path.name)
        voice = speaker[0] if speaker else path.stem
        with decode(path) as pcm:
            spoken[voice, voice].append(pcm.read(0, pcm.duration_ms))
    for path in sorted((audio / "calls").glob("*.json")):
        labels = json.loads(path.read_text("utf-8"))
        with decode(path.with_suffix(".wav")) as pcm:
            for turn in labels["turns"]:
                voice = labels["voices"][turn["role"] == "hospital"]
                clip = pcm.read(turn["start_ms"], turn["end_ms"])
                spoken[voice, labels["id"]].append(clip)
    return spoken


def _pieces(audio: Path, network: Any, seed: int) -> Iterator[Piece]:
    """Pieces of each length: a session's utterances in a row, cut; those of calls as they are."""
    rng = np.random.default_rng(seed)
    for (voice, session), clips in _utterances(audio).items():
        speech = np.concatenate(clips)[: LONGEST_S * RATE]
        is_call = voice != session
        kinds = {"plain": speech} if is_call else {"plain": speech, "wire": _telephone(speech, rng)}
        for kind, sound in kinds.items():
            points = _points_of(sound, network)
            for seconds in LENGTHS_S:
                size = seconds * WINDOWS_A_SECOND
                cuts = [points[i : i + size] for i in range(0, len(points) - size + 1, size)][
                    :AT_MOST
                ]
                if not cuts and seconds == LENGTHS_S[0] and len(points) > 2 * WINDOWS_A_SECOND:
                    cuts = [points[: len(points) // 2], points[len(points) // 2 :]]
                for number, cut in enumerate(cuts):
                    mean = cut.mean(axis=0)
                    name = session if is_call else f"{session}/{seconds}/{number}/{kind}"
                    length = len(cut) / WINDOWS_A_SECOND
                    wired = is_call or kind == "wire"
                    yield Piece(voice, name, wired, length, mean / np.linalg.norm(mean))


def _points_of(sound: Samples, network: Any) -> Floats:
    """The voice in every second of a stretch of speech, half seconds apart, shape (n, 192)."""
    starts = range(0, max(1, len(sound) - RATE + 1), RATE // WINDOWS_A_SECOND)
    banks = [campplus.filterbank(sound[i : i + RATE]) for i in starts]
    return np.concatenate([network(np.stack(banks[i : i + 32])) for i in range(0, len(banks), 32)])


def _trials(pieces: Sequence[Piece]) -> list[Trial]:
    """All pairs but those of one call, a piece in two dresses, and a piece with its part."""
    trials = []
    for first, second in combinations(pieces, 2):
        stems = [piece.session.rsplit("/", 1)[0] for piece in (first, second)]
        part = (
            first.voice == second.voice and first.seconds != second.seconds and "/" in first.session
        )
        if stems[0] != stems[1] and not part:
            trials.append(Trial(first, second))
    return trials
