"""What the vectors of a segment are of: its words, and those around it."""

from __future__ import annotations

import numpy as np

from calltools.language.encoders import Vectors
from calltools.page.features import PageFeatures, speaker_name
from calltools.page.segments import Stream

_FIRST, _MOST = 8, 200
"""Turns of a label, and characters of each, that tell what is talked about."""
BLOCKS = ("own", "before", "label", "above", "page", "name", "around")
"""What the vectors of a segment tell of: its words, those before, all words under its label, the
lines above the label's first, the whole page, the label itself, and the sentence in which words
are quoted."""


def texts_of(page: Stream, of: PageFeatures) -> tuple[list[str], list[str], list[str]]:
    """The words, the label and the sentence around each segment, as they are told by vectors."""
    words, names, around = [], [], []
    for segment in page.segments:
        line = page.lines[segment.line]
        if segment.quotation is not None:
            words.append(page.ground.quoted[segment.quotation].text[:_MOST])
            names.append((segment.options[-1].label or "").lower())
            around.append(page.ground.around(segment.quotation)[-_MOST:])
            continue
        turn = next((o for o in segment.options if o.head), None)
        own = of.words_at(segment.line, turn.start) if turn else line.text
        words.append(own[:_MOST])
        names.append(turn.head.label.lower() if turn and turn.head else "")
        around.append("")
    return words, names, around


def blocks_of(
    page: Stream, of: PageFeatures, words: Vectors, names: Vectors, around: Vectors
) -> Vectors:
    """For each segment its vectors, (segments, BLOCKS, dimensions), of the vectors of the words,
    of the label and of the sentence around each."""
    found = np.zeros((len(page.segments), len(BLOCKS), words.shape[1]), np.float32)
    at = {s.line: n for n, s in enumerate(page.segments) if s.quotation is None}
    lines = [n for n, s in enumerate(page.segments) if s.quotation is None]
    page_ = words[lines].mean(0) if lines else 0
    for n, segment in enumerate(page.segments):
        i = segment.line
        own, first = [n], i
        turn = next((o for o in segment.options if o.head), None)
        if segment.quotation is None and turn is not None and turn.head is not None:
            label = of.labels[speaker_name(page.lines[i], turn.head)]
            own, first = [at[j] for j in label.lines[:_FIRST]], label.lines[0]
        above = [at[j] for j in range(max(first - 6, 0), first)]
        found[n, 0] = words[n]
        found[n, 1] = words[n - 1] if n else 0
        found[n, 2] = words[own].mean(0)
        found[n, 3] = words[above].mean(0) if above else 0
        found[n, 4] = page_
        found[n, 5] = names[n]
        found[n, 6] = around[n]
    return found
