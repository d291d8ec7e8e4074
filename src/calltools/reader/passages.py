"""What the encoder reads: a turn of the hospital behind the turns before it, as tokens.

A passage is ``<s> before </s> last before </s></s> own words </s>``.  Every token is marked with
the part it belongs to and the kind of quantity it stands in; own tokens lead back to the view's
text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from calltools.language.quantities.model import Quantity, RecordedKind
from calltools.reader.view import Clause, View
from calltools.transcripts.model import HOSPITAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, END = 0, 2
"""Ids of <s> and </s> in the vocabulary of XLM-RoBERTa."""
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
    offsets: list[tuple[int, int]]
    clauses: list[tuple[Clause, int, int]]


@cache
def tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in the file ``path`` (tokenizer.json)."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def passages(views: Sequence[View], index: int, tokens: Tokenizer) -> Iterator[Passage]:
    """The passages of ``views[index]``, in order; none for a turn without a clause."""
    view = views[index]
    head: tuple[list[int], list[int], list[int]] = ([START], [SPECIAL], [0])
    for earlier, longest in zip(
        views[max(0, index - 2) : index], BEFORE[2 - min(index, 2) :], strict=True
    ):
        part = HOSPITALS if earlier.role == HOSPITAL else CALLERS
        ids, offsets = _encoded(earlier.text, tokens)
        kinds = _kinds(offsets, [q for c in earlier.clauses for q in c.quantities])
        head[0].extend([*ids[-longest:], END])
        head[1].extend([*[part] * len(ids[-longest:]), SPECIAL])
        head[2].extend([*kinds[-longest:], 0])
    head[0].append(END)
    head[1].append(SPECIAL)
    head[2].append(0)
    ids, offsets = _encoded(view.text, tokens)
    kinds = _kinds(offsets, [q for c in view.clauses for q in c.quantities])
    for clauses in _windows(view, offsets):
        first, last = clauses[0][1], clauses[-1][2]
        at = len(head[0]) - first
        firsts = (
            [0] * len(head[0])
            + [int(any(c[1] == i for c in clauses)) for i in range(first, last)]
            + [0]
        )
        yield Passage(
            view,
            [*head[0], *ids[first:last], END],
            [*head[1], *[OWN] * (last - first), SPECIAL],
            [*head[2], *kinds[first:last], 0],
            firsts,
            [*[(0, 0)] * len(head[0]), *offsets[first:last], (0, 0)],
            [(clause, a + at, b + at) for clause, a, b in clauses],
        )


def _encoded(text: str, tokens: Tokenizer) -> tuple[list[int], list[tuple[int, int]]]:
    encoding = tokens.encode(text, add_special_tokens=False)
    # A word's mark may be a token of its own that covers nothing.
    kept = [(i, o) for i, o in zip(encoding.ids, encoding.offsets, strict=True) if o[0] < o[1]]
    return [i for i, _ in kept], [o for _, o in kept]


def _kinds(offsets: Sequence[tuple[int, int]], quantities: Sequence[Quantity]) -> list[int]:
    found = [0] * len(offsets)
    for q in quantities:
        for i, (start, end) in enumerate(offsets):
            if start < q.end and q.start < end:
                found[i] = KINDS.index(q.kind)
    return found


def _windows(
    view: View, offsets: Sequence[tuple[int, int]]
) -> Iterator[list[tuple[Clause, int, int]]]:
    """Clauses with their tokens, in runs of at most LONGEST tokens."""
    run: list[tuple[Clause, int, int]] = []
    for clause in view.clauses:
        inside = [i for i, (a, b) in enumerate(offsets) if a < clause.end and clause.start < b]
        if not inside:
            continue
        if run and inside[-1] + 1 - run[0][1] > LONGEST:
            yield run
            run = []
        run.append((clause, inside[0], min(inside[-1] + 1, inside[0] + LONGEST)))
    if run:
        yield run
