"""Words that were heard to turns: who says what until another speaks or all are silent."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from calltools.language.normalise import simplify_words
from calltools.speech.edges import edges
from calltools.speech.loops import looping
from calltools.speech.model import Diarization, HeardSegment, HeardWord
from calltools.speech.spans import Timeline
from calltools.speech.turn_flags import flags_of
from calltools.speech.word_speakers import attribute
from calltools.transcripts.model import Turn, Word

PAUSE_MS = 2_000
"""A speaker's silence after which a new turn begins."""

_UTTERANCE_PAUSE_MS = 700
"""A silence on one channel into which the other party's words are sorted."""

_WORD_MS = 250  # of a first word before which the channel was silent; not measured

REHEARD = "reheard"
"""The flag of a turn all whose words were heard again, where the recogniser had written a loop."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A word with its speaker and the segment that it is of."""

    word: HeardWord
    speaker: str | None
    segment: HeardSegment

    @property
    def way(self) -> tuple[str | None, str | None, bool]:
        """Who says it, in which language, heard at which attempt."""
        return self.speaker, self.segment.language, self.segment.reheard


def to_turns(segments: Iterable[HeardSegment], diarization: Diarization) -> tuple[Turn, ...]:
    """Turns in order of their start, each of one speaker.

    A segment heard on one party's channel is theirs; any other word goes to the speaker of its
    time.  Segments are divided where the speaker changes and joined where one goes on; what was
    heard again where the recogniser had looped is a turn by itself, flagged REHEARD.  No word
    is lost or changed but for the script: ``Turn.text`` is simplified, ``raw_text`` and
    ``Word.raw`` are what the engine wrote.  Without any span the speaker is None.
    """
    ordered = sorted(segments, key=lambda segment: segment.start_ms)
    streams = []
    for channel in dict.fromkeys(segment.channel for segment in ordered):
        theirs = [segment for segment in ordered if segment.channel == channel]
        streams.append(_grouped(_words_of(theirs, channel, diarization), _UTTERANCE_PAUSE_MS))
    # Each stream stays in its own order, even where an engine's times go back a little.
    utterances = heapq.merge(*streams, key=lambda utterance: utterance[0].word.start_ms)
    groups = list(_grouped(chain.from_iterable(utterances), PAUSE_MS))
    said = [(group[0].speaker, [heard.word for heard in group]) for group in groups]
    loops = looping(ordered)
    turns = []
    for group, (_, words), times in zip(groups, said, edges(said, diarization.spans), strict=True):
        turn = _turn(group, *times)
        origins = list(dict.fromkeys(heard.segment for heard in group))
        doubts = flags_of(turn, words, origins, loops, diarization)
        turns.append(replace(turn, flags=(*turn.flags, *doubts)))
    return tuple(turns)


def _words_of(
    segments: Sequence[HeardSegment], channel: int | None, diarization: Diarization
) -> list[_Heard]:
    """The words of one channel, or of the mix, with their speakers."""
    owner = next((name for name, theirs in diarization.channels.items() if theirs == channel), None)
    spans = [span for span in diarization.spans if owner in (None, span.speaker)]
    words = [_words(segment) for segment in segments]
    if spans:
        speech = Timeline.of(spans)
        words = [_first_word_moved(these, speech) for these in words]
    flat = [word for segment in words for word in segment]
    origins = [s for s, these in zip(segments, words, strict=True) for _ in these]
    ends = [own is not other for own, other in pairwise([*origins, None])]
    speakers = [owner] * len(flat) if owner else attribute(flat, ends, spans)
    return list(map(_Heard, flat, speakers, origins))


def _words(segment: HeardSegment) -> list[HeardWord]:
    """The words of a segment; its text as one word where the engine gave none."""
    words = [word for word in segment.words if word.text.strip()]
    if words or not segment.text.strip():
        return words
    logprob = segment.avg_logprob
    score = None if logprob is None else min(1.0, math.exp(logprob))
    return [HeardWord(segment.text, segment.start_ms, segment.end_ms, score)]


def _first_word_moved(words: list[HeardWord], speech: Timeline) -> list[HeardWord]:
    """``words`` of a segment, the first put before the second where its own time is silent and
    nobody begins to speak in it.

    Whisper begins a segment's first word where the segment before ends, be that seconds before.
    """
    if len(words) < 2:
        return words
    first, second = words[:2]
    length = first.end_ms - first.start_ms
    spoken = speech.covered_ms(first.start_ms, first.end_ms)
    begins = (first.start_ms <= speech.starts) & (speech.starts <= first.end_ms)
    if (
        second.start_ms - first.end_ms <= _UTTERANCE_PAUSE_MS
        or spoken >= length / 2
        or begins.any()
    ):
        return words
    end = second.start_ms
    return [replace(first, start_ms=end - min(length, _WORD_MS), end_ms=end), *words[1:]]


def _grouped(words: Iterable[_Heard], longest_pause_ms: int) -> Iterator[list[_Heard]]:
    """Words that follow one another, of one speaker in one language and heard in one way, without
    a longer pause between."""
    group: list[_Heard] = []
    for heard in words:
        if group:
            last = group[-1]
            pause_ms = heard.word.start_ms - last.word.end_ms
            if heard.way != last.way or pause_ms > longest_pause_ms:
                yield group
                group = []
        group.append(heard)
    if group:
        yield group


def _turn(heard: Sequence[_Heard], begun: int, ended: int) -> Turn:
    """The words as a turn, none of them before it begins or after it ended."""
    raw = _spaced(heard)
    pieces = simplify_words(raw)
    words = []
    at = -(len(pieces[0]) - len(pieces[0].lstrip()))  # the text begins with the first letter
    for piece, written, one in zip(pieces, raw, heard, strict=True):
        text, original = piece.strip(), written.strip()
        start = at + len(piece) - len(piece.lstrip())
        words.append(
            Word(
                text,
                start,
                start + len(text),
                min(max(one.word.start_ms, begun), ended),
                min(max(one.word.end_ms, begun), ended),
                one.word.score,
                raw=original if original != text else None,
            )
        )
        at += len(piece)
    text, raw_text = "".join(pieces).strip(), "".join(raw).strip()
    scores = [one.word.score for one in heard if one.word.score is not None]
    return Turn(
        text,
        speaker=heard[0].speaker,
        start_ms=begun,
        end_ms=ended,
        words=tuple(words),
        raw_text=raw_text if raw_text != text else None,
        confidence=sum(scores) / len(scores) if scores else None,
        language=heard[0].segment.language,
        flags=(REHEARD,) if heard[0].segment.reheard else (),
    )


def _spaced(heard: Sequence[_Heard]) -> list[str]:
    """The words as written, with a space between segments that have no mark there."""
    texts = [one.word.text for one in heard]
    for i, (one, other) in enumerate(pairwise(heard)):
        meet = texts[i][-1].isalnum() and texts[i + 1][0].isalnum()
        if meet and one.segment is not other.segment:
            texts[i] += " "
    return texts
