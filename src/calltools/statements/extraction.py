"""From a transcript to its statements: questions, candidates, records."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from calltools.language.lexicon import phrase
from calltools.statements import manner
from calltools.statements.acts import read_question
from calltools.statements.answer_turn import read_answer
from calltools.statements.confidence import confidence_of
from calltools.statements.draft import Candidate, Context, groups_of, organ_after
from calltools.statements.links import assent, introducer, retracted
from calltools.statements.record import CATEGORIES, Cue, Statement
from calltools.statements.trace import traced
from calltools.statements.view import View, read_turn
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def extract(transcript: Transcript, dialogue_id: str = "") -> list[Statement]:
    """The statements of the hospital side, in the order of the words.

    Only turns with the role ``hospital`` make statements; those of the investigator are read for
    what they ask and propose.  Ids are ``DIALOGUE-s01`` and on.
    """
    context = Context(place=transcript.call.hospital)
    machine = transcript.origin == "machine"
    views: list[View] = []
    statements: list[Statement] = []
    for index, turn in enumerate(transcript.turns):
        language = _language(turn.text, transcript)
        views.append(read_turn(index, turn.role, turn.text, language, readings=machine))
    named = {organ for view in views for organ in view.organs}
    context.taiwan = any(phrase("taiwan").search(view.text) for view in views)
    context.only_organ = named.pop() if len(named) == 1 else None
    for view in views:
        if view.role == INVESTIGATOR:
            _ask(view, context)
        elif view.role == HOSPITAL:
            for draft in read_answer(view, context):
                number = f"s{len(statements) + 1:02d}"
                statement = replace(
                    _record(draft, context, statements),
                    id=f"{dialogue_id}-{number}" if dialogue_id else number,
                    dialogue_id=dialogue_id,
                )
                statements.append(traced(statement, draft, transcript, views))
                context.drafts.append(draft)
                context.unfinished = ""
            context.unfinished = _broken_off(view, context) or context.unfinished
            context.hear(view, HOSPITAL)
            if context.drafts and context.drafts[-1].view is view:
                context.topic = context.drafts[-1].category
    return statements


def _broken_off(view: View, context: Context) -> str:
    """The last sentence of a turn that ends in a dash or dots and has made no record: an
    interrupted answer sets the conditions of the words that finish it."""
    if not view.clauses or not re.search(r"(?:[—–-]|\.{3}|…)$", view.clauses[-1].mark):
        return ""
    last = [c for c in view.clauses if c.sentence == view.clauses[-1].sentence]
    if any(draft.clause in last for draft in context.made_in(view)):
        return ""
    return ", ".join(c.text for c in last)


def _language(text: str, transcript: Transcript) -> str:
    """The language of a turn; figures alone are in that of the call."""
    if not _LETTER.search(text):
        return "zh" if transcript.language.startswith("zh") else "en"
    return "zh" if _HAN.search(text) else "en"


def _ask(view: View, context: Context) -> None:
    question = read_question(view, context.topic, context.unit)
    context.question = question
    context.topic = question.topic
    named = {g for c in view.clauses for g in groups_of(c.text, view.lexicon.language)}
    asked_first = len(named) == 1 and not context.groups
    if question.asking == "told" or asked_first:  # others asked about are not the patient's
        context.groups |= named
    context.caller_said += f"{view.text},"
    context.hear(view, INVESTIGATOR)


def _record(draft: Candidate, context: Context, before: list[Statement]) -> Statement:
    view = draft.view
    start, end = view.original_span(draft.start, draft.end)
    around = f"{context.unfinished}, {_around(draft)}" if context.unfinished else _around(draft)
    values: dict[str, Any] = dict(draft.values)
    retracts, withdrawn = retracted(draft, context, before)
    organ, evidence = _organ(draft, context)
    values.setdefault("modality", None)
    if withdrawn:
        values["modality"] = "denied"
    values["modality"] = values["modality"] or manner.modality(draft, around, context)
    if values["modality"] == "hedged" and draft.figure is None and not draft.bare:
        values.setdefault("vague", True)
    if draft.category == "wait_time":
        values["qualifier"] = manner.qualifier(draft, context)
        if values.get("wait_min_days") is None and values.get("wait_max_days") is None:
            values["vague"] = True
    priced = values.get("price_min") is not None or values.get("price_max") is not None
    if draft.category == "price" and priced:
        values["currency"] = values.get("currency") or _currency(
            context, before, draft.clause.lexicon.language == "en", retracts is not None
        )
    answer = assent(draft, context, values)
    question = context.question
    values.pop("assent", None)
    return Statement(
        draft.category,
        view.index,
        start,
        end,
        view.original[start:end],
        organ=organ,
        organ_evidence=evidence,
        assent=answer,
        ref_turn=question.turn if answer is not None and question else None,
        introduced_by=introducer(draft, context, values, answer),
        about_other_place=manner.elsewhere(draft, around, context),
        historic=manner.historic(draft, _with_question(around, context)),
        retracts=retracts,
        evidence=_evidence(draft),
        confidence=confidence_of(draft.rule),
        **values,
    )


def _evidence(draft: Candidate) -> tuple[Cue, ...]:
    """What made the record, the deciding rule first; offsets of other turns are mended later."""
    view = draft.view
    cues = [(draft.rule, view.index, draft.start, draft.end)]
    cues += [cue for cue in draft.cues if cue[0] != draft.rule]
    found = []
    for rule, turn, start, end in cues:
        if turn == view.index:
            start, end = view.original_span(start, max(end, start + 1))
        found.append(Cue(rule, turn, start, end))
    return tuple(found)


_OPERATIONS = "transplant_volume"


def _around(draft: Candidate) -> str:
    """The draft's words with the clauses of its sentence that belong to no other record."""
    view, clause = draft.view, draft.clause
    parts = [view.text[draft.start : draft.end]]
    english = clause.lexicon.language == "en"
    for other in view.clauses:
        inside = draft.start <= other.start < draft.end
        if other.sentence != clause.sentence or other.index == clause.index or inside:
            continue
        distance = clause.index - other.index
        near = distance == 1 or (english and abs(distance) <= 2)
        measured = any(
            (english or q.kind != "date")
            and (q.low != 1 or q.kind not in ("count", "date", "ordinal"))
            for q in other.quantities
        )
        of_supply = other.cues.keys() & {"plenty", "scarce"} and draft.category != _OPERATIONS
        if not near or measured or of_supply:
            continue
        if other.manner.keys() & {"if_like", "hypothetical", "other_place", "historic"} and (
            english or other.mark
        ):
            parts.append(other.text)
    return ", ".join(parts)


def _with_question(around: str, context: Context) -> str:
    """The period may stand in the question (去年呢？)."""
    question = context.question
    if question is None:
        return around
    asked = " ".join(c.text for c in question.clauses)
    if phrase("asks_past").search(asked) and not phrase("says_present").search(around):
        return f"{around}, {asked}"
    return around


def _organ(draft: Candidate, context: Context) -> tuple[str | None, Any]:
    view = draft.view
    own = draft.clause.lexicon.find("organ", view.text[draft.start : draft.end])
    if len(own) == 1:
        return next(iter(own)), "turn"
    if len(own) > 1:
        return None, None
    before = [c.organs for c in view.clauses if c.start < draft.start]
    organ = organ_after(context.organ, before) or context.only_organ
    if organ is None:
        return None, None
    return organ, "turn" if organ in view.organs else "context"


def _currency(context: Context, before: list[Statement], english: bool, retracts: bool) -> str:
    """The currency of a bare figure: that of the caller's figure or of the price before."""
    question = context.question
    for q in question.proposed if question else ():
        if q.currency:
            return q.currency
    priced = [s for s in before if s.category == "price" and s.currency]
    if priced and (english or retracts):
        return priced[-1].currency or "CNY"
    return "TWD" if context.taiwan else "CNY"


__all__ = ["CATEGORIES", "extract"]
