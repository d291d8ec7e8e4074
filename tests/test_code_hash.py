"""What a stage is made of is told from the sources: all of it, and nothing else."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

import calltools
from calltools import code_hash
from calltools.code_hash import FRAME, code_sha256, data_of, imports_of, made_of
from calltools.run.pipeline import SHARES

SOURCE = Path(calltools.__file__).parent
STAGES = tuple(SHARES)

MODULES = {
    ".".join(("calltools", *(part for part in path.parts if part != "__init__"))): SOURCE / file
    for file in sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))
    for path in [file.with_suffix("")]
}
DATA = {str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*") if p.suffix not in (".py", ".pyc")}


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module, without what only type checkers see."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from nodes(child)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("calltools."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "calltools":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


def is_frame(module: str) -> bool:
    return any(
        module == name or module.startswith(f"{name}.") for name in set(FRAME) - {"calltools"}
    )


@pytest.mark.parametrize("module", MODULES)
def test_every_import_is_seen(module: str) -> None:
    found = set(imported(ast.parse(MODULES[module].read_text("utf-8"))))
    assert imports_of(module) == {
        name for name in found if name != "calltools" and not is_frame(name)
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_data_file_that_is_read_is_seen(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    expected = set()
    for node in nodes(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("read_data", "data_bytes"):
            name = node.args[0]
            assert isinstance(name, ast.Constant | ast.JoinedStr), "say there what is read"
            parts = [name] if isinstance(name, ast.Constant) else name.values
            pattern = "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in parts)
            found = {file for file in DATA if fnmatch(file, pattern)}
            assert found, f"there is no {pattern}"
            expected |= found
    assert data_of(module) == expected


def test_data_files_are_read_in_one_way_and_modules_are_not_named_by_chance() -> None:
    for module, path in MODULES.items():
        text = path.read_text("utf-8")
        if module not in ("calltools.data", "calltools.code_hash"):
            assert "importlib.resources" not in text, module
            assert "import resources" not in text, module
            assert "__file__" not in text, module
        if "import_module(" in text:
            assert is_frame(module) or module in LAZY, module


LAZY = ("calltools", "calltools.cli", "calltools.speech.pyannote_pipeline")
"""Load verbs, the names of the library, and torchaudio: no stage's own modules."""


def test_packages_only_define_so_that_leading_to_a_module_does_nothing() -> None:
    plain = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    for module, path in MODULES.items():
        if path.name == "__init__.py" and module not in LAZY:
            for node in ast.parse(path.read_text("utf-8")).body:
                is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                assert isinstance(node, plain) or is_text, (module, node.lineno)


def test_what_the_frame_names_is_there() -> None:
    assert set(FRAME) <= set(MODULES)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package to change at will, whose code is hashed instead of this one's."""
    copy = tmp_path / "calltools"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    forget()
    with monkeypatch.context() as patch:
        patch.setattr(code_hash, "_package", lambda: copy)
        yield copy
    forget()


def forget() -> None:
    for known in (code_sha256, made_of, imports_of, data_of, code_hash._is_file, code_hash._bytes):
        known.cache_clear()


def hashes() -> dict[str, str]:
    return {stage: code_sha256(f"calltools.run.{stage}") for stage in STAGES}


@pytest.mark.parametrize(
    ("file", "stages"),
    [
        ("speech/two_party.py", "diarize known_voices"),
        ("speech/campplus.py", "diarize known_voices"),
        ("speech/engines/decoding.py", "recognise second"),
        ("speech/regions.py", "recognise second"),
        ("media/decoding.py", "diarize recognise second known_voices page align"),
        ("speech/turns.py", "second transcript"),
        ("language/role_cues.toml", "transcript align"),
        ("checks/voice_score.toml", "known_voices"),
        ("speech/invented_phrases.txt", "transcript"),
        ("transcripts/writers/subtitles.py", "transcript correct align"),
        ("corrections/fold.py", "correct"),
        ("statements/extraction.py", "extract"),
        ("statements/reader.npz", "extract"),
        ("language/lexicon/zh.toml", "second extract page align"),
        ("language/lexicon/en.toml", "second extract page align"),
        ("publish/call_page.py", "page"),
        ("publish/assets/call.html", "page"),
        ("publish/assets/page.css", "page align"),
        ("publish/assets/palette.css", "page align"),
        ("publish/assets/waits.svg", ""),
        ("publish/assets/alignment.html", "align"),
        ("comparison/names.toml", "align"),
        ("language/encoders.py", "align"),
        ("transcripts/vocabulary.toml", "align"),
        ("publish/assets/audit.html", ""),
        ("language/quoting/vocabulary.toml", "align"),
        ("models/catalogue.toml", ""),
        ("errors.py", ""),
        ("cli/run.py", ""),
        ("pipeline.py", ""),
        ("publish/audit_page.py", ""),
        *((f"run/{stage}.py", stage) for stage in STAGES),
    ],
)
def test_a_change_is_noticed_by_the_stages_that_are_made_of_it(
    package: Path, file: str, stages: str
) -> None:
    before = hashes()
    with (package / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    forget()
    assert {stage for stage in STAGES if hashes()[stage] != before[stage]} == set(stages.split())


def test_a_word_list_that_is_added_counts(package: Path) -> None:
    before = hashes()
    (package / "language" / "lexicon" / "yue.toml").write_text("", "utf-8")
    forget()
    assert {stage for stage in STAGES if hashes()[stage] != before[stage]} == {
        "second",
        "extract",
        "page",  # names the figures that no record took
        "align",
    }


def test_code_in_a_zip_has_the_same_hash(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "calltools.zip", "w") as archive:
        for path in sorted(SOURCE.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                archive.write(path, path.relative_to(SOURCE.parent))
    module = "calltools.run.extract"
    program = (
        "import calltools\n"
        "from calltools.code_hash import code_sha256\n"
        "assert '.zip' in calltools.__file__\n"
        f"print(code_sha256({module!r}), end='')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "calltools.zip")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == code_sha256(module)


def test_an_import_that_only_type_checkers_see_does_not_count(package: Path) -> None:
    (package / "a.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from calltools.media import (\n"
        "        Pcm,\n"
        "    )\n"
        "\n"
        "    from calltools.speech import model\n"
        "from calltools.language import numerals, sentences as s  # calltools.errors\n"
        "def f():\n"
        "    from calltools.transcripts.model import (\n"
        "        Turn,  # a comment, with a comma\n"
        "    )\n"
        "    import calltools.times\n"
    )
    forget()
    assert imports_of("calltools.a") == {
        "calltools.language.numerals",
        "calltools.language.sentences",
        "calltools.transcripts.model",
        "calltools.times",
    }


def test_modules_that_import_each_other_are_told_once(package: Path) -> None:
    (package / "a.py").write_text("import calltools.b\n")
    (package / "b.py").write_text("import calltools.a\n")
    forget()
    assert made_of("calltools.a") == ("a.py", "b.py")
    assert code_sha256("calltools.a") == code_sha256("calltools.b")


def test_all_stages_are_hashed_in_a_moment() -> None:
    forget()
    start = time.process_time()
    hashes()
    assert time.process_time() - start < 0.5
