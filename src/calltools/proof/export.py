"""A bag of a workspace: all that a stranger needs to check it (BagIt 1.0, RFC 8493).

It is written into ``NAME.unfinished`` beside its place and gets its name when all of it is there
and was checked.  Whoever is killed goes on with the same command: what was copied is kept.
"""

from __future__ import annotations

import platform
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from calltools.errors import IntegrityError, SettingsError, WorkspaceError, did_you_mean
from calltools.files import atomic_write
from calltools.models import load_catalogue
from calltools.progress import Progress, silent
from calltools.proof.acts import LOGS, READS, REMOVALS, custody_files, record
from calltools.proof.bag_check import (
    DECLARATION,
    DECLARED,
    INFO,
    LEFT_OUT,
    MANIFEST,
    SIGNATURE_KIND,
    SIGNATURE_NAME,
    TAG_MANIFEST,
    BagSeal,
    manifest_text,
)
from calltools.proof.blinds import blind_path
from calltools.proof.call_files import PUBLICATIONS, call_folders
from calltools.proof.copying import copy_file, free_bytes, put_in_place, remove_others
from calltools.proof.decisions import DECISIONS, decisions
from calltools.proof.envelopes import sign_record
from calltools.proof.faults import Verification
from calltools.proof.heads import keys_of, open_head, sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.ledger import CUSTODY, Act, Ledger, ledger_path
from calltools.proof.looked_at import files_below
from calltools.proof.readme import readmes
from calltools.proof.reads import LOCK as READS_LOCK
from calltools.proof.verify import verify
from calltools.proof.vouching import Trust
from calltools.provenance import sha256_bytes, sha256_file
from calltools.records import dumps
from calltools.settings import SETTINGS_FILE
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import CALL_PAGES, Workspace
from calltools.times import utc_now
from calltools.transcripts.sidecar import read_sidecar
from calltools.version import __version__

_UNFINISHED = ".unfinished"
_ID = "export-id"
_PENDING = ".pending"
_SETTINGS = b"# The workspace in a bag: what was set is told by the records of the steps.\n"


def export_bag(
    workspace: Workspace,
    target: Path,
    key: OfficeKey,
    names: Sequence[str] = (),
    progress: Progress = silent,
) -> Verification:
    """Write a bag of the recordings called ``names`` (all, where none are) to ``target``, signed
    with ``key``; gives what checking it found.

    Raises SettingsError for a target that is there or a name that is no recording's, IntegrityError
    for a workspace that is not as it was recorded, WorkspaceError where the bag can't be written.
    """
    if target.exists():
        raise SettingsError(target, "is there already", "name another folder")
    with workspace.lock("export"):
        return _Export(workspace, target, key, tuple(names)).run(progress)


@dataclass(slots=True)
class _Export:
    workspace: Workspace
    target: Path
    key: OfficeKey
    names: tuple[str, ...]
    hashes: dict[str, str] = field(default_factory=dict)
    """Of the files of the bag, by their paths in it."""

    @property
    def work(self) -> Path:
        return self.target.with_name(f"{self.target.name}{_UNFINISHED}")

    def run(self, progress: Progress) -> Verification:
        known = recordings(self.workspace)
        record(self.workspace, known)
        chosen = self._chosen(known)
        self._begin(chosen)
        left_out = self._left_out(chosen)
        atomic_write(self.work / LEFT_OUT, left_out)
        self._copy(chosen, progress)
        ledger = Ledger(self.workspace)
        ledger.add([Act(event="export", name=self._id(), sha256=sha256_bytes(left_out.encode()))])
        head = sign_head(self.workspace, self.key)
        self._copy_custody(ledger, chosen)
        entries = open_head(head, keys_of(self.workspace.root)).head.entries
        self._tag_files(head)
        seal = BagSeal(sha256_file(self.work / TAG_MANIFEST), entries, utc_now())
        sign_record(self.work, SIGNATURE_NAME, SIGNATURE_KIND, seal, self.key)
        found = self._checked()
        put_in_place(self.work, self.target)
        return found

    def _chosen(self, known: Sequence[Registered]) -> list[Registered]:
        by_name = {recording.name: recording for recording in known}
        for name in self.names:
            if name not in by_name:
                raise SettingsError(name, "is no recording", did_you_mean(name, by_name))
        return [by_name[name] for name in self.names or by_name]

    def _begin(self, chosen: Sequence[Registered]) -> None:
        """Make the folder, or go on in that of one who was killed: it is no bag yet."""
        needed = sum(path.stat().st_size for path, _ in self._sources(chosen) if path.exists())
        have = sum(path.stat().st_size for path in files_below(self.work) if path.is_file())
        if needed - have > (free := free_bytes(self.work)):
            problem = f"{(needed - have) / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free"
            raise WorkspaceError(self.target, problem, "choose another disk")
        (self.work / DECLARATION).unlink(missing_ok=True)
        if not (self.work / _ID).exists():
            atomic_write(self.work / _ID, secrets.token_hex(8))

    def _id(self) -> str:
        return (self.work / _ID).read_text("utf-8")

    def _left_out(self, chosen: Sequence[Registered]) -> str:
        """What the ledger names and the bag does not hold: recordings that were removed or are not
        wanted, and then the logs that may name them."""
        here = {recording.audio_sha256 for recording in chosen}
        others = sorted(Ledger(self.workspace).recordings() - here)
        if others:
            others += [name for name in LOGS if (self.workspace.root / name).exists()]
            others += [DECISIONS] if decisions(self.workspace) else []
        said = "# What the ledger names and this bag does not hold: recordings by their sha256.\n"
        return said + "".join(f"{other}\n" for other in others)

    def _sources(self, chosen: Sequence[Registered]) -> Iterator[tuple[Path, str]]:
        """What is copied, with the name of the recording that it is of, if of one."""
        root = self.workspace.root
        for recording in chosen:
            published = read_sidecar(recording.sidecar).publications
            for path in (recording.path, recording.sidecar, *published):
                if path.exists():
                    yield path, recording.name
            for path in files_below(self.workspace.folder(recording.name).path):
                if not path.name.endswith((".part", _PENDING)) and path.name not in CALL_PAGES:
                    yield path, recording.name
        hashes = {recording.audio_sha256: recording.name for recording in chosen}
        for folder in call_folders(root):  # removed, and added again since
            if folder.base != root and folder.recording in hashes:
                for path in files_below(folder.base):
                    yield path, hashes[folder.recording]
        whole = {r.audio_sha256 for r in chosen} == Ledger(self.workspace).recordings()
        if whole and (root / REMOVALS).exists():
            yield root / REMOVALS, ""

    def _copy(self, chosen: Sequence[Registered], progress: Progress) -> None:
        sources = list(self._sources(chosen))
        total = max(1, sum(path.stat().st_size for path, _ in sources if path.exists()))
        wanted = {self.work / LEFT_OUT, self.work / _ID}
        wanted |= {self.work / name for _, name in self._places(sources)}
        remove_others(self.work, wanted)
        done = 0

        def tell(count: int) -> None:
            nonlocal done
            done += count
            progress(min(1.0, done / total))

        for (path, call), (_, name) in zip(sources, self._places(sources), strict=True):
            with self.workspace.lock(call) if call else threading.Lock():
                self.hashes[name] = copy_file(path, self.work / name, self.workspace.hashes, tell)

    def _places(self, sources: Sequence[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
        for path, _ in sources:
            if path.is_relative_to(self.workspace.root) and ".." not in path.parts:
                yield path, f"data/{path.relative_to(self.workspace.root).as_posix()}"
            else:  # published, and kept elsewhere: two may have one name
                sha256 = self.workspace.hashes.sha256(path)
                yield path, f"data/{PUBLICATIONS}/{sha256[:16]}/{path.name}"

    def _copy_custody(self, ledger: Ledger, chosen: Sequence[Registered]) -> None:
        """The ledger as far as it goes now, and what lies beside it: blinds only of what is in the
        bag; settings that name nobody."""
        self._write(f"data/{SETTINGS_FILE}", _SETTINGS)
        with self.workspace.lock(READS_LOCK):  # somebody may open a call meanwhile
            size = ledger.state().size
            opened = self.workspace.root / READS
            if opened.exists() and not self._is_left_out(READS):
                self._write(f"data/{READS}", opened.read_bytes())
        with ledger_path(self.workspace.root).open("rb") as file:
            self._write(f"data/{CUSTODY}/{ledger_path(Path()).name}", file.read(size))
        decided = decisions(self.workspace)
        if decided and not self._is_left_out(DECISIONS):
            self._write(f"data/{DECISIONS}", decided)
        custody = self.workspace.root / CUSTODY
        whose = [recording.audio_sha256 for recording in chosen]
        whose += [] if any(map(self._is_left_out, (*LOGS, DECISIONS))) else [""]
        blinds = [path for one in whose if (path := blind_path(custody, one)).exists()]
        for path in [*(custody / name for name in custody_files(self.workspace.root)), *blinds]:
            self._write(f"data/{CUSTODY}/{path.relative_to(custody).as_posix()}", path.read_bytes())

    def _is_left_out(self, log: str) -> bool:
        return f"\n{log}\n" in (self.work / LEFT_OUT).read_text("utf-8")

    def _write(self, name: str, data: bytes) -> None:
        atomic_write(self.work / name, data)
        self.hashes[name] = sha256_bytes(data)

    def _tag_files(self, head: Path) -> None:
        """All that is not in ``data/``, with the manifests."""
        size = sum((self.work / name).stat().st_size for name in self.hashes)
        info = {
            "Bagging-Date": utc_now()[:10],
            "Bag-Software-Agent": f"calltools {__version__}",
            "External-Identifier": self._id(),
            "Payload-Oxum": f"{size}.{len(self.hashes)}",
            "Signed-By": self.key.public.fingerprint,
        }
        payload = dict(self.hashes)
        self.hashes = {LEFT_OUT: sha256_file(self.work / LEFT_OUT)}
        self._write(MANIFEST, manifest_text(payload).encode())
        self._write(INFO, "".join(f"{k}: {v}\n" for k, v in info.items()).encode())
        self._write("models.json", dumps(_models(self.workspace, payload)).encode())
        self._write("packages.txt", _packages().encode())
        for name, text in readmes(self.workspace, head, self.key.public, payload).items():
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


def _models(workspace: Workspace, payload: Mapping[str, str]) -> dict[str, object]:
    """The models that steps used, by name: their hashes, where they come from."""
    catalogue = load_catalogue().models
    found: dict[str, set[str]] = {}
    folders = {Path(name).parts[2] for name in payload if name.startswith("data/transcripts/")}
    for folder in sorted(folders):
        artefacts = workspace.folder(folder)
        for step in filter(None, map(artefacts.step, artefacts.steps())):
            for name, sha256 in step.models.items():
                found.setdefault(name, set()).add(sha256)
    return {
        name: {
            "sha256": sorted(hashes),
            **(
                {
                    "licence": catalogue[name].licence,
                    "repository": catalogue[name].repository,
                    "revision": catalogue[name].revision,
                }
                if name in catalogue
                else {}
            ),
        }
        for name, hashes in sorted(found.items())
    }


def _packages() -> str:
    """The packages that are installed here, a line each."""
    found = {f"{one.metadata['Name']}=={one.version}" for one in metadata.distributions()}
    return f"Python {platform.python_version()}\n" + "".join(
        f"{line}\n" for line in sorted(found, key=str.lower)
    )
