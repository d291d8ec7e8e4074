"""What makes of a quotation which verdict, and how grave the verdicts are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from calltools.messages import Message
from calltools.quotations.model import Audited, EditKind, Verdict

VERDICTS: Mapping[EditKind, Verdict] = {
    "number": "number_changed",
    "unit": "unit_changed",
    "negation": "negation_changed",
    "elision": "elided_meaning_changed",
    "order": "reordered",
    "stitched": "stitched",
    "hedge": "hedge_dropped",
    "word": "word_changed",
    "paraphrase": "paraphrase",
    "left_out": "elided_fair",
    "filler": "filler_dropped",
    "punctuation": "punctuation_only",
}
"""What an edit of a kind makes of a quotation, the gravest first; without any it is verbatim.  Who
said it comes before (``judging.attributed``); a rendering has thresholds of its own
(``judging.translated``)."""

Gravity = Literal["grave", "serious", "minor", "clean", "none"]

GRAVITY: Mapping[Verdict, Gravity] = {
    "callers_words": "grave",
    "wrong_speaker": "grave",
    "wrong_call": "grave",
    "not_found": "grave",
    "number_changed": "grave",
    "unit_changed": "grave",
    "negation_changed": "grave",
    "translated_unfaithful": "grave",
    "elided_meaning_changed": "grave",
    "hedge_dropped": "grave",
    "stitched": "grave",
    "unclear": "serious",
    "word_changed": "serious",
    "reordered": "serious",
    "paraphrase": "serious",
    "elided_fair": "clean",
    "translated_faithful": "clean",
    "filler_dropped": "clean",
    "punctuation_only": "clean",
    "verbatim": "clean",
    "not_a_quotation": "none",
}
"""Every verdict, gravest first.  What is clean may be quoted as it stands."""

VERDICT_NAMES: Mapping[str, Message] = {
    "verbatim": Message("Verbatim"),
    "punctuation_only": Message("Punctuation only"),
    "filler_dropped": Message("Filler dropped"),
    "elided_fair": Message("Elided, fair"),
    "elided_meaning_changed": Message("Elided, meaning changed"),
    "number_changed": Message("Number changed"),
    "unit_changed": Message("Unit changed"),
    "negation_changed": Message("Negation changed"),
    "hedge_dropped": Message("Hedge dropped"),
    "word_changed": Message("Word changed"),
    "stitched": Message("Stitched"),
    "reordered": Message("Reordered"),
    "wrong_speaker": Message("Wrong speaker"),
    "callers_words": Message("Caller's words"),
    "wrong_call": Message("Wrong call"),
    "translated_faithful": Message("Translated, faithful"),
    "translated_unfaithful": Message("Translated, unfaithful"),
    "paraphrase": Message("Paraphrase"),
    "not_found": Message("Not found"),
    "unclear": Message("Unclear: read it"),
    "not_a_quotation": Message("Not a quotation"),
}
FRAME_NAMES: Mapping[str, Message] = {
    "second_hand": Message("second hand: the report takes it from another source"),
    "disowned": Message("disowned: the report says that it is wrong or can't be found"),
}


def gravity_of(one: Audited) -> Gravity:
    """How grave what was found is: the verdict, or an answer under another question, which is."""
    return "grave" if one.question_changed else GRAVITY[one.verdict]


def is_alarming(one: Audited) -> bool:
    """Whether a reviewer must act: something grave about words that the report doesn't disown."""
    return gravity_of(one) == "grave" and one.quotation.frame != "disowned"
