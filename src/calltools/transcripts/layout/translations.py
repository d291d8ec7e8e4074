"""What is printed beside a turn in another language, in the other column of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calltools.transcripts.layout.drafts import Account, CallDraft
from calltools.transcripts.readers.document import ADDED, Line
from calltools.transcripts.readers.tables import SideBySide

_LABEL = re.compile(r"\s*[^\s:：][^:：]{0,24}[:：]\s*")


def add_translations(calls: Iterable[CallDraft], sides: SideBySide, account: Account) -> None:
    """Give the turns what stands beside them."""
    beside: dict[int, tuple[Line, ...]] = {}
    for left, right in sides.links:
        others = tuple(sides.second[i] for i in right)
        for i in left:
            beside |= dict.fromkeys((at for at in sides.first[i].offsets() if at != ADDED), others)
    for call in calls:
        for turn in call.turns:
            if turn.translation or not turn.parts:
                continue
            line, start, end = turn.parts[0]
            offset, _end = line.place(start, end) or (ADDED, ADDED)
            for other in beside.get(offset, ()):
                label = _LABEL.match(other.text)
                begin = label.end() if label else 0
                account.take(other, 0, begin, "label")
                turn.translation.append((other, begin, len(other.text)))
