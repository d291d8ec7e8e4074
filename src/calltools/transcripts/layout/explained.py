"""What the words before a call say of its labels: "P. is me, K. is the man who picked up"."""

from __future__ import annotations

import re
from collections.abc import Collection

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


def explained(label: str, others: Collection[str], lead: str) -> str | None:
    """``calls`` or ``answers``, as the words after ``label`` in ``lead`` say; None where it is not
    explained there.  ``others`` are the labels whose own explanations are none of its."""
    found = list(re.finditer(_bounded(label) + _MEANS, lead))
    ends = "|".join(_bounded(other) for other in others if found and other != label)
    for match in found:
        told = _END.split(
            lead[match.start() + len(label) : match.end() + 80].lstrip("."), maxsplit=1
        )[0]
        pieces = re.split(ends, told) if ends else [told]
        words = next((piece for piece in pieces if re.search(r"\w\w|[\u3400-\u9fff]", piece)), "")
        answers, calls = len(_ANSWERS.findall(words)), len(_CALLS.findall(words))
        if answers != calls:
            return "answers" if answers > calls else "calls"
    return None


def _bounded(label: str) -> str:
    """The label as a word of its own; of Chinese ones, at the start of one."""
    escaped = re.escape(label)
    return rf"(?<![\w]){escaped}(?![A-Za-z0-9])" if label.isascii() else escaped
