"""A finding of the checks between calls: what was seen, where, and how to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from calltools.messages import Kept, Message, keep_message
from calltools.provenance import canonical_json, sha256_bytes
from calltools.transcripts.model import CALL_FACTS

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
    "published_otherwise",
    "published_without_call",
    "quoted_without_call",
    "unpublished",
    "outlier",
]
Weight = Literal["contradiction", "proposal", "gap"]

KIND_NAMES: Mapping[str, Message] = {
    "one_call": Message("One call, several recordings"),
    "area_code": Message("Area code"),
    "one_number_two_hospitals": Message("One number, two hospitals"),
    "one_hospital_two_names": Message("One hospital, two names"),
    "weekday": Message("Day of the week"),
    "recording_order": Message("Order of recordings"),
    "duration_measured": Message("Length printed"),
    "duration_words": Message("Length and words"),
    "pretexts": Message("Pretexts"),
    "same_respondent": Message("Same respondent"),
    "published_otherwise": Message("Published otherwise"),
    "published_without_call": Message("Published, not registered"),
    "quoted_without_call": Message("Quoted, not registered"),
    "unpublished": Message("Not published"),
    "outlier": Message("Figure far off"),
}
"""Names of the kinds, in the order in which they are listed."""
WEIGHT_NAMES: Mapping[str, Message] = {
    "contradiction": Message("does not fit"),
    "proposal": Message("proposal"),
    "gap": Message("missing"),
}
FACT_NAMES: Mapping[str, Message] = {
    **CALL_FACTS,
    "weekday": Message("day of the week"),
    "length": Message("length"),
    "length of the sound": Message("length of the sound"),
    "length printed": Message("length printed"),
    "words": Message("number of words"),
    "calendar": Message("calendar"),
    "area codes": Message("area codes"),
    "publication": Message("publication"),
}
"""What the facts of evidence and their sources are called; others are names of their own."""


@dataclass(frozen=True, slots=True)
class CallFact:
    """A piece of evidence: what ``source`` (a call, or a file) says of ``fact``."""

    source: str
    fact: str
    value: str
    value_message: Kept | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """``value`` is a message again where it was one when it was kept."""
        keep_message(self, "value")


@dataclass(frozen=True, slots=True)
class CallFinding:
    """Something between calls that a person should look at.

    ``weight`` is ``contradiction`` where two things cannot both be so, ``proposal`` where the
    machine takes two for one, ``gap`` where something is missing.  ``calls`` are the names of the
    calls concerned, the one most in doubt first; ``note`` says it in a sentence;
    ``score`` is a probability, where the finding rests on one.
    """

    kind: FindingKind
    weight: Weight
    calls: tuple[str, ...]
    note: str
    evidence: tuple[CallFact, ...]
    score: float | None = None
    note_message: Kept | None = field(default=None, compare=False, repr=False)
    id: str = field(init=False)
    """What a person's answer is kept under: the same as long as the evidence is."""

    def __post_init__(self) -> None:
        """``note`` is a message again where it was one when it was kept."""
        keep_message(self, "note")
        facts = sorted([e.source, e.fact, e.value] for e in self.evidence)
        content = canonical_json([self.kind, sorted(self.calls), facts])
        object.__setattr__(self, "id", f"{self.kind}-{sha256_bytes(content.encode())[:10]}")
