"""Why a verdict was given, in a sentence that quotes both readings."""

from __future__ import annotations

from calltools.messages import N_, NOTHING, Message
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.attribution_check import AttributionCheck
from calltools.quotations.model import Edit, Location
from calltools.transcripts.model import HOSPITAL, IN_SENTENCES

_FORMS = {
    "number": N_("A figure was changed: the transcript has {source}, the quotation {quoted}"),
    "unit": N_("A unit was changed: the transcript has {source}, the quotation {quoted}"),
    "negation": N_("A negation was changed: the transcript has {source}, the quotation {quoted}"),
    "elision": N_("What the dots leave out changes the sense: {source}"),
    "order": N_("The parts stand in another order: the transcript has {source} elsewhere"),
    "stitched": N_("Words of separate turns are joined without a mark: {source}, then {quoted}"),
    "hedge": N_("The transcript is less certain: it has {source}, the quotation {quoted}"),
    "word": N_("The words differ: the transcript has {source}, the quotation {quoted}"),
    "paraphrase": N_("Said in other words: the transcript has {source}"),
    "left_out": N_("Words are left out, marked as such, and the sense stays: {source}"),
    "filler": N_("Only fillers were left out: {source}"),
    "punctuation": N_("Only the punctuation differs: {source} and {quoted}"),
}
_CLIPPED = {
    "number": N_("A figure was cut: {source} stands beside these words"),
    "unit": N_("A unit was cut off: {source} stands beside these words"),
    "negation": N_("A negation was cut off: {source} stands beside these words"),
    "hedge": N_("The doubt or condition was cut off: {source} stands beside these words"),
}
_DOUBTFUL = N_("Whether the doubt before these words is about them can't be told: {source}")
_LONG = 90  # characters that are quoted, at most


def explain(gravest: Edit | None, place: Location, entry: Entry) -> Message:
    """The sentence for the gravest difference, or for none."""
    if gravest is None:
        return _there(Message("Word for word in the transcript"), place, entry)
    forms = _CLIPPED if gravest.op == "clip" else _FORMS
    clipped = gravest.op == "clip" and gravest.doubtful
    form = _DOUBTFUL if clipped else forms[gravest.kind]
    words = Message(form, source=quote(gravest.source), quoted=quote(gravest.quoted))
    return _there(words, place, entry)


def _there(finding: Message, place: Location, entry: Entry) -> Message:
    return Message("{finding} ({place}).", finding=finding, place=where(place, entry))


def explain_attribution(check: AttributionCheck, place: Location, entry: Entry) -> Message:
    """The sentence for words that were given to somebody else."""
    values = {
        "said": check.said or Message("somebody else"),
        "given": check.given or IN_SENTENCES[HOSPITAL],
        "place": where(place, entry),
    }
    if check.fault == "callers_words":
        return Message("The caller ({said}) said these words, not {given} ({place}).", **values)
    if check.fault == "wrong_speaker":
        return Message("{said} said these words, not {given} ({place}).", **values)
    if check.claimed:
        return Message("These words were said at {said}, not at {given} ({place}).", **values)
    return Message(
        "These words were said at {said}, not at {given} ({place}); no transcript is known to be "
        "of that hospital.",
        **values,
    )


def quote(words: str) -> str:
    """``words`` in quotation marks, long ones shortened; "nothing" where there are none."""
    plain = " ".join(words.split())
    if not plain:
        return NOTHING
    if len(plain) > _LONG:
        plain = f"{plain[: _LONG // 2]} … {plain[-_LONG // 2 :]}"
    return f"“{plain}”"


def where(place: Location, entry: Entry) -> Message:
    """Which turns a place touches, counted from 0 as everywhere: "turns 3 to 5 of b01"."""
    first, last = place.turn_range
    if first == last:
        return Message("turn {turn} of {transcript}", turn=first, transcript=entry.id)
    return Message(
        "turns {first} to {last} of {transcript}", first=first, last=last, transcript=entry.id
    )
