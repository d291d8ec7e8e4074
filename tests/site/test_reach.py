"""Who of a team may open which calls and reports; all else answers as if it were not there."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import pytest
from laid_out import FOUND, audit
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.checks.kept_findings import keep_findings
from calltools.errors import SettingsError
from calltools.proof.log_text import listed
from calltools.redaction.draft import RedactionDrafts
from calltools.review.accounts import Colleague
from calltools.review.call_access import Reach, let_bringer_open
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Review
from calltools.site.guard import COOKIE
from calltools.site.jobs import AskedJob
from calltools.site.queue import may_know
from calltools.site.routes import ROUTES, Served
from calltools.site.visit import Desk, address_of
from calltools.store.call_moves import rename

SECOND, LEAD = Colleague("second", "reviewer"), Colleague("lead", "lead")
ALL = ("b01", "b02", "report.md", BETWEEN_CALLS)


@pytest.fixture
def office(own: Review) -> Review:
    """Two calls, a report that quotes the first, and a finding of both."""
    audit(own.workspace)
    keep_findings(own.workspace, [FOUND])
    return Review(own.workspace)


def opened(review: Review, member: Colleague = SECOND) -> list[str]:
    reach = Reach(review).of(member)
    return [name for name in ALL if reach.may_open(name)]


def names(word: str, page: str) -> bool:
    """Whether it stands in a page by itself, and not in some hash."""
    return bool(re.search(rf"\b{word}\b", page))


def assign(review: Review, name: str, key: str = "", *people: str) -> str:
    key = key or review.get(name).whole.key
    value = {"people": list(people or ("second",))}
    return review.decide(name, key, "assign", "lead", value=value).id


def test_nothing_is_open_before_a_lead_says_so_and_to_a_lead_all(office: Review) -> None:
    assert opened(office) == []
    assert opened(office, LEAD) == list(ALL)
    reach = Reach(office)
    reach.set("team", "lead")
    assert opened(office) == list(ALL)
    reach.set("assigned", "lead", "b01")
    assert opened(office) == ["b02", "report.md"]  # no finding is of the second alone
    reach.set("assigned", "lead")
    reach.set("team", "lead", "b01")
    assert opened(office) == ["b01"]
    reach.set("", "lead", "b01")
    assert opened(office) == []
    for to, name in (("all", ""), ("", "")):
        with pytest.raises(SettingsError):
            reach.set(to, "lead", name)
    told = [(row.who, row.call, row.what) for row in listed(office.workspace)]
    assert [row for row in told if row[2].startswith("open to")] == [
        ("lead", "", "open to: team (what has no setting)"),
        ("lead", "b01", "open to: assigned"),
        ("lead", "", "open to: assigned (what has no setting)"),
        ("lead", "b01", "open to: team"),
        ("lead", "b01", "open to: as all"),
    ]  # fmt: skip
    # A report has a setting of its own, and who brought a call in opens it.
    reach.set("team", "lead")
    assert reach.setting("report.md") is None
    reach.set("assigned", "lead", "report.md")
    assert opened(office) == ["b01", "b02", BETWEEN_CALLS]
    reach.set("assigned", "lead")
    reach.set("team", "lead", "report.md")
    assert opened(office) == ["report.md"]
    let_bringer_open(office.workspace, "b01", "second")
    assert opened(office) == ["b01", "report.md"]
    assert opened(office, Colleague("reviewer", "reviewer")) == ["report.md"]


def test_what_is_assigned_is_open_and_what_an_assigned_report_is_about(office: Review) -> None:
    for name, open_ in (("b02", ["b02"]), ("report.md", ["b01", "report.md"])):
        given = assign(office, name)
        assert opened(office) == open_
        office.undo(given, "lead")
        assert opened(office) == []
    assign(office, "b02", office.call("b02").of_kind("statement")[0].key)
    assert opened(office) == ["b02"]
    quotation = office.report("report.md").of_kind("quotation")[0]
    assign(office, "report.md", quotation.key)
    assert opened(office) == list(ALL)
    assign(office, "report.md", quotation.key, "reviewer")
    assert opened(office) == ["b02"]
    assign(office, "report.md")  # but for the quotation, which is another's
    assert opened(office) == ["b02", "report.md"]


def test_a_setting_and_an_assignment_stay_with_a_call_that_is_renamed(office: Review) -> None:
    Reach(office).set("team", "lead", "b01")
    assign(office, "b02")
    for name in ("b01", "b02"):
        rename(office.workspace, name, f"{name}-new")
    reach = Reach(Review(office.workspace)).of(SECOND)
    assert [reach.may_open(f"{name}-new") for name in ("b01", "b02")] == [True, True]


def test_of_a_report_nothing_is_shown_of_a_call_that_is_closed(office: Review) -> None:
    desk = desk_of_team(office)
    desk.reach.set("assigned", "lead", "b01")
    report = f"/reports/{address_of('report.md')}"
    mine, all_ = (logged_in(desk, who).get(report).text for who in ("second", "lead"))
    first, second, _ = office.report("report.md").of_kind("quotation")
    assert first.key in all_
    assert first.key not in mine
    assert second.key in mine  # a quotation of no call
    assert not names("b01", mine)
    item = f"/items/{address_of('report.md')}/{first.key}"
    assert logged_in(desk, "second").get(item).status_code == 404
    told = {"action": "comment", "value": {"text": "x"}}
    assert logged_in(desk, "second").post(item, json=told).status_code == 404
    assert not names("b01", logged_in(desk, "second").get("/").text)


def test_the_news_and_undo_tell_nothing_of_a_closed_call(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    state = office.call("b01").of_kind("statement")[0]
    event = office.decide("b01", state.key, "comment", "second", value={"text": "once mine"})
    quoted = office.report("report.md").of_kind("quotation")[0]
    of_report = office.decide("report.md", quoted.key, "comment", "lead", value={"text": "x"})
    desk.reach.set("team", "lead", "report.md")
    reach = desk.reach.of(SECOND)
    assert not reach.may_see(event)
    assert not reach.may_see(of_report)
    assert desk.reach.of(LEAD).may_see(of_report)
    client = logged_in(desk, "second")
    closed, none = (client.post(f"/undo/{one}", json={}) for one in (event.id, "e" + "0" * 16))
    assert closed.status_code == none.status_code == 422
    assert closed.text.replace(event.id, "") == none.text.replace("e" + "0" * 16, "")


def addresses(served: Served, review: Review) -> tuple[str, str]:
    """An address of the route that is of the closed call, and the same of none."""
    key = review.call("b01").of_kind("statement")[0].key
    event = review.call("b01").of_kind("statement")[0].history[-1].id
    there, none = (served.path.replace("{id}", one) for one in (address_of("b01"), "0" * 20))
    pairs = (
        ("{key}", key, key), ("{event}", event, "e" + "0" * 16),
        ("{recording}", address_of("b01"), "0" * 20), ("{job}", "0" * 16, "0" * 16),
        ("{upload}", "0" * 64, "0" * 64), ("{made}", "0" * 16, "0" * 16),
        ("{draft}", "0" * 12, "0" * 12), ("{entry}", "1", "1"),
    )  # fmt: skip
    for field, found, nothing in pairs:
        there, none = there.replace(field, found), none.replace(field, nothing)
    return there, none


def answer(client: TestClient, method: str, path: str, call: str = "") -> tuple[int, str]:
    if method == "POST":
        sent = {"action": "confirm", "turn": 0, "value": {"text": "x"}, "call": call}
        got = client.post(path, json=sent)
    else:
        got = client.request(method, path)
    return got.status_code, got.text


@pytest.mark.slow
def test_a_closed_call_answers_as_if_it_were_not_there_under_every_address(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    state = office.call("b01").of_kind("statement")[0]
    office.decide("b01", state.key, "comment", "lead", value={"text": "closed-words"})
    assign(office, "b02")
    spoken = office.call("b01").transcript
    assert spoken is not None
    secret = (address_of("b01"), "b01", "closed-words", spoken.turns[3].text)
    before = len(office.decisions.events())
    for who in (None, "investigator", "translator", "second"):  # second is a reviewer
        client = visitor_of(desk, who)
        for served, method in product(ROUTES, ("GET", "HEAD", "POST")):
            if served.path in ("/news", "/logout"):
                continue
            there, none = addresses(served, office)
            status, text = answer(client, method, there, address_of("b01"))
            if "{" in served.path:
                expected = answer(client, method, none)
                assert (status, clean(text, there)) == (expected[0], clean(expected[1], none)), (
                    served
                )
            for word in secret:
                assert not names(word, clean(text, there)), (served, method, who, word)
    assert len(office.decisions.events()) == before


def visitor_of(desk: Desk, who: str | None) -> TestClient:
    client = logged_in(desk, who or "second")
    if who is None:
        client.cookies.delete(COOKIE)
    return client


def clean(text: str, path: str) -> str:
    """An answer without what was asked."""
    for part in (path, *path.split("/")):
        text = text.replace(part, "") if len(part) > 10 else text
    return text


def test_what_is_assigned_is_answered_under_every_address(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    assign(office, "b01")
    client = logged_in(desk, "second")
    state = office.call("b01").of_kind("statement")[0]
    office.decide("b01", state.key, "comment", "lead", value={"text": "x"})
    for served in ROUTES:
        if (
            served.method == "GET"
            and "{id}" in served.path
            and served.path.startswith(("/calls/{id}", "/items/"))
            and not any(what in served.path for what in ("alignment", "translation"))  # of none
        ):
            assert answer(client, "GET", addresses(served, office)[0])[0] == 200, served


def test_what_goes_out_holds_nothing_that_its_maker_may_not_open(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    client, closed = logged_in(desk, "investigator"), logged_in(desk, "translator")
    let_bringer_open(office.workspace, "b02", "investigator")
    asked: list[tuple[str, object]] = []
    desk.jobs.ask = lambda kind, _subject, arguments, *_: asked.append((kind, arguments["calls"]))  # type: ignore[method-assign, assignment]
    table = {"what": "table", "table": "statements", "format": "csv"}
    assert client.post("/outgoing", json=table).status_code == 200
    assert asked == [("table", ["b02"])]
    assert closed.post("/outgoing", json=table).status_code == 403
    for body in ({"what": what} for what in ("bag", "verify", "check")):
        assert client.post("/outgoing", json=body).status_code in (403, 422), body
    assert client.post("/outgoing", json={"what": "bag", "calls": "b01"}).status_code in (403, 422)
    for plan in ({"calls": "b01"}, {"calls": "", "all": "on"}):
        assert client.post("/redactions", json=plan).status_code in (403, 422), plan
    assert len(asked) == 1
    assert logged_in(desk, "lead").post("/outgoing", json=table).status_code == 200
    assert asked[-1] == ("table", [])
    path = desk.aside.folder() / "x.csv"
    path.write_text("closed-words")
    kept = desk.aside.keep(path, "bag", "lead", calls=("b01",))
    for name, status in (("investigator", 422), ("lead", 200)):
        taken = logged_in(desk, name).get(f"/outgoing/{kept.id}/x.csv")
        assert (taken.status_code, "closed-words" in taken.text) == (status, status == 200)
        assert (kept.id in logged_in(desk, name).get("/outgoing").text) is (status == 200)


def test_a_plan_of_a_closed_call_is_nobodys(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    let_bringer_open(office.workspace, "b02", "investigator")
    drafts = RedactionDrafts(office.workspace)
    plans = {name: drafts.begin([name], "lead").id for name in ("b01", "b02")}
    client = logged_in(desk, "investigator")
    assert plans["b01"] not in client.get("/redactions").text
    assert plans["b02"] in client.get("/redactions").text
    none = "0" * 12
    for served in ROUTES:
        if "{draft}" in served.path:
            path = served.path.replace("{entry}", "1")
            told = [
                clean(answer(client, served.method, path.replace("{draft}", one))[1], one)
                for one in (plans["b01"], none)
            ]
            assert told[0] == told[1], served
            assert not names("b01", told[0])
    assert client.get(f"/redactions/{plans['b02']}").status_code == 200


def test_places_in_closed_calls_are_left_out_of_what_an_open_report_quotes(office: Review) -> None:
    desk = desk_of_team(office)
    desk.reach.set("assigned", "lead", "b02")
    first = office.report("report.md").of_kind("quotation")[0]
    assert first.item is not None
    row = {**first.item.row, "also_at": [{"transcript": "b02"}, {"transcript": "b01"}]}
    whole = office.report("report.md")
    told = replace(whole, states=(replace(first, item=replace(first.item, row=row)),))
    (shown,) = desk.reach.of(SECOND).shown(told).states
    assert shown.item is not None
    assert shown.item.row["also_at"] == [{"transcript": "b01"}]
    claimed = replace(first.item, row={**first.item.row, "claimed_transcript": "b02"})
    told = replace(whole, states=(replace(first, item=claimed),))
    assert desk.reach.of(SECOND).shown(told).states == ()
    assert desk.reach.of(LEAD).shown(told) is told


def test_recordings_and_jobs_of_closed_calls_are_known_to_nobody_else(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    (office.workspace.recordings / "new.wav").write_bytes(b"RIFF")
    let_bringer_open(office.workspace, "b02", "investigator")
    page = logged_in(desk, "investigator").get("/recordings").text
    assert [names(word, page) for word in ("b01", "b02", "new.wav")] == [False, True, False]
    page = logged_in(desk, "lead").get("/recordings").text
    assert [names(word, page) for word in ("b01", "b02", "new.wav")] == [True, True, True]
    one = AskedJob("j1", "run", "b01", "lead", 0.0, {"call": "b01"})
    for duty, name, expected in (
        ("lead", "eve", True), ("investigator", "eve", False), ("investigator", "lead", True),
    ):  # fmt: skip
        member = Colleague(name, duty)  # type: ignore[arg-type]
        visit = SimpleNamespace(who=member, reach=desk.reach.of(member))
        assert may_know(visit, one) is expected  # type: ignore[arg-type]


def test_what_the_machine_found_and_hides_answers_as_if_it_were_not_there(office: Review) -> None:
    desk = desk_of_team(office)
    key = office.call("b01").of_kind("statement")[0].key
    hidden = {"people": ["reviewer", "second"], "blind": True, "hide_machine": True}
    office.decide("b01", office.call("b01").whole.key, "assign", "lead", value=hidden)
    client, before = logged_in(desk, "second"), office.decisions.last()
    for path in (f"/items/{address_of('b01')}/{{}}", f"/items/{address_of('b01')}/{{}}/history"):
        for method in ("GET", "POST"):
            told = [answer(client, method, path.format(one)) for one in (key, "s" + "0" * 20)]
            assert clean(told[0][1], path.format(key)) == clean(
                told[1][1], path.format("s" + "0" * 20)
            )
            assert told[0][0] == told[1][0] == 404
    assert key not in client.get(f"/calls/{address_of('b01')}").text
    assert not [e for e in office.decisions.events(since=before) if e.action == "confirm"]


def test_every_opening_is_logged_and_the_list_of_calls_too(office: Review) -> None:
    desk = desk_of_team(office, "assigned")
    assign(office, "b01")
    client = logged_in(desk, "second")
    assert "No call is assigned or open to you yet" in logged_in(desk, "reviewer").get("/").text
    home = client.get("/").text
    assert names("b01", home)
    assert not names("b02", home)
    client.get("/search", params={"q": "海棠"})
    logged_in(desk, "lead").get("/progress")
    logged_in(desk, "lead").get("/recordings")
    rows = [row for row in listed(office.workspace) if row.kind == "opened"]
    assert [(row.who, row.call, row.what) for row in rows] == [
        ("reviewer", "", "opened: facts"),
        ("second", "", "opened: facts"),
        ("second", "b01", "opened: words"),
        *[("lead", "", "opened: facts")] * 2,  # a session each
    ]
