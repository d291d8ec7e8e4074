"""Plain text for reading: what is known of the call, then time, speaker, words and flags."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.times import clock
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.warnings import (
    FLAGS,
    LANGUAGE,
    WARNING,
    other_language,
    remark,
    warnings_of,
)
from calltools.transcripts.writers.labels import colon
from calltools.transcripts.writers.marks import (
    BRACKETS,
    NOT_SAID,
    Voice,
    in_label,
    in_words,
    labels,
    made_by,
    voice_lines,
)

HEADER = {
    "hospital": ("医院", "Hospital"),
    "date": ("日期", "Date"),
    "time": ("时间", "Time"),
    "phone": ("电话", "Phone"),
    "recording_no": ("录音编号", "Recording no."),
    "respondent": ("受访者", "Respondent"),
    "investigator": ("调查者", "Investigator's name"),
}
"""The facts of a call by their names, as they are called in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class TurnLine:
    """What stands on the line of a turn, in this order; ``time`` and ``label`` with their signs."""

    time: str
    label: str
    words: str
    remarks: tuple[str, ...]


def to_txt(transcript: Transcript) -> str:
    """The transcript as people read it; notes stand between the turns, in brackets."""
    given = labels(transcript)
    after = colon(transcript.language)
    lines = [made_by("transcript", transcript.language)]
    lines += [f"{key}{after}{value}" for key, value in header_rows(transcript)]
    lines += [*voice_lines(given), *warning_lines(transcript), ""]
    for number, turn in enumerate(transcript.turns):
        lines += note_lines(transcript, number)
        line = turn_line(turn, transcript, given)
        words = f"{line.time}{line.label}{line.words}"
        lines.append(" ".join([words.rstrip(" "), *line.remarks]))
    lines += note_lines(transcript, len(transcript.turns))
    return "\n".join(lines) + "\n"


def header_rows(transcript: Transcript) -> list[tuple[str, str]]:
    """What is known of the call, as (key, value) in the transcript's language."""
    english = transcript.language.startswith("en")
    return [
        (names[english], in_words(value))
        for field, names in HEADER.items()
        if (value := getattr(transcript.call, field))
    ]


def turn_line(turn: Turn, transcript: Transcript, given: dict[Voice, str]) -> TurnLine:
    """The line of a turn whose voice has one of the labels that are ``given``."""
    shows_brackets = turn.printed is not None and turn.printed != turn.text
    words = turn.printed if shows_brackets and turn.printed is not None else turn.text
    brackets = (f"[{BRACKETS}{NOT_SAID}]",) if shows_brackets else ()
    name = given[turn.speaker, turn.role] + colon(transcript.language)
    return TurnLine(_time(turn), name, in_words(words), (*brackets, *_remarks(turn, transcript)))


def _time(turn: Turn) -> str:
    if turn.start_ms is None:
        return "" if turn.end_ms is None else f"[? - {clock(turn.end_ms)}] "
    end = "" if turn.end_ms is None else f" - {clock(turn.end_ms)}"
    return f"[{clock(turn.start_ms)}{end}] "


def warning_lines(transcript: Transcript) -> list[str]:
    """What a reader should know of the whole, a line each: ``[warning: …]``."""
    return [remark(WARNING, warning.words) for warning in warnings_of(transcript)]


def _remarks(turn: Turn, transcript: Transcript) -> list[str]:
    """What a reader should know of a turn: its language, where the call has another; its flags."""
    language = other_language(turn, transcript)
    found = [f"[{LANGUAGE}{in_label(language)}]"] if language else []
    return found + ([f"[{FLAGS}{', '.join(map(in_label, turn.flags))}]"] if turn.flags else [])


def note_lines(transcript: Transcript, after_turn: int) -> list[str]:
    """The notes after so many turns, a line each: ``[footer: （录音完）]``."""
    notes = (note for note in transcript.notes if note.after_turn == after_turn)
    return [f"[{in_label(note.kind)}: {in_words(note.text)}]" for note in notes]
