"""What a person says of a document before it is parsed: roles of labels, where calls begin, lines
that are no part of any."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calltools.transcripts.layout.drafts import Account
from calltools.transcripts.layout.named import NamedLabels
from calltools.transcripts.layout.vocabulary import fold
from calltools.transcripts.model import Party, Role, Transcript
from calltools.transcripts.readers.document import Document, Line, line_starts

DROPPED = "dropped by hand"
"""The kind of the text of dropped lines."""
GIVEN = "given"
"""The source of a role that a person gave."""


def line_range(text: str) -> range:
    """The numbers of a line (``12``) or of several (``12-18``).  Raises ValueError."""
    first, _, last = text.partition("-")
    found = range(int(first), int(last or first) + 1)
    if not found:
        raise ValueError(text)
    return found


@dataclass(frozen=True, slots=True)
class Directions:
    """``roles`` by printed label, ``starts`` the numbers of lines at which a call begins,
    ``dropped`` ranges of numbers of lines that are left out.

    Lines are numbered from 1 by :func:`~calltools.transcripts.readers.document.line_starts`.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    dropped: tuple[range, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.roles or self.starts or self.dropped)

    @property
    def lines(self) -> list[int]:
        """The numbers of all lines that are named."""
        return [*self.starts, *(number for span in self.dropped for number in (span[0], span[-1]))]

    def parameters(self) -> dict[str, Any]:
        """What is said, as the parameters of a step; nothing where nothing is."""
        said = {
            "set": dict(self.roles),
            "call_starts": list(self.starts),
            "drop": [[span[0], span[-1]] for span in self.dropped],
        }
        return {name: value for name, value in said.items() if value}

    @property
    def labels(self) -> NamedLabels:
        """The labels that are named."""
        return NamedLabels(self.roles)

    def body(self, document: Document) -> Sequence[Line]:
        """The lines that may be of a call: those of the document's text; where one of the labels
        that are named stands beside it alone, these too."""
        labels = self.labels
        body = document.body
        if not labels or not labels.keys - labels.are_in(body):
            return body
        beside = tuple(line for line in document.lines if line.kind != "furniture" and line.aside)
        if not labels.are_in(beside) - labels.are_in(body):
            return body
        return tuple(line for line in document.lines if line.kind != "furniture")

    def kept(self, document: Document, lines: Iterable[Line], account: Account) -> Iterator[Line]:
        """``lines`` without what stands in the dropped ones, which is taken down in ``account``; a
        line at which a call begins goes on with none before it."""
        number_of = _numbering(document)
        for line in lines:
            number = number_of(line)
            if any(number in span for span in self.dropped):
                account.take_line(line, DROPPED)
            else:
                yield replace(line, gap=True) if number in self.starts else line

    def first_lines(self, document: Document, lines: Sequence[Line]) -> frozenset[int]:
        """The positions in ``lines`` at which a call begins because a person says so: the first
        line at each number, or after it where that one is blank or dropped."""
        if not self.starts:
            return frozenset()
        number_of = _numbering(document)
        numbers = [number_of(line) for line in lines]
        found = (
            next((i for i, number in enumerate(numbers) if number >= start), None)
            for start in self.starts
        )
        return frozenset(i for i in found if i is not None)

    def with_roles(self, call: Transcript) -> Transcript:
        """``call`` with the roles that are given, which stand over those found."""
        roles = {fold(label): role for label, role in self.roles.items()}
        if not roles.keys() & {fold(turn.speaker) for turn in call.turns if turn.speaker}:
            return call
        turns = (replace(t, role=roles.get(fold(t.speaker or ""), t.role)) for t in call.turns)
        parties = (_given(party, roles.get(fold(party.speaker))) for party in call.parties)
        return replace(call, turns=tuple(turns), parties=tuple(parties))


def _given(party: Party, role: Role | None) -> Party:
    """``party`` with the role that a person gave it, if any."""
    return party if role is None else replace(party, role=role, confidence=1.0, source=GIVEN)


def _numbering(document: Document) -> Callable[[Line], int]:
    """What gives the number of a line."""
    starts = line_starts(document)

    def number(line: Line) -> int:
        return bisect_right(starts, (line.place() or (0, 0))[0])

    return number
