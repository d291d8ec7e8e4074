"""From how likely each clause is a statement to proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from calltools.arrays import Floats
from calltools.reader.fields import CATEGORIES
from calltools.reader.figures import have_figures
from calltools.reader.heads import choices_of
from calltools.reader.proposal import Proposal
from calltools.reader.view import Clause

SEEN = 0.15
"""Less likely proposals are not kept, even to be looked at."""


def runs(likely: Floats, least: float, figures: Sequence[bool] = ()) -> Iterator[tuple[int, int]]:
    """Runs of clauses that make one statement: first and last, both inclusive.

    Likely clauses in a row are one statement, up to one that has a figure (``figures``, by clause)
    where the statement has one already; an unlikely one that is worth a look stands alone.
    """
    open_at: int | None = None
    figure = False
    for i, probability in enumerate(likely):
        taken, own = probability >= least, bool(figures[i]) if figures else False
        if open_at is not None and (not taken or (own and figure)):
            yield open_at, i - 1
            open_at = None
        if taken and open_at is None:
            open_at, figure = i, False
        elif not taken and probability >= SEEN:
            yield i, i
        figure = figure or own
    if open_at is not None:
        yield open_at, len(likely) - 1


def proposals(
    turn: int,
    clauses: Sequence[Clause],
    likely: Floats,
    least: Floats,
    fields: Callable[[int, int, int, int], Floats],
) -> Iterator[Proposal]:
    """The proposals that clauses of a turn make.

    ``likely`` (clauses, 6) holds probabilities, ``least`` those from which on a category is taken.
    ``fields(category, first, last, best)`` gives the logits of the fields of the clauses from first
    to last, of which ``best`` is the likeliest.
    """
    for number, category in enumerate(CATEGORIES):
        own, threshold = likely[:, number], float(least[number])
        for first, last in runs(own, threshold, have_figures(category, clauses)):
            best = first + int(own[first : last + 1].argmax())
            choices, flags = choices_of(fields(number, first, last, best))
            yield Proposal(
                turn,
                clauses[first].start,
                clauses[last].end,
                category,
                float(own[best]),
                bool(own[best] >= threshold),
                choices,
                flags,
            )
