"""The investigator's voice, enrolled from calls in which a person said whose it is; what it tells
of who is who in another call."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.checks.voices_across_calls import PartyVoice, VoicePoint, log_likelihood_ratio
from calltools.errors import SettingsError, WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.records import dumps, parse_as
from calltools.speech.model import KnownVoice
from calltools.store.call_folder import ENROLLED
from calltools.store.workspace import Workspace
from calltools.transcripts.model import INVESTIGATOR

_SHARE = 0.5
"""In so many calls the investigator is taken to be an enrolled one, before a voice is heard.  Not
measured: who else calls for a campaign, only the campaign knows."""
_ENROL_AGAIN = "run `calltools check --enrol` again"


@dataclass(frozen=True, slots=True)
class EnrolledVoice:
    """The voice of the investigator in the call ``call``."""

    call: str
    speaker: str
    point: VoicePoint


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Voices of investigators, as the model with the sha256 ``model`` hears them."""

    model: str
    voices: tuple[EnrolledVoice, ...]


def enrol(
    workspace: Workspace, voices: Mapping[str, Sequence[PartyVoice]], model: str
) -> tuple[EnrolledVoice, ...]:
    """Keep the investigators among ``voices`` (by call) whom a person named, in the place of any
    kept before.  Raises SettingsError where there is none."""
    named = tuple(
        EnrolledVoice(call, voice.speaker, voice.point)
        for call, of_call in voices.items()
        for voice in of_call
        if voice.confirmed and voice.role == INVESTIGATOR and voice.point.is_comparable
    )
    if not named:
        raise SettingsError(
            "--enrol",
            "no call has an investigator whom a person named and who speaks for long enough",
            "confirm one: calltools correct CALL --role SPEAKER_00=investigator",
        )
    atomic_write(workspace.root / ENROLLED, dumps(Enrolled(model, named)))
    return named


def read_enrolled(path: Path) -> Enrolled:
    """What :func:`enrol` kept.  Raises WorkspaceError for a file that is not that."""
    try:
        return parse_as(bytes_of(path, WorkspaceError), Enrolled)
    except ValueError as error:
        problem = f"is not what calltools writes: {error}"
        raise WorkspaceError(path, problem, _ENROL_AGAIN) from error


def check_model(enrolled: Enrolled, model: str, path: Path) -> None:
    """Raise WorkspaceError where voices were enrolled with another model than is there now."""
    if enrolled.model != model:
        heard_as = f"expected voices as model {model[:12]}… hears them"
        raise WorkspaceError(path, f"{heard_as}, found {enrolled.model[:12]}…", _ENROL_AGAIN)


def known_voices(
    heard: Mapping[str, VoicePoint], enrolled: Enrolled, call: str
) -> dict[str, KnownVoice]:
    """What the voices of ``call``, by speaker, tell of who is the investigator.

    If a party is the investigator, it is one of those enrolled in a share of calls, and anybody
    else in the others; if not, it is anybody.  The likelihood of the first over the second is the
    evidence: a voice that is like nobody's takes a little from it, equally for all.  What was
    enrolled from the call itself is left out.
    """
    others = [voice for voice in enrolled.voices if voice.call != call]
    known: dict[str, KnownVoice] = {}
    for speaker, point in heard.items():
        if others and point.is_comparable:
            ratio, like = max(
                (log_likelihood_ratio(point, other.point), other.call) for other in others
            )
            odds = math.log(1 - _SHARE + _SHARE * math.exp(min(50.0, ratio)))
            known[speaker] = KnownVoice(odds, like)
    return known
