"""Publications that people put right at the moment, each held open by a child that has read it.

A key of the person who puts a page right is answered by a child that weighed it once; a few are
held, and given up when others are opened, or after some minutes."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from calltools.errors import BusyError, TranscriptError
from calltools.page.directions import Directions
from calltools.page.limited_process import LimitedReader, Limits
from calltools.page.parse_files import ReadFile

LIMITS = Limits(seconds=30, memory_mib=1024)
"""What reading a publication may take: the longest of gold/formats takes a tenth of it."""

_HELD, _HELD_S = 4, 600  # documents held open, and for how long after their last use
_AT_ONCE = 2
"""How many documents are read at once, each of which may take a GiB; of a member one."""


@dataclass(slots=True)
class _OpenDocument:
    """A document that is open, with what was read last."""

    reader: LimitedReader
    used: float
    directions: Directions | None = None
    read: ReadFile | None = None


class OpenDocuments:
    """The documents that are open, by whose they are and by their ids."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], _OpenDocument] = {}
        self._lock = threading.Lock()
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._at_once = threading.BoundedSemaphore(_AT_ONCE)

    @contextmanager
    def turn_of(self, member: str) -> Iterator[None]:
        """A member's turn to have a document read.  Raises BusyError while another of theirs is."""
        mine = self._turns[member]
        if not mine.acquire(blocking=False):
            raise BusyError("import", "another document of yours is still being read", "wait")
        try:
            yield
        finally:
            mine.release()

    def read(
        self, member: str, document: str, data: bytes, name: str, directions: Directions
    ) -> ReadFile:
        """The calls of a publication, ``document`` of its own, in the member's turn.

        Raises TranscriptError for one that can't be read or takes too much, SettingsError for
        directions that don't fit it, or a file that needs none.
        """
        held = self._open((member, document), data, name)
        if held.read is None or held.directions != directions:
            with self._at_once:
                held.read = held.reader.read(directions)
            held.directions = directions
        if held.read.parsed is None:
            raise TranscriptError(name, "is not a publication", "correct the transcript instead")
        return held.read

    def _open(self, key: tuple[str, str], data: bytes, name: str) -> _OpenDocument:
        """The document, open; the oldest of too many, and those that were not asked for long, are
        closed, unless it is their member's turn."""
        with self._lock:
            held = self._held.pop(key, None)
            for number, other in enumerate(others := list(self._held)):
                is_old = time.monotonic() - self._held[other].used > _HELD_S
                if is_old or number <= len(others) - _HELD:
                    self._give_up(other, is_mine=other[0] == key[0])
            if held is None or not held.reader.is_open:
                held = _OpenDocument(LimitedReader(data, name, limits=LIMITS), 0.0)
            held.used = time.monotonic()
            self._held[key] = held
            return held

    def _give_up(self, key: tuple[str, str], *, is_mine: bool) -> None:
        turn = self._turns[key[0]]
        if is_mine or turn.acquire(blocking=False):
            self._held.pop(key).reader.close()
            if not is_mine:
                turn.release()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            for held in self._held.values():
                held.reader.close()
            self._held.clear()
