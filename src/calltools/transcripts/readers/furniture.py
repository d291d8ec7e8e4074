"""What a page prints and is no text: running heads and feet, page numbers, numbers of rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from calltools.transcripts.readers.paragraphs import clearly_goes_on, whole

PageRow = TypeVar("PageRow")

_PAGE_NUMBER = re.compile(
    r"\W*(?:第|page|p\.)?\s*\d{1,4}\s*(?:页|頁)?\s*(?:(?:/|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([ \t]*)(\d{1,4})(?:(?=\s*$)|[ \t]{1,}(?=\S)|[|:]\s)")
_LONGEST = 100  # characters of a page's number, with blanks before it
_LEAST = 10
_NEAR = 12  # rows between two numbers: an edge of the page
_RUN = 5  # numbers one after another that are no chance
_UNFINISHED = (0.2, 0.5)
"""The share of numbered rows that end within a sentence, at least: of pages, and of one list."""


def furniture(
    pages: Sequence[Sequence[PageRow]],
    words: Callable[[PageRow], str],
    parted: Callable[[PageRow, PageRow], bool],
) -> list[PageRow]:
    """The rows at the edges of pages that recur on half of them, and their numbers.

    An edge is a row or two that are ``parted`` from the text.  What counts up from page to page
    may be the headings of calls as well, so a head must stand within a sentence once.
    """
    heads = [_edge(page, parted) for page in pages]
    feet = [_edge(page[::-1], parted) for page in pages]
    inner = [
        page[len(a) : len(page) - len(b)] for page, a, b in zip(pages, heads, feet, strict=True)
    ]
    broken = [
        bool(a and b) and clearly_goes_on(words(a[-1]), words(b[0])) for a, b in pairwise(inner)
    ]
    within = [a or b for a, b in pairwise([False, *broken, False])]
    found: list[PageRow] = []
    for edges, in_sentence in ((heads, within), (feet, [True] * len(pages))):
        recurring = _recurring([[words(row) for row in edge] for edge in edges], in_sentence)
        found += [
            row
            for edge in edges
            for row in edge
            if _folded(words(row)) in recurring or _is_number(words(row))
        ]
    return found


def _edge(page: Sequence[PageRow], parted: Callable[[PageRow, PageRow], bool]) -> Sequence[PageRow]:
    for count in (1, 2):
        if len(page) > count and parted(page[count - 1], page[count]):
            return page[:count]
    return []


def _recurring(pages: Sequence[Sequence[str]], in_sentence: Sequence[bool]) -> set[str]:
    """What stands at the edge of half of the pages, and of two at least, digits aside."""
    numbers: dict[str, set[int]] = {}
    printed: dict[str, set[str]] = {}
    for number, texts in enumerate(pages):
        for text in texts:
            numbers.setdefault(_folded(text), set()).add(number)
            printed.setdefault(_folded(text), set()).add(text)
    return {
        key
        for key, places in numbers.items()
        if len(places) >= max(2, len(pages) / 2)
        and (len(printed[key]) == 1 or any(in_sentence[number] for number in places))
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
    found = {i: match for i, row in enumerate(rows) if (match := _NUMBERED.match(row))}
    runs: list[list[int]] = []
    for i, match in found.items():
        last = runs[-1][-1] if runs else i
        follows = int(match[2]) == int(found[last][2]) + 1 and i - last < _NEAR
        if follows:
            runs[-1].append(i)
        else:
            runs.append([i])
    kept = [i for run in runs if len(run) >= _RUN or int(found[run[0]][2]) == 1 for i in run]
    if len(kept) < max(_LEAST, sum(bool(row.strip()) for row in rows) / 2):
        return {}
    said = [words for i in kept if (words := rows[i][found[i].end() :].strip())]
    of_pages = sum(int(found[i][2]) == 1 for i in kept) > 1 or len(said) < len(kept)
    least = _UNFINISHED[0 if of_pages else 1]
    if sum(not whole(words) for words in said) < least * len(said):
        return {}
    return {i: found[i].end() for i in kept}


def outside_numbers(rows: Sequence[str], numbered: dict[int, int]) -> list[int]:
    """The rows between those with numbers that recur or are a page's number."""
    outside = [i for i, row in enumerate(rows) if row.strip() and i not in numbered]
    counts = Counter(_folded(rows[i]) for i in outside)
    return [i for i in outside if _is_number(rows[i]) or counts[_folded(rows[i])] > 1]
