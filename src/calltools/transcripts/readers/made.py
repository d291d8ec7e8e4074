"""Files for people that calltools itself made, read by their marks, with no model asked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.layout.vocabulary import role_by_name
from calltools.transcripts.layout.words import spoken
from calltools.transcripts.model import UNKNOWN, Call, Note, Transcript, Turn
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import Document, Line, one_span
from calltools.transcripts.readers.timed import cue_spans
from calltools.transcripts.sidecar import read_fact
from calltools.transcripts.warning import TOLD, CallWarning
from calltools.transcripts.warnings import FLAGS, LANGUAGE, WARNING
from calltools.transcripts.writers.cues import run_on
from calltools.transcripts.writers.marks import (
    BRACKETS,
    GOES_ON,
    NOBODY,
    VOICE,
    Voice,
    made_in,
    unspelled,
    voice_in,
)
from calltools.transcripts.writers.subtitles import GOES_ON_CLASS
from calltools.transcripts.writers.text import HEADER
from calltools.transcripts.writers.tiers import parties

_CLOCK = r"(\d+):([0-5]\d):([0-5]\d)\.(\d{3})"
_TURN = re.compile(
    rf"(?:\[(?:\?|{_CLOCK})(?: - {_CLOCK})?\] )?(?:(?P<label>[^:：]*)[:：] ?)?(?P<words>.*)", re.S
)
_REMARK = re.compile(rf" ?\[({LANGUAGE}|{FLAGS}|{BRACKETS})([^\[\]]*)\]\Z")
_WHOLE = re.compile(r"\[(warning|voice|[a-z_]+): (.*)\]", re.S)
_FACT = re.compile(r"([^:：]+)[:：] ?(.*)", re.S)
_FACTS = {key: name for name, keys in HEADER.items() for key in keys}
_VOICE_TAG = re.compile(r"\s*<v(\.[^\s<>]*)?\s+([^<>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^{}]*\}")
_SRT_TAG = re.compile(r"(?i)</?(?:[ibu]|font\b[^<>]*)>|\{\\[^{}]*\}")
_EMPTY = ("", "")


def made_text(data: bytes, where: str) -> Transcript | None:
    """The transcript in a text, SubRip or WebVTT file of calltools' own; None for another."""
    try:
        text, _encoding = decode(data, where)
    except TranscriptError:
        return None
    rows = [row.removesuffix("\r") for row in text.split("\n")]
    first = next((i for i, row in enumerate(rows) if row.strip()), 0)
    language = made_in(rows[first])
    if language is not None and rows[first].startswith("WEBVTT"):
        return _subtitles(text, where, language, "vtt")
    if language is not None:
        end = next((i for i in range(first, len(rows)) if not rows[i].strip()), len(rows))
        return _Reading(where, language).transcript(rows[first + 1 : end], rows[end:])
    if cue := next(cue_spans(text), None):
        language = made_in(text[cue.start : cue.end].strip().split("\n")[0])
        return None if language is None else _subtitles(text, where, language, "srt")
    return None


def made_document(document: Document, where: str) -> Transcript | None:
    """The transcript in a Word file of calltools' own; None for another."""
    lines = [line for line in document.lines if line.kind not in ("furniture", "comment")]
    language = made_in(lines[0].text) if lines else None
    if language is None:
        return None
    rows = ("：".join(line.text[a:b] for a, b in line.cells) for line in lines if line.cells)
    return _Reading(where, language).transcript(
        list(rows), [line.text for line in lines[1:] if not line.cells]
    )


class _Reading:
    """What the lines of a file say, one after the other."""

    def __init__(self, where: str, language: str) -> None:
        self.where, self.language = where, language
        self.voices: dict[str, Voice] = {NOBODY: (None, UNKNOWN)}
        self.facts: dict[str, Any] = {}
        self.turns: list[Turn] = []
        self.notes: list[Note] = []
        self.warnings: list[CallWarning] = []

    def transcript(self, header: Iterable[str] = (), body: Iterable[str] = ()) -> Transcript:
        """The transcript of the lines of a header and of what follows it."""
        for line in header:
            if not self._mark(line):
                self._fact(line)
        for line in body:
            if line.strip() and not self._mark(line):
                self.turns.append(self._turn(line))
        return Transcript(
            tuple(self.turns),
            self.language,
            "corrected",
            Call(**self.facts),
            parties(self.turns),
            notes=tuple(self.notes),
            warnings=tuple(self.warnings),
        )

    def voice(self, label: str) -> Voice:
        """Whose label it is: a new one is a speaker's of that name."""
        if label in self.voices:
            return self.voices[label]
        return unspelled(label), role_by_name(label) or UNKNOWN

    def _mark(self, line: str) -> bool:
        """Whether the line is a remark or a note, which is taken down."""
        match = _WHOLE.fullmatch(line.strip())
        if match is None:
            return False
        kind, words = match.groups()
        if f"{kind}: " == WARNING:
            self.warnings.append(CallWarning(TOLD, words))
        elif f"{kind}: " == VOICE:
            self.take_voice(words)
        else:
            self.notes.append(Note(len(self.turns), kind, unspelled(words)))
        return True

    def take_voice(self, words: str) -> None:
        """Take down whose label it is.  Raises TranscriptError for a line that does not say so."""
        told = voice_in(words)
        if told is None:
            raise TranscriptError(
                self.where, f"expected label = speaker, role, found {words!r}", "correct that line"
            )
        self.voices[told[0]] = told[1]

    def _fact(self, line: str) -> None:
        key, value = match.groups() if (match := _FACT.fullmatch(line.strip())) else _EMPTY
        if key not in _FACTS:
            self.warnings.append(CallWarning("left_out", f"no fact of a call was left out: {line}"))
            return
        name = _FACTS[key]
        try:
            self.facts[name] = read_fact(name, unspelled(value))
        except ValueError as error:
            raise TranscriptError(
                self.where, f"{key}: expected {error}, found {value!r}", "correct that line"
            ) from error

    def _turn(self, line: str) -> Turn:
        text, remarks = _without_remarks(line)
        match = _TURN.fullmatch(text)
        assert match is not None
        *clocks, label, words = match.groups()
        speaker, role = self.voice(NOBODY if label is None else label)
        turn = Turn(
            unspelled(words), speaker, role, start_ms=_ms(clocks[:4]), end_ms=_ms(clocks[4:])
        )
        if LANGUAGE in remarks:
            turn = replace(turn, language=unspelled(remarks[LANGUAGE]))
        if FLAGS in remarks:
            flags = tuple(map(unspelled, remarks[FLAGS].split(", ")))
            turn = replace(turn, flags=flags)
        return _without_brackets(turn) if BRACKETS in remarks else turn


def _without_remarks(line: str) -> tuple[str, dict[str, str]]:
    remarks: dict[str, str] = {}
    while (match := _REMARK.search(line)) and match[1] not in remarks:
        remarks[match[1]] = match[2]
        line = line[: match.start()]
    return line, remarks


def _without_brackets(turn: Turn) -> Turn:
    """The turn whose brackets are an editor's: what they hold is not said."""
    text = turn.text
    said = spoken([(Line(text, one_span(0, len(text))), 0, len(text))])
    return replace(
        turn,
        text=said.text,
        printed=text,
        glosses=said.glosses,
        stage_directions=said.stage_directions,
    )


def _ms(clock: Sequence[str | None]) -> int | None:
    if clock[0] is None:
        return None
    hours, minutes, seconds, rest = (int(part or 0) for part in clock)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _subtitles(text: str, where: str, language: str, kind: str) -> Transcript:
    reading = _Reading(where, language)
    spans = list(cue_spans(text))
    if kind == "srt":
        head = text[spans[0].start : spans.pop(0).end]
    else:
        head = "\n".join(re.findall(r"(?m)^NOTE (\[.*\])[ \t\r]*$", text))
    for line in head.splitlines():
        if words := re.fullmatch(rf"\[{VOICE}(.*)\]", line.strip()):
            reading.take_voice(words[1])
    for span in spans:
        rows = text[span.start : span.end].strip().splitlines()
        voice, goes_on, words_ = (_tagged if kind == "vtt" else _labelled)(
            list(map(str.strip, rows))
        )
        said = Turn(words_, *reading.voice(voice), span.start_ms, span.end_ms)
        before = reading.turns[-1] if reading.turns else None
        if goes_on and before is not None:
            joined = run_on(before.text, words_)
            reading.turns[-1] = replace(before, text=joined, end_ms=span.end_ms)
        else:
            reading.turns.append(said)
    reading.turns = [replace(turn, text=unspelled(turn.text)) for turn in reading.turns]
    return reading.transcript()


def _joined(rows: Iterable[str]) -> str:
    text = ""
    for row in rows:
        text = run_on(text, row)
    return text


def _labelled(rows: Sequence[str]) -> tuple[str, bool, str]:
    """(label, whether it goes on, words) of a cue of SubRip."""
    text = _SRT_TAG.sub("", _joined(rows))
    if text.startswith(GOES_ON):
        return NOBODY, True, text.removeprefix(GOES_ON)
    label, words = match.groups() if (match := _FACT.fullmatch(text)) else (NOBODY, text)
    return label, False, words


def _tagged(rows: Sequence[str]) -> tuple[str, bool, str]:
    """(label, whether it goes on, words) of a cue of WebVTT."""
    text = _joined(rows)
    match = _VOICE_TAG.match(text)
    words = html.unescape(_TAG.sub("", text[match.end() if match else 0 :]))
    label = html.unescape(match[2]) if match else NOBODY
    return label, bool(match and match[1] == GOES_ON_CLASS), words
