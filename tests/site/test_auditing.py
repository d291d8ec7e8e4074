"""A report's quotations are shown where they were said, decided of, and printed."""

from __future__ import annotations

import re

import pytest
from laid_out import audit
from served import desk_of_team, logged_in

from calltools.review.desk import Review
from calltools.site.visit import address_of

AT = f"/reports/{address_of('report.md')}"


@pytest.fixture
def audited(own: Review) -> Review:
    """A workspace with an audit of a report."""
    audit(own.workspace)
    return own


def test_an_audit_is_printed_with_who_decided_what(audited: Review) -> None:
    team = desk_of_team(audited)
    reviewer, states = logged_in(team, "reviewer"), audited.report("report.md").of_kind("quotation")
    cards = reviewer.get(AT).text
    assert f'href="/calls/{address_of("b01")}?turn=3#t3"' in cards
    assert f'data-sound="/calls/{address_of("b01")}/sound"' in cards
    assert "快的话十来天" in cards
    assert "<bdi>printed.en</bdi>, turn 1" in cards
    assert address_of("printed.en") not in cards  # it is no call, and has no page to lead to
    for state, told in zip(
        states,
        (
            {"action": "accept"},
            {"action": "override", "value": {"verdict": "paraphrase"}, "reason": "Seen elsewhere."},
        ),
        strict=False,
    ):
        at = f"/items/{address_of('report.md')}/{state.key}"
        assert reviewer.post(at, json=told).is_success
    page = logged_in(team, "investigator").get(f"{AT}/audit").text
    assert "1 accepted, 1 overridden, 0 to look at again, 1 open" in page
    assert "Now: Paraphrase" in page
    assert re.search(r"overridden</strong> · <bdi>reviewer</bdi>, \d{4}-", page)
    assert "data-decide" not in page  # what is printed is not decided of
    assert "Seen elsewhere." in page
    assert "<script>hacked" not in page
    assert "b01</bdi>, turn 3" in page
    assert ">0:04<" in page or ">0:04.0<" in page
    audited.correct("b01", "ann", lambda e: e.text(e.words(3, "0"), "慢"))
    page = reviewer.get(f"{AT}/audit").text
    assert "0 accepted, 1 overridden, 1 to look at again, 1 open" in page


def test_what_is_hidden_from_somebody_is_not_printed_for_them(audited: Review) -> None:
    whole = audited.report("report.md").whole.key
    value = {"people": ["reviewer", "second"], "blind": True, "hide_machine": True}
    audited.decide("report.md", whole, "assign", "lead", value=value)
    team = desk_of_team(audited)
    page = logged_in(team, "second").get(f"{AT}/audit").text
    assert "0 quotations" in page
    assert "shown once you have read this yourself" in page
    assert "why 1" not in page
    at = f"/items/{address_of('report.md')}/{whole}"
    assert logged_in(team, "second").post(at, json={"action": "read"}).is_success
    assert "why 1" in logged_in(team, "second").get(f"{AT}/audit").text
    assert "why 1" not in logged_in(team, "reviewer").get(AT).text
    assert "why 1" in logged_in(team, "lead").get(f"{AT}/audit").text
    assert logged_in(team, "lead").get(f"/reports/{address_of('b01')}/audit").status_code == 404


OTHERWISE = "The figure was changed: 600,000 and 60,000 <b>"


def test_a_translation_that_differs_is_shown_everywhere_and_accepted_only_when_it_was_read(
    own: Review,
) -> None:
    audit(own.workspace)
    reviewer = logged_in(desk_of_team(own), "reviewer")
    first = own.report("report.md").of_kind("quotation")[0]
    at = f"/items/{address_of('report.md')}/{first.key}"
    assert reviewer.post(at, json={"action": "accept"}).is_success
    audit(own.workspace, differs=[OTHERWISE])
    lists = (AT, f"{AT}/audit", at, "/search?q=快的话十来天", "/")
    for page in lists:
        assert "differs from" in reviewer.get(page).text, page
    for page in lists[:3]:
        assert "600,000 and 60,000 &lt;b&gt;" in reviewer.get(page).text, page
    assert own.report("report.md").by_key[first.key].stale  # it was accepted unseen
    for value in ({}, {"translation_differs": []}, {"translation_differs": ["another"]}):
        answer = reviewer.post(at, json={"action": "accept", "value": value})
        assert answer.status_code == 422, value
        assert "60,000" in answer.json()["problem"]
    body = {"action": "accept", "value": {"translation_differs": [OTHERWISE]}}
    assert reviewer.post(at, json=body).is_success
    state = own.report("report.md").by_key[first.key]
    assert (state.status, state.stale) == ("accepted", False)
    assert (
        f"read that the translation differs: {OTHERWISE}".replace("<b>", "&lt;b&gt;")
        in reviewer.get(f"{at}/history").text
    )
    other = own.report("report.md").of_kind("quotation")[1]
    told = {"action": "accept", "value": body["value"]}
    at = f"/items/{address_of('report.md')}/{other.key}"
    assert reviewer.post(at, json=told).status_code == 422
