"""What a person says about a document: whose words its labels and segments are, where calls begin,
lines that are not part of any, and the facts of its calls."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calltools.errors import SettingsError
from calltools.page.drafts import Account
from calltools.page.named_labels import NamedLabels
from calltools.page.overrides import GivenFact, GivenHere, Tagged, given_by_place
from calltools.records import Whole, parse_as, plain
from calltools.transcripts.model import Role, Transcript
from calltools.transcripts.readers.document import Document, Line, line_starts
from calltools.transcripts.vocabulary import fold

DROPPED = "dropped by hand"
"""The kind of the text of dropped lines."""
GIVEN = "given"
"""The source of a role that a person gave."""
_NOTHING: Mapping[int, Role] = {}


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


@dataclass(frozen=True, slots=True)
class _Parameters:
    """Directions as JSON has them."""

    set: dict[str, Role] = field(default_factory=dict)
    call_starts: tuple[Whole, ...] = ()
    drop: tuple[tuple[Whole, Whole], ...] = ()
    tags: tuple[Tagged, ...] = ()
    facts: tuple[GivenFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Directions:
    """``roles`` by printed label, ``starts`` the numbers of lines at which a call begins,
    ``dropped`` ranges of numbers of lines that are left out; ``tags`` of segments and ``facts`` of
    calls by their places, what was said later over what was said before.

    Lines are numbered from 1 by :func:`~calltools.transcripts.readers.document.line_starts`.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    starts: tuple[int, ...] = ()
    dropped: tuple[range, ...] = ()
    tags: tuple[Tagged, ...] = ()
    facts: tuple[GivenFact, ...] = ()

    def __bool__(self) -> bool:
        return any((self.roles, self.starts, self.dropped, self.tags, self.facts))

    @classmethod
    def read(cls, data: bytes | str, where: str) -> Directions:
        """The directions in JSON, as :meth:`parameters` gives them.  Raises SettingsError, which
        names ``where`` they stood."""
        try:
            kept = parse_as(data, _Parameters)
            spans = tuple(line_range(where, f"{first}-{last}") for first, last in kept.drop)
        except ValueError as error:
            raise SettingsError(where, f"holds no directions: {error}") from error
        return cls(kept.set, kept.call_starts, spans, kept.tags, kept.facts)

    def and_then(self, further: Directions) -> Directions:
        """What is said here, and over it what is said in ``further``."""
        return Directions(
            {**self.roles, **further.roles},
            (*self.starts, *further.starts),
            (*self.dropped, *further.dropped),
            (*self.tags, *further.tags),
            (*self.facts, *further.facts),
        )

    @property
    def given(self) -> dict[int, GivenHere]:
        """What was given to segments, by an offset that each holds."""
        return given_by_place(self.tags)

    @property
    def say_that_one_is(self) -> bool:
        """Whether they say that the document holds a call, whatever it looks like."""
        return bool(self.roles or self.starts)

    @property
    def by_lines(self) -> bool:
        """Whether they name labels or lines, so that the document is cut otherwise."""
        return bool(self.roles or self.starts or self.dropped)

    @property
    def left_out(self) -> frozenset[int]:
        """Where the lines begin that are left out."""
        return frozenset(at for at, here in self.given.items() if here.tag == "left_out")

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
            "tags": plain(self.tags),
            "facts": plain(self.facts),
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

    def with_roles(self, call: Transcript, of_turns: Mapping[int, Role] = _NOTHING) -> Transcript:
        """``call`` with the roles that are given, which stand over those found: to labels, and
        over these to turns, by where their words begin; to a party where all its turns have it."""
        given: dict[str | None, set[Role | None]] = defaultdict(set)
        turns = []
        for turn in call.turns:
            role = of_turns.get(turn.places[0].start) if turn.places else None
            role = role or self.role_of(fold(turn.speaker or ""))
            given[turn.speaker].add(role)
            turns.append(replace(turn, role=role) if role else turn)
        parties = []
        for party in call.parties:
            role, *others = given.get(party.speaker, {None})
            if role is not None and not others:
                party = replace(party, role=role, confidence=1.0, source=GIVEN)
            parties.append(party)
        return replace(call, turns=tuple(turns), parties=tuple(parties))


def _numbering(document: Document) -> Callable[[Line], int]:
    """What gives the number of a line."""
    starts = line_starts(document)
    return lambda line: bisect_right(starts, (line.place() or (0, 0))[0])
