"""Calls as JSON rows like those of gold/bilingual, and rows of links and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calltools.alignment.model import Alignment, TurnSpan
from calltools.records import plain
from calltools.transcripts.model import Role, Transcript, Turn

_ROLES: dict[object, Role] = {
    "caller": "investigator", "investigator": "investigator", "hospital": "hospital",
    "other": "other",
}  # fmt: skip


def read_row(row: Mapping[str, Any]) -> tuple[Transcript, Transcript]:
    """The Chinese and the English of a row; nothing else of it is looked at.

    Raises ValueError for a row without turns.
    """
    return (
        Transcript(_turns(row, "zh_turns"), "zh", "published"),
        Transcript(_turns(row, "en_turns"), "en", "published"),
    )


def to_row(
    identity: object, zh: Sequence[Turn], en: Sequence[Turn], alignment: Alignment
) -> dict[str, Any]:
    """``id``, ``links`` and ``findings`` of a call; spans are the words themselves.

    Severity and confidence of the findings stand beside.
    """
    findings = [
        plain(finding)
        | {"zh_span": _words(zh, finding.zh_span), "en_span": _words(en, finding.en_span)}
        for finding in alignment.findings
    ]
    links = [[list(link.zh), list(link.en)] for link in alignment.links]
    return {"id": identity, "links": links, "findings": findings}


def _turns(row: Mapping[str, Any], side: str) -> tuple[Turn, ...]:
    turns = row.get(side)
    if not isinstance(turns, list):
        raise ValueError(f"{side} expects a list of turns, found {turns!r:.60}")
    return tuple(_turn(turn, f"{side}[{number}]") for number, turn in enumerate(turns))


def _turn(turn: object, where: str) -> Turn:
    if not isinstance(turn, Mapping) or not isinstance(turn.get("text"), str):
        raise ValueError(f"{where} expects an object with a text, found {turn!r:.60}")
    label, role = turn.get("label"), turn.get("role")
    known = _ROLES.get(role, "unknown") if isinstance(role, str) else "unknown"
    return Turn(turn["text"], label if isinstance(label, str) else None, known)


def _words(turns: Sequence[Turn], span: TurnSpan | None) -> str | None:
    return None if span is None else turns[span.turn].text[span.start : span.end]
