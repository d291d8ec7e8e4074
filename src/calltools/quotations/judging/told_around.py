"""What the report's own sentence says around a quotation of how sure, and on what condition."""

from __future__ import annotations

from calltools.comparison.surroundings import CONDITION
from calltools.language.polarity import reports_doubt
from calltools.language.sentences import Language
from calltools.quotations.model import Quotation
from calltools.quotations.symbols import is_chinese


def doubts_around(quotation: Quotation) -> bool:
    """Whether it doubts: the usual wait was "a month", she put it at about "a month"."""
    text, language = _around(quotation)
    return reports_doubt(text, language)


def sets_a_condition(quotation: Quotation) -> bool:
    """Whether it sets a condition: if the type matches, "a month"."""
    text, language = _around(quotation)
    return CONDITION[language].search(text.casefold()) is not None


def _around(quotation: Quotation) -> tuple[str, Language]:
    text = f"{quotation.lead.strip()} … {quotation.tail.strip()}"
    return text, "zh" if is_chinese(text) else "en"
