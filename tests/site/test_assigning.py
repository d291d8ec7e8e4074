"""A lead assigns items and whole calls, to people who may decide of them."""

from __future__ import annotations

from collections.abc import Callable

from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.site.visit import address_of

AT = address_of("b01")


def assign(client: TestClient, key: str, *people: str, **more: str) -> int:
    first, second = (*people, "")[:2]
    body = {"chosen": {AT: key}, "first": first, "second": second, "blind": "on", **more}
    return client.post("/assignments", json=body).status_code


def test_a_call_is_assigned_of_what_both_decide(
    review: Review, member: Callable[[str], TestClient]
) -> None:
    whole = review.call("b01").whole.key
    lead = member("lead")
    assert "Assign" in lead.get("/").text
    assert assign(lead, whole, "reviewer", "second") == 200
    first, *_ = review.call("b01").of_kind("statement")
    assert first.assigned.people == ("reviewer", "second")
    kinds = review.call("b01").whole.history[-1].value["kinds"]
    assert kinds == ["statement", "quotation", "check"]
    assert "yours" in member("second").get("/").text
    assert "for reviewer, second" in lead.get("/").text
    assert assign(lead, whole, "translator", "investigator") == 422  # nothing is of both
    assert assign(lead, first.key, "reviewer", "lead") == 200
    assert review.call("b01").by_key[first.key].assigned.people == ("reviewer", "lead")
    given = review.call("b01").by_key[first.key].history[-1]
    assert f'action="/undo/{given.id}"' in lead.get(f"/items/{AT}/{first.key}/history").text
    assert lead.post(f"/undo/{given.id}", json={}).status_code == 200
    assert review.call("b01").by_key[first.key].assigned.people == ("reviewer", "second")


def test_nobody_but_a_lead_assigns_and_people_of_the_team_each_once(
    review: Review, member: Callable[[str], TestClient]
) -> None:
    whole = review.call("b01").whole.key
    for people in (("reviewer", "nobody"), ("",), ("reviewer",) * 2):
        assert assign(member("lead"), whole, *people) == 422, people
    reviewer = member("reviewer")
    assert assign(reviewer, whole, "reviewer", "second") == 403
    assert "Assign" not in reviewer.get("/").text
    told = {"action": "assign", "value": {"people": ["reviewer"]}}
    answer = member("lead").post(f"/items/{AT}/{whole}", json=told)
    assert answer.status_code == 422


def test_a_form_without_a_script_assigns_what_is_chosen_until_a_day(own: Review) -> None:
    lead = logged_in(desk_of_team(own), "lead")
    keys = {name: own.call(name).whole.key for name in ("b01", "b02")}
    form = {f"chosen.{address_of(name)}": key for name, key in keys.items()}
    form |= {"first": "reviewer", "second": "", "due": "2030-01-31", "blind": "on", "back": "/"}
    assert lead.post("/assignments", data=form).headers["location"] == "/"
    for name in keys:
        assigned = own.call(name).whole.assigned
        assert (assigned.people, assigned.blind) == (("reviewer",), False)
        assert assigned.due == "2030-01-31"
    assert "by 2030-01-31" in lead.get("/").text
    for bad in ({"due": "soon"}, {"due": "2030-02-31"}):
        assert lead.post("/assignments", data=form | bad).status_code == 422
    elsewhere = lead.post("/assignments", data=form | {"back": "//evil.example/"})
    assert elsewhere.headers["location"] == "/"
    assert lead.post("/assignments", data={"first": "reviewer"}).status_code == 422


def test_a_lead_opens_what_is_chosen_and_all_else_in_the_application(own: Review) -> None:
    desk = desk_of_team(own, "assigned")
    lead, other = logged_in(desk, "lead"), logged_in(desk, "translator")
    at = f"/calls/{AT}"
    chosen = {"chosen": {AT: own.call("b01").whole.key}}
    for to, status in (("team", 200), ("assigned", 404), ("as all", 404)):
        assert lead.post("/assignments", json=chosen | {"to": to}).status_code == 200
        assert other.get(at).status_code == status
    assert lead.post("/access", data={"to": "team"}).headers["location"] == "/people"
    assert other.get(at).status_code == 200
    assert other.post("/access", json={"to": "team"}).status_code == 403
    assert lead.post("/access", json={"to": "all"}).status_code == 422
