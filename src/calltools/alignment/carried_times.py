"""Times carried along: from what was heard to the printed Chinese, over links to the English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from calltools.alignment.model import Alignment, HeardComparison
from calltools.transcripts.model import Transcript, Turn, Word


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Milliseconds of the recording."""

    start_ms: int
    end_ms: int


def with_times(published: Transcript, comparison: HeardComparison, heard: Transcript) -> Transcript:
    """``published`` with the times that ``comparison`` with ``heard`` found for its turns.

    Runs of words that were heard become the turns' words.  A turn of which nothing was heard
    stays without times.
    """
    turns = [
        replace(
            turn,
            start_ms=timed.start_ms,
            end_ms=timed.end_ms,
            words=tuple(
                Word(turn.text[r.start : r.end], r.start, r.end, r.start_ms, r.end_ms)
                for r in timed.runs
            ),
        )
        for turn, timed in zip(published.turns, comparison.turns, strict=True)
    ]
    return _on_recording(published, turns, heard)


def with_times_of_links(en: Transcript, alignment: Alignment, zh: Transcript) -> Transcript:
    """``en`` with each turn's times: those of the Chinese sentences that its sentences render.

    Sentences become the words of their turns, as runs do in what was published in Chinese; those
    whose Chinese has times by whole turns alone do not, for nobody knows when they are spoken.
    """
    times: defaultdict[int, list[TimeSpan]] = defaultdict(list)  # by English turn
    words: defaultdict[int, list[Word]] = defaultdict(list)
    for link, time in zip(alignment.sentence_links, link_times(alignment, zh), strict=True):
        if time is None:
            continue
        has_words = all(zh.turns[alignment.zh_sentences[i].turn].words for i in link.zh)
        for sentence in (alignment.en_sentences[j] for j in link.en):
            times[sentence.turn].append(time)
            if has_words:
                place = sentence.start, sentence.end
                words[sentence.turn].append(Word(sentence.text, *place, time.start_ms, time.end_ms))
    turns = []
    for number, turn in enumerate(en.turns):
        whole = _hull(times[number])
        start_ms, end_ms = (whole.start_ms, whole.end_ms) if whole else (None, None)
        own = tuple(sorted(words[number], key=lambda word: word.start)) or turn.words
        turns.append(replace(turn, start_ms=start_ms, end_ms=end_ms, words=own))
    return _on_recording(en, turns, zh)


def _on_recording(transcript: Transcript, turns: Iterable[Turn], of: Transcript) -> Transcript:
    """``transcript`` with ``turns``, whose times are those of the recording of ``of``."""
    return replace(
        transcript,
        turns=tuple(turns),
        duration_ms=of.duration_ms,
        audio_sha256=of.audio_sha256,
        pcm_sha256=of.pcm_sha256,
    )


def link_times(alignment: Alignment, zh: Transcript) -> list[TimeSpan | None]:
    """When the Chinese sentences of each sentence link are spoken, where that is known."""
    times = [text_time(zh.turns[s.turn], s.start, s.end) for s in alignment.zh_sentences]
    return [_hull(times[i] for i in link.zh) for link in alignment.sentence_links]


def turns_time(transcript: Transcript, turns: Iterable[int]) -> TimeSpan | None:
    """From the first start to the last end of ``turns``, where any is known."""
    return _hull(text_time(transcript.turns[i], 0, None) for i in turns)


def text_time(turn: Turn, start: int, end: int | None, *, surely: bool = False) -> TimeSpan | None:
    """When ``turn.text[start:end]`` is spoken: all of it with the turn, a part by the words in it,
    else by its share of the turn.

    With ``surely`` it is a time in which all of the part is spoken: where words at its edges have
    no time, up to those beside them; else the whole turn.
    """
    stop = len(turn.text) if end is None else end
    known = turn.start_ms is not None and turn.end_ms is not None
    whole = _Timed(0, len(turn.text), turn.start_ms or 0, turn.end_ms or 0) if known else None
    words = [
        _Timed(word.start, word.end, word.start_ms, word.end_ms)
        for word in turn.words
        if word.start_ms is not None and word.end_ms is not None
    ]
    is_whole = start <= 0 and stop >= len(turn.text.rstrip())
    if whole and (is_whole or not words):
        return whole.time(0 if surely else start, len(turn.text) if surely else stop)
    inside = [word for word in words if word.start < stop and word.end > start]
    if not surely:
        return _hull(word.time(start, stop) for word in inside)
    return _widened(inside, words, turn, start, stop) or (whole and whole.time(*whole[:2]))


class _Timed(NamedTuple):
    """Code points of a turn (a word, a run of words, all of it) and their milliseconds."""

    start: int
    end: int
    start_ms: int
    end_ms: int

    def time(self, start: int, end: int) -> TimeSpan | None:
        """The share of the time that the code points ``start`` to ``end`` have in it."""
        start, end = max(start, self.start), min(end, self.end)
        if start >= end:
            return None
        each = (self.end_ms - self.start_ms) / (self.end - self.start)
        begin = self.start_ms + round((start - self.start) * each)
        return TimeSpan(begin, self.start_ms + round((end - self.start) * each))


def _widened(
    inside: Sequence[_Timed], words: Sequence[_Timed], turn: Turn, start: int, stop: int
) -> TimeSpan | None:
    """The time of ``inside`` up to the words beside, where something at an edge has no time; None
    where these don't tell, as where they are spoken in another order than they are printed."""
    starts, ends = [word.start_ms for word in inside], [word.end_ms for word in inside]
    first = min((word.start for word in inside), default=stop)
    last = max((word.end for word in inside), default=start)
    if any(map(str.isalnum, turn.text[start:first])):
        before = [word.end_ms for word in words if word.end <= start]
        starts += before[-1:] or ([turn.start_ms] if turn.start_ms is not None else [])
    if any(map(str.isalnum, turn.text[last:stop])):
        behind = [word.start_ms for word in words if word.start >= stop]
        ends += behind[:1] or ([turn.end_ms] if turn.end_ms is not None else [])
    if not starts or not ends or min(starts) >= max(ends):
        return None
    return TimeSpan(min(starts), max(ends))


def _hull(parts: Iterable[TimeSpan | None]) -> TimeSpan | None:
    known = [part for part in parts if part]
    if not known:
        return None
    return TimeSpan(min(p.start_ms for p in known), max(p.end_ms for p in known))
