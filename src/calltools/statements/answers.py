"""Bare answers: a turn, or its first words, that only accepts or rejects what the caller put."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from calltools.language.lexicon import phrase
from calltools.statements.acts import Question
from calltools.statements.draft import Claim
from calltools.statements.record import Category
from calltools.statements.view import Clause, View


def answer_kind(clause: Clause, question: Question | None = None) -> str | None:
    """``yes`` or ``no`` if the clause is nothing but that.

    In Chinese the verb of ``question`` said again is a yes, with 不 or 没 before it a no
    (走红十字会的吗？走的; 有把握没有？把握还是有的).
    """
    chinese = clause.lexicon.language == "zh"
    if chinese and "dont_know" in clause.manner:
        return None
    once = re.sub(r"^(..?)\1+", r"\1", clause.text)  # 有的有的 is one 有的
    for kind in ("no", "yes"):
        for text in (clause.text, once):
            match = clause.lexicon.matches("manner", kind, text)
            if match and match.end() >= len(text) - 1:
                return kind
    if not chinese:
        return None
    if composed := _composed(clause.text):
        return composed
    return _echo(clause, question) if question else None


def _composed(text: str) -> str | None:
    """A yes or no with words before it that only tone it: 我看应该没问题, 恐怕不行."""
    for kind in ("no", "yes"):
        if _answer(kind).fullmatch(text):
            return kind
    return None


@cache
def _answer(kind: str) -> re.Pattern[str]:
    before, core = phrase("answer_before").pattern, phrase(f"{kind}_core").pattern
    return re.compile(f"(?:{before})*(?:{core})(?:{phrase('answer_after').pattern})")


_ECHO_LONGEST = 4
"""Characters that are taken up from the question; more make a statement of their own."""


def _echo(clause: Clause, question: Question) -> str | None:
    if phrase("no_way").search(clause.text):
        return None
    words = phrase("echo_filler").sub("", phrase("no_trouble").sub("", clause.text))
    core = re.sub(r"[不没未到]", "", words)
    negated = re.search(r"[不没未]", words)
    put = question.asking == "closed" and not question.carried and question.category is not None
    if clause.quantities or clause.organs or not put or not 0 < len(core) <= _ECHO_LONGEST:
        return None
    if phrase("topic_named").search(clause.text):
        return None
    if phrase("echo_never").search(core):
        return None
    if set(core) - set(question.text):
        return None
    return "no" if negated else "yes"


_SUPPLY = {"plenty", "scarce", "none_left", "has"}
_SAYS_NO = {"deny", "no", "dont_know", "refuse", "depends"}


def answered_behind(clause: Clause, view: View, question: Question) -> bool:
    """Whether the answer comes in the clause behind a hum: 嗯, 用不了那么久."""
    supply = _SUPPLY if question.category == "organ_availability" else set()
    return any(
        c.quantities
        or c.manner.keys() & _SAYS_NO
        or c.cues.keys() & supply
        or answer_kind(c, question)
        for c in view.clauses[clause.index + 1 : clause.index + 2]
    )


def accepted(question: Question, category: Category, clause: Clause) -> Claim | None:
    """The record of a bare yes: the proposition's own values."""
    half = "half_yes" in clause.manner and clause.lexicon.matches("manner", "half_yes", clause.text)
    values = proposed_values(question, category)
    every = category == "transplant_volume" and phrase("put_always").search(question.text)
    if category in ("price", "transplant_volume") and not question.figures(category) and not every:
        return None
    if clause.lexicon.matches("manner", "yes", clause.text) and _approximates(clause):
        values["vague"] = True
    return Claim(category, "bare assent", values, "hedged" if half else None)


def of_the_past(question: Question, category: Category, clause: Clause) -> Claim | None:
    """The caller's proposition accepted, for a time that is past: 那是以前, 以前是."""
    if not (phrase("was_then").search(clause.text) or phrase("past_yes").search(clause.text)):
        return None
    if category in ("price", "transplant_volume") and not question.figures(category):
        return None
    values = proposed_values(question, category) | {"assent": True}
    return Claim(category, "true of the past", values)


def echo_refused(question: Question, category: Category, following: Clause) -> Claim | None:
    """The caller's words said back as a question and then spoken against: 够用？差得远."""
    if not (following.manner.keys() & {"deny", "no"} or phrase("scorns").search(following.text)):
        return None
    return Claim(category, "bare no", proposed_values(question, category), "denied", True)


def rejected(question: Question, category: Category, clause: Clause) -> Claim | None:
    """The record of a bare no, if the question put anything that it rejects."""
    if category == "organ_availability":
        if clause.lexicon.language == "en" and phrase("put_always").search(question.text):
            return Claim(category, "bare no", {"availability": "available"}, "denied", True)
        lacking = _supply_put(question) != "available"
        found = "available" if lacking else "unavailable"
        if "scarce" in clause.cues and not lacking:
            found = "scarce"
        return Claim(category, "bare no", {"availability": found}, None, True)
    if category == "wait_time" and not question.figures(category):
        none = {"wait_min_days": 0, "wait_max_days": 0}
        if phrase("asks_whether_wait").search(question.text):
            return Claim(category, "no wait", none, None, True)
        if any(c.cues.keys() & {"no_wait", "at_once"} for c in question.clauses):
            return Claim(category, "bare no", none | {"vague": True}, "denied", True)
        return None
    unnumbered = category == "transplant_volume" and clause.lexicon.language == "en"
    if category in ("price", "transplant_volume") and not question.figures(category):
        return Claim(category, "bare no", {}, "denied", True) if unnumbered else None
    values = proposed_values(question, category)
    compared = phrase("less_or_more").match(clause.text)
    if compared and category in ("wait_time", "price", "transplant_volume"):
        names = {"wait_time": "wait_{}_days", "price": "price_{}"}.get(category, "count_{}")
        low, high = names.format("min"), names.format("max")
        if compared[1]:
            values[low], values[high] = None, values[low] or values[high]
        else:
            values[low], values[high] = values[high] or values[low], None
        return Claim(category, "compared with the figure", values, None, True)
    return Claim(category, "bare no", values, "denied", True)


def proposed_values(question: Question, category: Category) -> dict[str, Any]:
    """The values that the caller put, as fields of ``category``."""
    figures = question.figures(category)
    if category == "wait_time" and phrase("asks_faster").search(question.clauses[-1].text):
        figures = ()  # 五六个月？不能再快点吗？
    if category == "organ_availability" and not figures:
        return {"availability": _supply_put(question)}
    if not figures:
        return {"vague": True} if category == "wait_time" else {}
    q = figures[-1]
    if category == "wait_time":
        return {"wait_min_days": q.low, "wait_max_days": q.high, "vague": q.vague}
    if category == "price":
        low, high = q.smooth if q.smooth != (None, None) else (q.low, q.high)
        return {"price_min": low, "price_max": high, "vague": q.vague, "currency": q.currency}
    values: dict[str, Any] = {"count_min": q.low, "count_max": q.high, "vague": q.vague}
    for clause in question.clauses:
        for period in ("day", "week", "month", "year"):
            if f"per_{period}" in clause.cues or q.period == period:
                values.setdefault("count_period", period)
    if category == "organ_availability":
        values["availability"] = "available"
    return values


def _approximates(clause: Clause) -> bool:
    words = ("near enough", "about", "roughly", "nearly", "approximately", "thereabouts")
    return any(word in clause.text for word in words)


def _supply_put(question: Question) -> str:
    """What the caller supposes of the supply: "is there a shortage?" supposes one."""
    cues = {name for c in question.clauses for name in c.cues}
    if either := phrase("either_or").search(question.text):  # 紧张不紧张: what stands first is put
        lexicon = question.clauses[0].lexicon
        cues = {name for name in cues if lexicon.matches("cue", name, either[1])} or cues
    if phrase("none_put").search(question.text):
        return "scarce"
    return "scarce" if "scarce" in cues and not cues & {"plenty", "has"} else "available"
