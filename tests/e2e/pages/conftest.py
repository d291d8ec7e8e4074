"""Pages in a real browser: Chromium, driven through Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from watched import Watched

import demo_call
from calltools.media import decode
from calltools.views import Encoded, encode
from calltools.views.call_page import call_page


@pytest.fixture(scope="module")
def sound() -> Encoded:
    with decode(demo_call.RECORDING) as pcm:
        return encode(pcm)


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Opens HTML from a file, as a user does; at the end nothing must have gone wrong in it."""
    shown: list[Watched] = []

    def opened(html: str, **options: Any) -> Watched:
        file = tmp_path / f"page{len(shown)}.html"
        file.write_text(html, "utf-8")
        options.setdefault("viewport", {"width": 1280, "height": 900})
        watched = Watched(browser.new_context(**options).new_page())
        page = watched.page
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("requestfailed", lambda r: watched.failures.update({r.url: r.failure}))
        page.on("console", lambda message: watched.complaints.append(message.text))
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("dialog", lambda dialog: watched.complaints.append(f"dialog {dialog.message}"))
        page.add_init_script("window.hacked = () => { window.wasHacked = true; }")
        page.goto(file.as_uri())
        shown.append(watched)
        return watched

    yield opened
    for watched in shown:
        assert watched.page.evaluate("window.wasHacked") is None
        assert watched.complaints == []
        outside = [u for u in watched.requests if not u.startswith(("file:", "blob:"))]
        assert outside == []
        assert {u for u in watched.requests if u.startswith("file:")} == {
            watched.page.url.split("#")[0]
        }
        watched.page.context.close()


@pytest.fixture
def axe_findings(lacks: Callable[[str], NoReturn]) -> Callable[[Watched], list[str]]:
    """What axe-core finds wrong with a page for people who can't see it, or not well."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        lacks("package axe-playwright-python")

    def found(watched: Watched) -> list[str]:
        violations = Axe().run(watched.page).response["violations"]
        return [f"{v['id']}: {node['html']}" for v in violations for node in v["nodes"]]

    return found


@pytest.fixture
def demo(show: Callable[..., Watched], sound: Encoded) -> Callable[..., Watched]:
    def opened(**options: Any) -> Watched:
        call = demo_call.transcript()
        statements = demo_call.statements(call)
        html = call_page(
            call,
            statements,
            title="demo",
            audio=sound.data,
            audio_type=sound.mime_type,
            peaks=sound.peaks,
        )
        return show(html, **options)

    return opened
