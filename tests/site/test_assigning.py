"""A lead assigns items and whole calls, to people who may decide of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.site.visit import address_of

AT = address_of("b01")


def assign(client: TestClient, key: str, *people: str) -> int:
    value = {"people": list(people), "blind": True}
    body = {"action": "assign", "value": value}
    return client.post(f"/items/{AT}/{key}", json=body).status_code


def test_a_call_is_assigned_of_what_both_decide(
    review: Review, member: Callable[[str], TestClient]
) -> None:
    whole = review.call("b01").whole.key
    lead = member("lead")
    assert "Assign" in lead.get("/").text
    assert assign(lead, whole, "reviewer", "second") == 200
    first, *_ = review.call("b01").of_kind("statement")
    assert first.assigned.people == ("reviewer", "second")
    assert review.call("b01").whole.history[-1].value["kinds"] == [
        "statement",
        "quotation",
        "check",
    ]
    assert "yours" in member("second").get("/").text
    assert "for <bdi>reviewer, second</bdi>" in lead.get("/").text
    assert assign(lead, whole, "translator", "investigator") == 422  # nothing is of both
    assert assign(lead, first.key, "reviewer", "lead") == 200
    assert review.call("b01").by_key[first.key].assigned.people == ("reviewer", "lead")
    given = review.call("b01").by_key[first.key].history[-1]
    assert f'data-undo="{given.id}"' in lead.get(f"/items/{AT}/{first.key}/history").text
    assert lead.post(f"/undo/{given.id}", json={}).status_code == 200
    assert review.call("b01").by_key[first.key].assigned.people == ("reviewer", "second")


@pytest.mark.parametrize("people", [("reviewer", "nobody"), ("reviewer",), ("reviewer",) * 2])
def test_two_people_of_the_team_are_wanted(
    people: tuple[str, ...], review: Review, member: Callable[[str], TestClient]
) -> None:
    assert assign(member("lead"), review.call("b01").whole.key, *people) == 422


def test_nobody_but_a_lead_assigns(review: Review, member: Callable[[str], TestClient]) -> None:
    reviewer = member("reviewer")
    assert assign(reviewer, review.call("b01").whole.key, "reviewer", "second") == 403
    assert "Assign" not in reviewer.get("/").text
