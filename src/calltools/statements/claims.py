"""Claims without a figure: supply, sources, dates and queues, waits without number, refusals."""

from __future__ import annotations

from typing import Any

from calltools.language.lexicon import phrase
from calltools.statements.acts import Question
from calltools.statements.draft import Claim, Context
from calltools.statements.record import Category
from calltools.statements.supply import FOREIGN, is_put, read_supply
from calltools.statements.view import Clause

_NOT_TIMED = ("price", "transplant_volume", "organ_source")
_NOT_A_DATE = FOREIGN - {"room_number"} | {"calendar_date"}
_NOT_THIS_DAY = {
    "survival",
    "dialysis",
    "drug_schedule",
    "follow_up",
    "recovery",
    "non_transplant_op",
}


def read_claim(
    clause: Clause, context: Context, first: bool, previous: Category | None
) -> Claim | None:
    """The statement of a clause without figure, or None.

    ``first`` tells that nothing of the turn has answered the question yet.
    """
    question = context.question
    asked: Category | None = question.category if question else None
    if "other_country" in clause.manner:
        return None
    return (
        _evasion(clause, asked, question, first, previous)
        or _wait(clause, asked, first, previous)
        or money_condition(clause)
        or _source(clause, asked, question, first)
        or money_refused(clause)
        or _free(clause)
        or _called_up(clause)
        or _rhythm(clause)
        or _none_done(clause, question)
        or read_supply(clause, asked, question, first)
        or _schedule(clause, asked, first, question)
    )


def _evasion(
    clause: Clause,
    asked: Category | None,
    question: Question | None,
    first: bool,
    previous: Category | None,
) -> Claim | None:
    manner = clause.manner.keys()
    about = asked
    if about is None and previous == "organ_availability" and question and not question.category:
        about = previous if clause.lexicon.language == "zh" else None
    if "source" in clause.cues and asked != "price":
        about = "organ_source"
    stays = "hospital_stay" in clause.other
    if "wait" in clause.cues and "depends" in manner and about in _NOT_TIMED and not stays:
        about = "wait_time"
    if about in (None, "organ_availability") and phrase("the_wait").search(clause.text):
        about = "wait_time"
    goes_on = "refuse" in manner or "source" in clause.cues or "other_place" in manner
    chinese = clause.lexicon.language == "zh"
    supply = asked == "organ_availability" and clause.cues.keys() & {"has", "supply", "arrive"}
    no_promise = asked == previous == "wait_time" and phrase("guarantees").search(clause.text)
    unsaid = chinese and "dont_know" in manner
    goes_on = goes_on or (unsaid and bool(supply or no_promise))  # 还有没有不敢讲
    if about is None or not (first or goes_on):
        return None
    if not first and (clause.other.keys() & FOREIGN or phrase("the_rest").match(clause.text)):
        return None
    if question and (
        question.topic == "other"
        or (question.asking == "told" and about != "organ_source" and not question.figures(about))
    ):
        return None
    if phrase("if").match(clause.text):
        return None
    if (
        question
        and phrase("asks_why").search(question.text)
        and about in ("organ_availability", "scheduling", "transplant_volume")
    ):
        about = "organ_source"
    if "refuse" in manner and not _says_else(clause, about):
        return Claim(about, "refusal", {"vague": True}, "hedged", True)
    if "dont_know" in manner:
        return Claim(about, "does not know", {"vague": True}, "hedged", True)
    put = question is not None and question.is_proposition
    figure = question is not None and bool(question.figures(about))
    open_date = about == "scheduling" and not figure and (put or "schedule" not in clause.cues)
    if "depends" in manner and open_date:
        return Claim(about, "depends", {"vague": True}, "hedged", put)
    if "depends" in manner and about in ("wait_time", "organ_availability", "price"):
        modality = "conditional" if _conditional(clause) else "hedged"
        closed = question is not None and question.is_proposition and bool(question.figures(about))
        return Claim(about, "depends", {"vague": True}, modality, closed)
    return None


def _says_else(clause: Clause, about: Category) -> bool:
    """Whether words that could refuse also say something of substance."""
    if about == "organ_source":
        return bool(phrase("source_in_order").search(clause.text))
    return about == "organ_availability" and bool(clause.cues.keys() & {"plenty", "scarce"})


def _conditional(clause: Clause) -> bool:
    text = clause.text
    return bool(phrase("depends_on").search(text)) and not phrase("hard_to_say").search(text)


def money_condition(clause: Clause) -> Claim | None:
    """Money that must come first."""
    if "money_condition" in clause.cues:
        return Claim("scheduling", "money as a condition", {}, "conditional")
    return None


def _wait(
    clause: Clause, asked: Category | None, first: bool, previous: Category | None
) -> Claim | None:
    cues = clause.cues.keys()
    none: dict[str, Any] = {"wait_min_days": 0, "wait_max_days": 0}
    talked_of = asked == "wait_time" or "wait" in cues or "时间" in clause.text
    no_wait = clause.text in ("不等", "不等的") or phrase("our_place").search(clause.text)
    if "varies" in cues and "price" in cues:
        return None
    if "varies" in cues and talked_of and not no_wait:
        return Claim("wait_time", "varies", {"vague": True})
    nothing = phrase("none_done").match(clause.text) and asked not in (None, "wait_time")
    if ("no_wait" in cues and not nothing) or (
        asked == "wait_time" and phrase("no_wait_here").match(clause.text)
    ):
        return Claim("wait_time", "no wait", none)
    if "supply" in cues and not cues & {"do", "long_wait"}:
        return None
    if phrase("we_do_not_wait").search(clause.text):
        return Claim("wait_time", "no wait", none)
    if "after_next" in cues and _has_operation(clause, asked):
        days = 3 if phrase("third_day").search(clause.text) else 2
        values = {"wait_min_days": days, "wait_max_days": days}
        return Claim("wait_time", "the day after next", values)
    if "next_day" in cues and _has_operation(clause, asked):
        return Claim("wait_time", "the next day", {"wait_min_days": 1, "wait_max_days": 1})
    if (
        "at_once" in cues
        and not clause.other.keys() & {"callback_time"}
        and ("do" in cues or asked == "wait_time")
        and not (asked == "scheduling" and first)  # 国庆做不做？来了就做
    ):
        return Claim("wait_time", "at once", none | {"vague": True})
    soon = asked == "wait_time" and (
        "fastest" in cues or len(clause.text) <= 5 or bool(phrase("luck").search(clause.text))
    )
    if clause.other.keys() & _NOT_THIS_DAY:
        return None
    if phrase("today_as_now").match(clause.text) and "do" not in cues:
        return None
    if "same_day" in cues and (_has_operation(clause, asked) or soon) and "next_day" not in cues:
        return Claim("wait_time", "the same day", none)
    foreign = clause.other.keys() & (FOREIGN | {"test_turnaround"})
    if asked == "wait_time" and phrase("takes_time").search(clause.text):
        foreign -= {"surgery_duration"}
    if asked == "organ_availability" and "scarce" in cues:
        return None
    said = first or ("blood" in clause.manner and not cues & {"plenty", "scarce"})
    said = said or (previous == "wait_time" and bool(phrase("still_waits").search(clause.text)))
    timed = asked == "wait_time" or "wait" in cues
    timed = timed or (asked == "scheduling" and bool(phrase("goes_fast").match(clause.text)))
    if "long_wait" in cues and not foreign and timed and said:
        return Claim("wait_time", "long or short, without figure", {"vague": True})
    kind = "slowest" in cues and "long_wait" in cues
    later = phrase("sooner_or_later").search(clause.text)
    if previous == "wait_time" and not foreign and (later or kind):
        return Claim("wait_time", "long or short, without figure", {"vague": True})
    if (
        "depends" in clause.manner
        and previous == "wait_time"
        and not first
        and (asked == "wait_time" or (asked is None and clause.lexicon.language == "zh"))
    ):
        return Claim(
            "wait_time",
            "depends",
            {"vague": True},
            "conditional" if _conditional(clause) else "hedged",
        )
    return None


def _has_operation(clause: Clause, asked: Category | None) -> bool:
    if clause.lexicon.language == "en":
        if phrase("doctor_operates").search(clause.text):
            return False
        return asked == "wait_time" or bool(phrase("operation_en").search(clause.text))
    return bool(phrase("operation_zh").search(clause.text))


def _source(
    clause: Clause, asked: Category | None, question: Question | None, first: bool
) -> Claim | None:
    cues = clause.cues.keys()
    denies = clause.manner.keys() & {"deny", "no"}
    closed = question is not None and question.asking == "closed"
    if closed and asked == "organ_source" and phrase("none_of_them").search(clause.text):
        return Claim("organ_source", "denial of a source", {}, "denied", True)
    timed = any(q.kind in ("clock", "date") for q in clause.quantities)
    if asked == "organ_source" and phrase("from_somewhere").match(clause.text) and not timed:
        return Claim("organ_source", "names a source", {"vague": False})
    if asked == "organ_source" and phrase("ended").search(clause.text):
        return Claim("organ_source", "denial of a source", {}, "denied", is_put(question))
    if asked == "organ_source" and phrase("none_of_that").search(clause.text):
        return Claim("organ_source", "denial of a source", {}, "denied")
    lists = clause.index > 0 and phrase("lacks_it").match(clause.text)  # strong, no illness
    put = is_put(question) and not _asks_nothing_of_ours(question)
    if asked == "organ_source" and denies and first and put and not lists:
        return Claim("organ_source", "denial of a source", {}, "denied", True)
    if asked != "organ_source" and phrase("only_named").fullmatch(clause.text):
        return None  # 尸肝喔
    if "source" not in cues or clause.other.keys() & {"phone_number", "travel", "callback_time"}:
        return None
    if asked in ("wait_time", "price", "transplant_volume") and not _names_source(clause):
        return None
    if asked == "wait_time" and phrase("relatives").search(clause.text):
        return None
    if phrase("compares").search(clause.text):
        return None
    if asked is None and question and question.topic == "other" and not _names_source(clause):
        return None
    if asked == "organ_availability" and not _names_source(clause):
        return None
    if asked == "scheduling" and not _names_source(clause):
        return None
    vague = bool(phrase("source_without_content").search(clause.text))
    ended = asked == "organ_source" or phrase("none_from").search(clause.text)
    modality = "denied" if denies & {"deny"} and ended else None
    return Claim("organ_source", "names a source", {"vague": vague}, modality)


def _asks_nothing_of_ours(question: Question | None) -> bool:
    """Whether the caller's turn only goes on, or raises a matter of its own."""
    return question is not None and (question.goes_on or question.strays)


def _names_source(clause: Clause) -> bool:
    return bool(phrase("names_source").search(clause.text))


def _rhythm(clause: Clause) -> Claim | None:
    """Operations told by their period alone: "we do it almost every day"."""
    match = phrase("operates_every").search(clause.text)
    if match is None or clause.quantities or clause.lexicon.language != "en":
        return None
    period = "day" if match["period"] == "night" else match["period"]
    return Claim("transplant_volume", "rhythm of operations", {"count_period": period})


def _none_done(clause: Clause, question: Question | None) -> Claim | None:
    """No operation in the time asked about: "How many last Sunday?", "None"."""
    asked = question is not None and question.topic == "transplant_volume"
    if not asked or question is None or not phrase("none_done").match(clause.text):
        return None
    values: dict[str, Any] = {"count_min": 0, "count_max": 0}
    cues = {name for c in question.clauses for name in c.cues}
    periods = [p for p in ("day", "week", "month", "year") if f"per_{p}" in cues]
    return Claim(
        "transplant_volume", "none done", values | {"count_period": next(iter(periods), None)}
    )


def _free(clause: Clause) -> Claim | None:
    """No price: "it's free of charge"."""
    if not phrase("free_of_charge").search(clause.text) or clause.other.keys() & {"refund"}:
        return None
    return Claim("price", "free of charge", {"price_min": 0, "price_max": 0})


def _called_up(clause: Clause) -> Claim | None:
    """Operations set by what comes in, and whom it goes to."""
    if "hypothetical" in clause.manner and phrase("comes").search(clause.text):
        return Claim("scheduling", "an invented case", {}, "hypothetical")
    if phrase("called_up").search(clause.text) and not clause.other.keys() & {
        "callback_time",
        "clinic_day",
    }:
        return Claim("scheduling", "called when one comes")
    return None


def money_refused(clause: Clause) -> Claim | None:
    """Money or acquaintance refused as a way to go faster."""
    if phrase("money_refused").search(clause.text):
        return Claim("scheduling", "money does not help", {}, "denied", True)
    return None


def _schedule(
    clause: Clause, asked: Category | None, first: bool, question: Question | None
) -> Claim | None:
    cues = clause.cues.keys()
    closed = bool(question and question.is_proposition and not question.goes_on)
    foreign = clause.other.keys() & (FOREIGN | {"test_turnaround", "calendar_date", "other_fee"})
    unmoved = bool(phrase("tautology").match(clause.text))  # The list is the list.
    denied = unmoved or bool(clause.manner.keys() & {"deny", "no"})
    stopped = closed and question is not None and phrase("has_stopped").match(clause.text)
    if stopped and question is not None:
        if asked == "scheduling" and first and phrase("asks_stopped").search(question.text):
            return Claim("scheduling", "bare assent", {"assent": True})  # 暂停了是吗？早就停了
        denied = True
    if asked == "scheduling" and first and closed and denied and "drug_schedule" not in foreign:
        return Claim("scheduling", "denial of a date or order", {}, "denied", True)
    dated = asked == "scheduling" and (
        "choose" in cues or any(q.kind == "date" for q in clause.quantities)
    )
    if first and _sets_date(clause, asked):
        return Claim("scheduling", "date or event", {})
    if "schedule" not in cues and not dated:
        return None
    if asked == "scheduling":
        if "clinic_day" in foreign or (foreign and not first):
            return None
        return Claim("scheduling", "dates and order")
    if foreign:
        return None
    if phrase("sets_dates").search(clause.text):
        return Claim("scheduling", "dates and order")
    return None


def _sets_date(clause: Clause, asked: Category | None) -> bool:
    """Whether "when?" is answered with a date or an event: "In March", "Once he is here"."""
    measured = any(q.kind in ("duration", "money") for q in clause.quantities)
    if asked not in ("wait_time", "scheduling") or clause.lexicon.language != "en" or measured:
        return False
    if clause.other.keys() & _NOT_A_DATE or phrase("no_date").search(clause.text):
        return False
    alone = asked == "scheduling" and phrase("event_alone").match(clause.text)
    return bool(alone or phrase("date_or_event").search(clause.text))
