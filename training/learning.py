"""What fits share: signs as columns, and what models say of what was left out of their fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_predict

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def columns(evidence: Sequence[Mapping[str, float]]) -> tuple[list[str], Floats]:
    """The names of all signs as they come, and their values, (examples, names)."""
    names = list(dict.fromkeys(name for signs in evidence for name in signs))
    return names, np.array([[signs.get(name, 0.0) for name in names] for signs in evidence])


def left_out(
    model: Any,
    x: ArrayLike,
    y: ArrayLike,
    groups: Sequence[Any],
    folds: int | None = None,
    **fit: Any,
) -> Floats:
    """How likely each example is by the model fitted without its group; ``folds`` None: without
    each group in turn.  ``fit`` goes to the fits (``sample_weight``)."""
    parts = LeaveOneGroupOut() if folds is None else GroupKFold(folds)
    likely: Floats = cross_val_predict(
        model, x, y, groups=groups, cv=parts, params=fit, method="predict_proba"
    )[:, 1]
    return likely


def rounded(numbers: Iterable[float], digits: int = 2) -> Iterator[float]:
    """The numbers as weight files hold them."""
    return (round(float(number), digits) for number in numbers)


def print_thresholds(likely: Floats, truth: Flags, steps: Iterable[float]) -> None:
    """How many are found from each probability, and how many taken wrongly."""
    for least in steps:
        taken = likely >= least
        print(
            f"  from {least}: {(taken & truth).sum()} of {truth.sum()} found, "
            f"{(taken & ~truth).sum()} false of {(~truth).sum()}"
        )


def significant(number: float, digits: int = 4) -> float:
    """The number with so many digits."""
    return float(f"{float(number):.{digits}g}")
