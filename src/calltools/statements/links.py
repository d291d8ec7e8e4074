"""Ties between records and turns: assent, who said it first, what is taken back."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question
from calltools.statements.draft import Candidate, Context
from calltools.statements.record import Introducer, Statement


def assent(draft: Candidate, context: Context, values: dict[str, Any]) -> bool | None:
    """true for bare acceptance, false for an answer that does not accept, None for the rest."""
    question = context.question
    if "assent" in values:
        accepted: bool | None = values["assent"]
        return accepted if question else None
    if question is None or not question.is_proposition:
        return None
    same_topic = question.category == draft.category
    proposed = question.figures(draft.category)
    if draft.figure is not None and proposed and same_topic and not _accepted_before(draft):
        figure = draft.figure
        earlier = context.made_in(draft.view)
        if not all(d.category == draft.category and _not_the_answer(d) for d in earlier):
            return None
        return None if any(_same(p, figure) for p in proposed) else False
    if same_topic and draft.category == "organ_availability" and not proposed:
        first = not context.made_in(draft.view)
        if values.get("availability") == "unavailable" and question.asking == "closed" and first:
            return False
    if same_topic and draft.category == "wait_time" and draft.rule == "no wait":
        return "no_wait" in {name for c in question.clauses for name in c.cues}
    first = draft.start == draft.view.clauses[0].start
    if (
        same_topic
        and first
        and draft.figure is None
        and phrase("begins_with_no").match(draft.clause.text)
    ):
        return False
    return None


def _same(put: Quantity, said: Quantity) -> bool:
    """Whether the caller's figure is said over, be it without his bound: 半年之内？半年应该能."""
    bounds = {put.low, put.high} - {None}
    one_sided = len(bounds) == 1 and bounds == {said.low, said.high} - {None}
    return (put.low, put.high) == (said.low, said.high) or one_sided


def _not_the_answer(draft: Candidate) -> bool:
    """Whether ``draft`` rejects the caller's figure, or gives it to another place or time."""
    if draft.values.get("modality") == "denied" or draft.rule == "true of the past":
        return True
    english = draft.clause.lexicon.language == "en"
    return ("other_place" if english else "historic") in draft.clause.manner


def _accepted_before(draft: Candidate) -> bool:
    lexicon = draft.clause.lexicon
    begin = draft.figure.core[0] if draft.figure else draft.clause.start
    before = [c.text for c in draft.view.clauses if c.end <= begin]
    return any(
        lexicon.matches("manner", "yes", text) and not phrase("hums").match(text) for text in before
    )


def introducer(
    draft: Candidate, context: Context, values: dict[str, Any], answer: bool | None
) -> Introducer:
    """Who said the figure first in this call; without one, who raised the proposition."""
    question = context.question
    q = draft.figure
    if q is not None and draft.rule != "figure left open":
        said = context.first_said.get((q.kind, q.low, q.high, q.unit))
        if question and any(_same(p, q) for p in question.figures(draft.category)):
            said = said or "investigator"
        if (
            said == "investigator"
            and q is not None
            and draft.category
            in ("wait_time", "price", "transplant_volume", "organ_availability", "scheduling")
        ):
            return "investigator"
        if (
            values.get("modality") == "denied"
            and answer is False
            and question
            and question.figures(draft.category)
        ):
            return "investigator"
        return "hospital"
    if draft.bare:
        return "investigator"
    if answer is not None and question is not None and question.is_proposition:
        return "investigator"
    return "investigator" if _says_over(draft, question) else "hospital"


_SAID_OVER = 0.8
"""Share of a claim's characters (Chinese) or words that are the caller's, where it says his words
over."""


def _says_over(draft: Candidate, question: Question | None) -> bool:
    """Whether a claim without figure is the caller's proposition in his own words, so that he
    raised it: 都是公民捐献的？都是公民捐献的; "Is it sufficient?" "It is sufficient"."""
    if question is None or question.asking != "closed":
        return False
    own = draft.view.text[draft.start : draft.end]
    if draft.clause.lexicon.language == "zh":
        words = list(phrase("echo_filler").sub("", own))
        raised: Container[str] = question.text
        denies = re.search(r"[不没]", own)
    else:
        words = re.findall(r"[a-z']+", own.lower())
        raised = re.findall(r"[a-z']+", question.text.lower())
        denies = re.search(r"\b(?:not?|never|none|\w+n't)\b", own.lower())
    taken = sum(word in raised for word in words)
    same = question.category == draft.category and len(words) > 1
    return same and not denies and taken >= _SAID_OVER * len(words)


def retracted(
    draft: Candidate, context: Context, before: list[Statement]
) -> tuple[str | None, bool]:
    """The id of the statement ``draft`` withdraws or replaces, and whether it only withdraws."""
    view, clause = draft.view, draft.clause
    lexicon = clause.lexicon
    text = view.text[draft.start : draft.end]
    window = [clause]
    for earlier in reversed(view.clauses[: clause.index]):
        if any(d.clause is earlier for d in context.made_in(view)):
            break
        window.insert(0, earlier)
    said = ", ".join(c.text for c in window) + ","
    if not lexicon.matches("manner", "correction", said):
        return None, False
    by_name = phrase("takes_back").search(said)
    candidates = [s for s in before if s.category == draft.category]
    own = [s for s in candidates if s.turn_index == view.index]
    pool = own or (candidates if by_name else [])
    if not pool:
        return None, False
    if by_name and not own:
        for statement in reversed(pool):
            if draft.figure and _same_value(statement, draft):
                return statement.id, bool(phrase("withdraws").search(said))
    target = pool[-1]
    if draft.figure is None and target.wait_min_days is not None:
        return None, False
    del text
    return target.id, False


def _same_value(statement: Statement, draft: Candidate) -> bool:
    values = draft.values
    return (statement.wait_min_days, statement.wait_max_days) == (
        values.get("wait_min_days"), values.get("wait_max_days")
    ) and draft.category == "wait_time"  # fmt: skip
