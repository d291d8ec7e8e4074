"""Tables out: what was extracted, from a workspace or from files, in the formats people use."""

from calltools.tables.export.export_file import export
from calltools.tables.export.loading import (
    dialogues_by_id,
    entries_of,
    entries_of_rows,
    entry_of_recording,
    extracted,
    how_many,
    without_repeats,
)

__all__ = [
    "dialogues_by_id",
    "entries_of",
    "entries_of_rows",
    "entry_of_recording",
    "export",
    "extracted",
    "how_many",
    "without_repeats",
]
