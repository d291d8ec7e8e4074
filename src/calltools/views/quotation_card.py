"""The card of a quotation, made of the row that an audit keeps of it."""

from __future__ import annotations

from collections.abc import Mapping

from calltools.messages import ITEMS, Message, all_said_in, in_a_row, said_in
from calltools.quotations.report import language_of
from calltools.quotations.verdict_context import ShownBlock, ShownPlace, ShownTurn
from calltools.quotations.verdicts import FRAME_NAMES, GRAVITY
from calltools.records import Row, convert
from calltools.views.card import CardView, ContextSide, ContextTurn, PlaceLink
from calltools.views.field_names import EDIT_NAMES, value_name
from calltools.views.marked_text import ItemMark, MarkedRun, mark_up
from calltools.views.word_difference import DiffPart, difference

_NEW = Message("New since the earlier audit.")
_MACHINE = Message(
    "The transcript is a machine's, reviewed by nobody: listen before you believe it."
)
_NEEDS_PERSON = Message("Needs a person: the rules can't tell.")
_RANKS = {
    "grave": Message("grave"),
    "serious": Message("serious"),
    "minor": Message("minor"),
    "clean": Message("clean"),
}
_HERE = 0
"""No item's number: the mark only shows the place."""


def gravity_of_row(row: Row) -> str:
    """How grave what an audit found is: its verdict, or an answer under another question."""
    if row.get("question_changed"):
        return "grave"
    return next((grave for name, grave in GRAVITY.items() if name == row["verdict"]), "none")


def rank_of(gravity: str) -> str:
    """How grave something is, in words; empty for what has no such measure."""
    return _RANKS.get(gravity, "")


def quotation_card(
    number: int, row: Row, block: ShownBlock | None = None, anchor: str = ""
) -> CardView:
    """The card of the quotation with the ``number`` in its report, in whose paragraph ``block`` it
    stands; what was decided about it, and where it is heard, is added by the person who knows."""
    quote, verdict = str(row["quote"]), str(row["verdict"])
    place = _place_shown(row)
    gravity = gravity_of_row(row)
    differs = all_said_in(row, "translation_differs")
    return CardView(
        "quotation",
        anchor or f"i{number}",
        number,
        value_name(verdict),
        said_in(row, "why"),
        gravity,
        rank_of(gravity),
        _signs(row, gravity, place),
        quote,
        language_of(quote),
        paragraph=_paragraph(number, block),
        differences=_differences(row, quote, place),
        said_language=place.language if place else "",
        rendered=_rendered(row, place),
        differs=differs,
        versions=() if differs or not place else all_said_in(row["context"], "differs"),
        question=_question(row),
        sides=_sides(place, row),
        facts=_facts(row, place),
        roles=_roles(row),
        notes=tuple(_notes(row, gravity, place)),
        previous=value_name(row["previous_verdict"]) if row.get("previous_verdict") else "",
        edits=tuple(
            (
                _edit_name(str(edit.get("op"))),
                str(edit.get("from") or ""),
                str(edit.get("to") or ""),
            )
            for edit in row.get("edits") or ()
        ),
        place=_place(row),
        also_at=tuple(filter(None, map(_place, row.get("also_at") or ()))),
        start_ms=row.get("start_ms"),
        end_ms=row.get("end_ms"),
    )


def _place_shown(row: Row) -> ShownPlace | None:
    """The place that was kept with the row; None where none was, or what can't be one."""
    try:
        return convert(row["context"], ShownPlace) if row.get("context") else None
    except ValueError:
        return None


def _edit_name(op: str) -> str:
    return next((name for one, name in EDIT_NAMES.items() if one == op), op)


def _signs(row: Row, gravity: str, place: ShownPlace | None) -> tuple[str, ...]:
    """What the card is filtered by."""
    present = {
        "needs-person": row.get("needs_person"),
        "question": row.get("question_changed"),
        "differs": place and place.differs,
        "translation": row.get("translation_differs"),
        "changed": row.get("previous_verdict"),
        "new": row.get("new"),
        "not-own": row.get("frame") not in ("own", None),
    }
    names = (name for name, is_so in present.items() if is_so)
    return (str(row["verdict"]), gravity, *names)


def _paragraph(number: int, block: ShownBlock | None) -> tuple[MarkedRun, ...]:
    if block is None:
        return ()
    marks = [ItemMark(s, e, _HERE, "none") for s, e, n in block.quotes if n == number]
    return mark_up(block.text, marks)


def _differences(
    row: Row, quote: str, place: ShownPlace | None
) -> tuple[tuple[DiffPart, ...], ...]:
    """Word by word, from what was said to what is quoted; nothing for a translation."""
    if place is None or row.get("translated"):
        return ()
    return tuple(
        difference(said, quote[start:end], place.language)
        for (start, end, *_), said in zip(place.parts, _said(place), strict=True)
    )


def _rendered(row: Row, place: ShownPlace | None) -> tuple[str, ...]:
    return _said(place) if place and row.get("translated") else ()


def _said(place: ShownPlace) -> tuple[str, ...]:
    """The words of the call that the parts of a quotation stand for."""
    text = {turn.turn: turn.text for turn in place.turns}
    return tuple(text.get(turn, "")[first:last] for _, _, turn, first, last in place.parts)


def _question(row: Row) -> tuple[str, str, int] | None:
    asked = row.get("question_changed")
    if not isinstance(asked, Mapping):
        return None
    return str(asked.get("to", "")), str(asked.get("from", "")), int(asked.get("turn") or 0)


def _sides(place: ShownPlace | None, row: Row) -> tuple[ContextSide, ...]:
    if place is None or not place.turns:
        return ()
    notes = (all_said_in(turn, "differs") for turn in row["context"]["turns"])
    turns = zip(place.turns, notes, strict=True)
    return (ContextSide(place.language, tuple(_turn(*one, place) for one in turns)),)


def _turn(turn: ShownTurn, differs: tuple[str, ...], place: ShownPlace) -> ContextTurn:
    quoted = {part[2] for part in place.parts}
    marks = [ItemMark(s, e, _HERE, "none") for _, _, n, s, e in place.parts if n == turn.turn]
    return ContextTurn(
        turn.turn,
        turn.role,
        mark_up(turn.text, marks),
        turn.speaker,
        turn.start_ms,
        turn.other,
        differs,
        min(quoted, default=0) <= turn.turn <= max(quoted, default=-1),
    )


def _facts(row: Row, place: ShownPlace | None) -> tuple[tuple[str, str], ...]:
    speaker, hospital = row.get("attributed_speaker") or "", row.get("attributed_hospital") or ""
    facts = [
        (Message("The report"), in_a_row(speaker or (hospital and "–"), hospital, by=ITEMS)),
        (Message("The call"), _said_by(row, place)),
        (Message("Claimed"), str(row.get("claimed_transcript") or "")),
    ]
    return tuple((name, value) for name, value in facts if value)


def _said_by(row: Row, place: ShownPlace | None) -> str:
    who = row.get("true_speaker") or ()
    return in_a_row(*who, place.hospital if place else "", by=ITEMS)


def _roles(row: Row) -> tuple[str, ...]:
    """The sides that said it, as messages."""
    return tuple("investigator" if one == "caller" else one for one in row.get("true_role") or ())


def _notes(row: Row, gravity: str, place: ShownPlace | None) -> list[str]:
    return [
        note
        for note, is_so in (
            (_NEW, row.get("new")),
            (_MACHINE, place and place.machine and gravity != "clean"),
            (_NEEDS_PERSON, row.get("needs_person")),
            (FRAME_NAMES.get(str(row.get("frame")), ""), row.get("frame") in FRAME_NAMES),
        )
        if is_so
    ]


def _place(row: Row) -> PlaceLink | None:
    name, turns = row.get("transcript"), row.get("turn_range")
    return PlaceLink(str(name), turns[0], turns[-1]) if name and turns else None
