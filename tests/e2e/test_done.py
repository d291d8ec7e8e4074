"""Done means done: a stage in another version is done again, and nothing else.

The program is a copy of the package, changed, on the real ``run``; what it is run over was finished
once by the package as it is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import calltools
import user
from calltools.errors import EXIT_PARTIAL
from calltools.media import decode
from calltools.records import plain
from calltools.store.call_folder import ALIGNMENT_PAGE, PAGE
from calltools.store.log import EventDraft
from calltools.store.stages import VERSIONS
from calltools.store.workspace import Workspace
from sounds import write_wav

ROOT = Path(__file__).parents[2]
SOURCE = Path(calltools.__file__).parent

pytestmark = [pytest.mark.model, pytest.mark.slow]

NOTHING = "nothing left to do"

Change = Callable[[Path], object]


def calltools_of(
    program: Path, workspace: Path, models_dir: Path, *arguments: str, ends: int = 0
) -> str:
    """What the package ``calltools`` in ``program`` says on stderr, ending with that exit code."""
    environment = user.environment(models_dir)
    if program != SOURCE.parent:
        environment["PYTHONPATH"] = str(program)
    result = user.run(workspace, environment, *arguments)
    assert result.returncode == ends, result.stderr
    return result.stderr


def run(workspace: Path, models_dir: Path, program: Path, ends: int = 0) -> str:
    """What ``calltools run`` says that it made of the call."""
    said = calltools_of(program, workspace, models_dir, "run", ends=ends).splitlines()
    (line,) = (line for line in said if line.startswith("call: "))
    made, _, took = line.removeprefix("call: ").partition("; ")
    assert took.startswith("done in ") or made == NOTHING
    return made


@pytest.fixture(scope="module")
def finished(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where a run ended well: a short call, corrected, published in two languages."""
    root = Workspace.init(tmp_path_factory.mktemp("finished")).root
    with decode(ROOT / "recordings" / "demo-call.wav") as pcm:
        write_wav(root / "recordings" / "call.wav", pcm.read(8_500, 27_500))
    files = [str(ROOT / "docs" / "examples" / f"demo-call.{code}.txt") for code in ("zh", "en")]
    (root / "recordings" / "call.toml").write_text(f"publications = {json.dumps(files)}\n", "utf-8")
    made = run(root, models_dir, SOURCE.parent)
    assert made == "diarize, recognise, second, transcript, extract, align, pages"
    words = ("--turn", "0", "--text", "是的，你讲。")
    calltools_of(SOURCE.parent, root, models_dir, "correct", "call", *words)
    assert run(root, models_dir, SOURCE.parent) == "correct, extract, align, pages"
    assert Workspace(root).folder("call").read("statements.jsonl").strip()
    assert run(root, models_dir, SOURCE.parent) == NOTHING
    return root


def added(file: str, text: str) -> Change:
    """``text`` at the end of ``file`` of the package."""
    return lambda package: (package / file).write_text((package / file).read_text("utf-8") + text)


def replaced(file: str, old: str, new: str) -> Change:
    def change(package: Path) -> None:
        text = (package / file).read_text("utf-8")
        assert old in text
        (package / file).write_text(text.replace(old, new), "utf-8")

    return change


NOTHING_FOUND = """

def extract(*_arguments: object, **_named: object) -> list[Statement]:
    return []
"""
ANOTHER_WARNING = """

def _and_warned(diarize):
    from dataclasses import replace

    from calltools.transcripts.warning import CallWarning

    changed = (CallWarning("told", "changed"),)
    return lambda *given, **named: replace(diarize(*given, **named), warnings=changed)


diarize = _and_warned(diarize)
"""


def raised(stage: str, *more: Change) -> Change:
    """The version of ``stage`` one higher, and what else is changed."""

    def change(package: Path) -> None:
        version = f'"{stage}": {VERSIONS[stage]}'
        replaced("store/stages.py", version, f"{version}9")(package)
        for other in more:
            other(package)

    return change


OTHER_SPEAKERS = raised("diarize", added("speech/diarize.py", ANOTHER_WARNING))
OTHER_ROLES = raised("transcript", replaced("language/role_weights.toml", "= 1.", "= -1."))
CHANGES = {
    # What comes out equal makes nothing else again: its hash is what the others hang on.
    # The two of a run are no neighbours.
    "recognise, correct": raised("recognise", raised("correct")),
    # What comes out another makes all again that hangs on it.
    "diarize, recognise, second, transcript, correct, extract, align, pages": (OTHER_SPEAKERS),
    "transcript, correct, extract, align, pages": OTHER_ROLES,
    "extract, pages": raised("extract", added("statements/extraction.py", NOTHING_FOUND)),
    "align, pages": raised("align"),
}


@pytest.fixture
def copies(finished: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The finished workspace, and the package."""
    workspace, package = tmp_path / "workspace", tmp_path / "program" / "calltools"
    shutil.copytree(finished, workspace)
    shutil.copytree(SOURCE, package)
    return workspace, package


@pytest.mark.parametrize(("made", "change"), CHANGES.items(), ids=CHANGES)
def test_a_changed_program_makes_again_what_the_change_concerns(
    copies: tuple[Path, Path], models_dir: Path, change: Change, made: str
) -> None:
    workspace, package = copies
    change(package)
    # With other roles, it can't be told who is who.
    ends = EXIT_PARTIAL if change is OTHER_ROLES else 0
    assert run(workspace, models_dir, package.parent, ends) == made


def test_old_looks_are_made_anew_when_the_pages_are_asked_for(
    copies: tuple[Path, Path], models_dir: Path
) -> None:
    workspace, package = copies
    folder = workspace / "transcripts" / "call"

    def contents(folder: Path) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    before = contents(folder)
    added("views/assets/page.css", "a.changed { top: 0 }\n")(package)
    assert run(workspace, models_dir, package.parent) == NOTHING
    assert contents(folder) == before
    calltools_of(package.parent, workspace, models_dir, "list", "--html")
    after = contents(folder)
    changed = {path for path in before | after if before.get(path) != after.get(path)}
    assert changed == {folder / PAGE, folder / ALIGNMENT_PAGE}, "nothing is superseded either"
    assert b"a.changed" in after[folder / PAGE]
    written = (folder / PAGE).stat().st_mtime_ns
    calltools_of(package.parent, workspace, models_dir, "list", "--html")
    assert (folder / PAGE).stat().st_mtime_ns == written


def test_the_transcript_tells_the_versions_that_heard_it_and_none_is_not_done(
    finished: Path, models_dir: Path, tmp_path: Path
) -> None:
    workspace = Workspace(shutil.copytree(finished, tmp_path / "workspace"))
    folder = workspace.folder("call")
    told = json.loads(folder.read("transcript.json"))["provenance"]
    heard = ["register", "diarize", "recognise", "second"]
    assert [step["name"] for step in told] == heard
    for step in told[1:]:
        assert step["stage_version"] == VERSIONS[step["name"]]
        assert step["version"] == calltools.__version__
    made = folder.step("extract")
    assert made is not None
    assert made.stage_version == VERSIONS["extract"]
    body = {"step": {**plain(made), "stage_version": 0}, "name": "call"}
    workspace.log.append([EventDraft(kind="made", subject=folder.recording, body=body)])
    assert run(workspace.root, models_dir, SOURCE.parent) == "extract"
