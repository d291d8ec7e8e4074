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


def test_results_are_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    for encoding in ("ascii", "latin-1", "utf-8"):
        result = calltools("init", f"通话{encoding}", cwd=tmp_path, PYTHONIOENCODING=encoding)
        assert result.returncode == 0, result.stderr
        assert result.stdout.decode("utf-8") == f"{tmp_path / '通话'}{encoding}\n"
    listed = calltools("models", "list", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert listed.returncode == 0
    folder = os.fsencode(tmp_path) + b"/caf\xe9"  # no text: printed as the system has it
    Path(os.fsdecode(folder)).mkdir()
    result = calltools("init", cwd=Path(os.fsdecode(folder)))
    assert (result.returncode, result.stdout) == (0, folder + b"\n")


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A shell's command in which ``calltools`` is ours; no traceback is told."""
    line = script.replace("calltools", f"{sys.executable} -m calltools")
    done = subprocess.run(["sh", "-c", line], cwd=cwd, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_a_full_or_closed_standard_output(tmp_path: Path) -> None:
    for redirection, code in ((">/dev/full", 1), (">&-", 0)):
        result = shell(f"calltools models list {redirection}", tmp_path)
        assert result.returncode == code
        assert ("error: standard output: no space left" in result.stderr) is (code == 1)
    assert shell("calltools models list --json | true", tmp_path).stderr == ""


def test_a_folder_that_was_removed_under_the_user(tmp_path: Path) -> None:
    for verb in ("doctor", "init", "run", "models list"):
        result = shell(f"mkdir gone && cd gone && rmdir ../gone && calltools {verb}", tmp_path)
        assert result.returncode == 1
        assert "error: " in result.stderr


def test_an_unusable_setting_is_one_line(tmp_path: Path) -> None:
    Workspace.init(tmp_path)
    assert b"calltools add" in calltools("add", cwd=tmp_path).stderr, "usage names the program"
    result = calltools("models", "list", cwd=tmp_path, CALLTOOLS_THREADS="--5")
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


TABLES = (
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
)


def test_a_table_has_numbers_to_the_right_and_columns_under_one_another_whatever_is_in_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for headings, rows, expected in TABLES:
        print_table(headings, rows)
        assert capsys.readouterr().out.splitlines() == expected
    # A long text is folded in a pipe too.
    print_table(("Call", "n", "Remark"), [*TABLES[1][1][:2], ("c", 12_345, "long " * 40)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[4].startswith("c         12345  long long")
    assert max(map(len, lines)) <= 160
    assert "".join(lines[4:]).count("long") == 40


@pytest.mark.parametrize("name", ["events.jsonl", "bodies.jsonl"])
def test_events_that_cannot_be_read_are_counted_wherever_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    workspace = Workspace.init(tmp_path / "w")
    add_call(workspace, "b01", transcript(1))
    monkeypatch.chdir(workspace.root)
    verbs = ("list", "search 肝", "export", "correct b01 --list")
    for verb in verbs:
        assert "can't be read" not in CliRunner().invoke(cli, verb.split()).stderr
    path = workspace.root / "log" / name
    path.write_bytes(path.read_bytes().replace(b'"', b"'", 1))
    told = "warning: events that can't be read and don't count: 1, the first: log/events"
    for number, verb in enumerate(verbs):
        shutil.copytree(workspace.root, tmp_path / str(number))  # as another process reads it
        monkeypatch.chdir(tmp_path / str(number))
        assert told in CliRunner().invoke(cli, verb.split()).stderr, verb
