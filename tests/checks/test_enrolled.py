"""The investigator's voice, known from calls in which a person named it, tells roles in others."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from test_voices_across_calls import brief, voice, workspace_of_two

from calltools.checks.enrolled_voice import check_model, enrol, known_voices, read_enrolled
from calltools.checks.voices_across_calls import PartyVoice, VoicePoint
from calltools.cli import cli
from calltools.errors import SettingsError, WorkspaceError
from calltools.provenance import Step
from calltools.run.job import to_line
from calltools.run.pipeline import Pipeline
from calltools.run.stage_known_voices import KnownVoices
from calltools.run.stage_transcript import Assemble
from calltools.settings import Settings
from calltools.speech.model import Diarization, Heard, HeardSegment, HeardWord, KnownVoice, Span
from calltools.speech.voice_roles import infer_roles
from calltools.store.call_folder import ENROLLED, KNOWN_VOICES, SPEAKERS, TRANSCRIPT, WORDS
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Turn
from calltools.transcripts.readers.calltools_json import read_transcript

SAID = "嗯好的我知道了谢谢你"
"""What either party might say."""


def of_speakers(*voices: PartyVoice) -> dict[str, VoicePoint]:
    return {f"SPEAKER_0{n}": each.point for n, each in enumerate(voices)}


def test_only_investigators_whom_a_person_named_are_enrolled(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    file = workspace.root / ENROLLED
    calls = {"a": [voice(0, INVESTIGATOR, confirmed=True), voice(1, confirmed=True)]}
    short = brief(voice(3, INVESTIGATOR, confirmed=True))
    others = {"b": [voice(2, INVESTIGATOR)], "c": [short]}  # named by a machine, or says little
    with pytest.raises(SettingsError, match="calltools correct CALL --role"):
        enrol(workspace, others, "m")
    assert not file.exists()
    kept = enrol(workspace, calls | others, "m")
    assert [one.call for one in kept] == ["a"]
    assert read_enrolled(file).voices == kept
    with pytest.raises(WorkspaceError, match="check --enrol"):
        check_model(read_enrolled(file), "other", file)
    # It speaks for itself, and strangers for nothing.
    heard = of_speakers(voice(0, heard=1), voice(1), voice(2))
    found = known_voices(heard, read_enrolled(file), "b")
    assert found["SPEAKER_00"].log_odds > 5
    assert found["SPEAKER_00"].like == "a"
    strangers = [found[f"SPEAKER_0{n}"].log_odds for n in (1, 2)]
    assert strangers == pytest.approx([math.log(0.5)] * 2, abs=0.01)
    assert known_voices(heard, read_enrolled(file), "a") == {}, "a call is no witness for itself"
    assert known_voices(of_speakers(brief(voice(0, heard=1))), read_enrolled(file), "b") == {}
    file.write_text("{}")
    with pytest.raises(WorkspaceError, match="check --enrol"):
        read_enrolled(file)


def roles(turns: list[Turn], known: Mapping[str, KnownVoice]) -> dict[str, str]:
    return {party.speaker: party.role for party in infer_roles(turns, known=known)}


def test_words_and_voice_are_weighed_together() -> None:
    turns = [Turn(SAID, "A"), Turn(SAID, "B")]
    assert roles(turns, {}) == {"A": UNKNOWN, "B": UNKNOWN}
    sure = {"B": KnownVoice(6.0, "a"), "A": KnownVoice(-0.7, "a")}
    assert roles(turns, sure) == {"A": HOSPITAL, "B": INVESTIGATOR}
    (party,) = (p for p in infer_roles(turns, known=sure) if p.speaker == "B")
    assert party.evidence[0] == "sounds like the investigator of a"
    assert party.source == "inferred" and party.confidence >= 0.95
    strangers = {"A": KnownVoice(-0.69, "a"), "B": KnownVoice(-0.69, "a")}
    assert roles(turns, strangers) == {"A": UNKNOWN, "B": UNKNOWN}
    clear = [
        Turn("喂您好请问是移植病房吗我父亲想换肝要等多久费用大概多少", "A"),
        Turn("快的话十来天你先来住院做检查我们这儿再安排", "B"),
    ]
    assert roles(clear, strangers) == roles(clear, {}) == {"A": INVESTIGATOR, "B": HOSPITAL}


def hear(workspace: Workspace, recording: Registered) -> None:
    """The call "swapped" with its spans found and words that tell nothing of who is who."""
    length = recording.probe.duration_ms
    transcript = read_transcript(
        (workspace.folder(recording.name).path / TRANSCRIPT).read_bytes(), recording.name
    )
    middle = transcript.turns[0].end_ms
    assert middle is not None
    spans = (Span(0, middle, "SPEAKER_00"), Span(middle, length, "SPEAKER_01"))
    diarization = Diarization(spans, ((0, length),), (), "two-party")
    segments = []
    for span in spans:
        words = tuple(
            HeardWord(sign, span.start_ms + 200 * n, span.start_ms + 200 * (n + 1), 0.9)
            for n, sign in enumerate(SAID)
        )
        segments.append(HeardSegment(span.start_ms, span.end_ms, SAID, words, -0.2, 0.1, 1.0))
    folder = workspace.folder(recording.name)
    folder.commit(
        Step("made"), {SPEAKERS: to_line(diarization), WORDS: to_line(Heard(tuple(segments)))}
    )


class RolesPipeline(Pipeline):
    """The two stages that tell roles by enrolled voices."""

    kinds = MappingProxyType({KnownVoices: 0.5, Assemble: 0.5})


@pytest.mark.model
def test_an_enrolled_voice_decides_roles_in_another_call(
    tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_of_two(tmp_path)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    settings = Settings(models_dir=models_dir)
    (recording,) = (each for each in recordings(workspace) if each.name == "swapped")
    told = CliRunner().invoke(cli, ["check", "--enrol"])
    assert told.exit_code in (0, 3), told.output
    assert "enrolled as investigators: SPEAKER_00 of known" in " ".join(told.stderr.split())
    hear(workspace, recording)
    pipeline = RolesPipeline(workspace, settings)

    def told_roles() -> dict[str, str]:
        assert pipeline.run(recording).error is None
        raw = workspace.folder("swapped").read(TRANSCRIPT)
        return {party.speaker: party.role for party in read_transcript(raw, "swapped").parties}

    assert told_roles() == {"SPEAKER_00": INVESTIGATOR, "SPEAKER_01": HOSPITAL}
    assert pipeline.run(recording).made == (), "what is done is not done again"
    (workspace.root / ENROLLED).unlink()
    assert told_roles() == {"SPEAKER_00": UNKNOWN, "SPEAKER_01": UNKNOWN}
    assert not (workspace.folder("swapped").path / KNOWN_VOICES).exists()
