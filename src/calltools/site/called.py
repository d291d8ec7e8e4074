"""A call in the application: its sound and words, and beside each turn what is to be decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from starlette.responses import FileResponse, JSONResponse, Response

from calltools.review.desk import Reviewed
from calltools.review.fold import State
from calltools.review.rules import may
from calltools.site.cards import ItemCard, cards_of
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.statements.record import Statement
from calltools.transcripts.model import UNKNOWN, Role, Transcript
from calltools.views.call_page import CallDesk, call_view
from calltools.views.timeline import wave


def call(visit: Visit) -> Response:
    """The page of a call; ``turn`` and ``form`` in the address open a form below a turn."""
    reviewed = visit.reviewed()
    transcript = reviewed.transcript
    if transcript is None:
        raise NotFoundError("this address", "is of no call")
    stated = [state for state in reviewed.of_kind("statement") if _statement(state)]
    return shown(
        visit,
        call_view(
            transcript,
            [statement for state in stated if (statement := _statement(state))],
            title=reviewed.name,
            keys=[state.key for state in stated],
            desk=_desk(visit, reviewed, transcript),
        ),
    )


def _desk(visit: Visit, reviewed: Reviewed, transcript: Transcript) -> CallDesk:
    address, duty = address_of(reviewed.name), visit.who.duty
    by_turn: defaultdict[int, list[ItemCard]] = defaultdict(list)
    others = []
    for card in cards_of(reviewed, ("statement", "finding"), visit.who):
        if card.turn is not None and card.turn in range(len(transcript.turns)):
            by_turn[card.turn].append(card)
        else:
            others.append(card)
    query = visit.request.query_params
    at = query.get("turn", "")
    return CallDesk(
        address=address,
        sound=f"/calls/{address}/sound" if visit.desk.sounds.has(reviewed.name) else "",
        cards=by_turn,
        others=others,
        whole=reviewed.whole,
        hides=reviewed.hides,
        is_aligned=bool(reviewed.of_kind("link")),
        voices=_voices(transcript),
        may_correct=may(duty, "correct", "call"),
        may_add=may(duty, "add", "statement"),
        form=query.get("form", ""),
        at=int(at) if at.isascii() and at.isdigit() and len(at) < 9 else 0,
    )


def _voices(transcript: Transcript) -> Mapping[str, Role]:
    roles = {party.speaker: party.role for party in transcript.parties}
    speakers = dict.fromkeys(turn.speaker for turn in transcript.turns if turn.speaker)
    return {speaker: roles.get(speaker, UNKNOWN) for speaker in speakers}


def _statement(state: State) -> Statement | None:
    """The record as it stands: the machine's, with what people put right of it."""
    if state.item is None:
        return None
    put_right = state.value if state.status in ("amended", "added") else {}
    row = {"turn_index": 0, "start": 0, "end": 0, "quote": "", **state.item.row, **put_right}
    try:
        return Statement.from_json(row)
    except (ValueError, KeyError):
        return None


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
