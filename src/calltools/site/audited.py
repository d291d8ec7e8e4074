"""An audited report on paper: each quotation with its verdict, and what people decided of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from starlette.responses import Response

from calltools.messages import Message
from calltools.quotations.verdicts import GRAVITY, VERDICT_NAMES
from calltools.review.fold import State
from calltools.site.cards import STATUSES
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.store.log import now

QuotationOutcome = Literal["accepted", "overridden", "again", "open"]

OUTCOMES: Mapping[QuotationOutcome, str] = {
    "accepted": Message("accepted"), "overridden": Message("overridden"),
    "again": Message("to look at again"), "open": Message("open"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditedQuotation:
    """A quotation of the report, as the machine judged it and as it was decided.

    ``verdict`` is the machine's, ``now`` the one that holds, ``gravity`` that one's; ``outcome``
    is ``again`` where it was decided of something that changed since, or by two differently.
    ``differs`` is what a translation that is quoted has otherwise than its call.
    """

    state: State
    outcome: QuotationOutcome
    verdict: str
    now: str
    gravity: str
    differs: Sequence[str]

    @property
    def told(self) -> str:
        """How things are with it, in words."""
        return OUTCOMES["again"] if self.outcome == "again" else STATUSES[self.state.status]


@dataclass(frozen=True, slots=True)
class AuditedView:
    """A report's audit, to be printed."""

    template: ClassVar[str] = "audited.html"

    name: str
    address: str
    quotations: Sequence[AuditedQuotation]
    hides: bool
    differing: int
    outcomes: Mapping[QuotationOutcome, str]
    totals: Mapping[QuotationOutcome, int]
    verdicts: Sequence[tuple[str, Mapping[QuotationOutcome, int]]]
    read_by: Sequence[str]
    at: str


def audited(visit: Visit) -> Response:
    """The report's audit, to be printed: counts, then each quotation with its decision."""
    reviewed = visit.reviewed()
    states = [one for one in reviewed.of_kind("quotation") if one.item]
    found = [_quotation(one) for one in states]
    if reviewed.transcript is not None:
        raise NotFoundError("this address", "is of no report")
    return shown(
        visit,
        AuditedView(
            name=reviewed.name,
            address=address_of(reviewed.name),
            quotations=found,
            hides=reviewed.hides,
            differing=sum(bool(one.differs) for one in found),
            outcomes=OUTCOMES,
            totals=Counter(one.outcome for one in found),
            verdicts=_by_verdict(found),
            read_by=reviewed.whole.read_by,
            at=now(),
        ),
    )


def _quotation(state: State) -> AuditedQuotation:
    is_unsettled = state.stale or state.conflict or state.status == "disputed"
    decided: QuotationOutcome = "open"
    if state.status in ("accepted", "overridden"):
        decided = "accepted" if state.status == "accepted" else "overridden"
    verdict = str(state.value["verdict"]) if state.status == "overridden" else state.label
    return AuditedQuotation(
        state,
        "again" if is_unsettled else decided,
        VERDICT_NAMES.get(state.label, state.label),
        VERDICT_NAMES.get(verdict, verdict),
        next((gravity for name, gravity in GRAVITY.items() if name == verdict), "none"),
        state.item.translation_differs if state.item else (),
    )


def _by_verdict(found: Sequence[AuditedQuotation]) -> list[tuple[str, Counter[QuotationOutcome]]]:
    """The machine's verdicts, gravest first, with how many were decided how."""
    counts: dict[str, Counter[QuotationOutcome]]
    counts = {VERDICT_NAMES[name]: Counter() for name in GRAVITY}
    for one in found:
        counts.setdefault(one.verdict, Counter())[one.outcome] += 1
    return [(name, count) for name, count in counts.items() if count]
