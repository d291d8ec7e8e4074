"""A workspace in which things happened: corrected, made anew, renamed, removed, signed, stamped."""

from __future__ import annotations

import shutil
from pathlib import Path

from authority import OwnAuthority
from calltools.corrections.editor import Editor
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.timestamp import keep_stamp, query
from calltools.proof.trust import UNPINNED
from calltools.proof.verification import Verification
from calltools.provenance import Step, sha256_file
from calltools.review.openings import Openings
from calltools.store.call_folder import CORRECT, CORRECTED, CORRECTIONS, STATEMENTS, TRANSCRIPT
from calltools.store.call_moves import remove, rename
from calltools.store.workspace import Workspace
from store.made_calls import add_call, transcript


def lived_workspace(
    root: Path, key: OfficeKey, authority: OwnAuthority | None, seed: int = 0, calls: int = 3
) -> Workspace:
    """A workspace at ``root``; without an ``authority`` nothing is stamped."""
    workspace = Workspace.init(root)
    names = [f"b{number}" for number in range(calls)]
    for number, name in enumerate(names):
        add_call(workspace, name, transcript(10 * seed + number))
    sign_head(workspace.log, key)
    correct(workspace, names[0])
    folder = workspace.folder(names[1])
    folder.commit(
        Step("extract", inputs={TRANSCRIPT: folder.sha256(TRANSCRIPT)}, parameters={"again": seed}),
        {STATEMENTS: b""},
    )
    rename(workspace, names[1], f"海棠 {seed}")
    renamed = workspace.folder(f"海棠 {seed}")
    renamed.commit(
        Step("extract", inputs={TRANSCRIPT: renamed.sha256(TRANSCRIPT)}), {STATEMENTS: b""}
    )
    sidecar = {"sidecar": sha256_file(workspace.recordings / f"海棠 {seed}.toml")}
    again = Step("transcript", inputs=sidecar, parameters={"again": seed})
    renamed.commit(again, {TRANSCRIPT: renamed.read(TRANSCRIPT)})
    remove(workspace, names[-1], reason="not of this matter")
    log = Openings(workspace)
    log.opened("ann", names[0], "words", "a session")
    log.opened("ann", names[0], "sound", "a session")
    head = sign_head(workspace.log, key)
    if authority:
        keep_stamp(workspace.log, authority.answer(query(head)), [authority.root], "answer")
    return workspace


def correct(workspace: Workspace, name: str) -> None:
    """A person's correction, and what ``run`` makes of it."""
    folder = workspace.folder(name)
    editor = Editor.open(folder, "K. Lind")
    editor.text(editor.words(1), "快的话两个星期。")
    editor.keep()
    inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT), CORRECTIONS: folder.corrections_sha256()}
    folder.commit(Step(CORRECT, inputs=inputs), {CORRECTED: folder.read(TRANSCRIPT) + b"\n"})
    folder.commit(
        Step("extract", inputs={CORRECTED: folder.sha256(CORRECTED)}),
        {STATEMENTS: b""},
    )


class Snapshot:
    """The files of a folder, to be put back after they were changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = {p: p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}

    def restore(self) -> None:
        """Put back what was changed, take away what was added."""
        for path in sorted(self.root.rglob("*"), reverse=True):
            if path.is_symlink() or (path.is_file() and path not in self.files):
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        for path, data in self.files.items():
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def agrees(found: Verification) -> bool:
    """Whether a check found nothing, but that nobody was named who vouches for it."""
    doubts = [flaw.problem.startswith(UNPINNED) for flaw in found.of("doubtful")]
    return (found.exit_code, doubts) == (3, [True])


def copy_of(workspace: Workspace, target: Path) -> Workspace:
    """The workspace once more."""
    return Workspace(Path(shutil.copytree(workspace.root, target)))
