"""Scores of audited quotations against a labelled set (gold/quotes/README.md).

A predicted row answers the labelled row of the same report whose span it overlaps most, one to
one.  What matters most is that nothing grave is called clean; next, that faithful words raise no
alarm.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from calltools.quotations.model import Verdict
from calltools.quotations.verdicts import GRAVITY

Row = Mapping[str, Any]

MISSED = "(not found in the report)"
"""The verdict of a labelled quotation that no predicted row overlaps."""
EXTRA = "(not labelled)"
"""The label of a predicted row that answers none."""

_GROUPS: Mapping[str, Callable[[Row], bool]] = {
    "Chinese": lambda row: row["report_lang"][:2] == "zh" and not row.get("translated"),
    "English": lambda row: row["report_lang"][:2] == "en" and not row.get("translated"),
    "cross-language": lambda row: bool(row.get("translated")),
    "own words of the report": lambda row: row.get("frame") == "own",
}
"""Parts of a labelled set that are scored apart.  What is no quotation is of its report's
language."""


@dataclass(slots=True)
class Scores:
    """What was counted over some labelled rows.

    ``located`` and ``locatable`` count rows whose transcript and turns are right, and all that
    have a transcript.  ``clean`` are [called and labelled clean, called, labelled].
    """

    rows: int = 0
    right: int = 0
    located: int = 0
    locatable: int = 0
    clean: list[int] = field(default_factory=lambda: [0, 0, 0])
    grave_called_clean: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)
    for_a_person: int = 0

    def add(self, labelled: Row, predicted: Row | None) -> None:
        """Count a labelled row and what answers it."""
        verdict = MISSED if predicted is None else predicted["verdict"]
        self.rows += 1
        self.right += verdict == labelled["verdict"]
        if labelled.get("transcript"):
            self.locatable += 1
            self.located += predicted is not None and _same_place(labelled, predicted)
        called, is_clean = is_clean_verdict(verdict), is_clean_verdict(labelled["verdict"])
        for at, counted in enumerate((called and is_clean, called, is_clean)):
            self.clean[at] += counted
        if called and not is_clean and labelled["verdict"] != "not_a_quotation":
            self.grave_called_clean.append(labelled["id"])
        if is_clean and not called:
            self.false_alarms.append(labelled["id"])
        self.for_a_person += bool(predicted and predicted.get("needs_person"))

    def to_json(self) -> dict[str, Any]:
        """Counts and rates; rates over nothing are None."""
        both, called, labelled = self.clean
        return {
            "rows": self.rows,
            "verdict_accuracy": _rate(self.right, self.rows),
            "located": _rate(self.located, self.locatable),
            "clean_precision": _rate(both, called),
            "clean_recall": _rate(both, labelled),
            "clean_f1": _rate(2 * both, called + labelled),
            "grave_called_clean": self.grave_called_clean,
            "false_alarms": self.false_alarms,
            "for_a_person": self.for_a_person,
        }


@dataclass(frozen=True, slots=True)
class VerdictScores:
    """Scores of all rows and of the groups; ``confusion`` counts (labelled, predicted)."""

    total: Scores
    groups: Mapping[str, Scores]
    confusion: Counter[tuple[str, str]]
    extra: int

    def to_json(self) -> dict[str, Any]:
        """One object of figures."""
        table: dict[str, dict[str, int]] = defaultdict(dict)
        for (labelled, predicted), count in sorted(self.confusion.items()):
            table[labelled][predicted] = count
        return {
            **self.total.to_json(),
            "groups": {name: scores.to_json() for name, scores in self.groups.items()},
            "confusion": dict(table),
            "extra": self.extra,
        }


def score_verdicts(labelled: Sequence[Row], predicted: Sequence[Row]) -> VerdictScores:
    """The scores of rows like those of gold/quotes/quotes.jsonl."""
    answers = match_rows(labelled, predicted)
    total = Scores()
    groups = {name: Scores() for name in _GROUPS}
    confusion: Counter[tuple[str, str]] = Counter()
    for at, row in enumerate(labelled):
        answer = predicted[answers[at]] if at in answers else None
        total.add(row, answer)
        for name, belongs in _GROUPS.items():
            if belongs(row):
                groups[name].add(row, answer)
        confusion[row["verdict"], MISSED if answer is None else answer["verdict"]] += 1
    taken = set(answers.values())
    extra = [row for at, row in enumerate(predicted) if at not in taken]
    confusion.update((EXTRA, row["verdict"]) for row in extra)
    return VerdictScores(total, groups, confusion, len(extra))


def match_rows(labelled: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """For labelled rows the position of the predicted row that answers them.

    Pairs of the same report are made by the share of the spans that they have in common, the
    largest first.
    """
    by_report: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(predicted):
        by_report[row["report"]].append(at)
    pairs = [
        (_overlap(row, predicted[other]), at, other)
        for at, row in enumerate(labelled)
        for other in by_report[row["report"]]
    ]
    answers: dict[int, int] = {}
    taken: set[int] = set()
    for share, at, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if share > 0 and at not in answers and other not in taken:
            answers[at] = other
            taken.add(other)
    return answers


def _overlap(one: Row, other: Row) -> float:
    common: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    longest: int = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return max(common, 0) / max(longest, 1)


def _same_place(labelled: Row, predicted: Row) -> bool:
    return (labelled["transcript"], labelled["turn_range"]) == (
        predicted.get("transcript"),
        predicted.get("turn_range"),
    )


def is_clean_verdict(verdict: str) -> bool:
    """Whether under ``verdict`` the report says what the call says."""
    return GRAVITY.get(cast(Verdict, verdict)) == "clean"


def verdict_order(names: Iterable[str]) -> list[str]:
    """``names`` with verdicts gravest first and what is no verdict last."""
    order = {name: at for at, name in enumerate(GRAVITY)}
    return sorted(names, key=lambda name: (order.get(cast(Verdict, name), len(order)), name))


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
