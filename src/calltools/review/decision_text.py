"""Decisions in words: what people may do and did, as messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.alignment.items import FINDING_NAMES
from calltools.alignment.model import UNIT_STATES
from calltools.corrections.correction_log import describe
from calltools.corrections.translation import TranslationCorrection, describe_translation
from calltools.messages import ITEMS, LABELLED, Message, in_a_row
from calltools.quotations.verdicts import VERDICT_NAMES
from calltools.records import convert
from calltools.review.event import TRANSLATION, Decision
from calltools.review.order import decided
from calltools.statements.statement_text import CATEGORIES, FIELD_NAMES, VALUE_NAMES
from calltools.transcripts.correction import Correction

ACTION_NAMES: Mapping[str, Message] = {
    "confirm": Message("confirm"),
    "reject": Message("reject"),
    "amend": Message("amend"),
    "add": Message("add"),
    "agree": Message("agree"),
    "disagree": Message("disagree"),
    "move": Message("move"),
    "accept": Message("accept"),
    "override": Message("override"),
    "comment": Message("comment"),
    "read": Message("read"),
    "assign": Message("assign"),
    "adjudicate": Message("adjudicate"),
    "correct": Message("correct"),
    "undo": Message("take back"),
}
ITEM_NAMES: Mapping[str, Message] = {
    "statement": Message("statement"),
    "finding": Message("finding"),
    "link": Message("link"),
    "quotation": Message("quotation"),
    "check": Message("check"),
    "call": Message("call"),
}
SAID_NAMES: Mapping[str, Message] = {
    **FIELD_NAMES,
    "wait": Message("wait, in words"),
    "verdict": Message("verdict"),
    "text": Message("comment"),
    "people": Message("people"),
    "blind": Message("blind"),
    "hide_machine": Message("without the machine"),
    "kinds": Message("kinds of items"),
    "zh": Message("Chinese"),
    "en": Message("English"),
    "translation_differs": Message("read that the translation differs"),
    "type": Message("Kind"),
    "note": Message("Note"),
    "state": Message("Translation"),
}
"""What a decision says, by the fields of its value."""
_BY_FIELD: Mapping[str, Mapping[str, Message]] = {
    "verdict": VERDICT_NAMES,
    "category": CATEGORIES,
    "type": FINDING_NAMES,
    "state": {state: Message(state) for state in UNIT_STATES},
    "kinds": ITEM_NAMES,
    **dict.fromkeys(("modality", "qualifier", "availability", "count_period"), VALUE_NAMES),
}


def event_line(event: Decision) -> str:
    """An event in words."""
    if event.action == "correct":
        told = {"action": ACTION_NAMES["correct"], "details": _corrected(event)}
        return Message("{action} ({details})", **told)
    action, value = decided(event)
    parts = (
        in_a_row(SAID_NAMES.get(name, name), _said(name, of_field), by=LABELLED)
        for name, of_field in value.items()
        if name != "transcript_sha256"
    )
    name, details = ACTION_NAMES[action], in_a_row(*parts, by=ITEMS)
    return Message("{action} ({details})", action=name, details=details) if details else name


def _corrected(event: Decision) -> str:
    if event.label == TRANSLATION:
        return describe_translation(convert(dict(event.value), TranslationCorrection))
    return describe(convert(dict(event.value), Correction))


def _said(name: str, value: Any) -> str:
    if isinstance(value, Mapping):  # words that were selected
        return f"“{value.get('text', '')}”"
    if isinstance(value, list | tuple):
        return in_a_row(*(_said(name, one) for one in value))
    if isinstance(value, bool):
        return Message("yes") if value else Message("no")
    return _BY_FIELD.get(name, {}).get(value) or str(value)
