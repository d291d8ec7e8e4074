"""calltools JSON, in the shape of WhisperX (:mod:`calltools.transcripts.shape`)."""

from __future__ import annotations

from calltools.records import dumps
from calltools.transcripts.model import Transcript
from calltools.transcripts.shape import to_data


def to_json(transcript: Transcript) -> str:
    """The transcript as JSON text; ``readers.calltools_json`` gives an equal one back."""
    return dumps(to_data(transcript))
