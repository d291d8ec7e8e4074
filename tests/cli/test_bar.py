"""Long work speaks: what is done now, how far, how long still; and nothing is written over."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

import sounds
import user
from calltools.cli import cli
from calltools.cli.bar import At, plain
from calltools.store.workspace import Workspace
from terminal import COLUMNS, Screen, on_terminal

LONG = "海棠医院肝移植中心二零一九年五月四日电话录音第一部分"


def test_plain_lines_tell_which_call_which_stage_how_far_and_how_long_still() -> None:
    for total in (1, 5):  # of one too: its name first would say that it is done
        at = At("run", total=total)
        assert str(at) == "run"
        at.begin("b05", "recognise")
        assert (at.where, str(at)) == (f"1 of {total}, b05", f"1 of {total}, b05: recognise")
    assert At("a\x1b[2J\nb.wav").where == "a�[2J�b.wav", "a name moves no cursor"
    now = 0.0
    told: list[str] = []
    at = At("run", total=5)
    progress = plain(at, told.append, lambda: now)
    at.begin("b04")
    at.begin(LONG)
    at.do("recognise")
    for second in range(0, 40, 4):
        now = second
        progress(second / 100)
    assert told == [
        f"2 of 5, {LONG}: recognise; 12% of all, about 1 min 28 s left",
        f"2 of 5, {LONG}: recognise; 24% of all, about 1 min 16 s left",
        f"2 of 5, {LONG}: recognise; 36% of all, about 1 min 04 s left",
    ]


def recordings(folder: Path) -> list[str]:
    """Three of them, one with a name that is wider than a terminal, and one that is none."""
    names = [LONG, "b05", "x" * 70]
    for seed, name in enumerate(names):
        sounds.write_wav(folder / f"{name}.wav", sounds.white_noise(0.5, seed=seed))
    (folder / "bad.wav").write_text("no sound")
    return names


@pytest.mark.model
@pytest.mark.usefixtures("models_dir")
def test_a_plan_tells_what_is_left_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.init(tmp_path)
    sounds.write_wav(workspace.recordings / "a.wav", sounds.white_noise(360, rate=8000))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["run", "--plan"])
    assert (result.exit_code, result.stdout) == (0, "1 recording, 0.1 hours of sound\n")
    assert not list(workspace.transcripts.iterdir())


def check_bar(written: str, shown: str) -> Screen:
    """The screen after ``written``, on which the bar ``shown`` was seen whole and is no longer."""
    screen = Screen(written)
    assert "━" not in "\n".join(screen.text)
    bars = [line for frame in screen.frames for line in frame.splitlines() if "━" in line]
    assert any(shown in line for line in bars)
    assert all(cell_len(line) <= COLUMNS for line in bars)
    for frame in screen.frames:
        *above, _ = frame.rstrip("\n").splitlines() or [""]
        assert not any("━" in line for line in above), "it is below everything else"
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h"), "the cursor is back"
    return screen


@pytest.mark.slow
def test_add_on_a_terminal_writes_its_lines_above_the_bar(tmp_path: Path) -> None:
    names = recordings(Workspace.init(tmp_path).recordings)
    code, written = on_terminal(
        user.command("add", "recordings"), tmp_path, user.environment("/nonexistent")
    )
    assert code == 3
    screen = check_bar(written, "3 of 4, xxxxx")
    text = "".join(screen.lines)
    for name in names:
        assert f"{name}: registered, 0 s, mono, wide band, sha256 " in text
    assert "error: recordings/bad.wav: " in text
    assert text.endswith("see the lines above")


@pytest.mark.slow
def test_elsewhere_add_writes_lines_alone(tmp_path: Path) -> None:
    recordings(Workspace.init(tmp_path).recordings)
    result = subprocess.run(
        user.command("add", "recordings"), cwd=tmp_path, capture_output=True, check=False
    )
    for written in (result.stdout, result.stderr):
        assert not set(written.decode("utf-8")) & (set(map(chr, range(32))) - {"\n"} | {"━"})
    dumb = user.environment("/nonexistent")
    code, written = on_terminal(
        ["env", "TERM=dumb", *user.command("add", "recordings")], tmp_path, dumb
    )
    assert code == 3
    assert "\x1b" not in written and "━" not in written


@pytest.mark.slow
@pytest.mark.model
def test_run_on_a_terminal_tells_call_and_stage_and_each_call_when_it_is_done(
    tmp_path: Path, models_dir: Path
) -> None:
    names = recordings(Workspace.init(tmp_path).recordings)
    code, written = on_terminal(user.command("run"), tmp_path, user.environment(models_dir))
    assert code == 3
    screen = check_bar(written, " diarize ━")
    lines = "".join(screen.lines)
    frames = [frame.replace("\n", "") for frame in screen.frames]  # long lines go on below
    for number, name in enumerate(sorted(names), 1):
        made = "diarize, recognise, second, transcript, extract, pages"
        assert f"{name}: {made}; done in " in lines
        done = next(frame for frame in frames if f", {number} of 3" in frame)
        after = [f for f in sorted(names)[number:] if f"{f}: diarize, recognise" in done]
        assert after == [], "the line of a call comes when it is done, not at the end"
