"""Character error rate: how far a recogniser's text is from what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from calltools.language.normalise import CER, normalise


@dataclass(frozen=True, slots=True)
class CharacterErrors:
    """Counts of one alignment of a text with its reference, in characters."""

    hits: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def errors(self) -> int:
        """All that would have to be mended."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def length(self) -> int:
        """Characters of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def rate(self) -> float | None:
        """Errors per character of the reference; None where the reference is empty."""
        return self.errors / self.length if self.length else None

    def to_json(self) -> dict[str, float | int | None]:
        """As a plain dictionary, for files."""
        return {
            "cer": self.rate,
            "errors": self.errors,
            "length": self.length,
            "hits": self.hits,
            "substitutions": self.substitutions,
            "deletions": self.deletions,
            "insertions": self.insertions,
        }


def character_errors(reference: str, hypothesis: str) -> CharacterErrors:
    """Compare two texts after the normaliser :data:`calltools.language.normalise.CER`."""
    import jiwer

    said = normalise(reference, CER).text
    written = normalise(hypothesis, CER).text
    if not said:
        return CharacterErrors(0, 0, 0, len(written))
    counts = jiwer.process_characters(said, written)
    return CharacterErrors(counts.hits, counts.substitutions, counts.deletions, counts.insertions)


def pooled(scores: Iterable[CharacterErrors]) -> CharacterErrors:
    """All scores as if they were of one long text: long texts weigh more than short ones."""
    scores = list(scores)
    return CharacterErrors(
        hits=sum(score.hits for score in scores),
        substitutions=sum(score.substitutions for score in scores),
        deletions=sum(score.deletions for score in scores),
        insertions=sum(score.insertions for score in scores),
    )


def score_texts(
    references: Mapping[str, str], hypotheses: Mapping[str, str]
) -> dict[str, CharacterErrors]:
    """The score of each reference by name.  Raises KeyError for a name without hypothesis."""
    return {
        name: character_errors(text, hypotheses[name]) for name, text in sorted(references.items())
    }
