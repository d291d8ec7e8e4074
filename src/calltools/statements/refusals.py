"""Figures that the speaker rejects: denied, or left open, never taken for claims."""

from __future__ import annotations

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question
from calltools.statements.answers import answer_kind
from calltools.statements.draft import Candidate, Context
from calltools.statements.negation import negations
from calltools.statements.record import Category
from calltools.statements.view import Clause, View
from calltools.transcripts.model import INVESTIGATOR

_LEFT_OPEN = {
    "wait_min_days": None,
    "wait_max_days": None,
    "vague": True,
    "modality": "hedged",
    "assent": False,
}


def mark_refusal(draft: Candidate, context: Context, view: View) -> None:
    """Marks a figure that the speaker rejects as denied, or as left open (不一定)."""
    q = draft.figure
    question = context.question
    proposed = same_as_proposed(q, question, draft.category) if q else None
    if q and proposed is None and _said_back(q, draft, context):
        proposed = q
    text = phrase("affirms").sub("", view.text[draft.start : draft.end])
    following = _following(draft, view)
    if q and q.bound == "at_least" and phrase("double_no").match(view.text, q.start):
        return
    if q and (negators := _negators(draft, q)):
        if negators % 2 == 0:
            draft.values.setdefault("modality", "hedged")
            return
        if proposed or draft.category in _DENIED_UNASKED:
            _deny(draft, proposed)
            if not proposed and not (question and question.is_proposition):
                del draft.values["assent"]
            return
    if q and phrase("asks_where_it_is").search(view.text[draft.start : q.core[0]]):
        _deny(draft, proposed)
        return
    if q and draft.category in _DENIED_UNASKED and _is_not(draft, q):
        _deny(draft, proposed)
        if not proposed:
            del draft.values["assent"]
        return
    left_open = proposed and "depends" in draft.clause.manner and draft.category == "wait_time"
    if left_open and not phrase("refuses").search(text) and not phrase("guarantee").search(text):
        draft.values.update(_LEFT_OPEN)
        draft.rule = "figure left open"
        return
    if proposed and view.lexicon.language == "en" and (rest := _after_echo(draft, view)):
        _judge_echo(draft, rest, proposed)
        return
    if proposed and following is not None and _says_no_to_it(following, draft, q):
        _deny(draft, proposed)
        draft.end = following.end
        return
    unsaid = following is not None and following.manner.keys() & {"depends", "refuse"}
    if proposed and unsaid and draft.category == "wait_time" and _only_says(draft, q):
        _leave_open(draft, view.clauses[draft.clause.index + 1 :])
        return
    echoed = proposed and "?" in draft.clause.mark
    refused = bool(phrase("refuses").search(text)) and (
        proposed is not None or _adjacent_refusal(text, draft)
    )
    beside = view.text[view.clauses[0].start : draft.start]
    for later in view.clauses[draft.clause.index + 1 :]:
        if later.quantities or (following and later.sentence != following.sentence):
            break
        beside += later.text
    comment = q is not None and phrase("comments_on_it").match(view.text[q.end : draft.end])
    scoffed = comment or _negates(text) or phrase("scoffs").search(beside)
    refused = refused or bool(proposed and scoffed)
    if echoed and following is not None:
        replaced = any(c.quantities for c in view.clauses[following.index :])
        if (
            replaced
            or phrase("refuses").search(following.text)
            or (proposed and view.lexicon.language == "zh" and _negates(following.text))
            or following.manner.keys() & {"deny", "no"}
        ):
            refused = True
            if not following.quantities:
                draft.end = following.end
        elif "depends" in following.manner and draft.category == "wait_time":
            draft.values.update(_LEFT_OPEN)
            draft.end = following.end
            return
        elif not _accepts(following):
            refused, draft.end = True, following.end
    if proposed and following is not None and _comments(following, draft.clause):
        refused, draft.end = True, following.end
    if refused:
        _deny(draft, proposed)


def _said_back(q: Quantity, draft: Candidate, context: Context) -> bool:
    """Whether a figure that the caller brought up some turns ago is said back as a question."""
    english = draft.clause.lexicon.language == "en"
    said = context.first_said.get((q.kind, q.low, q.high, q.unit))
    only = draft.clause.end - draft.clause.start <= q.end - q.start + _LEAD_IN
    return english and only and "?" in draft.clause.mark and said == INVESTIGATOR


_LEAD_IN = 4
"""Letters before a figure that is said back: "In ten days?"."""


def _after_echo(draft: Candidate, view: View) -> tuple[Clause, ...]:
    """What follows in the turn where the caller's figure is said back as a question."""
    clause = draft.clause
    end = [c for c in view.clauses if c.sentence == clause.sentence][-1]
    later = view.clauses[end.index + 1 :]
    asked = "?" in end.mark and end.index - clause.index <= 1
    only = draft.figure is not None and len(clause.text) <= draft.figure.end - draft.figure.start
    exclaimed = only and end is clause and bool(later) and answer_kind(later[0]) == "no"
    return later if asked or exclaimed else ()


def _judge_echo(draft: Candidate, later: tuple[Clause, ...], proposed: Quantity) -> None:
    """A figure said back as a question is no claim unless what follows accepts it."""
    manner = {name for c in later for name in c.manner}
    first = later[0]
    if answer_kind(first) == "yes":
        draft.end = first.end  # A year? Some do
        return
    against = manner & {"deny", "no", "other_place"} or any(c.quantities for c in later)
    if against or any(phrase("refuses").search(c.text) for c in later):
        _deny(draft, proposed)
        if not first.quantities and first.sentence == later[-1].sentence:
            draft.end = first.end
    else:
        waits = draft.category == "wait_time"
        draft.values.update(_LEFT_OPEN if waits else {"modality": "hedged", "assent": False})
        draft.rule, draft.end = "figure left open", first.end


def _is_not(draft: Candidate, q: Quantity) -> bool:
    """不是一个星期, but not 不是十天就是半个月."""
    text = draft.view.text
    either = "就是" in text[q.end : draft.end]
    return not either and bool(phrase("is_not").search(text[draft.start : q.start]))


def _leave_open(draft: Candidate, after: tuple[Clause, ...]) -> None:
    """Two weeks ... hard to say: neither accepted nor refused, unless two noes follow."""
    draft.end = after[0].end
    if len(after) > 1 and phrase("two_noes").search(after[1].text):
        draft.values["modality"], draft.end = "hedged", after[1].end
        return
    draft.values.update(_LEFT_OPEN)
    draft.rule = "figure left open"


def _only_says(draft: Candidate, q: Quantity | None) -> bool:
    """Whether a clause is no more than its figure: 一周之内……不好说; "A week, I can't promise"."""
    clause = draft.clause
    if q is None or clause.end - q.end > 1:
        return False
    return clause.lexicon.language == "zh" or q.start - clause.start <= 1


def _says_no_to_it(following: Clause, draft: Candidate, q: Quantity | None) -> bool:
    """Whether the caller's figure is said over and refused: "Six days, no"."""
    english = draft.clause.lexicon.language == "en"
    same = following.sentence == draft.clause.sentence and not following.quantities
    no = answer_kind(following) == "no" and not phrase("less_or_more").match(following.text)
    return english and same and no and _only_says(draft, q)


def _accepts(following: Clause) -> bool:
    """Whether what follows the caller's figure said back as a question can be a yes.  In Chinese
    little else does; the rest, of whatever words, is a denial: 一周? 你当是买菜呢."""
    if following.lexicon.language != "zh" or "?" in following.mark:
        return True
    affirms = phrase("affirms").search(following.text) or phrase("affirmed").search(following.text)
    return bool(affirms or "hedged" in following.manner or answer_kind(following) == "yes")


def _comments(following: Clause, clause: Clause) -> bool:
    """Whether the next words only speak against the figure: "half a month, that's difficult"."""
    if following.sentence != clause.sentence or following.quantities:
        return False
    if phrase("affirmed").search(clause.text):
        return False
    says_no = phrase("refuses").search(following.text) or negations(following.text) % 2
    return bool(phrase("about_it").match(following.text) and says_no)


def _deny(draft: Candidate, proposed: Quantity | None) -> None:
    if proposed:
        _adopt(draft, proposed)
    draft.values.update(modality="denied", assent=False)
    draft.rule = "refused figure"


def _adopt(draft: Candidate, q: Quantity) -> None:
    if draft.category == "wait_time":
        draft.values.update(wait_min_days=q.low, wait_max_days=q.high, vague=q.vague)
    elif draft.category in ("transplant_volume", "organ_availability", "scheduling"):
        draft.values.update(count_min=q.low, count_max=q.high, vague=q.vague)


def _negates(text: str) -> bool:
    """Whether words around the caller's figure speak against it: 十天差一点, 两百哪止."""
    return bool(phrase("scorns").search(phrase("no_negation").sub("", text)))


_DENIED_UNASKED = ("wait_time", "transplant_volume", "price")


def _negators(draft: Candidate, q: Quantity) -> int:
    """The negations around a figure, beside those that are part of it ("no more than")."""
    if draft.clause.lexicon.language != "en":
        return 0
    before = draft.view.text[draft.start : q.start]
    after = draft.view.text[q.end : draft.end]
    return negations(f"{before.rstrip()} # {after}")


def _adjacent_refusal(text: str, draft: Candidate) -> bool:
    """A figure rejected without having been proposed: 一周不可能, not in a week."""
    return draft.category == "wait_time" and bool(phrase("refuses_figure").search(text))


def _following(draft: Candidate, view: View) -> Clause | None:
    after = draft.clause.index + 1
    return view.clauses[after] if after < len(view.clauses) else None


def same_as_proposed(q: Quantity, question: Question | None, category: Category) -> Quantity | None:
    """The caller's figure that ``q`` repeats, if it does."""
    if question is None:
        return None
    for p in question.figures(category):
        if (p.low, p.high) == (q.low, q.high):
            return p
        mine, theirs = {q.low, q.high} - {None}, {p.low, p.high} - {None}
        if mine and mine <= theirs and (q.bound == "exact" or q.vague):
            return p
    return None
