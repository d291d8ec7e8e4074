"""What a search found: for people at a terminal, and for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calltools.language.plain_text import counted
from calltools.statements.record import Statement
from calltools.statements.statement_text import wording
from calltools.store.search import Hit
from calltools.times import position
from calltools.transcripts.writers.table import csv_text


def summary(hits: Sequence[Hit]) -> str:
    """How many were found, and how many of them only by sound."""
    by_sound = sum(hit.found_by == "sound" for hit in hits)
    return counted(len(hits), "hit") + (f", {by_sound} of them only by sound" if by_sound else "")


def hits_text(hits: Iterable[Hit]) -> str:
    """The hits below each other, a blank line between them."""
    return "\n".join(map(_shown, hits))


def _shown(hit: Hit) -> str:
    """A hit for people: where, then what was said with a turn before and after."""
    when = "" if hit.start_ms is None else f" {position(hit.start_ms)}"
    facts = ", ".join(filter(None, (hit.hospital, hit.date)))
    by_sound = "  [sounds like it]" if hit.found_by == "sound" else ""
    lines = (
        f"{hit.call} turn {hit.turn_index}{when}{f' ({facts})' if facts else ''}{by_sound}",
        hit.before and f"    {hit.before}",
        f"  > {hit.role or 'unknown'}: {hit.text}",
        hit.after and f"    {hit.after}",
        hit.statement and f"    = {_in_words(hit)}",
    )
    return "".join(f"{line}\n" for line in lines if line)


def _in_words(hit: Hit) -> str:
    """The statement of a hit; empty where it is a turn."""
    if hit.statement is None:
        return ""
    try:
        return wording(Statement.from_json(hit.statement)).line()
    except ValueError as error:  # a person changed the line
        return f"a statement that can't be read: {error}"


def hits_csv(hits: Iterable[Hit]) -> str:
    """A row for each hit, with the statement in words."""
    names = (
        "call", "hospital", "date", "turn_index", "start_ms", "role", "text", "before", "after",
        "statement", "found_by",
    )  # fmt: skip
    rows = [
        [_in_words(hit) if name == "statement" else getattr(hit, name) for name in names]
        for hit in hits
    ]
    return csv_text(names, rows)
