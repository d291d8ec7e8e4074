"""One turn of the hospital side: its clauses read in order, each into the records it makes."""

from __future__ import annotations

import re
from dataclasses import replace

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question
from calltools.statements.answers import (
    accepted,
    answer_kind,
    answered_behind,
    echo_refused,
    of_the_past,
    proposed_values,
    rejected,
)
from calltools.statements.claims import money_condition, money_refused, read_claim
from calltools.statements.completion import figures_of
from calltools.statements.draft import Candidate, Claim, Context, draft_of, trim
from calltools.statements.figures import read_figure
from calltools.statements.negation import negations
from calltools.statements.record import Category
from calltools.statements.refusals import mark_refusal, same_as_proposed
from calltools.statements.settle import settle
from calltools.statements.unread import PASSING, read_unread
from calltools.statements.view import Clause, View

_INHERITABLE = frozenset(
    "hospital_stay test_turnaround recovery drug_schedule surgery_duration travel follow_up "
    "device_support ischaemia_time document_deadline".split()
)


def read_answer(view: View, context: Context) -> list[Candidate]:
    """The drafts of the hospital's turn ``view``, in the order of its words."""
    drafts: list[Candidate] = []
    inherited: frozenset[str] = frozenset()
    for clause in view.clauses:
        if drafts and clause.end <= drafts[-1].end:
            continue  # taken in by the record before
        made = _figures(clause, view, context, drafts, inherited)
        made += _condition_with_sum(clause, view, context, made)
        if not made:
            made = _bare(clause, view, context, drafts) or _claim(clause, view, context, drafts)
        drafts += made
        passes_on = not made and not ("wait" in clause.cues and view.lexicon.language == "zh")
        inherited = frozenset(clause.other.keys() & _INHERITABLE if passes_on else ())
        if "if_like" in clause.manner:
            inherited = frozenset()
        if not made and re.search(r"。|[.?!](?:\s|$)", clause.mark):
            inherited = frozenset()
    settled = settle(drafts)
    before = _corrected(view, context, settled) or _answered_first(view, context, settled)
    return before + settled or read_unread(view, context)


def _answered_first(view: View, context: Context, drafts: list[Candidate]) -> list[Candidate]:
    """The answer of a first sentence in words we don't know, before others that make records: "How
    do you choose?", "The best match. Children go first"."""
    question = context.question
    known = question is not None and question.category == "scheduling"
    if view.lexicon.language != "en" or not known or not drafts:
        return []
    first = tuple(c for c in view.clauses if c.sentence == 0)
    asked = question is not None and question.asking != "told" and not question.carried
    if not asked or drafts[0].start < first[-1].end or phrase("no_answer").match(first[0].text):
        return []
    if any(c.quantities or "?" in c.mark for c in first):
        return []
    found = read_unread(replace(view, clauses=first), context)
    for draft in found:
        draft.view = view
    return found


_SHORT_ANSWER = 8
"""Words of a sentence that does no more than reject what the caller said."""


def _corrected(view: View, context: Context, drafts: list[Candidate]) -> list[Candidate]:
    """The caller's figure denied by words we don't know, with another figure behind them: "He
    flatters us. Seventy-two"."""
    question = context.question
    category = question.category if question else None
    if view.lexicon.language != "en" or question is None or category is None or not drafts:
        return []
    first = [c for c in view.clauses if c.sentence == 0]
    said = " ".join(c.text for c in first)
    put = question.figures(category) if question.is_proposition else ()
    counters = [d for d in drafts if d.category == category and d.figure and d.clause.sentence]
    if (
        not (put and counters)
        or drafts[0].clause.sentence == 0
        or not phrase("about_what_was_said").match(said)
        or len(said.split()) > _SHORT_ANSWER
        or any(c.quantities or "?" in c.mark or answer_kind(c) for c in first)
        or same_as_proposed(counters[0].figure, question, category)  # type: ignore[arg-type]
        or counters[0].values.get("modality") == "denied"
    ):
        return []
    claim = Claim(category, "bare no", proposed_values(question, category), "denied", True)
    draft = draft_of(claim, first[0], view, question)
    draft.end, draft.bare = first[-1].end, True
    return [draft]


def _previous(drafts: list[Candidate]) -> Category | None:
    return drafts[-1].category if drafts else None


def _figures(
    clause: Clause, view: View, context: Context, drafts: list[Candidate], inherited: frozenset[str]
) -> list[Candidate]:
    made: list[Candidate] = []
    begin = clause.start
    if "?" in clause.mark and clause.index == len(view.clauses) - 1:
        return made
    if money_refused(clause) and phrase("paid").search(clause.text):
        return made
    for q in figures_of(clause, view, context):
        previous = made[-1].category if made else _previous(drafts)
        reading = read_figure(q, clause, view, context, previous, inherited)
        if reading is None:
            if made:
                begin = max(begin, q.end)
            continue
        if made:
            made[-1].end = _before(view, made[-1], q)
            begin = made[-1].end
        draft = Candidate(
            reading.category, view, begin, clause.end, clause, reading.rule, dict(reading.values), q
        )
        draft.cues.append((reading.rule, view.index, q.start, q.end))
        made.append(draft)
    for draft in made:
        trim(draft)
        mark_refusal(draft, context, view)
    return made


def _condition_with_sum(
    clause: Clause, view: View, context: Context, made: list[Candidate]
) -> list[Candidate]:
    """The condition in which a sum stands: "Wire 20,000 first and the day is yours"."""
    if [d.category for d in made] != ["price"]:
        return []
    claim = money_condition(clause)
    return [draft_of(claim, clause, view, context.question)] if claim else []


def _asks_back(clause: Clause, view: View) -> bool:
    """Whether the turn ends in a question of the hospital's own."""
    last = clause.index == len(view.clauses) - 1
    if not last or "refuse" in clause.manner or "choose" in clause.cues:
        return False
    if "deny" in clause.manner and phrase("scoffs").search(clause.text):
        return False  # 谁说的？
    if phrase("rhetorical").search(clause.text):
        return False
    return "?" in clause.mark


def _before(view: View, draft: Candidate, q: Quantity) -> int:
    """Where ``draft`` ends when ``q`` begins another record in the same clause."""
    figure_end = draft.figure.end if draft.figure else draft.start
    between = view.text[figure_end : q.start]
    refusal = phrase("refuses").match(between.lstrip()) or phrase("scorns").match(between.lstrip())
    if refusal and "," not in between:
        return figure_end + len(between) - len(between.lstrip()) + refusal.end()
    tail = re.match(r"\W*(?:的|吧|了|左右|一样)?", between)
    return figure_end + (tail.end() if tail else 0)


def _bare(clause: Clause, view: View, context: Context, drafts: list[Candidate]) -> list[Candidate]:
    question = context.question
    if question is None or not question.is_proposition:
        return []
    if drafts:
        return _after_all(clause, view, question, drafts)
    kind = answer_kind(clause, question)
    category = question.category
    if category and (past := of_the_past(question, category, clause)):
        draft = draft_of(past, clause, view, question)
        draft.bare = True
        return [draft]
    if kind is None or category is None:
        return []
    if question.strays:
        return []
    if phrase("hums").match(clause.text) and answered_behind(clause, view, question):
        return []
    goes_on = view.lexicon.language == "en" and view.clauses[-1].sentence != clause.sentence
    if kind == "no" and "?" in clause.mark and goes_on:
        return []  # Where did you read that? That's the whole country
    if kind == "yes" and "?" in clause.mark and not phrase("what_else").match(clause.text):
        return _echo_question(clause, view, question, category)
    before = [c for c in view.clauses[: clause.index] if answer_kind(c) is None and len(c.text) > 3]
    if not all(_sets_time(c, clause) for c in before):
        return []
    if kind == "yes":
        if (
            question.asking == "told"
            and not question.figures(category)
            and (category != "organ_source" or question.goes_on)
            and not phrase("infers").match(question.text)
            and not _grants(clause, question)
        ):
            return []
        claim = accepted(question, category, clause)
    else:
        claim = rejected(question, category, clause)
    if claim is None or _says_figure_itself(clause, view, question, category):
        return []
    draft = draft_of(claim, clause, view, question)
    denied_wait = any("no_wait" in c.cues for c in question.clauses)
    draft.values["assent"] = kind == "yes" or (claim.rule == "no wait" and denied_wait)
    draft.bare = True
    if before:
        draft.start = before[0].start
    return [draft]


def _grants(clause: Clause, question: Question) -> bool:
    """Whether a wish about dates is granted: 想赶在元旦前换。来得及."""
    wish = question.category == "scheduling" and not question.carried
    chinese = clause.lexicon.language == "zh"
    return chinese and wish and bool(phrase("grants").match(clause.text))


def _after_all(
    clause: Clause, view: View, question: Question, drafts: list[Candidate]
) -> list[Candidate]:
    """A no behind "we did, before"; and a yes behind "I can't promise", which takes its place,
    hedged: 保证不敢讲, 八九不离十."""
    category, before = question.category, drafts[-1]
    past = before.rule == "true of the past" or (
        before.figure is not None
        and category is not None
        and "historic" in before.clause.manner
        and same_as_proposed(before.figure, question, category) is not None
    )
    if category and past and answer_kind(clause) == "no":
        ended = Claim(category, "no longer", proposed_values(question, category), "denied", True)
        return [draft_of(ended, clause, view, question)]
    unsure = len(drafts) == 1 and before.rule in ("does not know", "refusal", "depends")
    if not unsure or category is None or not question.figures(category):
        return []
    claim = accepted(question, category, clause) if answer_kind(clause) == "yes" else None
    if claim is None or before.clause.sentence != clause.sentence:
        return []
    draft = draft_of(replace(claim, modality="hedged"), clause, view, question)
    draft.start, draft.bare = before.start, True
    draft.values["assent"] = True
    drafts.pop()
    return [draft]


def _echo_question(
    clause: Clause, view: View, question: Question, category: Category
) -> list[Candidate]:
    following = view.clauses[clause.index + 1 : clause.index + 2]
    claim = echo_refused(question, category, following[0]) if following else None
    if claim is None:
        return []
    draft = draft_of(claim, clause, view, question)
    draft.bare, draft.end = True, following[0].end
    return [draft]


def _sets_time(clause: Clause, answer: Clause) -> bool:
    """Whether ``clause`` only says for when the answer holds: "in the past, yes"."""
    timed = bool(clause.manner.keys() & {"historic", "now", "hedged"})
    timed = timed or bool(phrase("only_a_time").fullmatch(clause.text))
    claims = clause.quantities or clause.cues.keys() - {"per_year", "per_month"} or clause.other
    return bool(timed and not claims) and clause.sentence == answer.sentence


def _says_figure_itself(clause: Clause, view: View, question: Question, category: Category) -> bool:
    """Whether the words after a yes repeat the caller's figure: 对，两周."""
    own = [q for c in view.clauses[clause.index + 1 :] for q in c.quantities]
    if any(same_as_proposed(replace(q, bound="exact"), question, category) for q in own):
        return True
    put = question.figures(category) if clause.lexicon.language == "zh" else ()
    return any(
        q.kind == p.kind and p.low == p.high and p.low in (q.low, q.high) for q in own for p in put
    )  # 对，一个礼拜到十天


def _claim(
    clause: Clause, view: View, context: Context, drafts: list[Candidate]
) -> list[Candidate]:
    question = context.question
    if not drafts and (unmoved := money_refused(clause)):
        return [draft_of(unmoved, clause, view, question)]
    if not drafts and question and question.is_proposition and question.category:
        figures = question.figures(question.category)
        if clause.other.keys() & PASSING:
            figures = ()
        counted = question.category == "organ_availability"
        if (
            figures
            and not counted
            and _says_figure_itself(clause, view, question, question.category)
        ):
            beside = read_claim(clause, context, True, None)
            elsewhere = beside and beside.category != question.category and not beside.answers
            return [draft_of(beside, clause, view, question)] if beside and elsewhere else []
        if yes := _yes_by_two_noes(clause, question):
            draft = draft_of(yes, clause, view, question)
            draft.values["assent"] = draft.bare = True
            return [draft]
        unsure = {"refuse", "dont_know"}
        if view.lexicon.language == "en" and answer_kind(clause) is None:
            unsure.add("depends")
        untold = clause.manner.keys() & unsure and not clause.quantities
        supplied = not any(c.quantities for c in question.clauses) and bool(
            clause.cues.keys() & {"scarce", "none_left", "plenty"}
        )
        untold = untold or (supplied and question.category == "wait_time")
        if figures and clause.manner.keys() & {"deny", "no"} and not untold:
            values = proposed_values(question, question.category)
            claim: Claim | None = Claim(
                question.category, "figure rejected", values, "denied", True
            )
            return [draft_of(claim, clause, view, question)] if claim else []
    if _asks_back(clause, view):
        return []
    last = drafts[-1] if drafts else None
    if last and last.clause.sentence == clause.sentence and _takes_in(last, clause):
        last.end = clause.end
        return []
    claim = read_claim(clause, context, not drafts, _previous(drafts))
    if claim is None or (claim.rule == "date or event" and _measured_beside(clause, view)):
        return []
    denied = last and last.category == claim.category and last.values.get("modality") == "denied"
    if denied and claim.category == "scheduling" and "deny" in clause.manner:
        claim = replace(claim, modality="denied")  # the denial goes on
    return [draft_of(claim, clause, view, context.question)]


def _measured_beside(clause: Clause, view: View) -> bool:
    """Whether a figure of the same sentence gives what is asked: "once he is here, a fortnight";
    or it is broken off."""
    broken = re.search(r"[—–-]$", view.clauses[-1].mark)
    beside = [c for c in view.clauses if c.sentence == clause.sentence]
    return bool(broken) or any(
        q.kind == "duration" or (q.kind == "count" and (c is not clause or q.low != 1))
        for c in beside
        for q in c.quantities
    )


def _takes_in(last: Candidate, clause: Clause) -> bool:
    """Whether the next clause only goes on with what makes no claim by itself."""
    if last.rule == "an invented case":
        return True
    unsaid = clause.manner.keys() & {"dont_know", "refuse"} and not clause.quantities
    return last.rule == "does not know" and bool(unsaid) and clause.lexicon.language == "zh"


def _yes_by_two_noes(clause: Clause, question: Question) -> Claim | None:
    """Half a yes: "I can't rule it out", "I didn't say it couldn't", 也不是不可能."""
    english = clause.lexicon.language == "en"
    found = negations(clause.text) if english else 2 * bool(phrase("two_noes").search(clause.text))
    unsaid = clause.manner.keys() & {"dont_know", "refuse", "depends"}
    no_yes = clause.text.startswith("not ") or (english and phrase("too_much").search(clause.text))
    no_yes = no_yes or (english and question.strays)
    if not found or found % 2 or no_yes or unsaid or clause.quantities or question.category is None:
        return None
    claim = accepted(question, question.category, clause)
    return replace(claim, modality="hedged") if claim else None
