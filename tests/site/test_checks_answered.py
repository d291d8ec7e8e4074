"""Findings between calls are answered, and known again when the calls are checked again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from laid_out import FOUND
from served import desk_of_team, logged_in

from calltools.checks.finding import CallFact
from calltools.checks.kept_findings import keep_findings
from calltools.cli import cli
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review
from calltools.site.visit import address_of

AT = address_of(BETWEEN_CALLS)


def test_what_check_finds_in_a_workspace_is_kept(
    own: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.workspace.root)
    assert own.checks() == []
    result = CliRunner().invoke(cli, ["check", "--json"])
    found = own.get(*own.checks()).of_kind("check")
    ids = [one.item.row["id"] for one in found if one.item]
    assert ids == [one["id"] for one in json.loads(result.stdout)]


def test_an_answer_holds_as_long_as_the_evidence_does(own: Review) -> None:
    team = desk_of_team(own)
    reviewer, translator = (logged_in(team, one) for one in ("reviewer", "translator"))
    assert "Between calls" not in reviewer.get("/").text
    keep_findings(own.workspace, [FOUND])
    assert "1 of 1 findings wait" in reviewer.get("/").text
    (state,) = own.get(BETWEEN_CALLS).of_kind("check")
    page = reviewer.get(f"/checks/{AT}").text
    for shown in ("two names &lt;b&gt;.", "<bdi>东湾医院</bdi>", address_of("b01")):
        assert shown in page
    told = {"action": "disagree", "reason": "They moved.", "seen": state.item.sha256, "after": []}  # type: ignore[union-attr]
    assert translator.post(f"/items/{AT}/{state.key}", json=told).status_code == 403
    assert reviewer.post(f"/items/{AT}/{state.key}", json=told).is_success
    again = replace(FOUND, evidence=FOUND.evidence[::-1], note="In other words.")
    keep_findings(own.workspace, [again])
    (state,) = own.get(BETWEEN_CALLS).of_kind("check")
    assert (state.status, state.reason, state.stale) == ("disagreed", "They moved.", False)
    assert "0 of 1 findings wait" in reviewer.get("/").text
    more = (*FOUND.evidence, CallFact("b03", "hospital", "西湾医院"))
    keep_findings(own.workspace, [replace(FOUND, evidence=more)])
    states = own.get(BETWEEN_CALLS).of_kind("check")
    assert [(one.status, one.gone) for one in states] == [("open", False), ("disagreed", True)]
    assert reviewer.get(f"/checks/{address_of('b01')}").status_code == 404
