"""Who vouches for what is checked: signatures, kept heads and stamps, against what is known from
elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.proof.chain import goes_on, seconds_between
from calltools.proof.heads import LogHead, SignedHead, read_kept_head, signed_head
from calltools.proof.keys import fingerprint_of, require_packages
from calltools.proof.timestamp import (
    Authority,
    Stamped,
    authority_in,
    check_stamp,
    read_authority,
)
from calltools.proof.verification import GoodSignature, Stamp, Verification
from calltools.store.log import Event, EventKind, Log

UNPINNED = (
    "nobody whom you named vouches for it: anybody who could write it could have written all of it"
)
"""The doubt about what agrees with itself alone."""

_CLOCK_MAY_BE_OFF_S = 300
"""By how much the office's clock may differ from the authority's."""

_HOLD_THEIR_OWN_PROOF = ("signed", "stamped")
"""Kinds of events that need nobody to vouch for them."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What the person who checks knows from elsewhere: who may sign and stamp, and a head that was
    kept; ``database``: the one that the settings name elsewhere is theirs, and asked for the log.

    Where no authorities are named, stamps are checked against those that lie beside what they vouch
    for, and it is told.
    """

    signers: frozenset[str] = frozenset()
    authorities: Sequence[Authority] = ()
    head: LogHead | None = None
    database: bool = False

    @classmethod
    def of(
        cls,
        *,
        signers: Iterable[str] = (),
        authorities: Iterable[Path] = (),
        head: Path | None = None,
        database: bool = False,
    ) -> Trust:
        """Fingerprints of keys or their files, files of certificates and of a head.  Raises
        SettingsError for a file that is not one."""
        return cls(
            frozenset(map(fingerprint_of, signers)),
            tuple(read_authority(path) for path in authorities),
            read_kept_head(head) if head else None,
            database,
        )


NOBODY = Trust()
"""Anybody who checks names nobody."""


@dataclass(slots=True)
class TrustCheck:
    """The check of who vouches for what is checked, whose log is ``where``."""

    trust: Trust
    found: Verification
    where: str

    def log(self, log: Log, hashes: Sequence[str]) -> None:
        """Check the heads and stamps of a log, whose lines have ``hashes``, and tell what nobody
        vouches for whom the person who checks knows."""
        heads = self.heads(log)
        if (kept := self.trust.head) and (problem := goes_on(hashes, kept)):
            self.found.add(
                "broken", self.where, problem.replace("the head", "the head that you keep")
            )
        self.stamps(log, heads)
        known = [head.head.seq for head in heads.values() if head.signer in self.trust.signers]
        known += [kept.seq] if kept else []
        self._pin(list(log.since(0)), max(known, default=0), max(heads, default=0))
        self.found.kept_events = kept.seq if kept else 0
        self.missing()

    def heads(self, log: Log) -> dict[int, SignedHead]:
        """The heads that are good, by the numbers of their events."""
        heads: dict[int, SignedHead] = {}
        for event in _of_kind(log, "signed"):
            require_packages()
            try:
                heads[event.seq] = signed_head(log, event)
            except CalltoolsError as error:
                self.found.tell(error)
        is_named = any(head.signer in self.trust.signers for head in heads.values())
        for head in heads.values():
            what = f"the head of {head.head.seq} events"
            self.signed(what, head.signer, head.head.time, head.head.seq, needed=not is_named)
        return heads

    def signed(self, what: str, signer: str, time: str, events: int, *, needed: bool) -> None:
        """Count a good signature; ``needed``: it must be of one of those named."""
        is_named = signer in self.trust.signers
        self.found.signatures.append(GoodSignature(what, signer, time, events, is_named))
        if self.trust.signers and not is_named:
            problem = f"is signed by {signer}, who is not one of those named"
            self.found.add("broken" if needed else "note", what, problem)

    def stamps(self, log: Log, heads: dict[int, SignedHead]) -> None:
        """Check the stamps, and their times against those in the log."""
        for event in _of_kind(log, "stamped"):
            require_packages()
            try:
                self._stamp(log, event, heads)
            except (CalltoolsError, ValueError) as error:
                self.found.add("broken", f"{self.where}:{event.seq}", f"is not a stamp: {error}")

    def missing(self) -> None:
        """Tell what was named and is not there."""
        if self.trust.signers and not self.found.signatures:
            self.found.add("broken", self.found.root.name, "is not signed")
        if self.trust.authorities and not self.found.stamps:
            problem = "has no stamp by an authority that you named"
            self.found.add("broken", self.found.root.name, problem)
        self.found.named_authorities = bool(self.trust.authorities)

    def unpinned(self, options: str) -> None:
        """Tell that nobody who is known vouches for it; ``options`` would name them."""
        self.found.add("doubtful", self.found.root.name, f"{UNPINNED}: name {options}")

    def _pin(self, events: Sequence[Event], known: int, signed: int) -> None:
        if not known:
            self.unpinned("--signer or --head")
            if signed and (count := _late(events, signed)):
                problem = f"{count} of its {len(events)} events are not signed yet"
                self.found.add("note", self.where, problem)
        elif count := _late(events, known):
            problem = f"{count} of its {len(events)} events came after what you named"
            self.found.add("doubtful", self.where, f"{problem}: nobody vouches for them yet")

    def _stamp(self, log: Log, event: Event, heads: dict[int, SignedHead]) -> None:
        where = f"{self.where}:{event.seq}"
        body = log.body(event, Stamped)
        head = heads.get(body.signed)
        is_own = (body.id, body.time, "", "") == (event.id, event.time, event.subject, event.actor)
        if head is None or not is_own or body.signed > event.seq:
            self.found.add("broken", where, "holds the stamp of another event")
            return
        own = [authority_in(body.authority.encode(), where)]
        if stamp := self.stamp(body.data(), head.body.data(), head.head.seq, own, where):
            self._times(log, where, stamp.time, head.event)

    def stamp(
        self, answer: bytes, envelope: bytes, events: int, own: Sequence[Authority], where: str
    ) -> Stamp | None:
        """Count the stamp of a head, by an authority that was named, or where none was, of its
        ``own``; None where it is by another.  Raises IntegrityError for one that is not good."""
        try:
            authorities = self.trust.authorities or own
            stamp = check_stamp(answer, envelope, events, authorities, where)
        except CalltoolsError:
            check_stamp(answer, envelope, events, own, where)
            self.found.add("note", where, "is by an authority that you did not name")
            return None
        self.found.stamps.append(stamp)
        return stamp

    def _times(self, log: Log, where: str, stamped: str, head: Event) -> None:
        """Compare the time of a stamp with those of the events before and after its head."""
        if seconds_between(stamped, head.time) > _CLOCK_MAY_BE_OFF_S:
            problem = f"is of {stamped}, and what it stamps of {head.time}: a clock is off"
            self.found.add("doubtful", where, problem)
        early = min((event.time for event in log.since(head.seq)), default="")
        if seconds_between(early, stamped) > _CLOCK_MAY_BE_OFF_S:
            problem = f"is of {early}, after a stamp of {stamped}: the clock was set back"
            self.found.add("doubtful", self.where, problem)


def _of_kind(log: Log, kind: EventKind) -> list[Event]:
    """The events of a kind, whatever they say they are of."""
    return [event for event in log.since(0) if event.kind == kind]


def _late(events: Iterable[Event], seq: int) -> int:
    """How many events after the number ``seq`` need somebody to vouch for them."""
    late = (event for event in events if event.seq > seq)
    return sum(1 for event in late if event.kind not in _HOLD_THEIR_OWN_PROOF)
