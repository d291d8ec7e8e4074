"""The translation of a call, taken back from a file that another program changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import partial, print_table, say
from calltools.cli.review import open_review
from calltools.files import bytes_of
from calltools.language.plain_text import counted

if TYPE_CHECKING:
    from calltools.review.returned_translation import ProposedChange
    from calltools.store.call_folder import Folder


def take_translation(
    name: str, edited: Path, operator: str, reason: str | None, *, ask: bool
) -> bool:
    """Make corrections of the translation in a DOCX, XLIFF or TMX file, shown before they are kept;
    False where the file is none of these.

    What somebody else changed since the file was written is listed and left as it is; the exit
    code is 3 then.
    """
    from calltools.alignment.exchange import is_returned, read_returned

    data = bytes_of(edited)
    if not is_returned(data, str(edited)):
        return False
    from calltools.review.returned_translation import keep_proposed, proposed

    files = read_returned(data, str(edited))
    review = open_review()
    actor = operator or "reviewer"
    plan = proposed(review, name, files, actor)
    if plan.changes:
        print_table(("Row", "Of", "Before", "After"), _rows(plan.changes))
        count = counted(len(plan.changes), "change")
        if ask:
            click.confirm(f"Keep {count} of the translation of {name}?", abort=True, err=True)
        chosen = [one.id for one in plan.changes]
        keep_proposed(review, name, files, actor, chosen, reason)
        say(f"{name}: {count} kept")
    else:
        say(f"{edited}: nothing differs that can be kept")
    for remark in plan.remarks:
        say(f"warning: {edited}: {remark}")
    if plan.overtaken:
        say("changed by others since the file was written, and left as it is:")
        rows = ((*row, one.now, one.by) for row, one in zip(
            _rows(plan.overtaken), plan.overtaken, strict=True
        ))  # fmt: skip
        print_table(("Row", "Of", "Before", "In the file", "Now", "By"), rows)
    partial([], len(plan.changes), "correct", needs_person=plan.overtaken)
    return True


def _rows(changes: Iterable[ProposedChange]) -> list[tuple[str, str, str, str]]:
    return [(str(one.row + 1), one.kind, one.before, one.after) for one in changes]


def english_corrections(folder: Folder) -> tuple[list[dict[str, Any]], list[tuple[str, ...]]]:
    """The corrections of the English of a call, as records and as rows of a table."""
    from calltools.corrections.translation import describe_translation, translation_row
    from calltools.review.alignment_items import corrected_calls

    outcomes = [one for call in corrected_calls(folder) for one in call.translation.outcomes]
    rows: list[tuple[str, ...]] = []
    for outcome in outcomes:
        event, state = outcome.correction, ": ".join(filter(None, (outcome.state, outcome.why)))
        what = describe_translation(event)
        rows.append((event.id, event.time, event.actor or "", what, state, event.reason or ""))
    records = [
        {**translation_row(one.correction), "state": one.state, "why": one.why} for one in outcomes
    ]
    return records, rows


def undo_english(folder: Folder, ids: Sequence[str], operator: str) -> list[str]:
    """Take back those of the corrections ``ids`` that are of the English; gives them."""
    from calltools.corrections.translation import translation_corrections
    from calltools.corrections.translator import undo_translation

    log = folder.register.log
    known = [event.id for event in translation_corrections(log, folder.recording)]
    meant = [one for one in ids if one in known]
    for event in meant:
        undo_translation(log, folder.recording, event, operator, of_others=True)
        say(f"{event}: taken back")
    return meant
