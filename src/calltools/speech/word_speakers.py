"""Whose each word is: what the diarizer says about its time, and that people speak in stretches.

Recognisers give times of words that are off by some hundred milliseconds, most of all where the
speaker changes, so that a word's time alone would give the last word of a question to whoever
answers.  The words are labelled together instead (Viterbi 1967): a label costs what of the word
lies well outside the speaker's spans, and a change of speaker costs something, too, the less the
longer the pause.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.arrays import Floats
from calltools.speech.model import HeardWord, Span
from calltools.speech.spans import Timeline, widened

Times = tuple[Floats, Floats]

_CHANGE = 0.9
"""Cost of a change of speaker amid speech; a word well outside a speaker's spans costs about 1."""
_PAUSE = 0.6  # taken off at a pause; not measured
_LONG_PAUSE_MS = 250  # from here on a pause takes off all of it; not measured
_SEGMENT_END = 0.5  # taken off where a segment ends; not measured
_SENTENCE_END = 0.2  # taken off behind a mark; not measured
_SURE_MS = 250  # of a long word's end that is compared; not measured
_ENDS = tuple("。？！；，、.?!;,")
_DRIFT_MS = 150
"""So near to a speaker's span a word may be in it: its times and the span's edges are both off.
Of the characters of ten read calls (clean, by GSM, in noise) 14 go to the wrong party without it, 9
at 150 to 200 ms; of the words of spliced calls more at 250 ms."""
_FAR = 0.5  # cost of a word far from any span of its speaker; not measured
_FAR_MS = 2_000  # from the nearest span; not measured


def attribute(
    words: Sequence[HeardWord], ends: Sequence[bool], spans: Sequence[Span]
) -> list[str | None]:
    """The speaker of each word; None for all where there is no span.

    ``words`` are in order; ``ends`` tells after which of them the recogniser ended a segment.
    """
    speakers = sorted({span.speaker for span in spans})
    if not speakers or not words:
        return [None] * len(words)
    path = _cheapest_path(
        _label_costs(_sure_times(words, ends), speakers, spans), _change_costs(words, ends)
    )
    return [speakers[label] for label in path]


def _sure_times(words: Sequence[HeardWord], ends: Sequence[bool]) -> Times:
    """(starts, ends) of the words; of the first and last of a segment only what is next to the
    other words, for these are often drawn out into what comes before or after."""
    starts = np.array([word.start_ms for word in words], dtype=np.float64)
    stops = np.array([max(word.end_ms, word.start_ms + 1) for word in words], dtype=np.float64)
    last = np.array(ends, dtype=np.bool_)
    first = np.roll(last, 1)
    first[0] = True
    inner = first & ~last, last & ~first
    return (
        np.where(inner[0], np.maximum(starts, stops - _SURE_MS), starts),
        np.where(inner[1], np.minimum(stops, starts + _SURE_MS), stops),
    )


def _label_costs(times: Times, speakers: Sequence[str], spans: Sequence[Span]) -> Floats:
    """What it costs to give each word to each speaker, shape (words, speakers).

    Of a word's time only what anybody speaks in counts; where nobody does, the nearest speaker's
    label is cheapest.
    """
    starts, stops = times
    theirs = [[span for span in spans if span.speaker == name] for name in speakers]
    near = [Timeline.of(widened(own, _DRIFT_MS)).within(starts, stops) for own in theirs]
    spoken = Timeline.of(widened(spans, _DRIFT_MS)).within(starts, stops)[:, None]
    far = np.stack([Timeline.of(own).distance((starts + stops) / 2) for own in theirs], axis=1)
    outside = np.where(spoken > 0, 1 - np.stack(near, axis=1) / np.maximum(spoken, 1), 0)
    costs: Floats = outside + _FAR * np.minimum(1, far / _FAR_MS)
    return costs


def _change_costs(words: Sequence[HeardWord], ends: Sequence[bool]) -> Floats:
    """What a change of speaker before each word costs, shape (words,)."""
    costs = np.full(len(words), _CHANGE)
    for i in range(1, len(words)):
        pause = max(0, words[i].start_ms - words[i - 1].end_ms)
        costs[i] -= _PAUSE * min(1, pause / _LONG_PAUSE_MS)
        if ends[i - 1]:
            costs[i] -= _SEGMENT_END
        elif words[i - 1].text.rstrip().endswith(_ENDS):
            costs[i] -= _SENTENCE_END
    return costs


def _cheapest_path(labels: Floats, changes: Floats) -> list[int]:
    """The label of each word that together cost least."""
    total = labels[0]
    came_from = np.zeros(labels.shape, dtype=np.int64)
    for i in range(1, len(labels)):
        best = int(total.argmin())
        changed = total[best] + changes[i]
        came_from[i] = np.where(total <= changed, np.arange(len(total)), best)
        total = np.minimum(total, changed) + labels[i]
    path = [int(total.argmin())]
    for i in range(len(labels) - 1, 0, -1):
        path.append(int(came_from[i][path[-1]]))
    return path[::-1]
