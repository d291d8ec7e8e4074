"""The page of a check: what was found, who vouches for the rest, what no check can show."""

from __future__ import annotations

from calltools.data import read_data
from calltools.proof.faults import Verification
from calltools.proof.words import outcome, vouched
from calltools.publish.page import render
from calltools.publish.plain_text import sentence
from calltools.times import span

_PARTS = (
    ("broken", "Not as recorded", "Bytes are not what was recorded, signed or stamped."),
    ("doubtful", "For a person to look at", "Nobody recorded it, or clocks contradict each other."),
    ("note", "To know", "Nothing is wrong with these; whoever judges should know of them."),
)


def verify_page(found: Verification) -> str:
    """The page, as HTML."""
    counts = found.counts
    facts = (
        ("Checked", found.root.name),
        ("At", found.time),
        ("Recordings", counts["recordings"]),
        ("Sound decoded", span(counts["sound_ms"])),
        ("Artefacts", counts["artefacts"]),
        ("Steps", counts["steps"]),
        ("Entries of the ledger", counts["entries"]),
        ("Calls opened by people of a team", counts["openings"]),
        ("Files", counts["files"]),
        ("Recordings left out", found.left_out),
    )
    return render(
        {"verify.html": read_data("publish/assets/verify.html")},
        title=f"Custody of {found.root.name}",
        found=found,
        outcome=sentence(outcome(found)),
        facts=facts,
        parts=[
            (heading, said, of)
            for severity, heading, said in _PARTS
            if (of := found.of(severity))  # type: ignore[arg-type]
        ],
        vouched=[sentence(line) for line in vouched(found)],
    )
