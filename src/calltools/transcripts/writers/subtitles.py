"""SubRip and WebVTT (https://www.w3.org/TR/webvtt1/), with the speaker before the words.

Turns are cut into cues a viewer can read, at most two lines and about six seconds each.  Sizes
follow common subtitling practice (42 columns a line; a Chinese character takes two).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from calltools.times import clock
from calltools.transcripts.gaps import as_gap, with_gaps
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.warnings import FLAGS
from calltools.transcripts.width import is_wide, width
from calltools.transcripts.writers.file_marks import (
    GOES_ON,
    colon,
    in_cue,
    labels,
    made_by,
    timed_turns,
    voice_lines,
)

LINE_COLUMNS = 42  # Latin letters, the usual limit of subtitles
_CUE_COLUMNS = 2 * LINE_COLUMNS
_CUE_MS = 6000  # longer cues are divided; not measured
_PAUSE_MS = 700  # a new cue after so long a silence; not measured
_OPENING = "“‘「『（《〈【"
GOES_ON_CLASS = ".on"
"""The class of a voice tag in a cue that goes on with the turn of the one before."""


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """A stretch of one turn: when, what, whose; ``goes_on`` where it is not the turn's first."""

    start_ms: int
    end_ms: int
    text: str
    turn: Turn
    goes_on: bool

    @property
    def words(self) -> str:
        """What is shown: the words, or the flag of speech that has none."""
        gap = as_gap(self.turn)
        return in_cue(self.text) if gap is None else f"[{FLAGS}{gap.kind}]"

    def span(self, decimal: str) -> str:
        """The line of its times."""
        times = clock(self.start_ms, decimal=decimal), clock(self.end_ms, decimal=decimal)
        return " --> ".join(times)


def to_srt(transcript: Transcript) -> str:
    """SubRip: ``医生：……`` in the first cue of each turn, ``…`` in those that go on with it.

    The first cue, of a millisecond, says what the file is and who the labels are.  Raises
    TranscriptError for a turn without times.
    """
    given = labels(with_gaps(transcript))
    made = [made_by("subtitles", transcript.language), *voice_lines(given)]
    blocks = ["1\n00:00:00,000 --> 00:00:00,001\n" + "\n".join(made) + "\n"]
    for number, cue in enumerate(cues(transcript), start=2):
        name = given[cue.turn.speaker, cue.turn.role] + colon(transcript.language)
        words = wrap((GOES_ON if cue.goes_on else name) + cue.words)
        blocks.append(f"{number}\n{cue.span(',')}\n{words}\n")
    return "\n".join(blocks)


def to_vtt(transcript: Transcript) -> str:
    """WebVTT with voice tags: ``<v 医生>……``.  Raises TranscriptError for a turn without times."""
    given = labels(with_gaps(transcript))
    notes = "".join(f"\nNOTE {line}\n" for line in voice_lines(given))
    blocks = [f"WEBVTT {made_by('subtitles', transcript.language)}\n{notes}"]
    for number, cue in enumerate(cues(transcript), start=1):
        name = escape(given[cue.turn.speaker, cue.turn.role], quote=False)
        kind = GOES_ON_CLASS if cue.goes_on else ""
        words = escape(wrap(cue.words), quote=False)
        blocks.append(f"{number}\n{cue.span('.')}\n<v{kind} {name}>{words}</v>\n")
    return "\n".join(blocks)


def cues(transcript: Transcript) -> Iterator[SubtitleCue]:
    """Cues in order of turns.  Turns without words are passed over, but for speech without words.

    Raises TranscriptError if a turn has no times: they can't be made up.
    """
    shown = with_gaps(transcript)
    for turn, begun, ended in timed_turns(shown, "subtitles need", "choose txt or json"):
        if as_gap(turn):
            yield SubtitleCue(begun, max(ended, begun + 1), "", turn, False)
        goes_on = False
        for start_ms, end_ms, text in _stretches(turn, begun, ended):
            yield SubtitleCue(start_ms, max(end_ms, start_ms + 1), text, turn, goes_on)
            goes_on = True


def _stretches(turn: Turn, begun: int, turn_end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of each cue: cut between timed words, every character in one cue."""
    text, first = turn.text, 0
    columns = list(accumulate((1 + is_wide(char) for char in text), initial=0))
    last_end, last_ms = 0, None
    for word in turn.words:
        if word.start_ms is None or word.end_ms is None:
            continue
        if last_ms is not None and (
            columns[min(word.end, len(text))] - columns[first] > _CUE_COLUMNS
            or word.end_ms - begun > _CUE_MS
            or word.start_ms - last_ms > _PAUSE_MS
        ):
            # Between two words, punctuation stays with the first: cut before the space, if any.
            between = text[last_end : word.start].rstrip("“‘「『(（[ \t\u3000")
            cut = last_end + len(between) if word.start >= last_end else word.start
            if text[first:cut].strip() and is_break(text, cut):
                yield begun, last_ms, text[first:cut]
                first, begun = cut + (text[cut] == " "), word.start_ms
        last_end, last_ms = word.end, word.end_ms
    if text[first:].strip():
        yield begun, max(turn_end, begun), text[first:]


def is_break(text: str, at: int) -> bool:
    """Whether ``text`` may be cut there, so that :func:`run_on` gives it back: at a blank that is
    alone and does not stand between two wide characters, or between two of those."""
    before, char, after = text[at - 1 : at], text[at : at + 1], text[at + 1 : at + 2]
    if char == " ":
        alone = bool(before.strip() and after.strip())
        return alone and not (is_wide(before) and is_wide(after))
    return is_wide(before) and is_wide(char) and not (before.isspace() or char.isspace())


def run_on(parts: Iterable[str]) -> str:
    """What was cut put together."""
    pieces: list[str] = []
    for part in filter(None, parts):
        if pieces and not (is_wide(pieces[-1][-1]) and is_wide(part[0])):
            pieces.append(" ")
        pieces.append(part)
    return "".join(pieces)


def wrap(text: str) -> str:
    """``text`` on lines of at most ``LINE_COLUMNS``, broken at a space or between Chinese."""
    lines: list[str] = []
    line = ""
    for piece in _unbreakable(text):
        if line and width(line + piece.rstrip()) > LINE_COLUMNS:
            lines.append(line.removesuffix(" "))
            line = ""
        line += piece
    return "\n".join([*lines, line])


def _unbreakable(text: str) -> Iterator[str]:
    """Pieces of ``text`` after which a line may end: no mark comes to stand at a line's head."""
    first = 0
    for at in range(1, len(text)):
        is_mark = unicodedata.category(text[at])[0] == "P" or text[at - 1] in _OPENING
        if is_break(text, at) and (text[at] == " " or not is_mark):
            end = at + (text[at] == " ")
            yield text[first:end]
            first = end
    yield text[first:]
