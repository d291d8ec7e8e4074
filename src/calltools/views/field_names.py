"""What fields and values of the records are called where they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from calltools.alignment.items import FINDING_NAMES
from calltools.checks.finding import KIND_NAMES
from calltools.language.lexicon import ORGAN_NAMES
from calltools.messages import ITEMS, NOTHING, Message, in_a_row
from calltools.quotations.model import EditOp
from calltools.quotations.verdicts import VERDICT_NAMES
from calltools.review.decision_text import SAID_NAMES
from calltools.statements.statement_text import CATEGORIES, VALUE_NAMES

_SAYERS: Mapping[str, Message] = {
    "hospital": Message("hospital"),
    "investigator": Message("investigator"),
}
_TRUTHS: Mapping[object, Message] = {True: Message("yes"), False: Message("no"), None: NOTHING}

EDIT_NAMES: Mapping[EditOp, Message] = {
    "replace": Message("replace"),
    "delete": Message("delete"),
    "insert": Message("insert"),
    "clip": Message("clip"),
    "elide": Message("elide"),
    "take": Message("take"),
    "mistranslate": Message("mistranslate"),
    "punctuation": Message("punctuation"),
    "paraphrase": Message("paraphrase"),
    "speaker": Message("speaker"),
    "call": Message("call"),
}
"""What was done to the words of the call."""


_OF_VALUES = (
    VERDICT_NAMES, FINDING_NAMES, KIND_NAMES, CATEGORIES, VALUE_NAMES, _SAYERS, ORGAN_NAMES,
)  # fmt: skip


def field_name(name: str) -> str:
    """What a field is called."""
    return SAID_NAMES.get(name, name.replace("_", " "))


def value_name(value: object) -> str:
    """What a value of a field is called, or what it is."""
    if value is None or isinstance(value, bool):
        return _TRUTHS[value]
    if isinstance(value, list | tuple):
        return in_a_row(*map(value_name, value), by=ITEMS)
    plain = str(value)
    for names in _OF_VALUES:
        if plain in names:
            return names[plain]
    return value if isinstance(value, str) else plain
