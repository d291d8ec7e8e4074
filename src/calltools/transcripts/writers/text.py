"""Plain text for reading: what is known about the call, then time, speaker, words and flags.

The Word file (:mod:`~calltools.transcripts.writers.word`) has the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from calltools.times import clock
from calltools.transcripts.gaps import as_gap, with_gaps
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.warnings import (
    FLAGS,
    LANGUAGE,
    WARNING,
    other_language,
    remark,
    warnings_of,
)
from calltools.transcripts.writers.file_marks import (
    IN_BRACKETS,
    colon,
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
class TextRow:
    """A row as people read it: of a fact the key and the value, of a turn the time, the label, the
    words and the remarks, of all others one text."""

    kind: Literal["mark", "fact", "warning", "note", "turn"]
    parts: tuple[str, ...]


def head_rows(transcript: Transcript) -> Iterator[TextRow]:
    """What is known about the whole."""
    english = transcript.language.startswith("en")
    yield TextRow("mark", (made_by("transcript", transcript.language),))
    for field, names in HEADER.items():
        if value := getattr(transcript.call, field):
            yield TextRow("fact", (names[english], in_words(value)))
    for line in voice_lines(labels(with_gaps(transcript))):
        yield TextRow("mark", (line,))
    for warning in warnings_of(transcript):
        yield TextRow("warning", (remark(WARNING, warning.words),))


def body_rows(transcript: Transcript) -> Iterator[TextRow]:
    """The turns, and between them the notes, and speech without words."""
    shown = with_gaps(transcript)
    given = labels(shown)
    notes = defaultdict(list)
    for note in transcript.notes:
        text = f"[{in_label(note.kind)}: {in_words(note.text)}]"
        notes[note.after_turn].append(TextRow("note", (text,)))
    yield from notes[0]
    number = 0
    for turn in shown.turns:
        name = given[turn.speaker, turn.role] + colon(transcript.language)
        words = turn.text if turn.printed is None else turn.printed
        remarks = _remarks(turn, transcript)
        yield TextRow("turn", (_time(turn), name, in_words(words), *remarks))
        if as_gap(turn) is None:
            number += 1
            yield from notes[number]


def _time(turn: Turn) -> str:
    if turn.start_ms is None and turn.end_ms is None:
        return ""
    start = "?" if turn.start_ms is None else clock(turn.start_ms)
    return f"[{start}] " if turn.end_ms is None else f"[{start} - {clock(turn.end_ms)}] "


def _remarks(turn: Turn, transcript: Transcript) -> Iterator[str]:
    """What a reader should know of a turn: its language, where the call has another; its flags."""
    if turn.printed is not None and turn.printed != turn.text:
        yield f"[{IN_BRACKETS}not said]"
    if language := other_language(turn, transcript):
        yield f"[{LANGUAGE}{in_label(language)}]"
    if turn.flags:
        yield f"[{FLAGS}{', '.join(map(in_label, turn.flags))}]"


def to_txt(transcript: Transcript) -> str:
    """The transcript as people read it; notes stand between the turns, in brackets."""
    lines = [colon(transcript.language).join(row.parts) for row in head_rows(transcript)]
    lines.append("")
    for row in body_rows(transcript):
        words, remarks = "".join(row.parts[:3]), row.parts[3:]
        lines.append(" ".join([words.rstrip(" "), *remarks]))
    return "\n".join(lines) + "\n"
