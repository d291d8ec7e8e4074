"""The links of an alignment as they stand: the machine's, and the turns that people moved since.

A ``move`` says all turns of its link, and so does who confirms one that people changed; of two that
claim a turn the later holds, and what nobody claims is where the machine put it.  So every turn is
in exactly one link, whatever is undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from calltools.alignment.model import UnitState
from calltools.review.item_state import State

LinkSide = Literal["zh", "en"]

SIDES: tuple[LinkSide, LinkSide] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """A turn of one side: its number there, who says it, what."""

    number: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the machine with the turns that are in it now."""

    state: State
    zh: tuple[SaidTurn, ...]
    en: tuple[SaidTurn, ...]

    @property
    def is_changed(self) -> bool:
        """Whether people put other turns in it."""
        return not self._has({})

    @property
    def unit_state(self) -> UnitState:
        """How far its translation is: what people said about it where that is not stale and its
        turns are those that they said it of, else by whether there is any."""
        state = self.state
        is_settled = not (state.stale or state.conflict) and self._has(state.value)
        if is_settled and state.status == "confirmed":
            chosen: UnitState = state.value.get("state", "reviewed")
            return chosen
        assert state.item is not None, "what is gone is no row"
        has_english = any(turn.text for turn in self.en) or "added" in state.item.content
        return "translated" if has_english else "initial"

    def turns(self, side: LinkSide) -> tuple[SaidTurn, ...]:
        """The turns of a side."""
        return self.zh if side == "zh" else self.en

    def _has(self, value: Mapping[str, Any]) -> bool:
        """Whether it has the turns that a decision names; without any, the machine's."""
        item = self.state.item
        assert item is not None, "what is gone is no row"
        return all(self.numbers(side) == tuple(value.get(side, item.row[side])) for side in SIDES)

    def numbers(self, side: LinkSide) -> tuple[int, ...]:
        """The numbers of the turns of a side."""
        return tuple(turn.number for turn in self.turns(side))


def link_rows(states: Iterable[State]) -> list[LinkRow]:
    """The links of a call, in the order in which the machine has them: that of the Chinese."""
    links = [state for state in states if state.kind == "link" and state.item is not None]
    placed = {side: _placed(links, side) for side in SIDES}
    return [LinkRow(state, placed["zh"][state.key], placed["en"][state.key]) for state in links]


def _placed(links: Sequence[State], side: LinkSide) -> dict[str, tuple[SaidTurn, ...]]:
    owner: dict[int, str] = {}
    said: dict[int, SaidTurn] = {}
    for state in links:
        for turn in _of_machine(state, side):
            owner[turn.number] = state.key
            said[turn.number] = turn
    claiming = (state for state in links if side in state.value)
    for state in sorted(claiming, key=lambda one: (one.time, one.event)):
        owner.update((number, state.key) for number in state.value[side] if number in said)
    return {
        state.key: tuple(said[n] for n in sorted(owner) if owner[n] == state.key) for state in links
    }


def _of_machine(state: State, side: LinkSide) -> list[SaidTurn]:
    item = state.item
    assert item is not None, "what is gone has no words"
    before = 0 if side == "zh" else len(item.row["zh"])
    numbers = item.row[side]
    words = item.words[before : before + len(numbers)]
    return [SaidTurn(n, role, text) for n, (role, text) in zip(numbers, words, strict=True)]
