"""Tags: marks of form and phenomenon that follow from a record and its words.

Names are those of gold/statements/LABELLING.md, sections 3 and 5; ``form:`` and ``num:`` are read
off the quotation.  Tags that need more than the record (anaphora, split answers, pairs of fast
and slow) are not given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.statements.draft import Candidate, groups_of
from calltools.statements.record import Statement

_DIGITS = re.compile(r"[0-9０-９]")
_HANZI_NUMBER = re.compile(r"[一二三四五六七八九十百千万两俩几半]")
_GLOSS = re.compile(r"[\[（(【].*?[\]）)】]")
_RULES = {
    "refusal": "soft_refusal",
    "does not know": "dont_know",
    "depends": "depends",
    "varies": "depends",
    "cadence": "cadence",
}
_LONG_UNITS = frozenset("month year 月 年 个月".split())


def tags_of(statement: Statement, draft: Candidate) -> tuple[str, ...]:
    """The tags of ``statement``, which was made of ``draft``, in alphabetical order."""
    found = {*_manner(statement, draft), *_matter(statement, draft), *_numerals(statement, draft)}
    quoted = draft.view.text[draft.start : draft.end]
    found |= {f"form:{name}" for name in draft.clause.lexicon.find("form", quoted)}
    return tuple(sorted(found))


def _manner(s: Statement, draft: Candidate) -> Iterator[str]:
    figure = any(
        v is not None for v in (s.wait_min_days, s.wait_max_days, s.count_min, s.price_min)
    )
    if s.assent:
        yield "bare_assent"
    if s.modality in ("conditional", "hypothetical"):
        yield s.modality
    if s.historic:
        yield "past"
    if s.about_other_place:
        yield "other_place"
    if s.retracts:
        yield "retraction"
    if _GLOSS.search(s.quote):
        yield "editor_gloss"
    if "hearsay" in draft.clause.manner:
        yield "hearsay"
    if s.assent is False and figure:
        yield "refused_figure" if s.modality == "denied" else "figure_corrected"
    if name := _RULES.get(draft.rule):
        yield name
    quoted = draft.view.text[draft.start : draft.end]
    by_group = "blood" in draft.clause.manner or groups_of(quoted, draft.clause.lexicon.language)
    if s.modality == "conditional" and by_group:
        yield "cond_blood"


def _matter(s: Statement, draft: Candidate) -> Iterator[str]:
    cues = draft.clause.cues.keys()
    if s.category == "organ_availability" and s.count_period is not None:
        yield "cadence"
    if s.category == "organ_source" and s.modality == "denied":
        yield "source_denial"
    if s.category == "scheduling" and s.count_min is not None:
        yield "queue_number"
    if s.category == "scheduling" and "choose" in cues:
        yield "choose_date"
    if s.category == "price":
        if "deposit" in cues:
            yield "deposit"
        if s.currency == "USD":
            yield "price_usd"
        if re.search("[万萬]", s.quote):
            yield "price_wan"
    if s.category == "transplant_volume":
        if s.count_period in ("day", "year"):
            yield f"volume_{s.count_period}"
        if "team" in cues:
            yield "volume_team"
    if s.category == "wait_time" and draft.figure and draft.figure.unit in _LONG_UNITS:
        yield "wait_months_or_years"


def _numerals(s: Statement, draft: Candidate) -> Iterator[str]:
    digits = _DIGITS.search(s.quote)
    if draft.clause.lexicon.language == "en":
        if digits:
            yield "num:en_digit"
        elif draft.figure:
            yield "num:en_word"
    elif digits:
        yield "num:mixed" if _HANZI_NUMBER.search(s.quote) else "num:arabic"
    elif _HANZI_NUMBER.search(s.quote):
        yield "num:chinese"
