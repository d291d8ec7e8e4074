"""From a transcript to its statements: views, the reader's proposals, claims, records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.arithmetic import exact
from calltools.statements.call_state import Talk
from calltools.statements.claims import Claim, claim_of, is_question
from calltools.statements.manner import modality
from calltools.statements.proposal import BOUNDS, Proposal, Reader
from calltools.statements.record import Statement
from calltools.statements.trace import evidence_of, traced
from calltools.statements.untaken_figures import UntakenFigure, untaken_figures
from calltools.statements.view import views_of
from calltools.transcripts.model import Transcript


@dataclass(frozen=True, slots=True)
class Weighed:
    """Words that were weighed: the id of their record, or why they make none (``reason``), and the
    shares of the values of each field that was judged."""

    turn_index: int
    start: int
    end: int
    quote: str
    category: str
    probability: float
    choices: Mapping[str, Mapping[str, float]]
    record: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in a call and all that was weighed, in the order of the words.

    ``untaken`` are figures of the hospital's that belong to no record.
    """

    statements: tuple[Statement, ...]
    weighed: tuple[Weighed, ...]
    untaken: tuple[UntakenFigure, ...] = ()


def extract(
    transcript: Transcript, dialogue_id: str = "", reader: Reader | None = None
) -> list[Statement]:
    """The statements of the hospital side, in the order of the words.

    Only turns with the role ``hospital`` make statements; those of the investigator are read for
    what they ask and propose.  Ids are ``DIALOGUE-s01`` and on.  Raises MissingModelError where no
    ``reader`` is given and the model of the program's own is not installed.
    """
    return list(extraction(transcript, dialogue_id, reader).statements)


@exact()
def extraction(
    transcript: Transcript, dialogue_id: str = "", reader: Reader | None = None
) -> Extraction:
    """``extract`` with all that was weighed beside it."""
    if reader is None:
        from calltools.statements.reader import installed_reader

        reader = installed_reader()
    views = views_of(transcript)
    talk = Talk(views)
    proposals: dict[int, list[Proposal]] = {}
    for proposal in reader.propose(views):
        proposals.setdefault(proposal.turn, []).append(proposal)
    made: list[Statement] = []
    weighed: list[Weighed] = []
    for view in views:
        for proposal in proposals.get(view.index, ()):
            claim = claim_of(proposal, view, talk)
            reason = identity = ""
            if not proposal.accepted:
                reason = "not likely enough"
            elif claim is None:
                reason = "no words of its own"
            elif is_question(claim):
                reason = "a question"
            else:
                number = f"s{len(made) + 1:02d}"
                identity = f"{dialogue_id}-{number}" if dialogue_id else number
                statement = _statement(claim, talk, made, identity, dialogue_id)
                made.append(traced(statement, claim, transcript))
            start, end = view.original_span(proposal.start, proposal.end)
            weighed.append(
                Weighed(
                    view.index, start, end, view.original[start:end], proposal.category,
                    round(proposal.probability, 3), proposal.choices, identity, reason,
                )
            )  # fmt: skip
    untaken = untaken_figures(transcript, made, views)
    return Extraction(tuple(made), tuple(weighed), untaken)


def _statement(
    claim: Claim, talk: Talk, before: Sequence[Statement], identity: str, dialogue_id: str
) -> Statement:
    view, proposal, category = claim.view, claim.proposal, claim.category
    start, end = view.original_span(claim.start, claim.end)
    organ, organ_evidence = talk.organ_of(view, claim.start, claim.end)
    assent: Any = proposal.chosen("assent") if claim.question else None
    values: dict[str, Any] = dict(claim.values)
    if category == "wait_time":
        values["qualifier"] = proposal.chosen("qualifier")
        if all(values.get(bound) is None for bound in BOUNDS[category]):
            values["vague"] = True
    if category == "organ_availability":
        values["availability"] = proposal.chosen("availability")
    if category in ("transplant_volume", "organ_availability"):
        values["count_period"] = values.get("count_period") or proposal.chosen("count_period")
    if category == "price" and any(values.get(bound) is not None for bound in BOUNDS[category]):
        values["currency"] = values.get("currency") or talk.currency(view)
    if claim.figure is None:
        values.setdefault("vague", proposal.chosen("vague"))
        introduced_by: Any = proposal.chosen("introduced_by")
    else:
        introduced_by = talk.introducer(claim.figure, view)
    return Statement(
        category, view.index, start, end, view.original[start:end],
        organ=organ, organ_evidence=organ_evidence, modality=modality(claim), assent=assent,
        ref_turn=claim.question.index if assent is not None and claim.question else None,
        introduced_by=introduced_by,
        about_other_place=bool(proposal.chosen("about_other_place")),
        historic=bool(proposal.chosen("historic")),
        retracts=_retracted(claim, before), evidence=evidence_of(claim),
        id=identity, dialogue_id=dialogue_id, **values,
    )  # fmt: skip


def _retracted(claim: Claim, before: Sequence[Statement]) -> str | None:
    """The id of the record of the same turn and category that ``claim`` takes back, by a word of
    correction before it (两周，不对，一个月)."""
    view = claim.view
    own = [s for s in before if s.turn_index == view.index and s.category == claim.category]
    if not own or claim.figure is None:
        return None
    between = [
        c.text
        for c in view.clauses
        if c.start < claim.end and view.original_span(c.start, c.end)[0] >= own[-1].end - 1
    ]
    correction = view.lexicon.tables["manner"]["correction"]
    return own[-1].id if correction.search(", ".join(between) + ",") else None
