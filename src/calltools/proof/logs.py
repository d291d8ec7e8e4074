"""Logs that are only added to, against the ledger: what was entered of them must still be there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.files import bytes_of
from calltools.proof.blinds import blinded
from calltools.proof.faults import Flaw
from calltools.proof.ledger import LedgerEntry
from calltools.provenance import sha256_bytes


@dataclass(frozen=True, slots=True)
class LogCheck:
    """The check of one log, whose bytes are ``data``; ``blind`` is that of its entries."""

    data: bytes
    blind: str = ""

    @classmethod
    def of(cls, path: Path, blind: str = "") -> LogCheck:
        """The check of a file; of nothing where there is none."""
        return cls(bytes_of(path) if path.exists() else b"", blind)

    def prefixes(self) -> set[str]:
        """The hashes that the log had after each of its lines."""
        digest, found = hashlib.sha256(), {sha256_bytes(b"")}
        for line in self.data.splitlines(keepends=True):
            digest.update(line)
            found.add(digest.hexdigest())
        return found

    def against(
        self, entries: Sequence[LedgerEntry], where: str, affects: tuple[str, ...] = ()
    ) -> Iterator[Flaw]:
        """What is wrong with it by its ``entries``; ``affects`` is what rests on it."""
        for entry in entries:
            size = entry.size or 0
            sha256 = blinded(sha256_bytes(self.data[:size]), self.blind)
            if sha256 != entry.sha256 or len(self.data) < size:
                problem = f"its first {size} bytes are not those that entry {entry.number} names"
                since = f"entered as it was at {entry.time}"
                yield Flaw("broken", where, problem, since, affects)
                return
        entered = max((entry.size or 0 for entry in entries), default=0)
        if len(self.data) > entered:
            problem = f"{len(self.data) - entered} bytes of it are not in the ledger"
            yield Flaw("doubtful", where, problem, "", affects)
