"""Who answers for a quotation: the report itself, somebody else, or nobody any more.

A report may give words as its own finding, as what another source has (a newspaper, an exhibit,
a witness), or to say that they are wrong or can't be found.
"""

from __future__ import annotations

import re
from functools import cache

from calltools.quotations.around import Around
from calltools.quotations.model import Frame
from calltools.quotations.scene import HIDDEN
from calltools.quotations.vocabulary import either

_NEWSPAPER = re.compile(
    r"\b(?:Daily [A-Z]\w+|(?:[A-Z]\w+ )+(?:Post|Times|Tribune|Herald|Gazette|Chronicle|Courier|News"
    r"|Journal|Mail|Star|Observer|Telegraph|Monitor|Weekly|Daily|Review|Bulletin|Ledger|Echo"
    r"|Examiner|Standard|Dispatch|Argus|Globe|Mirror|Sun|Agency|Messenger|Advertiser|Sentinel|Guardian|Leader|Independent))\b"
    r"|《[^》]{1,12}(?:报|刊|周|志|网|评论|文摘)》"
)
_AS_ANOTHER_HAS_IT = re.compile(
    r"[\s,，(（—–-]*(?:as|according to|so|in|says?|writes?|wrote|据|根据|这是|见)", re.IGNORECASE
)
_REJECTED = re.compile(
    r"\s*(?:wrong|false|untrue|not so|错|不对|没有(?:的事|找到)|查无)", re.IGNORECASE
)
_ONLY_JOINS = re.compile(
    r"(?:[\s,，、;；]|and|or|then|and then|but|又|和|与|及|或|以及)*", re.IGNORECASE
)


def frame_of(words: Around, before: Frame | None, *, set_apart: bool = False) -> Frame:
    """The frame of a quotation by the ``words`` around it.

    ``before`` is the frame of the quotation before it in its sentence, if there is one.
    ``set_apart`` is said of block quotes.
    """
    if _ONLY_JOINS.fullmatch(words.near) and HIDDEN in words.lead and before:
        source = before != "own"
        if before == "disowned":
            return before
    else:
        source = _names_source(words)
    earlier = bool(_earlier().search(words.near)) or bool(_earlier().search(_last_clause(words)))
    beyond = [words.tail.strip(), words.next.strip()]
    untraced = any(_untraced().search(text) for text in beyond)
    wrong = any(_wrong().search(text) for text in beyond)
    rejected = bool(_REJECTED.match(words.next))
    if _alone(words) and not set_apart:
        source = source or bool(_source().search(words.next[:12]))
        untraced = untraced or rejected
    wrong = wrong or rejected
    if earlier or untraced or (source and wrong):
        return "disowned"
    return "second_hand" if source else "own"


def _alone(words: Around) -> bool:
    """Whether the quotation is a sentence of its own, on which the next one comments."""
    return not words.lead.strip() and not words.tail.strip(" .。")


def _last_clause(words: Around) -> str:
    """The whole lead where the words near the quotation name nobody and say nothing."""
    return words.near if HIDDEN in words.lead else words.lead


def _names_source(words: Around) -> bool:
    near = _last_clause(words)
    if _own().search(near):
        return False
    if _source().search(near) or _NEWSPAPER.search(near):
        return True
    if _AS_ANOTHER_HAS_IT.match(words.tail):
        return bool(_source().search(words.tail) or _NEWSPAPER.search(words.tail))
    return False


def _source() -> re.Pattern[str]:
    return either("source", "en", "zh")


def _own() -> re.Pattern[str]:
    return either("source", "own_en", "own_zh")


def _earlier() -> re.Pattern[str]:
    return either("disowned", "earlier_en", "earlier_zh")


@cache
def _untraced() -> re.Pattern[str]:
    """Plain words that nobody said it."""
    return either("disowned", "untraced_en", "untraced_zh")


@cache
def _wrong() -> re.Pattern[str]:
    """Words that something is wrong: with the quotation where it is another's."""
    return either("disowned", "wrong_en", "wrong_zh")
