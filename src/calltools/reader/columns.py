"""What the numbers of a file of weights stand for: weights name their columns.

A reader makes its numbers in the order that its weights name, so that the order of a vocabulary
file means nothing.  Weights that name what this program has not are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from calltools.errors import ModelError
from calltools.language.lexicon import load
from calltools.reader.fields import CATEGORIES, CHOICES, FLAGS
from calltools.reader.passages import KINDS
from calltools.reader.surroundings import PLACES, SIGNS

Names = Mapping[str, tuple[str, ...]]
"""Lists of names by what they are names of, as a file of weights holds them."""

PLAIN: tuple[str, ...] = (
    "denies", "denies_oddly", "denies_twice", "begins_with_denial", "hedges", "has_figure",
    "says_callers_figure", "says_other_figure", "caller_has_figure", "caller_asks",
    "begins_turn", "is_question", "is_chinese", "hardly_more_than_yes", "is_short",
)  # fmt: skip
"""What is told of a clause beside the words of the vocabulary, in the order it is computed in."""
_FIXED: Names = {
    "plain": PLAIN,
    "signs": (*PLACES, *SIGNS),
    "kinds": KINDS,
    "categories": CATEGORIES,
    "fields": (*(f"{name}={value}" for name in CHOICES for value in CHOICES[name]), *FLAGS),
}
"""Lists whose order the code gives; weights that were fitted on another are of another release."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The words that numbers tell of, in the order of the columns.

    ``cues`` are topics, ``TABLE.NAME`` of the vocabulary; ``manners`` what tells how a thing is
    put.
    """

    cues: tuple[str, ...]
    manners: tuple[str, ...]

    def names(self) -> dict[str, tuple[str, ...]]:
        """All that a file of weights has to name."""
        return {"cues": self.cues, "manners": self.manners, **_FIXED}


@cache
def of_vocabulary() -> Columns:
    """Columns for all that the vocabulary names, for a new fit."""
    tables = [load(language).tables for language in ("zh", "en")]
    return Columns(
        tuple(sorted(f"{name}.{cue}" for name in ("cue", "other") for cue in tables[0][name])),
        tuple(sorted({manner for table in tables for manner in table["manner"]})),
    )


def columns_of(names: Names, file: str) -> Columns:
    """The columns that the weights in ``file`` name.

    Raises ModelError where they name none, one that the vocabulary has not, or another order of
    what the code gives.
    """
    known = of_vocabulary()
    for name, expected in _FIXED.items():
        if names.get(name) != expected:
            _refuse(file, name, expected, names.get(name, ()))
    for name, every in (("cues", known.cues), ("manners", known.manners)):
        given = names.get(name, ())
        if not given or not set(given) <= set(every):
            _refuse(file, name, every, given)
    return Columns(names["cues"], names["manners"])


def _refuse(file: str, name: str, expected: tuple[str, ...], given: tuple[str, ...]) -> None:
    unknown = next((each for each in given if each not in expected), None)
    found = f"found {unknown!r}" if unknown else f"found {len(given)} names in another order"
    raise ModelError(
        file,
        f"expected weights whose {name} are among the {len(expected)} that this release knows, "
        f"{found if given else 'found no names'}",
        "put the entry back into the vocabulary, or fit the reader again "
        "(benchmarks/fit_linear_reader.py, benchmarks/fit_reader.py)",
    )
