"""Fits the weights of alignment/same_call.py: calls with their translations, and with others'.

    python benchmarks/fit_same_call.py CALLS.jsonl…

Each file has rows like gold/bilingual/calls.jsonl.  The Chinese of every call is paired with its
own English and with that of each other call of its file.  Prints the weights, and what they find
and cry at each probability where the file was left out of the fit.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from calltools.alignment.exchange.contract import read_row
from calltools.alignment.same_call import weigh_words
from calltools.records import read_line, read_lines


def main() -> None:
    """Fits and prints."""
    x, y, groups = [], [], []
    for path in map(Path, sys.argv[1:]):
        lines = list(read_lines(path.read_bytes(), path))
        calls = [read_line(line, where, read_row, "a call") for where, line in lines]
        for i, (zh, _) in enumerate(calls):
            for j, (_, en) in enumerate(calls):
                x.append(weigh_words(zh.turns, en.turns).measures)
                y.append(i != j)
                groups.append(str(path))
    model = LogisticRegression(class_weight="balanced", max_iter=5000)
    held = cross_val_predict(
        model, x, y, groups=groups, cv=LeaveOneGroupOut(), method="predict_proba"
    )[:, 1]
    model.fit(x, y)
    print("weights", model.coef_[0].round(2), "intercept", model.intercept_.round(2))
    different, file = np.array(y), np.array(groups)
    for least in (0.5, 0.8, 0.9, 0.95, 0.99):
        told = held >= least
        print(
            f"from {least}: {told[~different].sum()} of {(~different).sum()} calls cried at,"
            f" {told[different].mean():.3f} of {different.sum()} others found"
        )
    for name in sorted(set(groups)):
        here = file == name
        told = held[here] >= 0.95
        print(
            f"{name}: {told[~different[here]].sum()} of {(~different[here]).sum()} cried at,"
            f" {told[different[here]].mean():.3f} found"
        )


if __name__ == "__main__":
    main()
