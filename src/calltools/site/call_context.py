"""What stands around an item of a call: the turns before and after, the question, the other
language, both sides of a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from calltools.messages import Message
from calltools.review.desk import Reviewed
from calltools.review.item_state import State
from calltools.review.links import SIDES, LinkRow, LinkSide, SaidTurn, link_rows
from calltools.review.reviewed_statements import turn_span
from calltools.views.card import ContextSide, ContextTurn
from calltools.views.marked_text import ItemMark, mark_up

_AROUND = 1
"""How many turns before and after are shown."""
_HERE = 0
"""No item's number: the mark only shows the place."""
_TITLES: Mapping[LinkSide, str] = {"zh": Message("Chinese"), "en": Message("English")}
_OTHER: Mapping[LinkSide, LinkSide] = {"zh": "en", "en": "zh"}


class CallContext:
    """What is around the items of one call, read once for all of them."""

    def __init__(self, reviewed: Reviewed) -> None:
        self.transcript = reviewed.transcript
        self._states = reviewed.states
        self._turns: dict[str, int | None] = {}

    def of(self, state: State) -> tuple[ContextSide, ...]:
        """The sides of an item; none where its words are not to be found any more."""
        if self.transcript is None or state.item is None:
            return ()
        if state.kind == "statement":
            return self._of_statement(state)
        return tuple(self._of_finding(state)) if state.kind == "finding" else ()

    def when(self, state: State) -> tuple[int | None, int | None]:
        """When an item was said, as far as its words or its turn tell (ms)."""
        if state.item is None:
            return None, None
        anchor = state.item.anchor
        if anchor.start_ms is not None or self.transcript is None:
            return anchor.start_ms, anchor.end_ms
        number = self.turn(state)
        turns = self.transcript.turns
        if number is None or number >= len(turns):
            return None, None
        return turns[number].start_ms, turns[number].end_ms

    def turn(self, state: State) -> int | None:
        """The turn of the transcript in which an item stands, or beside which."""
        if state.key not in self._turns:
            self._turns[state.key] = self._turn_of(state)
        return self._turns[state.key]

    def _turn_of(self, state: State) -> int | None:
        if state.item is None:
            return None
        if state.kind == "statement":
            at = self.transcript and turn_span(self.transcript, state)
            return at[0] if at else state.item.anchor.turn
        if state.kind == "finding":
            zh, en = state.item.row.get("zh_turns"), state.item.row.get("en_turns") or ()
            beside = zh or [n for turn in en for n in self._across("en", turn)]
            return min(beside, default=None)
        return state.item.anchor.turn

    def _of_statement(self, state: State) -> tuple[ContextSide, ...]:
        assert self.transcript is not None and state.item is not None
        turns, row = self.transcript.turns, state.item.row
        at = turn_span(self.transcript, state)
        number = at[0] if at else state.item.anchor.turn
        if number is None or number >= len(turns):
            return ()
        moved = number - int(row.get("turn_index", number))
        asked = [row.get("ref_turn"), *(cue["turn_index"] for cue in row.get("evidence") or ())]
        numbers = {*range(number - _AROUND, number + _AROUND + 1)}
        numbers |= {one + moved for one in asked if one is not None}
        marks = [ItemMark(at[1], at[2], _HERE, "none")] if at else []
        shown: list[ContextTurn] = []
        for one in sorted(n for n in numbers if 0 <= n < len(turns)):
            turn = turns[one]
            shown.append(
                ContextTurn(
                    one,
                    turn.role,
                    mark_up(turn.text, marks if one == number else ()),
                    turn.speaker or "",
                    turn.start_ms,
                    self._in_other_language(one, turn.text),
                    inside=one == number,
                    gap=bool(shown) and shown[-1].number < one - 1,
                )
            )
        return (ContextSide(self.transcript.language, tuple(shown)),)

    def _of_finding(self, state: State) -> Iterator[ContextSide]:
        assert state.item is not None
        row = state.item.row
        for side in SIDES:
            inside = set(row.get(f"{side}_turns") or ())
            numbers = inside or {
                one
                for turn in row.get(f"{_OTHER[side]}_turns") or ()
                for one in self._across(_OTHER[side], turn)
            }
            span = row.get(f"{side}_span")
            shown = tuple(self._side_turns(side, numbers, inside, span))
            if shown:
                yield ContextSide(side, shown, _TITLES[side])

    def _side_turns(
        self,
        side: LinkSide,
        numbers: set[int],
        inside: set[int],
        span: Mapping[str, int] | None,
    ) -> Iterator[ContextTurn]:
        said = self._rows[side]
        around = {n + by for n in numbers for by in range(-_AROUND, _AROUND + 1)}
        for number in sorted(around & said.keys()):
            marks = []
            if span and span["turn"] == number:
                marks = [ItemMark(span["start"], span["end"], _HERE, "none")]
            turn, _ = said[number]
            runs = mark_up(turn.text, marks)
            yield ContextTurn(number, turn.role, runs, inside=number in inside)

    @cached_property
    def _rows(self) -> Mapping[LinkSide, Mapping[int, tuple[SaidTurn, LinkRow]]]:
        """The turns of each side, by number, with the rows that they stand in."""
        rows = link_rows(self._states)
        return {
            side: {turn.number: (turn, row) for row in rows for turn in row.turns(side)}
            for side in SIDES
        }

    def _across(self, side: LinkSide, turn: int) -> Iterable[int]:
        """The turns that go with a turn on the other side; else those of its neighbours."""
        rows = self._rows[side]
        own, beside = (
            [n for one in near if one in rows for n in rows[one][1].numbers(_OTHER[side])]
            for near in ((turn,), (turn - 1, turn + 1))
        )
        return own or beside

    def _in_other_language(self, number: int, text: str) -> str:
        """What goes with a turn of the transcript, where the transcript itself was aligned."""
        for side in SIDES:
            turn, row = self._rows[side].get(number, (None, None))
            if turn and row and turn.text == text:
                return " ".join(other.text for other in row.turns(_OTHER[side]))
        return ""
