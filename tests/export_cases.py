"""Calls to export, for tests: the demonstration call, the labelled set, hostile texts."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

import demo_call
from calltools.statements import Statement
from calltools.statements.dialogues import read_dialogues
from calltools.tables.export import entries_of_rows
from calltools.tables.table_rows import CallEntry
from calltools.transcripts.model import Call, Transcript, Turn

_KNOWN = (
    "=1+1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "\n-1", "'=1", "''+1", "'两周", "+86 000", "-",
    "_x0041_", "<b>&\"'", "\ufffe\uffff", "\x00", "\x1b[31m", "\u202e周两", "a\u2028b", "a\x85b",
    "\r\n", " 两周 ", '"', "\U0001f600", "https://example.org/", "NA", "null", "True", "007", "1e5",
    "<r>两周</r>", "<r><t>\x00=1</t></r>", "<r></r>",
)  # fmt: skip
hostile = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
hostile |= st.sampled_from(_KNOWN)


def demo() -> CallEntry:
    call = demo_call.transcript()
    return CallEntry("demo-call", demo_call.statements(call), call)


def labelled(shared: Path) -> list[CallEntry]:
    """The labelled dialogues with their statements."""
    folder = shared / "gold" / "statements"
    dialogues = dict(read_dialogues((folder / "dialogues.jsonl").read_text("utf-8"), "dialogues"))
    text = (folder / "statements.jsonl").read_text("utf-8")
    return entries_of_rows(text, "statements.jsonl", "gold", dialogues)


def one_turn(text: str, **values: object) -> CallEntry:
    """A call of one turn, all of it a statement about waits; ``values`` are its fields."""
    fields: dict[str, object] = {"id": "s01", "category": "wait_time", **values}
    call = Transcript(
        (Turn(text, text, "hospital"),), call=Call(hospital=text, date="2006-01-02", synthetic=True)
    )
    statement = Statement(turn_index=0, start=0, end=len(text), quote=text, **fields)  # type: ignore[arg-type]
    return CallEntry("one", [statement], call)
