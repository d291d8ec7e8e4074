"""The page of the checks between calls: each finding with its evidence side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from calltools.checks.finding import FACT_NAMES, KIND_NAMES, WEIGHT_NAMES, CallFinding, Weight
from calltools.messages import said_in
from calltools.records import Row, plain
from calltools.views.card import CardView, Count, Witness
from calltools.views.render import render

GRAVITY: dict[Weight, str] = {"contradiction": "grave", "proposal": "minor", "gap": "none"}
"""How grave a finding is shown."""


@dataclass(frozen=True, slots=True)
class ChecksView:
    """What calls tell about each other, as a page shows it.

    ``cards`` are of type CardView, or of one around it.  ``calls`` and ``publications`` are how
    many were checked, None where that is not known; ``totals`` and ``kinds`` are what may be
    chosen of it.  In the application ``listed`` is what stands around the cards, ``whole`` the
    state of all of it.
    """

    template: ClassVar[str] = "checks.html"

    title: str
    cards: Sequence[Any]
    calls: int | None = None
    publications: int = 0
    totals: Sequence[Count] = ()
    kinds: Sequence[Count] = ()
    listed: Any = None
    whole: Any = None


def check_page(
    findings: Sequence[CallFinding],
    calls: int,
    publications: int,
    links: Mapping[str, str] | None = None,
    title: str = "Calls",
    language: str = "en",
) -> str:
    """One self-contained HTML document of the ``findings`` in so many ``calls``.

    It is in a ``language`` of the interface; ``links`` lead from the names of calls to their pages.
    """
    cards = [check_card(n, plain(finding), links or {}) for n, finding in enumerate(findings, 1)]
    view = ChecksView(
        title,
        cards,
        calls,
        publications,
        counted(cards, WEIGHT_NAMES.items()),
        counted(cards, KIND_NAMES.items()),
    )
    return render(view, language)


def check_card(number: int, row: Row, links: Mapping[str, str], anchor: str = "") -> CardView:
    """The card of a finding between calls, by the row that is kept of it."""
    facts: dict[str, list[tuple[str, str]]] = {}
    for fact in row["evidence"]:
        name = str(fact["fact"])
        facts.setdefault(str(fact["source"]), []).append(
            (FACT_NAMES.get(name, name), fact["value"])
        )
    kind, weight = str(row["kind"]), str(row["weight"])
    return CardView(
        "check",
        anchor or f"i{number}",
        number,
        next((text for name, text in KIND_NAMES.items() if name == kind), kind),
        said_in(row, "note"),
        next((gravity for name, gravity in GRAVITY.items() if name == weight), "none"),
        next((text for name, text in WEIGHT_NAMES.items() if name == weight), ""),
        (kind, weight),
        witnesses=tuple(
            Witness(FACT_NAMES.get(source, source), tuple(told), links.get(source, ""))
            for source, told in facts.items()
        ),
        confidence=row.get("score"),
        source_id=str(row["id"]),
    )


def counted(cards: Sequence[CardView], names: Iterable[tuple[str, str]]) -> list[Count]:
    """The signs that occur, in the order of ``names``, to be filtered by."""
    counts = Counter(sign for card in cards for sign in card.signs)
    gravity = {sign: card.gravity for card in cards for sign in card.signs}
    return [Count(sign, name, counts[sign], gravity[sign]) for sign, name in names if counts[sign]]
