"""Names of hospitals as the checks compare them."""

from __future__ import annotations

import re

from calltools.language.normalise import simplify
from calltools.quotations.naming.corpus_hospitals import may_be_named
from calltools.quotations.symbols import is_chinese

_HAN = r"[\u4e00-\u9fff]"
_NEAR = 85
"""Names are one with a slip from this similarity on (0 to 100, of their letters)."""
_SLIPS = 2  # edits, at most; not measured

# What tells two houses apart that are called alike otherwise.
_TELLING = re.compile(r"[一二三四五六七八九十\d东西南北]")
_SITE = re.compile(rf"{_HAN}{{1,3}}(?:院区|分院|园区)$|,? \w+ (?:branch|campus)$")


def plain_hospital(name: str) -> str:
    """A name as two are compared: simplified, small, without 市, 省 and what only joins words."""
    text = re.sub(r"[\W_]+", " ", simplify(name).lower()).strip()
    if is_chinese(text):
        text = text.replace(" ", "")
        return re.sub(rf"(?<={_HAN}{{2}})[省市](?={_HAN}{{4}})", "", text)
    return re.sub(r"\bthe \b", "", text)


def is_same_hospital(one: str, other: str) -> bool:
    """Whether two names may be one hospital's as they stand: written otherwise, a site of the
    other, cut short, or in two languages."""
    first, second = plain_hospital(one), plain_hospital(other)
    if _SITE.sub("", first) == _SITE.sub("", second):
        return True
    return may_be_named(one, other) or may_be_named(other, one)


def is_slip(one: str, other: str) -> bool:
    """Whether two names are one but for a letter or two that tell no houses apart."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.fuzz import ratio

    first, second = plain_hospital(one), plain_hospital(other)
    edits = Levenshtein.editops(first, second)
    if len(edits) > _SLIPS or ratio(first, second) < _NEAR:
        return False
    changed = [first[e.src_pos] for e in edits if e.tag != "insert"]
    changed += [second[e.dest_pos] for e in edits if e.tag != "delete"]
    return not any(_TELLING.fullmatch(c) for c in changed)
