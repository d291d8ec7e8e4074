"""The marks by which calltools knows its own files again, labels of voices, and how any words stand
between them.

A file that people read begins with ``[made by calltools: transcript, zh-Hans]``.  Each label is one
voice's, as ``[voice: 院方 = SPEAKER_01, hospital]`` says.  What would be taken for a mark inside
words is spelled out as in Office Open XML (ECMA-376 part 1, 22.9.2.19): ``_x003A_`` for a colon in
a label; an underscore that could be taken for such a code is ``_x005F_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.errors import TranscriptError
from calltools.transcripts.gaps import as_gap
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Role, Transcript, Turn

MADE, VOICE, IN_BRACKETS = "made by calltools: ", "voice: ", "in brackets: "
"""What remarks begin with: the first line; who a label is; that brackets in a turn's words are the
editor's, glosses and what is heard beside the words."""

NOBODY = "?"
"""The label of turns of which it is not known who says them."""

GOES_ON = "…"
"""Begins a subtitle that goes on with the turn of the one before."""

_ALWAYS = (
    r"_(?=x[0-9A-F]{4})|[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
    r"|^\s|\s\Z"
)
_IN_WORDS = re.compile(_ALWAYS + r"|\[(?=(?:language|flags|in brackets): )")
_IN_CUES = re.compile(_ALWAYS + r"|-(?=->)|<(?=/?[ibufIBUF])|\{(?=\\)|\[(?=flags: )")
_IN_LABELS = re.compile(
    _ALWAYS + r"|[:：=,\[\]]|^[?….](?=[…?.]*\Z)|^[….]|-(?=->)|<(?=/?[ibufIBUF])|\{(?=\\)"
)
_IN_XML = re.compile(r"_(?=x[0-9A-F]{4})|[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_SPELLED = re.compile(r"_x([0-9A-F]{4})_")

_MACHINE = re.compile(r"(?i)speaker[ _-]?\w{1,4}|spk[ _-]?\d+|left|right|channel[ _-]?\d+")
_NAMES: dict[str, dict[str, str]] = {
    "zh": {INVESTIGATOR: "调查员", HOSPITAL: "院方", OTHER: "旁人"},
    "en": {INVESTIGATOR: "Investigator", HOSPITAL: "Hospital", OTHER: "Other person"},
}

Voice = tuple[str | None, Role]


def _spell(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def in_words(text: str) -> str:
    """``text`` on one line, as words before the remarks of a turn."""
    return _spell(_IN_WORDS, text)


def in_cue(text: str) -> str:
    """``text`` as words of a subtitle."""
    return _spell(_IN_CUES, text)


def in_label(text: str) -> str:
    """``text`` as a label before a colon, or in a remark."""
    return _spell(_IN_LABELS, text)


def escape(text: str) -> str:
    """``text`` without the characters that XML and Praat can't hold."""
    return _spell(_IN_XML, text)


def unspelled(text: str) -> str:
    """What any of these was given."""
    return _SPELLED.sub(lambda match: chr(int(match[1], 16)), text)


def made_by(what: str, language: str) -> str:
    """The first line of a file: ``[made by calltools: transcript, zh-Hans]``."""
    return f"[{MADE}{what}, {in_label(language)}]"


def made_in(line: str) -> str | None:
    """The language of the file whose first line this is; None if calltools did not make it."""
    match = re.fullmatch(rf"\s*(?:WEBVTT )?\[{MADE}\w+, ([^\[\]]*)\]\s*", line)
    return unspelled(match[1]) if match else None


def label(turn: Turn, transcript: Transcript) -> str | None:
    """What to print before the turn's words; None if nothing is known about its speaker.

    A diarizer's name (``SPEAKER_00``) says less than the role, a printed label says more.
    """
    if turn.speaker and not _MACHINE.fullmatch(turn.speaker):
        return " ".join(turn.speaker.split())
    language = "en" if transcript.language.startswith("en") else "zh"
    return _NAMES[language].get(turn.role) or turn.speaker


def colon(language: str) -> str:
    """The colon after a label, with its space where the language has one."""
    return ": " if language.startswith("en") else "："


def labels(transcript: Transcript) -> dict[Voice, str]:
    """The label of each voice of the transcript: no two have one, ``护士`` is followed by
    ``护士 2`` where speakers or roles differ."""
    given: dict[Voice, str] = {}
    for turn in transcript.turns:
        if (turn.speaker, turn.role) in given:
            continue
        shown = label(turn, transcript)
        name = base = in_label(shown) if shown else NOBODY
        number = 1
        while name in given.values():
            number += 1
            name = f"{base} {number}"
        given[turn.speaker, turn.role] = name
    return given


def voice_lines(given: dict[Voice, str]) -> list[str]:
    """A line for each label: ``[voice: 院方 = SPEAKER_01, hospital]``."""
    return [
        f"[{VOICE}{name} = {'' if speaker is None else in_label(speaker) + ', '}{role}]"
        for (speaker, role), name in given.items()
    ]


def timed_turns(
    transcript: Transcript, needed: str, choose: str
) -> Iterator[tuple[Turn, int, int]]:
    """The turns that hold words, and speech without words, with their times.

    Raises TranscriptError if one has no times: they can't be made up.
    """
    for number, turn in enumerate(transcript.turns, start=1):
        if not turn.text.strip() and as_gap(turn) is None:
            continue
        if turn.start_ms is None or turn.end_ms is None:
            raise TranscriptError(f"turn {number}", f"has no times, which {needed}", choose)
        yield turn, turn.start_ms, turn.end_ms
