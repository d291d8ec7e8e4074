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

COLLARS_MS = (0, 250)
"""Time on either side of each edge of a reference span that does not count."""


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


@dataclass(frozen=True, slots=True)
class DiarizationScore:
    """One hypothesis against its reference: errors by collar, and by role where both have roles
    (roles are not mapped: the investigator is the investigator)."""

    by_collar: Mapping[int, DiarizationErrors]
    by_role: DiarizationErrors | None

    def to_json(self) -> dict[str, Any]:
        """As a plain dictionary, for files."""
        collars = {f"collar_{ms}_ms": errors.to_json() for ms, errors in self.by_collar.items()}
        return {**collars, "by_role": self.by_role.to_json() if self.by_role else None}


def score(reference: Sequence[Spoken], hypothesis: Sequence[Spoken]) -> DiarizationScore:
    """Compare who speaks when; roles count only where every span of both has one."""
    both = reference and hypothesis
    named = both and all(spoken.role for spoken in (*reference, *hypothesis))
    return DiarizationScore(
        {ms: diarization_errors(reference, hypothesis, collar_ms=ms) for ms in COLLARS_MS},
        role_errors(reference, hypothesis) if named else None,
    )


def diarization_errors(
    reference: Sequence[Spoken], hypothesis: Sequence[Spoken], *, collar_ms: int = 0
) -> DiarizationErrors:
    """Errors under the best mapping of speakers, ``collar_ms`` around reference edges left out."""
    from pyannote.metrics.diarization import DiarizationErrorRate

    # pyannote.metrics counts both sides of an edge.
    metric = DiarizationErrorRate(collar=2 * collar_ms / 1000)
    return _errors(metric, reference, hypothesis, "speaker")


def role_errors(reference: Sequence[Spoken], hypothesis: Sequence[Spoken]) -> DiarizationErrors:
    """Errors where each role stands for itself; a role ``unknown`` is wrong for every other."""
    from pyannote.metrics.identification import IdentificationErrorRate

    return _errors(IdentificationErrorRate(), reference, hypothesis, "role")


def pooled(scores: Iterable[DiarizationScore]) -> DiarizationScore:
    """All scores as if they were of one recording; by role only where all are."""
    scores = list(scores)
    roles = [score.by_role for score in scores if score.by_role]
    return DiarizationScore(
        {
            ms: sum((score.by_collar[ms] for score in scores), DiarizationErrors())
            for ms in COLLARS_MS
        },
        sum(roles, DiarizationErrors()) if roles and len(roles) == len(scores) else None,
    )


def _errors(
    metric: Any, reference: Sequence[Spoken], hypothesis: Sequence[Spoken], label: str
) -> DiarizationErrors:
    from pyannote.core import Annotation, Segment, Timeline

    sides = []
    for side in (reference, hypothesis):
        annotation = Annotation()
        for number, span in enumerate(side):
            segment = Segment(span.start_ms / 1000, span.end_ms / 1000)
            annotation[segment, number] = getattr(span, label) or "unknown"
        # Spans of one label that meet or overlap are one, as nobody speaks twice at once.
        sides.append(annotation.support())
    end_ms = max((spoken.end_ms for spoken in (*reference, *hypothesis)), default=0)
    parts = metric.compute_components(*sides, uem=Timeline([Segment(0, end_ms / 1000)]))
    names = ("total", "confusion", "missed detection", "false alarm")
    return DiarizationErrors(*(to_ms(parts[name]) for name in names))
