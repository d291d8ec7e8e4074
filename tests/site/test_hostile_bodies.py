"""Whatever is sent, the review goes on: values are checked to the type, and read back before they
are kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.review.desk import Review
from calltools.review.exchange import exported
from calltools.site.guard import LARGEST_BODY
from calltools.site.routes import ROUTES
from calltools.site.visit import Desk, address_of
from calltools.store.log import EventDraft

ADDED = {"fields": {"category": "wait_time"}, "turn": 1}


def statement_key(review: Review) -> str:
    return review.call("b01").of_kind("statement")[0].key


def goes_on(review: Review, client: TestClient) -> None:
    """A program that is started now shows every page, and exports."""
    fresh = Review(review.workspace)
    assert fresh.decisions.unreadable() == []
    for name in ("b01", "b02"):
        assert fresh.call(name, "lead").states
        assert client.get(f"/calls/{address_of(name)}").status_code == 200
    assert exported(fresh) is not None
    assert client.get("/").status_code == 200


@pytest.fixture(scope="module")
def lead(team: Desk) -> TestClient:
    return logged_in(team, "lead")


BODIES_REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("statements", ADDED | {"turn": True}),
    ("statements", ADDED | {"turn": -1}),
    ("statements", ADDED | {"turn": 2**70}),
    ("statements", ADDED | {"start": False, "end": True, "text": ""}),
    ("statements", ADDED | {"fields": {"category": "wait_time", "wait_max_days": True}}),
    ("statements", ADDED | {"fields": {"category": "wait_time", "evidence": [7]}}),
    ("corrections", {"what": "text", "turn": True, "value": "好"}),
    ("corrections", {"what": "split", "turn": 1, "start": True}),
    ("corrections", {"what": "header", "fact": "nothing", "value": "x"}),
    ("corrections", {"what": "header", "fact": "synthetic", "value": "x"}),
    ("links", {"side": "zh", "turn": True, "source": "x", "target": "y"}),
    ("item", {"action": "amend", "value": {"wait_max_days": True}}),
    ("item", {"action": "amend", "value": {"vague": "yes"}}),
    ("item", {"action": "amend", "value": {"modality": "loud"}}),
    ("item", {"action": "confirm", "value": {"anything": [1]}}),
    ("item", {"action": "comment", "value": {"text": "x", "more": {"a": 1}}}),
    ("item", {"action": "adjudicate", "value": {"action": "amend", "value": {"count_min": -1}}}),
)
CONTENTS_REFUSED = (
    (b"{" * 10_000, "application/json"),
    (b"[1, 2]", "application/json"),
    (b"\xff\xfe\x00", "application/json"),
    (b'{"action": "confirm"}', "text/plain"),
    (b'{"action": "drop"}', "application/json"),
    (b'{"action": "confirm", "after": 7}', "application/json"),
    (b'{"action": "confirm", "after": [[]]}', "application/json"),
    (b'{"action": "assign", "value": {"people": ["reviewer"]}}', "application/json"),
    (b'{"action": "amend", "value": {"wait_max_days": {"$gt": 0}}, "after": "x"}',
     "application/json"),
    (b'{"x": "' + b"a" * LARGEST_BODY + b'"}', "application/json"),
)  # fmt: skip


def test_what_can_not_be_meant_is_refused_in_one_line_and_the_review_goes_on(
    review: Review, lead: TestClient
) -> None:
    item = f"/items/{address_of('b01')}/{statement_key(review)}"
    before = len(review.decisions.events())
    for path, body in BODIES_REFUSED:
        at = item if path == "item" else f"/calls/{address_of('b01')}/{path}"
        answer = lead.post(at, json=body)
        assert answer.status_code in (403, 404, 422), (path, body)
        assert "\n" not in answer.json()["problem"]
    for content, kind in CONTENTS_REFUSED:
        answer = lead.post(item, content=content, headers={"content-type": kind})
        assert answer.status_code == 422, content[:80]
        assert "\n" not in answer.json()["problem"]
    assert len(review.decisions.events()) == before
    goes_on(review, lead)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = st.sampled_from(
    "confirm reject amend add assign comment read adjudicate text speaker split role header name "
    "zh en wait_time category people value".split()
)
BODIES = st.dictionaries(
    st.sampled_from(
        "action value reason seen after fields turn start end text what words speaker fact side "
        "source target name role duty number call roles act chosen first second due to back begun "
        "code password again".split()
    ),
    JSON | WORDS | st.dictionaries(WORDS, JSON | WORDS, max_size=3),
    max_size=6,
)


SENT = st.sampled_from(
    [one.path for one in ROUTES if one.method == "POST" and one.path not in ("/logout", "/login")]
)


@pytest.mark.slow
@given(st.lists(st.tuples(SENT, BODIES), min_size=4, max_size=8))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)
def test_no_body_ends_the_review(
    review: Review, lead: TestClient, sent: list[tuple[str, dict[str, Any]]]
) -> None:
    key = review.call("b02").of_kind("statement")[0].key
    for served, body in sent:
        path = served.replace("{id}", address_of("b02")).replace("{key}", key)
        path = path.replace("{event}", "e0").replace("{upload}", "0" * 64)
        content = json.dumps(body).encode()
        answer = lead.post(path, content=content, headers={"content-type": "application/json"})
        assert answer.status_code < 500
    goes_on(review, lead)


def test_an_event_that_can_not_be_read_is_told_and_ends_nothing(own: Review) -> None:
    client = logged_in(desk_of_team(own), "lead")
    key = statement_key(own)
    own.decide("b01", key, "confirm", "reviewer")
    bad = EventDraft(kind="decided", body={"action": "amend", "anchor": {"turn": True}}, id="e0bad")
    own.workspace.log.append([bad])
    own.decide("b01", key, "comment", "second", value={"text": "still here"})
    fresh = Review(own.workspace)
    (told,) = fresh.decisions.unreadable()
    assert "e0bad" in str(told)
    state = next(one for one in fresh.call("b01").states if one.key == key)
    assert (state.status, state.comments[0].value["text"]) == ("confirmed", "still here")
    assert "still here" in exported(fresh)
    assert "e0bad" in client.get("/").text
