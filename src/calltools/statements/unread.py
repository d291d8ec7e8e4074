"""Answers without any word we know, to a question of ours."""

from __future__ import annotations

import re

from calltools.language.lexicon import phrase
from calltools.statements.acts import Question
from calltools.statements.answers import accepted, answer_kind
from calltools.statements.draft import Candidate, Claim, Context, draft_of
from calltools.statements.negation import negations
from calltools.statements.view import Clause, View

PASSING = frozenset(
    "hold_time phone_number callback_time clinic_day opening_hours document_deadline travel age "
    "test_turnaround hospital_stay surgery_duration drug_schedule recovery follow_up calendar_date "
    "years_of_experience lab_value response_deadline admission_lead device_support survival "
    "dialysis bed_count staff_count price_share refund reimbursement_rate broker_fee "
    "price_difference".split()
)

_OF_DONORS = frozenset("age lab_value price_share test_turnaround survival travel".split())
"""What is said of donors and tests of theirs, or of how many: no matter of its own."""


def read_unread(view: View, context: Context) -> list[Candidate]:
    """An answer without any word we know, to a question of ours: it says nothing, which counts."""
    question = context.question
    if question is None or question.category is None or not view.clauses:
        return []
    first = view.clauses[0]
    if view.lexicon.language == "en" and "?" in first.mark and len(view.clauses) > 1:
        return []  # the words are said back, the answer follows
    asked = question.asking != "told" or bool(question.figures(question.category))
    if question.asking == "told" and any(c.other.keys() & PASSING for c in question.clauses):
        return []
    contradicts = phrase("begins_with_no").match(first.text)
    asked = asked or (
        not question.carried and (question.category == "organ_source" or bool(contradicts))
    )
    if question.carried and question.asking != "closed":
        return []
    if view.lexicon.language == "zh" and (question.carried or question.category == "price"):
        return []
    if view.lexicon.language == "en" and question.strays:
        return []
    if question.category == "price" and contradicts and not question.proposed:
        return []  # nothing was put that could be denied
    if not asked or question.turn != view.index - 1:
        return []
    if any(c.manner.keys() & {"other_country", "idiom"} for c in view.clauses):
        return []
    figures = [q for c in view.clauses for q in c.quantities if (q.low, q.high) != (1, 1)]
    english = view.lexicon.language == "en"
    if english:
        figures = [q for q in figures if q.kind in ("duration", "money", "count")]
    telling = question.category not in ("organ_availability", "organ_source")
    if figures and (telling or (english and question.category == "organ_source")):
        return []  # figures that are none of ours, not an evasion
    said = [c for c in view.clauses if c.sentence == first.sentence]
    donors = question.category == "organ_source" and "率" not in first.text
    passing = PASSING - _OF_DONORS if donors else PASSING
    if any(c.other.keys() & passing for c in said) or phrase("greets").match(first.text):
        return []
    last = view.clauses[-1]
    unmarked = not last.mark and phrase("asks_back").search(last.text)
    if view.lexicon.language == "en":
        unmarked = not last.mark and view.lexicon.matches("question", "mark", last.text)
    if "?" in last.mark or unmarked:
        return []
    if re.search(r"[—–-]$", view.clauses[-1].mark):
        return []
    yes = next((c for c in view.clauses if answer_kind(c) == "yes"), None)
    if yes is not None and english and yes.sentence and negations(first.text) % 2:
        yes = None  # It was never weeks for everyone. For some, yes
        contradicts = contradicts or phrase("not_so").match(first.text)
    if yes is not None and question.is_proposition:
        claim = accepted(question, question.category, yes)
        if claim is None:
            return []
        draft = draft_of(claim, first, view, question)
        draft.end = yes.end
        draft.values["assent"] = True
        return [draft]
    to_pay = phrase("pays").search(question.text) and phrase("go_faster").search(question.text)
    asks_when = english and question.category == "wait_time"
    asks_when = asks_when and bool(phrase("asks_when").match(question.text))
    in_order = question.category == "scheduling" and not (to_pay and question.asking == "closed")
    if in_order or asks_when:
        put_right = bool(english and phrase("contradicts").search(first.text))
        denied = ("denied", True) if put_right else (None, False)
        claim = Claim("scheduling", "answer about dates and order", {}, *denied)
    elif _answers_whence(question, first):
        claim = Claim("organ_source", "answer about the source")
    elif question.category == "organ_availability" and (
        "blood" in first.manner
        or any(q.kind == "date" for q in first.quantities)
        or phrase("when_supply").match(first.text)
    ):
        claim = Claim("organ_availability", "a date of supply", {"availability": "available"})
    else:
        denies = question.is_proposition and (contradicts or to_pay)
        modality = "denied" if denies else "hedged"
        claim = Claim(question.category, "evasion", {"vague": True}, modality, True)
    draft = draft_of(claim, first, view, question)
    draft.end = [c for c in view.clauses if c.sentence == first.sentence][-1].end
    return [draft]


def _answers_whence(question: Question, clause: Clause) -> bool:
    """Whether "where from?" is answered with words we don't know: 打工的多."""
    whence = question.category == "organ_source"
    described = clause.lexicon.language == "zh" and clause.other.keys() & _OF_DONORS
    if whence and described and not clause.manner.keys() & {"deny", "no"}:
        return True  # 二十八岁，没病没灾; 百分之百
    whence = whence and (question.asking == "open" or clause.text.endswith(("都有", "也有")))
    return whence and bool(phrase("answers_whence").search(clause.text))
