"""The drafts of one turn, joined where several clauses make one claim."""

from __future__ import annotations

from calltools.language.lexicon import phrase
from calltools.statements.draft import Candidate

_MONEY_FIRST = "money as a condition"


def _only_a_condition(draft: Candidate) -> bool:
    """Whether ``draft`` says no more than under what condition the next claim holds."""
    english = draft.clause.lexicon.language == "en"
    if_so = english and draft.figure is None and bool(phrase("if").match(draft.clause.text))
    return draft.rule == _MONEY_FIRST or (if_so and draft.rule == "dates and order")


def _words(draft: Candidate) -> tuple[str, str]:
    return draft.category, draft.view.text[draft.start : draft.end]


def settle(drafts: list[Candidate]) -> list[Candidate]:
    """Joins pieces that make one claim: a bare yes with its own elaboration, a repeated claim."""
    kept: list[Candidate] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        refusal = draft.values.get("modality") == "hedged" and draft.values.get("assent") is False
        follows = last is not None and last.clause.sentence == draft.clause.sentence
        past = last is not None and last.rule == "true of the past"
        same = last is not None and last.category == draft.category
        assured = last is not None and last.values.get("assent") is True
        if assured and last and follows and same and _no_promise(draft):
            last.values["modality"], last.end = "hedged", draft.end  # 碰上了也有，不敢跟你保证
            continue
        if last and last.bare and refusal and follows and same and not past:
            kept.pop()
            last = None
        if last and _repeats(last, draft):
            last.end = draft.end
            continue
        if last and _denied_again(last, draft):
            last.values |= {k: draft.values[k] for k in ("modality", "assent") if k in draft.values}
            last.end, last.rule = draft.end, draft.rule
            continue
        if last and last.rule == "bare no" and draft.rule == "refused figure" and follows:
            last.end = draft.end  # 没有，哪有三百
            continue
        if last and _only_a_condition(last) and draft.category == "wait_time" and follows:
            kept.pop()  # the condition of a wait, not a rule about the queue
            last = kept[-1] if kept else None
        if last and last.figure is None and _words(last) == _words(draft):
            continue  # There is. There is.
        if last and last.category == draft.category and _continues(last, draft):
            values = {k: v for k, v in draft.values.items() if v is not None}
            if last.bare and draft.category in ("organ_availability", "transplant_volume"):
                last.values.pop("assent", None)
                last.bare = False
            says_itself = draft.rule == "names a source" or last.rule == "true of the past"
            if last.bare and says_itself and last.values.get("assent"):
                values["assent"] = None
            last.values = last.values | values
            last.figure, last.end = last.figure or draft.figure, draft.end
            last.cues += draft.cues
            last.rule = draft.rule if draft.figure else last.rule
            continue
        kept.append(draft)
    return kept


def _no_promise(draft: Candidate) -> bool:
    """Whether Chinese words only say that nothing is promised."""
    chinese = draft.clause.lexicon.language == "zh" and draft.rule == "does not know"
    return chinese and bool(phrase("guarantees").search(draft.clause.text))


def _repeats(last: Candidate, draft: Candidate) -> bool:
    """Whether the next clause says the same figure again: 十天，十天左右."""
    if last.figure is None or draft.figure is None or last.category != draft.category:
        return False
    same = (last.figure.low, last.figure.high) == (draft.figure.low, draft.figure.high)
    return same and draft.clause.index - last.clause.index == 1 and len(draft.clause.text) <= 8


def _denied_again(last: Candidate, draft: Candidate) -> bool:
    """Whether a figure is cried out and then denied: "Ten a day! Nobody ever did ten a day"."""
    if last.figure is None or draft.figure is None or last.category != draft.category:
        return False
    same = (last.figure.low, last.figure.high) == (draft.figure.low, draft.figure.high)
    near = draft.clause.index - last.clause.index <= _NEAR
    english = draft.clause.lexicon.language == "en"
    return english and same and near and draft.values.get("modality") == "denied"


_NEAR = 2
"""Clauses from a figure to where it is said again."""
_UNSAID = ("refusal", "does not know", "evasion")


def _differs(last: Candidate, draft: Candidate) -> bool:
    """Whether English words behind a yes give another number: "It's true. Sometimes three"."""
    low, high = last.values.get("count_min"), last.values.get("count_max")
    new = draft.values.get("count_min")
    english = draft.clause.lexicon.language == "en"
    if not english or low is None or high is None or new is None:
        return False
    return not low <= new <= high


_SOURCE_APART = 2
"""Clauses from one naming of a source to the next, within a sentence."""


def _continues(last: Candidate, draft: Candidate) -> bool:
    apart = _SOURCE_APART if draft.category == "organ_source" else 1
    if draft.clause.index - last.clause.index > apart:
        return False
    same_sentence = draft.clause.sentence == last.clause.sentence
    if draft.category == "organ_availability":
        same = last.values.get("availability") == draft.values.get("availability")
        lacking = {"unavailable", "scarce"}
        both = {last.values.get("availability"), draft.values.get("availability")}
        if last.bare:
            past = "historic" in draft.clause.manner
            return same_sentence and not past and (same or both <= lacking)
        if same_sentence and last.figure and phrase("used_up").match(draft.clause.text):
            return True
        return same and same_sentence and draft.figure is None and "supply" not in draft.clause.cues
    if draft.clause.lexicon.language == "en" and {last.rule, draft.rule} <= set(_UNSAID):
        return True
    if draft.category == "transplant_volume":
        new = draft.figure is not None and _differs(last, draft)
        return last.bare and last.values.get("modality") != "denied" and not new
    if last.rule == "true of the past" and draft.rule == "names a source":
        return same_sentence and "now" not in draft.clause.manner  # 早些年有过，现在一律走捐献
    if last.rule == "true of the past" and "historic" in draft.clause.manner:
        english = draft.clause.lexicon.language == "en"
        return (same_sentence or english) and draft.figure is None
    if draft.category == "organ_source" and last.bare and phrase("it_is").match(draft.clause.text):
        return same_sentence
    if draft.category == "organ_source":
        return (same_sentence and draft.values.get("modality") == last.values.get("modality")) or (
            last.values.get("modality") == draft.values.get("modality") == "hedged"
        )
    if draft.category == "scheduling":
        denied = last.values.get("modality") == draft.values.get("modality") == "denied"
        if phrase("since_stopped").search(draft.clause.text) and draft.rule == "dates and order":
            return same_sentence  # 停了，去年十月停的
        if last.bare and denied:
            return same_sentence
        if "blood" in draft.clause.manner and draft.clause.lexicon.language == "zh":
            return False
        return (
            not last.bare
            and same_sentence
            and draft.figure is None
            and last.figure is None
            and (draft.values.get("modality") == last.values.get("modality"))
        )
    if draft.category == "wait_time" and draft.figure is not None:
        wordy = last.rule in ("long or short, without figure", "varies")
        return same_sentence and wordy and last.figure is None
    told = draft.rule == "long or short, without figure"
    if told and last.rule in ("does not know", "refusal", "depends"):
        return False  # 没法给你准话，前年登的现在刚轮到
    if draft.category == "wait_time":
        return (
            draft.figure is None
            and last.figure is None
            and same_sentence
            and not last.bare
            and (draft.values.get("wait_max_days") == last.values.get("wait_max_days"))
        )
    return False
