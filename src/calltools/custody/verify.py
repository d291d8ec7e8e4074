"""A workspace or a bag checked as a whole: nothing is written, whatever is found is told.

Every file is read once, in blocks, and every original decoded: the time grows with the sound, the
memory with the number of files alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from calltools.custody.acts import LOGS, READS, custody_files
from calltools.custody.bag_check import DECLARATION, BagCheck, is_bag
from calltools.custody.call_check import CallCheck
from calltools.custody.call_files import CallFolder, call_folders
from calltools.custody.chain import WHERE, History, check_chain, seconds_between
from calltools.custody.decisions import DECISIONS, decisions
from calltools.custody.faults import (
    Checked,
    CheckedSignature,
    CheckedStamp,
    Flaw,
    FlawKind,
    Verification,
)
from calltools.custody.heads import SignedHead, head_files, keys_of, open_head
from calltools.custody.keys import require_packages
from calltools.custody.ledger import CUSTODY, LedgerEntry
from calltools.custody.logs import LogCheck
from calltools.custody.looked_at import LookedAt, files_below
from calltools.custody.redaction.check import certificate_signer, copy_flaws, is_copy
from calltools.custody.redaction.redact import CERTIFICATE
from calltools.custody.stamps import (
    Authority,
    authorities_of,
    check_stamp,
    read_authority,
    stamp_files,
    stamped_envelope,
)
from calltools.errors import CalltoolsError, IntegrityError, WorkspaceError
from calltools.files import bytes_of
from calltools.progress import Progress, silent
from calltools.settings import SETTINGS_FILE
from calltools.times import utc_now
from calltools.workspace import Workspace

CLOCK_MAY_BE_OFF_S = 300
"""By how much the office's clock may differ from the authority's."""


def verify(
    root: Path,
    *,
    signers: Iterable[str] = (),
    authorities: Iterable[Path] = (),
    sound: bool = True,
    threads: int = 2,
    hashes: Mapping[Path, str] | None = None,
    progress: Progress = silent,
) -> Verification:
    """Check the workspace, bag or redacted copy at ``root``.

    ``signers`` are fingerprints of the keys that may sign, ``authorities`` files of certificates
    that stamps are checked against: where none are named, those that lie beside what they vouch
    for are taken, and it is told.  Without ``sound`` originals are hashed and not decoded.
    ``hashes`` are those of files that were hashed a moment ago.

    Raises WorkspaceError where there is neither, IntegrityError for a bag that was not finished,
    SettingsError for a file of certificates that is none, MissingPartError where there are
    signatures and calltools[custody] is not installed.
    """
    named = frozenset(signer.lower() for signer in signers)
    given = [read_authority(path) for path in authorities]
    if is_copy(root):
        return _Check(root, root, named, given, False, LookedAt(hashes)).run_copy(progress)
    bag = is_bag(root)
    base = root / "data" if bag else root
    if not bag and (root / "data" / SETTINGS_FILE).is_file():
        problem = f"has no {DECLARATION}: the bag was not finished, or the file was taken out"
        raise IntegrityError(root, problem, "repeat the export")
    if not bag and not (base / SETTINGS_FILE).is_file():
        raise WorkspaceError(root, "is no workspace and no bag", "name the folder of one")
    check = _Check(root, base, named, given, bag, LookedAt(hashes))
    return check.run(sound, threads, progress)


@dataclass(slots=True)
class _Check:
    root: Path
    base: Path
    named: frozenset[str]
    authorities: Sequence[Authority]
    bag: bool
    seen: LookedAt
    faults: list[Flaw] = field(default_factory=list)
    signatures: list[CheckedSignature] = field(default_factory=list)
    stamps: list[CheckedStamp] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def run_copy(self, progress: Progress) -> Verification:
        """Check a redacted copy: its files, and what it shows against the original's ledger."""
        self.seen.look(files_below(self.root), {}, silent, threads=1)
        history = self._ledger()
        own = history.entries.get("", {}).items()
        committed = {e.sha256 for (event, _), found in own if event == "custody" for e in found}
        self.faults += copy_flaws(self.root, committed, progress)
        try:
            if signer := certificate_signer(self.root, keys_of(self.base), needed=bool(self.named)):
                self._signed(CERTIFICATE, signer, "", history.lines)
        except CalltoolsError as error:
            self._tell(error)
        return self._found("copy", history, len(list(self.root.glob("call-*"))), 0)

    def run(self, sound: bool, threads: int, progress: Progress) -> Verification:
        folders = call_folders(self.base)
        originals = {
            folder.original: folder.record.probe.duration_ms
            for folder in folders
            if folder.original and folder.record and folder.original.is_file()
        }
        self.seen.look(
            self._evidence(folders), originals if sound else {}, progress, threads=threads
        )
        self._links(originals)
        history = self._ledger()
        left_out: frozenset[str] = frozenset()
        if self.bag:
            check = BagCheck(self.root, self.seen, self.faults)
            check.run()
            left_out = check.left_out()
            self._bag_signature(check)
        self._calls(folders, history, left_out)
        self._beside(history, left_out)
        absent = len(left_out.difference((*LOGS, DECISIONS)))
        return self._found("bag" if self.bag else "workspace", history, len(originals), absent)

    def _found(
        self, kind: Checked, history: History, originals: int, left_out: int
    ) -> Verification:
        if self.named and not self.signatures:
            self.faults.append(Flaw("broken", self.root.name, "is signed by nobody"))
        self.counts = {"recordings": 0, "steps": 0, "artefacts": 0, "openings": 0} | self.counts
        self.counts |= {
            "originals": originals,
            "sound_ms": sum(heard.duration_ms for heard in self.seen.heard.values()),
            "entries": history.lines,
            "files": len(self.seen.files),
            "bytes": self.seen.size,
        }
        worst = {"broken": 0, "doubtful": 1, "note": 2}
        return Verification(
            root=self.root,
            kind=kind,
            time=utc_now(),
            counts=self.counts,
            faults=sorted(self.faults, key=lambda fault: worst[fault.severity]),
            signatures=self.signatures,
            stamps=self.stamps,
            named_authorities=bool(self.authorities),
            left_out=left_out,
        )

    def _evidence(self, folders: Sequence[CallFolder]) -> Iterator[Path]:
        """The files that are to be hashed: of a bag all of them."""
        if self.bag:
            yield from files_below(self.root)
            return
        yield from (path for folder in folders for path in files_below(folder.path))
        for folder in folders:
            for path in (folder.original, folder.sidecar):
                if path and path.is_file():
                    yield path
        yield from (log for name in LOGS if (log := self.base / name).exists())
        yield from files_below(self.base / CUSTODY)

    def _links(self, originals: Mapping[Path, int]) -> None:
        """Links among the files: an original may be one, if its bytes are right."""
        for path in self.seen.files:
            if path.is_symlink() and not self.bag:
                severity: FlawKind = "note" if path in originals else "broken"
                self.faults.append(Flaw(severity, self._name(path), "is a link to elsewhere"))

    def _ledger(self) -> History:
        """The ledger with its heads and their stamps."""
        found = head_files(self.base)
        heads: dict[int, SignedHead] = {}
        if found or stamp_files(self.base):
            require_packages()
        try:
            keys = keys_of(self.base)
        except CalltoolsError as error:
            keys = {}
            self._tell(error)
        for path in found:
            try:
                head = open_head(path, keys)
            except CalltoolsError as error:
                self._tell(error)
                continue
            heads[head.head.entries] = head
            self._signed(self._name(path), head.signer, head.head.time, head.head.entries)
        history = check_chain(self.base, heads, self.faults)
        for number, head in heads.items():
            self._signed_in_time(head, history.times.get(number, ""))
        known = self.authorities or self._own_authorities()
        for path in stamp_files(self.base):
            self._stamp(path, known, history)
        last = max(heads, default=0)
        # Files of custody have no time there, and hold their own proof.
        if acts := [number for number in history.times if number > last]:
            problem = f"{len(acts)} of its {history.lines} entries are signed by nobody yet"
            self.faults.append(Flaw("note", self._name(self.base / WHERE), problem))
        return history

    def _own_authorities(self) -> list[Authority]:
        try:
            return authorities_of(self.base)
        except CalltoolsError as error:
            self._tell(error)
            return []

    def _signed(self, what: str, signer: str, time: str, entries: int) -> None:
        named = signer in self.named
        self.signatures.append(CheckedSignature(what, signer, time, entries, named))
        if self.named and not named:
            problem = f"is signed by {signer}, who is none of those named"
            self.faults.append(Flaw("broken", what, problem))

    def _signed_in_time(self, head: SignedHead, entered: str) -> None:
        if seconds_between(head.head.time, entered) > CLOCK_MAY_BE_OFF_S:
            problem = f"was signed at {head.head.time}, before what it signs was entered: {entered}"
            self.faults.append(Flaw("doubtful", self._name(head.path), problem))

    def _stamp(
        self,
        path: Path,
        authorities: Sequence[Authority],
        history: History,
    ) -> None:
        envelope = stamped_envelope(path)
        where = self._name(path)
        try:
            stamp = check_stamp(bytes_of(path), envelope, authorities, where)
        except CalltoolsError as error:
            self._tell(error)
            return
        entries = int(stamp.head) if stamp.head.isdecimal() else 0
        self.stamps.append(stamp)
        late = max((t for n, t in history.times.items() if n <= entries), default="")
        if seconds_between(stamp.time, late) > CLOCK_MAY_BE_OFF_S:
            problem = (
                f"is of {stamp.time}, and what it stamps was entered at {late}: a clock is off"
            )
            self.faults.append(Flaw("doubtful", where, problem))
        early = min((t for n, t in history.times.items() if n > entries), default="")
        if seconds_between(early, stamp.time) > CLOCK_MAY_BE_OFF_S:
            problem = (
                f"was entered at {early}, after a stamp of {stamp.time}: the clock was set back"
            )
            self.faults.append(Flaw("doubtful", self._name(self.base / WHERE), problem))

    def _bag_signature(self, check: BagCheck) -> None:
        try:
            keys = keys_of(self.base)
            if signed := check.signature(keys):
                self._signed(signed.path.name, signed.signer, signed.time, signed.entries)
        except CalltoolsError as error:
            self._tell(error)

    def _calls(
        self, folders: Sequence[CallFolder], history: History, left_out: frozenset[str]
    ) -> None:
        groups: dict[str, list[CallFolder]] = {}
        for folder in folders:
            groups.setdefault(folder.recording, []).append(folder)
        steps = artefacts = 0
        for recording, found in groups.items():
            # Where it was removed and added again, the folder in transcripts/ comes last.
            found.sort(key=lambda folder: folder.base == self.base)
            check = CallCheck(self.root, recording, found, history, self.seen, self.faults)
            check.run()
            steps, artefacts = steps + check.steps_checked, artefacts + check.artefacts_checked
        self.counts |= {"recordings": len(groups), "steps": steps, "artefacts": artefacts}
        for recording, subjects in history.entries.items():
            if recording and recording not in groups and recording not in left_out:
                entry = next(iter(chain.from_iterable(subjects.values())))
                problem = "is in the ledger and not here: its folder or the record in it is gone"
                since = f"entered at {entry.time}" if entry.time else ""
                where = f"the recording {recording}"
                self.faults.append(Flaw("broken", where, problem, since))

    def _beside(self, history: History, left_out: frozenset[str]) -> None:
        """The logs and the files of custody against the ledger."""
        for name in LOGS:
            if name not in left_out:
                log = LogCheck.of(self.base / name)
                entries = history.of("", ("log", name))
                self.faults += log.against(entries, self._name(self.base / name))
                if name == READS:
                    self.counts["openings"] = log.data.count(b"\n")
        if DECISIONS not in left_out:
            self._decisions(history.of("", ("log", DECISIONS)))
        here = set(custody_files(self.base))
        entered = {
            name: found[-1]
            for (event, name), found in history.entries.get("", {}).items()
            if event == "custody"
        }
        for name, entry in entered.items():
            path = self.base / CUSTODY / name
            if name not in here:
                where = f"{self._name(self.base)}/{CUSTODY}/{name}".removeprefix("./")
                self.faults.append(Flaw("broken", where, "is in the ledger and gone"))
            elif self.seen.sha256(path) != entry.sha256:
                problem = f"is not the file that entry {entry.number} names"
                self.faults.append(Flaw("broken", self._name(path), problem))
        for name in sorted(here - entered.keys()):
            path = self.base / CUSTODY / name
            self.faults.append(Flaw("doubtful", self._name(path), "is not in the ledger"))

    def _decisions(self, entries: Sequence[LedgerEntry]) -> None:
        """Decisions against what was entered of them when the ledger was signed."""
        path = self.base / DECISIONS
        try:
            data = (bytes_of(path) if self.bag else decisions(Workspace(self.base))) or b""
        except (CalltoolsError, ImportError) as error:
            if entries:
                self.faults.append(Flaw("doubtful", DECISIONS, f"can't be looked at: {error}"))
            return
        found = LogCheck(data).against(entries, self._name(path))
        # They are entered when the ledger is signed: what was decided since is no fault.
        self.faults += (
            replace(fault, severity="note") if fault.severity == "doubtful" else fault
            for fault in found
        )

    def _tell(self, error: CalltoolsError) -> None:
        where = Path(error.where)
        name = self._name(where) if where.is_relative_to(self.root) else error.where
        self.faults.append(Flaw("broken", name, error.problem))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()
