"""What a person puts right stands: through edited files, runs, kills and undoing."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import killing
import pytest

from calltools.provenance import sha256_file
from calltools.store.workspace import Workspace, transcript_in
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.model

# The others are read alike: tests/corrections takes words out of every format.
FORMATS = ("srt", "docx")


@pytest.fixture
def call(demo_workspace: Workspace, tmp_path: Path) -> Path:
    """The folder of a call in a workspace of the test's own: the demonstration, run once."""
    shutil.copytree(demo_workspace.root, tmp_path, dirs_exist_ok=True)
    return tmp_path / "transcripts" / "demo-call"


def transcript_of(folder: Path) -> Transcript:
    path = transcript_in(folder)
    return read_transcript(path.read_bytes(), str(path))


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Words replaced in a file as an editor would, in the place where they first stand."""
    if path.suffix == ".docx":
        import docx

        document = docx.Document(str(path))
        for old, new in changes:
            runs = (run for p in document.paragraphs for run in p.runs if old in run.text)
            run = next(runs)
            run.text = run.text.replace(old, new, 1)
        document.save(str(path))
        return
    text = path.read_text("utf-8-sig")
    for old, new in changes:
        assert old in text, (path, old)
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_words_edited_in_a_file_stand(
    name: str, call: Path, calltools: Run, tmp_path: Path
) -> None:
    before = transcript_of(call)
    machine = sha256_file(call / "transcript.json")
    # Three words of as many turns, each one that stands nowhere before it.
    said = [turn.text for turn in before.turns]
    turns = {n: said[n].replace(before.turns[n].words[0].text, "改", 1) for n in (2, 3, 5)}
    assert calltools("parse", call / "transcript.json", "-f", name, "-d", "out").returncode == 0
    (file,) = (tmp_path / "out").iterdir()
    # The beginnings of the turns: a subtitle may hold no more of one.
    edit(file, *((said[n][:5], new[: 5 - len(said[n]) + len(new)]) for n, new in turns.items()))
    result = calltools("correct", "demo-call", "--from", file, "--yes", "--operator", "K. Lind")
    assert result.returncode == 0, result.stderr
    assert "3 corrections kept" in result.stderr
    for said_of_it in ("correct, extract", "nothing left to do"):
        result = calltools("run")
        assert result.returncode == 0
        assert said_of_it in result.stderr
        after = transcript_of(call)
        assert [t.text for t in after.turns] == [turns.get(n, text) for n, text in enumerate(said)]
        assert sha256_file(call / "transcript.json") == machine
        assert (after.audio_sha256, after.pcm_sha256) == (before.audio_sha256, before.pcm_sha256)
        assert after.call == before.call
        for n, (old, new) in enumerate(zip(before.turns, after.turns, strict=True)):
            stay = old.words[1:] if n in turns else old.words
            kept = [word for word in new.words if (word.id or "").startswith("w")]
            assert [(w.text, w.start_ms, w.end_ms) for w in stay] == [
                (w.text, w.start_ms, w.end_ms) for w in kept
            ]


def test_what_was_changed_in_place_is_left_alone_taken_or_thrown_away(
    call: Path, calltools: Run
) -> None:
    (call / "statements.csv").write_text("struck out\n", "utf-8")
    text = call / "transcript.txt"
    words = transcript_of(call).turns[0].text
    edit(text, (words, "喂，你好"))
    mine = text.read_bytes()
    result = calltools("run")
    assert result.returncode == 3
    assert "changed by hand and left as it is: statements.csv, transcript.txt" in result.stderr
    assert f"calltools correct demo-call --from {text}" in result.stderr
    assert "calltools run --discard-edits demo-call" in result.stderr
    assert text.read_bytes() == mine
    assert (call / "statements.csv").read_text("utf-8") == "struck out\n"

    assert calltools("correct", "demo-call", "--from", text, "--yes").returncode == 0
    assert calltools("run", "--discard-edits").returncode == 2
    result = calltools("run", "--discard-edits", "demo-call")
    assert result.returncode == 0, result.stderr
    assert (call / "statements.csv").read_text("utf-8-sig") != "struck out\n"
    assert transcript_of(call).turns[0].text == "喂，你好"
    kept = [path.read_bytes() for path in (call / "superseded").iterdir()]
    assert mine in kept
    assert b"struck out\n" in kept


def test_the_machines_transcript_edited_in_place_comes_back(call: Path, calltools: Run) -> None:
    path = call / "transcript.json"
    machine = path.read_bytes()
    words = transcript_of(call).turns[0].text
    edit(path, (f'"text": "{words}"', '"text": "喂，你好"'))
    assert calltools("run").returncode == 3
    result = calltools("correct", "demo-call", "--turn", "0", "--text", "别的")
    assert result.returncode == 3
    assert "take it first" in result.stderr
    assert calltools("correct", "demo-call", "--from", path, "--yes").returncode == 0
    assert path.read_bytes() == machine
    assert calltools("run").returncode == 0
    assert transcript_of(call).turns[0].text == "喂，你好"


def test_corrections_one_by_one_and_taken_back(call: Path, calltools: Run) -> None:
    before = transcript_of(call)
    last = len(before.turns) - 1

    def correct(*args: object) -> str:
        result = calltools("correct", "demo-call", *args)
        assert result.returncode == 0, result.stderr
        return result.stderr

    correct("--turn", 0, "--words", "0-1", "--text", "喂，", "--reason", "heard twice")
    correct("--turn", 5, "--split", "--words", 1)
    correct("--turn", 6, "--speaker", "护士", "--role", "SPEAKER_01=other")
    correct("--name", "SPEAKER_00=K. Lind", "--header", "hospital=东湾医院")
    assert calltools("run").returncode == 3  # nobody is left who speaks for the hospital
    after = transcript_of(call)
    assert after.origin == "corrected"
    assert after.turns[0].text.startswith("喂，")
    assert len(after.turns) == len(before.turns) + 1
    assert after.turns[5].text + after.turns[6].text == before.turns[5].text
    assert after.turns[6].speaker == "护士"
    voices = {party.speaker: party for party in after.parties}
    assert (voices["SPEAKER_01"].role, voices["SPEAKER_00"].name) == ("other", "K. Lind")
    assert after.call.hospital == "东湾医院"
    page = (call / "call.html").read_text("utf-8")
    assert "6 corrections" in page and "heard twice" in page

    rows = json.loads(calltools("correct", "demo-call", "--json").stdout)
    assert [row["state"] for row in rows] == ["applied"] * 6
    for row in rows:
        correct("--undo", row["id"])
        assert "nothing differs" in correct("--undo", row["id"])
    assert calltools("run").returncode == 0
    back = transcript_of(call)
    assert [(t.text, t.speaker, t.role) for t in back.turns] == [
        (t.text, t.speaker, t.role) for t in before.turns
    ]
    assert back.call == before.call
    refused = calltools("correct", "demo-call", "--turn", last + 9, "--text", "有")
    assert refused.returncode == 2
    assert f"expected a turn from 0 to {last}" in refused.stderr


def test_recognised_with_other_settings_the_corrections_stand_or_are_named(
    call: Path, calltools: Run
) -> None:
    first = transcript_of(call).turns[0]
    assert calltools("correct", "demo-call", "--turn", 0, "--text", "喂，你好").returncode == 0
    result = calltools("run", "--beam-size", "1")
    assert result.returncode == 0, result.stderr
    after = transcript_of(call)
    assert after.corrections
    for outcome in after.corrections:
        assert outcome.correction.target.text in first.text
        if outcome.state == "applied":
            assert any(outcome.correction.value in turn.text for turn in after.turns)
        else:
            assert outcome.correction.id in result.stderr
            assert "its words are gone" in (call / "call.html").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("call")
def test_killed_while_correcting_or_making_again_nothing_is_lost_or_doubled(
    demo_workspace: Workspace, environment: dict[str, str], tmp_path: Path, times: int
) -> None:
    moments = random.Random(20260401)
    whole_s = killing.seconds_of_correct(tmp_path, environment)
    for number in range(4 * times):
        killing.correct_killed(tmp_path, environment, number, moments, whole_s)
    for number in range(times):
        root = Path(shutil.copytree(demo_workspace.root, tmp_path / f"edited{number}"))
        killing.taking_killed(root, environment, number + 3, moments, whole_s)
        killing.run_killed(root, environment, number, moments)


def test_the_page_of_the_workspace_that_a_killed_run_left_old_is_written_by_the_next(
    call: Path, calltools: Run, tmp_path: Path
) -> None:
    page = tmp_path / "index.html"
    old, stamp = page.read_bytes(), page.stat()
    assert calltools("correct", "demo-call", "--header", "hospital=东湾医院").returncode == 0
    assert calltools("run").returncode == 0
    new = page.read_bytes()
    assert new != old
    page.write_bytes(old)  # as if it had been killed before its last act
    os.utime(page, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    result = calltools("run")
    assert "nothing left to do" in result.stderr
    assert page.read_bytes() == new
    # An edited file of another kind is refused.
    log = killing.log_of(call)
    (tmp_path / "notes.txt").write_text("no call at all\n", "utf-8")
    for file in ("notes.txt", "missing.txt", call / "transcript.rttm"):
        result = calltools("correct", "demo-call", "--from", file, "--yes")
        assert result.returncode == 1, (file, result.stderr)
    assert killing.log_of(call) == log
