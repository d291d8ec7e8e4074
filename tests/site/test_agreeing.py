"""What two decided blind is compared, and what they differ on waits for a third."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from laid_out import differ
from lxml import html
from served import desk_of_team, logged_in

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


def test_a_third_answers_as_neither_did_by_a_form(own: Review) -> None:
    lead, key = logged_in(desk_of_team(own), "lead"), differ(own)
    at = f"/items/{address_of('b01')}/{key}"
    for answer, more in (
        ("amend", {"adjudicate.organ": "kidney", "adjudicate.reason": "heard it"}), ("reject", {}),
    ):  # fmt: skip
        page = html.fromstring(lead.get("/agreement").text)
        (form,) = page.xpath("//*[@data-means='adjudicate']//form")
        assert "adjudicate.organ" in form.fields
        sent = {
            "action": "adjudicate", "at": form.fields["at"], "adjudicate.round": "own",
            "adjudicate.own": answer, **more,
        }  # fmt: skip
        for wrong in ({"adjudicate.own": "add"}, {"adjudicate.own": ""}, {"adjudicate.round": "7"}):
            assert lead.post(at, data=sent | wrong).status_code == 422
        assert lead.post(at, data=sent).status_code == 303
        state = own.call("b01").by_key[key]
        if answer == "amend":
            assert (state.status, state.by, state.reason) == ("amended", "lead", "heard it")
            assert state.value["organ"] == "kidney"
            own.undo(state.event, "lead")
        else:
            assert state.status == "rejected"


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
