"""The page of a check: what was found, who vouches for the rest, what no check can show."""

from __future__ import annotations

from calltools.data import read_data
from calltools.language.plain_text import sentence
from calltools.proof.verification import FlawKind, Verification
from calltools.views.page import render

_PARTS: tuple[tuple[FlawKind, str, str], ...] = (
    ("broken", "Not as recorded", "Bytes are not what was recorded, signed or stamped."),
    ("doubtful", "For a person to look at", "Nobody recorded it, or clocks contradict each other."),
    ("note", "To know", "Nothing is wrong with these; whoever judges should know of them."),
)


def verify_page(found: Verification) -> str:
    """The page, as HTML."""
    facts = (
        ("Checked", found.root.name),
        ("At", found.time),
        ("Compared", found.compared()),
        ("Recordings left out", found.left_out),
    )
    return render(
        {"verify.html": read_data("views/assets/verify.html")},
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
