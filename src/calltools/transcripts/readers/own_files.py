"""Files for people that calltools itself made, read by their marks, with no model asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.gaps import as_gap, parted
from calltools.transcripts.model import ROLES, UNKNOWN, Call, Gap, Note, Transcript, Turn
from calltools.transcripts.readers.document import Document, Line, one_span
from calltools.transcripts.readers.text_encodings import decode
from calltools.transcripts.readers.timed import clock_ms, cue_lines, cues_of
from calltools.transcripts.sidecar import read_fact
from calltools.transcripts.spoken import spoken
from calltools.transcripts.vocabulary import role_by_name
from calltools.transcripts.warning import TOLD, CallWarning
from calltools.transcripts.warnings import FLAGS, LANGUAGE, WARNING
from calltools.transcripts.writers.file_marks import (
    GOES_ON,
    IN_BRACKETS,
    MADE,
    NOBODY,
    VOICE,
    Voice,
    made_in,
    unspelled,
)
from calltools.transcripts.writers.subtitles import GOES_ON_CLASS, run_on
from calltools.transcripts.writers.text import HEADER
from calltools.transcripts.writers.tiers import parties

_MARKS = tuple(MADE.encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))
_FACTS = {key: name for name, keys in HEADER.items() for key in keys}
_FACT = re.compile(r"([^:：]+)[:：] ?(.*)", re.DOTALL)
_CLOCK = r"(\d{1,9}):([0-5]\d):([0-5]\d)\.(\d{3})"
_TURN = re.compile(
    rf"(?:\[(?:\?|{_CLOCK})(?: - {_CLOCK})?\] )?(?:(?P<label>[^:：]*)[:：] ?)?(?P<words>.*)",
    re.DOTALL,
)
_REMARK = re.compile(rf" ?\[({LANGUAGE}|{FLAGS}|{IN_BRACKETS})([^\[\]]*)\]\Z")
_MARK = re.compile(r"\[([a-z_]+): (.*)\]", re.DOTALL)
_VOICE = re.compile(
    rf"\[{VOICE}(?P<label>[^=]*) = (?:(?P<speaker>.*), )?(?P<role>{'|'.join(ROLES)})\]", re.DOTALL
)
_SRT_TAG = re.compile(r"(?i)</?(?:[ibu]|font\b[^<>]*)>|\{\\[^{}]*\}")


def made_text(data: bytes, where: str) -> Transcript | None:
    """The transcript in a text, SubRip or WebVTT file of calltools' own; None for another."""
    if not any(mark in data for mark in _MARKS):
        return None
    text, _encoding = decode(data, where)
    first, _line_end, rest = text.lstrip().partition("\n")
    language, cues = made_in(first), list(cues_of(text))
    if language is None and cues:
        head = cues[0].text.strip()
        language = made_in(head.partition("\n")[0])
        if language is not None:
            return _read_subtitles(head, cues[1:], _labelled, language, where)
    if language is None:
        return None
    if first.startswith("WEBVTT"):
        head = text.partition("-->")[0]
        return _read_subtitles(head, cues, _tagged, language, where)
    rows = [row.removesuffix("\r") for row in rest.split("\n")]
    end = next((i for i, row in enumerate(rows) if not row.strip()), len(rows))
    return _read_rows(rows[:end], rows[end:], language, where)


def made_document(document: Document, where: str) -> Transcript | None:
    """The transcript in a Word file of calltools' own; None for another."""
    lines = [line for line in document.lines if line.kind not in ("furniture", "comment")]
    language = made_in(lines[0].text) if lines else None
    if language is None:
        return None
    head = ["：".join(line.text[a:b] for a, b in line.cells) for line in lines if line.cells]
    body = [line.text for line in lines[1:] if not line.cells]
    return _read_rows(head, body, language, where)


def _read_rows(head: Iterable[str], body: Iterable[str], language: str, where: str) -> Transcript:
    """The transcript in rows that calltools wrote and people may have changed.

    Raises TranscriptError for a fact or the line of a voice that can't be understood.
    """
    voices = _VoiceLabels(where)
    facts: dict[str, Any] = {}
    turns: list[Turn] = []
    gaps: list[Gap] = []
    notes: list[Note] = []
    warnings: list[CallWarning] = []
    for is_head, row in [*((True, row) for row in head), *((False, row) for row in body)]:
        if not row.strip() or voices.take(row.strip()):
            continue
        if mark := _MARK.fullmatch(row.strip()):
            if f"{mark[1]}: " == WARNING:
                warnings.append(CallWarning(TOLD, mark[2]))
            else:
                notes.append(Note(len(turns), mark[1], unspelled(mark[2])))
        elif not is_head:
            turn = _turn(row, voices)
            if gap := as_gap(turn):
                gaps.append(gap)
            else:
                turns.append(turn)
        elif (fact := _FACT.fullmatch(row.strip())) and fact[1] in _FACTS:
            try:
                facts[_FACTS[fact[1]]] = read_fact(_FACTS[fact[1]], unspelled(fact[2]))
            except ValueError as error:
                problem = f"{fact[1]}: expected {error}, found {fact[2]!r}"
                raise TranscriptError(where, problem, "correct that line") from error
        else:
            warnings.append(
                CallWarning("left_out", Message("no fact of a call was left out: {row}", row=row))
            )
    return Transcript(
        tuple(turns),
        language,
        "corrected",
        Call(**facts),
        parties(turns),
        gaps=tuple(gaps),
        notes=tuple(notes),
        warnings=tuple(warnings),
    )


def _turn(row: str, voices: _VoiceLabels) -> Turn:
    remarks: dict[str, str] = {}
    while (remark := _REMARK.search(row)) and remark[1] not in remarks:
        remarks[remark[1]] = remark[2]
        row = row[: remark.start()]
    match = _TURN.fullmatch(row)
    assert match is not None  # any text does
    *clocks, label, words = match.groups()
    speaker, role = voices.of(NOBODY if label is None else label)
    flags = remarks[FLAGS].split(", ") if FLAGS in remarks else []
    turn = Turn(
        unspelled(words),
        speaker,
        role,
        start_ms=clock_ms(*clocks[:4]) if clocks[0] else None,
        end_ms=clock_ms(*clocks[4:]) if clocks[4] else None,
        flags=tuple(map(unspelled, flags)),
        language=unspelled(remarks[LANGUAGE]) if LANGUAGE in remarks else None,
    )
    return _without_brackets(turn) if IN_BRACKETS in remarks else turn


def _without_brackets(turn: Turn) -> Turn:
    """The turn whose brackets are an editor's: what they hold is not said."""
    text = turn.text
    words = spoken([(Line(text, one_span(0, len(text))), 0, len(text))])
    return replace(
        turn,
        text=words.text,
        printed=text,
        glosses=words.glosses,
        stage_directions=words.stage_directions,
    )


def _read_subtitles(
    head: str,
    cues: Iterable[Line],
    read: Callable[[Line], Iterator[tuple[str, bool, str]]],
    language: str,
    where: str,
) -> Transcript:
    """The transcript in subtitles that calltools wrote, as the marks in their ``head`` say."""
    voices = _VoiceLabels(where)
    for line in head.splitlines():
        voices.take(line.removeprefix("NOTE ").strip())
    drafts: list[tuple[Turn, list[str]]] = []
    for cue in cues:
        for label, goes_on, words in read(cue):
            new = Turn("", *voices.of(label), cue.start_ms, cue.end_ms)
            if goes_on and drafts:
                turn, parts = drafts[-1]
                drafts[-1] = replace(turn, end_ms=cue.end_ms), [*parts, words]
            elif (remark := _REMARK.fullmatch(words)) and remark[1] == FLAGS:
                drafts.append((replace(new, flags=(unspelled(remark[2]),)), []))
            else:
                drafts.append((new, [words]))
    rows = [replace(turn, text=unspelled(run_on(parts))) for turn, parts in drafts]
    turns, gaps = parted(rows)
    return Transcript(turns, language, "corrected", parties=parties(turns), gaps=gaps)


def _tagged(cue: Line) -> Iterator[tuple[str, bool, str]]:
    """(label, whether it goes on, words) of each voice in a cue of WebVTT."""
    for line, kind in cue_lines(cue):
        words = run_on(map(str.strip, line.text.split("\n")))
        yield line.voice or NOBODY, kind == GOES_ON_CLASS, words


def _labelled(cue: Line) -> Iterator[tuple[str, bool, str]]:
    """(label, whether it goes on, words) of a cue of SubRip."""
    words = _SRT_TAG.sub("", run_on(map(str.strip, cue.text.splitlines())))
    label, spoken_words = match.groups() if (match := _FACT.fullmatch(words)) else (NOBODY, words)
    if words.startswith(GOES_ON):
        label, spoken_words = NOBODY, words.removeprefix(GOES_ON)
    yield label, words.startswith(GOES_ON), spoken_words


class _VoiceLabels:
    """Whose label it is: as the lines of a file say, else a speaker's of that name."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._known: dict[str, Voice] = {NOBODY: (None, UNKNOWN)}

    def take(self, line: str) -> bool:
        """Whether the line says whose a label is, which is taken down.

        Raises TranscriptError for one that can't be understood.
        """
        if not line.startswith(f"[{VOICE}"):
            return False
        if (match := _VOICE.fullmatch(line)) is None:
            problem = f"expected [{VOICE}label = speaker, role], found {line!r}"
            raise TranscriptError(self._where, problem, "correct that line")
        role = next(role for role in ROLES if role == match["role"])
        speaker = match["speaker"]
        self._known[match["label"]] = (None if speaker is None else unspelled(speaker), role)
        return True

    def of(self, name: str) -> Voice:
        """The speaker and the role that the label stands for."""
        return self._known.get(name) or (unspelled(name), role_by_name(name) or UNKNOWN)
