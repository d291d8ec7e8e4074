"""The findings of a whole call: those about turns, and the differences inside linked turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from calltools.alignment.model import (
    SEVERITIES,
    Alignment,
    Finding,
    FindingType,
    Link,
    Severity,
    TurnSpan,
)
from calltools.alignment.turn_findings import Sides, labels_exchanged, turn_findings
from calltools.comparison.changed_figures import names_foreign_money
from calltools.comparison.pair_reader import PairReader
from calltools.comparison.pairs import RenderedPair, compare_pair, for_translators
from calltools.comparison.weighing import LIKELY, LinkReading, read_links
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.transcripts.model import HOSPITAL, Turn

# ---- several turns as one text


class Joined:
    """Turns as one text, with the way back."""

    def __init__(self, turns: Sequence[Turn], numbers: Sequence[int], joint: str) -> None:
        self.text = joint.join(turns[i].text for i in numbers)
        self._places: dict[int, TextSpan] = {}
        start = 0
        for i in numbers:
            self._places[i] = start, start + len(turns[i].text)
            start += len(turns[i].text) + len(joint)

    def span(self, place: TextSpan | None) -> TurnSpan | None:
        """The turn and the words of a place; what reaches into the next turn is cut."""
        if place is None:
            return None
        for turn, (first, stop) in self._places.items():
            start, end = max(place[0], first), min(place[1], stop)
            if start < end:
                return TurnSpan(turn, start - first, end - first)
        return None


# ---- how grave a finding is, and in which order findings are shown


_CHANGES_A_CLAIM = frozenset(
    ("number_changed", "unit_changed", "negation_changed", "speaker_swapped")
)


def ranked(findings: Iterable[Finding], sides: Sides) -> tuple[Finding, ...]:
    """Findings with severity and id, gravest first, then as they stand in the call."""
    rated = [replace(finding, severity=_severity(finding, sides)) for finding in findings]
    rated.sort(
        key=lambda f: (
            SEVERITIES.index(f.severity), f.zh_turns or (_beside(f, sides),), f.en_turns, f.type
        )
    )  # fmt: skip
    return tuple(replace(finding, id=f"f{k}") for k, finding in enumerate(rated, 1))


def _beside(finding: Finding, sides: Sides) -> int:
    """About where in the Chinese an addition stands."""
    return round(finding.en_turns[0] * len(sides.zh) / max(len(sides.en), 1))


def _severity(finding: Finding, sides: Sides) -> Severity:
    """What changes a figure, a "not" or the speaker of what the hospital says is grave."""
    turns = [sides.zh[i] for i in finding.zh_turns] + [sides.en[j] for j in finding.en_turns]
    of_hospital = any(turn.role == HOSPITAL for turn in turns)
    if finding.type in _CHANGES_A_CLAIM:
        return "grave" if of_hospital else "serious"
    if finding.type in ("omission", "addition"):
        return "serious" if of_hospital else "minor"
    return "minor" if finding.type == "reordered" else "serious"


def findings(
    zh: Sequence[Turn],
    en: Sequence[Turn],
    alignment: Alignment,
    encoder: Encoder,
    reader: PairReader | None = None,
    *,
    machine: bool = False,
    least: float = LIKELY,
) -> tuple[Finding, ...]:
    """What differs between the turns of ``zh`` and ``en``, gravest first.

    ``alignment`` is theirs (its own findings are not looked at).  ``machine``
    where the Chinese is a recogniser's: its roles, breaks and missing punctuation are not findings.
    Without a ``reader`` nothing is told of parts left out or put in inside turns, denials and
    doubts.  Inside turns nothing is told that is less likely than ``least``.
    """
    sides = Sides(zh, en, machine)
    links = alignment.links
    found = list(turn_findings(sides, links))
    if labels_exchanged(sides, links):
        found = [finding for finding in found if finding.type != "speaker_swapped"]
    summed = {i for f in found if f.type == "summary_instead_of_translation" for i in f.zh_turns}
    left_out = {i for finding in found if finding.type == "omission" for i in finding.zh_turns}
    abroad = any(names_foreign_money(turn.text) for turn in zh)
    compared = _mended(links, left_out) if machine else links
    compared = [link for link in compared if link.zh and link.en]
    texts = [_texts(sides, link) for link in compared]
    read: Sequence[LinkReading | None] = [None] * len(texts)
    if reader is not None:
        pairs = [(left.text, right.text) for left, right in texts]
        read = read_links(pairs, reader)
    for link, (left, right), one in zip(compared, texts, read, strict=True):
        if not summed.intersection(link.zh):
            found += _inside(link, left, right, one, encoder, abroad, least)
    return ranked(found, sides)


def exact_findings(sides: Sides, link: Link, encoder: Encoder) -> tuple[Finding, ...]:
    """What differs inside ``link`` of figures, units, names, organs and parties: what is compared
    exactly, without the model that reads both."""
    abroad = any(names_foreign_money(turn.text) for turn in sides.zh)
    inside = _inside(link, *_texts(sides, link), None, encoder, abroad, LIKELY)
    return ranked(inside, sides)


def _mended(links: Sequence[Link], left_out: set[int]) -> list[Link]:
    """``links`` with the pieces of turns that a recogniser broke off joined to the next link."""
    mended: list[Link] = []
    pieces: tuple[int, ...] = ()
    for link in links:
        if link.zh and not link.en:
            pieces = tuple(i for i in link.zh if i not in left_out)
            continue
        if link.zh and pieces and pieces[-1] + 1 == link.zh[0]:
            link = replace(link, zh=(*pieces, *link.zh))
        mended.append(link)
        pieces = ()
    return mended


def _texts(sides: Sides, link: Link) -> tuple[Joined, Joined]:
    zh = Joined(sides.zh, link.zh, "" if sides.machine else "\n")
    return zh, Joined(sides.en, link.en, "\n")


def _inside(
    link: Link,
    zh: Joined,
    en: Joined,
    read: LinkReading | None,
    encoder: Encoder,
    foreign_money: bool,
    least: float,
) -> Iterator[Finding]:
    pair = RenderedPair(zh.text, en.text, foreign_money=foreign_money)
    for change in for_translators(compare_pair(pair, read, encoder, least)):
        left, right = zh.span(change.left), en.span(change.right)
        yield Finding(
            cast(FindingType, change.kind.value),
            (left.turn,) if left else link.zh,
            (right.turn,) if right else link.en,
            left,
            right,
            change.note,
            confidence=change.probability,
        )
