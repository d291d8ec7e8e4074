"""Brackets that an editor put into a quotation: [t]he, look[s], [sic], [the kidneys].

What stands in them is the editor's.  The quotation is compared without it; words that were supplied
must be spoken of where the quotation comes from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from calltools.language.normalise import simplify
from calltools.quotations.locating.query import ELLIPSIS
from calltools.quotations.symbols import is_chinese

_BRACKET = re.compile(r"[\[［〔【](?P<words>[^\[\]［］〔〕【】]*)[\]］〕】]")
_COMMENT = re.compile(
    r"\s*(?:sic|emphasis|italics|my emphasis|原文如此|着重号?|重点|黑体)", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Bracket:
    """``text[start:end]`` of the quotation, brackets included; ``words`` were supplied, if any."""

    start: int
    end: int
    words: str


def without_brackets(text: str) -> tuple[str, tuple[Bracket, ...]]:
    """``text`` with blanks for what editors put in, each character where it was but for letters of
    a word begun in brackets ([t]he), which close up; and the words that were supplied."""
    elided = [match.span() for match in ELLIPSIS.finditer(text)]
    supplied: list[Bracket] = []
    plain = text
    for match in _BRACKET.finditer(text):
        start, end = match.span()
        if match.span() in elided:
            continue
        words = match["words"]
        before, after = text[start - 1 : start], text[end : end + 1]
        if _LETTERS.fullmatch(words) and _LETTERS.fullmatch(after):
            word = re.match(r"[\w'’-]*", text[end:])
            rest = word[0] if word else ""
            plain = (
                plain[:start]
                + (words + rest).ljust(len(words) + 2 + len(rest))
                + (plain[end + len(rest) :])
            )
            continue
        blank = "\n" if is_chinese(before + after) else " "
        plain = plain[:start] + blank * (end - start) + plain[end:]
        if not (_LETTERS.fullmatch(before) and _LETTERS.fullmatch(words)) and not (
            _COMMENT.match(simplify(words))
        ):
            supplied.append(Bracket(start, end, words.strip()))
    return plain, tuple(one for one in supplied if any(map(str.isalnum, one.words)))
