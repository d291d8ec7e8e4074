"""From a transcript to its statements: views, the reader's proposals, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from calltools.arithmetic import exact
from calltools.reader.proposal import Proposal, Reader
from calltools.reader.view import View
from calltools.statements import manner
from calltools.statements.assembly import Claim, claim_of
from calltools.statements.record import Statement
from calltools.statements.talk import Talk
from calltools.statements.trace import evidence_of, traced
from calltools.statements.untaken import UntakenFigure, untaken_figures
from calltools.statements.views import views_of
from calltools.transcripts.model import HOSPITAL, Transcript


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words that were weighed and make no record, and why."""

    turn_index: int
    start: int
    end: int
    quote: str
    category: str
    probability: float
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in a call and what was let go, in the order of the words.

    ``untaken`` are figures of the hospital's that are no record's.
    """

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]
    untaken: tuple[UntakenFigure, ...] = ()


def extract(
    transcript: Transcript, dialogue_id: str = "", reader: Reader | None = None
) -> list[Statement]:
    """The statements of the hospital side, in the order of the words.

    Only turns with the role ``hospital`` make statements; those of the investigator are read for
    what they ask and propose.  Ids are ``DIALOGUE-s01`` and on.  Without a ``reader`` the best one
    that is installed judges.
    """
    return list(extraction(transcript, dialogue_id, reader).statements)


@exact()
def extraction(
    transcript: Transcript, dialogue_id: str = "", reader: Reader | None = None
) -> Extraction:
    """``extract`` with what was let go beside it."""
    if reader is None:
        from calltools.reader.choice import choose

        reader = choose().open()
    views = views_of(transcript)
    talk = Talk(views)
    proposals: dict[int, list[Proposal]] = {}
    for proposal in reader.read(views):
        proposals.setdefault(proposal.turn, []).append(proposal)
    made: list[Statement] = []
    dropped: list[Dropped] = []
    for view in views:
        if view.role == HOSPITAL:
            for proposal in proposals.get(view.index, ()):
                claim = claim_of(proposal, view, talk) if proposal.accepted else None
                if reason := _why_not(proposal, claim):
                    dropped.append(_dropped(proposal, view, reason))
                elif claim:
                    number = f"s{len(made) + 1:02d}"
                    identity = f"{dialogue_id}-{number}" if dialogue_id else number
                    made.append(_record(claim, talk, made, transcript, identity, dialogue_id))
        talk.hear(view)
    return Extraction(tuple(made), tuple(dropped), untaken_figures(transcript, made, views))


def _why_not(proposal: Proposal, claim: Claim | None) -> str:
    """Why a proposal makes no record; empty where it does."""
    if not proposal.accepted:
        return "not likely enough"
    if claim is None:
        return "no words of its own"
    if manner.only_courtesy(claim):
        return "courtesy"
    if manner.only_asks(claim):
        return "a question"
    matter = manner.other_matter(claim)
    return f"speaks of {matter}" if matter else ""


def _dropped(proposal: Proposal, view: View, reason: str) -> Dropped:
    start, end = view.original_span(proposal.start, proposal.end)
    return Dropped(
        view.index, start, end, view.original[start:end], proposal.category,
        round(proposal.probability, 3), reason,
    )  # fmt: skip


def _record(
    claim: Claim, talk: Talk, before: Sequence[Statement], transcript: Transcript,
    identity: str, dialogue_id: str,
) -> Statement:  # fmt: skip
    view, proposal = claim.view, claim.proposal
    start, end = view.original_span(claim.start, claim.end)
    values: dict[str, Any] = dict(claim.values)
    said = manner.modality(claim)
    organ, where = talk.organ_of(view, claim.start, claim.end)
    assent = manner.chosen(proposal, "assent") if claim.question else None
    if claim.category == "wait_time":
        values["qualifier"] = manner.chosen(proposal, "qualifier")
        if values.get("wait_min_days") is None and values.get("wait_max_days") is None:
            values["vague"] = True
    elif claim.category == "organ_availability":
        values["availability"] = manner.chosen(proposal, "availability")
    if claim.figure is None and "vague" not in values:
        values["vague"] = manner.flagged(proposal, "vague")
    if claim.category in ("transplant_volume", "organ_availability"):
        values["count_period"] = values.get("count_period") or manner.period(claim)
    if values.get("price_min") is not None or values.get("price_max") is not None:
        values["currency"] = values.get("currency") or _currency(talk, view)
    if claim.figure is not None:
        introducer = talk.introducer(claim.category, claim.figure, view.index, organ)
    else:
        introducer = manner.chosen(proposal, "introduced_by")
    retracts = _retracted(claim, before)
    statement = Statement(
        claim.category, view.index, start, end, view.original[start:end],
        organ=organ, organ_evidence=where, modality=said, assent=assent,
        ref_turn=claim.question.index if assent is not None and claim.question else None,
        introduced_by=introducer,
        about_other_place=manner.flagged(proposal, "about_other_place"),
        historic=manner.flagged(proposal, "historic"),
        retracts=retracts, evidence=evidence_of(claim), id=identity, dialogue_id=dialogue_id,
        **values,
    )  # fmt: skip
    echoed = claim.figure is not None and talk.echoed_otherwise(claim.figure, view.index)
    return traced(statement, claim, transcript, echoed)


def _currency(talk: Talk, view: View) -> str | None:
    """The currency of a bare sum: one that the call names; else that of the place, which only
    Chinese calls tell.  None where it can't be known."""
    if talk.currency:
        return talk.currency
    if view.lexicon.language != "zh":
        return None
    return "TWD" if talk.taiwan else "CNY"


def _retracted(claim: Claim, before: Sequence[Statement]) -> str | None:
    """The id of the record of the same turn and category that ``claim`` takes back, by a word of
    correction before it (两周，不对，一个月)."""
    view = claim.view
    own = [s for s in before if s.turn_index == view.index and s.category == claim.category]
    if not own:
        return None
    last = own[-1]
    between = [c for c in view.clauses if view.original_span(c.start, c.end)[0] >= last.end - 1]
    said = ", ".join(c.text for c in between if c.start < claim.end)
    corrected = view.lexicon.tables["manner"]["correction"].search(said + ",")
    return last.id if corrected and claim.figure is not None else None
