"""The findings between calls as items: what ``calltools check`` last found in the workspace."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.records import Row
from calltools.review.item import ReviewItem, call_key, keyed
from calltools.transcripts.correction import Target

BETWEEN_CALLS = "/calls"
"""Under what name they are decided of: no call and no report is called so."""


def check_items(rows: Sequence[Row]) -> list[ReviewItem]:
    """An item for each finding, and one for all of them.

    A finding is the same as long as its evidence is: that is what its id tells.
    """
    whole = ReviewItem(
        "call",
        BETWEEN_CALLS,
        "",
        "",
        Target(),
        {"name": "between calls"},
        key=call_key(BETWEEN_CALLS),
    )
    return [whole, *keyed(map(_item, rows))]


def _item(row: Row) -> ReviewItem:
    return ReviewItem(
        "check",
        BETWEEN_CALLS,
        "",
        str(row["kind"]),
        Target(text=str(row["id"])),
        row,
        tuple(sorted(("", f"{e['source']}, {e['fact']}: {e['value']}") for e in row["evidence"])),
        {"calls": sorted(row["calls"])},
    )
