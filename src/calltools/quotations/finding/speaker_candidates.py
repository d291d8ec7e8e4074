"""Who may have said a quotation, and what in the report speaks for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from calltools.language.names import PersonSide, is_subject, name_key
from calltools.language.quoting.around import Around
from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.scene import fold
from calltools.language.quoting.speakers import ASKS, IS_ASKED
from calltools.quotations.finding.report_mentions import GivenQuotation, ReportPlace, Scenery
from calltools.quotations.finding.reported_question import QUESTION

_AFTER = ("tail", "next")
"""Regions in which somebody may be named who is named nowhere before."""


@dataclass(slots=True)
class SpeakerCandidate:
    """Somebody who may have said it: ``name`` as the report writes it beside the words, ``meant``
    as it writes it in full; both None for nobody named.

    ``last``: where the report was last about them.
    """

    name: str | None
    meant: str | None
    side: PersonSide | None
    evidence: dict[str, float] = field(default_factory=dict)
    last: ReportPlace | None = None

    def note(self, sign: str, value: float = 1.0) -> None:
        """Take in a sign, of several values the highest."""
        if value:
            self.evidence[sign] = max(self.evidence.get(sign, 0.0), value)


class _People(dict[str, SpeakerCandidate]):
    """Who may have said it, by their keys."""

    def of(self, name: str, side: PersonSide | None) -> SpeakerCandidate:
        return self.setdefault(name_key(name), SpeakerCandidate(name, name, side or "hospital"))


def candidates(
    scenery: Scenery,
    m: Marked,
    words: Around,
    carried: Attribution,
    trail: Sequence[GivenQuotation],
    in_a_call: Callable[[str], bool],
) -> list[SpeakerCandidate]:
    """Everybody who may have said the quotation ``m``, and nobody.

    ``carried`` is what the words beside it alone give; ``trail`` are the quotations before.
    """
    place = ReportPlace(m.first, m.opened)
    trail = scenery.told_before(place, trail)
    if m.depth:
        return _of_nested(scenery, m, trail)
    people = _People()
    _note_named(people, scenery, m, words, close=carried.close)
    if carried.speaker:
        somebody = people.of(carried.speaker, carried.side)
        somebody.note("beside" if carried.named else "written_of")
        somebody.note("written_of_said", float(carried.said and not carried.named))
        somebody.note(f"{somebody.side}_close", float(carried.close))
    again = any(
        name.kind == "again"
        for name in scenery.cast[words.block]
        if words.near_at <= name.start < words.near_at + len(words.near)
    )
    _note_told(people, scenery, place, trail, again=again)
    narrated = carried.side == "caller" and carried.speaker is None
    if narrated or all(somebody.side != "caller" for somebody in people.values()):
        caller = next((t.name for t in reversed(trail) if t.side == "caller" and t.name), None)
        somebody = people.of(caller or _caller_word(scenery), "caller")
        somebody.note("beside", float(narrated))
        somebody.note("caller_close", float(narrated and carried.close))
    hospital = scenery.hospital_sentence(place)
    before = trail[-1].side if trail and trail[-1].place.block == m.first else None
    question = bool(QUESTION.search(m.text(scenery.scene.blocks)))
    asks = bool(ASKS.search(words.near))
    signs = {
        "": True,
        "_question": question,
        "_asks": asks,
        "_puts": asks and question,
        "_asked": asks and bool(IS_ASKED.search(words.near)),
        f"_after_{before}": before in ("caller", "hospital"),
    }
    for somebody in people.values():
        for sign, holds in signs.items():
            if somebody.side != "outsider" or not sign:
                somebody.note(f"{somebody.side}{sign}", float(holds))
        somebody.note("in_a_call", float(in_a_call(somebody.meant or "")))
        since = hospital is not None and somebody.last is not None and somebody.last < hospital
        somebody.note("moved", float(since))
    nobody = SpeakerCandidate(None, None, None, {"nobody": 1.0})
    nobody.note("nobody_after_nobody", float(bool(trail) and trail[-1].name is None))
    return [*people.values(), nobody]


def _note_told(
    people: _People,
    scenery: Scenery,
    place: ReportPlace,
    trail: Sequence[GivenQuotation],
    *,
    again: bool,
) -> None:
    """Note who was last given a quotation, the caller apart, and for a note who was given one at
    all; ``again``: words beside this one speak of "the same"."""
    told = [t for t in trail if t.name and t.side != "caller"]
    in_note = place.block in scenery.report.anchors
    for quotation in told if in_note else told[-1:]:
        somebody = people.of(quotation.name or "", quotation.side)
        somebody.last = max(quotation.place, somebody.last or quotation.place)
    if not told:
        return
    last = told[-1]
    somebody = people.of(last.name or "", last.side)
    place = scenery.read_at(place, last.place)
    somebody.note("told_again", float(again))
    if in_note and last.place.block == place.block:
        away = scenery.sentences_between(place.block, last.place.at, place.at)
        somebody.note("told_at_note", 1 / (1 + away))


def _note_named(
    people: _People, scenery: Scenery, m: Marked, words: Around, *, close: bool
) -> None:
    """Note who is named around the quotation; where somebody is named right beside (``close``),
    what stands further away tells nothing."""
    for region, block, start, end in _regions(scenery, m, words):
        for name in scenery.cast[block]:
            if not (start <= name.start < end and name.tells):
                continue
            somebody = people.of(name.meant, name.side)
            if region in ("near", "tail"):
                somebody.name = name.text
            if not is_subject(scenery.scene.folded[block], name):
                somebody.note("spoken_to", float(region == "near"))
                continue
            at = ReportPlace(block, name.start)
            if at < ReportPlace(m.first, m.opened):
                somebody.last = max(at, somebody.last or at)
            away = scenery.sentences_between(block, name.start, m.opened) if block == m.first else 0
            if region == "near" or not (close or region in _AFTER):
                somebody.note(region, 1 / max(away, 1) if region == "before" else 1.0)


def _regions(scenery: Scenery, m: Marked, words: Around) -> Iterator[tuple[str, int, int, int]]:
    """The stretches of the report around the quotation: before it in its sentence and paragraph,
    after it, the paragraph before, its row of a table."""
    near_end = words.near_at + len(words.near)
    lead_at = near_end - len(words.lead)
    yield "near", words.block, words.near_at, near_end
    yield "lead", words.block, lead_at, words.near_at
    yield "tail", words.tail_block, words.tail_at, words.tail_at + len(words.cried)
    yield "next", words.tail_block, words.next_at, words.next_at + len(words.next)
    yield "before", m.first, 0, min(lead_at if words.block == m.first else m.opened, m.opened)
    if m.first in scenery.row:
        for block, number in scenery.row.items():
            if number == scenery.row[m.first] and block != m.first:
                yield "row", block, 0, len(scenery.scene.folded[block])
    elif m.first and scenery.heading[m.first] != m.first - 1:
        yield "block_before", m.first - 1, 0, len(scenery.scene.folded[m.first - 1])


def _caller_word(scenery: Scenery) -> str:
    """What the report calls the person who rings up."""
    for name in (one for block in scenery.cast for one in block if one.side == "caller"):
        return name.text
    return "caller" if scenery.report.language == "en" else "来电者"


def _of_nested(
    scenery: Scenery, m: Marked, trail: Sequence[GivenQuotation]
) -> list[SpeakerCandidate]:
    """Who may have said what is quoted within a quotation: those named in it before, or whoever
    says that one."""
    written = scenery.outer(m)
    source, people = fold(written), _People()
    (named,) = scenery.people.cast([source], [written])
    for name in named:
        if name.tells and is_subject(source, name):
            people.of(name.meant, name.side).note("near")
    if trail:
        outer = trail[-1]
        return [*people.values(), SpeakerCandidate(outer.name, outer.name, outer.side)]
    return list(people.values()) or [SpeakerCandidate(None, None, None)]
