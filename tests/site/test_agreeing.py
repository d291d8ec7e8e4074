"""What two decided blind is compared, and what they differ on waits for a third."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.site.visit import address_of
from made_reviews import receive


def test_what_two_differ_on_waits_for_a_third_and_is_in_the_table(own: Review) -> None:
    team = desk_of_team(own)
    first, second, lead = (logged_in(team, one) for one in ("reviewer", "second", "lead"))
    call = own.call("b01")
    value = {"people": ["reviewer", "second"], "blind": True}
    own.decide("b01", call.whole.key, "assign", "lead", value=value)
    statements = call.of_kind("statement")
    for number, state in enumerate(statements):
        at = f"/items/{address_of('b01')}/{state.key}"
        assert first.post(at, json={"action": "confirm"}).is_success
        told = (
            {"action": "reject", "reason": "the caller’s words"}
            if not number
            else {"action": "confirm"}
        )
        for client in (second, lead):
            assert "Nobody disagrees" in client.get("/agreement").text or number
        assert second.post(at, json=told).is_success
    for client in (first, second, lead):
        page = client.get("/agreement").text
        assert f"To decide for both: {int(client is lead)}" in page
        assert ("Waiting for a third: 1" in page) is (client is not lead)
        assert "the caller’s words" in page
        rows = re.findall(
            r"<tr><th scope=\"row\">(\w+)</th><td>([\w ]+)</td>.*?<td>(\d+)</td><td>(\d+)</td>",
            page,
        )
        assert ("statement", "all", str(len(statements)), str(len(statements) - 1)) in rows
    key = statements[0].key
    assert 'data-means="adjudicate"' in lead.get("/agreement").text
    assert 'data-means="adjudicate"' not in second.get("/agreement").text
    body = {
        "action": "adjudicate",
        "value": {"action": "reject", "value": {}},
        "reason": "heard it",
    }
    assert lead.post(f"/items/{address_of('b01')}/{key}", json=body).is_success
    assert "Nobody disagrees" in lead.get("/agreement").text
    assert own.call("b01").by_key[key].status == "rejected"


def differing(own: Review) -> tuple[str, TestClient, str]:
    """The address of a statement that two decided differently, a third, and what they look at."""
    team = desk_of_team(own)
    first = own.call("b01").of_kind("statement")[0]
    people = {"people": ["reviewer", "second"], "blind": True}
    own.decide("b01", first.key, "assign", "lead", value=people)
    own.decide("b01", first.key, "confirm", "reviewer")
    own.decide("b01", first.key, "reject", "second", reason="the caller’s words")
    lead = logged_in(team, "lead")
    page = lead.get("/agreement").text
    form = page.split('data-means="adjudicate"')[1]
    assert 'name="adjudicate.organ"' in form
    return f"/items/{address_of('b01')}/{first.key}", lead, form.split('name="at" value="')[1][:16]


def test_a_third_answers_as_neither_did_by_a_form(own: Review) -> None:
    at, lead, seen = differing(own)
    form = {
        "action": "adjudicate", "at": seen.split('"')[0], "adjudicate.round": "own",
        "adjudicate.own": "amend", "adjudicate.organ": "kidney", "adjudicate.reason": "heard it",
    }  # fmt: skip
    for wrong in ({"adjudicate.own": "add"}, {"adjudicate.own": ""}, {"adjudicate.round": "7"}):
        assert lead.post(at, data=form | wrong).status_code == 422
    assert lead.post(at, data=form).status_code == 303
    state = own.call("b01").of_kind("statement")[0]
    assert (state.status, state.by, state.reason) == ("amended", "lead", "heard it")
    assert state.value["organ"] == "kidney"


def test_a_third_rejects_by_an_answer_of_their_own(own: Review) -> None:
    at, lead, seen = differing(own)
    form = {"action": "adjudicate", "at": seen.split('"')[0], "adjudicate.round": "own"}
    assert lead.post(at, data=form | {"adjudicate.own": "reject"}).status_code == 303
    assert own.call("b01").of_kind("statement")[0].status == "rejected"


def test_of_a_conflict_between_offices_both_sides_can_be_chosen(
    own: Review, tmp_path: Path
) -> None:
    team = desk_of_team(own)
    state = own.call("b01").of_kind("statement")[0]
    kept = own.decide("b01", state.key, "confirm", "ann", after=())
    unseen = replace(kept, id="e0123456789abcdef", action="reject", actor="bob", reason="no")
    assert receive(own, tmp_path / "other", unseen).added == 1
    assert own.call("b01").by_key[state.key].conflict
    page = logged_in(team, "reviewer").get("/agreement").text
    assert "To decide for both: 1" in page
    assert "<bdi>ann</bdi>: confirm" in page
    assert "<bdi>bob (imported by lea, not signed)</bdi>: reject" in page
