"""Turns without a link that are the rest of what a neighbour renders: one turn printed as two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calltools.alignment.model import Link
from calltools.alignment.turn_findings import Sides
from calltools.comparison.coverage import loss
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language
from calltools.transcripts.model import Turn

_LACKS = 0.4
"""From this likelihood of a loss a link may lack the turn beside it."""
_MENDED = 0.5
"""By which part the likelihood falls at least when the turn is joined."""


def rejoined(sides: Sides, links: Sequence[Link], encoder: Encoder) -> tuple[Link, ...]:
    """``links`` with turns of one side joined to a neighbour of the same speaker.

    A turn is joined where the neighbour's other side has words that nothing renders without it.
    """
    found = list(links)
    for link in [link for link in links if not (link.zh and link.en)]:
        at = found.index(link)
        for k in (at - 1, at + 1):
            if 0 <= k < len(found) and _belongs(sides, link, found[k], encoder):
                zh, en = ({*link.zh, *found[k].zh}, {*link.en, *found[k].en})
                found[k] = replace(found[k], zh=tuple(sorted(zh)), en=tuple(sorted(en)))
                del found[at]
                break
    return tuple(found)


def _belongs(sides: Sides, alone: Link, beside: Link, encoder: Encoder) -> bool:
    if not (beside.zh and beside.en) or beside.moved:
        return False
    english = bool(alone.en)
    turns, other = (sides.en, sides.zh) if english else (sides.zh, sides.en)
    ours, theirs = (beside.en, beside.zh) if english else (beside.zh, beside.en)
    new = alone.en if english else alone.zh
    numbers = sorted({*ours, *new})
    if numbers[-1] - numbers[0] + 1 != len(numbers) or len({turns[i].role for i in numbers}) > 1:
        return False
    language: Language = "zh" if english else "en"
    text = _joined(other, theirs)
    before = loss(text, (0, len(text)), _joined(turns, ours), language, encoder)
    if before < _LACKS:
        return False
    after = loss(text, (0, len(text)), _joined(turns, numbers), language, encoder)
    return after <= _MENDED * before


def _joined(turns: Sequence[Turn], numbers: Sequence[int]) -> str:
    return "\n".join(turns[i].text for i in numbers)
