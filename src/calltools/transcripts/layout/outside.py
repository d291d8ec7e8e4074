"""What of a document is in no call, with its reason: a heading, words of a call told again, what is
told before a call or in between, what is said about the calls after them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from calltools.transcripts.layout.drafts import Account, CallDraft
from calltools.transcripts.layout.heads import CLOSING
from calltools.transcripts.readers.document import Line

_QUOTED = re.compile(
    "|".join(
        f"{opening}([^{opening}{closing}]{{4,200}}){closing}"
        for opening, closing in CLOSING.items()
    )
)
_SENTENCE = re.compile(r"[。！？.!?…][”\"」』）)]*\s*$")
_MARKS = re.compile(r"[\s\W_]+")


def account_outside(
    lines: Sequence[Line], calls: Sequence[CallDraft], said: Iterable[str], account: Account
) -> None:
    """Give each line that no call took its reason.  ``said`` are the words of all turns."""
    told = "\n".join(_MARKS.sub("", words) for words in said)
    last = max((call.last for call in calls), default=0)
    for i, line in enumerate(lines):
        account.fill(line, _reason(line, told, after=bool(calls) and i >= last))


def _reason(line: Line, told: str, *, after: bool) -> str:
    if line.kind == "rule":
        return "rule"
    if line.kind == "heading":
        return "heading"
    quoted = (next(filter(None, match.groups())) for match in _QUOTED.finditer(line.text))
    words = [_MARKS.sub("", found) for found in quoted]
    if any(len(found) > 3 and found in told for found in words):
        return "repeated"
    if not is_sentence(line.text):
        return "page"
    return "commentary" if after else "narration"


def is_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does."""
    return bool(_SENTENCE.search(text))
