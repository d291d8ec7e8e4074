"""A call in the application: its sound and words, and beside each turn what is to be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from starlette.responses import FileResponse, JSONResponse, Response

from calltools.review.amending import statement_of
from calltools.review.desk import Reviewed
from calltools.review.item_state import State
from calltools.site.card_list import listed
from calltools.site.cards import Cards, ItemCard
from calltools.site.page_response import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.transcripts.model import UNKNOWN, Role, Transcript
from calltools.views.call_page import CallDesk, call_view
from calltools.views.timeline import wave


def call(visit: Visit) -> Response:
    """The page of a call; ``turn`` and ``form`` in the address open a form below a turn."""
    reviewed = visit.reviewed()
    transcript = reviewed.transcript
    if transcript is None:
        raise NotFoundError("this address", "leads to no call")
    stated = {
        state.key: record
        for state in reviewed.of_kind("statement")
        if state.item and (record := statement_of(state))
    }
    return shown(
        visit,
        call_view(
            transcript,
            [*stated.values()],
            title=reviewed.name,
            keys=[*stated],
            desk=_desk(visit, reviewed, transcript),
        ),
    )


def _desk(visit: Visit, reviewed: Reviewed, transcript: Transcript) -> CallDesk:
    around = listed(visit, reviewed)
    cards = Cards(visit, reviewed, around.query, beside_words=True)
    by_turn: defaultdict[int, list[State]] = defaultdict(list)
    others = []
    for state in around.work.found:
        turn = around.turns.get(state.key)
        if turn is not None and turn in range(len(transcript.turns)):
            by_turn[turn].append(state)
        else:
            others.append(state)
    return CallDesk(
        address=address_of(reviewed.name),
        sound=visit.sound_at(reviewed.name),
        cards=CardsByTurn(cards, by_turn, around.work.numbers),
        others=cards.of_all(others, around.work.numbers),
        listed=around,
        whole=reviewed.whole,
        hides=reviewed.hides,
        is_aligned=bool(reviewed.of_kind("link")),
        voices=_voices(transcript),
        form=visit.request.query_params.get("form", ""),
        at=visit.asked("turn"),
    )


class CardsByTurn(Mapping[int, Sequence[ItemCard]]):
    """The cards beside each turn, made as they are asked for: a page shows a stretch of a call."""

    def __init__(
        self, cards: Cards, states: Mapping[int, Sequence[State]], numbers: Mapping[str, int]
    ) -> None:
        self._cards, self._states, self._numbers = cards, states, numbers

    def __getitem__(self, turn: int) -> Sequence[ItemCard]:
        return self._cards.of_all(self._states[turn], self._numbers)

    def __iter__(self) -> Iterator[int]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)


def _voices(transcript: Transcript) -> Mapping[str, Role]:
    roles = {party.speaker: party.role for party in transcript.parties}
    speakers = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker)
    return {speaker: roles.get(speaker, UNKNOWN) for speaker in speakers}


def sound(visit: Visit) -> Response:
    """The sound of a call; a browser asks for the ranges it needs."""
    path = visit.desk.sounds.sound(visit.name)
    if path is None:
        raise NotFoundError(visit.name, "has no recording here")
    return FileResponse(path, media_type=visit.desk.sounds.mime_type)


def peaks(visit: Visit) -> Response:
    """The envelope of a call's sound, as the path that the picture draws."""
    heights = visit.desk.sounds.peaks(visit.name)
    return JSONResponse({"path": wave(heights), "peaks": len(heights)})
