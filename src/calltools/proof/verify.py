"""A workspace or a bag checked as a whole: nothing is written, whatever is found is told.

Every file is read once, in blocks, and every original decoded: the time grows with the sound, the
memory with the number of files alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError, WorkspaceError
from calltools.files import bytes_of
from calltools.progress import Progress, silent
from calltools.proof.bag import DECLARATION, BagCheck, Exported, concerned, is_bag, may_lack
from calltools.proof.call_check import CallCheck, CallFolder, call_folders
from calltools.proof.chain import check_bodies, check_chain, lines_of
from calltools.proof.file_hashes import FileHashes, files_below
from calltools.proof.keys import public_key
from calltools.proof.signature import open_record
from calltools.proof.trust import NOBODY, Trust, TrustCheck
from calltools.proof.verification import FlawKind, Verification
from calltools.settings import SETTINGS_FILE, load
from calltools.store.call_folder import RECORD
from calltools.store.call_moves import REMOVED
from calltools.store.log import ChainHead, Event, Log, NewLines
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.logged_recordings import Register
from calltools.store.other_logs import (
    SIGNED_KIND,
    SentBy,
    SentFile,
    TakenIn,
    check_taken_in,
)
from calltools.store.workspace import carrier

_OF_ELSEWHERE = ("corrected", "translated", "decided")
"""Events that may be of recordings that another office has."""


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
    if not is_bag(root):
        if (root / "data" / SETTINGS_FILE).is_file():
            problem = f"has no {DECLARATION}: the bag was not finished, or the file was taken out"
            raise IntegrityError(root, problem, "repeat the export")
        if not (root / SETTINGS_FILE).is_file():
            raise WorkspaceError(root, "is neither a workspace nor a bag", "name the folder of one")
    return _Check(root, trust, hashes).run(sound, threads, progress)


class _Check:
    def __init__(self, root: Path, trust: Trust, hashes: Mapping[Path, str] | None) -> None:
        self.is_bag = is_bag(root)
        self.base = root / "data" if self.is_bag else root
        self.found = Verification(root, "bag" if self.is_bag else "workspace")
        self.files = FileHashes(hashes)
        self.where = self.found.name(self.base / LOG / EVENTS)
        self.trust = TrustCheck(trust, self.found, self.where)

    def run(self, sound: bool, threads: int, progress: Progress) -> Verification:
        kept = self._kept()
        events, chain = check_chain(kept.lines, self.where, self.found.add)
        log = Log(_Given(kept, self.where))
        calls = call_folders(self.base, Register(log).refresh())
        originals = dict(_originals(calls))
        self.files.read(
            self._evidence(calls), originals if sound else {}, progress, threads=threads
        )
        self._links(originals)
        left_out: frozenset[str] = frozenset()
        if self.is_bag:
            left_out = self._bag(log)
        lacks = partial(may_lack, concerned(events, left_out), left_out)
        check_bodies(events, kept.bodies, self.where, self.found.add, lacks)
        self.trust.log(log, chain)
        self._calls(log, events, calls, left_out)
        self._imported(log, events)
        self.found.counts.update(
            recordings=len(calls),
            originals=len(originals),
            events=len(chain),
            openings=sum(1 for event in events if event.kind == "opened"),
        )
        self.found.left_out = len(left_out)
        self.files.count(self.found)
        return self.found

    def _kept(self) -> NewLines:
        """The lines and the bodies of the log, as they are, wherever it is kept."""
        settings = self.base / SETTINGS_FILE
        if not self.is_bag and load(settings).database:
            try:
                return carrier(self.base, elsewhere=self.trust.trust.database).read()
            except (CalltoolsError, ImportError) as error:
                problem = f"names a database that was not looked at: {error}"
                self.found.add("doubtful", settings, problem)
                return NewLines((), ())
        files = [self.base / LOG / name for name in (EVENTS, BODIES)]
        contents = [bytes_of(path) if path.exists() else b"" for path in files]
        for path, data in zip(files, contents, strict=True):
            if data and not data.endswith(b"\n"):
                problem = (
                    "its last line is cut off: a program was killed while it wrote, or it was cut"
                )
                self.found.add("doubtful", path, problem)
        if not contents[0]:
            severity: FlawKind = "broken" if self.trust.trust.head else "doubtful"
            self.found.add(severity, files[0], "is not there: nobody recorded what is here")
        return NewLines(lines_of(contents[0]), lines_of(contents[1]))

    def _evidence(self, calls: Mapping[str, list[CallFolder]]) -> Iterator[Path]:
        """The files that are to be hashed: of a bag all of them."""
        if self.is_bag:
            yield from files_below(self.found.root)
            return
        for folders in calls.values():
            for folder in folders:
                yield from files_below(folder.path)
                for path in (folder.original, folder.sidecar):
                    if path and path.is_file():
                        yield path
        yield from files_below(self.base / LOG)

    def _links(self, originals: Mapping[Path, int]) -> None:
        """Links among the files: an original may be one, if its bytes are right."""
        for path in self.files.files:
            if path.is_symlink() and not self.is_bag:
                severity: FlawKind = "note" if path in originals else "broken"
                self.found.add(severity, path, "is a link to elsewhere")

    def _bag(self, log: Log) -> frozenset[str]:
        """Check the bag as one; gives the recordings that it leaves out."""
        check = BagCheck(self.found.root, self.files, self.found)
        check.run()
        try:
            seal, signer = check.seal()
            self.trust.signed("the bag", signer, seal.time, seal.events, needed=True)
            if log.head().seq != seal.events:
                problem = f"has {log.head().seq} events; the bag was sealed with {seal.events}"
                self.found.add("broken", self.where, problem)
        except CalltoolsError as error:
            self.found.tell(error)
        bodies = (
            log.body(event, Exported) for event in log.of("", "exported") if log.has_body(event)
        )
        return check.left_out([body.left_out_sha256 for body in bodies if body.left_out_sha256])

    def _calls(
        self,
        log: Log,
        events: list[Event],
        calls: Mapping[str, list[CallFolder]],
        left_out: frozenset[str],
    ) -> None:
        for recording, folders in calls.items():
            CallCheck(recording, folders, log, self.files, self.found).run()
        first = {
            event.subject: event
            for event in reversed(events)
            if event.subject and event.kind not in _OF_ELSEWHERE
        }
        for recording in first.keys() - calls.keys() - left_out:
            where, since = f"the recording {recording}", f"recorded at {first[recording].time}"
            self.found.add("broken", where, "is in the log and not here", since)
        known = {folder.path for folders in calls.values() for folder in folders}
        for base in (self.base, *sorted((self.base / REMOVED).glob("*"))):
            for path in sorted(base.glob(f"transcripts/*/{RECORD}")):
                if path.parent not in known:
                    self.found.add("doubtful", path, "belongs to no recording that the log knows")

    def _imported(self, log: Log, events: list[Event]) -> None:
        """What was taken in from other offices, each against the lines that they sent."""
        for event in events:
            if event.kind != "imported" or not log.has_body(event):
                continue
            where = f"{self.where}:{event.seq}, the other office's log"
            try:
                taken = log.body(event, TakenIn)
                check_taken_in(log, taken, where)
                if not taken.signature.signer:
                    self.found.add("note", where, "is not signed")
                elif _head_signed(taken.signature, where) != taken.head:
                    raise IntegrityError(where, "is of a head other than the signed one")
            except CalltoolsError as error:
                self.found.tell(error)


def _head_signed(signature: SentBy, where: str) -> ChainHead:
    key = public_key(signature.key.encode(), where)
    keys = {signature.signer: key} if key.fingerprint == signature.signer else {}
    sent, _ = open_record(signature.envelope.encode(), SIGNED_KIND, keys, SentFile, where)
    return sent.head


class _Given:
    """A carrier of a log that was read already."""

    def prepare(self) -> None:
        """Nothing: it is only looked at."""

    def __init__(self, kept: NewLines, where: str) -> None:
        self.where = where
        self._kept = kept

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self) -> NewLines:
        kept, self._kept = self._kept, NewLines((), ())
        return kept

    def write(self, lines: Sequence[bytes], bodies: Sequence[bytes]) -> None:
        raise WorkspaceError(self.where, f"is only read: {len(lines)} lines, {len(bodies)} bodies")


def _originals(calls: Mapping[str, list[CallFolder]]) -> Iterator[tuple[Path, int]]:
    """The recordings that are there, with their lengths (ms)."""
    for folders in calls.values():
        for folder in folders:
            record, path = folder.record, folder.original
            if record and path and path.is_file() and record.probe.channels:
                yield path, record.probe.duration_ms
