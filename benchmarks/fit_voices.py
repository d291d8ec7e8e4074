"""Fits how likely two voices are one, and measures how often that errs.

    python benchmarks/fit_voices.py AUDIO MODELS --out src/calltools/checks/voice_score.json

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
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from calltools.arrays import Floats
from calltools.media import RATE, decode
from calltools.media.pcm import Samples
from calltools.records import dumps
from calltools.speech import runtime

LENGTHS_S = (4, 8, 15, 30)
LONGEST_S = 40
WINDOWS_A_SECOND = 2
SEED = 5
PRIOR, LIKELY = 0.02, 0.9
"""Those of calltools.checks.voices."""


@dataclass(frozen=True)
class Piece:
    """Speech of one voice in one session, as it was recorded or as over a telephone."""

    voice: str
    session: str
    wired: bool
    seconds: float
    centre: Floats


def telephone(samples: Samples, rng: np.random.Generator) -> Samples:
    """As over a telephone: 300 to 3,400 Hz, 8 kHz, mu-law, noise 25 dB below the speech."""
    from scipy.signal import butter, resample_poly, sosfilt

    band = butter(4, (300, 3400), "bandpass", fs=RATE, output="sos")
    narrow = resample_poly(sosfilt(band, samples), 1, 2)
    level = float(np.sqrt(np.mean(narrow**2))) or 1e-4
    noisy = np.clip(narrow + rng.normal(0, level * 10 ** (-25 / 20), len(narrow)), -1, 1)
    coded = np.round(127 * np.sign(noisy) * np.log1p(255 * abs(noisy)) / math.log(256)) / 127
    plain = np.sign(coded) * (256 ** abs(coded) - 1) / 255
    found: Samples = resample_poly(plain, 2, 1).astype(np.float32)
    return found


def utterances(audio: Path) -> dict[tuple[str, str], list[Samples]]:
    """What each voice says in each session."""
    found: dict[tuple[str, str], list[Samples]] = defaultdict(list)
    for path in sorted((audio / "speech").glob("*.wav")):
        speaker = re.search(r"S0\d{3}(?=W)", path.name)
        voice = speaker[0] if speaker else path.stem
        with decode(path) as pcm:
            found[voice, voice].append(pcm.read(0, pcm.duration_ms))
    for path in sorted((audio / "calls").glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        with decode(path.with_suffix(".wav")) as pcm:
            for turn in told["turns"]:
                voice = told["voices"][turn["role"] == "hospital"]
                clip = pcm.read(turn["start_ms"], turn["end_ms"])
                found[voice, told["id"]].append(clip)
    return found


def pieces(audio: Path, network: Any) -> Iterator[Piece]:
    """Pieces of each length: a session's utterances in a row, cut; those of calls as they are."""
    rng = np.random.default_rng(SEED)
    for (voice, session), clips in utterances(audio).items():
        speech = np.concatenate(clips)[: LONGEST_S * RATE]
        is_call = voice != session
        kinds = {"plain": speech} if is_call else {"plain": speech, "wire": telephone(speech, rng)}
        for kind, sound in kinds.items():
            points = points_of(sound, network)
            for seconds in LENGTHS_S:
                size = seconds * WINDOWS_A_SECOND
                cuts = [points[i : i + size] for i in range(0, len(points) - size + 1, size)][:6]
                if not cuts and seconds == LENGTHS_S[0] and len(points) > 2 * WINDOWS_A_SECOND:
                    cuts = [points[: len(points) // 2], points[len(points) // 2 :]]
                for number, cut in enumerate(cuts):
                    mean = cut.mean(axis=0)
                    name = session if is_call else f"{session}/{seconds}/{number}/{kind}"
                    length = len(cut) / WINDOWS_A_SECOND
                    wired = is_call or kind == "wire"
                    yield Piece(voice, name, wired, length, mean / np.linalg.norm(mean))


def points_of(sound: Samples, network: Any) -> Floats:
    """The voice in every second of a stretch of speech, half seconds apart, shape (n, 192)."""
    import torch

    from calltools.speech.campplus import embed, filterbank

    starts = range(0, max(1, len(sound) - RATE + 1), RATE // WINDOWS_A_SECOND)
    banks = [filterbank(sound[i : i + RATE]) for i in starts]
    parts = [embed(network, torch.stack(banks[i : i + 32])) for i in range(0, len(banks), 32)]
    return np.concatenate(parts)


@dataclass(frozen=True)
class Trial:
    """Two pieces that are of no one call, and whether they are of one voice."""

    one: Piece
    other: Piece

    @property
    def same(self) -> bool:
        """Whether both are of one voice."""
        return self.one.voice == self.other.voice

    @property
    def features(self) -> tuple[float, float]:
        """Cosine, and the logarithm of the shorter's seconds over ten."""
        shorter = min(self.one.seconds, self.other.seconds)
        return float(self.one.centre @ self.other.centre), math.log(shorter / 10)

    def holds(self, voice: str) -> bool:
        """Whether one of the two is of that voice."""
        return voice in (self.one.voice, self.other.voice)


def trials(found: list[Piece]) -> list[Trial]:
    """All pairs but those of one call, a piece in two dresses, and a piece with its part."""
    pairs = []
    for one, other in combinations(found, 2):
        stems = [piece.session.rsplit("/", 1)[0] for piece in (one, other)]
        part = one.voice == other.voice and one.seconds != other.seconds and "/" in one.session
        if stems[0] != stems[1] and not part:
            pairs.append(Trial(one, other))
    return pairs


def fit(rows: list[Trial]) -> Any:
    """Logistic regression in which both answers weigh the same."""
    from sklearn.linear_model import LogisticRegression

    points = np.array([row.features for row in rows])
    return LogisticRegression(C=100.0, class_weight="balanced").fit(points, [r.same for r in rows])


def equal_error_rate(same: Floats, other: Floats) -> float:
    """Where as many pairs of one voice are missed as pairs of two are taken for one."""
    bounds = np.unique(np.concatenate([same, other]))
    missed = np.array([(same < bound).mean() for bound in bounds])
    taken = np.array([(other >= bound).mean() for bound in bounds])
    at = int(abs(missed - taken).argmin())
    return float((missed[at] + taken[at]) / 2)


def main(audio: Path, models: Path, out: Path | None) -> None:
    """Print the error rates; write the weights."""
    runtime.load_torch()
    from calltools.speech.campplus import load

    network = load(models / "campplus" / "campplus_cn_en_common.pt")
    report(list(pieces(audio, network)), out)


def report(found: list[Piece], out: Path | None) -> None:
    """Print the error rates of the pieces; write the weights of those over the telephone."""
    every = trials(found)
    rows = [row for row in every if row.one.wired and row.other.wired]
    odds = np.zeros(len(every))
    for voice in sorted({piece.voice for piece in found}):
        model = fit([row for row in rows if not row.holds(voice)])
        here = [i for i, row in enumerate(every) if row.holds(voice)]
        odds[here] = model.decision_function(np.array([every[i].features for i in here]))
    same = np.array([row.same for row in every])
    wires = np.array([row.one.wired + row.other.wired for row in every])
    lengths = np.array([min(row.one.seconds, row.other.seconds) for row in every])
    called = np.array([min(r.one.voice, r.other.voice)[:2] in ("zf", "zm") for r in every])
    kinds = {
        "both over a telephone": wires == 2,
        "  read speech": (wires == 2) & ~called,
        "  synthetic calls": (wires == 2) & called,
        "  4 s and more": (wires == 2) & (lengths >= 4) & (lengths < 8),
        "  8 s and more": (wires == 2) & (lengths >= 8),
        "neither": wires == 0,
        "one of the two": wires == 1,
    }
    for name, mask in kinds.items():
        ones, twos = odds[mask & same], odds[mask & ~same]
        rate = 100 * equal_error_rate(ones, twos)
        print(f"{name:24} EER {rate:5.2f}%  ({len(ones)} and {len(twos)} pairs)")
    model = fit(rows)
    weights = {
        "cosine": round(float(model.coef_[0, 0]), 3),
        "log_seconds": round(float(model.coef_[0, 1]), 3),
        "constant": round(float(model.intercept_[0]), 3),
    }
    print(weights)
    wired = odds[wires == 2] + math.log(PRIOR / (1 - PRIOR))
    proposed = wired >= math.log(LIKELY / (1 - LIKELY))
    truth = same[wires == 2]
    print(f"proposed as one: {proposed[truth].mean():.3f} of one voice, "
          f"{proposed[~truth].mean():.5f} of two")  # fmt: skip
    if out:
        out.write_text(dumps(weights), "utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[sys.argv.index("--out") + 1]) if "--out" in sys.argv else None
    main(Path(sys.argv[1]), Path(sys.argv[2]), target)
