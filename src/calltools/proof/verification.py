"""What a check of a workspace, a bag or a copy finds, and its outcome as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from calltools.errors import EXIT_INTEGRITY, EXIT_PARTIAL, CalltoolsError
from calltools.messages import N_, Message, in_a_row, plural
from calltools.records import plain
from calltools.times import span, utc_now

FlawKind = Literal["broken", "doubtful", "note"]
"""``broken``: bytes are not what was recorded; ``doubtful``: nobody recorded them, a person has to
look; ``note``: nothing is wrong, and anybody who judges should know.  The worst first."""

_KINDS: Mapping[str, Message] = {
    "workspace": Message("workspace"),
    "bag": Message("bag"),
    "copy": Message("copy"),
}
_COUNTED = ("recordings", "artefacts", "steps", "events", "openings", "files")

_WORST_FIRST: tuple[FlawKind, ...] = ("broken", "doubtful", "note")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not as it should be.

    ``where`` is the file (or line, or recording), as seen from the folder that was checked.
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
class GoodSignature:
    """A good signature of ``what``, and whether its signer is one of those ``named``."""

    what: str
    signer: str
    time: str
    events: int
    named: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """A good time stamp: the log had so many ``events`` at ``time`` by the clock of ``authority``.

    ``root`` is the fingerprint of the certificate that it was checked against, ``expires`` the end
    of the one that stamped (the stamp stays good); times are UTC.
    """

    events: int
    time: str
    authority: str
    root: str
    expires: str


@dataclass(slots=True)
class Verification:
    """What was found in the folder ``root`` so far; ``counts`` are how many of what.

    ``named_authorities``: stamps were checked against certificates that were named, and not against
    those that lie beside them.  ``left_out`` is how many recordings a bag says are not in it;
    ``kept_events`` how many events the log had when the person who checks kept its head.
    """

    root: Path
    kind: Literal["workspace", "bag", "copy"]
    time: str = field(default_factory=utc_now)
    faults: list[Flaw] = field(default_factory=list)
    signatures: list[GoodSignature] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    named_authorities: bool = False
    left_out: int = 0
    kept_events: int = 0

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
        self.faults.append(Flaw(severity, name, problem, since, affects))
        self.faults.sort(key=lambda flaw: _WORST_FIRST.index(flaw.severity))

    def tell(self, error: CalltoolsError) -> None:
        """Count an error among what is broken."""
        where = Path(error.where)
        self.add("broken", where if where.is_relative_to(self.root) else error.where, error.problem)

    def of(self, severity: FlawKind) -> list[Flaw]:
        """What was found of that severity."""
        return [flaw for flaw in self.faults if flaw.severity == severity]

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
        values = plain({name: getattr(self, name) for name in self.__slots__ if name != "root"})
        return {"schema_version": 2, "root": str(self.root), "state": self.state, **values}

    def outcome(self) -> str:
        """The whole in a sentence."""
        broken, doubtful = len(self.of("broken")), len(self.of("doubtful"))
        kind = _KINDS[self.kind]
        if broken:
            things = plural(broken, "{count} thing", "{count} things")
            return Message("{kind} broken: {things} not as recorded", kind=kind, things=things)
        if doubtful:
            things = plural(doubtful, "{count} thing", "{count} things")
            told = N_("{kind} doubtful: {things} for a person to look at")
            return Message(told, kind=kind, things=things)
        return Message("{kind} whole: everything is as it was recorded", kind=kind)

    def compared(self) -> str:
        """How much was compared."""
        counts = self.counts
        return Message(
            "{recordings} recordings ({sound} of sound decoded), {artefacts} artefacts, {steps}"
            " steps, {events} events of the log, {openings} openings by a team; {files} files,"
            " {megabytes} MB",
            sound=span(counts["sound_ms"]),
            megabytes=f"{counts['bytes'] / 1e6:,.1f}",
            **{name: counts[name] for name in _COUNTED},
        )

    def lines(self) -> Iterator[str]:
        """The whole for people: the worst first, then who vouches for the rest."""
        for flaw in self.faults:
            yield f"{flaw.severity}: {flaw}"
        yield Message("checked: {compared}", compared=self.compared())
        yield from self.vouched()
        yield self.outcome()

    def vouched(self) -> Iterator[str]:
        """Who signed and who stamped, and what of that the person who reads must compare by
        themselves."""
        signers = {signature.signer: signature.named for signature in self.signatures}
        for signer, is_named in signers.items():
            last = max(each.time for each in self.signatures if each.signer == signer)
            told = Message("signed by the key {signer}", signer=signer)
            if last:
                signed = N_("signed, last at {last}, by the key {signer}")
                told = Message(signed, last=last, signer=signer)
            compare = Message("compare that with what the office told you by another way")
            yield told if is_named else in_a_row(told, compare)
        if self.kept_events and not self.of("broken"):
            yield Message(
                "continues the head that you keep, of {events} events", events=self.kept_events
            )
        if not signers:
            yield Message("not signed: anybody who could write here could have written anything")
        for stamp in self.stamps:
            yield Message(
                "{events} events were there at {time} by the clock of {authority}",
                events=stamp.events,
                time=stamp.time,
                authority=stamp.authority,
            )
        for root in sorted({stamp.root for stamp in self.stamps}):
            if not self.named_authorities:
                yield Message(
                    "the authority's root certificate is {root}; compare that with what it"
                    " publishes",
                    root=root,
                )
        if signers and not self.stamps:
            yield Message("not stamped: the times are those of the office's own clock")
