"""Figures: which category, if any, a quantity in the hospital's words belongs to.

Precedence follows gold/statements/LABELLING.md, section 1; what only looks like a figure of ours
(operations that last hours, stays, ages, telephone numbers) is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from calltools.language.quantities import DAYS, Quantity
from calltools.statements.acts import Question
from calltools.statements.draft import Context
from calltools.statements.record import Category
from calltools.statements.view import Clause, View

_TIMES = frozenset(
    "surgery_duration hospital_stay test_turnaround recovery drug_schedule ischaemia_time "
    "device_support illness_course travel years_of_experience hold_time callback_time follow_up "
    "admission_lead document_deadline response_deadline dialysis survival training "
    "surgery_interval opening_hours".split()
)
_COUNTS = frozenset(
    "age staff_count bed_count survival lab_value dose room_number phone_number drug_schedule "
    "non_transplant_op hospital_stay clinic_day distance".split()
)
_FEES = frozenset(
    "other_fee price_difference refund reimbursement_rate broker_fee dialysis hospital_stay".split()
)
_WAITING = frozenset("wait do no_wait fastest slowest typical".split())
_VOLUME_UNITS = ("例", "台", "件")
_NOT_OURS = frozenset(
    "patients people times surgeons nurses doctors beds units teams groups rooms names hours kilos "
    "patient person".split()
)
_OPERATIONS = frozenset(
    "例 台 operations transplants cases procedures operation transplant".split()
)
_ONE_OF = re.compile(r"一(?:个(?!月|星期|礼拜|小时|钟)|批|次|种|家|位|样|份|张)")
_EVERY_BEFORE = re.compile(r"(?:每隔?|隔(?=.{0,6}(?:一[批个次]))|every (?:other )?)$")
_AGO = re.compile(r"^\s*(?:以?前|之前|ago\b|earlier\b|before\b|后(?:再)?来)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure means: its category and why."""

    category: Category
    rule: str
    values: dict[str, Any]


def read_figure(
    q: Quantity, clause: Clause, view: View, context: Context, previous: Category | None,
    inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    """The statement that ``q`` makes, or None.

    ``previous`` is the category of the record before in the same turn; ``inherited`` are the
    foreign topics of the clause before.
    """
    abroad = any(c.sentence == clause.sentence and "other_country" in c.manner for c in view.clauses)
    if abroad or "idiom" in clause.manner or _HYPERBOLE.search(view.text[q.core[1] : clause.end]):
        return None
    question = context.question
    q = _completed(q, clause, view, question, context)
    if q.kind == "duration":
        return _duration(q, clause, view, context, question, previous, inherited)
    if q.kind == "money" or (q.kind == "count" and _sum_of_money(q, clause, question, previous)):
        return _money(q, clause, question)
    if q.kind == "ordinal" or (q.kind == "count" and _is_place(q, clause, question)):
        return _place(q, clause, question)
    if q.kind == "count":
        return _count(q, clause, view, context, previous, inherited)
    return None


def _duration(
    q: Quantity, clause: Clause, view: View, context: Context, question: Question | None,
    previous: Category | None, inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    before, after = view.text[: q.core[0]], view.text[q.core[1] :]
    if _EVERY_BEFORE.search(before):
        return _cadence(clause, context)
    if re.search(r"(?:nothing|none|any|without) (?:for|in) $", view.text[: q.start]):
        return None
    if _AGO.match(after) and "wait" not in clause.cues:
        return None
    asked = question.topic if question else None
    foreign = clause.other.keys() & _TIMES
    if foreign & {"admission_lead", "response_deadline"} and asked != "wait_time":
        return None
    leads = _leads_to_operation(q, clause, view)
    says_wait = clause.cues.keys() & _WAITING
    if q.unit in ("hour", "minute") and (q.high is None or q.high <= 1) and q.low != 1:
        return None
    proposed = question is not None and any(
        (p.low, p.high) == (q.low, q.high) for p in question.figures("wait_time")
    )
    if foreign and not leads:
        waits = "wait" in clause.cues and not foreign & {"hospital_stay", "drug_schedule", "recovery",
            "years_of_experience", "hold_time", "travel", "ischaemia_time"}  # fmt: skip
        echo = proposed and asked == "wait_time"
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
    if asked != "other" and not foreign and not _PART.search(before):
        return Reading("wait_time", "duration in talk of waiting", _wait(q))
    return None


def _completed(
    q: Quantity, clause: Clause, view: View, question: Question | None, context: Context
) -> Quantity:
    """A bare number takes the unit or the thousands of the figure it answers: "Forty-eight"."""
    if q.kind != "count" or q.unit or q.period or question is None or q.low is None:
        return q
    asked = [p for p in question.proposed if p.kind == "duration"]
    asked += [
        p for c in view.clauses[: clause.index + 1] for p in c.quantities if p.kind == "duration"
    ]
    english = clause.lexicon.language == "en"
    bounded = q.bound != "exact" or clause.cues.keys() & {"fastest", "slowest", "typical"}
    english = english and bool(question.figures("wait_time") or bounded)
    english = english and not any(c.index < clause.index and c.quantities for c in view.clauses[:-1]) or bool(bounded)
    if english and question.topic == "wait_time" and asked and (q.high or q.low) < 1000:
        scale = DAYS.get(asked[0].unit, 1)
        high = None if q.high is None else q.high * scale
        return replace(q, kind="duration", low=q.low * scale, high=high, unit=asked[0].unit)
    if question.topic == "price" and clause.lexicon.language == "en" and (q.high or q.low) < 1000:
        prices = [p.low for p in question.figures("price") if p.low]
        prices += [d.values["price_min"] for d in context.drafts if d.values.get("price_min")]
        if prices and max(prices) >= 10_000:
            high = None if q.high is None else q.high * 1000
            return replace(q, low=q.low * 1000, high=high, smooth=(q.low * 1000, high))
    return q


def _wait(q: Quantity) -> dict[str, Any]:
    return {"wait_min_days": q.low, "wait_max_days": q.high, "vague": q.vague}


_HYPERBOLE = re.compile(r"^.{0,3}(?:也|都)(?:没有?(?:用)?$|不行|不够|白搭|没用)")
_PART = re.compile(r"(?:过了?|用了?|第|前|头|每)$")
_OPERATION_NEXT = re.compile(
    r"[^,。]{0,4}(?:就|能|可以|才)[^,。]{0,3}(?:做|上(?!班)|换|移植|手术|有|来|到|轮|排|行|可以)|后(?:做|上|换|手术)"
    r"|\W*(?:after (?:landing|arriving|arrival|admission|registering|the tests|registration)|until|and (?:he|she|you) (?:is|are) (?:done|operated))"
)


def _leads_to_operation(q: Quantity, clause: Clause, view: View) -> bool:
    """Whether the operation comes right behind the figure: 三天就能做."""
    return bool(_OPERATION_NEXT.match(view.text[q.core[1] : clause.end + 1]))


def _cadence(clause: Clause, context: Context) -> Reading | None:
    if (
        clause.cues.keys() & {"arrive", "has", "batch", "supply"}
        or context.topic == "organ_availability"
    ):
        return Reading("organ_availability", "cadence", {"availability": "available"})
    return None


def _sum_of_money(
    q: Quantity, clause: Clause, question: Question | None, previous: Category | None
) -> bool:
    """Whether a bare number is money: by size, by the question, by the words beside it."""
    if q.unit or q.period:
        return False
    big = (q.high or q.low or 0) >= 10_000
    asked = question is not None and question.topic == "price"
    if big and not clause.cues.keys() & {"queue_count", "volume", "arrive"}:
        return clause.lexicon.language == "zh" or question is None or question.topic in ("price", None)
    if asked:
        return (q.high or q.low or 0) >= 100 or bool(question and question.figures("price"))
    priced = clause.cues.keys() & {"price", "deposit"} or clause.other.keys() & _FEES
    return bool(priced and (q.high or q.low or 0) >= 1000) or (big and previous == "price")


def _money(q: Quantity, clause: Clause, question: Question | None) -> Reading | None:
    foreign = clause.other.keys() & _FEES
    if "other_fee" in foreign and "deposit" in clause.cues and "住院押金" not in clause.text:
        foreign = foreign - {"other_fee"}
    if "other_fee" in foreign and re.search(
        r"连药|with the drugs|包(?:药|括)|including|drugs went up", clause.text
    ):
        foreign = foreign - {"other_fee"}
    if q.period and q.period != "year":
        return None
    if foreign or clause.other.keys() & {"test_turnaround", "travel"}:
        return None
    if (
        question is not None
        and question.topic == "other"
        and not re.search(r"手术|移植|operation|transplant", clause.text)
        and not clause.cues.keys() & {"deposit", "do"}
    ):
        return None
    low, high = q.smooth if q.smooth != (None, None) else (q.low, q.high)
    return Reading(
        "price",
        "money",
        {"price_min": low, "price_max": high, "vague": q.vague, "currency": q.currency},
    )


def _is_place(q: Quantity, clause: Clause, question: Question | None) -> bool:
    """Whether a number is a place in a queue: 排47, number 40."""
    before = clause.text[: max(0, q.core[0] - clause.start)]
    if re.search(r"排(?:在|到|第|了|你|您)?(?:了|第)?$|\bnumber\s+$", before):
        return True
    if not question or question.topic != "scheduling" or q.unit:
        return False
    text = " ".join(c.text for c in question.clauses)
    return bool(
        re.search(
            r"第几|排到|my (?:number|place|position)|how many .*(?:ahead|before|front|waiting|on the list)",
            text,
        )
    )


def _place(q: Quantity, clause: Clause, question: Question | None) -> Reading | None:
    asked = question is not None and question.topic == "scheduling"
    if asked or clause.cues.keys() & {"queue_count", "schedule"}:
        if q.period is None and not clause.other.keys() & {
            "phone_number",
            "room_number",
            "hold_time",
            "callback_time",
            "age",
            "survival",
        }:
            return Reading("scheduling", "place in the queue", _counted(q, None))
    return None


def _counted(q: Quantity, period: str | None) -> dict[str, Any]:
    return {"count_min": q.low, "count_max": q.high, "count_period": period, "vague": q.vague}


def _count(
    q: Quantity, clause: Clause, view: View, context: Context, previous: Category | None,
    inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    question = context.question
    asked = question.topic if question else None
    cues = clause.cues.keys()
    literal = view.text[q.core[0] : q.core[1]]
    foreign = clause.other.keys() & _COUNTS
    if q.unit in (
        "床",
        "号",
        "楼",
        "张",
        "点",
        "度",
        "公斤",
        "斤",
        "毫升",
        "毫克",
        "级",
        "期",
        "代",
        "间",
        "站",
        "袋",
        "名",
        "家",
        "种",
        "组",
    ):
        return None
    if foreign - {"hospital_stay", "survival"} or (
        foreign and asked not in ("transplant_volume", "organ_availability")
    ):
        if q.unit not in ("例", "台"):
            return None
    if q.period and clause.other.keys() & {"other_fee"}:
        return None
    if re.match(r"\s*(?:more|fewer|less) than\b|\s*(?:came|comes)\b.*\bif\b", view.text[q.core[1] :]):
        return None
    if re.match(r"if one\b|就算|假如|万一", clause.text) and q.low == 1:
        return None
    if re.match(r"\s*的", view.text[q.core[1] :]) and not q.unit and re.search(r"[有个]$", view.text[: q.core[0]]):
        return None
    if re.match(r"(?:新|成功)?(?:捐|供体|供者|器官)", view.text[q.core[1] :]):
        return Reading("organ_availability", "count of donors", _counted(q, q.period or _period(clause, question)) | {"availability": None if q.unit in ("例", "个") else "available"})
    if q.unit in _NOT_OURS or (q.unit in ("例", "台") and view.text[: q.core[0]].endswith("每")):
        return None
    adjectival = _ONE_OF.match(literal) is not None
    if "batch" in cues and q.unit == "批":
        return None
    period = q.period or _period(clause, question)
    category: Category | None = None
    if q.unit in _OPERATIONS:
        category = "transplant_volume"
    elif "queue_count" in cues and not adjectival:
        category = "scheduling"
    elif (
        cues & {"arrive", "has", "none_left"}
        and "volume" not in cues
        and asked != "transplant_volume"
    ):
        category = "organ_availability"
    elif "volume" in cues and (
        q.unit in _VOLUME_UNITS or asked == "transplant_volume" or not adjectival
    ):
        category = "transplant_volume" if q.unit not in ("个",) or asked == "transplant_volume" or re.search(
            r"[做换]", clause.text) else None  # fmt: skip
        if category and "supply" in cues and cues & {"arrive"}:
            category = "organ_availability"
    if (
        category is None
        and asked in ("transplant_volume", "organ_availability", "scheduling")
        and not adjectival
    ):
        category = asked
    if (
        category is None
        and asked is None
        and context.topic in ("transplant_volume", "organ_availability")
        and not adjectival
    ):
        category = context.topic
    if (
        category is None
        and cues & {"supply", "arrive"}
        and (asked == "organ_availability" or period)
        and not inherited
    ):
        category = "organ_availability"
    if (
        category is None
        and previous in ("transplant_volume", "organ_availability")
        and not adjectival
    ):
        category = previous
    if category is None and period and q.unit == "个" and asked in ("wait_time", None):
        category = None if "volume" in cues else "organ_availability"
    if category is None or category in ("price", "wait_time"):
        return None
    if category == "organ_availability":
        if adjectival and not cues & {"arrive", "has", "supply"} and asked != "organ_availability":
            return None
        return Reading(
            category, "count of organs", _counted(q, period) | {"availability": "available"}
        )
    if category == "scheduling":
        return Reading(
            category, "count in the queue", _counted(q, period if "per_month" in cues else None)
        )
    return Reading(
        category,
        "count of operations",
        _counted(q, period or _period_before(clause, view, context)),
    )


def _period(clause: Clause, question: Question | None) -> str | None:
    for name in ("day", "week", "month", "year"):
        if f"per_{name}" in clause.cues:
            return name
    if "total" in clause.cues:
        return "total"
    for c in question.clauses if question else ():
        for name in ("day", "week", "month", "year"):
            if f"per_{name}" in c.cues:
                return name
    return None


def _period_before(clause: Clause, view: View, context: Context) -> str | None:
    """The period named earlier in the turn, or that of the record before."""
    for earlier in reversed(view.clauses[: clause.index]):
        if period := _period(earlier, None):
            return period
    for draft in reversed(context.drafts):
        if draft.category == "transplant_volume":
            period = draft.values.get("count_period")
            return str(period) if period else None
    return None
