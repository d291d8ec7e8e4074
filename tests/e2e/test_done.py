"""Done means done: a changed program makes again what the change concerns, and nothing else.

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
from calltools.store.folder import Folder
from sounds import write_wav

ROOT = Path(__file__).parents[2]
SOURCE = Path(calltools.__file__).parent

pytestmark = [pytest.mark.model, pytest.mark.slow]

Change = Callable[[Path], None]


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
    assert took.startswith("done in ") or made == "nothing left to do"
    return made


@pytest.fixture(scope="module")
def finished(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where a run ended well: a short call, corrected, published in two languages."""
    root = tmp_path_factory.mktemp("finished")
    (root / "calltools.toml").touch()
    (root / "recordings").mkdir()
    (root / "transcripts").mkdir()
    with decode(ROOT / "recordings" / "demo-call.wav") as pcm:
        write_wav(root / "recordings" / "call.wav", pcm.read(8_500, 27_500))
    files = [str(ROOT / "docs" / "examples" / f"demo-call.{code}.txt") for code in ("zh", "en")]
    (root / "recordings" / "call.toml").write_text(f"publications = {json.dumps(files)}\n", "utf-8")
    made = run(root, models_dir, SOURCE.parent)
    assert made == "diarize, recognise, transcript, extract, page, align"
    words = ("--turn", "0", "--text", "是的，你讲。")
    calltools_of(SOURCE.parent, root, models_dir, "correct", "call", *words)
    assert run(root, models_dir, SOURCE.parent) == "correct, extract, page, align"
    assert Folder(root / "transcripts" / "call").read("statements.jsonl").strip()
    assert run(root, models_dir, SOURCE.parent) == "nothing left to do"
    return root


def added(file: str, text: str) -> Change:
    """``text`` at the end of ``file`` of the package."""

    def change(package: Path) -> None:
        with (package / file).open("a", encoding="utf-8") as changed:
            changed.write(text)

    return change


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


@pytest.mark.parametrize(
    ("change", "made"),
    [
        # What comes out equal makes nothing else again: its hash is what the others hang on.
        pytest.param(added("speech/two_party.py", "# changed\n"), "diarize", id="diarize"),
        pytest.param(added("speech/regions.py", "# changed\n"), "recognise", id="recognise"),
        pytest.param(
            added("language/role_cues.toml", "# changed\n"), "transcript, align", id="transcript"
        ),
        pytest.param(added("corrections/fold.py", "# changed\n"), "correct", id="correct"),
        pytest.param(added("statements/rows.py", "# changed\n"), "extract, page", id="rows"),
        pytest.param(added("publish/assets/call.html", "<!-- -->\n"), "page", id="page"),
        pytest.param(added("comparison/names.toml", "# changed\n"), "align", id="align"),
        # What comes out another makes all again that hangs on it.
        pytest.param(
            added("speech/diarize.py", ANOTHER_WARNING),
            "diarize, recognise, transcript, correct, extract, page, align",
            id="other speakers",
        ),
        pytest.param(
            replaced("language/role_weights.toml", "= 1.", "= -1."),
            "transcript, correct, extract, page, align",
            id="other roles",
        ),
        pytest.param(
            added("statements/extraction.py", NOTHING_FOUND),
            "extract, page",
            id="no statements",
        ),
        pytest.param(
            replaced("language/lexicon/zh.toml", "出头", "出脚"),
            "extract, page, align",
            id="word list",
        ),
        # What no stage is made of.
        pytest.param(added("errors.py", "# changed\n"), "nothing left to do", id="errors"),
        pytest.param(
            added("publish/assets/audit.html", "<!-- -->\n"), "nothing left to do", id="audit page"
        ),
    ],
)
def test_a_changed_program_makes_again_what_the_change_concerns(
    finished: Path,
    models_dir: Path,
    tmp_path: Path,
    change: Change,
    made: str,
    request: pytest.FixtureRequest,
) -> None:
    # With other roles, it can't be told who is who.
    ends = EXIT_PARTIAL if request.node.callspec.id == "other roles" else 0
    workspace, package = tmp_path / "workspace", tmp_path / "program" / "calltools"
    shutil.copytree(finished, workspace)
    shutil.copytree(SOURCE, package)
    change(package)
    assert run(workspace, models_dir, package.parent, ends) == made


def test_a_step_of_a_program_that_told_no_code_is_not_done(
    finished: Path, models_dir: Path, tmp_path: Path
) -> None:
    shutil.copytree(finished, tmp_path / "workspace")
    record = tmp_path / "workspace" / "transcripts" / "call" / ".steps" / "extract.json"
    step = json.loads(record.read_text("utf-8"))
    assert len(step.pop("code")) == 64
    record.write_text(json.dumps(step), "utf-8")
    assert run(tmp_path / "workspace", models_dir, SOURCE.parent) == "extract"


def test_the_transcript_tells_the_code_that_heard_it(finished: Path) -> None:
    folder = Folder(finished / "transcripts" / "call")
    told = json.loads(folder.read("transcript.json"))["provenance"]
    assert [step["name"] for step in told] == ["register", "diarize", "recognise"]
    for step in told[1:]:
        recorded = folder.step(step["name"])
        assert recorded is not None
        assert step["code"] == recorded.code
        assert step["version"] == calltools.__version__
