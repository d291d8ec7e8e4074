"""What people of a team open is in the log that the ledger enters, whatever address shows it."""

from __future__ import annotations

from laid_out import FOUND, audit
from served import desk_of_team, visitor

from calltools.checks.kept import keep_findings
from calltools.proof.acts import READS
from calltools.proof.reads import reads
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review
from calltools.web.access import Team
from calltools.web.routes import ROUTES
from calltools.web.visit import address_of


def test_every_address_of_a_call_says_what_it_opens() -> None:
    assert [one.path for one in ROUTES if "{id}" in one.path and not one.opens] == []


def test_who_opens_a_call_is_logged_before_it_is_shown(own: Review) -> None:
    desk = desk_of_team(own)
    assert isinstance(desk.access, Team)
    session = desk.access.accounts.start_session("second")
    client = visitor(desk, session)
    at = f"/calls/{address_of('b01')}"
    assert client.get(at).status_code == 200
    for first in (0, 10, 20):
        answer = client.get(f"{at}/sound", headers={"range": f"bytes={first}-{first + 9}"})
        assert answer.status_code == 206
    assert visitor(desk).get(f"/calls/{address_of('b02')}").status_code == 403
    found = list(reads((own.workspace.root / READS).read_bytes()))
    assert [(one.who, one.call, one.what) for one in found] == [
        ("second", "b01", "words"),
        ("second", "b01", "sound"),
    ]
    assert session not in (own.workspace.root / READS).read_text("utf-8")


def test_what_can_not_be_logged_is_not_shown(own: Review) -> None:
    desk = desk_of_team(own)
    assert isinstance(desk.access, Team)
    client = visitor(desk, desk.access.accounts.start_session("second"))
    (own.workspace.root / READS).mkdir(parents=True)
    answer = client.get(f"/calls/{address_of('b01')}")
    assert answer.status_code == 400
    assert "reads" not in answer.text


def test_the_calls_that_a_report_quotes_are_opened_with_it(own: Review) -> None:
    audit(own.workspace)
    keep_findings(own.workspace, [FOUND])
    first, second, _ = own.report("report.md").of_kind("quotation")
    report, between = address_of("report.md"), address_of(BETWEEN_CALLS)
    desk = desk_of_team(own)
    assert isinstance(desk.access, Team)
    for path, expected in (
        (f"/reports/{report}", {"report.md", "b01"}),
        (f"/reports/{report}/audit", {"report.md", "b01"}),
        (f"/items/{report}/{first.key}/history", {"report.md", "b01"}),
        (f"/items/{report}/{second.key}", {"report.md"}),
        (f"/checks/{between}", {BETWEEN_CALLS, "b01", "b02"}),
    ):
        session = desk.access.accounts.start_session("second")
        log = own.workspace.root / READS
        before = len(list(reads(log.read_bytes()))) if log.exists() else 0
        assert visitor(desk, session).get(path).status_code == 200
        opened = list(reads(log.read_bytes()))[before:]
        assert {one.call for one in opened} == expected, path
