"""What stands in quotation marks as a title, a name or a term, and is nobody's words in a call."""

from __future__ import annotations

import re
from functools import cache

from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.block import Block
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.scene import TITLE_MARKS
from calltools.language.quoting.vocabulary import chinese, english
from calltools.messages import Message

_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_SMALL = frozenset(
    "a an and as at but by for from in into is nor not of on or over the to under with dr mr"
    " prof".split()
)

_IN_TITLE_MARKS = Message("title in title marks")
_IN_HEADING = Message("part of a heading")
_TITLE = Message("title")
SURELY_NONE = frozenset((_IN_TITLE_MARKS, _IN_HEADING, _TITLE))
"""Reasons that stand whatever the calls have."""


def not_words_of_a_call(m: Marked, text: str, near: str, who: Attribution, block: Block) -> str:
    """Why ``text``, the quotation ``m`` in ``block`` behind the words ``near``, seems to be no
    quotation of a call; empty if it seems to be one."""
    if m.mark in TITLE_MARKS:
        return _IN_TITLE_MARKS
    if block.kind == "heading" and not who.said:
        return _IN_HEADING
    if _is_title_case(text) and not (who.named and who.said):
        return _TITLE
    if _named().search(near) and not (who.named and who.said):
        return Message("title, name or term")
    return ""


def _is_title_case(text: str) -> bool:
    """Whether all words that matter, two at least, begin with a capital: The Patient Listener."""
    telling = [word for word in _WORD.findall(text) if word.lower() not in _SMALL]
    may_be = text.isascii() and text[-1:] not in ".!?" and not re.search(r"\bI\b", text)
    return may_be and len(telling) > 1 and all(word[0].isupper() for word in telling)


@cache
def _named() -> re.Pattern[str]:
    """Right before what is taken as a title, a name or a word."""
    en, zh = english("named", "en"), chinese("named", "zh")
    return re.compile(rf"(?:{en}[\s,:]*|{zh}[\s，：:]*)$", re.IGNORECASE)
