"""Texts as the pair reader takes them: states of their tokens, marks of denials and of doubts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from calltools.arrays import Floats
from calltools.language.cues import fillers, hedges, negations
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language
from calltools.language.token_encoder import END, START, TokenEncoder, tokenizer, tokens_of

LAYERS = (3, 5, 8)
"""The layers after which the encoder's states are taken."""
LONGEST: Mapping[Language, int] = {"zh": 200, "en": 240}
"""Tokens that are read of a text."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """Places (code points) of the tokens of a text, the encoder's states (tokens, width), and marks
    (tokens, 3): 1 in a negation, a hedge, a filler."""

    places: Sequence[TextSpan]
    states: Floats
    marks: Floats


TextsEncoder = Callable[[Sequence[str], Language], list[EncodedText]]
"""Encodes texts of one language, each for itself."""


StatesEncoder = Callable[[Sequence[Sequence[int]]], Sequence[Floats]]
"""States (tokens, width) for the ids of sequences, after all LAYERS side by side."""


def texts_encoder(folder: Path, encode_ids: StatesEncoder | None = None) -> TextsEncoder:
    """Encodes with the encoder in a folder of the catalogue, or with its tokenizer alone and
    ``encode_ids``.

    Raises ModelError for one that can't be read.
    """
    tokens = tokenizer(folder)
    encode_ids = encode_ids or partial(TokenEncoder.open(folder).layered, layers=LAYERS)

    def encode(texts: Sequence[str], language: Language) -> list[EncodedText]:
        plain = [simplify(text) if language == "zh" else text for text in texts]
        read = [tokens_of(text, tokens) for text in plain]
        read = [(ids[: LONGEST[language]], places[: LONGEST[language]]) for ids, places in read]
        states = encode_ids([[START, *ids, END] for ids, _ in read])
        return [
            EncodedText(places, x[1:-1], _marks(text, language, places))
            for text, (_, places), x in zip(plain, read, states, strict=True)
        ]

    return encode


def _marks(text: str, language: Language, places: Sequence[TextSpan]) -> Floats:
    marks = np.zeros((len(places), 3), np.float32)
    for column, told in enumerate((negations, hedges, fillers)):
        for start, end in told(text, language):
            marks[[i for i, (a, b) in enumerate(places) if a < end and start < b], column] = 1
    return marks
