"""A page in the browser, with everything that it did and should not have done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Watched:
    """A page and everything that it did and should not have done."""

    page: Any
    requests: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def time(self) -> float:
        """What the page's clock shows, in seconds."""
        total = 0.0
        for part in self.page.text_content("#clock").split(":"):
            total = 60 * total + float(part)
        return total

    def lit(self) -> list[str]:
        """The words that are lit, in pieces where a statement begins or ends inside one."""
        found: list[str] = self.page.locator(".text [data-w].heard").all_text_contents()
        return found

    def turns(self) -> list[str]:
        """The ids of the turns that are lit."""
        ids: list[str] = self.page.eval_on_selector_all(".turn.heard", "all => all.map(e => e.id)")
        return ids

    def current(self) -> list[str]:
        """The ids of the cards that are stepped to."""
        ids: list[str] = self.page.eval_on_selector_all("article.on", "all => all.map(e => e.id)")
        return ids

    def shows(self, selector: str) -> bool:
        """Whether the whole of it is in the window."""
        within = "r => r.top >= 0 && r.bottom <= innerHeight"
        return bool(
            self.page.eval_on_selector(selector, f"e => ({within})(e.getBoundingClientRect())")
        )

    def playing(self) -> bool:
        return bool(self.page.get_attribute("#play", "aria-label") == "Pause")

    def until(self, condition: Callable[[], bool]) -> None:
        """Waits at most five seconds for ``condition``."""
        end = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < end, "it did not come about"
            self.page.wait_for_timeout(20)
