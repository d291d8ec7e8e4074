"""What everybody does with their own account, and a lead with those of others."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pyotp
import pytest
from served import PASSWORD, desk_of_team, english_in, logged_in, visitor
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.site.access import Solo, Team
from calltools.site.guard import COOKIE
from calltools.site.visit import Desk

OTHER = "nine wet horses sing"


@pytest.fixture
def desk(own: Review) -> Desk:
    return desk_of_team(own)


def entered(desk: Desk, name: str, password: str) -> tuple[TestClient, str]:
    client = visitor(desk)
    return client, client.post("/login", data={"name": name, "password": password}).text


def set_up(client: TestClient) -> pyotp.TOTP:
    """The device of a second factor that is set up in the application."""
    page = client.post("/account/factor", data={"password": PASSWORD}).text
    typed, begun = re.search(r"typed\">(\w+)<", page), re.search(r'begun" value="([\w-]+)"', page)
    assert typed
    assert begun
    assert "<svg" in page
    assert "style=" not in page
    device = pyotp.TOTP(typed[1])
    wrong = client.post("/account/factor/code", data={"begun": begun[1], "code": "000000"})
    assert (wrong.status_code, begun[1] in wrong.text, typed[1] in wrong.text) == (403, True, False)
    told = {"begun": begun[1], "code": device.now()}
    assert client.post("/account/factor/code", data=told).headers["location"] == "/account"
    return device


def test_a_password_is_changed_where_one_is_logged_in_and_ends_other_sessions(desk: Desk) -> None:
    client, other = logged_in(desk, "second"), logged_in(desk, "second")
    form = {"password": PASSWORD, "chosen": OTHER, "again": OTHER}
    for wrong, status in (
        ({"again": "else"}, 422), ({"chosen": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, 422),
        ({"password": "no"}, 403),
    ):  # fmt: skip
        assert client.post("/account/password", data=form | wrong).status_code == status
    assert client.post("/account/password", data=form).headers["location"] == "/account"
    assert client.get("/").status_code == 200
    assert other.get("/").headers["location"] == "/login"
    assert "is wrong" in entered(desk, "second", PASSWORD)[1]
    assert entered(desk, "second", OTHER)[0].get("/").status_code == 200
    assert "password chosen" in logged_in(desk, "lead").get("/people").text


def test_log_in_takes_two_steps_where_a_code_is_asked_for(desk: Desk) -> None:
    device = set_up(logged_in(desk, "second"))
    client, page = entered(desk, "second", PASSWORD)
    assert client.get("/").headers["location"] == "/login"
    begun = re.search(r'begun" value="([\w-]+)"', page)
    assert begun
    assert device.secret not in page
    wrong = client.post("/login", data={"begun": begun[1], "code": "000000"})
    assert "the code is wrong" in wrong.text
    assert begun[1] in wrong.text
    used = client.post("/login", data={"begun": begun[1], "code": device.now()})
    assert "was used before" in used.text
    later = device.at(int(device.interval * (1 + time.time() // device.interval)))
    assert client.post("/login", data={"begun": begun[1], "code": later}).status_code == 303
    assert client.get("/").status_code == 200
    gone = visitor(desk).post("/login", data={"begun": begun[1], "code": later})
    assert 'name="password"' in gone.text


def test_a_lead_renews_the_account_of_who_lost_the_device(desk: Desk) -> None:
    set_up(logged_in(desk, "second"))
    lead = logged_in(desk, "lead")
    assert "asked for a code" in lead.get("/people").text
    page = lead.post("/people", data={"name": "second", "act": "renew"}).text
    start = page.split("<code>")[1].split("</code>")[0]
    _, asked = entered(desk, "second", start)
    assert 'name="chosen"' in asked
    told = {"name": "second", "password": start, "chosen": OTHER, "again": OTHER}
    assert visitor(desk).post("/login", data=told).status_code == 303
    assert "asked for a code" not in lead.get("/people").text


def test_taking_the_code_away_asks_for_the_password(desk: Desk) -> None:
    client = logged_in(desk, "second")
    set_up(client)
    assert client.post("/account/factor/end", data={"password": "no"}).status_code == 403
    assert client.post("/account/factor/end", data={"password": PASSWORD}).status_code == 303
    assert entered(desk, "second", PASSWORD)[0].cookies.get(COOKIE)


def test_a_lead_changes_accounts_but_not_their_own(desk: Desk) -> None:
    lead = logged_in(desk, "lead")
    assert isinstance(desk.access, Team)
    for act, more in (("role", {"duty": "translator"}), ("close", {}), ("open", {})):
        form = {"name": "second", "act": act, **more}
        assert lead.post("/people", data=form).headers["location"] == "/people"
        assert lead.post("/people", data=form | {"name": "lead"}).status_code == 403
    account = desk.access.accounts.get("second")
    assert account is not None
    assert (account.duty, account.active) == ("translator", True)
    acts = [one.act for one in desk.access.accounts.acts() if one.person == "second"]
    assert acts[-3:] == ["role changed", "account closed", "account opened again"]
    for form in ({"name": "second", "act": "x"}, {"name": "none", "act": "close"}):
        assert lead.post("/people", data=form).status_code == 422
    assert logged_in(desk, "reviewer").post("/people", data={"act": "add"}).status_code == 403


def test_alone_there_are_no_accounts(alone: tuple[TestClient, Solo]) -> None:
    client, access = alone
    client.get(f"/enter/{access.secret}")
    for path, status in (("/account", 404), ("/people", 404), ("/progress", 200)):
        assert client.get(path).status_code == status


def test_a_leads_pages_have_no_english_beside_names(member: Callable[[str], TestClient]) -> None:
    lead = member("lead")
    for language in ("zh-CN", "zh-TW"):
        lead.headers["accept-language"] = language
        for path in ("/", "/account", "/people", "/progress", "/agreement", "/people#no"):
            assert english_in(lead.get(path).text) == [], (language, path)
