"""Diarization error rate: how much of the time somebody else, or nobody, is said to speak.

Computed by pyannote.metrics (Bredin, Interspeech 2017) as NIST defines it: overlapping speech
counts for each who speaks, speakers of both sides are mapped to each other as is best.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.evaluation.counts import Counts, rate
from calltools.times import to_ms

COLLAR_MS = 250
"""Time on either side of each edge of a reference span that a lenient score does not count."""

NAMES = STRICT, LENIENT, BY_ROLE = "collar_0_ms", f"collar_{COLLAR_MS}_ms", "by_role"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch that somebody speaks; ``role`` where it is known."""

    start_ms: int
    end_ms: int
    speaker: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class DiarizationErrors(Counts):
    """Milliseconds of speech: all of the reference, of it given to another and missed, and heard
    where there is none."""

    total_ms: int = 0
    confusion_ms: int = 0
    missed_ms: int = 0
    false_alarm_ms: int = 0

    @property
    def rate(self) -> float | None:
        """The diarization error rate; None where the reference has no speech."""
        return rate(self.confusion_ms + self.missed_ms + self.false_alarm_ms, self.total_ms)

    @property
    def wrong_party(self) -> float | None:
        """The share of speech that is given to somebody else than who speaks."""
        return rate(self.confusion_ms, self.total_ms)

    def to_json(self) -> dict[str, Any]:
        """The rates and the counts."""
        return {"der": self.rate, "wrong_party": self.wrong_party, **Counts.to_json(self)}


DiarizationScore = Mapping[str, DiarizationErrors]
"""Errors as they are, with edges left out, and by role where all of both sides have one."""


def score(reference: Sequence[Spoken], hypothesis: Sequence[Spoken]) -> DiarizationScore:
    """Compare who speaks when; roles count only where every span of both has one."""
    errors = {
        STRICT: diarization_errors(reference, hypothesis),
        LENIENT: diarization_errors(reference, hypothesis, collar_ms=COLLAR_MS),
    }
    if reference and hypothesis and all(each.role for each in (*reference, *hypothesis)):
        errors[BY_ROLE] = diarization_errors(reference, hypothesis, by_role=True)
    return errors


def pooled(scores: Iterable[DiarizationScore]) -> DiarizationScore:
    """All scores as if they were of one recording; by role only where all are."""
    scores = list(scores)
    names = [name for name in NAMES if all(name in score for score in scores)]
    return {name: sum((score[name] for score in scores), DiarizationErrors()) for name in names}


def figures(score: DiarizationScore) -> dict[str, Any]:
    """A score as plain values; None by role where it has none."""
    return {name: score[name].to_json() if name in score else None for name in NAMES}


def score_recordings(
    spoken: Mapping[str, tuple[Sequence[Spoken], Sequence[Spoken]]],
) -> dict[str, Any]:
    """Figures of all recordings pooled and of each, by name: a reference and what was found."""
    scores = {name: score(*both) for name, both in spoken.items()}
    return {
        "pooled": figures(pooled(scores.values())),
        "files": {name: figures(each) for name, each in scores.items()},
    }


def diarization_errors(
    reference: Sequence[Spoken],
    hypothesis: Sequence[Spoken],
    *,
    collar_ms: int = 0,
    by_role: bool = False,
) -> DiarizationErrors:
    """Errors under the best mapping of speakers, ``collar_ms`` around reference edges left out.

    ``by_role``: each role stands for itself instead; ``unknown`` is wrong for every other.
    """
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics import diarization, identification

    sides = []
    for side in (reference, hypothesis):
        annotation = Annotation()
        for number, span in enumerate(side):
            segment = Segment(span.start_ms / 1000, span.end_ms / 1000)
            annotation[segment, number] = (span.role if by_role else span.speaker) or "unknown"
        # Spans of one label that meet or overlap are one, as nobody speaks twice at once.
        sides.append(annotation.support())
    end_ms = max((each.end_ms for each in (*reference, *hypothesis)), default=0)
    metric: Any = identification.IdentificationErrorRate()
    if not by_role:  # pyannote.metrics counts both sides of an edge
        metric = diarization.DiarizationErrorRate(collar=2 * collar_ms / 1000)
    parts = metric.compute_components(*sides, uem=Timeline([Segment(0, end_ms / 1000)]))
    names = ("total", "confusion", "missed detection", "false alarm")
    return DiarizationErrors(*(to_ms(parts[name]) for name in names))
