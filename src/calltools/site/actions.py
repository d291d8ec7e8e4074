"""What people do: decisions, corrections, additions, undo, and the news of what others did."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from calltools.corrections.editable_transcript import Run
from calltools.corrections.editor import Editor
from calltools.errors import CalltoolsError, ConflictError, SettingsError
from calltools.review.event import Decision
from calltools.review.permissions import require
from calltools.site.deciding import kept, refused, sent
from calltools.site.visit import Visit, address_of, call_at
from calltools.store.database import is_gone
from calltools.transcripts.correction import HEADER_FIELDS, ON_WORDS

_POLL_S = 0.5  # between looks for news
_NEWS_S = 0.3
"""How old news may be: all who wait for them look at once."""
_MEMBER_POLLS = 8
"""After how many looks for news it is asked whether the session still lasts."""


def decide(visit: Visit) -> Response:
    """Keep a decision of one item, as :func:`calltools.site.deciding.sent` reads it."""
    reviewed = visit.reviewed()
    state, member = visit.state_in(reviewed), visit.who
    try:
        asked = sent(visit, state)
        require(member.name, member.duty, asked.action, state)
        event = visit.desk.review.decide(
            reviewed.name,
            state.key,
            asked.action,
            member.name,
            value=asked.value,
            reason=asked.reason,
            seen=asked.seen,
            after=asked.after,
        )
    except ConflictError as error:
        return refused(visit, error, 409)
    except SettingsError as error:
        if not visit.is_form:
            raise
        return refused(visit, error, 422)
    return kept(visit, reviewed.name, state.key, {"event": event.id})


def add(visit: Visit) -> Response:
    """Add a statement that the machine missed: ``turn``, ``fields``, and of a selection of its
    words ``start`` and ``end`` (code points) and ``text``, which must stand there."""
    visit.require_may("add", "statement")
    body = visit.body
    fields, turn = body.get("fields"), visit.number("turn")
    if not isinstance(fields, dict):
        raise SettingsError("fields", "expected the fields of a statement")
    fields = {name: value for name, value in fields.items() if value not in ("", None)}
    selection = None
    if any(body.get(name) not in (None, "") for name in ("start", "end")):
        start, end = visit.number("start"), visit.number("end")
        transcript = visit.reviewed().transcript
        turns = transcript.turns if transcript else ()
        if turn not in range(len(turns)) or turns[turn].text[start:end] != body.get("text"):
            raise ConflictError(visit.name, "the words there have changed", "load the page again")
        selection = (start, end)
    event = visit.desk.review.add_statement(visit.name, turn, selection, fields, visit.who.name)
    back = f"{call_at(visit.name)}?turn={turn}#{event.item}"
    return visit.answer({"event": event.id}, back)


def correct(visit: Visit) -> Response:
    """Correct the transcript: ``what`` is turn, text, speaker, split, join, role, name or header.

    A turn is split before the word at ``start`` (code points); ``was`` are the words that ``text``
    puts others for, as they were seen.
    """
    visit.require_may("correct", "call")
    change = _change(visit)
    made = visit.desk.review.correct(
        visit.name, visit.who.name, change, visit.text("reason") or None
    )
    turn = visit.text("turn", 9)
    back = call_at(visit.name) + (f"?turn={turn}#t{turn}" if turn else "")
    return visit.answer({"corrections": [correction.id for correction in made]}, back)


def _change(visit: Visit) -> Callable[[Editor], None]:
    words, value = visit.text("words", 100) or None, visit.text("value")
    voice = visit.text("speaker", 200)
    what = visit.text("what", 20)
    number = visit.number("turn") if what in ("turn", *ON_WORDS) else 0
    changes: dict[str, Callable[[Editor], None]] = {
        "turn": lambda editor: _turn(editor, number, value, voice),
        "text": lambda editor: editor.text(_words_seen(visit, editor, number, words), value),
        "speaker": lambda editor: editor.change("speaker", number, value),
        "split": lambda editor: editor.change(
            "split", _words_from(editor, number, visit.number("start"))
        ),
        "join": lambda editor: editor.change("join", number),
        "role": lambda editor: editor.change("role", voice, value),
        "name": lambda editor: editor.change("name", voice, value),
        "header": lambda editor: editor.change("header", visit.text("fact", 40), value),
    }
    if what == "header" and visit.text("fact", 40) not in HEADER_FIELDS:
        raise SettingsError("fact", f"expected one of {', '.join(HEADER_FIELDS)}")
    if what not in changes:
        raise SettingsError("what", f"expected one of {', '.join(changes)}, found {what!r}")
    return changes[what]


def _turn(editor: Editor, number: int, text: str, speaker: str) -> None:
    """A turn as a form gives it back: its words, its voice, where they are others."""
    there = editor.words(number)
    before = editor.draft.turns[there.turn]
    if speaker and speaker != before.speaker:
        editor.change("speaker", number, speaker)
    if text != before.text:
        editor.text(editor.words(number), text)


def _words_seen(visit: Visit, editor: Editor, turn: int, words: str | None) -> Run:
    """Words of a turn, which must be what ``was`` there where that is told."""
    there, was = editor.words(turn, words), visit.text("was")
    if was and editor.draft.text(there) != was:
        raise ConflictError(visit.name, "the words there have changed", "load the page again")
    return there


def _words_from(editor: Editor, turn: int, start: int) -> Run:
    there = editor.words(turn).turn
    found = editor.draft.touched(there, start, sys.maxsize)
    if found is None:
        raise SettingsError("start", f"expected a place in the turn, found {start!r}")
    return found


def news(visit: Visit) -> Response:
    """What others decide, as it comes (server-sent events): the address of the call or report and
    the key of the item, never what was decided; of what the member may open and may see."""
    decisions, is_logged_in = visit.desk.review.decisions, visit.desk.access.member

    async def lines() -> AsyncIterator[str]:
        seq = await run_in_threadpool(decisions.last)
        yield "event: ready\ndata: from now on\n\n"  # how many there were is nobody's news
        for number in count():
            await asyncio.sleep(_POLL_S)
            if await visit.request.is_disconnected():
                return
            try:
                asks = number % _MEMBER_POLLS == 0
                if asks and await run_in_threadpool(is_logged_in, visit.session) is None:
                    return
                seq, events = await run_in_threadpool(_new, visit, seq)
            except (CalltoolsError, SQLAlchemyError) as error:
                if not is_gone(error):
                    raise
                continue  # the database comes back
            for event in events:
                told: dict[str, Any] = {
                    "call": address_of(event.call), "item": event.item, "by": event.actor,
                    "correction": event.action == "correct",
                }  # fmt: skip
                yield f"data: {json.dumps(told)}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


def _new(visit: Visit, seq: int) -> tuple[int, list[Decision]]:
    """What came after ``seq`` and is to be told, and how far the log goes."""
    last, events = visit.desk.review.changed_since(seq, visit.who.name, _NEWS_S)
    reach = visit.desk.reach.of(visit.who) if events else None
    return last, [event for event in events if reach and reach.may_see(event)]
