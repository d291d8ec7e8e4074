"""A bag of a workspace: all that a stranger needs to check it (BagIt 1.0, RFC 8493).

It is written into ``NAME.unfinished`` beside its place and gets its name when all of it is there
and was checked.  Anybody who is killed goes on with the same command: what was copied is kept.
"""

from __future__ import annotations

import platform
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from calltools.errors import (
    IntegrityError,
    SettingsError,
    WorkspaceError,
    did_you_mean,
    os_error_reason,
)
from calltools.files import PART, atomic_write
from calltools.models import load_catalogue
from calltools.progress import Progress, silent
from calltools.proof.bag import (
    DECLARATION,
    DECLARED,
    INFO,
    LEFT_OUT,
    MANIFEST,
    SEAL,
    SEAL_KIND,
    SIGNATURES,
    TAG_MANIFEST,
    BagSeal,
    Exported,
    concerned,
    manifest_text,
    may_lack,
)
from calltools.proof.call_check import PUBLICATIONS
from calltools.proof.copying import copy_file, remove_others
from calltools.proof.file_hashes import files_below
from calltools.proof.heads import SignedHead, sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.readme import public_files, readmes
from calltools.proof.signature import sign_record, write_envelope
from calltools.proof.trust import Trust
from calltools.proof.verification import Verification
from calltools.proof.verify import verify
from calltools.provenance import sha256_bytes, sha256_file
from calltools.records import dumps
from calltools.settings import SETTINGS_FILE
from calltools.store.call_folder import CALL_PAGES, PENDING
from calltools.store.log import Event, EventDraft
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import Workspace
from calltools.times import utc_now
from calltools.transcripts.sidecar import read_sidecar
from calltools.version import __version__

_UNFINISHED = ".unfinished"
_ID = "export-id"
_SETTINGS = b"# The workspace in a bag: what was set is told by what the log has of the steps.\n"


def export_bag(
    workspace: Workspace,
    target: Path,
    key: OfficeKey,
    names: Sequence[str] = (),
    progress: Progress = silent,
    *,
    actor: str = "",
) -> Verification:
    """Write a bag of the recordings called ``names`` (all, where none are) to ``target``, signed
    with ``key``; gives what checking it found.  ``actor`` is who makes it.

    Raises SettingsError for a target that is there or a name that belongs to no recording,
    IntegrityError for a workspace that is not as it was recorded, WorkspaceError where the bag
    can't be written."""
    if target.exists():
        raise SettingsError(target, "is already there", "name another folder")
    with workspace.lock("export"):
        by_name = {recording.name: recording for recording in recordings(workspace)}
        for name in names:
            if name not in by_name:
                raise SettingsError(name, "is not a recording", did_you_mean(name, by_name))
        chosen = [by_name[name] for name in names or by_name]
        return _Export(workspace, target, key, chosen, actor).run(progress)


@dataclass(slots=True)
class _Export:
    workspace: Workspace
    target: Path
    key: OfficeKey
    chosen: Sequence[Registered]
    actor: str = ""
    hashes: dict[str, str] = field(default_factory=dict)
    """Of the files of the bag, by their paths in it."""

    @property
    def work(self) -> Path:
        return self.target.with_name(f"{self.target.name}{_UNFINISHED}")

    def run(self, progress: Progress) -> Verification:
        log = self.workspace.log
        here = {recording.audio_sha256 for recording in self.chosen}
        left_out = sorted({event.subject for event in log.since(0) if event.subject} - here)
        listed = "# What the log names and this bag does not hold: recordings by their sha256.\n"
        listed += "".join(f"{recording}\n" for recording in left_out)
        sources = list(self._sources())
        self._begin(sources)
        self._copy(sources, progress)
        exported = Exported(self._id(), left_out_sha256=sha256_bytes(listed.encode()))
        (own,) = log.append([EventDraft(kind="exported", body=exported, actor=self.actor)])
        head = sign_head(log, self.key)
        self._write_log(frozenset(left_out), own, head.event)
        self._tag_files(listed, head)
        seal = BagSeal(sha256_file(self.work / TAG_MANIFEST), head.event.seq, utc_now())
        write_envelope(self.work, SEAL, sign_record(seal, SEAL_KIND, self.key))
        found = self._checked()
        try:  # all that is in it was synced file by file
            self.work.rename(self.target)
        except OSError as error:
            raise WorkspaceError(self.target, f"can't be made: {os_error_reason(error)}") from error
        return found

    def _begin(self, sources: Sequence[tuple[Path, str]]) -> None:
        """Make the folder, or go on in that of one who was killed: it is not a bag yet."""
        needed = sum(path.stat().st_size for path, _ in sources)
        needed -= sum(path.stat().st_size for path in files_below(self.work) if path.is_file())
        disk = next(folder for folder in self.work.parents if folder.exists())
        if needed > (free := shutil.disk_usage(disk).free):
            problem = f"{needed / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free"
            raise WorkspaceError(self.target, problem, "choose another disk")
        (self.work / DECLARATION).unlink(missing_ok=True)
        if not (self.work / _ID).exists():
            atomic_write(self.work / _ID, secrets.token_hex(8))

    def _id(self) -> str:
        return (self.work / _ID).read_text("utf-8")

    def _sources(self) -> Iterator[tuple[Path, str]]:
        """What is copied, with the name of the recording that it is of."""
        root = self.workspace.root
        for recording in self.chosen:
            published = read_sidecar(recording.sidecar).publications
            folder = self.workspace.folder(recording.name).path
            aside = (  # removed, and added again since
                root / path
                for path, call in self.workspace.register.aside.items()
                if call.recording == recording.audio_sha256
            )
            for path in (recording.path, recording.sidecar, *published):
                if path.exists():
                    yield path, recording.name
            for path in (path for place in (folder, *aside) for path in files_below(place)):
                if path.name not in {*CALL_PAGES, PENDING} and not path.name.endswith(PART):
                    yield path, recording.name

    def _copy(self, sources: Sequence[tuple[Path, str]], progress: Progress) -> None:
        places = {path: self._place(path) for path, _ in sources}
        remove_others(self.work, {self.work / _ID, *(self.work / name for name in places.values())})
        total, done = max(1, sum(path.stat().st_size for path in places)), 0

        def count(size: int) -> None:
            nonlocal done
            done += size
            progress(min(1.0, done / total))

        for path, call in sources:
            name = places[path]
            with self.workspace.lock(call):
                self.hashes[name] = copy_file(path, self.work / name, self.workspace.hashes, count)

    def _place(self, path: Path) -> str:
        if path.is_relative_to(self.workspace.root) and ".." not in path.parts:
            return f"data/{path.relative_to(self.workspace.root).as_posix()}"
        # Published, and kept elsewhere: two may have one name.
        sha256 = self.workspace.hashes.sha256(path)
        return f"data/{PUBLICATIONS}/{sha256[:16]}/{path.name}"

    def _write_log(self, left_out: frozenset[str], own: Event, head: Event) -> None:
        """The log as far as its last head, whole: its lines hold no words.  Of what events say that
        alone which is of what is in the bag; and settings that name nobody."""
        log = self.workspace.log
        events = [event for event in log.since(0) if event.seq <= head.seq]
        people = concerned(events, left_out)
        bodies = [
            log.raw_body(event)
            for event in events
            if event == own or not may_lack(people, left_out, event)
        ]
        self._write(f"data/{SETTINGS_FILE}", _SETTINGS)
        lines = [event.line() for event in events]
        for name, rows in ((EVENTS, lines), (BODIES, bodies)):
            self._write(f"data/{LOG}/{name}", b"".join(row + b"\n" for row in rows))

    def _write(self, name: str, data: bytes) -> None:
        atomic_write(self.work / name, data)
        self.hashes[name] = sha256_bytes(data)

    def _tag_files(self, left_out: str, head: SignedHead) -> None:
        """All that is not in ``data/``, with the manifests."""
        size = sum((self.work / name).stat().st_size for name in self.hashes)
        info = {
            "Bagging-Date": utc_now()[:10],
            "Bag-Software-Agent": f"calltools {__version__}",
            "External-Identifier": self._id(),
            "Payload-Oxum": f"{size}.{len(self.hashes)}",
            "Signed-By": self.key.public.fingerprint,
        }
        payload, self.hashes = self.hashes, {}
        self._write(LEFT_OUT, left_out.encode())
        self._write(MANIFEST, manifest_text(payload).encode())
        self._write(INFO, "".join(f"{k}: {v}\n" for k, v in info.items()).encode())
        self._write("models.json", dumps(_models(self.workspace, self.chosen)).encode())
        self._write("packages.txt", _packages().encode())
        for name, data in public_files(self.workspace.log, head).items():
            self._write(f"{SIGNATURES}/{name}", data)
        for name, text in readmes(self.workspace.log, head).items():
            self._write(name, text.encode())
        self.hashes[DECLARATION] = sha256_bytes(DECLARED.encode())
        atomic_write(self.work / TAG_MANIFEST, manifest_text(self.hashes))
        self.hashes |= payload
        (self.work / _ID).unlink()

    def _checked(self) -> Verification:
        """The bag declared to be one, when all else is there; what checking it finds.

        Raises IntegrityError where it is broken.
        """
        atomic_write(self.work / DECLARATION, DECLARED)
        found = verify(
            self.work,
            Trust.of(signers=[self.key.public.fingerprint]),
            sound=False,
            hashes={self.work / name: sha256 for name, sha256 in self.hashes.items()},
        )
        if broken := found.of("broken"):
            (self.work / DECLARATION).unlink()
            raise IntegrityError(
                self.workspace.root,
                f"is not as it was recorded: {broken[0]}",
                "see calltools verify; if it was changed meanwhile, repeat the command",
            )
        return found


def _models(workspace: Workspace, chosen: Sequence[Registered]) -> Mapping[str, object]:
    """The models that steps used, by name: their hashes, where they come from."""
    catalogue = load_catalogue().models
    used: dict[str, set[str]] = {}
    for recording in chosen:
        for step in workspace.folder(recording.name).steps().values():
            for name, sha256 in step.models.items():
                used.setdefault(name, set()).add(sha256)
    rows: dict[str, dict[str, object]] = {}
    for name, hashes in sorted(used.items()):
        rows[name] = {"sha256": sorted(hashes)}
        if model := catalogue.get(name):
            rows[name] |= {"licence": model.licence, "repository": model.repository}
            rows[name] |= {"revision": model.revision}
    return rows


def _packages() -> str:
    """The packages that are installed here, a line each."""
    installed = {f"{each.metadata['Name']}=={each.version}" for each in metadata.distributions()}
    return f"Python {platform.python_version()}\n" + "".join(
        f"{line}\n" for line in sorted(installed, key=str.lower)
    )
