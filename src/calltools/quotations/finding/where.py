"""At which hospital a quotation may have been said, and what in the report speaks for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from calltools.language.quoting.around import Around
from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.marks import Marked
from calltools.quotations.finding.scenery import GivenQuotation, ReportPlace, Scenery
from calltools.quotations.finding.who import person_key
from calltools.quotations.naming.in_report import PlacedHospital

_BESIDE = 30  # characters


@dataclass(frozen=True, slots=True)
class HospitalCandidate:
    """A hospital by its key; None: the report does not say."""

    key: str | None
    evidence: Mapping[str, float]


def hospital_candidates(
    scenery: Scenery,
    m: Marked,
    words: Around,
    walked: Attribution,
    speaker: str | None,
    trail: Sequence[GivenQuotation],
    calls_of: Callable[[str], frozenset[str]],
) -> list[HospitalCandidate]:
    """The hospitals that the report names up to ``m`` or in its sentence, those where ``speaker``
    is known to work, and None.

    ``calls_of`` gives the hospitals in whose calls somebody of a name speaks.
    """
    place = ReportPlace(m.first, m.opened)
    trail = scenery.told_before(place, trail)
    walks = m.first not in scenery.report.anchors
    before = scenery.hospitals_before(place)
    after = [
        p
        for p in scenery.hospitals.placed[words.tail_block]
        if words.tail_at <= p.start < words.tail_at + len(words.cried)
    ]
    works_at = calls_of(speaker) if speaker else frozenset[str]()
    keys = dict.fromkeys([p.key for p in (*before, *after) if p.key is not None])
    keys |= dict.fromkeys(sorted(works_at))
    if walked.hospital:
        keys.setdefault(walked.hospital)
    found = []
    for key in keys:
        noted = _of_mentions(scenery, place, key, before, after)
        noted |= _of_speaker(scenery, place, key, speaker, works_at, trail)
        noted["walked" if walks else "walked_in_note"] = float(walked.hospital == key)
        noted["walked_said"] = float(walks and walked.hospital == key and walked.named)
        found.append(HospitalCandidate(key, {n: v for n, v in noted.items() if v}))
    none = {
        "none": 1.0,
        "none_named": float(not before),
        "none_walked": float(walked.hospital is None),
        "none_after_none": float(bool(trail) and trail[-1].key is None),
        "none_speaker": float(speaker is None),
        "none_known": float(bool(speaker) and not works_at),
    }
    return [*found, HospitalCandidate(None, none)]


def _of_mentions(
    scenery: Scenery,
    place: ReportPlace,
    key: str,
    before: Sequence[PlacedHospital],
    after: Sequence[PlacedHospital],
) -> dict[str, float]:
    """What the mentions of the hospital tell, the last one above all."""
    noted = {"after": float(any(p.key == key for p in after))}
    at = next((i for i, p in enumerate(before) if p.key == key), None)
    if scenery.row:
        noted |= _of_table(scenery, place, key)
    if at is not None:
        place = scenery.read_at(place, ReportPlace(before[at].block, before[at].start))
    heading = scenery.heading[place.block]
    if heading is not None and heading != place.block:
        named = {p.key for p in scenery.hospitals.placed[heading]}
        noted["heading"] = float(named == {key})
        noted["heading_one_of"] = float(key in named and len(named) > 1)
    if at is None:
        return noted | {"never_before": 1.0}
    last = before[at]
    others = {p.key for p in before[:at]}
    start, _end = scenery.sentence(place)
    in_block = last.block == place.block
    in_sentence = in_block and last.start >= start
    same_section = scenery.heading[last.block] == heading
    noted |= {
        "latest": float(not others),
        "in_sentence": float(in_sentence),
        "latest_in_sentence": float(in_sentence and not others),
        "in_block": float(in_block),
        "latest_in_block": float(in_block and not others),
        "in_section": float(same_section),
        "latest_in_section": float(same_section and not others),
        "others_between": min(len(others), 3) / 3,
    }
    if in_block:
        away = scenery.sentences_between(place.block, last.start, place.at)
        noted["near_in_block"] = 1 / (1 + away)
        first = next(iter(scenery.hospitals.placed[place.block]), None)
        noted["first_of_block"] = float(first is not None and first.key == key)
    else:
        noted["blocks_away"] = min(place.block - last.block, 6) / 6
    return noted


def _of_table(scenery: Scenery, place: ReportPlace, key: str) -> dict[str, float]:
    """The hospital of the row, else of the nearest row above that names one."""
    row = scenery.row.get(place.block)
    if row is None:
        return {}
    table = scenery.table[place.block]
    rows: dict[int, list[str | None]] = {}
    for block, number in scenery.row.items():
        if number <= row and scenery.table[block] == table:
            rows.setdefault(number, [])
            rows[number] += [p.key for p in scenery.hospitals.placed[block] if p.key]
    named = rows.get(row, [])
    above = next((keys for number, keys in sorted(rows.items(), reverse=True) if keys), [])
    return {
        "in_row": float(key in named),
        "first_in_row": float(named[:1] == [key]),
        "in_row_above": float(not named and key in above[:1]),
    }


def _of_speaker(
    scenery: Scenery,
    place: ReportPlace,
    key: str,
    speaker: str | None,
    works_at: frozenset[str],
    trail: Sequence[GivenQuotation],
) -> dict[str, float]:
    """What is known of the speaker: calls, earlier quotations, a hospital beside the name."""
    noted: dict[str, float] = {}
    if trail:
        noted["told_last"] = float(trail[-1].key == key)
        in_block = trail[-1].place.block == scenery.read_at(place, trail[-1].place).block
        noted["told_last_in_block"] = float(in_block and trail[-1].key == key)
    if not speaker:
        return noted
    noted["works_there"] = float(key in works_at)
    noted["works_only_there"] = float(works_at == {key})
    noted["works_elsewhere"] = float(bool(works_at) and key not in works_at)
    who = person_key(speaker)
    same = [t for t in trail if t.name and person_key(t.name) == who]
    noted["spoke_there"] = float(bool(same) and same[-1].key == key)
    noted["beside"] = float(
        any(_is_beside(scenery, block, who, key) for block in range(place.block + 1))
    )
    noted["beside_here"] = float(_is_beside(scenery, place.block, who, key))
    return noted


def _is_beside(scenery: Scenery, block: int, who: str, key: str) -> bool:
    """Whether a block names the hospital right beside the person."""
    for placed in scenery.hospitals.placed[block]:
        if placed.key != key:
            continue
        for mention in scenery.persons[block]:
            gap = max(placed.start - mention.end, mention.start - placed.end)
            if gap > _BESIDE or mention.kind == "pronoun":
                continue
            low, high = (
                sorted((placed.end, mention.start))
                if placed.end <= mention.start
                else (mention.end, placed.start)
            )
            between = scenery.scene.folded[block][low:high]
            if (
                not re.search(r"[.;。；\ue000]", between)
                and person_key(scenery.name(block, mention)) == who
            ):
                return True
    return False
