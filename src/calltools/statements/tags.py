"""Tags: marks of form and phenomenon that follow from a record and its words.

Names are those of gold/statements/LABELLING.md, sections 3 and 5; ``form:`` and ``num:`` are read
off the quotation.  Tags that need more than the record (anaphora, split answers, pairs of fast
and slow) are not given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.statements.assembly import Claim
from calltools.statements.record import Statement

_DIGITS = re.compile(r"[0-9０-９]")
_HANZI_NUMBER = re.compile(r"[一二三四五六七八九十百千万两俩几半]")
_GLOSS = re.compile(r"[\[（(【].*?[\]）)】]")
_LONG_UNITS = frozenset("month year 月 年 个月".split())


def tags_of(statement: Statement, claim: Claim) -> tuple[str, ...]:
    """The tags of ``statement``, which was made of ``claim``, in alphabetical order."""
    found = {*_manner(statement), *_matter(statement, claim), *_numerals(statement, claim)}
    found |= {f"form:{name}" for name in claim.view.lexicon.find("form", claim.words)}
    return tuple(sorted(found))


def _manner(s: Statement) -> Iterator[str]:
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
    if s.assent is False and figure:
        yield "refused_figure" if s.modality == "denied" else "figure_corrected"


def _matter(s: Statement, claim: Claim) -> Iterator[str]:
    if s.category == "organ_availability" and s.count_period is not None:
        yield "cadence"
    if s.category == "organ_source" and s.modality == "denied":
        yield "source_denial"
    if s.category == "scheduling" and s.count_min is not None:
        yield "queue_number"
    if s.category == "price":
        if s.currency == "USD":
            yield "price_usd"
        if re.search("[万萬]", s.quote):
            yield "price_wan"
    if s.category == "transplant_volume" and s.count_period in ("day", "year"):
        yield f"volume_{s.count_period}"
    if s.category == "wait_time" and claim.figure and claim.figure.unit in _LONG_UNITS:
        yield "wait_months_or_years"


def _numerals(s: Statement, claim: Claim) -> Iterator[str]:
    digits = _DIGITS.search(s.quote)
    if claim.view.lexicon.language == "en":
        if digits:
            yield "num:en_digit"
        elif claim.figure:
            yield "num:en_word"
    elif digits:
        yield "num:mixed" if _HANZI_NUMBER.search(s.quote) else "num:arabic"
    elif _HANZI_NUMBER.search(s.quote):
        yield "num:chinese"
