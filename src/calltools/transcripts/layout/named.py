"""Labels that a person names: wherever one is printed a turn begins, whatever is weighed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from calltools.transcripts.layout.attribution import labels_first
from calltools.transcripts.layout.heads import COLONS, Head, heads, prefix
from calltools.transcripts.layout.legend import legend
from calltools.transcripts.layout.readings import Reading, with_name
from calltools.transcripts.layout.vocabulary import fold
from calltools.transcripts.readers.document import Line

_ASIDE = r"(?:\s*[（(\[][^）)\]]{1,20}[）)\]])?"
_SET_OFF = rf"{_ASIDE}\s*(?:[{COLONS}](?!//)|[】\]]\s*[{COLONS}]?)\s*"
_ALONE = rf"{_ASIDE}\s*[{COLONS}】\]]*\s*$"
_OF_A_NAME = re.compile(r"(?:^|\s)(?:[A-Z][\w.'’-]*|the|an?|my|our|his|her)\s+$")
"""What stands before a word that is part of a longer name or phrase: ``Head Nurse:``."""


class NamedLabels:
    """The labels that were named, as they may be printed in lines."""

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self.keys = frozenset(map(fold, labels))
        spelled = sorted(("".join(label.split()) for label in labels), key=len, reverse=True)
        names = "|".join(r"\s*".join(map(re.escape, label)) for label in spelled if label)
        self._inner = re.compile(rf"(?i)[【\[]?({names}){_SET_OFF}") if names else None
        self._first = re.compile(rf"(?i)\W{{0,3}}({names})(?:{_SET_OFF}|{_ALONE})")

    def __bool__(self) -> bool:
        return bool(self.keys)

    def cut(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines, each cut before every named label that stands inside it."""
        for line in lines:
            starts = sorted(set(self._starts(line))) if self.keys and not line.cells else []
            bounds = [0, *(start for start in starts if line.text[:start].strip()), len(line.text)]
            if len(bounds) == 2 or legend(line):
                yield line
                continue
            for start, end in pairwise(bounds):
                yield line.part(start, end, gap=line.gap and start == 0)

    def reading(self, line: Line) -> Reading | None:
        """What a line is that begins with a named label; None for all others."""
        if not self.keys or line.kind == "rule" or legend(line):
            return None
        for head in map(with_name, heads(line)):
            if head.key in self.keys:
                return Reading("turn", head, head.body)
        before = prefix(line.text)
        if match := self._first.match(line.text, before.end):
            style = "colon" if match.end() < len(line.text) else "alone"
            head = Head(match[1], *match.span(1), match.end(), style, before)  # type: ignore[arg-type]
            return Reading("turn", head, head.body)
        return None

    def readings(
        self, lines: Sequence[Line], found: Sequence[tuple[Reading, ...]]
    ) -> list[tuple[Reading, ...]]:
        """What each line may be, of what was ``found``: under a named label, nothing but a turn;
        below one that stands alone, its words."""
        kept: list[tuple[Reading, ...]] = []
        alone = False
        for line, options in zip(lines, found, strict=True):
            own = self.reading(line)
            if own is not None:
                kept.append((own,))
                alone = not line.text[own.start :].strip()
                continue
            on = tuple(option for option in options if option.kind == "goes_on")
            kept.append(on if alone and on else options)
            alone = False
        return kept

    def are_in(self, lines: Iterable[Line]) -> frozenset[str]:
        """The keys of those that stand before words in ``lines``."""
        readings = (self.reading(line) for line in labels_first(list(self.cut(lines)), self.keys))
        return frozenset(r.head.key for r in readings if r is not None and r.head is not None)

    def _starts(self, line: Line) -> Iterator[int]:
        text = line.text
        for match in self._inner.finditer(text) if self._inner else ():
            before = text[: match.start()]
            if _begins(before, text[match.start(1)]):
                yield match.start()
        for mark in line.marks:
            if mark.kind == "bold" and fold(text[mark.start : mark.end].strip(COLONS + " ")) in (
                self.keys
            ):
                yield mark.start


def _begins(before: str, first: str) -> bool:
    """Whether a name that starts with ``first`` may begin behind ``before``: no word runs into it,
    and it is no end of a longer name."""
    if not before.strip() or not before.rstrip()[-1].isalnum():
        return True
    apart = before[-1].isspace()
    return apart and (not first.isascii() or not _OF_A_NAME.search(before))


def brought_back(
    found: Sequence[tuple[Reading, ...]], chosen: Sequence[Reading], starts: Collection[int]
) -> list[tuple[Reading, ...]] | None:
    """What each line may be where a person says that a call begins and none was read: below such
    a start, lines under a label that comes again are turns.  None where nothing changes."""
    kept = list(found)
    changed = False
    for first, end in stretches(starts, len(found)):
        if any(reading.kind in ("turn", "bare") for reading in chosen[first:end]):
            continue
        every = [r.head.key for options in found[first:end] for r in options if r.head]
        again = {key for key in every if every.count(key) > 1} if len(every) < _MOST else set()
        for i in range(first, end):
            turns = tuple(r for r in found[i] if r.head and r.head.key in again)
            kept[i] = turns or found[i]
            changed = changed or bool(turns)
    return kept if changed else None


_MOST = 2000
"""Readings of a stretch; more are no call that somebody marks by hand."""


def stretches(starts: Collection[int], count: int) -> Iterator[tuple[int, int]]:
    """(first, end) of the lines from each start to the next."""
    yield from pairwise([*sorted(starts), count])
