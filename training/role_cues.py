"""How much each typical way to speak tells of who speaks: src/calltools/language/role_weights.toml.

Logistic regression, without intercept, on the difference of what the two sides say, over whole
dialogues and stretches of them, so that short calls come out less sure.  Every dialogue weighs
the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from calltools.arrays import Floats
from calltools.language.role_cues import count_cues, cues
from calltools.speech.voice_roles import probability
from training.fitting import Fitted, Options

WEIGHTS = "language/role_weights.toml"
FOLDS = 5
STRETCHES = 13
SURE = 0.8
"""So likely, at least, is a role that is told."""

Dialogue = Sequence[tuple[str, str]]
"""Role and text of each turn."""


def fit(options: Options) -> Fitted:
    """A weight for each cue, and how often the roles of dialogues left out are right."""
    (folder,) = options.sets.values()
    lines = (folder / "dialogues.jsonl").read_text("utf-8").splitlines()
    random = np.random.default_rng(options.seed)
    dialogues = [
        stretches([(turn["role"], turn["text"]) for turn in json.loads(line)["turns"]], random)
        for line in lines
    ]
    random.shuffle(dialogues)
    weights = dict(zip((cue.name for cue in cues()), weights_of(dialogues), strict=True))
    table = {name: round(float(weight), 2) for name, weight in weights.items()}
    return Fitted(left_out(dialogues), {WEIGHTS: {"weights": table}})


def difference(turns: Dialogue) -> Floats:
    """Cues of the investigator less those of the hospital, shape (cues,)."""
    said = {role: count_cues(text for r, text in turns if r == role) for role, _ in turns}
    none = (0,) * len(cues())
    return np.subtract(said.get("investigator", none), said.get("hospital", none)).astype(float)


def stretches(turns: Dialogue, random: np.random.Generator) -> list[Floats]:
    """The whole dialogue and parts of it of at least two turns."""
    parts = [difference(turns)]
    for _ in range(STRETCHES):
        length = int(random.integers(2, len(turns) + 1))
        start = int(random.integers(0, len(turns) - length + 1))
        parts.append(difference(turns[start : start + length]))
    return parts


def weights_of(dialogues: Sequence[Sequence[Floats]]) -> Floats:
    """A weight for each cue."""
    rows = np.vstack([row for dialogue in dialogues for row in dialogue])
    model = LogisticRegression(C=1 / (1 + STRETCHES), fit_intercept=False, max_iter=2000)
    model.fit(np.vstack([rows, -rows]), np.repeat([1, 0], len(rows)))
    weights: Floats = model.coef_[0]
    return weights


def left_out(dialogues: Sequence[Sequence[Floats]]) -> dict[str, float]:
    """How many roles are right, and how many of those told, in dialogues left out of the fit."""
    whole: list[float] = []
    parts: list[float] = []
    for fold in range(FOLDS):
        weights = weights_of([d for i, d in enumerate(dialogues) if i % FOLDS != fold])
        for dialogue in dialogues[fold::FOLDS]:
            odds = [float(weights @ row) for row in dialogue]
            whole.append(odds[0])
            parts += odds[1:]
    scores = {}
    for name, values in (("dialogues", whole), ("stretches", parts)):
        told = [odds for odds in values if probability(abs(odds)) >= SURE]
        scores[f"{name}: right"] = float(np.mean(np.array(values) > 0))
        scores[f"{name}: told"] = len(told) / len(values)
        scores[f"{name}: right of those told"] = float(np.mean(np.array(told) > 0))
    return scores
