"""Every page is for everybody: in both languages and themes, and as wide as a telephone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from laid_out import FOUND, PRINTED, audit, differ, made_to_go_out
from screens import PHONE, log_in
from served import desk_of_team, logged_in

from calltools.checks.kept_findings import keep_findings
from calltools.files import atomic_write
from calltools.records import dumps
from calltools.redaction.draft import RedactionDrafts
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review
from calltools.site.jobs import AskedJob
from calltools.site.routes import ROUTES
from calltools.site.visit import Desk, address_of
from signing import office_key

pytestmark = [pytest.mark.browser, pytest.mark.server]

PAGES = (
    "/", "/search", "/calls/{id}", "/calls/{id}/alignment", "/calls/{id}/translation/{upload}",
    "/reports/{id}", "/reports/{id}/audit", "/checks/{id}", "/items/{id}",
    "/items/{id}/{key}/history", "/agreement", "/progress", "/people", "/account", "/import",
    "/import/{upload}", "/pairs", "/pairs/{job}", "/recordings", "/audits", "/audits/{job}",
    "/recordings/{recording}", "/jobs", "/outgoing", "/redactions", "/redactions/{draft}",
)  # fmt: skip
"""The routes of pages: all but the page to log in."""
NO_PAGES = {
    "/login": "a page, visited before anybody is logged in",
    "/enter/{secret}": "leads on to Home",
    "/static/{name}": "a part of pages",
    "/calls/{id}/sound": "sound",
    "/calls/{id}/peaks": "a part of a page",
    "/calls/{id}/translation": "a file",
    "/items/{id}/{key}": "a card, which is a part of pages",
    "/news": "what pages are told",
    "/recordings/{recording}/sound": "sound",
    "/outgoing/{made}/{name}": "a file",
    "/redactions/{draft}/plan.toml": "a file",
}
"""The other routes that are asked for, each with the reason why it is no page to visit."""
COLOURS = "color-contrast"
ALL = {"resultTypes": ["violations"]}
BUT_COLOURS = {**ALL, "rules": {COLOURS: {"enabled": False}}}
COLOURS_ALONE = {"runOnly": [COLOURS]}
"""What is asked of axe-core: colours are the same in all languages, and others in another theme."""
TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")].filter(one => !one.children.length
    && one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 200))"""
"""The innermost parts of a page that are wider than the window, where it scrolls sideways."""


def test_every_page_is_visited_or_named_as_none() -> None:
    asked_for = {served.path for served in ROUTES if served.method == "GET"}
    assert {*PAGES, *NO_PAGES} == asked_for
    assert not {*PAGES} & NO_PAGES.keys()


@pytest.fixture(scope="module")
def office(review: Review, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Where something is on every page."""
    differ(review)
    audit(review.workspace, differs=["The figure was changed"])
    keep_findings(review.workspace, [FOUND])
    made_to_go_out(review.workspace)
    now = time.time()
    jobs = [
        AskedJob(
            f"{n:016x}", kind, subject, "lead", now, {"call": "b01"} if kind == "run" else {},
            state, began=now, ended=now, share=0.4, problem=problem, remedy="install them",
        )
        for n, (kind, subject, state, problem) in enumerate((
            ("pair", "云岭", "failed", "models are missing"), ("run", "b01", "running", ""),
            ("run", "b02", "waiting", ""), ("add", "a.wav", "failed", "is no sound"),
            ("audit", "report.md", "running", ""),
        ))
    ]  # fmt: skip
    atomic_write(review.workspace.root / ".calltools" / "jobs.json", dumps(jobs))
    keys = tmp_path_factory.mktemp("keys")
    office_key(keys)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CALLTOOLS_KEY", str(keys / "office.pem"))
        yield desk_of_team(review)


def addresses(desk: Desk) -> dict[str, str]:
    """The address of each page, by its route."""
    review, lead = desk.review, logged_in(desk, "lead")
    call = address_of("b02")
    upload = lead.post("/import", files=[("file", ("a.txt", PRINTED.encode()))]).json()["back"]
    data = lead.get(f"/calls/{call}/translation?format=xliff").text
    returned = data.replace("Two months.", "About a month.")
    files = [("file", ("b.xliff", returned.encode()))]
    back = lead.post(f"/calls/{call}/translation", files=files).json()["back"]
    drafts = RedactionDrafts(review.workspace)
    draft = drafts.begin(("b01",), "lead")
    drafts.add_text(draft.id, "place", "海棠", "lead")
    fields = {
        "key": review.call("b02").of_kind("statement")[0].key,
        "recording": call,
        "draft": draft.id,
    }
    of_rooms = {"reports": address_of("report.md"), "checks": address_of(BETWEEN_CALLS)}
    uploads = {"import": upload, "calls": back}
    made = {}
    for route in PAGES:
        room = route.split("/")[1]
        own = {"id": of_rooms.get(room, call), "upload": uploads.get(room, "").rpartition("/")[2]}
        own["job"] = f"{4 if room == 'audits' else 0:016x}"
        made[route] = route.format(**fields, **own) + "?q=海棠医院" * (room == "search")
    return made


def test_pages_are_for_everybody_and_fit_a_telephone(
    office: Desk,
    served: Callable[..., str],
    visit: Callable[..., Any],
    lacks: Callable[[str], NoReturn],
) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        lacks("package axe-playwright-python")
    at, script = served(office), Axe().axe_script
    found: list[tuple[str, ...]] = []
    of_lead = addresses(office)

    def look(page: Any, name: str, theme: str, options: dict[str, Any]) -> None:
        page.emulate_media(color_scheme=theme)
        violations = page.evaluate("options => axe.run(options)", options)["violations"]
        nodes = ((one["id"], node["html"][:200]) for one in violations for node in one["nodes"])
        found.extend((name, theme, *node) for node in nodes)

    def look_at(page: Any, name: str) -> None:
        found.extend((name, "wide", part) for part in page.evaluate(TOO_WIDE))
        page.evaluate(script)
        if language == "en-GB":
            look(page, name, "light", ALL)
            look(page, name, "dark", COLOURS_ALONE)
        else:
            look(page, name, "light", BUT_COLOURS)

    for language in ("en-GB", "zh-CN"):
        page = visit(f"{at}/login", locale=language, color_scheme="light", viewport=PHONE)
        look_at(page, "/login")
        log_in(page, "lead")
        for route, address in of_lead.items():
            page.goto(at + address)
            look_at(page, f"{language} {route}")
    assert found == []
