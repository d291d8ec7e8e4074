"""Checks of aligned calls: what a translator should look at.

``findings`` takes whole calls and their links; ``differences`` compares one text with its
rendering, as the audit of quotations does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from calltools.alignment.checks.differences import differences
from calltools.alignment.checks.model import Difference, DifferenceType
from calltools.alignment.checks.ranking import ranked
from calltools.alignment.checks.turns import Sides, labels_exchanged, turn_findings
from calltools.alignment.encoders import Encoder
from calltools.alignment.model import Alignment, Finding, Link, Span
from calltools.transcripts.model import Turn

__all__ = ["Difference", "DifferenceType", "differences", "findings"]


def findings(
    zh: Sequence[Turn],
    en: Sequence[Turn],
    alignment: Alignment,
    encoder: Encoder,
    *,
    machine: bool = False,
) -> tuple[Finding, ...]:
    """What differs between the turns of ``zh`` and ``en``, gravest first.

    ``alignment`` is theirs (its own findings are not looked at).  ``machine`` where the Chinese
    is a recogniser's: its roles, breaks and missing punctuation are no findings.
    """
    sides = Sides(zh, en, machine)
    found = list(turn_findings(sides, alignment.links, encoder))
    if labels_exchanged(sides, alignment.links):
        found = [finding for finding in found if finding.type != "speaker_swapped"]
    summed = {i for f in found if f.type == "summary_instead_of_translation" for i in f.zh_turns}
    for link in alignment.links:
        if link.zh and link.en and not summed.intersection(link.zh):
            found += _of_link(sides, link, encoder)
    return ranked(found, sides)


def _of_link(sides: Sides, link: Link, encoder: Encoder) -> Iterator[Finding]:
    joint = "" if sides.machine else "\n"
    zh_text = joint.join(sides.zh[i].text for i in link.zh)
    en_text = "\n".join(sides.en[j].text for j in link.en)
    zh_span = partial(_span, sides.zh, link.zh, len(joint))
    en_span = partial(_span, sides.en, link.en, 1)
    for one in differences(zh_text, en_text, encoder, machine=sides.machine):
        left, right = zh_span(one.zh), en_span(one.en)
        yield Finding(
            one.type,
            (left.turn,) if left else link.zh,
            (right.turn,) if right else link.en,
            left,
            right,
            one.note,
            confidence=one.confidence,
        )


def _span(
    turns: Sequence[Turn], places: Sequence[int], joint: int, place: tuple[int, int] | None
) -> Span | None:
    """Where a place of the joined texts of turns is; what reaches into the next is cut."""
    if place is None:
        return None
    offset = 0
    for i in places:
        text = turns[i].text
        start, end = max(place[0] - offset, 0), min(place[1] - offset, len(text))
        if start < end:
            return Span(i, start, end)
        offset += len(text) + joint
    return None
