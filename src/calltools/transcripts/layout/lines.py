"""The lines of a document as they are weighed: one turn a line, who speaks before what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calltools.transcripts.layout.attribution import labels_first, speaker_first
from calltools.transcripts.layout.run_on import run_on
from calltools.transcripts.readers.document import Line


def printed_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, those with several turns cut before each."""
    parts = [speaker_first(part) for part in run_on([line.compact() for line in lines])]
    yield from labels_first(parts)
