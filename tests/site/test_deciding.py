"""What is decided through the pages is kept, shown to others, and never overwritten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from httpx import Response
from lxml import html
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.review.item_state import State
from calltools.site.actions import news
from calltools.site.visit import Desk, Visit, address_of
from store.made_calls import add_call, transcript

XSS = "<img src=x onerror=hacked()>\"'><script>hacked()</script>"


def first(review: Review) -> State:
    return review.call("b01").of_kind("statement")[0]


def decide(client: TestClient, state: State, **told: object) -> Response:
    body = {"seen": state.item.sha256, "after": list(state.heads), **told}  # type: ignore[union-attr]
    return client.post(f"/items/{address_of('b01')}/{state.key}", json=body)


def test_a_statement_is_confirmed_put_right_and_taken_back(own: Review, client: TestClient) -> None:
    answer = decide(client, first(own), action="confirm")
    assert answer.status_code == 200
    assert first(own).status == "confirmed"
    assert first(own).by == "ann"
    decide(client, first(own), action="amend", value={"organ": "kidney"}, reason="heard it")
    assert first(own).value == {"organ": "kidney"}
    page = client.get(f"/calls/{address_of('b01')}").text
    assert "amended" in page
    assert "heard it" in page
    assert client.post(f"/undo/{first(own).event}", json={}).status_code == 200
    assert first(own).status == "confirmed"
    history = client.get(f"/items/{address_of('b01')}/{first(own).key}/history").text
    assert "(undone)" in history
    confirmed = first(own).history[0].time
    then = client.get(f"/items/{address_of('b01')}/{first(own).key}/history?at={confirmed}").text
    assert f"stood at {confirmed[:10]}" in then
    assert 'value="confirm"' not in then  # what was is looked at, and no longer decided of


def test_what_another_decided_is_not_overwritten_and_waits_again_when_its_words_change(
    own: Review, client: TestClient
) -> None:
    seen = first(own)
    own.decide("b01", seen.key, "reject", "bob", reason="no", seen=seen.item.sha256, after=())  # type: ignore[union-attr]
    assert decide(client, seen, action="confirm").status_code == 409
    assert first(own).status == "rejected"
    assert "rejected" in client.get(f"/items/{address_of('b01')}/{seen.key}").text
    turn = first(own).item.anchor.turn  # type: ignore[union-attr]
    body = {"what": "text", "turn": turn, "value": "二十天左右吧。", "reason": "listened"}
    assert client.post(f"/calls/{address_of('b01')}/corrections", json=body).status_code == 200
    assert first(own).stale
    page = client.get(f"/calls/{address_of('b01')}").text
    assert "look again" in page
    assert "二十天左右吧。" in page
    assert "to look at again" in client.get("/").text


def test_a_reading_is_taken_only_where_the_words_stand_that_it_was_proposed_for(
    own: Review, client: TestClient
) -> None:
    call = transcript(5)
    before = call.turns[0]
    proposed = "肝" * len(before.words[0].text)
    words = (replace(before.words[0], proposed=proposed), *before.words[1:])
    changed = replace(before, words=words)
    add_call(own.workspace, "b09", replace(call, turns=(changed, *call.turns[1:])))
    at = f"/calls/{address_of('b09')}"
    page = html.document_fromstring(client.get(at).text)
    (form,) = page.xpath("//form[contains(., 'I hear it so')]")
    body = {name: value for name, value in form.form_values() if name != "token"}
    for was, status in (("其它", 409), (body["was"], 200)):
        told = body | {"what": "text", "was": was}
        assert client.post(f"{at}/corrections", json=told).status_code == status
    after = own.call("b09").transcript.turns[0]  # type: ignore[union-attr]
    assert after.text == proposed + before.text[before.words[0].end :]
    assert "I hear it so" not in client.get(at).text


def test_roles_names_and_facts_are_put_right(own: Review, client: TestClient) -> None:
    at = f"/calls/{address_of('b01')}/corrections"
    machine = own.call("b01").transcript.turns[0].text  # type: ignore[union-attr]
    for body in (
        {"what": "role", "speaker": "SPEAKER_01", "value": "other"},
        {"what": "name", "speaker": "SPEAKER_00", "value": "Ann"},
        {"what": "header", "fact": "hospital", "value": "云岭医院"},
        {"what": "split", "turn": 0, "start": 3},
    ):
        assert client.post(at, json=body).status_code == 200, body
    call = own.call("b01").transcript
    assert call is not None
    assert call.call.hospital == "云岭医院"
    assert {party.speaker: party.role for party in call.parties}["SPEAKER_01"] == "other"
    assert [len(turn.text) for turn in call.turns[:2]] == [3, len(machine) - 3]
    wrong = client.post(at, json={"what": "role", "speaker": "NOBODY", "value": "other"})
    assert wrong.status_code == 422


def test_a_statement_that_was_missed_is_added_from_the_words_that_say_it(
    own: Review, client: TestClient
) -> None:
    at = f"/calls/{address_of('b01')}/statements"
    turn = own.call("b01").transcript.turns[1].text  # type: ignore[union-attr]
    body = {"turn": 1, "fields": {"category": "price", "modality": "denied"}}
    chosen = {"start": 2, "end": 5, "text": turn[2:5]}
    assert client.post(at, json=body).status_code == 200
    assert client.post(at, json=body | chosen).status_code == 200
    assert client.post(at, json=body | chosen | {"text": "其它"}).status_code == 409
    assert client.post(at, json=body | {"start": 5, "end": 5, "text": ""}).status_code == 422
    added = [s for s in own.call("b01").of_kind("statement") if s.status == "added"]
    assert [one.value["quote"] for one in added] == [turn, turn[2:5]]
    assert "Price" in client.get(f"/calls/{address_of('b01')}").text


def test_what_people_and_files_say_is_shown_and_never_run(own: Review, client: TestClient) -> None:
    decide(client, first(own), action="reject", reason=XSS)
    decide(client, first(own), action="comment", value={"text": XSS})
    at = f"/calls/{address_of('b01')}"
    body = {"what": "text", "turn": 0, "value": XSS}
    assert client.post(f"{at}/corrections", json=body).status_code == 200
    client.post(f"{at}/corrections", json={"what": "name", "speaker": "SPEAKER_00", "value": XSS})
    key = first(own).key
    for path in ("/", at, f"/items/{address_of('b01')}/{key}/history"):
        text = client.get(path).text
        assert "<img src=x" not in text
        assert "<script>hacked" not in text
    assert "&lt;img src=x" in client.get(at).text


@pytest.mark.model
def test_sound_is_served_by_ranges(member: Callable[[str], TestClient]) -> None:
    client = member("reviewer")
    at = f"/calls/{address_of('b01')}/sound"
    whole = client.get(at)
    assert whole.headers["content-type"] == "audio/mpeg"
    part = client.get(at, headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole.content[100:200]
    peaks = client.get(f"/calls/{address_of('b01')}/peaks").json()
    assert peaks["peaks"] > 0
    assert peaks["path"]


def test_translators_decide_of_no_statement(
    review: Review, member: Callable[[str], TestClient]
) -> None:
    state = review.call("b01").of_kind("statement")[0]
    answer = member("translator").post(
        f"/items/{address_of('b01')}/{state.key}", json={"action": "confirm"}
    )
    assert answer.status_code == 403
    assert "ask a lead" in answer.json()["problem"]


def test_news_tell_nobody_how_much_was_decided(team: Desk) -> None:
    member = next(one for one in team.access.people() if one.name == "second")
    visit = Visit(Request({"type": "http", "headers": []}), team, "none", member, {})
    answer = news(visit)
    assert isinstance(answer, StreamingResponse)
    first = asyncio.run(anext(aiter(answer.body_iterator)))
    assert "ready" in str(first)
    assert not any(ch.isdigit() for ch in str(first))
