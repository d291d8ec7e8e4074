"""What a document says of its own labels: a legend, or a lead that tells who speaks first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calltools.transcripts.layout.vocabulary import fold, role_by_name
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role
from calltools.transcripts.readers.document import Line

_SIGN = r"[“\"「『【\[‘']?\s*([A-Za-z]{1,3}\d?|[一-鿿]{1,3}|[A-Z][a-z]+)\s*[”\"」』】\]’']?"
_MEANS = (
    r"\s*(?:[:：=＝]|——?|–|-|为|為|是|指|代表|表示|即|\bis\b|\bfor\b|"
    r"\bstands for\b|\bmeans\b|\bdenotes\b)\s*"
)
_TERM = r"((?:the |an? )?[A-Za-z一-鿿][A-Za-z'’ ]{0,30}|[一-鿿]{1,16})"
_PAIR = re.compile(
    _SIGN
    + _MEANS
    + _TERM
    + r"\s*(?=$|[,，;；、。.)）\]】/|]|\s{2,}|[\t\u3000]|\band\b|\s(?=[A-Z]\s*[:=]))"
)
_LEAD_IN = re.compile(
    r"^\s*[（(\[【]?\s*(?:注|说明|說明|图例|圖例|凡例|其中|以下|说话人|"
    r"說話人|角色|legend|key|note|speakers?|abbreviations|"
    r"in the following)?\s*[:：,，]?\s*[（(]?",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"[\s,，;；、。.()（）\[\]【】/|]|\band\b|下同|以下简称|below|in the following", re.IGNORECASE
)
_FIRST = re.compile(
    r"(?:先说话|先說話|先开口|先開口|首先说话|开头说话|第一句|先讲话|"
    r"先发言)\S{0,6}?(?:是|为|為|由)\s*([一-鿿]{1,8})"
    r"|([一-鿿]{1,8}?)(?:先说话|先說話|先开口|先開口|先讲话|先发言)"
    r"|\bthe ([a-z ]{2,24}?) (?:speaks|spoke|begins|began|opens|starts|is speaking) (?:first|the)?"
    r"|\bfirst (?:to speak|speaker)\W{1,3}(?:is |was )?(?:the )?([a-z ]{2,24})",
    re.IGNORECASE,
)


def legend(line: Line) -> dict[str, Role]:
    """The roles of labels that the line declares (``A: Investigator   B: Ward clerk``).

    Empty unless the whole line is such pairs, or one pair that can't be a turn.
    """
    text = line.text.strip()
    if len(text) > 200:
        return {}
    text = text[_LEAD_IN.match(text).end() :]  # type: ignore[union-attr]
    found: dict[str, Role] = {}
    rest = ""
    at = 0
    for match in _PAIR.finditer(text):
        role = _role_of_term(match[2])
        if role is None:
            continue
        found[fold(match[1])] = role
        rest += text[at : match.start()]
        at = match.end()
    rest = _FILLER.sub("", rest + text[at:])
    return found if found and not rest else {}


def _role_of_term(term: str) -> Role | None:
    term = re.sub(r"^(?:the|an?) ", "", term.strip(), flags=re.IGNORECASE)
    role = role_by_name(term)
    if role is None and " " in term:  # "nurse on duty", "woman from the ward"
        for word in term.split():
            if len(word) > 2 and (role := role_by_name(word)) is not None:
                break
    return role


def first_speaker(lines: Sequence[Line]) -> Role | None:
    """The role that a lead line says speaks first; None if no line says it."""
    for line in lines:
        if match := _FIRST.search(line.text):
            name = next(group for group in match.groups() if group)
            role = role_by_name(name.strip())
            if role in (INVESTIGATOR, HOSPITAL):
                return role
    return None


def legends(lines: Sequence[Line]) -> dict[str, Role]:
    """The roles of labels that the lines declare.

    A line with one pair declares only beside another: ``A: Nurse`` alone may be an answer.
    """
    found = [legend(line) if not line.timed else {} for line in lines]
    declared: dict[str, Role] = {}
    for i, pairs in enumerate(found):
        near = (*found[max(i - 1, 0) : i], *found[i + 1 : i + 2])
        if len(pairs) > 1 or (
            pairs and len(next(iter(pairs))) <= 2 and any(len(other) == 1 for other in near)
        ):
            declared = {**pairs, **declared}
    return declared
