"""Words that tell of a topic or of how a thing is put, as numbers beside the encoders' vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.arrays import Floats
from calltools.language.cues import hedges, negations
from calltools.reader.columns import PLAIN, Columns
from calltools.reader.view import Clause, View, caller_before

_SHORT = (5, 12)
"""Characters of a clause that is hardly more than a yes or no, and of a short one."""
_ASKS = ("吗", "?", "？", "是不是", "有没有", "吧")


def cue_rows(
    views: Sequence[View], index: int, clauses: Sequence[Clause], columns: Columns
) -> Floats:
    """A row for each of ``clauses`` of ``views[index]``: the cues of the clause, of the caller's
    turn before, of the clause before; (clauses, 3 x cues), 0 or 1."""
    caller = caller_before(views, index)
    asked = _cues(caller.clauses if caller else (), columns)
    before = _cues((), columns)
    rows = []
    for clause in clauses:
        own = _cues((clause,), columns)
        rows.append(np.concatenate([own, asked, before]))
        before = own
    return np.array(rows, np.float32).reshape(-1, 3 * len(columns.cues))


def _cues(clauses: Sequence[Clause], columns: Columns) -> Floats:
    here = {f"cue.{name}" for clause in clauses for name in clause.cues}
    here |= {f"other.{name}" for clause in clauses for name in clause.other}
    return np.array([name in here for name in columns.cues], np.float32)


def manner_rows(
    views: Sequence[View], index: int, clauses: Sequence[Clause], columns: Columns
) -> Floats:
    """A row for each of ``clauses``: what tells how it is put, in it and beside it in its
    sentence; negations and hedges; whether it says the caller's figure over or another one."""
    view = views[index]
    language = view.lexicon.language
    caller = caller_before(views, index)
    put = [q for c in caller.clauses for q in c.quantities] if caller else []
    asks = caller is not None and any(mark in caller.original for mark in _ASKS)
    rows = []
    for clause in clauses:
        beside = [c for c in view.clauses if c.sentence == clause.sentence and c is not clause]
        near = {name for c in beside for name in c.manner}
        denials = negations(clause.text, language)
        said = [(q.kind, q.low, q.high) for q in clause.quantities]
        over = any((p.kind, p.low, p.high) in said for p in put)
        plain = {
            "denies": bool(denials),
            "denies_oddly": len(denials) % 2,
            "denies_twice": len(denials) > 1,
            "begins_with_denial": bool(denials) and denials[0][0] == 0,
            "hedges": bool(hedges(clause.text, language)),
            "has_figure": bool(said),
            "says_callers_figure": over,
            "says_other_figure": not over
            and any(p.kind == kind for p in put for kind, _, _ in said),
            "caller_has_figure": bool(put),
            "caller_asks": asks,
            "begins_turn": clause.index == 0,
            "is_question": "?" in clause.mark or "？" in clause.mark,
            "is_chinese": language == "zh",
            "hardly_more_than_yes": len(clause.text) < _SHORT[0],
            "is_short": len(clause.text) < _SHORT[1],
        }
        own = [name in clause.manner for name in columns.manners]
        beside_it = [name in near for name in columns.manners]
        rows.append([*own, *beside_it, *(plain[name] for name in PLAIN)])
    return np.array(rows, np.float32).reshape(len(clauses), -1)
