"""What fields and values of the records are called, as messages."""

from __future__ import annotations

from collections.abc import Mapping

from calltools.messages import NOTHING, Message
from calltools.quotations.model import EditOp
from calltools.quotations.verdicts import VERDICT_NAMES
from calltools.statements.in_words import CATEGORIES

FIELD_NAMES: Mapping[str, Message] = {
    "category": Message("Category"),
    "wait": Message("Wait, in words"),
    "wait_min_days": Message("Least days"),
    "wait_max_days": Message("Most days"),
    "qualifier": Message("Which wait"),
    "availability": Message("Availability"),
    "count_min": Message("Least number"),
    "count_max": Message("Most"),
    "count_period": Message("In which time"),
    "price_min": Message("Least price"),
    "price_max": Message("Highest price"),
    "currency": Message("Currency"),
    "organ": Message("Organ"),
    "vague": Message("Only about"),
    "modality": Message("How it is put"),
    "assent": Message("Agrees with the question"),
    "introduced_by": Message("First said by"),
    "about_other_place": Message("About another place"),
    "historic": Message("About the past"),
    "verdict": Message("Verdict"),
    "text": Message("Comment"),
    "people": Message("People"),
    "translation_differs": Message("The translation differs"),
}
"""Fields of statements, and of what people say of an item."""

_VALUES: Mapping[str, Message] = {
    "asserted": Message("asserted"),
    "hedged": Message("hedged"),
    "conditional": Message("conditional"),
    "hypothetical": Message("hypothetical"),
    "denied": Message("denied"),
    "fastest": Message("fastest"),
    "slowest": Message("slowest"),
    "typical": Message("typical"),
    "available": Message("available"),
    "scarce": Message("scarce"),
    "unavailable": Message("unavailable"),
    "day": Message("day"),
    "week": Message("week"),
    "month": Message("month"),
    "year": Message("year"),
    "total": Message("total"),
    "hospital": Message("hospital"),
    "investigator": Message("investigator"),
    "liver": Message("liver"),
    "kidney": Message("kidney"),
    "heart": Message("heart"),
    "lung": Message("lung"),
    "cornea": Message("cornea"),
    "pancreas": Message("pancreas"),
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


def field_name(name: str) -> str:
    """What a field is called."""
    return FIELD_NAMES.get(name, name.replace("_", " "))


def value_name(value: object) -> str:
    """What a value of a field is called, or what it is."""
    if value is None or isinstance(value, bool):
        return _TRUTHS[value]
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    plain = str(value)
    for names in (VERDICT_NAMES, CATEGORIES, _VALUES):
        if plain in names:
            return names[plain]
    return plain
