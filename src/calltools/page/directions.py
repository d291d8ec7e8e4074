"""What a person says of a document before it is parsed: roles of labels, where calls begin, lines
that are no part of any."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calltools.errors import SettingsError
from calltools.page.drafts import Account
from calltools.page.heads import COLONS, Head, Style, heads, prefix
from calltools.page.legend import legend
from calltools.page.printed import cut_at, labels_first
from calltools.page.readings import Reading, with_name
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers.document import Document, Line, line_starts
from calltools.transcripts.vocabulary import fold

DROPPED = "dropped by hand"
"""The kind of the text of dropped lines."""
GIVEN = "given"
"""The source of a role that a person gave."""

_ASIDE = r"(?:\s*[（(\[][^）)\]]{1,20}[）)\]])?"
_SET_OFF = rf"{_ASIDE}\s*(?:[{COLONS}](?!//)|[】\]]\s*[{COLONS}]?)\s*"
_ALONE = rf"{_ASIDE}\s*[{COLONS}】\]]*\s*$"
_OF_A_NAME = re.compile(r"(?:^|\s)(?:[A-Z][\w.'’-]*|the|an?|my|our|his|her)\s+$")
"""What stands before a word that is part of a longer name or phrase: ``Head Nurse:``."""
_SIGN = 2
"""A line that explains one label is a legend if that is so short; else a turn may read so."""


def line_range(where: str, text: str) -> range:
    """The numbers of a line (``12``) or of several (``12-18``).  Raises SettingsError, which names
    ``where`` it stood."""
    first, _, last = text.partition("-")
    try:
        if numbers := range(int(first), int(last or first) + 1):
            return numbers
    except ValueError:
        pass
    raise SettingsError(where, f"expected a line or several, 12 or 12-18, found {text[:40]!r}")


class NamedLabels:
    """Labels that a person named: wherever one is printed in a line a turn begins."""

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self.keys = frozenset(filter(None, map(fold, labels)))
        spelled = sorted(("".join(label.split()) for label in labels), key=len, reverse=True)
        names = "|".join(r"\s*".join(map(re.escape, label)) for label in spelled if label)
        self._inner = re.compile(rf"(?i)[【\[]?({names}){_SET_OFF}")
        self._first = re.compile(rf"(?i)\W{{0,3}}({names})(?:{_SET_OFF}|{_ALONE})")

    def __bool__(self) -> bool:
        return bool(self.keys)

    def cut(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines, each cut before every named label that stands inside it."""
        if not self.keys:
            yield from lines
            return
        for line in map(Line.compact, lines):
            places = [place for place in self._places(line) if line.text[:place].strip()]
            yield from cut_at(line, () if line.cells or legend(line) else places)

    def reading(self, line: Line) -> Reading | None:
        """What a line is that begins with a named label; None for all others."""
        if not self.keys or line.kind == "rule":
            return None
        declared = legend(line)
        if len(declared) > 1 or any(len(key) <= _SIGN for key in declared):
            return None
        for head in map(with_name, heads(line)):
            if head.key in self.keys:
                return Reading("turn", head, head.body)
        before = prefix(line.text)
        match = self._first.match(line.text, before.end)
        if match is None:
            return None
        end = match.end()
        style: Style = "colon" if end < len(line.text) else "alone"
        return Reading("turn", Head(match[1], *match.span(1), end, style, before), end)

    def are_in(self, lines: Iterable[Line]) -> frozenset[str]:
        """The keys of those that stand before words in ``lines``."""
        readings = (self.reading(line) for line in labels_first(list(self.cut(lines)), self.keys))
        return frozenset(r.head.key for r in readings if r is not None and r.head is not None)

    def _places(self, line: Line) -> Iterator[int]:
        for match in self._inner.finditer(line.text):
            if _may_begin(line.text[: match.start()], match[1]):
                yield match.start()
        for mark in line.marks:
            words = line.text[mark.start : mark.end].strip(COLONS + " ")
            if mark.kind == "bold" and fold(words) in self.keys:
                yield mark.start


def _may_begin(before: str, name: str) -> bool:
    """Whether ``name`` may begin behind ``before``: no word runs into it, and it is no end of a
    longer name."""
    if not before.rstrip()[-1:].isalnum():
        return True
    return before[-1].isspace() and (not name[0].isascii() or not _OF_A_NAME.search(before))


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
        parameters = {
            "set": dict(self.roles),
            "call_starts": list(self.starts),
            "drop": [[span[0], span[-1]] for span in self.dropped],
        }
        return {name: value for name, value in parameters.items() if value}

    @property
    def labels(self) -> NamedLabels:
        """The labels that are named."""
        return NamedLabels(self.roles)

    def role_of(self, key: str) -> Role | None:
        """The role that was given to the label whose folded form is ``key``."""
        return {fold(label): role for label, role in self.roles.items()}.get(key)

    def body(self, document: Document) -> Sequence[Line]:
        """The lines that may be of a call: those of the document's text; where one of the labels
        that are named stands beside it alone, these too."""
        labels, body = self.labels, document.body
        missing = labels.keys - labels.are_in(body) if labels else frozenset()
        if not missing:
            return body
        printed = [line for line in document.lines if line.kind != "furniture"]
        beside = labels.are_in(line for line in printed if line.aside)
        return printed if beside & missing else body

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
        numbers = list(map(_numbering(document), lines)) if self.starts else []
        after = (
            [i for i, number in enumerate(numbers) if number >= start][:1] for start in self.starts
        )
        return frozenset(i for first in after for i in first)

    def with_roles(self, call: Transcript) -> Transcript:
        """``call`` with the roles that are given, which stand over those found."""
        turns = [
            replace(turn, role=role) if (role := self.role_of(fold(turn.speaker or ""))) else turn
            for turn in call.turns
        ]
        parties = [
            replace(party, role=role, confidence=1.0, source=GIVEN)
            if (role := self.role_of(fold(party.speaker)))
            else party
            for party in call.parties
        ]
        return replace(call, turns=tuple(turns), parties=tuple(parties))


def _numbering(document: Document) -> Callable[[Line], int]:
    """What gives the number of a line."""
    starts = line_starts(document)
    return lambda line: bisect_right(starts, (line.place() or (0, 0))[0])
