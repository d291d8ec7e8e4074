"""Who vouches for what is checked: signatures, kept heads and stamps, against what is known from
elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.files import bytes_of
from calltools.proof.chain import WHERE, History, check_chain, seconds_between
from calltools.proof.faults import (
    Checked,
    CheckedSignature,
    CheckedStamp,
    Findings,
    Verification,
)
from calltools.proof.heads import (
    LedgerHead,
    SignedHead,
    head_files,
    keys_of,
    open_head,
    read_kept_head,
)
from calltools.proof.keys import PublicKey, require_packages
from calltools.proof.looked_at import LookedAt
from calltools.proof.stamps import (
    Authority,
    authorities_of,
    check_stamp,
    read_authority,
    stamp_files,
    stamped_envelope,
)
from calltools.times import utc_now

UNPINNED = "nobody whom you named vouches for it: whoever could write it could have written all"
"""The doubt about what agrees with itself alone."""

CLOCK_MAY_BE_OFF_S = 300
"""By how much the office's clock may differ from the authority's."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What whoever checks knows from elsewhere: who may sign and stamp, and a head that was kept;
    ``database``: the one that the settings name elsewhere is theirs, and asked for decisions.

    Where no authorities are named, stamps are checked against those that lie beside what they vouch
    for, and it is told.
    """

    signers: frozenset[str] = frozenset()
    authorities: Sequence[Authority] = ()
    head: LedgerHead | None = None
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
        """Fingerprints of keys, files of certificates and of a head.  Raises SettingsError for a
        file that is none."""
        return cls(
            frozenset(signer.lower() for signer in signers),
            tuple(read_authority(path) for path in authorities),
            read_kept_head(head) if head else None,
            database,
        )


NOBODY = Trust()
"""Whoever checks names nobody."""


@dataclass(slots=True)
class VouchingCheck:
    """The check of what vouches for a folder, whose custody is that of ``base``; what is wrong is
    among ``findings``."""

    base: Path
    trust: Trust
    findings: Findings
    signatures: list[CheckedSignature] = field(default_factory=list)
    stamped: list[CheckedStamp] = field(default_factory=list)
    _keys: Mapping[str, PublicKey] | None = None

    def heads(self) -> dict[int, SignedHead]:
        """The signed heads that are good, by their numbers of entries."""
        files = head_files(self.base)
        if files or stamp_files(self.base):
            require_packages()
        keys = self.keys()
        heads: dict[int, SignedHead] = {}
        for path in files:
            try:
                head = open_head(path, keys)
            except CalltoolsError as error:
                self.findings.tell(error)
            else:
                heads[head.head.entries] = head
        return heads

    def keys(self) -> Mapping[str, PublicKey]:
        """The public keys that lie there, by fingerprint."""
        if self._keys is None:
            try:
                self._keys = keys_of(self.base)
            except CalltoolsError as error:
                self._keys = {}
                self.findings.tell(error)
        return self._keys

    def ledger(self, heads: Mapping[int, SignedHead]) -> History:
        """The ledger with its heads and their stamps."""
        known = {f"the head signed at {one.head.time}, {n}": one.head for n, one in heads.items()}
        if self.trust.head:
            known["the head that you keep"] = self.trust.head
        history = check_chain(self.base, known, self.findings.flaws)
        self.heads_signed(heads, needed=True)
        for number, head in heads.items():
            self._signed_in_time(head, history.times.get(number, ""))
        self.stamps(history)
        return history

    def heads_signed(self, heads: Mapping[int, SignedHead], *, needed: bool) -> None:
        """Who signed the heads; ``needed``: one of those named must have."""
        is_named = any(head.signer in self.trust.signers for head in heads.values())
        for number, head in heads.items():
            self.signed(
                self.findings.name(head.path),
                head.signer,
                head.head.time,
                number,
                needed=needed and not is_named,
            )

    def pin(self, history: History, heads: Mapping[int, SignedHead]) -> None:
        """Tell what nobody vouches for whom whoever checks knows."""
        known = [n for n, head in heads.items() if head.signer in self.trust.signers]
        known += [self.trust.head.entries] if self.trust.head else []
        where = self.findings.name(self.base / WHERE)
        if not known:
            self.unpinned("--signer or --head")
            if heads and (late := [n for n in history.acts if n > max(heads)]):
                problem = f"{len(late)} of its {history.lines} entries are signed by nobody yet"
                self.findings.add("note", where, problem)
        elif late := [number for number in history.acts if number > max(known)]:
            problem = f"{len(late)} of its {history.lines} entries came after what you named"
            self.findings.add("doubtful", where, f"{problem}: nobody vouches for them yet")

    def verification(
        self, kind: Checked, counts: Mapping[str, int], seen: LookedAt, left_out: int = 0
    ) -> Verification:
        """All that was found, the worst first."""
        self._missing()
        worst = {"broken": 0, "doubtful": 1, "note": 2}
        nothing = dict.fromkeys(
            ("recordings", "steps", "artefacts", "openings", "originals", "entries"), 0
        )
        looked_at = {
            "sound_ms": sum(heard.duration_ms for heard in seen.heard.values()),
            "files": len(seen.files),
            "bytes": seen.size,
        }
        head = self.trust.head
        return Verification(
            root=self.findings.root,
            kind=kind,
            time=utc_now(),
            counts={**nothing, **counts, **looked_at},
            faults=sorted(self.findings.flaws, key=lambda fault: worst[fault.severity]),
            signatures=self.signatures,
            stamps=self.stamped,
            named_authorities=bool(self.trust.authorities),
            left_out=left_out,
            kept_entries=head.entries if head and kind != "copy" else 0,
        )

    def _missing(self) -> None:
        """Tell what was named and is not there."""
        if self.trust.signers and not self.signatures:
            self.findings.add("broken", self.findings.root.name, "is signed by nobody")
        if self.trust.authorities and not self.stamped:
            problem = "has no stamp by an authority that you named"
            self.findings.add("broken", self.findings.root.name, problem)

    def unpinned(self, options: str) -> None:
        """Tell that nobody who is known vouches for it; ``options`` would name them."""
        self.findings.add("doubtful", self.findings.root.name, f"{UNPINNED}: name {options}")

    def stamps(self, history: History) -> None:
        """Check the stamps, and their times against those in the ledger."""
        own: list[Authority] = []
        try:
            own = authorities_of(self.base)
        except CalltoolsError as error:
            self.findings.tell(error)
        for path in stamp_files(self.base):
            self._stamp(path, own, history)

    def signed(self, what: str, signer: str, time: str, entries: int, *, needed: bool) -> None:
        """Note a good signature; ``needed``: it must be of one of those named."""
        named = signer in self.trust.signers
        self.signatures.append(CheckedSignature(what, signer, time, entries, named))
        if self.trust.signers and not named:
            problem = f"is signed by {signer}, who is none of those named"
            self.findings.add("broken" if needed else "note", what, problem)

    def _signed_in_time(self, head: SignedHead, entered: str) -> None:
        if seconds_between(head.head.time, entered) > CLOCK_MAY_BE_OFF_S:
            problem = f"was signed at {head.head.time}, before what it signs was entered: {entered}"
            self.findings.add("doubtful", head.path, problem)

    def _stamp(
        self,
        path: Path,
        own: Sequence[Authority],
        history: History,
    ) -> None:
        envelope, where = stamped_envelope(path), self.findings.name(path)
        try:
            stamp = check_stamp(bytes_of(path), envelope, self.trust.authorities or own, where)
        except CalltoolsError as error:
            try:
                check_stamp(bytes_of(path), envelope, own, where)
            except CalltoolsError:
                self.findings.tell(error)
            else:
                problem = "is by an authority that you did not name"
                self.findings.add("note", where, problem)
            return
        entries = int(stamp.head) if stamp.head.isdecimal() else 0
        self.stamped.append(stamp)
        late = max((t for n, t in history.times.items() if n <= entries), default="")
        if seconds_between(stamp.time, late) > CLOCK_MAY_BE_OFF_S:
            problem = (
                f"is of {stamp.time}, and what it stamps was entered at {late}: a clock is off"
            )
            self.findings.add("doubtful", where, problem)
        early = min((t for n, t in history.times.items() if n > entries), default="")
        if seconds_between(early, stamp.time) > CLOCK_MAY_BE_OFF_S:
            problem = (
                f"was entered at {early}, after a stamp of {stamp.time}: the clock was set back"
            )
            self.findings.add("doubtful", self.base / WHERE, problem)
