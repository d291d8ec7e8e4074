"""The voices of a workspace's calls as points, made from the sound once and kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from calltools.arithmetic import exact
from calltools.checks.voices_across_calls import PartyVoice, VoicePoint
from calltools.errors import WorkspaceError
from calltools.files import bytes_of
from calltools.media.decoding import decode
from calltools.models.model_files import locate
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, canonical_json, package_version, sha256_bytes
from calltools.records import dumps, parse_as
from calltools.settings import Settings
from calltools.speech import campplus, runtime
from calltools.speech.campplus import CamPlusPlus
from calltools.speech.intervals import Region
from calltools.speech.two_party import embed_windows, place_windows
from calltools.store.call_folder import Folder
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript

if TYPE_CHECKING:
    from calltools.media.pcm import Pcm

VOICES = "voices.json"
"""The artefact of the step ``voices``: a point for each party of a call."""

_STEP = "voices"
VERSION = 1
"""Of the step: raised like those of the stages of a run (:mod:`calltools.store.stages`)."""

PACKAGES = ("onnxruntime", "kaldi_native_fbank", "numpy")
"""What voices are heard with."""
_SHORTEST_MS = 600  # an embedding of less tells little (speech/two_party.py)
_LONGEST_MS = 60_000
"""So much speech of a party is heard; more makes its point hardly surer."""


def voices_of_workspace(
    workspace: Workspace, settings: Settings, progress: Progress = silent
) -> dict[str, list[PartyVoice]]:
    """The voices of each call that has a transcript with times, by its name.

    What was made before is read.  Raises MissingPartError where the speech packages are not
    installed, ModelError where the model is not, and CalltoolsError for a file that can't be read.
    """
    runtime.require(*PACKAGES)
    model = locate("campplus", settings.models_dir)
    found: dict[str, list[PartyVoice]] = {}
    known = recordings(workspace)
    for number, recording in enumerate(known):
        share = part(progress, number / len(known), (number + 1) / len(known))
        folder = workspace.folder(recording.name)
        path = folder.path / folder.transcript_name
        if not path.is_file() or not recording.has_sound:
            continue
        transcript = read_transcript(bytes_of(path, WorkspaceError), str(path))
        speech = {party.speaker: _alone(transcript, party.speaker) for party in transcript.parties}
        step = Step(
            _STEP,
            # Who speaks when, and not who it is: a role that is put right makes no voice another.
            inputs={
                "pcm": recording.pcm_sha256,
                "spans": sha256_bytes(canonical_json(speech).encode()),
            },
            models={"campplus": model.sha256},
            parameters={name: package_version(name) for name in PACKAGES},
            stage_version=VERSION,
            actor=settings.operator,
        )
        with workspace.lock(recording.name):
            if not folder.is_done(step):
                with decode(recording.path) as pcm:
                    points = voices_in(pcm, speech, campplus.load(settings), share)
                folder.commit(step, {VOICES: dumps(points)})
            points = _read_points(folder)
        found[recording.name] = [
            PartyVoice(party.speaker, party.role, party.source == "given", points[party.speaker])
            for party in transcript.parties
            if party.speaker in points
        ]
        share(1.0)
    return found


@exact()
def voices_in(
    pcm: Pcm,
    speech: Mapping[str, Sequence[Region]],
    network: CamPlusPlus,
    progress: Progress = silent,
) -> dict[str, VoicePoint]:
    """The voices of one call's speakers, of where each speaks (``speech``), as ``network`` hears
    them."""
    heard = {speaker: regions for speaker, regions in speech.items() if regions}
    points: dict[str, VoicePoint] = {}
    for number, (speaker, regions) in enumerate(heard.items()):
        share = part(progress, number / len(heard), (number + 1) / len(heard))
        seconds = round(sum(end - start for start, end in regions) / 1000, 1)
        points[speaker] = VoicePoint(seconds, _centre(pcm, regions, network, share))
    return points


def voice_model(settings: Settings) -> str:
    """The sha256 of the model that hears voices.  Raises ModelError."""
    return locate("campplus", settings.models_dir).sha256


def _read_points(folder: Folder) -> dict[str, VoicePoint]:
    try:
        return parse_as(folder.read(VOICES), dict[str, VoicePoint])
    except ValueError as error:
        raise WorkspaceError(
            folder.path / VOICES, f"is not what calltools writes: {error}", "remove it"
        ) from error


def _alone(transcript: Transcript, speaker: str) -> list[Region]:
    """The turns in which a party speaks alone."""
    return alone(
        (turn.start_ms, turn.end_ms)
        for turn in transcript.turns
        if turn.speaker == speaker
        and turn.start_ms is not None
        and turn.end_ms is not None
        and "overlap" not in turn.flags
    )


def alone(regions: Iterable[Region]) -> list[Region]:
    """Of where somebody speaks alone as much as a voice is made of, the longest first."""
    kept: list[Region] = []
    total = 0
    long = [region for region in regions if region[1] - region[0] >= _SHORTEST_MS]
    for start, end in sorted(long, key=lambda span: span[0] - span[1]):
        if total >= _LONGEST_MS:
            break
        end = min(end, start + _LONGEST_MS - total)
        kept.append((start, end))
        total += end - start
    return sorted(kept)


def _centre(
    pcm: Pcm, regions: Sequence[Region], network: CamPlusPlus, progress: Progress
) -> tuple[float, ...]:
    points = embed_windows(pcm, network, place_windows(tuple(regions)), progress=progress)
    mean = points.mean(axis=0)
    unit = mean / max(1e-9, float(np.linalg.norm(mean)))
    return tuple(round(float(x), 5) for x in unit)
