"""Calls as JSON rows like those of gold/bilingual, and rows of links and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from calltools.alignment.model import Alignment, TurnSpan
from calltools.records import convert, plain
from calltools.transcripts.model import Role, Transcript, Turn

_ROLES: dict[object, Role] = {
    "caller": "investigator", "investigator": "investigator", "hospital": "hospital",
    "other": "other",
}  # fmt: skip


class _TurnFields(Struct):
    text: str
    label: str | None = None
    role: str | None = None


class _CallFields(Struct):
    zh_turns: tuple[_TurnFields, ...]
    en_turns: tuple[_TurnFields, ...]


def read_row(row: Mapping[str, Any]) -> tuple[Transcript, Transcript]:
    """The Chinese and the English of a row; nothing else of it is looked at.

    Raises ValueError for a row without turns.
    """
    data = convert(row, _CallFields)
    zh, en = (
        tuple(Turn(turn.text, turn.label, _ROLES.get(turn.role, "unknown")) for turn in side)
        for side in (data.zh_turns, data.en_turns)
    )
    return Transcript(zh, "zh", "published"), Transcript(en, "en", "published")


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


def _words(turns: Sequence[Turn], span: TurnSpan | None) -> str | None:
    return None if span is None else turns[span.turn].text[span.start : span.end]
