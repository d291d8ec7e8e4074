"""The pages of one person in a browser, the pictures of them, and the checklists of the guide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from served import PASSWORD

from calltools.site.page_response import LANGUAGE_COOKIE

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
GUIDE = Path(__file__).parents[2] / "docs" / "review.md"


def log_in(page: Any, name: str) -> Any:
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("form.login button").click()
    return page


class Screen:
    """The pages of one person; pictures of them are kept in ``pictures``, once."""

    def __init__(self, page: Any, at: str, pictures: Path) -> None:
        self.page, self._at = page, at
        self._pictures = pictures

    def open(self, *links: str) -> None:
        """From Home by links."""
        self.page.goto(self._at)
        for link in links:
            with self.page.expect_navigation():
                self.page.get_by_role("link", name=link).first.click()

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write_reason(self, why: str) -> None:
        """In the form that is open, and keep it."""
        self.page.locator("details.means[open] [name$='.reason']").fill(why)
        self.page.keyboard.press("Enter")

    def follow(self, link: str) -> None:
        """By a link of the application."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link, exact=True).first.click()

    def picture(self, name: str, *, language: str = "", **media: str) -> None:
        """What is on the screen, for the guide; in another ``language`` for that long."""
        if language:
            cookie = {"name": LANGUAGE_COOKIE, "value": language, "url": self._at}
            self.page.context.add_cookies([cookie])
            self.page.reload()
        self.page.emulate_media(**media)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"]
        path = self._pictures / f"review-{name}.png"
        self.page.screenshot(path=path)
        assert 10_000 < path.stat().st_size < 150_000
        self.page.emulate_media(color_scheme="light")
        if language:
            self.page.context.clear_cookies(name=LANGUAGE_COOKIE)
            self.page.reload()


@contextmanager
def checklist(title: str) -> Iterator[Callable[[str], None]]:
    """The steps of a task in the guide, each to be named as it is done, in order and all."""
    (section,) = re.findall(rf"^### {title}\n(.*?)^#", GUIDE.read_text("utf-8"), re.S | re.M)
    left = re.findall(r"^\d+\. (.*)$", section, re.M)

    def step(words: str) -> None:
        assert left and words in left.pop(0), words

    yield step
    assert left == []
