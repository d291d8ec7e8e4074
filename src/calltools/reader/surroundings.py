"""What stands in and around the words of a claim, as signs of how it is put: in the claim, in its
turn before and after it, in the caller's turn that it answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.arrays import Floats
from calltools.language.cues import hedges, negations
from calltools.language.quantities import Quantity
from calltools.reader.view import Clause, View, caller_before

PLACES = ("own", "before", "after", "asked")
"""Where words may stand that tell how a claim is put."""
SIGNS: tuple[str, ...] = (
    *(f"{place}_{sign}" for place in PLACES for sign in ("denies", "denies_oddly", "hedges")),
    "own_has_figure", "own_is_question", "own_begins_with_denial", "next_begins_with_denial",
    "turn_begins_with_denial", "says_callers_figure", "says_other_figure",
    "goes_on_to_other_figure", "caller_has_figure", "caller_asks", "asks_either_way",
    "past_is_nearest", "now_is_nearest", "begins_turn", "ends_turn", "hardly_more_than_yes",
    "is_short", "is_chinese",
)  # fmt: skip
"""The signs beside the words of the vocabulary, in their order."""
_ASKS = ("吗", "?", "？", "吧")
_EITHER = (
    "是不是",
    "有没有",
    "能不能",
    "会不会",
    "要不要",
    "可不可以",
    "行不行",
    " or not",
    "还是",
)
_SHORT = (5, 12)
_TENSES = ("historic", "now")


def sign_row(
    views: Sequence[View], index: int, first: int, last: int, manners: Sequence[str]
) -> Floats:
    """The signs of the claim that the clauses from ``first`` to ``last`` of ``views[index]`` make:
    ``manners`` in each of PLACES, then SIGNS; 0 or 1 each."""
    view = views[index]
    caller = caller_before(views, index)
    asked = caller.clauses if caller else ()
    clauses = view.clauses
    own, before, after = clauses[first : last + 1], clauses[:first], clauses[last + 1 :]
    parts = dict(zip(PLACES, (own, before, after, asked), strict=True))
    named = [{name for clause in part for name in clause.manner} for part in parts.values()]
    signs = _words(parts) | _figures(own, after, asked)
    text = caller.original if caller else ""
    tense = _nearest_tense((*asked, *before, *own))
    signs |= {
        "past_is_nearest": tense == "historic",
        "now_is_nearest": tense == "now",
        "own_is_question": any(mark in own[-1].mark for mark in "?？"),
        "own_begins_with_denial": _begins_with_denial(own[0]),
        "next_begins_with_denial": bool(after) and _begins_with_denial(after[0]),
        "turn_begins_with_denial": _begins_with_denial(clauses[0]),
        "caller_asks": any(mark in text for mark in _ASKS),
        "asks_either_way": any(mark in text for mark in _EITHER),
        "begins_turn": first == 0,
        "ends_turn": last == len(clauses) - 1,
        "hardly_more_than_yes": own[-1].end - own[0].start < _SHORT[0],
        "is_short": own[-1].end - own[0].start < _SHORT[1],
        "is_chinese": view.lexicon.language == "zh",
    }
    row = [name in place for place in named for name in manners]
    return np.array([*row, *(signs[name] for name in SIGNS)], np.float32)


def _words(parts: dict[str, tuple[Clause, ...]]) -> dict[str, bool]:
    signs = {}
    for place, clauses in parts.items():
        denials = [d for c in clauses for d in negations(c.text, c.lexicon.language)]
        signs[f"{place}_denies"] = bool(denials)
        signs[f"{place}_denies_oddly"] = len(denials) % 2 == 1
        signs[f"{place}_hedges"] = any(hedges(c.text, c.lexicon.language) for c in clauses)
    return signs


def _figures(
    own: Sequence[Clause], after: Sequence[Clause], asked: Sequence[Clause]
) -> dict[str, bool]:
    said, later, put = (_quantities(part) for part in (own, after, asked))
    kinds = {q[0] for q in said}
    over = bool(said & put)
    return {
        "own_has_figure": bool(said),
        "says_callers_figure": over,
        "says_other_figure": bool(said) and not over and bool(kinds & {q[0] for q in put}),
        "goes_on_to_other_figure": over and any(q[0] in kinds and q not in said for q in later),
        "caller_has_figure": bool(put),
    }


def _quantities(clauses: Sequence[Clause]) -> set[tuple[str, int | None, int | None]]:
    every: list[Quantity] = [q for clause in clauses for q in clause.quantities]
    return {(q.kind, q.low, q.high) for q in every}


def _nearest_tense(clauses: Sequence[Clause]) -> str:
    """The time that was named last, as ``historic`` or ``now``; empty where none was."""
    for clause in reversed(clauses):
        named = [(place[0], name) for name, place in clause.manner.items() if name in _TENSES]
        if named:
            return max(named)[1]
    return ""


def _begins_with_denial(clause: Clause) -> bool:
    denials = negations(clause.text, clause.lexicon.language)
    return bool(denials) and denials[0][0] == 0
