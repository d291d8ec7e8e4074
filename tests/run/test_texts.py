"""A call without a recording is a call like others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import DifferentCallsError, WorkspaceError
from calltools.review.desk import Review
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.run.text_publications import keep_texts
from calltools.site.sound import SoundShelf
from calltools.store.call_moves import rename
from calltools.store.workspace import Workspace

ZH = """医院：云岭医院
日期：2019-05-06

调查员：请问现在做一个肝移植要等多久？
院方：大概一个月吧。我也说不准。
调查员：费用呢？
院方：六十万，不包括肝源。
"""
EN = """Hospital: Yunling Hospital
Date: 2019-05-06

Investigator: How long is the wait for a liver now?
Hospital: Two months. I can't say for sure.
Investigator: And the cost?
Hospital: Six hundred thousand, the liver not included.
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name, text in (("printed.zh.txt", ZH), ("printed.en.txt", EN)):
        (tmp_path / name).write_text(text, "utf-8")
        made.append(tmp_path / name)
    return made


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = Workspace.init(tmp_path / "w")
    monkeypatch.chdir(made.root)
    return made


def test_two_texts_are_a_call_of_the_workspace(workspace: Workspace, files: list[Path]) -> None:
    (call,) = keep_texts(workspace, files, "yunling").calls
    assert (call.name, call.has_sound) == ("yunling", False)
    assert sorted(path.name for path in workspace.recordings.iterdir()) == [
        "yunling.en.txt", "yunling.toml", "yunling.txt",
    ]  # fmt: skip
    (again,) = keep_texts(workspace, files, "yunling").calls
    assert (again.name, again.is_new) == ("yunling", False)
    with pytest.raises(WorkspaceError, match="registered as yunling"):
        keep_texts(workspace, files, "other")
    assert not SoundShelf(workspace).has("yunling")
    assert SoundShelf(workspace).sound("yunling") is None


def test_texts_of_different_calls_are_not_kept(workspace: Workspace, files: list[Path]) -> None:
    files[1].write_text(EN.replace("2019-05-06", "2017-01-02").replace("Two", "Five"), "utf-8")
    with pytest.raises(DifferentCallsError):
        keep_texts(workspace, files, "yunling")
    assert not list(workspace.recordings.iterdir())
    assert keep_texts(workspace, files, "yunling", anyway=True).calls


@pytest.mark.model
def test_a_pair_is_aligned_by_the_same_stages_and_reviewed_like_others(
    workspace: Workspace, files: list[Path]
) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, result.output
        return result.output

    run("align", str(files[0]), str(files[1]), "--keep", "yunling")
    review = Review(workspace)
    call = review.call("yunling")
    assert call.transcript is not None
    assert call.transcript.call.hospital == "云岭医院"
    assert "number_changed" in {state.label for state in call.of_kind("finding")}
    (aligned,) = reviewed_alignments(review, "yunling")
    assert len(aligned.alignment.links) == 4
    before = call.of_kind("finding")[0]
    review.decide("yunling", before.key, "agree", "ann")
    review.correct("yunling", "ann", lambda editor: editor.text(editor.words(1), "大概两个月吧。"))
    assert review.call("yunling").by_key[before.key].stale
    run("align", str(files[0]), str(files[1]), "--keep", "yunling")
    assert "number_changed" not in {
        s.label for s in Review(workspace).call("yunling").states if s.item
    }
    listed = run("list")
    assert "yunling" in listed
    assert rename(workspace, "yunling", "first").sidecar.exists()
    verified = CliRunner().invoke(cli, ["verify"]).output
    assert "broken" not in verified
    assert "1 thing for a person to look at" in verified  # that nobody signed it
