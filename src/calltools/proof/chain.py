"""The ledger checked by itself: every line, the chain, and how far known heads go with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from calltools.proof.faults import Flaw, FlawKind
from calltools.proof.heads import LedgerHead
from calltools.proof.ledger import (
    CUSTODY,
    LEDGER,
    LedgerEntry,
    Subject,
    ledger_path,
    read_entry,
    read_whole_lines,
)
from calltools.provenance import sha256_bytes

WHERE = f"{CUSTODY}/{LEDGER}"

_OF_NO_EVIDENCE = frozenset({"custody", "export"})
"""Events that say nothing of what was recorded or made: heads and stamps hold their own proof."""

CLOCKS_DIFFER_S = 60
"""By how much the clocks of machines that write into one ledger may differ."""


@dataclass(slots=True)
class History:
    """What the ledger says: of each recording (of none: an empty name) and subject, its entries in
    order; ``lines`` is how many it has, ``times`` when each was entered, where that is said, and
    ``acts`` the numbers of those that say something of the evidence."""

    entries: dict[str, dict[Subject, list[LedgerEntry]]] = field(default_factory=dict)
    times: dict[int, str] = field(default_factory=dict)
    acts: list[int] = field(default_factory=list)
    lines: int = 0

    def of(self, recording: str, subject: Subject) -> list[LedgerEntry]:
        """The entries of a subject, the first first."""
        return self.entries.get(recording, {}).get(subject, [])


def check_chain(root: Path, heads: Mapping[str, LedgerHead], faults: list[Flaw]) -> History:
    """Read the ledger of the workspace at ``root`` and compare it with ``heads``, each by what
    tells whoever reads which it is; what is wrong goes into ``faults``."""
    history = History()
    path = ledger_path(root)
    if not path.exists():
        severity: FlawKind = "broken" if heads else "doubtful"
        faults.append(Flaw(severity, WHERE, "is not there: nobody recorded what is here"))
        return history
    by_lines: dict[int, list[tuple[str, LedgerHead]]] = {}
    for name, head in heads.items():
        by_lines.setdefault(head.entries, []).append((name, head))
    last = latest = ""
    size, digest = 0, hashlib.sha256()
    for line in read_whole_lines(path):
        if not line.endswith(b"\n"):
            problem = "its last line is cut off: a program was killed while it wrote, or it was cut"
            faults.append(Flaw("doubtful", WHERE, problem))
            break
        history.lines += 1
        size += len(line)
        digest.update(line)
        entry = _entry(line[:-1], history.lines, last, faults)
        if entry is None or entry.event not in _OF_NO_EVIDENCE:
            history.acts.append(history.lines)
        last = sha256_bytes(line[:-1])
        if entry is not None:
            before = history.entries.setdefault(entry.recording, {}).setdefault(entry.subject, [])
            if before and before[-1].sha256 == entry.sha256:  # nobody enters what stands there
                problem = f"says what entry {before[-1].number} says: it was doubled"
                faults.append(Flaw("broken", f"{WHERE}:{history.lines}", problem))
            before.append(entry)
            if entry.time:
                faults += _set_back(history.lines, entry.time, latest)
                latest = max(latest, entry.time)
                history.times[history.lines] = entry.time
        for name, head in by_lines.get(history.lines, ()):
            if (size, digest.hexdigest(), last) != (head.size, head.sha256, head.last):
                problem = f"its first {history.lines} lines are not those of {name}"
                faults.append(Flaw("broken", WHERE, problem))
    for name, head in heads.items():
        if head.entries > history.lines:
            problem = f"ends after {history.lines} lines; {name} is of {head.entries}"
            faults.append(
                Flaw("broken", WHERE, f"{problem}: this is an earlier state, or it was cut")
            )
    return history


def _entry(line: bytes, number: int, last: str, faults: list[Flaw]) -> LedgerEntry | None:
    where = f"{WHERE}:{number}"
    try:
        entry = read_entry(line)
    except ValueError as error:
        faults.append(Flaw("broken", where, f"is no entry: {error}"))
        return None
    if entry.number != number:
        problem = f"expected entry {number}, found {entry.number}: entries are missing, doubled or"
        faults.append(Flaw("broken", where, f"{problem} in another order"))
    elif entry.previous != last:
        problem = "does not go on the line before it: one of both was changed or put in"
        faults.append(Flaw("broken", where, problem))
    return entry


def _set_back(number: int, time: str, latest: str) -> Iterator[Flaw]:
    where = f"{WHERE}:{number}"
    if seconds_of(time) is None:
        yield Flaw("broken", where, f"expected a time, found {time!r}")
    elif seconds_between(time, latest) > CLOCKS_DIFFER_S:
        problem = f"was entered at {time}, after an entry of {latest}: the clock was set back"
        yield Flaw("doubtful", where, problem)


def seconds_of(time: str) -> float | None:
    """Seconds since 1970 of a time as entries have it; None for anything else."""
    try:
        return datetime.strptime(time, "%Y-%m-%dT%H:%M:%S%z").timestamp()
    except ValueError:
        return None


def seconds_between(first: str, second: str) -> float:
    """By how many seconds ``second`` comes after ``first``; 0 where one is no time."""
    start, end = seconds_of(first), seconds_of(second)
    return 0 if start is None or end is None else end - start
