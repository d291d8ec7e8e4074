"""Flags of turns in words: a short label, and what it tells the reader to do."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.messages import Message


@dataclass(frozen=True, slots=True)
class FlagText:
    """A turn's flag in words."""

    name: str
    label: str
    meaning: str


def flag_text(name: str) -> FlagText:
    """The words for a turn's flag; one that is not known here says so."""
    if name in _KNOWN:
        return FlagText(name, *_KNOWN[name])
    unexplained = Message("The program set the flag {name}; it is not explained here.", name=name)
    return FlagText(name, name.replace("_", " "), unexplained)


_KNOWN = {
    "likely_invented": (
        Message("likely invented"),
        Message(
            "The recogniser may have written words that nobody spoke. Listen before using them."
        ),
    ),
    "repetition": (
        Message("repetition"),
        Message(
            "The same words come again and again, as recognisers do when they lose the sound. "
            "Listen before using them."
        ),
    ),
    "reheard": (
        Message("heard again"),
        Message(
            "The recogniser had lost the sound here and wrote a loop; these words are from hearing "
            "it again in another way. Listen before using them."
        ),
    ),
    "low_confidence": (
        Message("low confidence"),
        Message("The recogniser gave these words a low probability. Listen before using them."),
    ),
    "text_without_speech": (
        Message("text without speech"),
        Message("Words were written where no speech was found in the sound. They may be invented."),
    ),
    "heard_otherwise": (
        Message("heard otherwise"),
        Message(
            "A second hearing has another figure here, or denies what the first does not, or the "
            "other way round. Both are shown; listen before using either."
        ),
    ),
    "reading_proposed": (
        Message("reading proposed"),
        Message(
            "Words here sound like a term of transplantation and may be it. The term is proposed "
            "beside them; listen before using it."
        ),
    ),
    "overlap": (
        Message("overlap"),
        Message("Both parties speak at once; words may be missing or given to the wrong party."),
    ),
}
