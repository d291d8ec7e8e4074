"""What the warnings on a transcript mean, in words for a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FlagText:
    """A warning's short label and what it tells the reader to do; ``anchor`` can be an HTML id."""

    anchor: str
    label: str
    meaning: str


_FLAGS = {
    "likely_invented": (
        "likely invented",
        "The recogniser may have written words that nobody spoke. Listen before using them.",
    ),
    "repetition": (
        "repetition",
        "The same words come again and again, as recognisers do when they lose the sound. "
        "Listen before using them.",
    ),
    "low_confidence": (
        "low confidence",
        "The recogniser gave these words a low probability. Listen before using them.",
    ),
    "text_without_speech": (
        "text without speech",
        "Words were written where no speech was found in the sound. They may be invented.",
    ),
    "speech_without_text": (
        "speech without text",
        "Somebody speaks here, but no words were written. Listen to this stretch.",
    ),
    "overlap": (
        "overlap",
        "Both parties speak at once; words may be missing or given to the wrong party.",
    ),
    "prompted": (
        "prompted recogniser",
        "The recogniser was given words to expect. It may have written them where they were not "
        "said; do not rely on this transcript without listening.",
    ),
    "short_party": (
        "a party hardly speaks",
        "One party speaks so little that the voices may have been told apart wrongly.",
    ),
}

_GAPS = {
    "ringback": "ringing",
    "dial_tone": "dial tone",
    "busy_tone": "busy tone",
    "dtmf": "dialling",
    "silence": "silence",
    "speech_without_text": "speech without text",
}


def flag_text(name: str) -> FlagText:
    """The words for a flag; one that is not known here says so."""
    unexplained = f"The program set the flag {name}; it is not explained here."
    label, meaning = _FLAGS.get(name, (name.replace("_", " "), unexplained))
    return FlagText(re.sub(r"[^a-z0-9]", lambda c: f"-{ord(c[0]):x}", name), label, meaning)


def gap_text(kind: str) -> str:
    """The words for the kind of a stretch without words."""
    return _GAPS.get(kind, kind.replace("_", " "))


def gap_class(kind: str) -> str:
    """The kind as a class of the stylesheet; ``other`` for one that is not known here."""
    return kind if kind in _GAPS else "other"
