"""What every verb shares: output in any locale, pipes, and failures that stop nobody else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.cli.console import going_on, partial, print_table
from calltools.errors import CalltoolsError, IntegrityError, MediaError, PartialError
from calltools.store.workspace import Workspace
from store.made_calls import add_call, transcript


def calltools(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "calltools", *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_results_are_utf8_whatever_the_locale_says(tmp_path: Path, encoding: str) -> None:
    result = calltools("init", "通话", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode("utf-8") == f"{tmp_path / '通话'}\n"
    assert calltools("models", "list", cwd=tmp_path, PYTHONIOENCODING=encoding).returncode == 0


def test_a_folder_whose_name_is_no_text_is_printed_as_the_system_has_it(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(folder)).mkdir()
    result = calltools("init", cwd=Path(os.fsdecode(folder)))
    assert (result.returncode, result.stdout) == (0, folder + b"\n")


def test_a_full_or_closed_standard_output(tmp_path: Path) -> None:
    verb = f"cd {tmp_path} && {sys.executable} -m calltools models list"
    for redirection, code in ((">/dev/full", 1), (">&-", 0)):
        result = subprocess.run(
            ["sh", "-c", f"{verb} {redirection}"], capture_output=True, text=True, check=False
        )
        assert result.returncode == code
        assert "Traceback" not in result.stderr
        assert ("error: standard output: no space left" in result.stderr) is (code == 1)
    piped = subprocess.run(
        ["sh", "-c", f"{verb} --json | true"], capture_output=True, text=True, check=False
    )
    assert piped.stderr == "", "a reader that has enough gets no traceback"


def test_a_folder_that_was_removed_under_the_user(tmp_path: Path) -> None:
    for verb in ("doctor", "init", "run", "models list"):
        result = subprocess.run(
            ["sh", "-c", f"mkdir gone && cd gone && rmdir ../gone && "
             f"{sys.executable} -m calltools {verb}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert result.returncode == 1
        assert "Traceback" not in result.stderr
        assert "error: " in result.stderr


@pytest.mark.parametrize("value", ["--5", "0", "x"])
def test_an_unusable_setting_is_one_line(tmp_path: Path, value: str) -> None:
    Workspace.init(tmp_path)
    assert b"calltools add" in calltools("add", cwd=tmp_path).stderr, "usage names the program"
    result = calltools("models", "list", cwd=tmp_path, CALLTOOLS_THREADS=value)
    assert result.returncode == 2
    assert result.stderr.startswith(b"error: CALLTOOLS_THREADS: threads")


def test_what_fails_is_told_and_kept_and_the_caller_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed: list[CalltoolsError] = []
    for name in ("expected", "system", "defect", "good"):
        with going_on(failed, name):
            if name == "expected":
                raise MediaError("expected", "no sound")
            if name == "system":
                raise PermissionError(13, "Permission denied")
            if name == "defect":
                raise KeyError("missing")
    told = capsys.readouterr().err
    assert [failure.where for failure in failed] == ["expected", "system", "defect"]
    assert "error: expected: no sound\n" in told
    assert "error: system: permission denied\n" in told
    assert "error: defect: a defect of calltools: KeyError: 'missing'; report it" in told
    assert told.count("Traceback") == 1


def test_interruption_and_a_reader_that_left_are_no_failures_of_one_file() -> None:
    failed: list[CalltoolsError] = []
    for stop in (KeyboardInterrupt, BrokenPipeError):
        with pytest.raises(stop), going_on(failed, "a"):
            raise stop
    with pytest.raises(KeyboardInterrupt), going_on(failed, "a"):  # what native modules make of it
        try:
            raise ImportError("initialization failed") from KeyboardInterrupt()
        except ImportError as error:
            raise RuntimeError("a package is missing") from error
    assert failed == []


def test_exit_codes_of_several() -> None:
    one, other = MediaError("a", "x"), IntegrityError("b", "y")
    partial([], 2, "run")
    with pytest.raises(PartialError, match="1 of 2 failed"):
        partial([one], 2, "run")
    for failed, code in (([one, one], 1), ([other, other], 4), ([one, other], 1)):
        with pytest.raises(SystemExit) as stop:
            partial(failed, 2, "run")
        assert stop.value.code == code


@pytest.mark.parametrize("width", ["40", "80", "160"])
def test_a_table_folds_and_cuts_no_value(
    width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    row = ("b05-stereo-with-a-long-name", "500,000–600,000元", "transcripts/b05/call.html", 12345)
    print_table(("Recording", "Quantity", "Page", "n"), [row])
    out = capsys.readouterr().out
    assert "…" not in out
    for value in map(str, row):
        assert all(out.count(sign) >= value.count(sign) for sign in value)


@pytest.mark.parametrize(
    ("headings", "rows", "lines"),
    [
        (
            ("what", "F", "n"),
            [("all calls", 0.5, 7), ("[none]", None, 12345)],
            ["what           F      n", "all calls  0.500      7", "[none]         -  12345"],
        ),
        (
            ("Call", "n", "Remark"),
            [("东湾医院", 3, "first\nsecond"), ("b", None, ""), ("c", 12_345, "end")],
            [
                "Call          n  Remark",
                "东湾医院      3  first",
                "                 second",
                "b             -",
                "c         12345  end",
            ],
        ),
        (("Call", "n"), [], ["Call  n"]),
    ],
)
def test_a_table_has_numbers_to_the_right_and_columns_under_one_another_whatever_is_in_them(
    capsys: pytest.CaptureFixture[str],
    headings: tuple[str, ...],
    rows: list[tuple[str | float | None, ...]],
    lines: list[str],
) -> None:
    print_table(headings, rows)
    assert capsys.readouterr().out.splitlines() == lines


def test_a_long_text_is_folded_in_a_pipe_too(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("东湾医院", 3, "first\nsecond"), ("b", None, ""), ("c", 12_345, "long " * 40)]
    print_table(("Call", "n", "Remark"), rows)
    lines = capsys.readouterr().out.splitlines()
    assert lines[4].startswith("c         12345  long long")
    assert max(map(len, lines)) <= 160
    assert "".join(lines[4:]).count("long") == 40


def test_init_inside_a_workspace_is_refused_and_at_its_root_completes_it(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    refused = calltools("init", "recordings/new", cwd=workspace.root)
    assert refused.returncode != 0
    assert b"lies in the workspace" in refused.stderr and refused.stderr.count(b"\n") == 1
    assert not (workspace.recordings / "new").exists()
    workspace.transcripts.rmdir()
    assert calltools("init", cwd=workspace.root).returncode == 0
    assert workspace.transcripts.is_dir()


@pytest.mark.parametrize("verb", ["list", "search 肝", "export", "correct b01 --list"])
@pytest.mark.parametrize("name", ["events.jsonl", "bodies.jsonl"])
def test_events_that_cannot_be_read_are_counted_wherever_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str, name: str
) -> None:
    workspace = Workspace.init(tmp_path / "w")
    add_call(workspace, "b01", transcript(1))
    monkeypatch.chdir(workspace.root)
    assert "can't be read" not in CliRunner().invoke(cli, verb.split()).stderr
    path = workspace.root / "log" / name
    path.write_bytes(path.read_bytes().replace(b'"', b"'", 1))
    shutil.copytree(workspace.root, tmp_path / "other")
    monkeypatch.chdir(tmp_path / "other")
    told = CliRunner().invoke(cli, verb.split()).stderr
    assert "warning: events that can't be read and don't count: 1, the first: log/events" in told
