"""Character error rate: how far a recogniser's text is from what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from calltools.evaluation.counts import Counts, rate
from calltools.language.normalise import CER, normalise


@dataclass(frozen=True, slots=True)
class CharacterErrors(Counts):
    """Counts of an alignment of a text with its reference, whose ``length`` is in characters."""

    length: int = 0
    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def errors(self) -> int:
        """All that would have to be mended."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float | None:
        """Errors per character of the reference; None where the reference is empty."""
        return rate(self.errors, self.length)

    def to_json(self) -> dict[str, Any]:
        """The rate and the counts."""
        return {"cer": self.rate, "errors": self.errors, **asdict(self)}


def character_errors(reference: str, hypothesis: str) -> CharacterErrors:
    """Compare two texts after the normaliser :data:`calltools.language.normalise.CER`."""
    import jiwer

    said, written = (normalise(text, CER).text for text in (reference, hypothesis))
    if not said:
        return CharacterErrors(insertions=len(written))
    errors = jiwer.process_characters(said, written)
    return CharacterErrors(
        len(said), errors.hits, errors.substitutions, errors.deletions, errors.insertions
    )


def score_texts(texts: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Figures of all texts pooled and of each, by name: a reference and what was recognised."""
    scores = {name: character_errors(*both) for name, both in texts.items()}
    return {
        "pooled": sum(scores.values(), CharacterErrors()).to_json(),
        "files": {name: errors.to_json() for name, errors in scores.items()},
    }
