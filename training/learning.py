"""What fits share: signs as columns, choices weighed, and what models say of what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold, cross_val_predict

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
    folds: int,
    **fit: Any,
) -> Floats:
    """How likely each example is by the model fitted without its group and those in one of the
    ``folds`` with it.  ``fit`` goes to the fits (``sample_weight``)."""
    likely: Floats = cross_val_predict(
        model, x, y, groups=groups, cv=GroupKFold(folds), params=fit, method="predict_proba"
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


@dataclass(frozen=True)
class Choice:
    """Candidates by their features, and whether each is right; how much the choice counts."""

    rows: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    weight: float = 1.0


def conditional_logit(
    choices: Sequence[Choice], penalty: float, *, none: bool = True
) -> dict[str, float]:
    """The weights of features by which, of each choice, a right candidate is chosen, or ``none``
    where none is right: a conditional logistic regression with an L2 penalty."""
    names = sorted({name for each in choices for row in each.rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for c in choices for row in c.rows])
    counts = np.array([len(each.rows) for each in choices])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    of = np.repeat(np.arange(len(choices)), counts)
    right = np.array([float(is_right) for each in choices for is_right in each.right])
    able = np.maximum.reduceat(right, starts) > 0
    weight = np.array([each.weight for each in choices])

    def loss(w: Floats) -> tuple[float, Floats]:
        odds = x @ w
        most = np.maximum.reduceat(odds, starts)
        most = np.maximum(most, 0) if none else most
        shares = np.exp(odds - most[of])
        nothing = np.exp(-most) if none else np.zeros(len(choices))
        whole = np.add.reduceat(shares, starts) + nothing
        good = np.where(able, np.add.reduceat(shares * right, starts), nothing)
        slope = shares / whole[of] - np.where(able[of], shares * right / good[of], 0)
        total = -float(weight @ np.log(good / whole)) + penalty * float(w @ w) / 2
        return total, x.T @ (slope * weight[of]) + penalty * w

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(w), 2) for name, w in zip(names, fitted, strict=True)}
