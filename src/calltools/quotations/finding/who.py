"""Who may have said a quotation, and what in the report speaks for each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from calltools.language.quoting.around import Around
from calltools.language.quoting.asking import QUESTION
from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.people import Mention, PersonSide, is_object
from calltools.language.quoting.scene import HIDDEN, fold
from calltools.language.quoting.speakers import is_said, owns_a_thing, speaker_after, speaker_before
from calltools.quotations.finding.scenery import GivenQuotation, ReportPlace, Scenery
from calltools.quotations.judging.names import surname

NamedIn = Literal[
    "near", "lead", "tail", "next", "before", "block_before", "row", "heading", "outer"
]

_ASKS = re.compile(
    r"(?:\bask(?:s|ed|ing)?\b[^,.;:，。：]{0,20}|\bquestions?|\bwants? to know|\bput it"
    r"|[追反]?问[^，。：,]{0,6}|问题)[\s,:：，]*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"[,，]?\s*(?:(?:was|were|is|being|had been|when|once|if|,)\s+)*asked\b|被追?问|when\b",
    re.IGNORECASE,
)
_WHEN_ASKED = re.compile(
    r"\b(?:when|was|were|being|once|if|,)\s+asked\b[^.;。]*$|(?:被[^，。]{0,6}|当)问[^。]*$|^\s*asked\b",
    re.IGNORECASE,
)
_QA = re.compile(r"(?:^|[\s。.])(?:(?P<asks>Q|问)|A|答)\s*[.．：:]\s*$")
_SAME = re.compile(r"\bsame (?:\w+ )?$|同一[位名个]$", re.IGNORECASE)
_COLON = re.compile(r"\s*[：:]")
_SPEAKS_NEXT = re.compile(
    r"(?:\s*,[^,]{1,40},)?\s+(?:\w+ly |then |also |once |had |has )*\w+(?:ed|s|id|ld)\b"
    r"|[^，。]{0,6}(?:说|答|称|讲|道|表示|交代|问)"
)


@dataclass(frozen=True, slots=True)
class SpeakerCandidate:
    """Somebody who may have said it; ``name`` as the report writes it, None for nobody named."""

    name: str | None
    side: PersonSide | None
    named: bool
    evidence: Mapping[str, float]


def person_key(name: str) -> str:
    """One for all ways to write somebody: the surname, else the function."""
    known = surname(name)
    if not known:
        return fold(name).casefold().strip()
    return known[0] if "\u4e00" <= known[0] <= "\u9fff" else known.casefold().split()[-1]


def same_person(one: str, other: str) -> bool:
    """Whether two ways to write somebody have one surname, else one function, of which one may
    tell more (the duty doctor)."""
    key, another = person_key(one), person_key(other)
    return key == another or key.endswith(f" {another}") or another.endswith(f" {key}")


@dataclass(slots=True)
class _Gathered:
    name: str
    side: PersonSide
    named: bool
    evidence: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, value: float = 1.0) -> None:
        if value:
            self.evidence[name] = max(self.evidence.get(name, 0.0), value)


class _People(dict[str, _Gathered]):
    """Who may have said it, by their keys."""

    def of(self, name: str, side: PersonSide | None, *, named: bool) -> _Gathered:
        key = person_key(name)
        if key not in self:
            self[key] = _Gathered(name, side or "hospital", named)
        elif named and not self[key].named:
            self[key].name, self[key].named = name, True
        return self[key]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A mention, its places those of ``source``; ``away`` counts sentences."""

    region: NamedIn
    mention: Mention
    source: str
    name: str
    away: int = 0


def candidates(
    scenery: Scenery,
    m: Marked,
    words: Around,
    text: str,
    walked: Attribution,
    trail: Sequence[GivenQuotation],
    in_a_call: Callable[[str], bool],
) -> list[SpeakerCandidate]:
    """Everybody who may have said ``text``, the quotation ``m``, and nobody.

    ``walked`` is what reading on from the report's beginning gives; ``trail`` are the quotations
    before.
    """
    trail = scenery.told_before(ReportPlace(m.first, m.opened), trail)
    walks = m.first not in scenery.report.anchors
    found = _People()
    pronoun = _note_mentions(found, scenery, m, words)
    if walked.speaker:
        one = found.of(walked.speaker, walked.side, named=walked.named)
        one.note("walked" if walks else "walked_in_note")
        one.note("walked_said", float(walks and walked.said))
        one.note("walked_named", float(walks and walked.named and walked.said))
    _note_told(found, scenery, m, trail, pronoun=pronoun)
    if all(one.side != "caller" for one in found.values()):
        last = next((t.name for t in reversed(trail) if t.side == "caller" and t.name), None)
        found.of(last or _caller_word(scenery), "caller", named=False)
    question = bool(QUESTION.search(text))
    asks = bool(_ASKS.search(words.near))
    when_asked = asks and bool(_WHEN_ASKED.search(words.near))
    before = trail[-1].side if trail and trail[-1].place.block == m.first else None
    letter = _QA.search(words.near)
    for one in found.values():
        side = one.side
        if one.evidence.get("near_subject"):
            one.note(f"{side}_before_asks", float(asks and not when_asked))
        one.note(side)
        for name, holds in (
            ("question", question),
            ("asks", asks),
            ("when_asked", when_asked),
            ("at_q", bool(letter and letter["asks"])),
            ("at_a", bool(letter and not letter["asks"])),
            ("after_caller", before == "caller"),
            ("after_hospital", before == "hospital"),
        ):
            one.note(f"{side}_{name}", float(holds))
        one.note("in_a_call", float(in_a_call(one.name)))
        one.note("named", float(one.named))
    near = any(one.evidence.keys() & {"near", "lead", "tail"} for one in found.values())
    nobody = {
        "nobody": 1.0,
        "nobody_walked": float(walked.speaker is None),
        "nobody_near": float(not near),
        "nobody_before": float(not trail),
        "nobody_after_nobody": float(bool(trail) and trail[-1].name is None),
        "nobody_said": float(walked.said),
        "nobody_cell": float(m.first in scenery.row),
    }
    made = [SpeakerCandidate(one.name, one.side, one.named, one.evidence) for one in found.values()]
    made.append(SpeakerCandidate(None, None, False, nobody))
    if not m.depth:
        return made
    if trail and not any("outer" in one.evidence for one in made):
        outer = trail[-1]  # whoever is quoted repeats their own words, or those of nobody named
        return [SpeakerCandidate(outer.name, outer.side, False, {})]
    # What stands around the outer quotation tells of that one.
    return [
        replace(one, evidence={f"inner_{name}": value for name, value in one.evidence.items()})
        for one in made
    ]


def _note_mentions(found: _People, scenery: Scenery, m: Marked, words: Around) -> bool:
    """Note who is named around; whether a pronoun stands beside the quotation."""
    before = speaker_before(scenery.people, words.near, first=words.near_at == 0)
    after = speaker_after(
        scenery.people, words.cried, goes_on=words.goes_on, leads_on=words.leads_on
    )
    pronoun = False
    for seen in _around(scenery, m, words):
        mention, region, source = seen.mention, seen.region, seen.source
        if mention.kind in ("pronoun", "again") or _SAME.search(source, 0, mention.start):
            pronoun |= region in ("near", "tail")
            continue
        one = found.of(seen.name, mention.side, named=mention.kind == "named")
        close = 1 / (1 + seen.away)
        one.note(region, close)
        if region in ("near", "lead", "outer", "before"):
            subject = not is_object(source, mention) and not owns_a_thing(source, mention)
            one.note(f"{region}_{'subject' if subject else 'object'}", close)
            one.note(f"{region}_asked", close * bool(_ASKED.match(source, mention.end)))
            one.note(f"{region}_speaks", close * bool(_SPEAKS_NEXT.match(source, mention.end)))
        if region == "near":
            one.note("chosen_before", float(mention == before))
            one.note("said_before", float(mention == before and is_said(source, mention)))
            one.note("label", float(bool(_COLON.match(source, mention.end))))
        if region == "tail":
            one.note("chosen_after", float(mention == after))
        if region == "row":
            one.note("row_person", float(mention.end - mention.start >= len(source.strip()) - 1))
    return pronoun


def _note_told(
    found: _People, scenery: Scenery, m: Marked, trail: Sequence[GivenQuotation], *, pronoun: bool
) -> None:
    """Note who was given the quotations before, and the one that a note hangs on."""
    place = ReportPlace(m.first, m.opened)
    spoken = [t for t in trail if t.name and t.side != "caller"]
    if not spoken:
        return
    told = spoken[-1]
    place = scenery.read_at(place, told.place)
    start, end = scenery.sentence(place)
    one = found.of(told.name or "", told.side, named=False)
    in_block = told.place.block == place.block
    in_sentence = in_block and start <= told.place.at < end
    one.note("told_last")
    one.note("told_in_block", float(in_block))
    one.note("told_in_sentence", float(in_sentence))
    one.note("told_just_before", float(in_sentence and trail[-1] is told))
    one.note("told_and_pronoun", float(pronoun))
    if in_block and not in_sentence:
        away = scenery.sentences_between(place.block, told.place.at, place.at)
        one.note("told_near", 1 / (1 + away))


def _caller_word(scenery: Scenery) -> str:
    """What the report calls whoever rings up."""
    for block, persons in enumerate(scenery.persons):
        for mention in persons:
            if mention.side == "caller":
                return scenery.name(block, mention)
    return "caller" if scenery.report.language == "en" else "来电者"


def _around(scenery: Scenery, m: Marked, words: Around) -> Iterator[_Seen]:
    """Everybody named around the quotation."""
    folded = scenery.scene.folded

    def seen(region: NamedIn, block: int, mention: Mention, away: int = 0) -> _Seen:
        return _Seen(region, mention, folded[block], scenery.name(block, mention), away)

    def within(region: NamedIn, block: int, at: int, source: str) -> Iterator[_Seen]:
        for one in scenery.persons[block]:
            if at <= one.start < at + len(source):
                plain = one.plain[0] - at, one.plain[1] - at
                here = replace(one, start=one.start - at, end=one.end - at, plain=plain)
                yield _Seen(region, here, source, scenery.name(block, one))

    lead_at = words.near_at + len(words.near) - len(words.lead)
    yield from within("near", words.block, words.near_at, words.near)
    yield from within("tail", words.tail_block, words.tail_at, words.cried)
    yield from within("next", words.tail_block, words.next_at, words.next)
    for one in scenery.persons[words.block]:
        if lead_at <= one.start < words.near_at:
            yield seen("lead", words.block, one)
    for one in scenery.persons[m.first]:
        if one.start < min(lead_at if words.block == m.first else m.opened, m.opened):
            away = scenery.sentences_between(m.first, one.start, m.opened)
            yield seen("before", m.first, one, max(away - 1, 0))
    if m.first in scenery.row:
        for block, number in scenery.row.items():
            if number == scenery.row[m.first] and block != m.first:
                yield from (seen("row", block, one) for one in scenery.persons[block])
    elif m.first and scenery.heading[m.first] != m.first - 1:
        for one in scenery.persons[m.first - 1]:
            away = scenery.sentences_between(m.first - 1, one.start, len(folded[m.first - 1]))
            yield seen("block_before", m.first - 1, one, away)
    heading = scenery.heading[m.first]
    if heading is not None and heading != m.first:
        yield from (seen("heading", heading, one) for one in scenery.persons[heading])
    if m.depth:
        yield from _in_outer(scenery, m)


def _in_outer(scenery: Scenery, m: Marked) -> Iterator[_Seen]:
    """Those named in the quotation that this one stands in, before it."""
    hidden = scenery.scene.folded[m.first]
    start = m.opened
    while start and hidden[start - 1] == HIDDEN:
        start -= 1
    written = scenery.report.blocks[m.first].text[start : m.opened]
    source = fold(written)
    for one in scenery.people.mentions(source):
        yield _Seen("outer", one, source, written[one.plain[0] : one.plain[1]])
