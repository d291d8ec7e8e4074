"""The regions of labelled calls: the lines before, between and after their turns, for fitting and
scoring what is read of a call's facts whatever else is read of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from calltools.transcripts.layout.passages import is_titles
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Line, one_span

_FARTHEST = 6000
"""Characters between one turn and the next."""


@dataclass
class Region:
    """A call's facts as labelled, and its lines; the words of turns are blanks in them."""

    document: str
    facts: dict[str, Any]
    before: list[Line] = field(default_factory=list)
    within: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    titles: Line | None = None
    last_ms: int | None = None


def labelled(gold: Path) -> Iterator[Region]:
    """The regions of a labelled set (a folder with expected.json)."""
    files = json.loads((gold / "expected.json").read_text("utf-8"))["files"]
    for name, wanted in files.items():
        document = read_document((gold / name).read_bytes(), name)
        yield from _regions(f"{gold.name}/{name}", document.body, wanted["calls"])


def _regions(name: str, lines: Sequence[Line], calls: Sequence[Any]) -> Iterator[Region]:
    at = [(i, j) for i, line in enumerate(lines) for j, c in enumerate(line.text) if _counts(c)]
    stream = "".join(lines[i].text[j] for i, j in at)
    spans: list[list[tuple[int, int]]] = []
    position = 0
    for call in calls:
        found = []
        for turn in call["turns"]:
            words = "".join(filter(_counts, turn["text"]))
            start = _find(stream, words, position)
            if start >= 0:
                position = min(start + len(words), len(at))
                found.append((start, position))
        spans.append(found)
    spoken = {at[k] for found in spans for start, end in found for k in range(start, end)}
    silent = [_blanked(line, i, spoken) for i, line in enumerate(lines)]
    last = -1
    for k, (call, found) in enumerate(zip(calls, spans, strict=True)):
        if not found:
            continue
        first, end = at[found[0][0]][0], at[found[-1][1] - 1][0]
        following = spans[k + 1] if k + 1 < len(spans) else []
        until = at[following[0][0]][0] if following else len(lines)
        stamps = [turn.get("end_s") or turn.get("start_s") or 0 for turn in call["turns"]]
        yield Region(
            name,
            call["header"],
            silent[last + 1 : first],
            silent[first : end + 1],
            silent[end + 1 : until],
            next(
                (line for line in reversed(lines[: last + 1]) if is_titles(line.text, line.cells)),
                None,
            ),
            int(1000 * max(stamps)) or None,
        )
        last = end


def _find(stream: str, words: str, position: int) -> int:
    """Where the words stand from ``position`` on; their beginning, if something is between."""
    for piece in (words, words[:20], words[:12], words[:8]):
        start = stream.find(piece, position, position + _FARTHEST + len(piece))
        if start >= 0:
            return start
    return -1


def _counts(char: str) -> bool:
    return not char.isspace() and char not in "\ufeff\u200b"


def _blanked(line: Line, i: int, spoken: set[tuple[int, int]]) -> Line:
    text = "".join(" " if (i, j) in spoken else c for j, c in enumerate(line.text))
    return replace(line, text=text)


def written(path: Path) -> list[Region]:
    """The regions of training/headers/regions.txt."""
    found: list[Region] = []
    for part in re.split(r"^=== ", path.read_text("utf-8"), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        before: list[Line] = []
        titles: Line | None = None
        offset = 0
        for call in re.split(r"^--- ", body, flags=re.M)[1:]:
            facts, _, text = call.partition("\n")
            region = Region("written/" + title.split()[0], _facts(facts), list(before))
            region.titles = titles
            gap = True
            tail: list[Line] = []
            for row in text.split("\n"):
                if not row.strip():
                    gap = True
                    continue
                words = re.sub("[§«»]", " " * 12, row)
                cells = _cells(words)
                spans = one_span(offset, len(words))
                line = Line(words, spans, "row" if cells else "text", gap=gap, cells=cells)
                offset += len(words) + 1
                gap = False
                titles = line if is_titles(line.text, line.cells) else titles
                if words != row:
                    region.within += [*tail, line]
                    tail = []
                elif region.within:
                    tail.append(line)
                else:
                    region.before.append(line)
            region.after = before = tail
            found.append(region)
    return found


def _cells(row: str) -> tuple[tuple[int, int], ...]:
    ends = [m.start() for m in re.finditer("\t", row)]
    return tuple(zip([0, *(e + 1 for e in ends)], [*ends, len(row)], strict=True)) if ends else ()


def _facts(row: str) -> dict[str, Any]:
    facts: dict[str, Any] = dict.fromkeys(
        ("hospital", "date", "phone", "recording_no", "duration_s")
    )
    for pair in filter(None, row.split("; ")):
        name, _, value = pair.partition("=")
        facts[name] = (int(value) if name == "duration_s" else value) if value else None
    return facts
