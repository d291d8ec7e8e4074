"""Figures: which category, if any, a quantity in the hospital's words belongs to.

Precedence follows gold/statements/LABELLING.md, section 1; what only looks like a figure of ours
(operations that last hours, stays, ages, telephone numbers) is left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question
from calltools.statements.completion import completed
from calltools.statements.counts import COUNTED, FIRST, is_place, read_count, read_place
from calltools.statements.draft import Context, Reading
from calltools.statements.record import Category
from calltools.statements.view import Clause, View

_TIMES = frozenset(
    "surgery_duration hospital_stay test_turnaround recovery drug_schedule ischaemia_time "
    "device_support illness_course travel years_of_experience hold_time callback_time follow_up "
    "admission_lead document_deadline response_deadline dialysis survival training "
    "surgery_interval opening_hours".split()
)
_FEES = frozenset(
    "other_fee price_difference refund reimbursement_rate broker_fee dialysis hospital_stay".split()
)
_LAST_OF_MONTH = 31
_THIRD = 3
"""The second day is the next day, which needs no counting."""
_LEAST_PRICE = 3000
"""No operation costs less; smaller sums are fees, unless the price was asked."""
_SUM_OF_A_FEE = 5_000
_SURELY_OPERATION = 50_000
_NEVER_WAITS = frozenset(
    "hospital_stay drug_schedule recovery years_of_experience hold_time travel "
    "ischaemia_time".split()
)
_OF_THE_PATIENT = frozenset("dialysis illness_course survival age".split())
_ERRANDS = frozenset({"test_turnaround", "travel"})
_COUNTED = ("transplant_volume", "organ_availability", "scheduling")
_WAITING = frozenset("wait do no_wait fastest slowest typical".split())


def read_figure(
    q: Quantity, clause: Clause, view: View, context: Context, previous: Category | None,
    inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    """The statement that ``q`` makes, or None.

    ``previous`` is the category of the record before in the same turn; ``inherited`` are the
    foreign topics of the clause before.
    """
    abroad = any(
        c.sentence == clause.sentence and "other_country" in c.manner for c in view.clauses
    )
    if (
        abroad
        or "idiom" in clause.manner
        or (q.bound != "at_least" and phrase("hyperbole").search(view.text[q.core[1] : clause.end]))
    ):
        return None
    question = context.question
    q = _in_ten_thousands(q, clause, question, context)
    q = completed(q, clause, view, question, context)
    if q.kind == "duration":
        return _duration(q, clause, view, context, question, previous, inherited)
    counts = q.kind == "count"
    if q.kind == "money" or (counts and _sum_of_money(q, clause, question, previous, context)):
        return _money(q, clause, view, question)
    counted = q.kind == "ordinal" and view.text[slice(*q.core)] not in FIRST
    if counted and question is not None and question.topic == "transplant_volume":
        if (q.low or 0) <= _LAST_OF_MONTH:
            return None  # It's only the tenth
        return read_count(replace(q, kind="count"), clause, view, context, previous, inherited)
    if q.kind == "ordinal" or (q.kind == "count" and is_place(q, clause, question)):
        return read_place(q, clause, question)
    if q.kind == "count":
        return read_count(q, clause, view, context, previous, inherited)
    return _nth_day(q, clause, view)


def _nth_day(q: Quantity, clause: Clause, view: View) -> Reading | None:
    """来了第三天就做: the day of the operation, counted from arrival."""
    days = q.low if q.kind == "date" and q.unit == "天" else None
    done = phrase("nth_day").match(view.text[q.end : clause.end])
    if not days or days < _THIRD or not done or clause.other.keys() & {"recovery", "follow_up"}:
        return None
    return Reading("wait_time", "the day counted", {"wait_min_days": days, "wait_max_days": q.high})


def _duration(
    q: Quantity, clause: Clause, view: View, context: Context, question: Question | None,
    previous: Category | None, inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    before, after = view.text[: q.core[0]], view.text[q.core[1] :]
    if phrase("no_figure_after").match(view.text[q.end :]) or (
        q.unit == "hour" and phrase("all_hours").match(after)
    ):
        return None
    earlier = [p for p in clause.quantities if p.kind == "count" and p.end <= q.start]
    if any(p.unit in COUNTED for p in earlier) and phrase("in_before").search(before):
        return None  # four livers in six months
    put = question.figures("wait_time") if question else ()
    aside = (
        q.high is None
        and before.endswith("not ")
        and (q.low, None) not in {(p.low, p.high) for p in put}
    )
    if phrase("no_span").search(view.text[: q.start]) or aside:
        return None  # "weeks, not years"
    if phrase("kind_of_period").fullmatch(view.text, *q.core) and before.endswith("in "):
        return None
    if phrase("time_without").match(after):
        found = "available" if phrase("never_a").search(before) else "unavailable"
        return Reading("organ_availability", "a time without", {"availability": found})
    fortnightly = q.unit == "fortnight" and phrase("number_before").search(before)
    if phrase("every").search(before) or fortnightly:
        return _cadence(clause, context)
    if phrase("stopped_for").search(view.text[: q.start]) or phrase("added_time").search(
        view.text[: q.start]
    ):
        return None
    asked = question.topic if question else None
    lacks = asked == "organ_availability" and "none_left" in clause.cues
    if lacks and phrase("for_so_long").search(before):
        return None
    if asked == "organ_availability" and phrase("one_comes").match(after):
        return Reading("organ_availability", "cadence", {"availability": "available"})
    if phrase("nothing_for").search(view.text[: q.start]):
        return None
    was_so = asked == "wait_time" and phrase("it_was").match(clause.text)
    if phrase("ago").match(after) and "wait" not in clause.cues and not was_so:
        return None
    foreign = clause.other.keys() & _TIMES
    if _told_of_the_patient(q, question) and "wait" not in clause.cues:
        return None
    if q.unit not in ("hour", "minute") and phrase("it_takes").search(before):
        foreign -= {"surgery_duration"}
    if phrase("waited").search(before):
        foreign -= {"hospital_stay"}  # 病房里有等一个多星期的
    if phrase("by_experience").search(before):
        foreign -= {"years_of_experience"}
    if foreign & {"admission_lead", "response_deadline"} and asked != "wait_time":
        return None
    leads = _leads_to_operation(q, clause, view)
    if asked in _COUNTED and phrase("only_a_period").fullmatch(clause.text):
        return None
    counted = asked == "transplant_volume" or (
        asked == "organ_availability"
        and ("scarce" in clause.cues or any(p.kind == "count" for p in clause.quantities))
    )
    if counted and not leads and phrase("a_period").fullmatch(view.text, *q.core):
        return None
    says_wait = clause.cues.keys() & _WAITING
    if q.unit in ("hour", "minute") and (q.high is None or q.high <= 1) and q.low != 1:
        return None
    proposed = question is not None and any(
        (p.low, p.high) == (q.low, q.high) for p in question.figures("wait_time")
    )
    if foreign and not leads:
        waits = "wait" in clause.cues and not foreign & _NEVER_WAITS
        echo = proposed and asked == "wait_time" and not foreign & _NEVER_WAITS
        if not echo and not (
            waits and asked == "wait_time" and foreign <= {"test_turnaround", "survival"}
        ):
            return None
    if asked == "other" and not says_wait & {"wait", "no_wait"} and previous != "wait_time":
        return None
    if inherited and not says_wait & {"wait", "do"}:
        return None
    if asked == "wait_time" or says_wait or previous == "wait_time" or leads:
        return Reading("wait_time", "duration", _wait(q))
    if asked in ("transplant_volume", "price") or q.unit == "hour":
        return None
    if asked != "other" and not foreign and not phrase("part_of").search(before):
        return Reading("wait_time", "duration in talk of waiting", _wait(q))
    return None


def _in_ten_thousands(
    q: Quantity, clause: Clause, question: Question | None, context: Context
) -> Quantity:
    """A price said short means units of 万: 三十来个 or 二十五六 to "how much?"."""
    priced = any(d.category == "price" for d in context.drafts)
    asked = question is not None and question.topic == "price"
    asked = asked and question is not None and (not question.carried or (priced and not q.unit))
    short = q.kind == "count" and q.unit in ("", "个") and q.period is None
    size = q.high or q.low or 0
    foreign = clause.other.keys() & (_FEES | {"price_share"})
    if not (asked and short and clause.lexicon.language == "zh" and 5 <= size <= 300) or foreign:
        return q
    low, high = q.smooth if q.smooth != (None, None) else (q.low, q.high)
    low = None if low is None else low * 10_000
    high = None if high is None else high * 10_000
    return replace(q, kind="money", low=low, high=high, unit="", smooth=(low, high))


def _wait(q: Quantity) -> dict[str, Any]:
    return {"wait_min_days": q.low, "wait_max_days": q.high, "vague": q.vague}


def _told_of_the_patient(q: Quantity, question: Question | None) -> bool:
    """Whether ``q`` is how long the caller's patient has been ill: six years of dialysis."""
    if question is None or question.category not in (None, "wait_time") or not question.carried:
        return False
    told = {name for c in question.clauses for name in c.other} & _OF_THE_PATIENT
    return bool(told) and any((p.low, p.high) == (q.low, q.high) for p in question.proposed)


def _leads_to_operation(q: Quantity, clause: Clause, view: View) -> bool:
    """Whether the operation comes right behind the figure: 三天就能做."""
    return bool(phrase("operation_next").match(view.text[q.core[1] : clause.end + 1]))


def _cadence(clause: Clause, context: Context) -> Reading | None:
    if (
        clause.cues.keys() & {"arrive", "has", "batch", "supply"}
        or context.topic == "organ_availability"
    ):
        return Reading("organ_availability", "cadence", {"availability": "available"})
    return None


def _sum_of_money(
    q: Quantity, clause: Clause, question: Question | None, previous: Category | None,
    context: Context,
) -> bool:  # fmt: skip
    """Whether a bare number is money: by size, by the question, by the words beside it."""
    if q.unit or q.period:
        return False
    big = (q.high or q.low or 0) >= 10_000
    asked = question is not None and question.topic == "price"
    if big and not clause.cues.keys() & {"queue_count", "volume", "arrive"}:
        counting = (
            question
            and not question.carried
            and question.topic in ("transplant_volume", "organ_availability")
        )
        after = previous == "price" or any(d.category == "price" for d in context.drafts)
        if clause.lexicon.language == "zh" or after or not counting:
            return True
    if asked and (q.low, q.high) != (1, 1):
        return (q.high or q.low or 0) >= 100 or bool(question and question.figures("price"))
    priced = clause.cues.keys() & {"price", "deposit"} or clause.other.keys() & _FEES
    return bool(priced and (q.high or q.low or 0) >= 1000) or (big and previous == "price")


def _of_the_fee_before(q: Quantity, clause: Clause, view: View) -> bool:
    """Whether a small sum is that of a fee just named: 检查费自理，三千来块."""
    before = view.clauses[clause.index - 1] if clause.index else clause
    named = "other_fee" in before.other and not before.quantities
    small = (q.high or q.low or 0) <= _SUM_OF_A_FEE
    same = before is not clause and before.sentence == clause.sentence
    return named and small and same and clause.lexicon.language == "zh"


def _money(q: Quantity, clause: Clause, view: View, question: Question | None) -> Reading | None:
    foreign = clause.other.keys() & _FEES
    if "other_fee" in foreign and "deposit" in clause.cues and "住院押金" not in clause.text:
        foreign = foreign - {"other_fee"}
    asked = question is not None and question.topic == "price" and not question.carried
    if asked and (q.low or 0) >= _SURELY_OPERATION:
        foreign = foreign - {"hospital_stay"}  # 二十七八万出院
    if phrase("offered").search(clause.text):
        return None
    less = q.bound == "at_least" and clause.text[max(0, q.start - clause.start) :].startswith("少")
    if "price_difference" in foreign and (less or phrase("surcharge").search(clause.text)):
        foreign = foreign - {"price_difference"}
    if "other_fee" in foreign and phrase("drugs_included").search(clause.text):
        foreign = foreign - {"other_fee"}
    if q.period and q.period != "year":
        return None
    small = (q.high or q.low or 0) < _LEAST_PRICE
    if small and "deposit" not in clause.cues and (question is None or question.topic != "price"):
        return None
    asked = question is not None and question.topic == "price"
    if foreign or clause.other.keys() & ({"test_turnaround"} if asked else _ERRANDS):
        return None
    if _of_the_fee_before(q, clause, view):
        return None
    if (
        question is not None
        and question.topic == "other"
        and not phrase("operation").search(clause.text)
        and not clause.cues.keys() & {"deposit", "do"}
    ):
        return None
    low, high = q.smooth if q.smooth != (None, None) else (q.low, q.high)
    return Reading(
        "price",
        "money",
        {"price_min": low, "price_max": high, "vague": q.vague, "currency": q.currency},
    )
