"""The lines of a document as they are weighed: one turn a line, who speaks before what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calltools.transcripts.layout.attribution import labels_first, speaker_first
from calltools.transcripts.layout.named import NamedLabels
from calltools.transcripts.layout.run_on import run_on
from calltools.transcripts.readers.document import Line


def printed_lines(lines: Iterable[Line], named: NamedLabels | None = None) -> Iterator[Line]:
    """The lines, those with several turns cut before each, and before each ``named`` label."""
    compact = (line.compact() for line in lines)
    cut = list(named.cut(compact) if named else compact)
    parts = [speaker_first(part) for part in run_on(cut)]
    yield from labels_first(parts, named.keys if named else ())
