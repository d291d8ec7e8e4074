"""The ledger for people: what each entry is of, and what the log of openings says behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calltools.files import bytes_of
from calltools.proof.acts import READS
from calltools.proof.ledger import LedgerEntry, ledger_path, read_entry, read_whole_lines
from calltools.proof.reads import reads
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """``what`` was entered at ``time`` under ``number``; ``call`` is the name that its recording
    has now, ``who`` a person where one is named."""

    number: int
    time: str
    what: str
    call: str = ""
    who: str = ""


def listed(workspace: Workspace) -> Iterator[ListedEntry]:
    """All entries in order, an opening of a call for each that was entered.

    Raises CalltoolsError where the ledger can't be read; what is no entry is passed over: verify
    tells of it.
    """
    names = {one.audio_sha256: one.name for one in recordings(workspace)}
    log = workspace.root / READS
    opened = bytes_of(log) if log.exists() else b""
    path = ledger_path(workspace.root)
    before = 0
    for line in read_whole_lines(path) if path.exists() else ():
        try:
            entry = read_entry(line.rstrip(b"\n"))
        except ValueError:
            continue
        if (entry.event, entry.name) != ("log", READS):
            yield ListedEntry(
                entry.number, entry.time, _what(entry), names.get(entry.recording, "")
            )
            continue
        for one in reads(opened[before : entry.size]):
            call = names.get(one.recording, one.call)
            yield ListedEntry(entry.number, one.time, f"opened: {one.what}", call, one.who)
        before = entry.size or before


def _what(entry: LedgerEntry) -> str:
    gone = "" if entry.sha256 else " is gone"
    return f"{entry.event}: {entry.name}{gone}" if entry.name != entry.event else entry.event + gone
