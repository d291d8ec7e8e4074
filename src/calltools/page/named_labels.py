"""Labels whose roles a person gave (``--set``), wherever they are printed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from calltools.page.legend import legend
from calltools.page.line_readings import Reading, with_name
from calltools.page.printed_lines import cut_at, labels_first
from calltools.page.turn_heads import COLONS, Head, Style, heads, prefix
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.vocabulary import fold

_ASIDE = r"(?:\s*[（(\[][^）)\]]{1,20}[）)\]])?"
_SET_OFF = rf"{_ASIDE}\s*(?:[{COLONS}](?!//)|[】\]]\s*[{COLONS}]?)\s*"
_ALONE = rf"{_ASIDE}\s*[{COLONS}】\]]*\s*$"
_OF_A_NAME = re.compile(r"(?:^|\s)(?:[A-Z][\w.'’-]*|the|an?|my|our|his|her)\s+$")
"""What stands before a word that is part of a longer name or phrase: ``Head Nurse:``."""
GIVEN = "given"
"""The source of a role that a person gave."""
NO_ROLES: Mapping[str, Role] = MappingProxyType({})
_SIGN = 2
"""A line that explains one label is a legend if that is so short; else a turn may read so."""


class NamedLabels:
    """Printed labels with the roles that a person gave them: wherever one is printed in a line, a
    turn begins."""

    def __init__(self, roles: Mapping[str, Role] = NO_ROLES) -> None:
        self.roles = roles
        self._by_key = {key: role for label, role in roles.items() if (key := fold(label))}
        self.keys = frozenset(self._by_key)
        spelled = sorted(("".join(label.split()) for label in roles), key=len, reverse=True)
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

    def role_of(self, key: str) -> Role | None:
        """The role that was given to the label whose folded form is ``key``."""
        return self._by_key.get(key)

    def parameters(self) -> dict[str, Any]:
        """The given roles as the parameters of a step; nothing where none is given."""
        return {"set": dict(self.roles)} if self.roles else {}

    def body(self, document: Document) -> Sequence[Line]:
        """The lines that may be of a call: those of the document's text; where one of the labels
        is printed only beside it, these too."""
        body = document.body
        missing = self.keys - self.are_in(body) if self else frozenset()
        if not missing:
            return body
        printed = [line for line in document.lines if line.kind != "furniture"]
        beside = self.are_in(line for line in printed if line.aside)
        return printed if beside & missing else body

    def with_roles(self, call: Transcript) -> Transcript:
        """``call`` with the given roles, which override those found; those of a party where all
        its turns have it."""
        given: dict[str | None, set[Role | None]] = defaultdict(set)
        turns = []
        for turn in call.turns:
            role = self.role_of(fold(turn.speaker or ""))
            given[turn.speaker].add(role)
            turns.append(replace(turn, role=role) if role else turn)
        parties = []
        for party in call.parties:
            role, *others = given.get(party.speaker, {None})
            if role is not None and not others:
                party = replace(party, role=role, confidence=1.0, source=GIVEN)
            parties.append(party)
        return replace(call, turns=tuple(turns), parties=tuple(parties))

    def _places(self, line: Line) -> Iterator[int]:
        for match in self._inner.finditer(line.text):
            if _may_begin(line.text[: match.start()], match[1]):
                yield match.start()
        for mark in line.marks:
            words = line.text[mark.start : mark.end].strip(COLONS + " ")
            if mark.kind == "bold" and fold(words) in self.keys:
                yield mark.start


def _may_begin(before: str, name: str) -> bool:
    """Whether ``name`` may begin behind ``before``: no word runs into it, and it is not an end of a
    longer name."""
    if not before.rstrip()[-1:].isalnum():
        return True
    return before[-1].isspace() and (not name[0].isascii() or not _OF_A_NAME.search(before))
