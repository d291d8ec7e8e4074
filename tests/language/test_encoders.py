"""Sentence embeddings: unit vectors, the same for the same text, near for the same meaning."""

from __future__ import annotations

import numpy as np
import pytest

from calltools.language.encoders import Encoder, Vectors, unit

PAIRS = (
    ("肝移植要等多久？", "How long is the wait for a liver transplant?"),
    ("押金先交二十万。", "Pay a deposit of two hundred thousand first."),
    ("主任今天不在，你明天再打。", "The director is out today, ring again tomorrow."),
    ("我爸爸得了尿毒症。", "My father has uraemia."),
)


@pytest.mark.model
def test_a_translation_is_nearer_than_any_other_sentence(encoder: Encoder) -> None:
    chinese = encoder.encode([zh for zh, _ in PAIRS])
    english = encoder.encode([en for _, en in PAIRS])
    assert chinese.shape == english.shape == (len(PAIRS), 512)
    assert (chinese @ english.T).argmax(axis=1).tolist() == list(range(len(PAIRS)))


def test_a_text_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: list[str]) -> Vectors:
        asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    encoder = Encoder(embed)
    encoder.encode(["aa", "b", "aa"])
    encoder.encode(["b", "ccc"])
    assert sorted(asked) == ["aa", "b", "ccc"]


def test_a_vector_of_nothing_stays_nothing() -> None:
    assert unit(np.zeros((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]
