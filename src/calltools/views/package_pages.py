"""The pages of a package: audited reports with what the machine and people say about each
quotation, and the page that leads to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from calltools.messages import Message
from calltools.quotations.verdict_context import ShownReport
from calltools.quotations.verdicts import GRAVITY
from calltools.review.event import Action, Decision
from calltools.review.item_review import REVIEW_NAMES, ItemReview, ReviewStatus, item_review
from calltools.review.item_state import State
from calltools.views.audit_page import by_quotation, report_view
from calltools.views.card import CardView, Count
from calltools.views.clips import Clip
from calltools.views.quotation_card import quotation_card, rank_of
from calltools.views.render import render

_CHANGED = Message("The words of the call were corrected since this was audited.")


@dataclass(frozen=True, slots=True)
class DecidedCard:
    """A card with what people decided about it, and no means to decide: what a card of the
    application has for the person who may only look.  ``clip_file`` is the file of its sound, empty
    for none."""

    view: CardView
    state: State
    review: ItemReview
    clip_file: str
    own: Decision | None = None
    actions: tuple[Action, ...] = ()
    sides: tuple[Any, ...] = ()
    problem: str = ""

    @property
    def status(self) -> str:
        """How things are with it, in words."""
        return REVIEW_NAMES[self.review.status]


@dataclass(frozen=True, slots=True)
class PackagedReport:
    """What the first page of a package tells of a report: its page, how many quotations it has,
    and how many of each standing."""

    name: str
    file: str
    count: int
    totals: Sequence[tuple[ReviewStatus, int]]


@dataclass(frozen=True, slots=True)
class PackageView:
    """The first page of a package."""

    template: ClassVar[str] = "package.html"

    name: str
    until: str
    reports: Sequence[PackagedReport]
    calls: int
    tables: Sequence[tuple[str, str]]


def number_of(state: State) -> int:
    """The number of a quotation in its report, from 1."""
    assert state.item is not None and state.item.anchor.turn is not None, "it is in the report"
    return state.item.anchor.turn + 1


def report_page(
    packaged: PackagedReport,
    report: ShownReport | None,
    states: Sequence[State],
    clips: Mapping[int, tuple[Clip, str]],
    language: str,
) -> str:
    """The page of a report: its text, where ``report`` is given, and a card for each quotation;
    ``clips`` are sounds with their files, by the numbers of quotations."""
    blocks = by_quotation(report)
    cards = []
    for state in states:
        assert state.item is not None, "what is gone is in no report"
        number, row = number_of(state), state.item.row
        card = _decided(quotation_card(number, row, blocks.get(number)), state)
        cards.append(replace(card, clip_file=clips[number][1] if number in clips else ""))
    view = report_view(
        packaged.name,
        report,
        [state.item.row for state in states if state.item],
        [card.view for card in cards],
        {number: clip for number, (clip, _file) in clips.items()},
    )
    standing = [Count(name, REVIEW_NAMES[name], count, "none") for name, count in packaged.totals]
    shown = [replace(card, view=view_) for card, view_ in zip(cards, view.cards, strict=True)]
    view = replace(view, cards=shown, kinds=(*standing, *view.kinds), index="../index.html")
    return render(view, language)


def _decided(view: CardView, state: State) -> DecidedCard:
    """The card as grave as the verdict that holds, and found by how it stands, too."""
    assert state.item is not None, "what is gone is in no report"
    kept = item_review(state)
    gravity = view.gravity
    if kept.status == "overridden":
        verdict = state.value.get("verdict")
        gravity = next((grave for name, grave in GRAVITY.items() if name == verdict), "none")
    signs = (view.signs[0], gravity, *view.signs[2:], kept.status)
    notes = view.notes if state.item.stands else (*view.notes, _CHANGED)
    return DecidedCard(
        replace(view, gravity=gravity, rank=rank_of(gravity), signs=signs, notes=notes),
        state,
        kept,
        "",
    )
