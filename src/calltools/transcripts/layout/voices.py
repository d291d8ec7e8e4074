"""Whose words the turns of a call sound like, and whom a label names, by what they mean: sentence
vectors under small fitted heads.

They go on where :mod:`~calltools.language.role_cues` find nothing typical and the vocabulary lacks
a label.  The weights (``voices.json``) are data, fitted by ``benchmarks/fit_print_roles.py``.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence

import numpy as np

from calltools.arrays import Floats
from calltools.data import read_data
from calltools.language.encoders import Encoder, Vectors, load_encoder

VoiceWeights = Mapping[str, Sequence[float]]
"""``caller`` against the hospital, ``other`` against both: the intercept, then a weight for each
dimension of the turn's vector and of the vector of the turn before.  ``named caller``, ``named
other`` against the hospital: the same, of a label's vector."""

_MOST = 200
"""Characters of a turn that are looked at."""


@functools.cache
def fitted() -> VoiceWeights:
    """The weights of the package."""
    found: VoiceWeights = json.loads(read_data("transcripts/layout/voices.json"))
    return found


def voice_vectors(texts: Sequence[str], before: Sequence[str]) -> Vectors:
    """Of each turn its vector and that of the turn before: (turns, 2 x dimensions)."""
    both = _encoder().encode([text[:_MOST] for text in (*texts, *before)])
    return np.hstack([both[: len(texts)], both[len(texts) :]])


def voices(
    texts: Sequence[str], before: Sequence[str], weights: VoiceWeights | None = None
) -> dict[str, Floats]:
    """For each turn, told with what was said before it, the log-odds that its words are the
    caller's (against the hospital's), and a third party's (against those of both)."""
    return _judged(voice_vectors(texts, before), ("caller", "other"), weights or fitted())


def label_vectors(labels: Sequence[str]) -> Vectors:
    """The vector of each label: (labels, dimensions)."""
    return _encoder().encode([label.lower() for label in labels])


def names(labels: Sequence[str], weights: VoiceWeights | None = None) -> dict[str, Floats]:
    """For each label the log-odds against the hospital's side that it names a caller, and that it
    names a third party."""
    return _judged(label_vectors(labels), ("named caller", "named other"), weights or fitted())


def _judged(vectors: Vectors, heads: Sequence[str], weights: VoiceWeights) -> dict[str, Floats]:
    return {name: vectors @ np.array(weights[name][1:]) + weights[name][0] for name in heads}


@functools.cache
def _encoder() -> Encoder:
    return load_encoder()
