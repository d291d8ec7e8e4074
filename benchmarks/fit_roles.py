"""Fit the weights of ``language/role_cues.toml`` and say how well they would do on calls not seen.

    python benchmarks/fit_roles.py ../shared/gold/statements/dialogues.jsonl

Logistic regression, without intercept, on the difference of what the two sides say, over whole
dialogues and stretches of them, so that short calls come out less sure.  Every dialogue weighs
the same.  Needs scikit-learn (part of ``calltools[dev]``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.language.role_cues import count_cues, cues
from calltools.speech.roles import probability

_FOLDS = 5
_STRETCHES = 13
_PENALTY = 1.0

Floats = NDArray[np.float64]
Dialogue = Sequence[tuple[str, str]]
"""Role and text of each turn."""


def difference(turns: Dialogue) -> Floats:
    """Cues of the investigator less those of the hospital, shape (cues,)."""
    said = {role: count_cues(text for r, text in turns if r == role) for role, _ in turns}
    none = (0,) * len(cues())
    return np.subtract(said.get("investigator", none), said.get("hospital", none)).astype(float)


def stretches(turns: Dialogue, random: np.random.Generator) -> list[Floats]:
    """The whole dialogue and parts of it of at least two turns."""
    found = [difference(turns)]
    for _ in range(_STRETCHES):
        length = int(random.integers(2, len(turns) + 1))
        start = int(random.integers(0, len(turns) - length + 1))
        found.append(difference(turns[start : start + length]))
    return found


def fit(dialogues: Sequence[Sequence[Floats]]) -> Floats:
    """A weight for each cue."""
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([row for dialogue in dialogues for row in dialogue])
    model = LogisticRegression(
        C=_PENALTY / (1 + _STRETCHES), fit_intercept=False, max_iter=2000
    ).fit(np.vstack([rows, -rows]), np.repeat([1, 0], len(rows)))
    weights: Floats = model.coef_[0]
    return weights


def cross_validate(dialogues: Sequence[Sequence[Floats]]) -> None:
    """Print accuracy and how often the answer is unknown, on dialogues left out of the fit."""
    whole, parts = [], []
    for fold in range(_FOLDS):
        rest = [d for i, d in enumerate(dialogues) if i % _FOLDS != fold]
        weights = fit(rest)
        for dialogue in dialogues[fold::_FOLDS]:
            odds = [float(weights @ row) for row in dialogue]
            whole.append(odds[0])
            parts += odds[1:]
    for name, odds in (("whole dialogues", whole), ("stretches of them", parts)):
        known = [o for o in odds if probability(abs(o)) >= 0.8]
        print(
            f"{name}: {len(odds)}, right {np.mean(np.array(odds) > 0):.1%}, "
            f"unknown {1 - len(known) / len(odds):.1%}, "
            f"of the known right {np.mean(np.array(known) > 0):.1%}"
        )


def main(path: Path) -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.open(encoding="utf-8")]
    random = np.random.default_rng(0)
    dialogues = [
        stretches([(turn["role"], turn["text"]) for turn in row["turns"]], random) for row in rows
    ]
    random.shuffle(dialogues)
    cross_validate(dialogues)
    for cue, weight in zip(cues(), fit(dialogues), strict=True):
        print(f"{weight:6.2f}  {cue.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
