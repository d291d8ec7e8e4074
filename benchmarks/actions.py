"""How many keys a person presses on a page until it is read exactly.

For every document of labelled sets a script plays the person at an import: it takes the first
line that is wrong (whose words it is, that nobody speaks, where a call begins), presses the key
that puts it right, has the page read again with what follows it, and counts until the turns, roles
and calls are as labelled, or no key gets further.
"""

from __future__ import annotations

import argparse
import json
import statistics
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from calltools.evaluation.parsed_calls import score_file
from calltools.page.directions import Directions
from calltools.page.overrides import GivenTag, Tagged
from calltools.page.parse import Parsed
from calltools.page.parse_files import OpenedFile, ReadFile
from calltools.page.rows import to_published
from calltools.page.similar_segments import ReadSegment, call_starts, like

MOST = 12
_HEAD = 12
"""Letters by which the words of a turn are known."""
ROLES: dict[str, GivenTag] = {"caller": "investigator", "hospital": "hospital", "other": "other"}
Row = dict[str, Any]


def actions(file: OpenedFile, labels: Sequence[Row]) -> int | None:
    """How many keys are pressed until the document is read as labelled; None if that does not get
    there."""
    directions = Directions()
    for said in range(MOST + 1):
        read = file.read(directions)
        score = score_file(labels, [to_published(call) for call in read.calls])
        exact = score.turns_exact == score.turns and not score.spurious
        if exact and score.calls_separated == score.calls:
            return said
        further = next_action(read, labels, directions)
        if further is None:
            return None
        directions = replace(directions, tags=(*directions.tags, further))
    return None


def next_action(read: ReadFile, labels: Sequence[Row], directions: Directions) -> Tagged | None:
    """What the first key says that puts something right and was not pressed there before."""
    if read.parsed is None:
        return None
    pressed = {(one.tag, one.at[0]) for one in directions.tags}
    for segment, tag in wrong(read.parsed, labels):
        if (tag, segment.start) not in pressed:
            following = like(read.parsed.segments, segment, tag)
            return Tagged(tag, (segment.start, *(one.start for one in following)))
    return None


def wrong(parsed: Parsed, labels: Sequence[Row]) -> Iterator[tuple[ReadSegment, GivenTag]]:
    """The segments that are read otherwise than labelled, each with what it is."""
    text = parsed.document.text
    spoken = [turn.places[0].start for call in parsed.calls for turn in call.turns if turn.places]
    expected = [
        (plain(turn.get("printed") or turn["text"]), ROLES[turn["role"]], number, index)
        for number, call in enumerate(labels)
        for index, turn in enumerate(call["turns"])
        if turn["role"] in ROLES
    ]
    starts = call_starts(parsed.segments, parsed.calls)
    at = 0
    for one, after in zip_longest(parsed.segments, parsed.segments[1:]):
        if after is not None and after.start < one.end:
            continue  # it quotes what is said
        own = plain(text[one.start : one.end])
        meant = next((e for e in expected[at:] if e[0] and (e[0][:_HEAD] in own)), None)
        if meant is None:
            more = [role for words, role, *_ in expected if own and own in words]
            if (one.state != "nobody") != bool(more) and not (more and len(own) < _HEAD):
                yield one, more[0] if more else "nobody"
            continue
        at = expected.index(meant) + 1
        _words, role, number, index = meant
        if one.role != role or not any(one.start <= start < one.end for start in spoken):
            yield one, role
        if index == 0 and number > 0 and one.start not in starts:
            yield one, "call_begins"
        if index > 0 and one.start in starts:
            yield one, "call_goes_on"


def plain(text: str) -> str:
    """Letters and digits alone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def main() -> None:
    """Counts for each set, and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    options = parser.parse_args()
    counts: list[int | None] = []
    for folder in options.sets:
        files = json.loads((folder / "expected.json").read_bytes())["files"]
        own = []
        for name, labels in files.items():
            file = OpenedFile((folder / name).read_bytes(), name)
            own.append(actions(file, labels["calls"]))
        counts += own
        print(folder.name, summary(own), flush=True)
    print("all", summary(counts))


def summary(counts: Sequence[int | None]) -> dict[str, float]:
    """The median, and how many took six at most."""
    reached = [MOST + 1 if count is None else count for count in counts]
    return {
        "documents": len(counts),
        "median": statistics.median(reached),
        "at most 6": sum(count <= 6 for count in reached) / len(reached),
        "never": sum(count is None for count in counts),
    }


if __name__ == "__main__":
    main()
