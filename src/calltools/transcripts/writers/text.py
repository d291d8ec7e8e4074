"""Plain text for reading: what is known of the call, then time, speaker, words and flags."""

from __future__ import annotations

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
from calltools.transcripts.writers.labels import colon, label, one_line

_HEADER = {
    "hospital": ("医院", "Hospital"),
    "date": ("日期", "Date"),
    "time": ("时间", "Time"),
    "phone": ("电话", "Phone"),
    "recording_no": ("录音编号", "Recording no."),
    "respondent": ("受访者", "Respondent"),
    "investigator": ("调查者", "Investigator's name"),
}


def to_txt(transcript: Transcript) -> str:
    """The transcript as people read it; notes stand between the turns, in brackets."""
    after = colon(transcript.language)
    header = [f"{key}{after}{value}" for key, value in header_rows(transcript)]
    header += warning_lines(transcript)
    body = []
    for number, turn in enumerate(transcript.turns):
        body += _notes(transcript, number)
        body.append(_turn(turn, transcript))
    body += _notes(transcript, len(transcript.turns))
    return "\n".join([*header, *([""] if header else []), *body]) + "\n"


def header_rows(transcript: Transcript) -> list[tuple[str, str]]:
    """What is known of the call, as (key, value) in the transcript's language."""
    english = transcript.language.startswith("en")
    return [
        (names[english], one_line(value))
        for field, names in _HEADER.items()
        if (value := getattr(transcript.call, field))
    ]


def _turn(turn: Turn, transcript: Transcript) -> str:
    line = ""
    if turn.start_ms is not None:
        end = "" if turn.end_ms is None else f" - {clock(turn.end_ms)}"
        line += f"[{clock(turn.start_ms)}{end}] "
    if (name := label(turn, transcript)) is not None:
        line += name + colon(transcript.language)
    line += one_line(turn.printed if turn.printed is not None else turn.text)
    return " ".join([line, *remarks(turn, transcript)])


def warning_lines(transcript: Transcript) -> list[str]:
    """What a reader should know of the whole, a line each: ``[warning: …]``."""
    return [remark(WARNING, warning.words) for warning in warnings_of(transcript)]


def remarks(turn: Turn, transcript: Transcript) -> list[str]:
    """What a reader should know of a turn: its language, where the call has another; its flags."""
    language = other_language(turn, transcript)
    found = [remark(LANGUAGE, language)] if language else []
    return found + ([remark(FLAGS, ", ".join(turn.flags))] if turn.flags else [])


def _notes(transcript: Transcript, after_turn: int) -> list[str]:
    return [bracketed(n.text) for n in transcript.notes if n.after_turn == after_turn]


def bracketed(text: str) -> str:
    """A note's text as it is set off from turns."""
    text = one_line(text)
    return text if text[:1] in "（([【…." else f"（{text}）"
