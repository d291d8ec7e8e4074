"""Counts: operations, organs and people in the queue told apart."""

from __future__ import annotations

import re
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question
from calltools.statements.draft import Context, Reading
from calltools.statements.record import Category
from calltools.statements.view import Clause, View

_COUNTS = frozenset(
    "age bed_count survival lab_value dose room_number phone_number drug_schedule "
    "non_transplant_op hospital_stay clinic_day distance".split()
)

_NO_PLACE = frozenset("phone_number room_number hold_time callback_time age survival".split())

_VOLUME_UNITS = ("例", "台", "件")

_NOT_OURS = frozenset(
    "patients people times surgeons nurses doctors beds units teams groups rooms names hours kilos "
    "patient person theatres tables hospitals wards floors cities provinces counties districts "
    "villages towns countries kinds types sorts".split()
)

_THINGS = frozenset("床 号 楼 张 点 度 公斤 斤 毫升 毫克 级 期 代 间 站 袋 名 家 种 组".split())

_HEADS = ("个", "个人", "人", "位", "号人")
_COUNTED = frozenset("supply volume arrive has per_year per_month per_week total".split())
"""Cues of what is counted, or of when."""

_PERSONS = frozenset("个人 人 名 位 号人".split())

_ORGANS = frozenset("livers kidneys hearts lungs corneas organs donors".split())

_OPERATIONS = frozenset(
    "例 台 operations transplants cases procedures operation transplant".split()
)


COUNTED = _ORGANS | _OPERATIONS | {organ.removesuffix("s") for organ in _ORGANS}
"""What is counted in a stretch of time."""

FIRST = ("first", "second", "third")
"""Ordinals that as often tell one thing from another as they count."""


def is_place(q: Quantity, clause: Clause, question: Question | None) -> bool:
    """Whether a number is a place in a queue: 排47, number 40."""
    before = clause.text[: max(0, q.core[0] - clause.start)]
    if phrase("queue_place").search(before):
        return True
    if not question or question.topic != "scheduling" or q.unit:
        return False
    text = " ".join(c.text for c in question.clauses)
    return bool(phrase("asks_place").search(text))


def read_place(q: Quantity, clause: Clause, question: Question | None) -> Reading | None:
    """The record of a place in the queue, None where the number is something else."""
    asked = question is not None and question.topic == "scheduling"
    queue = asked or clause.cues.keys() & {"queue_count", "schedule"}
    before = clause.text[: max(0, q.core[0] - clause.start)]
    literal = clause.text[max(0, q.core[0] - clause.start) : q.core[1] - clause.start]
    if phrase("no_rank").match(clause.text[max(0, q.core[1] - clause.start) :]):
        return None
    stands = asked and phrase("place_now").search(before)
    if q.kind == "ordinal" and q.low != 1 and phrase("you_are_nth").search(before):
        return Reading("scheduling", "place in the queue", _counted(q, None))
    if phrase("first_come").match(clause.text[q.core[1] - clause.start :]):
        return None
    place = question is not None and phrase("asks_place").search(question.text)
    stands = stands or (asked and clause.text == literal and place)
    if literal in FIRST and "queue_count" not in clause.cues and not stands:
        return None
    if not queue or q.period is not None or clause.other.keys() & _NO_PLACE:
        return None
    return Reading("scheduling", "place in the queue", _counted(q, None))


def _counted(q: Quantity, period: str | None) -> dict[str, Any]:
    return {"count_min": q.low, "count_max": q.high, "count_period": period, "vague": q.vague}


def read_count(
    q: Quantity, clause: Clause, view: View, context: Context, previous: Category | None,
    inherited: frozenset[str],
) -> Reading | None:  # fmt: skip
    """The record of a number of operations, organs, donors or people in the queue.

    ``previous`` is the category of the record before, ``inherited`` are cues of the clause before
    that made none.  None where something else is counted: a stay in hospital, a ratio, staff.
    """
    question = context.question
    asked = question.topic if question else None
    cues = clause.cues.keys()
    literal = view.text[q.core[0] : q.core[1] + 1]
    foreign = clause.other.keys() & _COUNTS
    if clause.lexicon.language == "zh":
        foreign = foreign | (clause.other.keys() & {"staff_count"})
    first = clause.quantities[0] if clause.quantities else q
    every = first.kind == "duration" and phrase("one_comes").match(view.text[first.core[1] :])
    if every and q is not first:
        return None
    aside = asked == "other" and clause.lexicon.language == "en" and "supply" not in cues
    if aside and not q.unit and not q.period and "volume" not in cues:
        return None
    if asked == "wait_time" and not q.unit and not q.period:
        return None
    queuing = asked == "scheduling" and q.unit in ("号", "名")
    if q.unit in _THINGS and not queuing:
        return None
    if asked in ("transplant_volume", "organ_availability"):
        foreign = foreign - {"hospital_stay", "survival"}
    if foreign and q.unit not in ("例", "台"):
        return None
    if q.period and asked != "transplant_volume" and phrase("running_cost").search(clause.text):
        return None
    after = view.text[q.core[1] :]
    if phrase("no_figure_after").match(after) or phrase("no_figure_of").match(after):
        return None
    if phrase("ratio_after").match(after) or phrase("ratio_before").search(view.text[: q.start]):
        return None
    if phrase("survived").search(view.text[: q.start]):
        return None
    if q.low == q.high == 1 and phrase("a_person").match(after):
        return None
    if phrase("fortnight_next").match(view.text[q.core[1] :]):
        return None
    if phrase("a_whole").search(view.text[: q.start]):
        return None
    if q.low == q.high == 1 and phrase("nothing_before").search(view.text[: q.core[0]]):
        return None
    if phrase("invented_one").search(clause.text) and q.low == 1:
        return None
    if (
        re.match(r"\s*的", view.text[q.core[1] :])
        and not q.unit
        and re.search(r"[有个]$", view.text[: q.core[0]])
    ):
        return None
    if phrase("donors_next").match(view.text[q.core[1] :]):
        return Reading(
            "organ_availability",
            "count of donors",
            _counted(q, q.period or _period(clause, question))
            | {"availability": None if q.unit in ("例", "个") else "available"},
        )
    queued = "queue_count" in cues or asked == "scheduling" or q.unit == "names"
    if q.unit in ("people", "patients", "names") and queued:
        return Reading("scheduling", "count in the queue", _counted(q, None))
    opened = question is not None and question.asking == "open" and asked == "transplant_volume"
    if opened and q.unit == "patients" and _operated_on(q, clause):
        return Reading("transplant_volume", "count of operations", _counted(q, q.period))
    if q.unit in _NOT_OURS or (q.unit in ("例", "台") and view.text[: q.core[0]].endswith("每")):
        return None
    if q.unit == "个" and phrase("operations_next").match(view.text[q.core[1] :]):
        period = q.period or _period(clause, question)
        return Reading("transplant_volume", "count of operations", _counted(q, period))
    adjectival = phrase("one_of").match(literal) is not None
    if "batch" in cues and q.unit == "批":
        return None
    period = q.period or _period_beside(clause, view) or _period(clause, question)
    category: Category | None = None
    if q.unit in _OPERATIONS:
        donors = question is not None and asked == "organ_availability"
        arriving = phrase("donated").search(question.text if question else "")
        donors = donors and bool(arriving or q.unit == "cases")
        category = "organ_availability" if donors else "transplant_volume"
    elif _in_the_queue(q, question) or (
        "queue_count" in cues
        and (not adjectival or phrase("ahead").search(view.text[: q.core[0]]))
        and not _organs_wait(q, clause, asked)
    ):
        category = "scheduling"
    elif (
        cues & {"arrive", "has", "none_left"}
        and "volume" not in cues
        and asked != "transplant_volume"
        and _of_organs(clause, context, asked, previous)
    ):
        category = "organ_availability"
    elif "volume" in cues and (
        q.unit in _VOLUME_UNITS or asked == "transplant_volume" or not adjectival
    ):
        if q.unit != "个" or asked == "transplant_volume" or re.search(r"[做换]", clause.text):
            category = "transplant_volume"
        if category and "supply" in cues and cues & {"arrive"}:
            category = "organ_availability"
    if category is None and previous == "transplant_volume" and not cues & {"arrive", "has"}:
        category = previous
    if category is None and _operated(q, clause, asked, period):
        category = "transplant_volume"
    if category is None and q.unit in _ORGANS and asked != "transplant_volume":
        category = "organ_availability"
    if (
        category is None
        and asked in ("transplant_volume", "organ_availability", "scheduling")
        and not adjectival
        and not (
            _bare_number(q, clause) and question and question.carried and not question.proposed
        )
    ):
        category = asked
    if (
        category is None
        and asked is None
        and context.topic in ("transplant_volume", "organ_availability")
        and not adjectival
        and not _bare_number(q, clause)
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
        and not (question and question.carried and _bare_number(q, clause))
    ):
        category = previous
    if category is None and asked in (None, "scheduling") and _in_a_year(q, clause, view):
        category = "transplant_volume"
    if category is None and period and q.unit == "个" and asked in ("wait_time", None):
        category = None if "volume" in cues else "organ_availability"
    if category is None or category in ("price", "wait_time"):
        return None
    if category == "organ_availability":
        said = clause.text + (question.text if question and not question.carried else "")
        if q.unit in _PERSONS and "捐" not in said:
            return None
        if adjectival and not cues & {"arrive", "has", "supply"} and asked != "organ_availability":
            return None
        found = "scarce" if phrase("at_best").search(clause.text) else "available"
        return Reading(category, "count of organs", _counted(q, period) | {"availability": found})
    if category == "transplant_volume" and q.unit in _PERSONS and "volume" not in cues:
        return None
    if category == "scheduling":
        return Reading(
            category, "count in the queue", _counted(q, period if "per_month" in cues else None)
        )
    return Reading(
        category,
        "count of operations",
        _counted(q, period or _period_before(clause, view, context)),
    )


_MANY = 30
"""So many organs in a year, or at all, are those transplanted."""


def _operated(q: Quantity, clause: Clause, asked: str | None, period: str | None) -> bool:
    """Whether organs are counted as operations: "Seventy-four livers so far"."""
    if q.unit not in _ORGANS - {"donors"} or asked in ("organ_availability", "scheduling"):
        return False
    so_far = phrase("so_far").search(clause.text) or period == "total"
    return bool(so_far) or (period == "year" and (q.low or q.high or 0) >= _MANY)


def _in_a_year(q: Quantity, clause: Clause, view: View) -> bool:
    """Whether a bare English number is all that a period has: "Four last year"."""
    rest = clause.text[: q.start - clause.start] + clause.text[q.end - clause.start :]
    alone = not q.unit and phrase("only_a_period").fullmatch(rest.strip())
    return clause.lexicon.language == "en" and bool(alone) and not view.text.endswith("?")


def _bare_number(q: Quantity, clause: Clause) -> bool:
    """Whether a Chinese number stands beside a word of money, without one on what is counted."""
    named = clause.cues.keys() & _COUNTED
    priced = clause.cues.keys() & {"price", "deposit"}
    return clause.lexicon.language == "zh" and not q.unit and not named and bool(priced)


def _in_the_queue(q: Quantity, question: Question | None) -> bool:
    """Whether those who wait were asked about: 排队的多吗? O型有七八个."""
    asked = question is not None and question.topic == "scheduling" and q.unit in _HEADS
    return asked and question is not None and bool(phrase("asks_queue").search(question.text))


def _of_organs(
    clause: Clause, context: Context, asked: str | None, previous: Category | None
) -> bool:
    """Whether what is there or comes in can be organs: they are named or talked of."""
    named = clause.organs or clause.cues.keys() & {"supply", "batch"} or "blood" in clause.manner
    talked_of = "organ_availability" in (asked, previous, context.topic)
    question = context.question
    talked_of = talked_of or bool(question and phrase("donated").search(question.text))
    talked_of = talked_of or bool(phrase("in_hand").search(clause.text))
    return clause.lexicon.language == "en" or bool(named) or talked_of


def _asks_number(question: Question) -> bool:
    return bool(question.proposed) or phrase("how_much").search(question.text) is not None


def _organs_wait(q: Quantity, clause: Clause, asked: str | None) -> bool:
    """Whether what is said to wait is the supply asked about: 有两个在等着."""
    return asked == "organ_availability" and q.unit in ("个", "") and "has" in clause.cues


_CLOSING = 5
"""Words of a clause that only says for how long a count was."""


def _period_beside(clause: Clause, view: View) -> str | None:
    """The period that an English clause beside sets: "Last month, four"; "thirty, all told"."""
    before = view.clauses[clause.index - 1] if clause.index else clause
    sets = before.sentence == clause.sentence and before is not clause and not before.quantities
    english = clause.lexicon.language == "en"
    own = _period(clause, None)
    if not english or own is not None:
        return own
    after = view.clauses[clause.index + 1 : clause.index + 2]
    ends = after and after[0].sentence == clause.sentence and not after[0].quantities
    if ends and len(after[0].text.split()) <= _CLOSING:
        own = _period(after[0], None)
    return own or (_period(before, None) if sets else None)


def _period(clause: Clause, question: Question | None) -> str | None:
    until = phrase("until").search(clause.text)  # 到上个月为止: no rate by the month
    for name in ("day", "week", "month", "year"):
        if f"per_{name}" in clause.cues and not until:
            return name
    sums = phrase("sums_up").sub("", clause.text)  # 加起来 is no total since the start
    total = bool(clause.lexicon.matches("cue", "total", sums))
    if total and not phrase("so_far").search(clause.text):
        return "total"
    for c in question.clauses if question else ():
        for name in ("day", "week", "month", "year"):
            if f"per_{name}" in c.cues:
                return name
        if phrase("since_the_start").search(c.text):
            return "total"
    return "total" if total else None


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


def _operated_on(q: Quantity, clause: Clause) -> bool:
    """Whether patients are counted as operations, alone or as done: "some two hundred patients"."""
    alone = len(clause.text) <= q.end - q.start + len(q.unit) + 2
    return alone or "do" in clause.cues or "volume" in clause.cues
