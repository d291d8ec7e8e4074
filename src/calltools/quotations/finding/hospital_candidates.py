"""At which hospital a quotation may have been said, and what in the report speaks for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from calltools.language.quoting.around import Around
from calltools.language.quoting.marks import Marked
from calltools.quotations.finding.report_mentions import GivenQuotation, ReportPlace, Scenery
from calltools.quotations.finding.speaker_candidates import SpeakerCandidate
from calltools.quotations.naming.report_hospitals import PlacedHospital

_BESIDE = re.compile(r"[^,.;:，。；：？！\ue000]{0,25}")
"""What stands between a person and their hospital."""
_FAR = 6
"""Blocks from which on a hospital is far away."""


@dataclass(frozen=True, slots=True)
class HospitalCandidate:
    """A hospital by its key; None: the report does not say."""

    key: str | None
    evidence: Mapping[str, float]


def hospital_candidates(
    scenery: Scenery,
    m: Marked,
    words: Around,
    speaker: SpeakerCandidate | None,
    trail: Sequence[GivenQuotation],
    calls_of: Callable[[str], frozenset[str]],
) -> list[HospitalCandidate]:
    """The hospitals that the report names up to ``m`` or in its sentence, those where ``speaker``
    is known to work, and None.

    ``calls_of`` gives the hospitals in whose calls somebody of a name speaks.
    """
    place = ReportPlace(m.first, m.opened)
    before = scenery.hospitals_before(place)
    after = scenery.hospitals_within(words.tail_block, words.tail_at, len(words.cried))
    name = speaker.meant if speaker else None
    works_at = calls_of(name) if name else frozenset[str]()
    told = scenery.told_before(place, trail)
    spoke = next((t.key for t in reversed(told) if t.is_by(name)), None)
    inner = scenery.hospitals.keys_in(scenery.outer(m)) if m.depth else ()
    keys = dict.fromkeys(p.key for p in (*before, *after) if p.key is not None)
    keys |= dict.fromkeys(inner)
    keys |= dict.fromkeys(sorted(works_at))
    found = []
    for key in keys:
        noted = _of_mentions(scenery, place, key, before) | {
            "beside": float(key in inner or _is_beside(scenery, speaker, key)),
            "spoke_there": float(spoke == key),
            "works_there": float(key in works_at),
            "works_only_there": float(works_at == {key}),
            "works_elsewhere": float(bool(works_at) and key not in works_at),
        }
        found.append(HospitalCandidate(key, {n: v for n, v in noted.items() if v}))
    return [*found, HospitalCandidate(None, {"none": 1.0})]


def _is_beside(scenery: Scenery, speaker: SpeakerCandidate | None, key: str) -> bool:
    """Whether the hospital is named right beside the speaker."""
    if speaker is None or speaker.last is None:
        return False
    block, at = speaker.last.block, speaker.last.at
    text, size = scenery.scene.folded[block], len(speaker.meant or "")
    between = (
        text[p.end : at] if p.start < at else text[at + size : p.start]
        for p in scenery.hospitals.placed[block]
        if p.key == key
    )
    return any(_BESIDE.fullmatch(words) for words in between)


def _of_mentions(
    scenery: Scenery, place: ReportPlace, key: str, before: Sequence[PlacedHospital]
) -> dict[str, float]:
    """What the mentions of the hospital tell, the last one above all."""
    at = next((i for i, p in enumerate(before) if p.key == key), None)
    if at is not None:
        place = scenery.read_at(place, ReportPlace(before[at].block, before[at].start))
    heading = scenery.heading[place.block]
    named = {p.key for p in scenery.hospitals.placed[heading]} if heading is not None else set()
    noted = {"heading": float(heading != place.block and named == {key})}
    if at is None:
        return noted
    last = before[at]
    latest = all(p.key == key for p in before[:at])
    same_section = scenery.heading[last.block] == heading
    here = scenery.hospitals.placed[place.block]
    in_block = last.block == place.block
    return noted | {
        "latest": float(latest),
        "in_section": float(same_section),
        "latest_in_section": float(same_section and latest),
        "first_of_block": float(in_block and here[0].key == key),
        "blocks_away": min(abs(place.block - last.block), _FAR) / _FAR,
        "in_row": float(scenery.in_row(place.block, last.block)),
    }
