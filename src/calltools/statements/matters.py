"""What a figure is told of: the same thing as another, or a matter that makes no record.

The one owner of that question: a record of another matter is let go, and a figure of another
matter prompts none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from calltools.language.quantities import Quantity
from calltools.reader.fields import Category
from calltools.reader.figures import SHORT_SUMS
from calltools.reader.view import Clause, View

_OTHER_TIMES = frozenset(
    "surgery_duration hospital_stay test_turnaround recovery drug_schedule ischaemia_time "
    "device_support illness_course travel years_of_experience hold_time follow_up survival "
    "training opening_hours age dialysis".split()
)
"""Topics of which a period is told that is no wait."""
_OTHER_SUMS = frozenset(["dialysis"])
"""Topics of which a sum is told that is not the price of an organ or operation."""
_ELAPSED = {
    "zh": re.compile(r"(?:多|左右)?了(?![吧吗])"),
    "en": re.compile(r"\s*(?:ago|already|now\b)"),
}
"""What follows a period that has gone by: 透析三年了."""
_HAS_LASTED = re.compile(r"\b(?:been|since|for the last|for the past)\b")
_SHORT_SUM = 10_000
"""What short sums in Chinese are counted in: 三十 is 300,000."""
_PEOPLE_AND_OPERATIONS = frozenset(["", "个", "台", "例", "位", "个人", "人", "件", "次"])
"""What operations are counted by, one as good as another."""


def matter_of(category: Category, clause: Clause) -> str | None:
    """The matter that a figure in ``clause`` is told of where it is none of ``category``'s:
    光检查就得三四天.  None where it may be one of its, and for other categories."""
    others = {"wait_time": _OTHER_TIMES, "price": _OTHER_SUMS}.get(category, frozenset())
    if category == "wait_time" and "wait" in clause.cues:
        return None
    if category == "price" and clause.organs:
        return None
    return next((name for name in clause.other if name in others), None)


def asked_matter(category: Category, question: View) -> str | None:
    """The matter that the last words of a question are about, where it is another one."""
    return matter_of(category, question.clauses[-1]) if question.clauses else None


def is_elapsed(q: Quantity, clause: Clause) -> bool:
    """Whether a period has gone by and is no wait to come: 透析三年了, "he has been ill a year"."""
    language = clause.lexicon.language
    at = q.end - clause.start
    if _ELAPSED[language].match(clause.text, at):
        return True
    return language == "en" and bool(_HAS_LASTED.search(clause.text[: q.start - clause.start]))


def same_quantity(one: Quantity, other: Quantity) -> bool:
    """Whether two figures say the same: 七天 and 一个星期, 三十万 and 三十 said short."""
    kinds = {one.kind, other.kind}
    if kinds == {"count"}:
        units = {one.unit, other.unit}
        periods = {one.period, other.period} - {None}
        alike = (len(units) == 1 or units <= _PEOPLE_AND_OPERATIONS) and len(periods) < 2
    else:
        bare = all(q.kind == "money" or not q.unit for q in (one, other))
        alike = len(kinds) == 1 or (kinds == {"money", "count"} and bare)
    return alike and not _amounts(one).isdisjoint(_amounts(other))


def _amounts(q: Quantity) -> set[frozenset[int]]:
    """The bounds that a figure may stand for, however it is bounded."""
    bounds = frozenset(n for n in (q.low, q.high) if n is not None)
    short = q.kind == "count" and not q.unit and all(n in SHORT_SUMS for n in bounds)
    return {bounds, frozenset(n * _SHORT_SUM for n in bounds)} if short and bounds else {bounds}


def same_organs(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two sets of organs named may be of one thing: one of them names none, or both have
    one in common."""
    these, those = frozenset(some), frozenset(others)
    return not these or not those or bool(these & those)
