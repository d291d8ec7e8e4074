"""``calltools correct``, and the ``run`` after it, killed at a moment; and what must hold then.

Of test_correct.py, which has a few kills, and many with ``--times``.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import user
from calltools.corrections.correction_log import corrections_of
from calltools.provenance import sha256_file
from calltools.store.call_folder import CORRECT, PENDING, TRANSCRIPT
from calltools.store.log_files import LOG
from calltools.store.recordings import registered
from calltools.store.summary import stale_stages
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction
from calltools.transcripts.readers.calltools_json import read_transcript

CALL = "demo-call"


def done(root: Path, environment: Mapping[str, str], *arguments: object) -> None:
    """Run a command, which must end well."""
    result = user.run(root, environment, *arguments)
    assert result.returncode == 0, (arguments, result.stderr)


def seconds_of_correct(root: Path, environment: Mapping[str, str]) -> float:
    """How long a command takes that looks at the corrections: the least of three."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        done(root, environment, "correct", CALL, "--list")
        taken.append(time.perf_counter() - started)
    return min(taken)


def files_of(folder: Path) -> dict[str, str]:
    """Artefacts and corrections by name, with their hashes."""
    found = (path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    return {path.name: sha256_file(path) for path in found}


def workspace_of(folder: Path) -> Workspace:
    return Workspace(folder.parents[1])


def log_of(folder: Path) -> list[Correction]:
    """The corrections of the call in a folder, as the log has them."""
    log = workspace_of(folder).log
    assert log.unreadable == []
    return corrections_of(log, workspace_of(folder).folder(folder.name).recording)


def log_size(root: Path) -> int:
    return sum(path.stat().st_size for path in (root / LOG).iterdir())


def parts_of(folder: Path) -> set[Path]:
    """Files that are not whole yet."""
    return set(folder.glob("**/.*.part"))


class WritingBegan:
    """Whether a file is being written into a folder, or the log was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before, self._parts = log_size(folder.parents[1]), parts_of(folder)

    def __call__(self) -> bool:
        grew = log_size(self._folder.parents[1]) != self._before
        return grew or parts_of(self._folder) > self._parts


def correct_killed(
    root: Path, environment: Mapping[str, str], number: int, moments: random.Random, whole_s: float
) -> None:
    """The ``number``-th correction, of four events, killed: from its start on in even rounds,
    from when it writes on in odd ones; then given once more.

    ``whole_s`` is how long such a command takes.
    """
    folder = root / "transcripts" / CALL
    machine, before = sha256_file(folder / TRANSCRIPT), log_of(folder)
    arguments = (
        "correct", CALL, "--turn", number % 10, "--words", 0, "--text", f"第{number}次",
        "--name", f"SPEAKER_00=K. Lind {number}", "--header", f"hospital=医院{number}",
        "--header", f"respondent=护士{number}",
    )  # fmt: skip
    aimed = number % 2 == 1
    after_s = moments.uniform(0, 0.04 if aimed else 1.1 * whole_s)
    awaited = WritingBegan(folder) if aimed else lambda: True
    said, _ = user.killed(root, environment, arguments, after_s, awaited)
    after = log_of(folder)
    assert after[: len(before)] == before, "an event that was kept is another now"
    added = len(after) - len(before)
    assert added in (0, 4), "the events of one command are kept in part"
    assert added == 4 or "kept" not in said, "what was said to be kept is lost"
    assert sha256_file(folder / TRANSCRIPT) == machine
    assert workspace_of(folder).folder(folder.name).edited() == [], (
        "what a killed command left is taken for a person's edit"
    )
    done(root, environment, *arguments)
    again = log_of(folder)
    assert again[: len(after)] == after
    assert len(again) - len(before) == 4, "given once more, it is kept twice"


def taking_killed(
    root: Path, environment: Mapping[str, str], number: int, moments: random.Random, whole_s: float
) -> None:
    """``correct --from`` of an artefact edited in place, killed; then given once more.

    ``root`` is a workspace in which nothing was corrected yet.
    """
    folder = root / "transcripts" / CALL
    machine = sha256_file(folder / TRANSCRIPT)
    file = folder / (TRANSCRIPT if number % 2 else "transcript.txt")
    text = file.read_text("utf-8")
    said_there = read_transcript((folder / TRANSCRIPT).read_bytes()).turns[2].text
    old, new = (f'"text": "{said_there}"', f'"text": "第{number}次"')
    if file.suffix == ".txt":
        old, new = said_there, f"第{number}次"
    file.write_text(text.replace(old, new, 1), "utf-8")
    mine = sha256_file(file)
    arguments = ("correct", CALL, "--from", file, "--yes")
    aimed = number % 4 >= 2
    after_s = moments.uniform(0, 0.04 if aimed else 1.1 * whole_s)
    awaited = WritingBegan(folder) if aimed else lambda: True
    said, _ = user.killed(root, environment, arguments, after_s, awaited)

    def edit_is_there() -> bool:
        kept = folder.glob("superseded/*")
        return mine in {sha256_file(path) for path in (file, *kept) if path.is_file()}

    events = log_of(folder)
    assert events or " kept" not in said, "what was said to be kept is lost"
    assert edit_is_there()
    if file.is_file() and sha256_file(file) == mine:
        done(root, environment, *arguments)
    done(root, environment, "run")
    assert sha256_file(folder / TRANSCRIPT) == machine
    assert edit_is_there()
    corrected = read_transcript((folder / "corrected.json").read_bytes())
    assert corrected.turns[2].text == f"第{number}次"
    events_now = log_of(folder)
    assert events_now[: len(events)] == events
    assert len({(e.target, e.value) for e in events_now}) == len(events_now), "kept twice"


def run_killed(
    root: Path, environment: Mapping[str, str], number: int, moments: random.Random
) -> None:
    """A correction, and the ``run`` after it killed when it puts the transcript together or
    later; then ``run`` once more, which must give what a run gives that nobody killed."""
    folder = root / "transcripts" / CALL
    done(root, environment, "correct", CALL, "--turn", 1, "--text", f"第{number}次")
    log, before = log_of(folder), files_of(folder)
    control = root.with_name(f"{root.name}-control")
    shutil.copytree(root, control)
    began = time.perf_counter()
    correcting = _Correcting(control)
    _, ended = user.killed(control, environment, ("run",), 600, correcting)
    assert ended
    whole_s = time.perf_counter() - (correcting.since or began)
    expected = files_of(control / "transcripts" / CALL)
    page = (control / "index.html").read_text("utf-8").replace(control.name, root.name)
    shutil.rmtree(control)

    after_s = moments.uniform(0, whole_s)
    user.killed(root, environment, ("run",), after_s, _Correcting(root))
    now = files_of(folder)
    check_killed_run(folder, before, expected)
    assert log_of(folder) == log
    done(root, environment, "run")
    assert files_of(folder) == expected, "not what a run gives that nobody killed"
    assert log_of(folder) == log
    assert now[TRANSCRIPT] == before[TRANSCRIPT] == expected[TRANSCRIPT]
    assert _stale(folder) == ()
    assert not parts_of(folder)
    assert not list(folder.glob("**/*.pending"))
    assert (root / "index.html").read_text("utf-8") == page
    for kept in (folder / "superseded").iterdir():
        assert sha256_file(kept).startswith(kept.suffixes[-2][1:]), "kept in part"
    corrected = read_transcript((folder / "corrected.json").read_bytes())
    assert [one.correction for one in corrected.corrections] == log


def _stale(path: Path) -> tuple[str, ...]:
    """The stages that the call in a folder of a workspace still needs."""
    workspace = workspace_of(path)
    recording = registered(workspace, path.name)
    assert recording is not None
    return stale_stages(workspace.folder(path.name), recording)


class _Correcting:
    """Whether a run has come to the corrected transcript; ``since`` tells the moment."""

    def __init__(self, root: Path) -> None:
        self._root, self._before = root, log_size(root)
        self._pending = root / "transcripts" / CALL / PENDING
        self.since: float | None = None

    def __call__(self) -> bool:
        began = self._pending.exists() or log_size(self._root) != self._before
        if self.since is None and began:
            self.since = time.perf_counter()
        return self.since is not None


def check_killed_run(path: Path, before: Mapping[str, str], expected: Mapping[str, str]) -> None:
    """Every artefact is the old one or the new one, whole, and none that is not new is taken for
    new."""
    folder = workspace_of(path).folder(path.name)
    for name, sha256 in files_of(path).items():
        assert sha256 in (before.get(name), expected[name]), f"{name} is half-written"
    assert folder.edited() == [], "what a killed run left is taken for a person's edit"
    for stage in (CORRECT, "extract"):
        step = folder.step(stage)
        outputs = step.outputs if step else {}
        is_new = bool(outputs) and all(expected[name] == sha for name, sha in outputs.items())
        whole = is_new and not folder.broken(stage)
        assert whole or stage in _stale(path), f"{stage} is taken for done"
