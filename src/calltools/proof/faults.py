"""What a check of a workspace or bag finds, and its outcome as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from calltools.errors import EXIT_INTEGRITY, EXIT_PARTIAL, CalltoolsError
from calltools.records import plain

FlawKind = Literal["broken", "doubtful", "note"]
"""``broken``: bytes are not what was recorded; ``doubtful``: nobody recorded them, a person has to
look; ``note``: nothing is wrong, and whoever judges should know."""


Checked = Literal["workspace", "bag", "copy"]
"""What was checked."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that was found.

    ``where`` is the file (or entry, or recording), as seen from the folder that was checked.
    ``since`` tells when it was last recorded as it should be; ``affects`` are the artefacts that
    rest on it.
    """

    severity: FlawKind
    where: str
    problem: str
    since: str = ""
    affects: tuple[str, ...] = ()

    def __str__(self) -> str:
        since = f"; {self.since}" if self.since else ""
        affects = f"; rests on it: {', '.join(self.affects)}" if self.affects else ""
        return f"{self.where}: {self.problem}{since}{affects}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of the folder ``root`` finds, in the order in which it was found."""

    root: Path
    flaws: list[Flaw] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """A file as seen from the folder."""
        return path.relative_to(self.root).as_posix()

    def add(
        self,
        severity: FlawKind,
        where: Path | str,
        problem: str,
        since: str = "",
        affects: tuple[str, ...] = (),
    ) -> None:
        """Count a flaw of a file of the folder, or of what ``where`` says."""
        name = self.name(where) if isinstance(where, Path) else where
        self.flaws.append(Flaw(severity, name, problem, since, affects))

    def tell(self, error: CalltoolsError) -> None:
        """Count an error among what is broken."""
        where = Path(error.where)
        self.add("broken", where if where.is_relative_to(self.root) else error.where, error.problem)


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """A head or bag whose signature is good, and whether its signer is one that was ``named``."""

    what: str
    signer: str
    time: str
    entries: int
    named: bool


@dataclass(frozen=True, slots=True)
class CheckedStamp:
    """A time stamp that is good: the head ``head`` was there at ``time`` by the clock of
    ``authority``.

    ``root`` is the fingerprint of the certificate that it was checked against, ``expires`` the end
    of the one that stamped (the stamp stays good); times are UTC.
    """

    head: str
    time: str
    authority: str
    root: str
    expires: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found; ``counts`` are how many of what.

    ``named_authorities``: stamps were checked against certificates that were named, and not against
    those that lie beside them.  ``left_out`` are recordings that a bag says are not in it;
    ``kept_entries`` how many entries the head has that whoever checks had kept.
    """

    root: Path
    kind: Checked
    time: str
    counts: Mapping[str, int]
    faults: Sequence[Flaw]
    signatures: Sequence[CheckedSignature]
    stamps: Sequence[CheckedStamp]
    named_authorities: bool = False
    left_out: int = 0
    kept_entries: int = 0

    def of(self, severity: FlawKind) -> list[Flaw]:
        """What was found of that severity."""
        return [fault for fault in self.faults if fault.severity == severity]

    @property
    def state(self) -> Literal["whole", "doubtful", "broken"]:
        """The worst that was found; notes are none of it."""
        if self.of("broken"):
            return "broken"
        return "doubtful" if self.of("doubtful") else "whole"

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return {"whole": 0, "doubtful": EXIT_PARTIAL, "broken": EXIT_INTEGRITY}[self.state]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "schema_version": 1,
            "root": str(self.root),
            "kind": self.kind,
            "state": self.state,
            "time": self.time,
            "counts": dict(self.counts),
            "left_out": self.left_out,
            "faults": plain(self.faults),
            "signatures": plain(self.signatures),
            "stamps": plain(self.stamps),
            "named_authorities": self.named_authorities,
            "kept_entries": self.kept_entries,
        }
