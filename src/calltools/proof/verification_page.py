"""The page of a check: what was found, who vouches for the rest, what no check can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from calltools.language.plain_text import sentence
from calltools.proof.verification import Flaw, FlawKind, Verification
from calltools.views.render import render

_PARTS: tuple[tuple[FlawKind, str, str], ...] = (
    ("broken", "Not as recorded", "Bytes are not what was recorded, signed or stamped."),
    ("doubtful", "For a person to look at", "Nobody recorded it, or clocks contradict each other."),
    ("note", "To know", "Nothing is wrong with these, but you should know about them."),
)


@dataclass(frozen=True, slots=True)
class VerifyView:
    """What a check found, as a page shows it."""

    template: ClassVar[str] = "verify.html"

    title: str
    found: Verification
    outcome: str
    facts: Sequence[tuple[str, str | int]]
    parts: Sequence[tuple[str, str, Sequence[Flaw]]]
    vouched: Sequence[str]


def verify_page(found: Verification) -> str:
    """The page, as HTML."""
    facts = (
        ("Checked", found.root.name),
        ("At", found.time),
        ("Compared", found.compared()),
        ("Recordings left out", found.left_out),
    )
    view = VerifyView(
        title=f"Custody of {found.root.name}",
        found=found,
        outcome=sentence(found.outcome()),
        facts=facts,
        parts=[
            (heading, meaning, of)
            for severity, heading, meaning in _PARTS
            if (of := found.of(severity))
        ],
        vouched=[sentence(line) for line in found.vouched()],
    )
    return render(view)
