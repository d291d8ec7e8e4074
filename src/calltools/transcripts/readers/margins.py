"""Numbers before the rows of a page, as courts print them, and the rows between its pages."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from calltools.transcripts.readers.furniture import folded, is_page_number, recurring
from calltools.transcripts.readers.paragraphs import clearly_goes_on, whole

_NUMBERED = re.compile(r"([ \t]*)(\d{1,4})(?:(?=\s*$)|[ \t]{1,}(?=\S)|[|:]\s)")
_LEAST = 10
_NEAR = 12  # rows between two numbers: an edge of the page
_APART = range(18, 90)  # rows from one running head to the next


def numbered_rows(rows: Sequence[str]) -> dict[int, int]:
    """Where the words of each row begin that has a number in the margin; empty where none have.

    The numbers follow one another, down the page or the whole text, and sentences go on from
    row to row: what is numbered are rows, not sayings.
    """
    found: dict[int, tuple[int, int, int]] = {}
    for i, row in enumerate(rows):
        if match := _NUMBERED.match(row):
            found[i] = (int(match[2]), match.end(2), match.end())
    if len(found) < _LEAST:
        return {}
    kept: dict[int, int] = {}
    run: list[int] = []
    for i in found:
        if run and found[i][0] == found[run[-1]][0] + 1 and i - run[-1] < _NEAR:
            run.append(i)
        else:
            kept |= _kept(run, found)
            run = [i]
    kept |= _kept(run, found)
    filled = [i for i, row in enumerate(rows) if row.strip()]
    if len(kept) < max(_LEAST, 0.5 * len(filled)):
        return {}
    words = [rows[i][end:].strip() for i, end in kept.items()]
    said = [w for w in words if w]
    unfinished = sum(not whole(word) for word in said)
    page_like = sum(found[i][0] == 1 for i in kept) > 1 or len(said) < len(words)
    return kept if unfinished >= (0.2 if page_like else 0.5) * len(said) else {}


def _kept(run: Sequence[int], found: dict[int, tuple[int, int, int]]) -> dict[int, int]:
    """The rows of a run of numbers and where their words begin; a page may end early."""
    enough = len(run) > 4 or (len(run) > 0 and found[run[0]][0] == 1)
    return {i: found[i][1] for i in run} if enough else {}


def furniture_rows(
    rows: Sequence[str], numbered: dict[int, int], breaks: Sequence[int]
) -> set[int]:
    """The rows that the pages print: running heads, page numbers.

    ``breaks`` are the rows before which a form feed stands.
    """
    filled = [i for i, row in enumerate(rows) if row.strip()]
    if numbered:
        outside = [i for i in filled if i not in numbered]
        counts = Counter(folded(rows[i]) for i in outside)
        return {i for i in outside if is_page_number(rows[i]) or counts[folded(rows[i])] > 1}
    if breaks:
        return _at_edges(rows, filled, breaks)
    return _at_distances(rows, filled)


def _at_edges(rows: Sequence[str], filled: Sequence[int], breaks: Sequence[int]) -> set[int]:
    """Rows that recur at the edges of pages, a blank row between them and the text."""
    bounds = [0, *breaks, len(rows)]
    pages = [[i for i in filled if start <= i < end] for start, end in pairwise(bounds)]
    pages = [page for page in pages if page]
    heads, feet = [_edge(page) for page in pages], [_edge(page[::-1]) for page in pages]
    edges = [head + foot for head, foot in zip(heads, feet, strict=True)]
    inner = [[i for i in page if i not in edge] for page, edge in zip(pages, edges, strict=True)]
    broken = [
        False,
        *(
            bool(a and b) and clearly_goes_on(rows[a[-1]].strip(), rows[b[0]].strip())
            for a, b in pairwise(inner)
        ),
    ]
    above = recurring([[rows[i] for i in head] for head in heads], broken)
    below = recurring([[rows[i] for i in foot] for foot in feet], [True] * len(pages))
    found = {i for head in heads for i in head if folded(rows[i]) in above}
    found |= {i for foot in feet for i in foot if folded(rows[i]) in below}
    return found | {i for edge in edges for i in edge if is_page_number(rows[i])}


def _edge(page: Sequence[int]) -> list[int]:
    """The rows from one edge of a page to the first blank row, if they are one or two."""
    for count in (1, 2):
        if len(page) > count and abs(page[count] - page[count - 1]) > 1:
            return list(page[:count])
    return []


def _at_distances(rows: Sequence[str], filled: Sequence[int]) -> set[int]:
    """Rows that recur at one distance, three times at least, stand by themselves, and part
    sentences: so do no headings of calls."""
    places: dict[str, list[int]] = {}
    for i in filled:
        above = i == 0 or not rows[i - 1].strip()
        below = i + 1 == len(rows) or not rows[i + 1].strip()
        if above or below:
            places.setdefault(folded(rows[i]), []).append(i)
    regular = [at for at in places.values() if len(at) > 2 and _is_regular(at)]
    among = {i for at in regular for i in at}
    text = [i for i in filled if i not in among]

    def parts_a_sentence(i: int) -> bool:
        after = bisect(text, i)
        if not 0 < after < len(text):
            return False
        return clearly_goes_on(rows[text[after - 1]].strip(), rows[text[after]].strip())

    return {i for at in regular if 2 * sum(map(parts_a_sentence, at)) >= len(at) for i in at}


def _is_regular(at: Sequence[int]) -> bool:
    distances = [b - a for a, b in pairwise(at)]
    usual = round(median(distances))
    return usual in _APART and all(abs(d - usual) <= 2 for d in distances)
