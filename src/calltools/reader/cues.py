"""Words that tell of a topic or of how a thing is put, as numbers beside the encoders' vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.arrays import Floats
from calltools.language.lexicon import load
from calltools.language.polarity import hedges, negations
from calltools.reader.view import Clause, View, caller_before

NAMES: tuple[tuple[str, str], ...] = tuple(
    (table, name) for table in ("cue", "other") for name in load("zh").tables[table]
)
"""The cues that are looked for, the same in both languages."""
_PLACE = {name: i for i, name in enumerate(NAMES)}
MANNERS: tuple[str, ...] = tuple(
    sorted(load("zh").tables["manner"].keys() | load("en").tables["manner"].keys())
)
"""Names of what tells how a thing is put."""
_SHORT = (5, 12)
"""Characters of a clause that is hardly more than a yes or no, and of a short one."""
_ASKS = ("吗", "?", "？", "是不是", "有没有", "吧")


def cue_rows(views: Sequence[View], index: int, clauses: Sequence[Clause]) -> Floats:
    """A row for each of ``clauses`` of ``views[index]``: the cues of the clause, of the caller's
    turn before, of the clause before; (clauses, 3 x cues), 0 or 1."""
    caller = caller_before(views, index)
    asked = _cues(caller.clauses if caller else ())
    before = np.zeros(len(NAMES), np.float32)
    rows = []
    for clause in clauses:
        own = _cues((clause,))
        rows.append(np.concatenate([own, asked, before]))
        before = own
    return np.array(rows, np.float32).reshape(-1, 3 * len(NAMES))


def _cues(clauses: Sequence[Clause]) -> Floats:
    row = np.zeros(len(NAMES), np.float32)
    for clause in clauses:
        for table, found in (("cue", clause.cues), ("other", clause.other)):
            for name in found:
                if (table, name) in _PLACE:
                    row[_PLACE[table, name]] = 1
    return row


def manner_rows(views: Sequence[View], index: int, clauses: Sequence[Clause]) -> Floats:
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
        plain = [
            bool(denials),
            len(denials) % 2,
            len(denials) > 1,
            bool(denials) and denials[0][0] == 0,
            bool(hedges(clause.text, language)),
            bool(said),
            over,
            not over and any(p.kind == kind for p in put for kind, _, _ in said),
            bool(put),
            asks,
            clause.index == 0,
            "?" in clause.mark or "？" in clause.mark,
            language == "zh",
            *(len(clause.text) < length for length in _SHORT),
        ]
        own = [name in clause.manner for name in MANNERS]
        rows.append([*own, *(name in near for name in MANNERS), *plain])
    return np.array(rows, np.float32).reshape(len(clauses), -1)
