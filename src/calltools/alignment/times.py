"""Times carried along: from what was heard to the printed Chinese, over links to the English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from calltools.alignment.model import Alignment, HeardComparison, Link
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
    parts: dict[int, list[TimeSpan]] = {}  # by English sentence
    by_turn: set[int] = set()
    for link, time in zip(alignment.sentence_links, link_times(alignment, zh), strict=True):
        if time is None:
            continue
        for number in link.en:
            parts.setdefault(number, []).append(time)
            if not all(zh.turns[alignment.zh_sentences[i].turn].words for i in link.zh):
                by_turn.add(number)
    wholes: dict[int, list[TimeSpan]] = {}  # by English turn
    words: dict[int, list[Word]] = {}
    for number, times in sorted(parts.items()):
        sentence, time = alignment.en_sentences[number], _hull(times)
        wholes.setdefault(sentence.turn, []).extend(times)
        if time is not None and number not in by_turn:
            words.setdefault(sentence.turn, []).append(
                Word(sentence.text, sentence.start, sentence.end, time.start_ms, time.end_ms)
            )
    turns = []
    for number, turn in enumerate(en.turns):
        whole = _hull(wholes.get(number, ()))
        start_ms, end_ms = (whole.start_ms, whole.end_ms) if whole else (None, None)
        own = tuple(words.get(number, ())) or turn.words
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
    return [_sentences_time(alignment, link, zh) for link in alignment.sentence_links]


def turns_time(transcript: Transcript, turns: Iterable[int]) -> TimeSpan | None:
    """From the first start to the last end of ``turns``, where any is known."""
    return _hull(filter(None, (text_time(transcript.turns[i], 0, None) for i in turns)))


def _sentences_time(alignment: Alignment, link: Link, zh: Transcript) -> TimeSpan | None:
    sentences = [alignment.zh_sentences[i] for i in link.zh]
    times = (text_time(zh.turns[s.turn], s.start, s.end) for s in sentences)
    return _hull(filter(None, times))


def text_time(turn: Turn, start: int, end: int | None) -> TimeSpan | None:
    """When ``turn.text[start:end]`` is spoken: all of it with the turn, a part by the words in it,
    else by its share of the turn."""
    stop = len(turn.text) if end is None else end
    is_whole = start <= 0 and stop >= len(turn.text.rstrip())
    spans = [(w.start, w.end, w.start_ms, w.end_ms) for w in turn.words]
    if not spans or (is_whole and turn.start_ms is not None):
        spans = [(0, len(turn.text), turn.start_ms, turn.end_ms)]
    return _hull(
        _share(start_ms, end_ms, (max(start, a) - a) / (b - a), (min(stop, b) - a) / (b - a))
        for a, b, start_ms, end_ms in spans
        if start_ms is not None and end_ms is not None and max(start, a) < min(stop, b)
    )


def _share(start_ms: int, end_ms: int, begin: float, end: float) -> TimeSpan:
    length = end_ms - start_ms
    return TimeSpan(start_ms + round(begin * length), start_ms + round(end * length))


def _hull(parts: Iterable[TimeSpan]) -> TimeSpan | None:
    known = list(parts)
    if not known:
        return None
    return TimeSpan(min(p.start_ms for p in known), max(p.end_ms for p in known))
