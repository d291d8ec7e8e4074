"""The Statement record: what the hospital side said, how, and what it traces back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from calltools.records import Share, Whole, convert, plain
from calltools.statements.proposal import CATEGORIES, Category

Modality = Literal["denied", "hypothetical", "conditional", "hedged", "asserted", "unclear"]
Qualifier = Literal["fastest", "slowest", "typical"]
Availability = Literal["available", "scarce", "unavailable"]
CountPeriod = Literal["day", "week", "month", "year", "total"]
Introducer = Literal["hospital", "investigator"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A piece of evidence: the rule or vocabulary list and the words of the turn it rests on.

    ``turn_index`` is the turn that holds ``turn.text[start:end]``; the question that was answered
    is evidence too, so it need not be the statement's own turn.
    """

    rule: str
    turn_index: Whole
    start: Whole
    end: Whole


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim, refusal or figure of the hospital side.

    The fields up to ``tags`` are those of the labelled set (docs/statements.md); offsets are code
    points in ``turns[turn_index].text``, end exclusive, and ``quote`` is what stands there.
    ``modality`` ``denied`` means that the fields hold what the speaker rejects, ``unclear`` that a
    person must read whether it is claimed or denied.

    The rest is the trace: ``word_ids`` are positions in ``turn.words``; times and ``score`` (the
    recogniser's probability of the words or, where that is less, of the figure, 0 to 1) are there
    for machine transcripts; ``evidence`` tells what the record rests on, ``read`` (0 to 1) how
    often such words are read right, ``confidence`` the product of both, and ``reading`` what
    misheard words were read as, with the quotation left as it was recognised.  ``heard_otherwise``
    is the quotation as a second hearing has it, where that differs in a figure or a denial.
    """

    category: Category
    turn_index: Whole
    start: Whole
    end: Whole
    quote: str
    organ: str | None = None
    wait_min_days: Whole | None = None
    wait_max_days: Whole | None = None
    vague: bool = False
    qualifier: Qualifier | None = None
    availability: Availability | None = None
    count_min: Whole | None = None
    count_max: Whole | None = None
    count_period: CountPeriod | None = None
    price_min: Whole | None = None
    price_max: Whole | None = None
    currency: str | None = None
    modality: Modality = "asserted"
    assent: bool | None = None
    ref_turn: Whole | None = None
    introduced_by: Introducer | None = "hospital"
    about_other_place: bool = False
    historic: bool = False
    retracts: str | None = None
    organ_evidence: Literal["turn", "context"] | None = None
    tags: tuple[str, ...] = ()
    id: str = ""
    dialogue_id: str = ""
    word_ids: tuple[Whole, ...] = ()
    start_ms: Whole | None = None
    end_ms: Whole | None = None
    score: Share | None = None
    audio_sha256: str | None = None
    pcm_sha256: str | None = None
    evidence: tuple[Cue, ...] = ()
    read: Share | None = None
    role_certainty: Share | None = None
    confidence: Share | None = None
    reading: str | None = None
    heard_otherwise: str | None = None

    def to_json(self) -> dict[str, Any]:
        """A row for statements.jsonl: plain values, identity first."""
        row: dict[str, Any] = plain(self)
        first = {name: row.pop(name) for name in ("id", "dialogue_id")}
        for name in ("tags", "word_ids", "evidence"):
            row[name] = list(row[name])
        return first | row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Statement:
        """From ``to_json`` or a labelled row; unknown fields are left out.

        Raises ValueError, naming the field, for a value of a wrong type or one that is missing.
        """
        return convert(row, cls)


__all__ = ["CATEGORIES", "Category", "Cue", "Statement"]
