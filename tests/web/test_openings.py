"""What people of a team open is in the log that the ledger enters, whatever address shows it."""

from __future__ import annotations

from served import desk_of_team, visitor

from calltools.custody.acts import READS
from calltools.custody.reads import reads
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
