"""Who answers for a quotation: the report itself, somebody else, or nobody any more.

A report may give words as its own finding, as what another source has (a newspaper, an exhibit,
a witness), or to say that they are wrong or can't be found.
"""

from __future__ import annotations

import re
from functools import cache

from calltools.language.quoting.around import Around
from calltools.language.quoting.scene import HIDDEN
from calltools.language.quoting.vocabulary import chinese, either, english
from calltools.quotations.model import Frame

_ONLY_JOINS = re.compile(
    r"(?:[\s,，、;；]|and|or|then|and then|but|又|和|与|及|或|以及)*", re.IGNORECASE
)


def frame_of(words: Around, before: Frame | None) -> Frame:
    """The frame of a quotation by the ``words`` around it; ``before`` is that of the quotation
    before it in its sentence, if there is one."""
    lead = words.near if HIDDEN in words.lead else words.lead
    if _ONLY_JOINS.fullmatch(words.near) and HIDDEN in words.lead and before:
        source = before != "own"
        if before == "disowned":
            return before
    else:
        source = _names_source(lead)
    around = (words.tail.strip(), words.next.strip())
    untraced = either("disowned", "untraced_en", "untraced_zh")
    earlier = either("disowned", "earlier_en", "earlier_zh")
    if any(untraced.search(text) for text in around) or earlier.search(lead):
        return "disowned"
    wrong = either("disowned", "wrong_en", "wrong_zh")
    if source and any(wrong.search(text) for text in around):
        return "disowned"
    return "second_hand" if source else "own"


def _names_source(lead: str) -> bool:
    """Whether a source other than the report has it so, by the words before."""
    if either("source", "own_en", "own_zh").search(lead):
        return False
    source = either("source", "en", "zh")
    return bool(source.search(lead) or _newspaper().search(lead))


@cache
def _newspaper() -> re.Pattern[str]:
    """A newspaper by its name; in English its capitals count."""
    en, zh = english("source", "newspapers_en"), chinese("source", "newspapers_zh")
    return re.compile(
        rf"\b(?:Daily|Evening|Morning|Sunday) [A-Z]\w+|\b(?:[A-Z]\w+ )+{en}|《[^》]{{1,12}}{zh}》"
    )
