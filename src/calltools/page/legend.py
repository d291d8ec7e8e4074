"""What a document says about its own labels: a legend (``A: Investigator   B: Ward clerk``), or
words before a call ("P. is me, K. is the man who picked up")."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from calltools.page.header import has_evidence
from calltools.transcripts.model import Role
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import fold, header_field, role_by_name

_SIGN = r"[“\"「『【\[‘']?\s*([A-Za-z]{1,3}\d?|[一-鿿]{1,3}|[A-Z][a-z]+)\s*[”\"」』】\]’']?"
_IS = (
    r"\s*(?:[:：=＝]|——?|–|-|为|為|是|指|代表|表示|即|\bis\b|\bfor\b|"
    r"\bstands for\b|\bmeans\b|\bdenotes\b)\s*"
)
_TERM = r"((?:the |an? )?[A-Za-z一-鿿][A-Za-z'’ ]{0,30}|[一-鿿]{1,16})"
_PAIR = re.compile(
    _SIGN
    + _IS
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
_LONGEST = 200
"""A longer line is not a legend."""

# After a label that is explained, its own full stop, quotation mark or bracket between.
_MEANS = (
    r"[.’”\"'」』）)】]*\s*(?:[:：=＝(（—–-]+|\b(?:is|are|was|were|for|stands|means)\b|"
    r"[为為是指即]|[ \t\u3000]{2,}|[\t\u3000])"
)
_END = re.compile(r"[。；;\n]|(?<=[a-z)])\.")
_CALLS = re.compile(
    r"\b(?:calls?|calling|called|caller|rings?|ringing|rang|dial\w*|phoned|phoning|asks?|asking|"
    r"enquir\w+|inquir\w+|me|us|i|myself|ourselves|our|investigat\w+)\b|"
    r"[打拨撥]|致[电電]|[来來][电電]|[我问問]|[调調][查研]|本[报報台刊人]|[笔筆]者",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:answer\w*|respond\w*|pick(?:s|ed)? up|picking up|(?:takes?|took|taking) the call|staff|"
    r"hospital|ward|duty|other end|called)\b|接|[医醫院]|[护護]|[值应應]|受[访訪话話]|[对對]方",
    re.IGNORECASE,
)


def legend(line: Line) -> dict[str, Role]:
    """The roles of labels, by their keys, that the line declares.

    Empty unless the whole line is such pairs, or one pair that can't be a turn.
    """
    text = line.text.strip()
    if len(text) > _LONGEST:
        return {}
    text = _LEAD_IN.sub("", text, count=1)
    declared: dict[str, Role] = {}
    rest, at = "", 0
    for match in _PAIR.finditer(text):
        if (role := _role_of_term(match[2])) is not None:
            declared[fold(match[1])] = role
            rest += text[at : match.start()]
            at = match.end()
    return declared if declared and not _FILLER.sub("", rest + text[at:]) else {}


def _role_of_term(term: str) -> Role | None:
    """The role of a term, or of the first word in it that tells one: nurse on duty."""
    term = re.sub(r"^(?:the|an?) ", "", term.strip(), flags=re.IGNORECASE)
    names = [term, *(word for word in term.split() if " " in term and len(word) > 2)]
    return next((role for role in map(role_by_name, names) if role is not None), None)


def declarations(lines: Sequence[Line]) -> dict[int, dict[str, Role]]:
    """The lines that declare roles of labels, with what they declare.

    A line with one pair declares only beside another, or where data of the call stand above it:
    ``A: Nurse`` alone may be an answer.
    """
    pairs = [{} if line.timed else legend(line) for line in lines]
    declared: dict[int, dict[str, Role]] = {}
    for i, own in enumerate(pairs):
        near = (*pairs[max(i - 1, 0) : i], *pairs[i + 1 : i + 2])
        beside = any(map(_is_declared, own)) and any(len(other) == 1 for other in near)
        told = any(map(header_field, own)) and i > 0 and not lines[i].gap
        if len(own) > 1 or beside or (told and has_evidence([lines[i - 1]])):
            declared[i] = own
    return declared


def _is_declared(label: str) -> bool:
    """A sign, or a key of a call's data: anybody who was called, whoever called."""
    return len(label) <= 2 or header_field(label) is not None


def legends(lines: Sequence[Line]) -> dict[str, Role]:
    """The roles of labels that the lines declare, the first that does."""
    roles: dict[str, Role] = {}
    for declared in declarations(lines).values():
        roles = {**declared, **roles}
    return roles


def explained(label: str, others: Collection[str], lead: str) -> str | None:
    """``calls`` or ``answers``, as the words after ``label`` in ``lead`` say; None where it is not
    explained there.  ``others`` are the labels whose own explanations are none of its."""
    ends = "|".join(_bounded(other) for other in others if other != label) or r"(?!)"
    for match in re.finditer(_bounded(label) + _MEANS, lead):
        behind = lead[match.start() + len(label) : match.end() + 80].lstrip(".")
        pieces = re.split(ends, _END.split(behind, maxsplit=1)[0])
        words = next((piece for piece in pieces if re.search(r"\w\w|[\u3400-\u9fff]", piece)), "")
        answers, calls = len(_ANSWERS.findall(words)), len(_CALLS.findall(words))
        if answers != calls:
            return "answers" if answers > calls else "calls"
    return None


def _bounded(label: str) -> str:
    """The label as a word of its own; of Chinese ones, at the start of one."""
    escaped = re.escape(label)
    return rf"(?<![\w]){escaped}(?![A-Za-z0-9])" if label.isascii() else escaped
