"""Whose each word is: what the diarizer says of its time, and that people speak in stretches.

Recognisers give times of words that are off by some hundred milliseconds, most of all where the
speaker changes, so that a word's time alone would give the last word of a question to whoever
answers.  The words are labelled together instead (Viterbi 1967): a label costs what of the word
lies outside the speaker's spans, and a change of speaker costs something, too, the less the
longer the pause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.speech.model import HeardWord, Span

Floats = NDArray[np.float64]

_CHANGE = 0.8
"""Cost of a change of speaker without a pause; a word outside a speaker's spans costs 1."""
_PAUSE = 0.5
_LONG_PAUSE_MS = 300
_SENTENCE_END = 0.2
_ENDS = tuple("。？！；，、.?!;,")
_FAR = 0.5
_FAR_MS = 2_000


def attribute(
    words: Sequence[HeardWord], ends: Sequence[bool], spans: Sequence[Span]
) -> list[str | None]:
    """The speaker of each word; None for all where there is no span.

    ``words`` are in order; ``ends`` tells after which of them the recogniser ended a segment.
    """
    speakers = sorted({span.speaker for span in spans})
    if not speakers or not words:
        return [None] * len(words)
    changes = _change_costs(words, ends)
    path = _cheapest_path(_label_costs(words, speakers, spans), changes)
    return [speakers[label] for label in path]


def _label_costs(
    words: Sequence[HeardWord], speakers: Sequence[str], spans: Sequence[Span]
) -> Floats:
    """What it costs to give each word to each speaker, shape (words, speakers).

    Of a word's time only what anybody speaks in counts, for words are often given the silence
    before or after them; where nobody speaks, the nearest speaker's is cheapest.
    """
    starts = np.array([word.start_ms for word in words])
    ends = np.array([max(word.end_ms, word.start_ms + 1) for word in words])
    timelines = [_Timeline.of([s for s in spans if s.speaker == name]) for name in speakers]
    everybody = _Timeline.of(spans)
    spoken = everybody.within(starts, ends)
    own = np.stack([timeline.within(starts, ends) for timeline in timelines], axis=1)
    far = np.stack([timeline.distance((starts + ends) / 2) for timeline in timelines], axis=1)
    covered = own / np.maximum(spoken, 1)[:, None]
    return np.where(spoken[:, None] > 0, 1 - covered, 0) + _FAR * np.minimum(1, far / _FAR_MS)


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Stretches of time that do not overlap, in milliseconds, in order."""

    starts: Floats
    ends: Floats

    @classmethod
    def of(cls, spans: Sequence[Span]) -> _Timeline:
        joined: list[list[int]] = []
        for span in sorted(spans, key=lambda span: span.start_ms):
            if joined and span.start_ms <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], span.end_ms)
            else:
                joined.append([span.start_ms, span.end_ms])
        return cls(*np.array(joined, dtype=np.float64).reshape(-1, 2).T)

    def within(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
        """How much of each stretch from ``starts`` to ``ends`` lies in this timeline."""
        return self._before(ends) - self._before(starts)

    def _before(self, times: NDArray[np.int64]) -> Floats:
        """How much of this timeline lies before each of ``times``."""
        lengths = np.concatenate(([0.0], np.cumsum(self.ends - self.starts)))
        begun = np.searchsorted(self.starts, times, side="right")
        last = np.maximum(begun - 1, 0)
        unfinished = np.maximum(0, self.ends[last] - times)
        before: Floats = np.where(begun > 0, lengths[begun] - unfinished, 0.0)
        return before

    def distance(self, times: Floats) -> Floats:
        """How far each of ``times`` is from this timeline, 0 in it."""
        after = np.searchsorted(self.starts, times, side="right")
        previous = np.concatenate(([-np.inf], self.ends))[after]
        following = np.concatenate((self.starts, [np.inf]))[after]
        distance: Floats = np.maximum(0, np.minimum(times - previous, following - times))
        return distance


def _change_costs(words: Sequence[HeardWord], ends: Sequence[bool]) -> Floats:
    """What a change of speaker before each word costs, shape (words,)."""
    costs = np.full(len(words), _CHANGE)
    for i in range(1, len(words)):
        pause = max(0, words[i].start_ms - words[i - 1].end_ms)
        costs[i] -= _PAUSE * min(1, pause / _LONG_PAUSE_MS)
        if ends[i - 1] or words[i - 1].text.rstrip().endswith(_ENDS):
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
