"""What the text of a parsed document may be taken for, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.language.plain_text import sentence
from calltools.messages import N_
from calltools.page.directions import DROPPED

BLANK = frozenset(["space", "punctuation"])
"""Kinds of what stands between others."""
OUT = frozenset(["note", "left"])
"""Looks of what is in no turn and no fact."""


@dataclass(frozen=True, slots=True)
class TextKind:
    """How a kind of text is called, what it is, and how it looks: ``spoken`` by role, ``apart``
    from the words in a turn, ``data`` of a call, ``note`` beside the turns, ``left`` out."""

    name: str
    look: str
    meaning: str


KINDS = {
    "speech": TextKind(N_("Words"), "spoken", N_("what was said")),
    "translation": TextKind(N_("Translation"), "spoken", N_("the turn in the other language")),
    "label": TextKind(N_("Label"), "apart", N_("who speaks")),
    "gloss": TextKind(N_("Gloss"), "apart", N_("put in by an editor")),
    "stage_direction": TextKind(N_("Stage direction"), "apart", N_("sounds and events")),
    "quote": TextKind(N_("Quotation marks"), "apart", N_("around a turn")),
    "header": TextKind(N_("Header"), "data", N_("data of the call")),
    "legend": TextKind(N_("Legend"), "data", N_("what the labels mean")),
    "number": TextKind(N_("Number"), "data", N_("of a turn or point")),
    "time": TextKind(N_("Time"), "data", N_("of a turn")),
    "narration": TextKind(N_("Narration"), "note", N_("told about the call")),
    "footnote": TextKind(N_("Footnote"), "note", N_("and its mark")),
    "footer": TextKind(N_("Footer"), "note", N_("below the call")),
    "ellipsis": TextKind(N_("Cut"), "note", N_("left out by the publisher")),
    "heading": TextKind(N_("Heading"), "left", N_("of the article")),
    "repeated": TextKind(N_("Told again"), "left", N_("words that are already in a call")),
    "talk": TextKind(
        N_("Other talk"), "left", N_("people speak, but not in a call with a hospital")
    ),
    "commentary": TextKind(N_("Commentary"), "left", N_("said about the calls after them")),
    "page": TextKind(N_("Page"), "left", N_("a menu, a byline, a caption and the like")),
    "unplaced": TextKind(
        N_("Put nowhere"), "left", N_("belongs to no call, or was not understood")
    ),
    DROPPED: TextKind(N_("Left out by hand"), "left", N_("a person said so")),
    "flags": TextKind(N_("Warning"), "left", N_("written by calltools for readers")),
    "navigation": TextKind(N_("Beside the text"), "left", N_("menus, links, comments")),
    "margin": TextKind(N_("Margin"), "left", N_("numbers and times beside the rows")),
    "markup": TextKind(N_("Markup"), "left", N_("signs that are not words")),
    "rule": TextKind(N_("Rule"), "left", N_("a drawn line")),
}


def kind_of(name: str) -> TextKind:
    """What is shown of a kind; one that is not known here is left out by its own name."""
    return KINDS.get(name) or TextKind(sentence(name.replace("_", " "))[:-1], "left", "")


def look_of(name: str) -> str:
    """The classes of text of a kind."""
    if not name or name in BLANK:
        return "blank"
    kind = name.replace(" ", "-").replace("_", "-")
    return f"is-{kind_of(name).look} kind-{kind}"
