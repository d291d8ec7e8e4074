"""What was read in documents for people at a terminal: each turn with the number of its line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path

from calltools.page.parse_files import ReadFile
from calltools.transcripts.readers.document import line_starts


def table(results: Mapping[Path, ReadFile]) -> str:
    """A line for each turn, with the number of the line where its words begin."""
    return "".join(f"{line}\n" for path, read in results.items() for line in _lines(path, read))


def _lines(path: Path, read: ReadFile) -> Iterator[str]:
    if not read.calls:
        yield f"{path}: no call"
    starts = line_starts(read.parsed.document) if read.parsed else []
    for number, call in enumerate(read.calls, start=1):
        known = call.call
        facts = (known.hospital, known.date or known.date_printed, known.time, known.phone)
        heading = "  ".join(filter(None, facts))
        yield f"{path}, call {number} of {len(read.calls)}  {heading}".rstrip()
        for turn in call.turns:
            words = turn.text if turn.printed is None else turn.printed
            line = bisect_right(starts, turn.places[0].start) if turn.places else ""
            yield f"{line:>6}  {turn.role:<12} {turn.speaker or '-'}\t{words}"
