"""A workspace or a bag checked as a whole: nothing is written, whatever is found is told.

Every file is read once, in blocks, and every original decoded: the time grows with the sound, the
memory with the number of files alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError, WorkspaceError
from calltools.files import bytes_of
from calltools.progress import Progress, silent
from calltools.proof.acts import LOGS, READS, custody_files
from calltools.proof.bag_check import DECLARATION, SIGNATURE_NAME, BagCheck, is_bag
from calltools.proof.blinds import read_blind
from calltools.proof.call_check import CallCheck
from calltools.proof.call_files import CallFolder, call_folders
from calltools.proof.chain import History
from calltools.proof.decisions import DECISIONS, decisions
from calltools.proof.envelopes import ENVELOPE
from calltools.proof.faults import Checked, Findings, FlawKind, Verification
from calltools.proof.ledger import CUSTODY, LedgerEntry
from calltools.proof.logs import LogCheck
from calltools.proof.looked_at import LookedAt, files_below
from calltools.proof.vouching import NOBODY, Trust, VouchingCheck
from calltools.settings import SETTINGS_FILE
from calltools.store.workspace import Workspace


def verify(
    root: Path,
    trust: Trust = NOBODY,
    *,
    sound: bool = True,
    threads: int = 2,
    hashes: Mapping[Path, str] | None = None,
    progress: Progress = silent,
) -> Verification:
    """Check the workspace or bag at ``root``; what is whole must be pinned by ``trust``.

    Without ``sound`` originals are hashed and not decoded.  ``hashes`` are those of files that were
    hashed a moment ago.

    Raises WorkspaceError where there is neither, IntegrityError for a bag that was not finished,
    MissingPartError where there are signatures and calltools[custody] is not installed.
    """
    bag = is_bag(root)
    base = root / "data" if bag else root
    if not bag and (root / "data" / SETTINGS_FILE).is_file():
        problem = f"has no {DECLARATION}: the bag was not finished, or the file was taken out"
        raise IntegrityError(root, problem, "repeat the export")
    if not bag and not (base / SETTINGS_FILE).is_file():
        raise WorkspaceError(root, "is no workspace and no bag", "name the folder of one")
    return _Check.of(root, base, trust, bag, hashes).run(sound, threads, progress)


@dataclass(slots=True)
class _Check:
    root: Path
    base: Path
    vouching: VouchingCheck
    bag: bool
    seen: LookedAt
    findings: Findings
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, root: Path, base: Path, trust: Trust, bag: bool, hashes: Mapping[Path, str] | None
    ) -> _Check:
        """The check of ``root``, whose evidence is in ``base``."""
        findings = Findings(root)
        vouching = VouchingCheck(base, trust, findings)
        return cls(root, base, vouching, bag, LookedAt(hashes), findings)

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
        heads = self.vouching.heads()
        history = self.vouching.ledger(heads)
        left_out: frozenset[str] = frozenset()
        if self.bag:
            check = BagCheck(self.root, self.seen, self.findings)
            check.run()
            left_out = check.left_out()
            self._bag_signature(check)
        self._calls(folders, history, left_out)
        self._beside(history, left_out)
        self.vouching.pin(history, heads)
        self.counts |= {"originals": len(originals), "entries": history.lines}
        absent = len(left_out.difference((*LOGS, DECISIONS)))
        kind: Checked = "bag" if self.bag else "workspace"
        return self.vouching.verification(kind, self.counts, self.seen, absent)

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
                self.findings.add(severity, path, "is a link to elsewhere")

    def _bag_signature(self, check: BagCheck) -> None:
        try:
            seal, signer = check.signature(self.vouching.keys())
            what = f"{SIGNATURE_NAME}{ENVELOPE}"
            self.vouching.signed(what, signer, seal.time, seal.entries, needed=True)
        except CalltoolsError as error:
            self.findings.tell(error)

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
            blind = self._blind(recording)
            check = CallCheck(recording, found, history, self.seen, self.findings, blind)
            check.run()
            steps, artefacts = steps + check.steps_checked, artefacts + check.artefacts_checked
        self.counts |= {"recordings": len(groups), "steps": steps, "artefacts": artefacts}
        for recording, subjects in history.entries.items():
            if recording and recording not in groups and recording not in left_out:
                entry = next(iter(chain.from_iterable(subjects.values())))
                problem = "is in the ledger and not here: its folder or the record in it is gone"
                since = f"entered at {entry.time}" if entry.time else ""
                where = f"the recording {recording}"
                self.findings.add("broken", where, problem, since)

    def _beside(self, history: History, left_out: frozenset[str]) -> None:
        """The logs and the files of custody against the ledger."""
        blind = self._blind("")
        for name in LOGS:
            if name not in left_out:
                log = LogCheck.of(self.base / name, blind)
                entries = history.of("", ("log", name))
                where = self.findings.name(self.base / name)
                self.findings.flaws.extend(log.against(entries, where))
                if name == READS:
                    self.counts["openings"] = log.data.count(b"\n")
        if DECISIONS not in left_out:
            self._decisions(history.of("", ("log", DECISIONS)), blind)
        here = set(custody_files(self.base))
        entered = {
            name: found[-1]
            for (event, name), found in history.entries.get("", {}).items()
            if event == "custody"
        }
        for name, entry in entered.items():
            path = self.base / CUSTODY / name
            if name not in here:
                where = f"{self.findings.name(self.base)}/{CUSTODY}/{name}".removeprefix("./")
                self.findings.add("broken", where, "is in the ledger and gone")
            elif self.seen.sha256(path) != entry.sha256:
                problem = f"is not the file that entry {entry.number} names"
                self.findings.add("broken", path, problem)
        for name in sorted(here - entered.keys()):
            path = self.base / CUSTODY / name
            self.findings.add("doubtful", path, "is not in the ledger")

    def _decisions(self, entries: Sequence[LedgerEntry], blind: str) -> None:
        """Decisions against what was entered of them when the ledger was signed."""
        path = self.base / DECISIONS
        try:
            if self.bag:
                data = bytes_of(path) if path.exists() else b""
            else:
                asked = self.vouching.trust.database
                data = decisions(Workspace(self.base), elsewhere=asked) or b""
        except (CalltoolsError, ImportError) as error:
            self.findings.add("doubtful", DECISIONS, f"can't be looked at: {error}")
            return
        found = LogCheck(data, blind).against(entries, self.findings.name(path))
        # They are entered when the ledger is signed: what was decided since is no fault.
        self.findings.flaws.extend(
            replace(flaw, severity="note") if flaw.severity == "doubtful" else flaw
            for flaw in found
        )

    def _blind(self, recording: str) -> str:
        """The blind of a recording's entries; empty where it is damaged, which is told."""
        try:
            return read_blind(self.base / CUSTODY, recording)
        except CalltoolsError as error:
            self.findings.tell(error)
            return ""
