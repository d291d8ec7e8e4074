"""How a thing is said: modality, qualifier, time and place."""

from __future__ import annotations

import re

from calltools.language.lexicon import phrase
from calltools.statements.acts import Question
from calltools.statements.draft import Candidate, Context, groups_of
from calltools.statements.record import Qualifier


def modality(draft: Candidate, around: str, context: Context) -> str:
    """The first that fits of denied, hypothetical, conditional, hedged, asserted.

    ``around`` is the draft's own words with those of its sentence that belong to no other record.
    """
    lexicon = draft.clause.lexicon
    own = draft.view.text[draft.start : draft.end]
    if lexicon.matches("manner", "hypothetical", around):
        return "hypothetical"
    if lexicon.language == "zh" and groups_of(around, "zh") & context.groups:
        around = phrase("group_named").sub("", around)  # known, so no condition any more
    if lexicon.language == "zh" and _in_that_case(draft, context):
        return "hypothetical"
    depends = bool(lexicon.matches("manner", "conditional", around)) or _then(draft, context)
    depends = depends or _after_order(draft) or _one_of_several(draft, context)
    if draft.category == "organ_availability" and draft.figure is None:
        depends = depends and bool(phrase("plain_if").search(around))
    if depends and draft.category != "organ_source":
        return "conditional"
    if draft.category == "wait_time" and _other_class(draft, context):
        return "conditional"
    if lexicon.matches("manner", "hedged", own) or _hedged_beside(draft):
        return "hedged"
    return "asserted"


def _after_order(draft: Candidate) -> bool:
    """Whether it holds once an order is followed: "Wire 20,000 first and the day is yours"."""
    clause = draft.clause
    before = draft.view.clauses[clause.index - 1] if clause.index else clause
    joined = before.sentence == clause.sentence and not before.mark
    return joined and bool(phrase("order_before").match(before.text))


_CLASS_WORDS = 3
"""Words that a class has, which stand alone before its figure."""


def _one_of_several(draft: Candidate, context: Context) -> bool:
    """Whether a wait is told for one class after "depends": "Which layer? Partial, a week"."""
    clause = draft.clause
    if draft.category != "wait_time" or clause.lexicon.language != "en" or not clause.index:
        return False
    before = draft.view.clauses[clause.index - 1]
    names = before.sentence == clause.sentence and len(before.text.split()) <= _CLASS_WORDS
    if not names or before.quantities or before.manner:
        return False
    return any(
        d.rule == "depends" and d.values.get("modality") == "conditional"
        for d in context.made_in(draft.view)
    )


def _then(draft: Candidate, context: Context) -> bool:
    """Whether the answer holds for a case that the question sets: "Then you'd have it"."""
    if context.question is None or not phrase("then").match(draft.clause.text):
        return False
    manner = {name for c in context.question.clauses for name in c.manner}
    return bool(manner & {"if_like", "hypothetical"})


def _in_that_case(draft: Candidate, context: Context) -> bool:
    """Whether a figure answers an invented case: 万一配不上呢？换一个，隔一周."""
    question, view = context.question, draft.view
    if question is None or draft.figure is None or draft.clause.sentence:
        return False
    invented = any("hypothetical" in c.manner for c in question.clauses)
    told = any("slowest" in c.cues or "historic" in c.manner for c in view.clauses)
    return invented and not told and not phrase("waited_so").search(view.text)


_BARE_HEDGE = 4
"""How many words a clause may have that does nothing but hedge."""


def _hedged_beside(draft: Candidate) -> bool:
    """Whether a clause beside only hedges: "a year, I'd say"."""
    clause = draft.clause
    english = clause.lexicon.language == "en"
    beside = [c for c in draft.view.clauses if abs(c.index - clause.index) == 1]
    return any(
        c.sentence == clause.sentence
        and "hedged" in c.manner
        and (english or not c.manner.keys() & {"depends", "refuse"})
        and not (c.quantities or c.cues or c.other)
        and (len(c.text.split()) if english else len(c.text) // 2) <= _BARE_HEDGE
        for c in beside
    )


def _other_class(draft: Candidate, context: Context) -> bool:
    """Whether a wait is told for a blood group or another class of patients that is not known to
    be the patient's: 小孩的半个月, 急的一周."""
    language = draft.clause.lexicon.language
    own = draft.view.text[draft.start : draft.end]
    if language == "zh":
        own = _subject_before(draft) + own
    groups = groups_of(own, language)
    if groups:
        return not groups & context.groups
    if language == "en":
        who = draft.clause.lexicon.matches("manner", "patient_class", own)
        return who is not None and who[0].split()[-1] not in context.caller_said
    named = phrase("class_named").match(own) if language == "zh" and draft.figure else None
    if named is None or phrase("no_class").match(named["kind"]):
        return False
    kind = phrase("class_filler").sub("", named["kind"])
    known = {kind[i : i + 2] for i in range(max(1, len(kind) - 1))}
    return not any(part in context.caller_said for part in known)


def _subject_before(draft: Candidate) -> str:
    """The words before the figure's clause that only name a class: 小孩的快, 半个月."""
    before = [c for c in draft.view.clauses if c.index == draft.clause.index - 1]
    if draft.start > draft.clause.start or not before or draft.figure is None:
        return ""
    (clause,) = before
    plain = clause.sentence == draft.clause.sentence and not clause.quantities
    named = phrase("class_named").match(clause.text) or groups_of(clause.text, "zh")
    return f"{clause.text}," if plain and named else ""


def qualifier(draft: Candidate, context: Context) -> Qualifier | None:
    """fastest, slowest or typical, from the statement or the question it answers."""
    own = draft.view.text[draft.start : draft.end]
    lexicon = draft.clause.lexicon
    untold = draft.figure is None and draft.values.get("wait_max_days") is None
    if untold and not draft.bare and draft.values.get("modality") != "denied":
        return None
    names: tuple[Qualifier, ...] = ("fastest", "slowest", "typical")
    for name in names:
        said = (own, context.unfinished, _named_before(draft))
        if any(lexicon.matches("cue", name, text) for text in said):
            return name
    if draft.figure is None and not draft.bare:
        return None
    question = context.question
    if draft.values.get("assent") is False and draft.values.get("modality") != "denied":
        return None
    if (
        question
        and question.is_proposition
        and not draft.bare
        and draft.values.get("modality") != "denied"
        and not _repeats(draft, question)
    ):
        return None
    if question and question.category in ("wait_time", None) and not phrase("luck").search(own):
        asked = " ".join(c.text for c in question.clauses)
        for name in names:
            if lexicon.matches("cue", name, asked):
                return name
    return None


def _named_before(draft: Candidate) -> str:
    """The English words just before, which say whose wait it is: "the longest was a clerk, ..."."""
    before = [c for c in draft.view.clauses if c.index == draft.clause.index - 1]
    if draft.clause.lexicon.language != "en" or draft.figure is None or not before:
        return ""
    (clause,) = before
    own = clause.sentence == draft.clause.sentence and not clause.quantities
    return clause.text if own and clause.end <= draft.start else ""


def _repeats(draft: Candidate, question: Question) -> bool:
    q = draft.figure
    figures = question.figures("wait_time")
    return q is not None and any((p.low, p.high) == (q.low, q.high) for p in figures)


def historic(draft: Candidate, around: str) -> bool:
    """Whether a finished period is meant."""
    lexicon = draft.clause.lexicon
    own = draft.view.text[draft.start : draft.end]
    found = lexicon.matches("manner", "historic", around)
    if not found:
        return False
    if lexicon.language == "zh":
        around = phrase("said_then").sub("", around)
        if draft.values.get("count_period") == "total":
            around = phrase("done_before").sub("", around)  # a running total
        if not lexicon.matches("manner", "historic", around):
            return False
        present = phrase("at_present").search(own) and not phrase("past_year").search(own)
        present = present and not phrase("a_record").search(own)  # 今年最快的一个等了六天
        return not (present or phrase("compared_with_past").search(own))
    if phrase("compared_en").search(own):
        return False
    return not (lexicon.matches("manner", "now", own) and "last" not in own)


def elsewhere(draft: Candidate, around: str, context: Context) -> bool:
    """Whether another hospital, city or province is meant."""
    lexicon = draft.clause.lexicon
    match = lexicon.matches("manner", "other_place", around)
    if match is None:
        return _they_of_elsewhere(draft, context)
    if lexicon.language == "zh" and around[: match.start()].endswith("比"):
        return False  # 比别的医院好一点
    if draft.category == "organ_source" and phrase("from_around").match(match[0]):
        return False
    if (
        lexicon.matches("manner", "here", draft.view.text[draft.start : draft.end])
        and lexicon.language == "zh"
    ):
        return False
    name = re.sub(r"^(?:in|at|from) ", "", match[0])[: 2 if lexicon.language == "zh" else None]
    return not (context.place and name in context.place)


def _they_of_elsewhere(draft: Candidate, context: Context) -> bool:
    """Whether "they" or "there" are those of the place that the talk is of."""
    if not context.away or draft.clause.lexicon.language != "en":
        return False
    asked = context.question.text if context.question else ""
    own = phrase("our_side").search(draft.clause.text)
    return not own and bool(
        phrase("they_do").match(draft.clause.text) or phrase("of_theirs").search(asked)
    )
