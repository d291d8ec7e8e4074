"""Tables out: what was extracted, from a workspace or from files, in the formats people use."""

from calltools.publish.export.formats import export
from calltools.publish.export.loading import (
    dialogues_by_id,
    entries_of,
    extracted,
    how_many,
    reviewed_entry,
)
from calltools.publish.export.sources import entries_of_rows, entry_of_recording, without_repeats

__all__ = [
    "dialogues_by_id",
    "entries_of",
    "entries_of_rows",
    "entry_of_recording",
    "export",
    "extracted",
    "how_many",
    "reviewed_entry",
    "without_repeats",
]
