"""Turns cut into cues a viewer can read: at most two lines and about six seconds each.

Sizes follow common subtitling practice (42 columns a line; a Chinese character takes two).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from calltools.errors import TranscriptError
from calltools.transcripts.model import Transcript, Turn, Word

LINE_COLUMNS = 42
_CUE_COLUMNS = 2 * LINE_COLUMNS
_CUE_MS = 6000
_PAUSE_MS = 700
_OPENING = "“‘「『（《〈【"


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """A stretch of one turn: when, what, whose; ``goes_on`` where it is not the turn's first."""

    start_ms: int
    end_ms: int
    text: str
    turn: Turn
    goes_on: bool


def cues(transcript: Transcript) -> Iterator[SubtitleCue]:
    """Cues in order of turns.  Turns without words are passed over.

    Raises TranscriptError if a turn has no times: they can't be made up.
    """
    for number, turn in enumerate(transcript.turns, start=1):
        if not turn.text.strip():
            continue
        if turn.start_ms is None or turn.end_ms is None:
            raise TranscriptError(
                f"turn {number}", "has no times, which subtitles need", "choose txt or json"
            )
        goes_on = False
        for start_ms, end_ms, text in _stretches(turn, turn.start_ms, turn.end_ms):
            yield SubtitleCue(start_ms, max(end_ms, start_ms + 1), text, turn, goes_on)
            goes_on = True


def columns(text: str) -> int:
    """The width of ``text`` on screen."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _stretches(turn: Turn, start_ms: int, end_ms: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of each cue: cut between timed words, every character in one cue."""
    first = 0
    begun = start_ms
    previous: Word | None = None
    for word in turn.words:
        if previous is not None and _must_cut(turn.text, first, begun, previous, word):
            cut = _cut_offset(turn.text, previous.end, word.start)
            if turn.text[first:cut].strip() and is_break(turn.text, cut):
                yield begun, previous.end_ms or begun, turn.text[first:cut]
                first, begun = cut + (turn.text[cut] == " "), word.start_ms or begun
        previous = word if word.start_ms is not None and word.end_ms is not None else previous
    if turn.text[first:].strip():
        yield begun, max(end_ms, begun), turn.text[first:]


def _must_cut(text: str, first: int, begun: int, previous: Word, word: Word) -> bool:
    if word.start_ms is None or word.end_ms is None or previous.end_ms is None:
        return False
    return (
        columns(text[first : word.end]) > _CUE_COLUMNS
        or word.end_ms - begun > _CUE_MS
        or word.start_ms - previous.end_ms > _PAUSE_MS
    )


def _cut_offset(text: str, end: int, start: int) -> int:
    """Between two words, punctuation stays with the first: cut before the space, if any."""
    between = text[end:start]
    stripped = between.rstrip("“‘「『(（[ \t\u3000")
    return end + len(stripped) if start >= end else start


def is_wide(char: str) -> bool:
    """Whether ``char`` takes two columns, as Chinese does: no blank stands between two of them."""
    return bool(char) and unicodedata.east_asian_width(char) in "WF"


def is_break(text: str, at: int) -> bool:
    """Whether ``text`` may be cut there, so that :func:`run_on` gives it back: at a blank that is
    alone and does not stand between two wide characters, or between two of those."""
    before, char, after = text[at - 1 : at], text[at : at + 1], text[at + 1 : at + 2]
    if char == " ":
        alone = bool(before.strip() and after.strip())
        return alone and not (is_wide(before) and is_wide(after))
    return is_wide(before) and is_wide(char) and not (before.isspace() or char.isspace())


def run_on(first: str, second: str) -> str:
    """What was cut put together."""
    apart = first and second and not (is_wide(first[-1]) and is_wide(second[0]))
    return f"{first} {second}" if apart else first + second


def wrap(text: str) -> str:
    """``text`` on lines of at most ``LINE_COLUMNS``, broken at a space or between Chinese."""
    lines: list[str] = []
    line = ""
    for piece in _unbreakable(text):
        if line and columns(line + piece.rstrip()) > LINE_COLUMNS:
            lines.append(line.removesuffix(" "))
            line = ""
        line += piece
    return "\n".join([*lines, line])


def _unbreakable(text: str) -> Iterator[str]:
    """Pieces of ``text`` after which a line may end: no mark comes to stand at a line's head."""
    first = 0
    for at in range(1, len(text)):
        after = text[at]
        if is_break(text, at) and (
            after == " " or not (unicodedata.category(after)[0] == "P" or text[at - 1] in _OPENING)
        ):
            end = at + (after == " ")
            yield text[first:end]
            first = end
    if first < len(text):
        yield text[first:]
