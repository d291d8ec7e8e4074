"""Why a verdict was given, in a sentence that quotes both readings."""

from __future__ import annotations

from calltools.quotations.corpus import Entry
from calltools.quotations.judging.attributed import AttributionCheck
from calltools.quotations.model import Edit, Location

_FORMS = {
    "number": "A figure was changed: the transcript has {source}, the quotation {quoted}.",
    "unit": "A unit was changed: the transcript has {source}, the quotation {quoted}.",
    "negation": "A negation was changed: the transcript has {source}, the quotation {quoted}.",
    "elision": "What the dots leave out changes the sense: {source}.",
    "order": "The parts stand in another order: the transcript has {source} elsewhere.",
    "stitched": "Words of separate turns are joined without a mark: {source}, then {quoted}.",
    "hedge": "The transcript is less certain: it has {source}, the quotation {quoted}.",
    "word": "The words differ: the transcript has {source}, the quotation {quoted}.",
    "paraphrase": "Said in other words: the transcript has {source}.",
    "left_out": "Words are left out, marked as such, and the sense stays: {source}.",
    "filler": "Only fillers were left out: {source}.",
    "punctuation": "Only the punctuation differs: {source} and {quoted}.",
}
_CLIPPED = {
    "number": "A figure was cut: {source} stands beside these words.",
    "unit": "A unit was cut off: {source} stands beside these words.",
    "negation": "A negation was cut off: {source} stands beside these words.",
    "hedge": "The doubt or condition was cut off: {source} stands beside these words.",
}
_DOUBTFUL = "Whether the doubt before these words is about them can't be told: {source}."
_LONG = 90


def explain(gravest: Edit | None, place: Location, entry: Entry) -> str:
    """The sentence for the gravest difference, or for none."""
    where = f" ({turns_of(place)} of {entry.id})"
    if gravest is None:
        return f"Word for word in the transcript{where}."
    forms = _CLIPPED if gravest.op == "clip" else _FORMS
    clipped = gravest.op == "clip" and gravest.doubtful
    form = _DOUBTFUL if clipped else forms[gravest.kind]
    text = form.format(source=quote(gravest.source), quoted=quote(gravest.quoted))
    return text.removesuffix(".") + where + "."


def explain_attribution(check: AttributionCheck, place: Location, entry: Entry) -> str:
    """The sentence for words that were given to somebody else."""
    where = f"{turns_of(place)} of {entry.id}"
    said, given = check.said or "somebody else", check.given or "the hospital"
    if check.fault == "callers_words":
        return f"The caller ({said}) said these words, not {given} ({where})."
    if check.fault == "wrong_speaker":
        return f"{said} said these words, not {given} ({where})."
    known = "" if check.claimed else "; no transcript is known to be of that hospital"
    return f"These words were said at {said}, not at {given} ({where}){known}."


def quote(words: str) -> str:
    """``words`` in quotation marks, long ones shortened; "nothing" where there are none."""
    plain = " ".join(words.split())
    if not plain:
        return "nothing"
    if len(plain) > _LONG:
        plain = f"{plain[: _LONG // 2]} … {plain[-_LONG // 2 :]}"
    return f"“{plain}”"


def turns_of(place: Location) -> str:
    """Which turns a place touches, counted from 0 as everywhere: "turns 3 to 5"."""
    first, last = place.turn_range
    return f"turn {first}" if first == last else f"turns {first} to {last}"
