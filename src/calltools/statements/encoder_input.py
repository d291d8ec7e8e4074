"""What the encoder reads: a turn of the hospital behind the turns before it, as tokens.

A passage is ``<s> before </s> last before </s></s> own words </s>``.  Every token is marked with
the part it belongs to and the kind of quantity it stands in; own tokens lead back to the view's
text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from calltools.language.normalise import TextSpan
from calltools.language.quantities.model import RecordedKind
from calltools.language.token_encoder import END, START, tokens_of
from calltools.statements.clauses import Clause
from calltools.statements.view import View
from calltools.transcripts.model import HOSPITAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL, CALLERS, HOSPITALS, OWN = range(4)
"""The parts of a passage."""
KINDS: tuple[str, ...] = ("", *get_args(RecordedKind))
"""Kinds of quantity by their number; 0 is none."""
BEFORE = (24, 48)
"""Tokens kept of the turn before last and of the last; the ends of turns say more."""
LONGEST = 160
"""Own tokens of a passage; longer turns are cut between clauses."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Tokens of (a part of) one turn in its context; all lists are as long as ``ids``.

    ``parts`` and ``kinds`` number the part and the kind of quantity; ``firsts`` is 1 where a clause
    begins.  ``offsets`` are code points of ``view.text``, (0, 0) for tokens of other parts.
    ``clauses`` are the clauses read, each with its tokens from first to last, end exclusive.
    """

    view: View
    ids: list[int]
    parts: list[int]
    kinds: list[int]
    firsts: list[int]
    offsets: list[TextSpan]
    clauses: list[tuple[Clause, int, int]]


def passages(views: Sequence[View], index: int, tokens: Tokenizer) -> Iterator[Passage]:
    """The passages of ``views[index]``, in order; none for a turn without a clause."""
    view = views[index]
    before = views[max(0, index - 2) : index]
    ids, parts, kinds = [START], [SPECIAL], [0]
    for earlier, longest in zip(before, BEFORE[2 - len(before) :], strict=True):
        own_ids, offsets = tokens_of(earlier.text, tokens)
        part = HOSPITALS if earlier.role == HOSPITAL else CALLERS
        ids += [*own_ids[-longest:], END]
        parts += [*[part] * len(own_ids[-longest:]), SPECIAL]
        kinds += [*_kinds(offsets, earlier)[-longest:], 0]
    ids, parts, kinds = [*ids, END], [*parts, SPECIAL], [*kinds, 0]
    own_ids, offsets = tokens_of(view.text, tokens)
    own_kinds, head = _kinds(offsets, view), len(ids)
    for clauses in _windows(view, offsets):
        first, last = clauses[0][1], clauses[-1][2]
        begins = {begin for _, begin, _ in clauses}
        yield Passage(
            view,
            [*ids, *own_ids[first:last], END],
            [*parts, *[OWN] * (last - first), SPECIAL],
            [*kinds, *own_kinds[first:last], 0],
            [*[0] * head, *[int(i in begins) for i in range(first, last)], 0],
            [*[(0, 0)] * head, *offsets[first:last], (0, 0)],
            [(clause, begin - first + head, end - first + head) for clause, begin, end in clauses],
        )


def _touched(offsets: Sequence[TextSpan], start: int, end: int) -> tuple[int, int]:
    """The tokens that have some of the text from ``start`` to ``end``, end exclusive."""
    first = bisect_right(offsets, start, key=lambda place: place[1])
    return first, max(first, bisect_left(offsets, end, key=lambda place: place[0]))


def _kinds(offsets: Sequence[TextSpan], view: View) -> list[int]:
    kinds = [0] * len(offsets)
    for q in view.quantities:
        first, last = _touched(offsets, q.start, q.end)
        kinds[first:last] = [KINDS.index(q.kind)] * (last - first)
    return kinds


def _windows(view: View, offsets: Sequence[TextSpan]) -> Iterator[list[tuple[Clause, int, int]]]:
    """Clauses with their tokens, in runs of at most LONGEST tokens."""
    run: list[tuple[Clause, int, int]] = []
    for clause in view.clauses:
        first, last = _touched(offsets, clause.start, clause.end)
        if first == last:
            continue
        if run and last - run[0][1] > LONGEST:
            yield run
            run = []
        run.append((clause, first, min(last, first + LONGEST)))
    if run:
        yield run
