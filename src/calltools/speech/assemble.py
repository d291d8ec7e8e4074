"""From what was heard and who spoke when to a transcript: turns, roles, flags, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from calltools.messages import Message
from calltools.provenance import Step
from calltools.speech.hearing_differences import HeardOtherwise
from calltools.speech.model import Diarization, Heard
from calltools.speech.turn_flags import (
    find_gaps,
    unwritten_parties,
    with_readings,
    with_second_hearing,
)
from calltools.speech.turns import to_turns
from calltools.speech.voice_roles import infer_roles
from calltools.transcripts.model import Call, Transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import PROMPTED

if TYPE_CHECKING:
    from calltools.media import Probe

_UNTIMED = CallWarning(
    "times_shared_out",
    Message(
        "the recogniser told no times of words: they are shared out evenly over the seconds that "
        "were heard in one go, and may be out by some; so may who said a word near a change of "
        "speaker"
    ),
)


def assemble(
    heard: Heard,
    diarization: Diarization,
    probe: Probe,
    *,
    audio_sha256: str,
    pcm_sha256: str,
    language: str,
    call: Call,
    investigator: str = "",
    steps: Iterable[Step] = (),
    otherwise: Sequence[HeardOtherwise] = (),
) -> Transcript:
    """The transcript of a recording.

    ``language`` is the one that was given; what was found in ``heard`` goes before.  ``steps`` are
    those that made ``heard`` and ``diarization``; a prompt given to the recogniser
    flags the whole transcript.  ``otherwise`` is what a second hearing has in other words.
    ``investigator`` names a speaker, or ``left`` or ``right``.
    Raises SettingsError if there is no such speaker.
    """
    steps = tuple(steps)
    turns = with_second_hearing(to_turns(heard.segments, diarization), otherwise)
    turns = with_readings(turns, heard.language.code if heard.language else language)
    parties = infer_roles(turns, investigator=investigator, channels=diarization.channels)
    roles = {party.speaker: party.role for party in parties}
    prompted = any(step.parameters.get("initial_prompt") for step in steps)
    return Transcript(
        turns=tuple(
            replace(turn, role=roles.get(turn.speaker, turn.role)) if turn.speaker else turn
            for turn in turns
        ),
        language=heard.language.code if heard.language else language,
        call=call,
        parties=parties,
        spans=diarization.spans,
        gaps=find_gaps(turns, heard, diarization, probe.tones),
        flags=(PROMPTED,) if prompted else (),
        duration_ms=probe.duration_ms,
        audio_sha256=audio_sha256,
        pcm_sha256=pcm_sha256,
        provenance=steps,
        warnings=(
            *(CallWarning("damaged", remark) for remark in probe.damage),
            *(heard.language.warnings if heard.language else ()),
            *((_UNTIMED,) if any(not segment.timed for segment in heard.segments) else ()),
            *diarization.warnings,
            *unwritten_parties(turns, diarization),
        ),
        measures=_measures(probe, heard, diarization),
    )


def _measures(
    probe: Probe, heard: Heard, diarization: Diarization
) -> dict[str, float | int | str | bool | None]:
    found = heard.language
    return {
        "channels": probe.channels,
        "sample_rate": probe.sample_rate,
        "codec": probe.codec,
        "bandwidth": probe.bandwidth,
        "level": probe.level,
        "clipping": probe.clipping,
        "silence": probe.silence,
        "crosstalk_db": probe.crosstalk_db,
        **({"language_confidence": found.confidence} if found else {}),
        "diarization": diarization.method,
        **diarization.measures,
    }
