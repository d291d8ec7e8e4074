"""What a run makes, what it leaves alone, and that everything traces back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from calltools.alignment.exchange import read_json
from calltools.errors import EditedError, TranscriptError, WorkspaceError
from calltools.files import lock
from calltools.provenance import sha256_file
from calltools.records import parse_as
from calltools.run.pipeline import STAGES, Pipeline
from calltools.settings import Settings
from calltools.speech.hearing_differences import SecondHearing
from calltools.store.call_folder import (
    ALIGNMENT,
    ALIGNMENT_PAGE,
    PAGE,
    SECOND,
    SPEAKERS,
    STATEMENTS,
    TRANSCRIPT,
    WORDS,
)
from calltools.store.recordings import Registered, register
from calltools.store.workspace import Workspace

DEMO = Path(__file__).parents[2] / "recordings" / "demo-call.wav"
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def settings(models_dir: Path) -> Settings:
    return Settings(models_dir=models_dir, threads=1)


@pytest.fixture
def workspace(demo_workspace: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the finished workspace to change at will."""
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def demo_of(workspace: Workspace) -> Registered:
    return register(workspace, workspace.recordings / DEMO.name)


def made(workspace: Workspace, settings: Settings) -> tuple[str, ...]:
    outcome = Pipeline(workspace, settings).run(demo_of(workspace))
    assert outcome.error is None
    return outcome.made


def test_finished_work_is_left_alone_and_a_changed_sidecar_leaves_the_long_work(
    workspace: Workspace, settings: Settings
) -> None:
    folder = workspace.folder("demo-call")
    assert all(folder.step(stage) and folder.broken(stage) == [] for stage in STAGES)
    pipeline = Pipeline(workspace, settings)
    assert pipeline.is_done(demo_of(workspace))
    assert pipeline.run(demo_of(workspace)).made == ()
    sidecar = demo_of(workspace).sidecar
    sidecar.write_text(sidecar.read_text("utf-8") + 'recording_no = "7"\n', "utf-8")
    assert not Pipeline(workspace, settings).is_done(demo_of(workspace))
    assert made(workspace, settings) == ("transcript", "extract", "pages")


@pytest.fixture
def published(workspace: Workspace) -> Workspace:
    """The workspace after its sidecar was told of a Chinese and an English publication."""
    shutil.copytree(EXAMPLES, workspace.root / "published")
    sidecar = demo_of(workspace).sidecar
    files = [f"../published/demo-call.{language}.txt" for language in ("zh", "en")]
    sidecar.write_text(sidecar.read_text("utf-8") + f"publications = {files}\n", "utf-8")
    return workspace


def test_publications_are_aligned_and_have_the_recordings_times(
    published: Workspace, settings: Settings
) -> None:
    assert made(published, settings)[-2:] == ("align", "pages")
    assert made(published, settings) == ()
    folder = published.folder("demo-call")
    (call,) = read_json(folder.read(ALIGNMENT))
    heard = json.loads(folder.read(TRANSCRIPT))
    assert len(call.alignment.links) == len(call.zh.turns)
    for turn, segment in zip(call.zh.turns, heard["segments"], strict=True):
        assert turn.start_ms is not None
        assert abs(turn.start_ms - segment["start_ms"]) <= 500
    assert call.en.turns[-1].end_ms == call.zh.turns[-1].end_ms
    files = {"published/demo-call.zh.txt", "published/demo-call.en.txt"}
    assert set(call.provenance[0].inputs) == files | {TRANSCRIPT}
    assert 'data-type="audio/mpeg"' in folder.read(ALIGNMENT_PAGE).decode("utf-8")


def test_a_publication_that_is_changed_gone_or_withdrawn_costs_nothing_else(
    published: Workspace, settings: Settings
) -> None:
    made(published, settings)
    english = published.root / "published/demo-call.en.txt"
    english.write_text(english.read_text("utf-8").replace("ten-odd days", "two days"), "utf-8")
    assert made(published, settings) == ("align", "pages")
    english.unlink()
    outcome = Pipeline(published, replace(settings, investigator="SPEAKER_01")).run(
        demo_of(published)
    )
    assert outcome.state == "failed"
    assert "demo-call.en.txt" in str(outcome.error)
    assert outcome.made == ("transcript", "extract", "pages")
    shutil.copy(DEMO.with_suffix(".toml"), demo_of(published).sidecar)
    assert made(published, settings)[-2:] == ("align", "pages")
    folder = published.folder("demo-call").path
    assert not (folder / ALIGNMENT).exists()
    assert not (folder / ALIGNMENT_PAGE).exists()
    assert [path for path in (folder / "superseded").iterdir() if path.name.startswith("align")]


def test_a_second_hearing_is_marked_in_the_transcript_and_withdrawn_with_its_setting(
    workspace: Workspace, settings: Settings
) -> None:
    folder = workspace.folder("demo-call")
    second = parse_as(folder.read(SECOND), SecondHearing)
    assert sum(end - start for start, end in second.regions) > 0
    step = folder.step("second")
    assert step is not None and step.parameters["beam_size"] == 1
    transcript = json.loads(folder.read(TRANSCRIPT))
    assert "second" in [step["name"] for step in transcript["provenance"]]
    marked = {
        (index, word["otherwise"])
        for index, segment in enumerate(transcript["segments"])
        for word in segment["words"]
        if "otherwise" in word
    }
    assert marked == {(d.turn, d.otherwise) for d in second.differences}
    flagged = {i for i, s in enumerate(transcript["segments"]) if "heard_otherwise" in s["flags"]}
    assert flagged == {index for index, _ in marked}
    other = replace(settings, second_engine="none", beam_size=1)
    assert made(workspace, other)[:2] == ("recognise", "second")
    kept = (folder.path / "superseded").iterdir()
    assert [path for path in kept if path.name.startswith("words.")], "the earlier words"
    assert not (folder.path / SECOND).exists()
    assert "otherwise" not in folder.read(TRANSCRIPT).decode("utf-8")


def own_settings(workspace: Workspace, *lines: str) -> None:
    """Lay settings of its own into the sidecar of the demonstration call."""
    sidecar = demo_of(workspace).sidecar
    sidecar.write_text("\n".join((sidecar.read_text("utf-8"), *lines, "")), "utf-8")


def test_a_setting_that_is_the_calls_own_concerns_that_call_alone(
    workspace: Workspace, settings: Settings
) -> None:
    shutil.copy(DEMO, workspace.recordings / "other.wav")
    with (workspace.recordings / "other.wav").open("ab") as file:
        file.write(b"other")
    own_settings(workspace, 'investigator = "SPEAKER_01"', "num_speakers = 1")
    (workspace.recordings / "other.toml").write_text('model = "large-v9"\n', "utf-8")
    pipeline = Pipeline(workspace, settings)
    absent = pipeline.run(register(workspace, workspace.recordings / "other.wav"))
    assert absent.state == "failed"
    assert "large-v9" in str(absent.error)
    own_settings(workspace, "")
    failed = pipeline.run(demo_of(workspace))
    assert "no speaker 'SPEAKER_01', found: SPEAKER_00" in str(failed.error)
    assert failed.made == ("diarize", "recognise", "second")


def test_given_settings_win_over_the_calls_own_and_what_was_inferred(
    workspace: Workspace, settings: Settings
) -> None:
    own_settings(workspace, "num_speakers = 1", 'investigator = "SPEAKER_00"')
    given = frozenset({"num_speakers", "investigator"})
    stages = made(workspace, replace(settings, investigator="SPEAKER_01", given=given))
    assert stages[0] == "transcript"
    transcript = json.loads(workspace.folder("demo-call").read(TRANSCRIPT))
    roles = {party["speaker"]: (party["role"], party["source"]) for party in transcript["parties"]}
    assert roles == {"SPEAKER_00": ("hospital", "given"), "SPEAKER_01": ("investigator", "given")}


def test_a_missing_artefact_is_made_again_and_a_changed_one_is_left_alone(
    workspace: Workspace, settings: Settings
) -> None:
    statements = workspace.folder("demo-call").path / STATEMENTS
    before = statements.read_bytes()
    statements.unlink()
    assert made(workspace, settings) == ("extract",)
    assert statements.read_bytes() == before
    statements.write_text("changed")
    pipeline = Pipeline(workspace, settings)
    assert isinstance(pipeline.run(demo_of(workspace)).error, EditedError)
    assert statements.read_text() == "changed"
    assert pipeline.run(demo_of(workspace), discard_edits=True).made == ("extract",)
    assert statements.read_bytes() == before


def test_a_page_is_a_cache_made_where_it_does_not_show_what_stands(
    workspace: Workspace, settings: Settings
) -> None:
    folder = workspace.folder("demo-call")
    page = folder.path / PAGE
    before = page.read_bytes()
    assert PAGE not in {name for step in folder.steps() for name in folder.step(step).outputs}
    page.unlink()
    assert made(workspace, settings) == ("pages",)
    assert page.read_bytes() == before
    page.write_text("changed by hand")
    assert folder.edited() == []
    assert made(workspace, settings) == ("pages",)
    assert page.read_bytes() == before
    assert not (folder.path / "superseded").exists()


def test_an_artefact_of_another_program_is_one_clear_line(
    workspace: Workspace, settings: Settings
) -> None:
    folder = workspace.folder("demo-call")
    for stage, name, content in (
        ("extract", STATEMENTS, "no JSON\n"),
        ("transcript", TRANSCRIPT, "{"),
        ("recognise", WORDS, "[]"),
        ("diarize", SPEAKERS, "{}"),
    ):
        done = folder.step(stage)
        assert done is not None
        others = {other: folder.read(other) for other in done.outputs if other != name}
        folder.commit(done, {**others, name: content})
        (folder.path / PAGE).unlink(missing_ok=True)
        error = Pipeline(workspace, settings).run(demo_of(workspace)).error
        assert isinstance(error, WorkspaceError | TranscriptError), stage


def test_a_recording_in_work_elsewhere_is_left_to_the_other(
    workspace: Workspace, settings: Settings
) -> None:
    recording = demo_of(workspace)
    with lock(workspace.root / ".calltools" / "locks" / "demo-call.lock"):
        assert Pipeline(workspace, settings).run(recording).state == "done", (
            "there is nothing to do"
        )
        (workspace.folder("demo-call").path / PAGE).unlink()
        assert Pipeline(workspace, settings).run(recording).state == "busy"


def test_statements_trace_back_to_words_milliseconds_sound_and_models(
    demo_workspace: Workspace,
) -> None:
    folder = demo_workspace.folder("demo-call")
    transcript = json.loads(folder.read(TRANSCRIPT))
    rows = [json.loads(line) for line in folder.read(STATEMENTS).decode("utf-8").splitlines()]
    assert {row["category"] for row in rows} >= {"wait_time", "organ_availability"}
    for row in rows:
        turn = transcript["segments"][row["turn_index"]]
        assert turn["role"] == "hospital"
        assert turn["text"][row["start"] : row["end"]] == row["quote"]
        words = [turn["words"][index] for index in row["word_ids"]]
        assert row["start_ms"] == min(word["start_ms"] for word in words)
        assert row["end_ms"] == max(word["end_ms"] for word in words)
        assert row["pcm_sha256"] == transcript["pcm_sha256"]
    # The week that was refused is recorded as denied.
    week = [row for row in rows if row["wait_min_days"] == row["wait_max_days"] == 7]
    assert [row["modality"] for row in week] == ["denied"]
    roles = {party["speaker"]: party["role"] for party in transcript["parties"]}
    assert roles == {"SPEAKER_00": "investigator", "SPEAKER_01": "hospital"}
    for segment in transcript["segments"]:
        assert isinstance(segment["start_ms"], int)
        assert segment["start_ms"] < segment["end_ms"] <= transcript["duration_ms"]
    assert transcript["audio_sha256"] == sha256_file(DEMO)
    steps = {step["name"]: step for step in transcript["provenance"]}
    assert steps["recognise"]["inputs"]["pcm"] == transcript["pcm_sha256"]
    assert set(steps["diarize"]["models"]) == {"segmentation-3.0", "campplus"}
    assert steps["recognise"]["models"].keys() == {"whisper-base"}
    assert steps["recognise"]["parameters"]["temperature"] == 0.0
