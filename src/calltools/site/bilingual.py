"""A call beside its translation: links to move, findings to answer and to add, English to put
right, and how far each row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

from starlette.responses import Response

from calltools.alignment.corrected_alignment import (
    CorrectedCall,
    corrected_turns,
    without_old_spans,
)
from calltools.alignment.exchange.units import memory_of
from calltools.alignment.items import Item, items
from calltools.alignment.model import (
    MEMORY_REASONS,
    UNIT_STATES,
    AlignedCall,
    Finding,
    FindingType,
    Link,
)
from calltools.errors import SettingsError
from calltools.messages import Message
from calltools.review.desk import Reviewed
from calltools.review.event import AddedFinding, SelectedWords
from calltools.review.item_state import State
from calltools.review.links import SIDES, LinkRow, link_rows
from calltools.review.permissions import require
from calltools.review.reviewed_alignment import check_all_links, finding_states, reviewed_alignment
from calltools.review.translating import add_finding, choose_state, translator
from calltools.site.card_list import listed, on_alignment
from calltools.site.cards import STATUSES, Cards
from calltools.site.page_response import shown
from calltools.site.visit import NotFoundError, Visit, address_of, call_at
from calltools.views.alignment_desk import AlignmentDesk, RowDesk
from calltools.views.alignment_page import AlignmentView, alignment_view, numbered
from calltools.views.stretches import Stretch, stretches

ROWS_AT_ONCE = 80
"""How many rows are shown together: a page of fewer is there at once."""


def alignment(visit: Visit) -> Response:
    """Both languages side by side, a row for each link, the cards of its findings beside it; the
    filter in the address, and ``row`` or ``item``, say which rows."""
    reviewed = visit.reviewed()
    rows = link_rows(reviewed.states)
    if reviewed.transcript is None or not rows or not reviewed.aligned:
        raise NotFoundError(reviewed.name, "has nothing published to be aligned with")
    check_all_links(reviewed, rows)
    return shown(visit, _BilingualPage(visit, reviewed, rows).view())


class _BilingualPage:
    """The page of one call, for the person who asks."""

    def __init__(self, visit: Visit, reviewed: Reviewed, rows: Sequence[LinkRow]) -> None:
        self._visit = visit
        self._reviewed = reviewed
        self._rows = rows
        self._corrected: CorrectedCall = reviewed.aligned[0]
        self._listed = listed(visit, reviewed, on_alignment(visit.request.url.query))
        self._states: dict[str, State] = {}
        self._call = self._shown_call()
        self._row_of: dict[tuple[str, int], int] = {
            (side, turn): number
            for number, row in enumerate(rows)
            for side in SIDES
            for turn in row.numbers(side)
        }

    def _shown_call(self) -> AlignedCall:
        """The call with the English as it stands, a link for each row, and the findings that the
        viewer may see, those that people added among them."""
        call = self._corrected.call
        findings: list[Finding] = []
        for finding, state in finding_states(self._reviewed, call.alignment):
            findings.append(replace(finding, id=state.key))
            self._states[state.key] = state
        shown_findings = without_old_spans(findings, self._old(findings))
        links = [
            Link(row.numbers("zh"), row.numbers("en"), before.confidence, before.moved)
            for row, before in zip(self._rows, call.alignment.links, strict=True)
        ]
        return replace(
            call,
            alignment=replace(call.alignment, links=tuple(links), findings=tuple(shown_findings)),
            corrections=tuple(corrected_turns(self._corrected)),
            comparison=None if self._reviewed.hides else call.comparison,
        )

    def _old(self, findings: Sequence[Finding]) -> frozenset[str]:
        """The ids of findings whose English is no longer where they say."""
        turns = self._corrected.call.en.turns
        gone = set()
        for finding in findings:
            item, span = self._states[finding.id].item, finding.en_span
            assert item is not None, "what is gone is not shown"
            is_there = span is None or turns[span.turn].text[span.start : span.end] in [
                text for _, text in item.words
            ]
            if item.row.get("id") in self._corrected.outdated or not is_there:
                gone.add(finding.id)
        return frozenset(gone)

    def view(self) -> AlignmentView:
        """All that the page shows."""
        work = self._listed.work
        things = numbered(items(self._call), work.numbers)
        by_row: defaultdict[int, list[State]] = defaultdict(list)
        heard: defaultdict[int, list[Item]] = defaultdict(list)
        asked = {state.key for state in work.found}
        for thing in sorted(things, key=lambda one: one.number):
            if not thing.finding:
                heard[self._place(thing)].append(thing)
            elif thing.finding in asked:
                by_row[self._place(thing)].append(self._states[thing.finding])
        wanted = sorted(by_row) if work.asked.chosen else range(len(self._rows))
        pages = stretches(wanted, ROWS_AT_ONCE, self._first(by_row))
        here = next((page for page in pages if page.is_here), None)
        numbers = [n for n in wanted if here is None or here.first <= n <= here.last]
        return alignment_view(self._call, self._desk(by_row, heard, numbers, pages), things)

    def _place(self, thing: Item) -> int:
        """The row that something to look at stands beside."""
        of_zh = (thing.zh_span.turn,) if thing.zh_span else thing.zh_turns
        of_en = (thing.en_span.turn,) if thing.en_span else thing.en_turns
        places = [("zh", turn) for turn in of_zh] + [("en", turn) for turn in of_en]
        return next((self._row_of[one] for one in places if one in self._row_of), 0)

    def _first(self, by_row: Mapping[int, Sequence[State]]) -> int:
        """The row that the address asks for, or that of the item that it does."""
        if key := self._visit.request.query_params.get("item"):
            return next((n for n, of in by_row.items() if key in (one.key for one in of)), 0)
        return self._visit.asked("row")

    def _desk(
        self,
        by_row: Mapping[int, Sequence[State]],
        heard: Mapping[int, Sequence[Item]],
        numbers: Sequence[int],
        pages: Sequence[Stretch],
    ) -> AlignmentDesk:
        visit, name, translation = self._visit, self._reviewed.name, self._corrected.translation
        memory = memory_of([reviewed_alignment(self._reviewed, self._corrected)])
        cards = Cards(visit, self._reviewed, self._listed.query, beside_words=True)
        return AlignmentDesk(
            address=address_of(name),
            sound=visit.sound_at(name),
            listed=self._listed,
            rows={n: self._row(n, by_row.get(n, ()), heard.get(n, ()), cards) for n in numbers},
            pages=pages,
            corrections=self._corrected.corrected,
            conflicts=tuple(translation.conflicts.values()),
            undo=frozenset(
                one.id for one in translation.standing.values() if self._is_own(one.actor or "")
            ),
            hides=self._reviewed.hides,
            finding_types=get_args(FindingType),
            unit_states=UNIT_STATES[1:],
            memory=len(memory.pairs),
            left_out=[(n, MEMORY_REASONS[one]) for one, n in memory.left_out.most_common()],
        )

    def _is_own(self, actor: str) -> bool:
        return actor == self._visit.who.name or self._visit.who.duty == "lead"

    def _row(
        self, number: int, states: Sequence[State], heard: Sequence[Item], cards: Cards
    ) -> RowDesk:
        row = self._rows[number]
        state = row.state
        assert state.item is not None, "what is gone is no row"
        added = [self._corrected.added.get(turn.number) for turn in row.zh]
        settled = [
            finding.type
            for finding in (() if self._reviewed.hides else self._corrected.settled)
            if {*finding.zh_turns} & {*row.numbers("zh")}
            or {*finding.en_turns} & {*row.numbers("en")}
        ]
        numbers = self._listed.work.numbers
        return RowDesk(
            key=state.key,
            seen=state.item.sha256,
            after=state.heads,
            unit=row.unit_state,
            status="" if state.status == "open" else STATUSES[state.status],
            by=state.by_whom,
            stale=state.stale,
            event=state.event if self._is_own(state.by) else "",
            left_out=row.zh[0].number if row.zh and not row.en else None,
            added=next(filter(None, added), None),
            cards=[
                (cards.of(one, numbers.get(one.key, 0)), not (one.item and one.item.stands))
                for one in states
            ],
            settled=settled,
            heard=heard,
        )


# ---- what people do


def move(visit: Visit) -> Response:
    """Move a turn of one side (``side``, ``turn``) from the link ``source`` to ``target``."""
    reviewed, member = visit.reviewed(), visit.who
    side, turn, target = visit.text("side", 2), visit.number("turn"), visit.text("target", 60)
    if side not in SIDES or target not in reviewed.by_key:
        raise SettingsError(
            "turn", "expected a side, the number of a turn and a link to move it to"
        )
    require(member.name, member.duty, "move", reviewed.by_key[target])
    event = visit.desk.review.move_turn(
        reviewed.name,
        side,
        turn,
        visit.text("source", 60),
        target,
        member.name,
        seen=visit.text("seen", 64) or None,
    )
    return visit.answer({"event": event.id}, _back(visit))


def write(visit: Visit) -> Response:
    """Put the English of a passage right: ``side`` and ``turn`` say which, ``before`` what stood
    there, ``text`` what is to stand, ``reason`` why."""
    visit.require_may("correct", "call")
    side, turn = visit.text("side", 2), visit.number("turn")
    if side not in SIDES:
        raise SettingsError("side", Message("expected one of {names}", names=list(SIDES)))
    text, before = visit.text("text", 30_000), visit.text("before", 30_000)
    desk = translator(
        visit.desk.review, visit.name, visit.who.name, visit.text("reason", 1_000) or None
    )
    standing = desk.translation.text((side, turn))
    is_same = before.split() == standing.split()  # forms have line ends of their own
    desk.write((side, turn), text, standing if is_same else before)
    kept = desk.keep()
    return visit.answer({"event": kept[0].id if kept else ""}, _back(visit))


def choose(visit: Visit) -> Response:
    """Say how far the translation of a row is: ``state``, with what was ``seen`` of its link."""
    reviewed, member = visit.reviewed(), visit.who
    state = visit.text("state", 20)
    if state not in UNIT_STATES:
        raise SettingsError("state", Message("expected one of {names}", names=list(UNIT_STATES)))
    link = visit.state_in(reviewed)
    require(member.name, member.duty, "confirm", link)
    heads = visit.text("after", 2_000).split() if "after" in visit.body else None
    event = choose_state(
        visit.desk.review,
        reviewed.name,
        link.key,
        state,
        member.name,
        seen=visit.text("seen", 64) or None,
        after=heads,
    )
    return visit.answer({"event": event.id}, _back(visit))


def add_missed(visit: Visit) -> Response:
    """Add a finding that the machine missed: its ``type``, a ``note``, the ``row`` (from 1) and the
    words on either side (``zh``, ``en``), which the script says the places of."""
    visit.require_may("add", "finding")
    kind = visit.text("type", 60)
    if kind not in get_args(FindingType):
        names = list(get_args(FindingType))
        raise SettingsError("type", Message("expected one of {names}", names=names))
    reviewed = visit.reviewed()
    if not reviewed.aligned:
        raise NotFoundError(reviewed.name, "has no translation aligned with it")
    rows = link_rows(reviewed.states)
    row = visit.number("row")
    if not 1 <= row <= len(rows):
        problem = Message("expected a row from 1 to {last}, found {row}", last=len(rows), row=row)
        raise SettingsError("row", problem)
    zh, en = (_selected(visit, rows[row - 1], side) for side in SIDES)
    finding = AddedFinding(cast(FindingType, kind), visit.text("note"), zh, en)
    event = add_finding(visit.desk.review, reviewed.name, finding, visit.who.name)
    return visit.answer({"event": event.id}, _back(visit))


def _selected(visit: Visit, row: LinkRow, side: str) -> SelectedWords | None:
    """The words that were chosen of one side of a row; None for none.

    Raises SettingsError where they are not there, or more than once and nobody said which.
    """
    words = visit.text(side).strip()
    if not words:
        return None
    turns = row.zh if side == "zh" else row.en
    places = [
        (turn.number, at)
        for turn in turns
        for at in range(len(turn.text))
        if turn.text.startswith(words, at)
    ]
    if visit.body.get(f"{side}_turn") not in (None, ""):
        chosen = visit.number(f"{side}_turn"), visit.number(f"{side}_start")
        places = [place for place in places if place == chosen] or places
    if len(places) != 1:
        problem = (
            Message("“{words}” is in that row more than once", words=words[:60])
            if places
            else Message("“{words}” is not in that row", words=words[:60])
        )
        raise SettingsError(side, problem, "choose others")
    turn, start = places[0]
    return SelectedWords(turn, start, start + len(words), words)


def _back(visit: Visit) -> str:
    """The row that something was done with."""
    row = visit.text("back", 12)
    at = f"?row={row}#p{row}" if row.isascii() and row.isdigit() else ""
    return f"{call_at(visit.name)}/alignment{at}"
