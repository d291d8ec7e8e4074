"""Signs: what stands in and around the words of a claim, each by its name.

Linear layers weigh them: whether a clause is a statement, beside what the encoder's heads say,
whether two in a row are one, and how a claim is put.  Columns are names, so that the order of a
vocabulary file means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np

from calltools.arrays import Floats
from calltools.language.lexicon import entries
from calltools.statements.clauses import Clause
from calltools.statements.encoder_input import KINDS
from calltools.statements.figures import have_figures
from calltools.statements.proposal import CATEGORIES, Category
from calltools.statements.view import View, answered

_PLACES = ("own", "before", "asked")
"""Where words may stand: in the claim, in its turn before it, in the turn that it answers."""
PIECE = "own~"
"""What the names of pieces of words begin with."""
_PLAIN = (
    "own_is_question", "says_callers_figure", "says_other_figure", "goes_on_to_other_figure",
    "caller_has_figure", "past_is_nearest", "now_is_nearest", "begins_turn", "ends_turn",
    "hardly_more_than_yes", "is_short", "is_chinese",
)  # fmt: skip
_SIDES = ("first", "second")
"""The clauses on either side of a seam."""
_FIGURES = ("none", "first", "second", "both")
"""Which of the two has a figure of the category."""
_PLAIN_OF_SIDE = ("is_question", "begins_with_denial", "is_short", "names_organ")
_SEAMS = ("unmarked", "within_sentence", "between_sentences")
_NEAR = 12
"""Clauses before and after that are looked at."""
_SHORT = (5, 12)
"""Characters of a clause that is hardly more than a yes or no, and of a short one."""
_WORD = re.compile(r"[a-z']+|\d+")
_TENSES = ("historic", "now")


@cache
def topic_names() -> tuple[str, ...]:
    """Topics of the vocabulary in a clause, in the turn that is answered, in the clause before."""
    topics = [f"{table}.{name}" for table in ("cue", "other") for name in entries("zh")[table]]
    return tuple(f"{place}.{topic}" for place in ("own", "asked", "previous") for topic in topics)


@cache
def sign_names() -> tuple[str, ...]:
    """All signs but pieces of words, which a fit chooses."""
    kinds = [f"own.kind.{kind}" for kind in KINDS]
    return (*topic_names(), *_manner_names(_PLACES), *kinds, *_PLAIN, *CATEGORIES)


@cache
def seam_names() -> tuple[str, ...]:
    """All signs of a seam between two clauses."""
    cues = [f"cue.{name}" for name in entries("zh")["cue"]]
    own = [f"{side}.{name}" for side in _SIDES for name in (*cues, *_PLAIN_OF_SIDE)]
    figures = [f"{figures}.{rest}" for figures in _FIGURES for rest in (*CATEGORIES, *_SEAMS)]
    plain = (*CATEGORIES, *_SEAMS, "other_organs", "is_chinese")
    return (*own, *_manner_names(_SIDES), *figures, *plain)


def _manner_names(places: Sequence[str]) -> list[str]:
    words = {name for language in ("zh", "en") for name in entries(language)["manner"]}
    of_places = [*sorted(words), "denies", "denies_oddly", "hedges"]
    return [f"{place}.{name}" for place in places for name in of_places]


def sign_rows(columns: tuple[str, ...], every: Iterable[frozenset[str]]) -> Floats:
    """Which of ``columns`` are among each set of signs: (sets, columns), 0 or 1."""
    numbers = _numbers(columns)
    sets = list(every)
    rows = np.zeros((len(sets), len(columns)), np.float32)
    for row, signs in zip(rows, sets, strict=True):
        row[[numbers[sign] for sign in signs if sign in numbers]] = 1
    return rows


@lru_cache(maxsize=8)
def _numbers(columns: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(columns)}


def topics_of(views: Sequence[View], index: int, first: int) -> frozenset[str]:
    """The topics about the clause ``first`` of ``views[index]``."""
    view, question = views[index], answered(views, index)
    parts = {
        "own": view.clauses[first : first + 1],
        "asked": question.clauses if question else (),
        "previous": view.clauses[max(0, first - 1) : first],
    }
    return frozenset(
        f"{place}.{table}.{name}"
        for place, clauses in parts.items()
        for clause in clauses
        for table, names in (("cue", clause.cues), ("other", clause.other))
        for name in names
    )


def seam_signs(first: Clause, second: Clause, category: Category) -> frozenset[str]:
    """The signs of the seam between two clauses that are likely statements of the category: do
    they make one, or one each?"""
    has_first, has_second = have_figures(category, (first, second))
    figures = _FIGURES[has_first + 2 * has_second]
    is_within = first.sentence == second.sentence
    seam = _SEAMS[0 if not first.mark else 1 if is_within else 2]
    plain = {
        "other_organs": bool(first.organs and second.organs - first.organs),
        "is_chinese": first.lexicon.language == "zh",
    }
    signs = {category, seam, f"{figures}.{category}", f"{figures}.{seam}"}
    for side, clause in zip(_SIDES, (first, second), strict=True):
        is_short = len(clause.text) <= _SHORT[0]
        own = clause.is_question, clause.begins_with_denial, is_short, bool(clause.organs)
        plain |= {f"{side}.{n}": holds for n, holds in zip(_PLAIN_OF_SIDE, own, strict=True)}
        signs |= {f"{side}.cue.{cue}" for cue in clause.cues} | _signs_of_words(side, [clause])
    return frozenset(signs | {name for name, holds in plain.items() if holds})


def signs_of(views: Sequence[View], index: int, first: int, last: int) -> frozenset[str]:
    """The signs of the claim that the clauses from ``first`` to ``last`` of ``views[index]``
    make."""
    view, question = views[index], answered(views, index)
    own = view.clauses[first : last + 1]
    before = view.clauses[max(0, first - _NEAR) : first]
    after = view.clauses[last + 1 : last + 1 + _NEAR]
    asked = question.clauses if question else ()
    length = own[-1].end - own[0].start
    tense = _nearest_tense((*asked, *before, *own))
    plain = _signs_of_figures(own, after, asked) | {
        "past_is_nearest": tense == "historic",
        "now_is_nearest": tense == "now",
        "own_is_question": own[-1].is_question,
        "begins_turn": first == 0,
        "ends_turn": last == len(view.clauses) - 1,
        "hardly_more_than_yes": length < _SHORT[0],
        "is_short": length < _SHORT[1],
        "is_chinese": view.lexicon.language == "zh",
    }
    signs = {name for name, holds in plain.items() if holds}
    signs |= {f"own.kind.{q.kind}" for c in own for q in c.quantities} or {"own.kind."}
    signs |= set().union(*map(_pieces, own))
    for place, clauses in zip(_PLACES, (own, before, asked), strict=True):
        signs |= _signs_of_words(place, clauses)
    return topics_of(views, index, first) | signs


def _pieces(clause: Clause) -> set[str]:
    """Runs of one to three characters of Chinese, of words of other languages, as signs."""
    is_chinese = clause.lexicon.language == "zh"
    units = list(clause.text) if is_chinese else _WORD.findall(clause.text)
    join = "".join if is_chinese else " ".join
    return {
        PIECE + join(units[at : at + length])
        for length in (1, 2, 3)
        for at in range(len(units) - length + 1)
    }


def _signs_of_words(place: str, clauses: Sequence[Clause]) -> set[str]:
    denials = sum(len(c.denials) for c in clauses)
    plain = {
        "denies": denials > 0,
        "denies_oddly": denials % 2 == 1,
        "hedges": any(c.is_hedged for c in clauses),
    }
    names = [name for clause in clauses for name in clause.manner]
    return {f"{place}.{name}" for name in (*names, *(n for n, holds in plain.items() if holds))}


def _signs_of_figures(
    own: Sequence[Clause], after: Sequence[Clause], asked: Sequence[Clause]
) -> dict[str, bool]:
    said, later, put = (
        {(q.kind, q.low, q.high) for clause in clauses for q in clause.quantities}
        for clauses in (own, after, asked)
    )
    kinds = {kind for kind, _, _ in said}
    over = bool(said & put)
    return {
        "says_callers_figure": over,
        "says_other_figure": not over and any(kind in kinds for kind, _, _ in put),
        "goes_on_to_other_figure": over and any(kind in kinds for kind, _, _ in later - said),
        "caller_has_figure": bool(put),
    }


def _nearest_tense(clauses: Sequence[Clause]) -> str:
    """The time that was named last, as ``historic`` or ``now``; empty where none was."""
    for clause in reversed(clauses):
        named = [(place[0], name) for name, place in clause.manner.items() if name in _TENSES]
        if named:
            return max(named)[1]
    return ""
