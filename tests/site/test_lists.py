"""Lists of cards: filtered by the address, in the order of time, decided in one go, taken back."""

from __future__ import annotations

import re
from typing import Any

from laid_out import audit, audit_of_twelve
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.review.bulk_decisions import looked_at
from calltools.review.desk import Review
from calltools.review.item_state import State
from calltools.site.visit import address_of
from calltools.site.worklist import PAGE, Filter

B01 = address_of("b01")
REPORT = address_of("report.md")
FORM = {"content-type": "application/x-www-form-urlencoded"}


def page(client: TestClient, at: str) -> html.HtmlElement:
    answer = client.get(at)
    assert answer.status_code == 200, at
    return html.document_fromstring(answer.text)


def keys(shown: html.HtmlElement) -> list[str]:
    return [str(key) for key in shown.xpath("//article/@data-key")]


def statements(review: Review, name: str = "b01") -> list[State]:
    return review.call(name).of_kind("statement")


def posted(client: TestClient, shown: html.HtmlElement, action: str, **typed: str) -> Any:
    """What a browser without a script posts from the first form of an action."""
    (form, *_) = shown.xpath(f"//form[.//input[@name='action' and @value='{action}']]")
    hidden = {
        str(i.get("name")): str(i.get("value")) for i in form.xpath(".//input[@type='hidden']")
    }
    return client.post(form.get("action"), data={**hidden, **typed}, headers=FORM)


def test_cards_stand_in_the_order_in_which_things_were_said(own: Review) -> None:
    shown = page(logged_in(desk_of_team(own), "lead"), f"/calls/{address_of('b02')}")
    kinds = {one.key: one.kind for one in own.call("b02").states}
    assert {kinds[key] for key in keys(shown)} == {"statement", "finding"}
    times = [int(ms) for ms in shown.xpath("//article//button[@class='time']/@data-ms")]
    assert times == sorted(times)
    assert len(times) > 1


def test_the_filter_stands_in_the_address_with_counts(own: Review, client: TestClient) -> None:
    first, *rest = statements(own)
    own.decide("b01", first.key, "confirm", "ann")
    shown = page(client, f"/calls/{B01}?show=open")
    assert keys(shown) == [one.key for one in rest]
    (chip,) = shown.xpath("//a[@class='chip' and @aria-current]")
    assert chip.text_content().split() == [str(len(rest)), "open"]
    assert chip.get("href") == f"/calls/{B01}?"
    label = rest[0].label
    of_kind = page(client, f"/calls/{B01}?show=open&kind={label}")
    assert set(keys(of_kind)) == {one.key for one in rest if one.label == label}
    assert keys(page(client, f"/calls/{B01}?show=mine")) == []
    assert keys(page(client, f"/calls/{B01}?show=nonsense&page=x")) == [first.key, *keys(shown)]


def test_quotations_are_found_by_who_is_said_to_have_said_them_and_long_lists_are_paged(
    own: Review,
) -> None:
    audit(own.workspace, people=("the nurse", "Dr. Ames", "the nurse"))
    reviewer = logged_in(desk_of_team(own), "reviewer")
    for asked, items in (("person=the+nurse", ["1", "3"]), ("show=grave", ["2", "3"])):
        shown = page(reviewer, f"/reports/{REPORT}?{asked}")
        assert shown.xpath("//article/@data-item") == items
    audit(own.workspace, [(f"quoted {n}", "not_found") for n in range(PAGE + 5)])
    second = page(reviewer, f"/reports/{REPORT}?show=open&page=2")
    assert second.xpath("//article/@data-item") == [str(PAGE + n) for n in range(1, 6)]
    (here,) = second.xpath("//nav[@class='pages']/a[@aria-current]")
    assert here.text == "2"
    last_of_first = own.report("report.md").of_kind("quotation")[PAGE - 1]
    at = f"/items/{REPORT}/{last_of_first.key}"
    made = reviewer.post(at, json={"action": "accept", "query": "?show=open"}).json()
    assert made["next_at"].startswith(f"/reports/{REPORT}?show=open#q")  # it is on the page now


def test_everything_goes_without_a_script(own: Review, client: TestClient) -> None:
    second = statements(own)[1]
    answer = posted(client, page(client, f"/calls/{B01}?show=open"), "confirm")
    assert answer.status_code == 303
    turn = second.item.anchor.turn  # type: ignore[union-attr]
    assert answer.headers["location"] == f"/calls/{B01}?show=open&turn={turn}#{second.key}"
    (put_right, *_) = page(client, f"/calls/{B01}?show=open").xpath("//a[@data-form]/@href")
    shown = page(client, put_right)
    assert posted(client, shown, "amend", **{"amend.wait": "2 to 3 weeks"}).status_code == 303
    row = {**second.item.row, **statements(own)[1].value}  # type: ignore[union-attr]
    assert (row["wait_min_days"], row["wait_max_days"]) == (14, 21)
    shown = page(client, put_right)
    refused = posted(client, shown, "amend", **{"amend.wait": "soon", "amend.reason": "I typed it"})
    assert refused.status_code == 422
    assert "I typed it" in refused.text
    assert 'value="soon"' in refused.text
    shown = page(client, f"/calls/{B01}")
    (form, *_) = shown.xpath("//div[@id='list-tools']//form[starts-with(@action, '/undo/')]")
    token = form.xpath(".//input[@name='token']/@value")[0]
    back = client.post(form.get("action"), data={"token": token}, headers=FORM)
    assert back.status_code == 303
    assert [one.status for one in statements(own)[:2]] == ["confirmed", "open"]


def test_the_next_open_one_is_named_and_what_was_done_last_is_taken_back_after_a_reload(
    own: Review, client: TestClient
) -> None:
    first, second, *_ = statements(own)
    body = {"action": "confirm", "query": "?show=open"}
    made = client.post(f"/items/{B01}/{first.key}", json=body).json()
    assert (made["item"], made["next"]) == (first.key, second.key)
    assert "confirmed" in made["card"]
    assert f'action="/undo/{made["event"]}"' in made["tools"]
    client.post(f"/items/{B01}/{second.key}", json={"action": "confirm"})
    for status in (["confirmed", "open"], ["open", "open"]):
        (last, *_) = page(client, f"/calls/{B01}").xpath("//button[@data-undo]/..")
        assert client.post(last.get("action"), json={}).json()["undone"]
        assert [one.status for one in statements(own)[:2]] == status
    assert not page(client, f"/calls/{B01}").xpath("//button[@data-undo]")


def test_a_conflict_shows_who_decided_what_and_keeps_what_was_typed(
    own: Review, client: TestClient
) -> None:
    first = statements(own)[0]
    shown = page(client, f"/items/{B01}/{first.key}/history")
    own.decide("b01", first.key, "reject", "bob", reason="The caller said so.")
    typed = {"amend.organ": "kidney", "amend.reason": "I heard kidney"}
    answer = posted(client, shown, "amend", **typed)
    assert answer.status_code == 409
    for words in ("rejected", "bob", "The caller said so.", "I heard kidney", "look again"):
        assert words in answer.text, words
    (at,) = shown.xpath(f"(//article[@id='{first.key}']//input[@name='at'])[1]/@value")
    body = {"action": "amend", "at": at, "amend": {"organ": "kidney", "reason": "I heard kidney"}}
    answer = client.post(f"/items/{B01}/{first.key}", json=body)
    assert answer.status_code == 409
    card = html.fromstring(answer.json()["card"])
    assert "bob" in card.xpath(".//p[@class='state']")[0].text_content()
    (open_means,) = card.xpath(".//details[@open and contains(@class, 'means')]")
    assert open_means.get("data-means") == "amend"
    assert open_means.xpath(".//select[@name='amend.organ']/option[@selected]/@value") == ["kidney"]
    wrong = {**body, "at": card.xpath("(.//input[@name='at'])[1]/@value")[0]}
    wrong["amend"] = {"organ": "livver"}
    assert client.post(f"/items/{B01}/{first.key}", json=wrong).json()["field"] == "organ"


def test_a_filtered_list_is_said_yes_to_with_its_number_typed(
    own: Review, client: TestClient
) -> None:
    first, *rest = statements(own)
    own.decide("b01", first.key, "reject", "bob", reason="no")
    (link,) = page(client, f"/calls/{B01}?show=open").xpath("//a[contains(., 'Say yes')]/@href")
    shown = page(client, link)
    (form,) = shown.xpath("//form[@class='why']")
    fields = {
        str(i.get("name")): str(i.get("value")) for i in form.xpath(".//input[@type='hidden']")
    }
    assert len([name for name in fields if name.startswith("seen.")]) == len(rest)
    wrong = client.post(form.get("action"), data={**fields, "count": "1"}, headers=FORM)
    assert wrong.status_code == 422
    own.decide("b01", rest[0].key, "confirm", "bob")
    count = str(len(rest))
    done = client.post(form.get("action"), data={**fields, "count": count}, headers=FORM)
    assert f"{len(rest) - 1} were kept" in done.text or "1 was kept" in done.text
    assert re.search(r"<bdi>2</bdi>: (it is decided|it changed)", done.text)
    assert [one.by for one in statements(own)] == ["bob", "bob", *["ann"] * (len(rest) - 1)]
    undo = html.document_fromstring(done.text).xpath(
        "//form[starts-with(@action, '/undo/l')]/@action"
    )
    assert client.post(undo[0], json={}).is_success
    left = [one.status for one in statements(own)]
    assert left == ["rejected", "confirmed", *["open"] * (len(rest) - 1)]


def test_ones_own_blind_decision_is_seen_by_oneself_alone_and_taken_back(own: Review) -> None:
    team, first = desk_of_team(own), statements(own)[0]
    value = {"people": ["reviewer", "second"], "blind": True}
    own.decide("b01", first.key, "assign", "lead", value=value)
    reviewer, second = logged_in(team, "reviewer"), logged_in(team, "second")
    assert reviewer.post(f"/items/{B01}/{first.key}", json={"action": "confirm"}).is_success
    card = reviewer.get(f"/items/{B01}/{first.key}").text
    assert "Yours: confirm" in card
    assert first.key not in keys(page(reviewer, f"/calls/{B01}?show=open"))
    assert first.key in keys(page(second, f"/calls/{B01}?show=open"))
    assert "Yours" not in second.get(f"/items/{B01}/{first.key}").text
    (undo,) = html.fromstring(card).xpath(".//form[starts-with(@action, '/undo/')]/@action")
    assert second.post(undo, json={}).status_code in (403, 422)
    assert reviewer.post(undo, json={}).is_success
    assert first.key in keys(page(reviewer, f"/calls/{B01}?show=open"))


def test_what_one_decided_of_what_is_hidden_by_now_is_taken_back(own: Review) -> None:
    desk, first = desk_of_team(own), statements(own)[0]
    reviewer = logged_in(desk, "reviewer")
    assert reviewer.post(f"/items/{B01}/{first.key}", json={"action": "confirm"}).is_success
    value = {"people": ["reviewer", "second"], "blind": True, "hide_machine": True}
    own.decide("b01", own.call("b01").whole.key, "assign", "lead", value=value)
    shown = page(reviewer, f"/calls/{B01}")
    assert keys(shown) == []
    (last,) = shown.xpath("//button[@data-undo]/..")
    assert reviewer.post(last.get("action"), json={}).is_success
    assert own.call("b01").by_key[first.key].status == "open"
    others = page(logged_in(desk, "second"), f"/calls/{B01}")
    assert not others.xpath("//button[@data-undo]")


def test_a_statement_stands_with_its_question_and_the_other_language(own: Review) -> None:
    lead = logged_in(desk_of_team(own), "lead")
    b02 = address_of("b02")
    wait = next(one for one in statements(own, "b02") if one.label == "wait_time")
    shown = page(lead, f"/items/{b02}/{wait.key}/history")
    turns = shown.xpath(f"//article[@id='{wait.key}']//div[contains(@class, 'context')]")
    assert "role-investigator" in turns[0].get("class")
    (words,) = shown.xpath(f"//article[@id='{wait.key}']//mark")
    assert words.text == wait.item.anchor.text  # type: ignore[union-attr]
    finding = own.call("b02").of_kind("finding")[0]
    sides = page(lead, f"/calls/{b02}").xpath(f"//article[@id='{finding.key}']//p[@lang]/@lang")
    assert {"zh", "en"} <= set(sides)


def test_of_a_report_no_paragraph_is_shown_that_quotes_a_closed_call(own: Review) -> None:
    audit_of_twelve(own.workspace)
    desk = desk_of_team(own)
    desk.reach.set("assigned", "lead", "b01")
    at = f"/reports/{address_of('twelve.md')}"
    said = own.call("b01").transcript.turns[3].text  # type: ignore[union-attr]
    for who, is_there in (("lead", True), ("second", False)):
        for path in (at, f"{at}/audit"):
            shown = page(logged_in(desk, who), path)
            text = (
                shown.xpath("//main")[0].text_content() + shown.xpath("//footer")[0].text_content()
            )
            assert (said.rstrip("。") in text, "b01" in text) == (is_there, is_there), (who, path)
            assert "什么时候来都行" in text  # which is of no call
    closed = own.report("twelve.md").of_kind("quotation")[0]
    body = {"count": "1", "seen": {closed.key: looked_at(closed)}}
    second = logged_in(desk, "second")
    made = second.post(f"/items/{address_of('twelve.md')}", json=body)
    assert made.json()["kept"] == 0
    assert own.report("twelve.md").by_key[closed.key].status == "open"
    assert "not open to you" in text


def test_a_filter_is_read_of_any_address_and_written_as_it_was() -> None:
    asked = Filter.of("show=open&kind=price&kind=wait_time&page=3&utm=x&hospital=")
    assert asked.query == "?show=open&kind=price&kind=wait_time&page=3"
    assert asked.with_or_without("show", "open").query == "?kind=price&kind=wait_time"
    assert Filter.of(asked.query.removeprefix("?")) == asked
    assert Filter.of("page=0&page=%00&show=grave%00").query == ""
