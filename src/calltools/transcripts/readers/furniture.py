"""What the page prints and not the text: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_PAGE_NUMBER = re.compile(
    r"\W*(?:第|page|p\.)?\s*\d{1,4}\s*(?:页|頁)?\s*(?:(?:/|of|共)\s*\d{1,4}\s*(?:页|頁)?)?\W*",
    re.IGNORECASE,
)


def is_page_number(text: str) -> bool:
    """Whether ``text`` is a page's number and nothing else."""
    return bool(_PAGE_NUMBER.fullmatch(text))


def folded(text: str) -> str:
    """``text`` as it recurs from page to page: without its digits and blanks."""
    return re.sub(r"\d+", "#", "".join(text.split()))


def recurring(pages: Sequence[Iterable[str]], broken: Sequence[bool]) -> frozenset[str]:
    """What stands on half of the pages or more, and on two at least; folded.

    ``broken`` says of each page whether a sentence goes on from the page before.  What counts up
    from page to page may be the headings of calls as well, so it must stand in a sentence once.
    """
    found: dict[str, list[int]] = {}
    printed: dict[str, set[str]] = {}
    for number, texts in enumerate(pages):
        for text in set(texts):
            found.setdefault(folded(text), []).append(number)
            printed.setdefault(folded(text), set()).add(text)
    return frozenset(
        key
        for key, at in found.items()
        if len(at) > 1
        and 2 * len(at) >= len(pages)
        and (
            len(printed[key]) == 1
            or is_page_number(min(printed[key]))
            or any(broken[n] or (n + 1 < len(pages) and broken[n + 1]) for n in at)
        )
    )
