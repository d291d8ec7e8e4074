"""What people of a team open is in the log that the ledger enters, whatever address shows it."""

from __future__ import annotations

from laid_out import FOUND, audit
from served import desk_of_team, logged_in, visitor

from calltools.checks.kept_findings import keep_findings
from calltools.proof.log_text import ListedEvent, listed
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review
from calltools.review.openings import Opened
from calltools.site.routes import ROUTES
from calltools.site.visit import address_of
from calltools.store.log_files import EVENTS, LOG


def openings(review: Review) -> list[ListedEvent]:
    return [row for row in listed(review.workspace) if row.kind == "opened"]


def test_every_address_of_a_call_says_what_it_opens() -> None:
    assert [one.path for one in ROUTES if "{id}" in one.path and not one.opens] == []


def test_who_opens_a_call_is_logged_before_it_is_shown(own: Review) -> None:
    desk = desk_of_team(own)
    client = logged_in(desk, "second")
    at = f"/calls/{address_of('b01')}"
    assert client.get(at).status_code == 200
    for first in (0, 10, 20):
        answer = client.get(f"{at}/sound", headers={"range": f"bytes={first}-{first + 9}"})
        assert answer.status_code == 206
    assert visitor(desk).get(f"/calls/{address_of('b02')}").status_code == 403
    assert [(row.who, row.call, row.what) for row in openings(own)] == [
        ("second", "b01", "opened: words"),
        ("second", "b01", "opened: sound"),
    ]
    path = own.workspace.root / LOG / EVENTS
    path.unlink()
    path.mkdir()  # nothing more can be logged
    answer = client.get(f"/calls/{address_of('b02')}")
    assert answer.status_code == 400
    assert "events" not in answer.text


def test_the_calls_that_a_report_quotes_are_opened_with_it(own: Review) -> None:
    audit(own.workspace)
    keep_findings(own.workspace, [FOUND])
    first, second, _ = own.report("report.md").of_kind("quotation")
    report, between = address_of("report.md"), address_of(BETWEEN_CALLS)
    desk = desk_of_team(own)
    for path, expected in (
        (f"/reports/{report}", {"report.md", "b01"}),
        (f"/reports/{report}/audit", {"report.md", "b01"}),
        (f"/items/{report}/{first.key}/history", {"report.md", "b01"}),
        (f"/items/{report}/{second.key}", {"report.md"}),
        (f"/checks/{between}", {BETWEEN_CALLS, "b01", "b02"}),
    ):
        before = own.workspace.log.head().seq
        assert logged_in(desk, "second").get(path).status_code == 200
        log = own.workspace.log
        opened = [log.body(event, Opened) for event in log.since(before) if event.kind == "opened"]
        assert {body.call for body in opened} == expected, path
