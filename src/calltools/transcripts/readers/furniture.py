"""What a page prints and is not text: running heads and feet, page numbers, numbers of rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from calltools.transcripts.readers.paragraphs import clearly_goes_on, whole

_PAGE_NUMBER = re.compile(
    r"\W*(?:第|page|p\.)?\s*\d{1,4}\s*(?:页|頁)?\s*(?:(?:/|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([ \t]*)(\d{1,4})(?:(?=\s*$)|[ \t]{1,}(?=\S)|[|:]\s)")
_LONGEST = 100  # characters of a page's number, with blanks before it
_LEAST = 10  # numbered rows; not measured
_NEAR = 12  # rows between two numbers: an edge of the page
_RUN = 5  # numbers one after another that are not chance
_UNFINISHED = (0.2, 0.5)
"""The share of numbered rows that end within a sentence, at least: of pages, and of one list."""


def furniture(pages: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """The (page, row) of rows at the edges of pages that recur on half of them, and their numbers.

    An edge is a row or two that a blank one parts from the text.  What counts up from page to page
    may be the headings of calls as well, so a head must stand within a sentence once.
    """
    heads = [_edge(page, range(len(page))) for page in pages]
    feet = [_edge(page, reversed(range(len(page)))) for page in pages]
    inner = [
        [row for i, row in enumerate(page) if row.strip() and i not in (*head, *foot)]
        for page, head, foot in zip(pages, heads, feet, strict=True)
    ]
    broken = [bool(a and b) and clearly_goes_on(a[-1], b[0]) for a, b in pairwise(inner)]
    within = [a or b for a, b in pairwise([False, *broken, False])]
    return {
        (number, i)
        for edges, in_sentence in ((heads, within), (feet, [True] * len(pages)))
        for recurring in [_recurring(pages, edges, in_sentence)]
        for number, edge in enumerate(edges)
        for i in edge
        if _folded(pages[number][i]) in recurring or _is_number(pages[number][i])
    }


def _edge(page: Sequence[str], order: Iterable[int]) -> list[int]:
    """The first row or two in this order that a blank one parts from the others."""
    printed = [i for i in order if page[i].strip()]
    for count in (1, 2):
        if len(printed) > count and abs(printed[count] - printed[count - 1]) > 1:
            return printed[:count]
    return []


def _recurring(
    pages: Sequence[Sequence[str]], edges: Sequence[Sequence[int]], in_sentence: Sequence[bool]
) -> set[str]:
    """What stands at the edge of half of the pages, and of two at least, digits aside."""
    places: dict[str, list[tuple[int, str]]] = {}
    for number, edge in enumerate(edges):
        for text in {pages[number][i].strip() for i in edge}:
            places.setdefault(_folded(text), []).append((number, text))
    return {
        key
        for key, at in places.items()
        if len({number for number, _text in at}) >= max(2, len(pages) / 2)
        and (len({text for _number, text in at}) == 1 or any(in_sentence[n] for n, _text in at))
    }


def _is_number(text: str) -> bool:
    """Whether ``text`` is a page's number and nothing else."""
    return len(text) < _LONGEST and bool(_PAGE_NUMBER.fullmatch(text))


def _folded(text: str) -> str:
    """``text`` as it recurs from page to page: without its digits and blanks."""
    return re.sub(r"\d+", "#", "".join(text.split()))


def numbered_rows(rows: Sequence[str]) -> dict[int, int]:
    """Where the words of each row begin that has a number in the margin; empty where none have.

    The numbers follow one another, down the page or the whole text, and sentences go on from
    row to row: what is numbered are rows, not sayings.
    """
    matches = {i: match for i, row in enumerate(rows) if (match := _NUMBERED.match(row))}
    numbers = {i: int(match[2]) for i, match in matches.items()}
    runs: list[list[int]] = []
    for i, number in numbers.items():
        last = runs[-1][-1] if runs else i
        if number == numbers[last] + 1 and i - last < _NEAR:
            runs[-1].append(i)
        else:
            runs.append([i])
    kept = [i for run in runs if len(run) >= _RUN or numbers[run[0]] == 1 for i in run]
    if len(kept) < max(_LEAST, sum(bool(row.strip()) for row in rows) / 2):
        return {}
    words = list(filter(None, (rows[i][matches[i].end() :].strip() for i in kept)))
    of_pages = sum(numbers[i] == 1 for i in kept) > 1 or len(words) < len(kept)
    least = _UNFINISHED[0 if of_pages else 1]
    goes_on = sum(not whole(row) for row in words) >= least * len(words)
    return {i: matches[i].end() for i in kept} if goes_on else {}


def outside_numbers(rows: Sequence[str], numbered: dict[int, int]) -> list[int]:
    """The rows between those with numbers that recur or are a page's number."""
    outside = [i for i, row in enumerate(rows) if row.strip() and i not in numbered]
    counts = Counter(_folded(rows[i]) for i in outside)
    return [i for i in outside if _is_number(rows[i]) or counts[_folded(rows[i])] > 1]
