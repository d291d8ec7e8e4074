"""Who gets in, and what is refused at the door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from served import HOST, PASSWORD, desk_of_team, logged_in, visitor
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.review.permissions import DUTIES
from calltools.site.access import Solo
from calltools.site.guard import COOKIE
from calltools.site.routes import ROUTES, Served
from calltools.site.visit import Desk, address_of

SPOKEN = "BLIND-PEER-WORDS"


def address(served: Served, review: Review, name: str = "b01") -> str:
    """An address of the route that is of something that is there."""
    state = review.call(name).of_kind("statement")[0]
    found = served.path.replace("{id}", address_of(name)).replace("{key}", state.key)
    found = found.replace("{recording}", address_of(name)).replace("{job}", "no")
    return found.replace("{name}", "app.css").replace("{secret}", "no").replace("{event}", "e0")


def ask(client: TestClient, served: Served, path: str) -> int:
    if served.method == "GET":
        with client.stream("GET", path) as answer:
            return answer.status_code
    return client.post(path, json={}).status_code


@pytest.mark.parametrize("who", [None, *DUTIES])
def test_every_route_lets_in_those_of_the_table_and_nobody_else(
    who: str | None, team: Desk, review: Review, member: Callable[[str], TestClient]
) -> None:
    for served in ROUTES:
        if served.path in ("/news", "/logout"):
            continue  # never ends; ends the session: both below
        client = visitor(team) if who is None else member(who)
        status = ask(client, served, address(served, review))
        let_in = served.right == "anybody" or (
            who is not None and (served.right == "member" or who == "lead")
        )
        let_in |= served.right == "importer" and who in ("investigator", "translator")
        let_in |= served.right == "runner" and who == "investigator"
        let_in |= served.right == "auditor" and who in ("investigator", "reviewer")
        refused = {303, 403} if who is None else {403}
        if let_in and served.right == "lead":
            assert status in (200, 422), served
        elif not let_in:
            assert status in refused, (served, status)
        elif served.right in ("importer", "runner", "auditor"):
            assert status != 403, served


def test_nothing_of_a_peers_blind_decision_is_in_any_answer(
    own: Review,
) -> None:
    team = desk_of_team(own)
    whole = own.call("b02").whole.key
    people = {"people": ["reviewer", "second"], "blind": True}
    own.decide("b02", whole, "assign", "lead", value=people)
    state = own.call("b02").of_kind("statement")[0]
    at = f"/items/{address_of('b02')}/{state.key}"
    first, second = logged_in(team, "reviewer"), logged_in(team, "second")
    told = {"action": "reject", "reason": SPOKEN, "seen": state.item.sha256, "after": []}  # type: ignore[union-attr]
    assert first.post(at, json=told).status_code == 200
    assert first.post(at, json={"action": "comment", "value": {"text": SPOKEN}}).is_success
    assert SPOKEN in first.get(at).text
    shown = [one for one in ROUTES if one.method == "GET" and one.path != "/news"]
    for client in (second, *(logged_in(team, one) for one in ("lead", "investigator"))):
        for served in shown:
            assert SPOKEN.encode() not in client.get(address(served, own, "b02")).content, served
    assert second.post(at, json={**told, "action": "confirm", "reason": ""}).is_success
    assert SPOKEN in second.get(f"{at}/history").text


def test_the_printed_address_is_good_once(alone: tuple[TestClient, Solo]) -> None:
    client, access = alone
    at = f"/enter/{access.secret}"
    assert client.get("/").status_code == 403
    assert client.get("/enter/another-secret").status_code == 403
    assert client.head(at).status_code == 404  # which does not use it up
    entered = client.get(at)
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/").status_code == 200
    client.cookies.clear()
    assert client.get(at).status_code == 403


def test_a_team_logs_in_by_password_and_out_again(own: Review) -> None:
    client = visitor(desk_of_team(own))
    assert client.get("/").headers["location"] == "/login"
    wrong = client.post("/login", data={"name": "lead", "password": "another password"})
    assert wrong.status_code == 403
    assert "name or password is wrong" in wrong.text
    right = client.post("/login", data={"name": "lead", "password": PASSWORD})
    assert right.status_code == 303
    page = client.get("/")
    assert page.status_code == 200
    token = page.text.split('name="token" content="')[1].split('"')[0]
    assert client.post("/logout", data={"token": token}).status_code == 303
    assert client.get("/").status_code == 303


def test_another_host_a_forged_session_and_a_path_get_nowhere(
    team: Desk, member: Callable[[str], TestClient]
) -> None:
    lead = member("lead")
    for host in ("evil.example", f"{HOST}.evil.example", "", "127.0.0.1"):
        assert lead.get("/", headers={"host": host}).status_code == 403, host
    for session in ("", "x" * 43, "../../etc/passwd", "a;b", "é"):
        cookie = f"{COOKIE}={session}".encode("latin-1")
        answer = visitor(team).get("/people", headers={"cookie": cookie})  # type: ignore[dict-item]
        assert answer.status_code == 403, session
    for path in (
        "/static/..%2f..%2fvisit.py", "/static/app.html", "/calls/..%2f..%2f..%2fetc", "/calls/b01",
        "/calls/b01/sound", "/.env", "/items/x/../../x",
    ):  # fmt: skip
        assert lead.get(path).status_code == 404, path
    for path in ("/", "/static/app.js", "/nothing", f"/calls/{address_of('b01')}"):
        headers = lead.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_what_comes_from_anothers_page_changes_nothing(
    review: Review, member: Callable[[str], TestClient]
) -> None:
    before = review.decisions.last()
    state = review.call("b01").of_kind("statement")[0]
    at = f"/items/{address_of('b01')}/{state.key}"
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null", "sec-fetch-site": ""},
        {"x-calltools-token": "0" * 64},
        {"x-calltools-token": ""},
    ):
        answer = member("lead").post(at, json={"action": "confirm"}, headers=headers)
        assert answer.status_code == 403, headers
    client = member("lead")
    assert client.cookies.get(COOKIE)
    client.headers.pop("x-calltools-token")  # nor by the cookie alone
    assert client.post("/undo/e0", json={}).status_code == 403
    assert review.decisions.last() == before


def test_what_is_odd_at_the_door_is_refused_and_no_defect(own: Review) -> None:
    team = desk_of_team(own)
    for name in ("a\0b", "\0", "é" * 5_000, "lead\n", "' OR 1=1 --"):
        answer = visitor(team).post("/login", data={"name": name, "password": "x\0" * 700})
        assert (answer.status_code, "is wrong" in answer.text) == (403, True), name
    client = logged_in(team, "lead")
    del client.headers["x-calltools-token"]
    answer = client.post("/people", json={"name": "x"}, headers={b"x-calltools-token": b"\xe9"})  # type: ignore[dict-item]
    assert answer.status_code == 403


def test_an_account_made_on_the_page_is_its_owners_alone(own: Review) -> None:
    team = desk_of_team(own)
    page = (
        logged_in(team, "lead")
        .post("/people", json={"act": "add", "name": "new", "duty": "reviewer"})
        .text
    )
    start = page.split("<code>")[1].split("</code>")[0]
    client = visitor(team)
    first = client.post("/login", data={"name": "new", "password": start})
    assert first.status_code == 403
    assert 'name="chosen"' in first.text
    assert client.get("/").headers["location"] == "/login"
    told = {"name": "new", "password": start, "chosen": PASSWORD, "again": "something else"}
    assert "not typed the same twice" in client.post("/login", data=told).text
    entered = client.post("/login", data=told | {"again": PASSWORD})
    assert entered.status_code == 303
    assert "httponly" in entered.headers["set-cookie"].lower()
    assert client.get("/").status_code == 200
    again = visitor(team).post("/login", data={"name": "new", "password": start})
    assert "name or password is wrong" in again.text
    acts = logged_in(team, "lead").get("/people").text
    assert "account made" in acts
    assert start not in acts


def test_failures_make_wait_but_not_a_colleague_who_logged_in_before(own: Review) -> None:
    team = desk_of_team(own)
    mine = {"name": "lead", "password": PASSWORD}
    client = visitor(team)
    assert client.post("/login", data=mine).status_code == 303
    told = [
        visitor(team).post("/login", data={"name": "lead", "password": "no"}).text for _ in range(8)
    ]
    assert "too many failures" not in told[0]
    assert "too many failures" in told[-1]
    assert "too many failures" in visitor(team).post("/login", data=mine).text
    assert client.post("/login", data=mine).status_code == 303
