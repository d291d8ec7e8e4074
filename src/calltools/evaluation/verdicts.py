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

from calltools.evaluation.counts import Accuracy, Counts, Matches, rate, rounded
from calltools.quotations.model import Verdict
from calltools.quotations.verdicts import GRAVITY
from calltools.records import Row

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


@dataclass(frozen=True, slots=True)
class Scores(Counts):
    """What was counted over some labelled rows.

    ``verdicts`` are of all rows; ``located`` of those that have a transcript, right where
    transcript and turns are.  ``grave_called_clean``, ``clean_called_grave`` and
    ``false_alarms``, what is clean and not called so, name rows; clean is here what is faithful
    and stands under its own question, of which there are ``faithful``.  ``questions`` are answers
    under another question.
    """

    verdicts: Accuracy = field(default_factory=Accuracy)
    located: Accuracy = field(default_factory=Accuracy)
    clean: Matches = field(default_factory=Matches)
    faithful: int = 0
    grave_called_clean: tuple[str, ...] = ()
    clean_called_grave: tuple[str, ...] = ()
    false_alarms: tuple[str, ...] = ()
    for_a_person: int = 0
    questions: Matches = field(default_factory=Matches)

    def to_json(self) -> dict[str, Any]:
        """Counts and rates; rates over nothing are None."""
        clean = self.clean.to_json()
        return {
            "rows": self.verdicts.compared,
            "verdict_accuracy": self.verdicts.rate,
            "located": self.located.rate,
            "clean_precision": clean["precision"],
            "clean_recall": clean["recall"],
            "clean_f1": clean["f1"],
            "grave_called_clean": list(self.grave_called_clean),
            "clean_called_grave": list(self.clean_called_grave),
            "clean_called_grave_rate": rounded(rate(len(self.clean_called_grave), self.faithful)),
            "false_alarms": list(self.false_alarms),
            "for_a_person": self.for_a_person,
            "question_changed": self.questions.to_json(),
        }


def score_verdict(labelled: Row, predicted: Row | None) -> Scores:
    """The score of one labelled row, given what answers it."""
    verdict = MISSED if predicted is None else predicted["verdict"]
    called, is_clean = is_clean_verdict(verdict), is_clean_verdict(labelled["verdict"])
    grave = called and not is_clean and labelled["verdict"] != "not_a_quotation"
    moved, told = bool(labelled.get("question_mismatch")), _is_told_moved(predicted)
    faithful = is_clean and not moved
    located = predicted is not None and _same_place(labelled, predicted)
    return Scores(
        verdicts=Accuracy(verdict == labelled["verdict"], 1),
        located=Accuracy(located, 1) if labelled.get("transcript") else Accuracy(),
        clean=Matches(called and is_clean, called, is_clean),
        faithful=int(faithful),
        grave_called_clean=(labelled["id"],) if grave else (),
        clean_called_grave=(labelled["id"],) if faithful and _is_grave(verdict) else (),
        false_alarms=(labelled["id"],) if is_clean and not called else (),
        for_a_person=bool(predicted and predicted.get("needs_person")),
        questions=Matches(moved and told, told, moved),
    )


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
    groups = dict.fromkeys(_GROUPS, Scores())
    confusion: Counter[tuple[str, str]] = Counter()
    for at, row in enumerate(labelled):
        answer = predicted[answers[at]] if at in answers else None
        score = score_verdict(row, answer)
        total += score
        for name, belongs in _GROUPS.items():
            if belongs(row):
                groups[name] += score
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


def _is_told_moved(predicted: Row | None) -> bool:
    return bool(
        predicted and (predicted.get("question_changed") or predicted.get("question_mismatch"))
    )


def _is_grave(verdict: str) -> bool:
    return GRAVITY.get(cast(Verdict, verdict)) == "grave"


def verdict_order(names: Iterable[str]) -> list[str]:
    """``names`` with verdicts gravest first and what is no verdict last."""
    order = {name: at for at, name in enumerate(GRAVITY)}
    return sorted(names, key=lambda name: (order.get(cast(Verdict, name), len(order)), name))
