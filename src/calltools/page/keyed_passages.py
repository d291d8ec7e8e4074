"""The lines around a call as passages, with the keys that tell what their values are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from calltools.language.normalise import simplify
from calltools.logistic import logistic
from calltools.page.drafts import FactLines
from calltools.page.header_data import fact_models
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import half_width

Zone = Literal["before", "within", "after"]
Cells = Sequence[tuple[int, int]]

FACTS = ("date", "hospital", "phone", "recording_no", "duration", "respondent", "investigator")
_WORD = re.compile(r"[a-z]+|[一-鿿]+")
_COLON = r"(?:(?<!\d)[:：︰]|[:：︰](?!\d))"
_KEY = re.compile(
    rf"(?:^|(?<=[\s|;；,，。(（【\[·]))([^\s:：︰|;；,，。()（）【】\[\]\d][^:：︰|;；,，。【】\n\t\d]{{0,30}}?)\s*{_COLON}\s*"
)
_COLUMNS = re.compile(r"\t+|[ \xa0]{2,}|　+")
_SENTENCE = re.compile(r"[。.!?！？]\s*$")
_FARTHEST = 60
"""Lines before a call's first turn that are read for it, and as many within it."""
_FOOTERS = 8
"""Lines below a call that may still be its own."""
_LONGEST = 4_000
"""Characters of a passage that are looked at, the last."""
_TITLE = 0.3
"""So likely, at least, a cell that names a column is the key of a fact."""


@dataclass(frozen=True, slots=True)
class Key:
    """``text[start:end]`` of a passage is the value of the key ``name``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A line in which facts of a call may stand; ``at`` are the offsets of a Line.  ``distance``
    counts the lines of its zone between it and the call, ``headings`` and ``sentences`` those of
    them that are headings or end as a sentence does."""

    text: str
    at: Sequence[int]
    kind: str
    zone: Zone
    distance: int = 0
    headings: int = 0
    sentences: int = 0
    keys: tuple[Key, ...] = ()

    def key_of(self, start: int, end: int) -> Key | None:
        """The key whose value holds ``text[start:end]``."""
        return next((k for k in self.keys if k.start <= start and end <= k.end), None)


def key_parts(key: str) -> list[str]:
    """The words of ``key`` and, of Chinese, its characters; the last also with ``$``."""
    plain = simplify(half_width(key)).lower()
    parts: list[str] = []
    for word in _WORD.findall(plain):
        parts += [word] if word.isascii() else [*word, *map("".join, pairwise(word))]
    if parts:
        last = parts[-1][-1] if not parts[-1].isascii() else parts[-1]
        parts.append(last + "$")
    return sorted(set(parts))


@lru_cache(4096)
def key_tells(key: str) -> dict[str, float]:
    """For each of FACTS the probability that ``key`` heads it: 通话日, Line dialled, 接听人."""
    models = {fact: fact_models()[f"key_{fact}"] for fact in FACTS}
    parts = ["bias", *key_parts(key)]
    return {
        fact: logistic(sum(known.get(part, 0.0) for part in parts))
        for fact, known in models.items()
    }


def passages(lines: FactLines) -> list[HeaderLine]:
    """The passages of a call's lines in order; the titles of columns may stand above them."""
    zones: tuple[tuple[Zone, Sequence[Line]], ...] = (
        ("before", lines.before[-_FARTHEST:]),
        ("within", lines.within[:_FARTHEST]),
        ("after", lines.after[:_FOOTERS]),
    )
    titles = _texts(lines.titles.text, lines.titles.cells) if lines.titles else []
    found: list[HeaderLine] = []
    for zone, part in zones:
        printed = [line for line in part if line.text.strip() and line.kind != "rule"]
        for i, line in enumerate(printed):
            text = line.text[-_LONGEST:]
            cells = line.cells if len(text) == len(line.text) else ()
            if is_titles(text, cells or _columns(text)):
                titles = _texts(text, cells or _columns(text))
            below = printed[i + 1 :] if zone == "before" else []
            found.append(
                HeaderLine(
                    text,
                    line.offsets()[-_LONGEST:],
                    line.kind,
                    zone,
                    len(below) + 1 if zone == "before" else i,
                    sum(other.kind == "heading" for other in below),
                    sum(bool(_SENTENCE.search(other.text)) for other in below),
                    tuple(_keys(text, cells, titles)),
                )
            )
    return found


def _texts(text: str, cells: Cells) -> list[str]:
    return [text[start:end].strip() for start, end in cells]


def is_titles(text: str, cells: Cells) -> bool:
    """Whether a row names its columns: three at least, without a figure but its own number, two of
    them keys of facts."""
    words = [cell for cell in _texts(text, cells) if cell and not cell.isdecimal()]
    if len(words) < 3 or any(map(str.isdigit, "".join(words))):
        return False
    return sum(len(word) <= 30 and max(key_tells(word).values()) > _TITLE for word in words) > 1


def _columns(text: str) -> Cells:
    """The columns that tabs or runs of blanks make; none if there is but one."""
    cells, at = [], len(text) - len(text.lstrip())
    for gap in _COLUMNS.finditer(text, at):
        if gap.end() < len(text):
            cells.append((at, gap.start()))
            at = gap.end()
    return (*cells, (at, len(text))) if cells else ()


def _keys(text: str, cells: Cells, titles: Sequence[str]) -> Iterator[Key]:
    """The keys before a colon; else those that the titles of the columns, or the first of two
    columns, are."""
    plain = half_width(text)
    found = False
    for part in cells or ((0, len(text)),):
        marks = list(_KEY.finditer(plain, *part))
        ends = [*(mark.start() for mark in marks[1:]), part[1]]
        for mark, end in zip(marks, ends, strict=False):
            found = found or bool(plain[mark.end() : end].strip())
            yield Key(_COLUMNS.split(mark[1])[-1], mark.end(), end)
    if found and not cells:
        return
    cells = cells or _columns(text)
    names = _texts(text, cells)
    if len(cells) > 2 and len(cells) == len(titles):
        for (start, end), name, title in zip(cells, names, titles, strict=True):
            if title and title != name:
                yield Key(title, start, end)
    elif len(cells) == 2 and 0 < len(names[0]) <= 30 and not names[0][0].isdigit():
        yield Key(names[0].rstrip(":： "), *cells[1])
