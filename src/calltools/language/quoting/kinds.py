"""What stands in quotation marks and is nobody's words in a call: titles, terms, scare quotes."""

from __future__ import annotations

import re
from functools import cache

from calltools.language.quoting.around import Around
from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.block import Block
from calltools.language.quoting.marks import BLOCKQUOTE, Marked
from calltools.language.quoting.scene import TITLE_MARKS
from calltools.language.quoting.speakers import is_rendered
from calltools.language.quoting.vocabulary import chinese, english

_ENDED = re.compile(r"[.!?。！？][”’」』»\"']$")
_LABEL = re.compile(r"\s*[^，。,.：:]{1,12}[：:]\s*")
_CALLS_IT = re.compile(r"(?<!本文)(?<!我们)[把管][^，。]{1,8}[叫称][做作为]?$")
_USED_THE_WORD = re.compile(
    r"\b(?:use[sd]?|using|said|says|spoke) the (?:very )?words?\s*$"
    r"|(?:用了?|说了?|提到)(?:这个词|一词)$",
    re.IGNORECASE,
)
_WHAT_IS_CALLED = re.compile(
    r"\bwhat (?:he|she|the \w+|Dr\.? \w+) (?:call|term)(?:s|ed)(?: (?:the|an?|his|her))?\s*$",
    re.IGNORECASE,
)
_FIGURE = re.compile(  # with something that is counted
    r"\d\s*\S{2}|[一二两兩三四五六七八九十百千万萬半]{1,4}[来來多几幾]?"
    r"(?:[\u3400-\u9fff]{2}|[天年月周週岁歲例台])"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred|thousand)\s\w",
    re.IGNORECASE,
)
_LONG_NAME = 6  # characters: longer ones are hardly names
_LONG = 15  # words: none is longer than long
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_SMALL = frozenset(
    "a an and as at but by for from in into is nor not of on or over the to under with".split()
)
_ALWAYS_CAPITAL = re.compile(
    r"I(?:['’]\w+)?$|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?$|Dr|Mr|Prof"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)$"
)
_CLAUSE = re.compile(
    r"[,.;:!?，。；：！？…]|\b(?:I|you|we|he|she|it|they|is|are|was|were|do|does|don't|have|has|can|can't|will|won't)\b"
)
_GIVEN_TO = re.compile(  # 写成护士的话, 安到医生头上
    r"[写说算当安归记印登][成作到在给][^，。]{1,10}(?:的话|头上|名下|口中|嘴里|账上)"
    r"|，?[^，。]{0,4}译[作成为]"
)
_OUR_WORDS = re.compile(
    r"\b(?:(?:own|same|following|very) words?|words of|with the words|in the words)[,:]?\s*$",
    re.IGNORECASE,
)


def not_words_of_a_call(
    m: Marked, text: str, words: Around, who: Attribution, block: Block, *, again: bool
) -> str:
    """Why ``text``, the quotation ``m`` in ``block``, is no quotation of a call; empty if it is.

    ``again``: its words are, or are much like, those of a quotation before it.
    """
    if m.mark in TITLE_MARKS:
        return "title in title marks"
    if m.mark == BLOCKQUOTE:
        return "words of somebody outside the calls" if who.side == "outsider" else ""
    if block.kind == "heading" and not who.said:
        return "part of a heading"
    if _title().search(words.near) and not (who.named and who.said):
        return "title or name"
    if _is_title_case(text) and not (who.said and who.named and words.near.rstrip().endswith(":")):
        return "title"
    if who.side == "outsider":
        return "words of somebody outside the calls"
    if len(text) == 1 and words.tail.startswith("字"):
        return "a character taken as one"
    if again or _is_named_as_words(text, words, who):
        return ""
    led_in = who.said and words.near.strip()
    if _after().match(words.tail) and not led_in and len(text) < _LONG_NAME:
        return "word or name"
    if _term("word").search(words.near) and not (who.named and who.said and not _short(text)):
        return "term"
    if not _short(text):
        return ""
    if _LABEL.fullmatch(words.near) and not who.named:
        return "name after a label"
    as_a_word = _term("slight").search(words.near) and not is_rendered(words.near)
    if (who.said or _remark().search(words.near)) and not as_a_word:
        return ""
    if _FIGURE.search(text) and not as_a_word:
        return ""
    is_clause = states_something(text) or _ENDED.search(block.text[: m.closed])
    if m.depth == 0 and _stands_alone(words) and is_clause:
        return ""
    return "short, and nobody is said to say it"


SURELY_NONE = frozenset(
    (
        "title in title marks",
        "part of a heading",
        "title or name",
        "title",
        "a character taken as one",
    )
)
"""Reasons that stand whatever the calls have."""


def speech_signs(text: str, words: Around, who: Attribution) -> dict[str, float]:
    """What in the report speaks for ``text`` being the words of a call, and against it."""
    return {
        "term": float(bool(_term("word").search(words.near))),
        "alone": float(_stands_alone(words)),
        "hospital": float(who.hospital is not None),
        "tail": float(bool(words.tail.strip(" .。"))),
        "length": min(1.0, _length(text) / _LONG),
    }


def _is_named_as_words(text: str, words: Around, who: Attribution) -> bool:
    """Whether the report says that these are words of the call, even if it is one word."""
    if _OUR_WORDS.search(words.near) or (words.near.rstrip().endswith("words") and " " in text):
        return True
    if _GIVEN_TO.match(words.tail):
        return True
    if who.side != "hospital":
        return False
    if who.named and (words.near.endswith("所谓") or _CALLS_IT.search(words.near)):
        return True
    if _WHAT_IS_CALLED.search(words.near):
        return True
    return bool(_USED_THE_WORD.search(words.near))


def _short(text: str) -> bool:
    if _HAN.search(text):
        return sum(c.isalnum() for c in text) <= 4
    return len(_WORD.findall(text)) <= 3


def states_something(text: str) -> bool:
    """Whether ``text`` has marks, or words that a statement has and a term has not."""
    return _CLAUSE.search(text) is not None


def _length(text: str) -> float:
    """In English words: a Chinese word is taken to have 1.6 characters."""
    han = len(_HAN.findall(text))
    return han / 1.6 if han else len(_WORD.findall(text))


def _stands_alone(words: Around) -> bool:
    """Whether the quotation is a sentence by itself."""
    return not words.near.strip() and not re.match(r"\s*\w", words.tail)


def _is_title_case(text: str) -> bool:
    """Whether all words that matter begin with a capital, though they needn't."""
    if _HAN.search(text) or re.search(r"[.!]$", text):
        return False
    words = [w for w in _WORD.findall(text) if w.lower() not in _SMALL and not w[0].isdigit()]
    telling = [w for w in words if not _ALWAYS_CAPITAL.match(w)]
    return len(telling) >= (3 if text.endswith("?") else 2) and all(w[0].isupper() for w in words)


@cache
def _title() -> re.Pattern[str]:
    en, zh = english("named", "title_en"), chinese("named", "title_zh")
    return re.compile(rf"(?:{en}[\s,:]*|{zh}[\s，：:]*)$", re.IGNORECASE)


@cache
def _term(how: str) -> re.Pattern[str]:
    """What is before a word taken as a word, however long it is (``word``), or before a short
    expression that is a part of the report's own sentence (``slight``)."""
    en, zh = english("named", f"{how}_en"), chinese("named", f"{how}_zh")
    return re.compile(rf"(?:{en}\s*|{zh})[：:]?\s*$", re.IGNORECASE)


@cache
def _remark() -> re.Pattern[str]:
    """A noun for what somebody said, right before it: the remark, 那句."""
    return re.compile(
        r"\b(?:remark|sentence|line|answer|reply|question)\s*$|(?:[那这一]句话?|的(?:一|第[一二三四五]|另一)句话?)(?:，|是)?$",
        re.IGNORECASE,
    )


@cache
def _after() -> re.Pattern[str]:
    en, zh = english("named", "after_en"), chinese("named", "after_zh")
    return re.compile(rf"\s*{en}|{zh}", re.IGNORECASE)
