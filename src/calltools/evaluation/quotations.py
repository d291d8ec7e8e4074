"""Scores of audited quotations against a labelled set (gold/quotes/README.md).

A predicted row answers the labelled row of the same report whose span it overlaps most, one to
one.  What matters most is that nothing grave is called clean; next, that faithful words raise no
alarm.  Whether a quotation was found is asked more strictly: at the same place.  A speaker is right
by surname or function, a hospital by any form of its name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from calltools.evaluation.counts import Matches, one_to_one, rate, rounded, share
from calltools.language.names import is_written_for
from calltools.quotations.model import Verdict
from calltools.quotations.verdicts import GRAVITY
from calltools.records import Row

MISSED = "(not found in the report)"
"""The verdict of a labelled quotation that no predicted row overlaps."""
EXTRA = "(not labelled)"
"""The label of a predicted row that answers none."""
_MAY_END = frozenset(",.，。")

_GROUPS: Mapping[str, Callable[[Row], bool]] = {
    "Chinese": lambda row: row["report_lang"][:2] == "zh" and not row.get("translated"),
    "English": lambda row: row["report_lang"][:2] == "en" and not row.get("translated"),
    "cross-language": lambda row: bool(row.get("translated")),
    "own words of the report": lambda row: row.get("frame") == "own",
}
"""Parts of a labelled set that are scored apart.  What is no quotation is of its report's
language."""

_Answered = Sequence[tuple[Row, Row | None]]
"""Labelled rows, each with the predicted one that answers it."""


def score_verdicts(labelled: Sequence[Row], predicted: Sequence[Row]) -> dict[str, Any]:
    """Figures of verdicts and places, of all rows and of groups of them; ``confusion`` counts what
    was called what, ``extra`` the rows that answer no label."""
    answers = match_rows(labelled, predicted)
    rows = [
        (row, predicted[answers[i]] if i in answers else None) for i, row in enumerate(labelled)
    ]
    taken = set(answers.values())
    extra = [row for at, row in enumerate(predicted) if at not in taken]
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for row, answer in rows:
        confusion[row["verdict"]][_verdict(answer)] += 1
    for row in extra:
        confusion[EXTRA][row["verdict"]] += 1
    groups = {
        name: _figures([pair for pair in rows if belongs(pair[0])])
        for name, belongs in _GROUPS.items()
    }
    return {
        **_figures(rows),
        "groups": groups,
        "confusion": {label: dict(sorted(confusion[label].items())) for label in sorted(confusion)},
        "extra": len(extra),
    }


def _figures(rows: _Answered) -> dict[str, Any]:
    """Counts and rates; rates over nothing are None.

    ``located`` are rows that have a transcript, right where transcript and turns are.  Rows called
    what they are not are named: ``grave_called_clean``, ``clean_called_grave``, ``false_alarms``
    (what is clean and not called so); clean is here what is ``faithful`` and stands under its own
    question.  ``question_changed`` are answers under another question.
    """
    clean = [row for row, _ in rows if _is(row["verdict"], "clean")]
    called = [(row, answer) for row, answer in rows if _is(_verdict(answer), "clean")]
    both = sum(_is(row["verdict"], "clean") for row, _ in called)
    faithful = [(r, a) for r, a in rows if _is(r["verdict"], "clean") and not _is_moved(r)]
    alarmed = [row["id"] for row, answer in faithful if _is(_verdict(answer), "grave")]
    moved = [row for row, _ in rows if _is_moved(row)]
    told = [row for row, answer in rows if answer and _is_moved(answer)]
    matches = Matches(both, len(called), len(clean)).to_json()
    placed = [(row, answer) for row, answer in rows if row.get("transcript")]
    return {
        "rows": len(rows),
        "verdict_accuracy": share(_verdict(answer) == row["verdict"] for row, answer in rows),
        "located": share(_same_place(row, answer) for row, answer in placed),
        **{f"clean_{name}": matches[name] for name in ("precision", "recall", "f1")},
        "grave_called_clean": [
            row["id"]
            for row, _ in called
            if not _is(row["verdict"], "clean") and row["verdict"] != "not_a_quotation"
        ],
        "clean_called_grave": alarmed,
        "clean_called_grave_rate": rounded(rate(len(alarmed), len(faithful))),
        "faithful": len(faithful),
        "false_alarms": [
            row["id"]
            for row, answer in rows
            if _is(row["verdict"], "clean") and not _is(_verdict(answer), "clean")
        ],
        "for_a_person": sum(bool(answer and answer.get("needs_person")) for _, answer in rows),
        "question_changed": Matches(
            sum(_is_moved(row) for row in told), len(told), len(moved)
        ).to_json(),
    }


def match_rows(labelled: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """For labelled rows the position of the predicted row that answers them.

    Pairs of the same report are made by the share of the spans that they have in common, the
    largest first.
    """
    by_report: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(predicted):
        by_report[row["report"]].append(at)
    return one_to_one(
        (share, at, other)
        for at, row in enumerate(labelled)
        for other in by_report[row["report"]]
        if (share := _overlap(row, predicted[other])) > 0
    )


def _overlap(row: Row, other: Row) -> float:
    common: int = min(row["end"], other["end"]) - max(row["start"], other["start"])
    longest: int = max(row["end"], other["end"]) - min(row["start"], other["start"])
    return max(common, 0) / max(longest, 1)


def _same_place(row: Row, answer: Row | None) -> bool:
    return answer is not None and all(row[n] == answer.get(n) for n in ("transcript", "turn_range"))


def _verdict(answer: Row | None) -> str:
    return MISSED if answer is None else str(answer["verdict"])


def _is(verdict: str, gravity: str) -> bool:
    return GRAVITY.get(cast(Verdict, verdict)) == gravity


def _is_moved(row: Row) -> bool:
    """Whether an answer stands under another question, by a label or an audit."""
    return bool(row.get("question_changed") or row.get("question_mismatch"))


def verdict_order(names: Iterable[str]) -> list[str]:
    """``names`` with verdicts gravest first and what is no verdict last."""
    order = {name: at for at, name in enumerate(GRAVITY)}
    return sorted(names, key=lambda name: (order.get(cast(Verdict, name), len(order)), name))


def _folded(name: str | None) -> str | None:
    return name.casefold() if name is not None else None


def score_found(
    labelled: Iterable[Row],
    predicted: Iterable[Row],
    hospital: Callable[[str | None], str | None] = _folded,
) -> dict[str, Any]:
    """Figures of finding: ``spans`` at which a row was predicted, what is no quotation, and the
    fields of labelled quotations; one that was not found or not taken for one counts as wrong.

    ``hospital`` gives one key to all forms of a hospital's name (``HospitalForms.key``).
    """
    places = {(row["report"], row["start"]): row for row in predicted}
    left = dict(places)
    answers = [(row, _take_answer(row, left)) for row in labelled]
    quoted = [(row, answer) for row, answer in answers if row["frame"] is not None]
    others = [answer for row, answer in answers if row["frame"] is None]
    alike: dict[str, Callable[[Any, Any], bool]] = {
        "attributed_speaker": _same_speaker,
        "attributed_hospital": lambda name, other: hospital(name) == hospital(other),
        "frame": lambda frame, other: bool(frame == other),
    }
    none = Matches(
        sum(answer is not None and answer["frame"] is None for answer in others),
        sum(row["frame"] is None for row in places.values()),
        len(others),
    )
    return {
        "spans": Matches(len(places) - len(left), len(places), len(answers)).to_json(),
        "not_a_quotation": none.to_json(),
        **{
            name: share(
                answer is not None and same(answer[name], row[name]) for row, answer in quoted
            )
            for name, same in alike.items()
        },
    }


def _take_answer(row: Row, left: dict[tuple[str, int], Row]) -> Row | None:
    """The row at the place of ``row``, which can answer no other."""
    place = row["report"], row["start"]
    return left.pop(place) if place in left and _same_end(row, left[place]) else None


def _same_end(row: Row, other: Row) -> bool:
    """Whether two spans end alike, or one takes in a comma or full stop more (rule 6)."""
    short, long = sorted((row, other), key=lambda each: int(each["end"]))
    more = long["end"] - short["end"]
    return more == 0 or (more == 1 and long["quote"][-1] in _MAY_END)


def _same_speaker(name: str | None, other: str | None) -> bool:
    return name is other if name is None or other is None else is_written_for(name, other)
