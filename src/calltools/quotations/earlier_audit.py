"""An audit made again: which quotations are known again, new or gone, which verdicts are others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.records import Row, read_objects

_SHARED, _SHARE = 2, 0.5
"""How many quotations a report of another name must share to be the same, and what share."""
_ALIKE = 80  # per cent of the letters


@dataclass(frozen=True, slots=True)
class SinceEarlier:
    """What is not as an earlier audit had it.

    ``previous`` are the verdicts that are others now and ``new`` the quotations that were not
    there, both by position in the rows of today; ``gone`` are the earlier rows of quotations that
    the reports no longer have.
    """

    previous: dict[int, str] = field(default_factory=dict)
    new: frozenset[int] = frozenset()
    gone: tuple[Row, ...] = ()


def read_earlier(path: Path) -> Sequence[Row]:
    """The rows of an earlier audit, JSON lines in the file ``path``.

    Raises CalltoolsError with file and line for what is not one.
    """
    return read_objects(path, "report", "quote", "verdict", kind=CalltoolsError)


def since_earlier(now: Sequence[Row], before: Iterable[Row]) -> SinceEarlier:
    """``now`` compared with the rows ``before``.

    A report is the same by its name, or where half of its quotations are those of one whose name
    is gone.  A quotation is the same by its words and its place among the others; in the same
    place, by words much like it.
    """
    earlier: defaultdict[str, list[Row]] = defaultdict(list)
    for row in before:
        earlier[row["report"]].append(row)
    today: defaultdict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(now):
        today[row["report"]].append(position)
    previous: dict[int, str] = {}
    new: set[int] = set()
    gone: list[Row] = []
    for name, positions in today.items():
        old = earlier.get(name) or _renamed([now[p] for p in positions], earlier, today)
        if not old:
            continue
        pairs = dict(_same([now[p]["quote"] for p in positions], [row["quote"] for row in old]))
        for at, position in enumerate(positions):
            if at not in pairs:
                new.add(position)
            elif old[pairs[at]]["verdict"] != now[position]["verdict"]:
                previous[position] = old[pairs[at]]["verdict"]
        known = set(pairs.values())
        gone += [row for at, row in enumerate(old) if at not in known]
    return SinceEarlier(previous, frozenset(new), tuple(gone))


def _renamed(
    rows: Sequence[Row], earlier: Mapping[str, Sequence[Row]], today: Collection[str]
) -> Sequence[Row]:
    """The earlier rows of the report that is called otherwise now."""
    quotes = Counter(row["quote"] for row in rows)
    shared = {
        name: (quotes & Counter(row["quote"] for row in old)).total()
        for name, old in earlier.items()
        if name not in today
    }
    best = max(shared, key=shared.__getitem__, default="")
    is_same = shared.get(best, 0) >= max(_SHARED, _SHARE * len(rows))
    return earlier[best] if is_same else ()


def _same(now: Sequence[str], before: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Positions of quotations that are the same, in both, in order."""
    from rapidfuzz.fuzz import ratio

    matcher = SequenceMatcher(None, now, before, autojunk=False)
    for tag, low, high, first, last in matcher.get_opcodes():
        for at in range(low, high) if tag in ("equal", "replace") else ():
            alike = (n for n in range(first, last) if ratio(now[at], before[n]) >= _ALIKE)
            other = next(alike, None)
            if other is not None:
                yield at, other
                first = other + 1
