"""Tags: marks of form and phenomenon that follow from a record and its words.

Names are those of gold/statements/LABELLING.md, sections 3 and 5; ``form:`` and ``num:`` are read
off the quotation.  Tags that need more than the record (anaphora, split answers, pairs of fast
and slow) are not given.
"""

from __future__ import annotations

import re

from calltools.statements.claims import Claim
from calltools.statements.record import Statement

_DIGITS = re.compile(r"[0-9０-９]")
_HANZI_NUMBER = re.compile(r"[一二三四五六七八九十百千万两俩几半]")
_GLOSS = re.compile(r"[\[（(【].*?[\]）)】]")
_LONG_UNITS = frozenset("month year 月 年 个月".split())


def tags_of(s: Statement, claim: Claim) -> tuple[str, ...]:
    """The tags of a statement that was made of ``claim``, in alphabetical order."""
    figures = (s.wait_min_days, s.wait_max_days, s.count_min, s.price_min)
    corrects = s.assent is False and any(figure is not None for figure in figures)
    is_wait, is_price = s.category == "wait_time", s.category == "price"
    is_volume = s.category == "transplant_volume" and s.count_period in ("day", "year")
    holds = {
        "bare_assent": s.assent is True,
        "conditional": s.modality == "conditional",
        "hypothetical": s.modality == "hypothetical",
        "past": s.historic,
        "other_place": s.about_other_place,
        "retraction": s.retracts is not None,
        "editor_gloss": _GLOSS.search(s.quote) is not None,
        "refused_figure": corrects and s.modality == "denied",
        "figure_corrected": corrects and s.modality != "denied",
        "cadence": s.category == "organ_availability" and s.count_period is not None,
        "source_denial": s.category == "organ_source" and s.modality == "denied",
        "queue_number": s.category == "scheduling" and s.count_min is not None,
        "price_usd": is_price and s.currency == "USD",
        "price_wan": is_price and re.search("[万萬]", s.quote) is not None,
        f"volume_{s.count_period}": is_volume,
        "wait_months_or_years": is_wait and claim.figure is not None
        and claim.figure.unit in _LONG_UNITS,
        _writing(s.quote, claim): bool(_writing(s.quote, claim)),
    }  # fmt: skip
    forms = [f"form:{name}" for name in claim.view.lexicon.find("form", claim.words)]
    return tuple(sorted([*forms, *(tag for tag, is_held in holds.items() if is_held)]))


def _writing(quote: str, claim: Claim) -> str:
    """How the number of a quotation is written; empty where it has none."""
    has_digits = _DIGITS.search(quote) is not None
    if claim.view.lexicon.language == "en":
        return "num:en_digit" if has_digits else "num:en_word" if claim.figure else ""
    if _HANZI_NUMBER.search(quote):
        return "num:mixed" if has_digits else "num:chinese"
    return "num:arabic" if has_digits else ""
