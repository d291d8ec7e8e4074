"""A finding of the checks between calls: what was seen, where, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from calltools.provenance import canonical_json, sha256_bytes

FindingKind = Literal[
    "one_call",
    "area_code",
    "one_number_two_hospitals",
    "one_hospital_two_names",
    "weekday",
    "recording_order",
    "duration_measured",
    "duration_words",
    "pretexts",
    "same_respondent",
    "same_voice",
    "investigator_voice",
    "published_otherwise",
    "published_without_call",
    "quoted_without_call",
    "unpublished",
    "outlier",
]
Weight = Literal["contradiction", "proposal", "gap"]


@dataclass(frozen=True, slots=True)
class CallFact:
    """A piece of evidence: what ``source`` (a call, or a file) says of ``fact``."""

    source: str
    fact: str
    value: str


@dataclass(frozen=True, slots=True)
class CallFinding:
    """Something between calls that a person should look at.

    ``weight`` is ``contradiction`` where two things cannot both be so, ``proposal`` where the
    machine takes two for one, ``gap`` where something is missing.  ``calls`` are the names of the
    calls concerned, the one most in doubt first; ``english`` and ``chinese`` say it in a sentence;
    ``score`` is a probability, where the finding rests on one.
    """

    kind: FindingKind
    weight: Weight
    calls: tuple[str, ...]
    english: str
    chinese: str
    evidence: tuple[CallFact, ...]
    score: float | None = None
    id: str = field(init=False)
    """What a person's answer is kept under: the same as long as the evidence is."""

    def __post_init__(self) -> None:
        facts = sorted([e.source, e.fact, e.value] for e in self.evidence)
        content = canonical_json([self.kind, sorted(self.calls), facts])
        object.__setattr__(self, "id", f"{self.kind}-{sha256_bytes(content.encode())[:10]}")
