"""Claims without a figure: supply, sources, dates and queues, waits without number, refusals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from calltools.statements.acts import Question
from calltools.statements.draft import Context
from calltools.statements.record import Category
from calltools.statements.view import Clause

_FOREIGN = frozenset(
    "surgery_duration hospital_stay recovery drug_schedule ischaemia_time device_support travel "
    "hold_time callback_time follow_up clinic_day opening_hours staff_count bed_count phone_number "
    "room_number dialysis training dose document_deadline".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause without a figure of its own says."""

    category: Category
    rule: str
    values: dict[str, Any] = field(default_factory=dict)
    modality: str | None = None
    answers: bool = False
    """Whether it answers the question without accepting it (refusal, denial, "don't know")."""


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
        _evasion(clause, asked, question, first)
        or _wait(clause, asked, first, previous)
        or _payment(clause)
        or _source(clause, asked, question, first)
        or money_refused(clause)
        or _called_up(clause)
        or _supply(clause, asked, question, context, first)
        or _schedule(clause, asked, first, question)
    )


def _evasion(
    clause: Clause, asked: Category | None, question: Question | None, first: bool
) -> Claim | None:
    manner = clause.manner.keys()
    about = asked
    if "source" in clause.cues and asked != "price":
        about = "organ_source"
    if about is None or not (first or "refuse" in manner or "source" in clause.cues):
        return None
    if question and (question.topic == "other" or (question.asking == "told" and about != "organ_source" and not question.figures(about))):
        return None
    if re.match(r"if |如果|要是", clause.text):
        return None
    if question and re.search(r"为什么|为啥|怎么|why", question.text) and about in ("organ_availability", "scheduling"):
        about = "organ_source"
    if "refuse" in manner and not _says_else(clause, about):
        return Claim(about, "refusal", {"vague": True}, "hedged", True)
    if "dont_know" in manner:
        return Claim(about, "does not know", {"vague": True}, "hedged", True)
    if "depends" in manner and about in ("wait_time", "organ_availability", "price"):
        modality = "conditional" if _conditional(clause) else "hedged"
        closed = question is not None and question.is_proposition and bool(question.figures(about))
        return Claim(about, "depends", {"vague": True}, modality, closed)
    return None


def _says_else(clause: Clause, about: Category) -> bool:
    """Whether words that could refuse also say something of substance."""
    if about == "organ_source":
        return bool(re.search(r"合法|正规|手续|捐|legal|proper|donat", clause.text))
    return about == "organ_availability" and bool(clause.cues.keys() & {"plenty", "scarce"})


def _conditional(clause: Clause) -> bool:
    text = clause.text
    return bool(
        re.search(r"看(?!运气|缘分|样子)|depends? (?:on|which|who|how|what)|when|取决", text)
    ) and not re.search(r"不(?:准|清|好|定)", text)


def _payment(clause: Clause) -> Claim | None:
    if "money_condition" in clause.cues:
        return Claim("scheduling", "money as a condition", {}, "conditional")
    return None


def _wait(
    clause: Clause, asked: Category | None, first: bool, previous: Category | None
) -> Claim | None:
    cues = clause.cues.keys()
    none: dict[str, Any] = {"wait_min_days": 0, "wait_max_days": 0}
    if "varies" in cues and (asked == "wait_time" or "wait" in cues or "时间" in clause.text):
        if not (
            clause.text.strip() in ("不等", "不等的")
            or re.search(r"我们|这(?:边|里|儿)", clause.text)
        ):
            return Claim("wait_time", "varies", {"vague": True})
    if "no_wait" in cues or (
        asked == "wait_time" and re.match(r"^不等(?:的|啊|呀|$)|^我们.{0,4}不等", clause.text)
    ):
        return Claim("wait_time", "no wait", none)
    if clause.cues.keys() & {"supply"} and "do" not in cues:
        return None
    if re.search(r"我们.{0,4}不等(?:的|$)", clause.text):
        return Claim("wait_time", "no wait", none)
    if "after_next" in cues and _has_operation(clause, asked):
        return Claim("wait_time", "the day after next", {"wait_min_days": 2, "wait_max_days": 2})
    if "next_day" in cues and _has_operation(clause, asked):
        return Claim("wait_time", "the next day", {"wait_min_days": 1, "wait_max_days": 1})
    if (
        "at_once" in cues
        and not clause.other.keys() & {"callback_time"}
        and ("do" in cues or asked == "wait_time")
    ):
        return Claim("wait_time", "at once", none | {"vague": True})
    soon = asked == "wait_time" and ("fastest" in cues or len(clause.text) <= 5)
    if "same_day" in cues and (_has_operation(clause, asked) or soon) and "next_day" not in cues:
        return Claim("wait_time", "the same day", none)
    foreign = clause.other.keys() & (_FOREIGN | {"test_turnaround"})
    if "long_wait" in cues and not foreign and (asked == "wait_time" or "wait" in cues) and first:
        return Claim("wait_time", "long or short, without figure", {"vague": True})
    if (
        "depends" in clause.manner
        and previous == "wait_time"
        and not first
        and asked == "wait_time"
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
        return asked == "wait_time" or bool(
            re.search(
                r"\b(?:done|operat\w+|transplant\w*|surgery|have it|on the table|theatre)\b",
                clause.text,
            )
        )
    return bool(
        re.search(r"(?<!没)(?:做(?!检|完|了)|手术|上(?!午|班|个|次|周|半)|换|移植)", clause.text)
    )


def _source(clause: Clause, asked: Category | None, question: Question | None, first: bool) -> Claim | None:
    cues = clause.cues.keys()
    denies = clause.manner.keys() & {"deny", "no"}
    if asked == "organ_source" and denies and first:
        return Claim("organ_source", "denial of a source", {}, "denied", True)
    if "source" not in cues or clause.other.keys() & {"phone_number", "travel", "callback_time"}:
        return None
    if asked in ("wait_time", "price", "transplant_volume") and not _names_source(clause):
        return None
    if asked == "wait_time" and re.search(r"[亲家]属|relative", clause.text):
        return None
    if asked is None and question and question.topic == "other" and not _names_source(clause):
        return None
    if asked == "organ_availability" and not _names_source(clause):
        return None
    if asked == "scheduling" and not _names_source(clause):
        return None
    vague = bool(
        re.search(
            r"正[规常当]|合法|手续|程序|渠道|proper|legal|channel|official|lawful|normal",
            clause.text,
        )
    )
    modality = "denied" if denies & {"deny"} and asked == "organ_source" else None
    return Claim("organ_source", "names a source", {"vague": vague}, modality)


_STRONG_SOURCE = re.compile(
    r"脑死亡|死[刑囚]|囚|犯人|法院|监狱|劳[教改]|看守所|枪[毙决]|[练炼]功|法轮|红十字|[亲家]属.{0,3}[捐给的]|身后|遗体|无偿|挑年轻|年轻(?:人|健康)|"
    r"正规|合法|来源|渠道|自愿|捐献的|签字|executed|prison|condemned|sentenced|falun|red cross|brain|"
    r"volunt|consent|donated|court|legal|legitimate|come from|comes from|came from|channels|relatives"
)


def _names_source(clause: Clause) -> bool:
    return bool(_STRONG_SOURCE.search(clause.text))


_CALLED_UP = re.compile(
    r"(?:来了?|有了?合适的?|到了).{0,4}(?:才|就|再).{0,3}(?:定|做|通知|叫|给)|(?:有了?|来了?).{0,8}(?:通知|打电话|叫)|随便来|报个(?:日子|日期)|"
    r"先给.{0,6}(?:人|的|前面)|when .{0,24}(?:comes?|turns? up|arrives?),? (?:we|you|he|she)|(?:we|i)(?: will| shall|'ll)? (?:call|phone|ring) (?:you|him|her)"
)


def _called_up(clause: Clause) -> Claim | None:
    """Operations set by what comes in, and whom it goes to."""
    if "hypothetical" in clause.manner and re.search(r"来|有|\b(?:came|come|one|list)\b", clause.text):
        return Claim("scheduling", "an invented case", {}, "hypothetical")
    if _CALLED_UP.search(clause.text) and not clause.other.keys() & {"callback_time", "clinic_day"}:
        return Claim("scheduling", "called when one comes")
    return None


def money_refused(clause: Clause) -> Claim | None:
    """Money or acquaintance refused as a way to go faster."""
    if re.search(
        r"(?:钱|关系|人情|出多少|加|认识|托|插队|红包).{0,6}(?:没用|没有用|没得用|不行|不认|也没|不管用|不可能|不能|办不到)|不认(?:钱|人|关系)|"
        r"(?:money|pay\w*|offers?|knowing|bribe\w*).{0,30}(?:nothing|not help|no difference|no good|not move)|"
        r"no difference what|cannot be bought",
        clause.text,
    ):
        return Claim("scheduling", "money does not help", {}, "denied", True)
    return None


def _supply(
    clause: Clause, asked: Category | None, question: Question | None, context: Context, first: bool
) -> Claim | None:
    cues = clause.cues.keys()
    about = asked == "organ_availability" and (first or "supply" in cues or not clause.quantities)
    subject = "supply" in cues or "batch" in cues or bool(_WE_HAVE.search(clause.text))
    subject = subject or ("none_left" in cues and "other_place" in clause.manner)
    if asked in ("transplant_volume", "price", "scheduling") and "supply" in cues:
        subject = bool(re.search(r"源|供[体肝肾]|型|眼库|organs?|donors?|supply", clause.text))
    if not subject and asked in (None, "wait_time", "organ_source") and cues & {"plenty", "scarce"}:
        subject = len(clause.text) <= _short(clause) and not clause.other.keys() & _FOREIGN
        subject = subject and bool(clause.manner.keys() & {"other_place", "now", "historic", "blood"})
    foreign = clause.other.keys() & _FOREIGN
    if foreign and not subject:
        return None
    if not (subject or about):
        return None
    if (
        subject
        and not about
        and clause.other.keys() & {"test_turnaround", "other_fee", "ischaemia_time"}
    ):
        return None
    if (
        not about
        and cues & {"schedule"}
        and re.search(r"通知|电话|登记|报名|才能定|call you|list", clause.text)
    ):
        return None
    if "quantity_wait" in cues:
        return None
    del question, context
    found = None
    if "none_left" in cues and not re.search(r"不是没有|not none", clause.text):
        found = "unavailable"
    if "scarce" in cues and found is None:
        found = "scarce"
    if "plenty" in cues and (
        found is None or re.search(r"不缺|不少|不算?紧|没问题|not short|no short", clause.text)
    ):
        found = "available"
    if found is None and "has" in cues and (about or _organ_as_object(clause)):
        found = "available"
    if (
        found is None
        and ("batch" in cues or "arrive" in cues)
        and (about or "batch" in cues or _organ_as_object(clause))
    ):
        found = "available"
    if found is None:
        return None
    if found == "available" and re.search(r"哪有|哪里有", clause.text):
        return Claim(
            "organ_availability", "supply contradicted", {"availability": found}, "denied", True
        )
    return Claim("organ_availability", f"supply: {found}", {"availability": found})


_WE_HAVE = re.compile(r"\bwe (?:have|are|had|were)\b.{0,12}\b(?:plenty|enough|short|none|more)\b|(?:他们|人家)那?边?没$")


def _organ_as_object(clause: Clause) -> bool:
    return bool(
        re.search(
            r"(?:有|来|到|收|就有|都有)(?:了|过)?[^,。]{0,6}(?:肝(?!癌|炎|硬化|移植)|肾(?!炎|移植)|供[体肝肾]|器官|角膜|心脏|源|批)|"
            r"(?:源|供体|供肝|供肾|肝|肾|角膜|型的?|心脏).{0,8}(?:有|来|到)|"
            r"(?:livers?|kidneys?|organs?|donors?|corneas?|hearts?|lungs?|ones?|another).{0,30}(?:come|came|due|arriv|available|ready)|"
            r"(?:there (?:is|are|was|were|will be)|we have|we had|have got).{0,24}(?:livers?|kidneys?|organs?|donors?|corneas?|hearts?|lungs?|one|some)",
            clause.text,
        )
    )


def _schedule(
    clause: Clause, asked: Category | None, first: bool, question: Question | None
) -> Claim | None:
    cues = clause.cues.keys()
    closed = question is not None and question.asking == "closed"
    foreign = clause.other.keys() & (_FOREIGN | {"test_turnaround", "calendar_date", "other_fee"})
    if asked == "scheduling" and first and closed and clause.manner.keys() & {"deny", "no"}:
        return Claim("scheduling", "denial of a date or order", {}, "denied", True)
    dated = asked == "scheduling" and ("choose" in cues or any(q.kind == "date" for q in clause.quantities))
    if "schedule" not in cues and not dated:
        return None
    if asked == "scheduling":
        return None if foreign and not first else Claim("scheduling", "dates and order")
    if foreign:
        return None
    if _STRONG_SCHEDULE.search(clause.text):
        return Claim("scheduling", "dates and order")
    return None


_STRONG_SCHEDULE = re.compile(
    r"(?:定|挑|选|约).{0,3}(?:日子|日期|时间|哪天)|(?:日子|日期|时间).{0,4}(?:挑|选|定)|排(?:队|期|在|号|名单)|名单|插队|登记|报名|"
    r"通知(?:你|您|病人|家属)|等(?:着叫|电话)|先来|评分|报批|审批|暂停|系统|优先|报个|往后|随便来|来得及|"
    r"(?:下|这|本)(?:个)?(?:月|周|星期|礼拜).{0,4}(?:做|上(?!班)|手术|安排|来)|(?:周|星期|礼拜)[一二三四五六日天].{0,4}(?:做手术|可以做|就做|能做|上手术)|"
    r"\b(?:choose|pick|name|any) .{0,12}(?:date|day|weekday|friday|tuesday)|\blist(?:ed)?\b|\bqueue\b|allocat|points|score|suspend|"
    r"(?:we|i) (?:will |shall |'ll )?(?:call|phone|ring|telephone) (?:you|him|her)|register|priorit|approv|next (?:week|month|year)|when .{0,16}comes"
)


def _short(clause: Clause) -> int:
    """How long a clause may be that says little more than "fewer this year"."""
    return 10 if clause.lexicon.language == "zh" else 32
