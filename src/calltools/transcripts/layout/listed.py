"""Lists and tables of results: an item or a row tells of a call, and what was said there.

3. 2 March, City Hospital, the nurse on duty: Come on Tuesday. (recording 3)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.paragraphs import NUMBER, Paragraphs
from calltools.transcripts.layout.prose_cues import PHONE, Cues, Ground, is_address, size

_COLON = re.compile(r"[：﹕︰]|(?<!\d):(?=\s)|(?<=\d):(?=\s)")
_OPENS = re.compile(r"\s*[“\"「『‘《]")
_AFTER = re.compile(
    r"\s*[（(\[［【][^（）()\[\]［］【】]*\d[^（）()\[\]［］【】]*[）)\]］】]\s*[.。]?\s*$"
)
_ENDED = re.compile(r"[.!?。！？…][”’」』\"')）]?$")
_CLAUSES = re.compile(r"[,，;；…—?？!！]")
_TRIM = " \t,，、.。;；:：()（）[]—–-"
_LONGEST_HEAD = 90  # characters before the colon


@dataclass(frozen=True, slots=True)
class Listed:
    """Words that may be a turn: ``start`` to ``end`` of block ``block``, in the item or row that
    the blocks ``first`` to ``last`` are.  ``label`` is (block, start, end)."""

    first: int
    last: int
    block: int
    start: int
    end: int
    label: tuple[int, int, int] | None
    row: bool


def listed(paragraphs: Paragraphs, ground: Ground) -> list[Listed]:
    """The items and rows that name a hospital, and words after that."""
    cells = {b for row in paragraphs.rows.values() for b in row}
    quoted = {q.marked.first for q in ground.quoted}
    found = [
        item
        for b, block in enumerate(paragraphs.blocks)
        if b not in cells and b not in quoted and block.kind != "heading"
        for item in _item(b, ground)
    ]
    found += (entry for row in paragraphs.rows.values() for entry in _row(row, ground))
    return sorted(found, key=lambda entry: entry.block)


def _item(b: int, ground: Ground) -> Iterator[Listed]:
    text = ground.blocks[b].text
    colon = next((c for c in _COLON.finditer(text, 0, _LONGEST_HEAD) if c.start() > 4), None)
    if colon is None or _OPENS.match(text, colon.end()):
        return
    named = [n for n in ground.reading.hospitals.find(text) if n.end <= colon.start()]
    if not named:
        return
    after = _AFTER.search(text, colon.end())
    start, end = _trimmed(text, colon.end(), after.start() if after else len(text), " \t")
    if start == end:
        return
    at = named[-1].end
    label = _trimmed(text, at, colon.start(), _TRIM)
    if label[0] == label[1]:
        label = _trimmed(text, named[-1].start, colon.start(), _TRIM)
    yield Listed(b, b, b, start, end, (b, *label), False)


def _row(row: range, ground: Ground) -> Iterator[Listed]:
    texts = {b: ground.blocks[b].text for b in row}
    if len(texts) < 3:
        return
    named = [b for b in row if ground.reading.hospitals.find(texts[b])]
    others = [b for b in row if b not in named[:1]]
    if not named or not others:
        return
    body = max(others, key=lambda b: size(texts[b]))
    people = [b for b in others if b != body and not any(c.isdigit() for c in texts[b])]
    label = (people[0], 0, len(texts[people[0]])) if people else None
    yield Listed(row[0], row[-1], body, 0, len(texts[body]), label, True)


def _trimmed(text: str, start: int, end: int, what: str) -> tuple[int, int]:
    while start < end and text[start] in what:
        start += 1
    while end > start and text[end - 1] in what:
        end -= 1
    return start, end


def listed_cues(ground: Ground, found: list[Listed]) -> list[Cues]:
    """The cues of each that it is a turn of a call."""
    alike = Counter(entry.row for entry in found)
    return [_cues(ground, entry, alike[entry.row]) for entry in found]


def _cues(ground: Ground, entry: Listed, alike: int) -> Cues:
    body = ground.blocks[entry.block].text[entry.start : entry.end]
    if entry.row:
        head = "\t".join(
            ground.blocks[b].text for b in range(entry.first, entry.last + 1) if b != entry.block
        )
    else:
        head = ground.blocks[entry.first].text[: entry.start]
    people = ground.reading.people.names(head)
    return {
        "row": entry.row,
        "sentence at the end": bool(_ENDED.search(body)),
        "clauses": bool(_CLAUSES.search(body)),
        "date": bool(dates(head)),
        "somebody of the hospital": any(p.side == "hospital" for p in people),
        "number": bool(NUMBER.match(head)),
        "others alike": log(alike),
        "I or you": is_address(body),
        "size": log(1 + size(body)),
        "brackets all around": body[:1] in "（(" and body[-1:] in "）)",
        "phone before": any(PHONE.search(t) for t in ground.reading.scene.folded[: entry.first]),
    }
