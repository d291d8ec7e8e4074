"""How a call stands: what was made of it, what is to be done, what a reader should know."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calltools.code_hash import code_sha256
from calltools.errors import CalltoolsError
from calltools.records import Whole
from calltools.store.folder import CORRECTED, PAGE, STATEMENTS, TRANSCRIPT, Folder
from calltools.store.standing import sidecar_changed
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import warnings_of

if TYPE_CHECKING:
    from calltools.statements.record import Statement
    from calltools.store.recordings import Registered
    from calltools.transcripts.model import Transcript

STAGES: Mapping[str, str] = {
    "diarize": "calltools.run.diarize",
    "recognise": "calltools.run.recognise",
    "second": "calltools.run.second",
    "known_voices": "calltools.run.known_voices",
    "transcript": "calltools.run.transcript",
    "correct": "calltools.run.correct",
    "extract": "calltools.run.extract",
    "page": "calltools.run.page",
    "align": "calltools.run.align",
}
"""The stages of a run, and the module that each is."""

_OPTIONAL = ("second", "known_voices", "correct", "align")


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call in a line.

    ``state`` is ``done``, ``new`` (nothing made yet), ``stale`` (``stale`` names the stages to be
    made again or still), ``edited`` (``edited`` names artefacts that a person changed in place),
    ``gone`` (its recording is no longer there) or ``broken`` (its sidecar or its record can't be
    read).  ``faults`` say what is gone or broken.  ``duration_ms`` is the length of the sound;
    ``voices`` are who speaks, by role and name; ``warnings`` what a reader should know;
    ``published`` whether it stands beside a publication; ``synthetic`` None where nobody said.
    """

    name: str
    state: str
    recording: str
    duration_ms: Whole | None = None
    hospital: str | None = None
    date: str | None = None
    language: str | None = None
    origin: str | None = None
    voices: tuple[str, ...] = ()
    turns: Whole = 0
    flagged: Whole = 0
    statements: Mapping[str, int] = field(default_factory=dict)
    corrections: Whole = 0
    warnings: tuple[CallWarning, ...] = ()
    stale: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    synthetic: bool | None = None
    page: bool = False
    published: bool = False
    phone: str | None = None
    copy_of: str | None = None
    """The call that this is another recording of, by its sound or its words."""


def facts_of(transcript: Transcript, statements: Iterable[Statement]) -> dict[str, object]:
    """What a summary tells of a transcript and its statements, by the fields of CallSummary."""
    counts: dict[str, int] = {}
    for statement in statements:
        counts[statement.category] = counts.get(statement.category, 0) + 1
    standing = [
        o for o in transcript.corrections if o.state != "undone" and not o.correction.undoes
    ]
    return {
        "hospital": transcript.call.hospital,
        "date": transcript.call.date or transcript.call.date_printed,
        "phone": transcript.call.phone,
        "language": transcript.language,
        "origin": transcript.origin,
        "voices": tuple(party.name or party.role for party in transcript.parties),
        "turns": len(transcript.turns),
        "flagged": sum(1 for turn in transcript.turns if turn.flags),
        "statements": counts,
        "corrections": len(standing),
        "warnings": warnings_of(transcript),
        "synthetic": transcript.call.synthetic,
    }


def stale_stages(folder: Folder, recording: Registered) -> tuple[str, ...]:
    """The stages that were not done, or were done from other artefacts, by other code, or from
    another sidecar.

    What other settings or models would change only ``run`` tells, which has them.
    """
    stale: list[str] = []
    for name, module in STAGES.items():
        step = folder.step(name)
        if step is None:
            wanted = name not in _OPTIONAL or (name == "correct" and folder.is_corrected)
        else:
            wanted = step.code != code_sha256(module) or _changed(folder, step.inputs, stale)
            wanted = wanted or bool(folder.broken(name))
            wanted = wanted or (name == "transcript" and sidecar_changed(folder, recording))
            if name in ("extract", "page", "align"):
                wanted = wanted or folder.transcript_name not in step.inputs
        if wanted:
            stale.append(name)
    return tuple(stale)


def _changed(folder: Folder, inputs: Mapping[str, str], stale: Sequence[str]) -> bool:
    """Whether an artefact that went in is another now, or will be."""
    makers = {TRANSCRIPT: "transcript", CORRECTED: "correct", STATEMENTS: "extract"}
    for name, sha256 in inputs.items():
        if makers.get(name) in stale:
            return True
        try:
            # As text: asked many times of each of a thousand calls.
            is_there = os.path.isfile(f"{folder.path}/{name}")  # noqa: PTH113
            if is_there and folder.sha256(name) != sha256:
                return True
        except CalltoolsError:
            return True
    return False


def has_page(folder: Folder) -> bool:
    """Whether the page of the call is there to be opened."""
    return (folder.path / PAGE).is_file()
