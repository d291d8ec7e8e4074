"""The database of a team is gone for a while: who works is told, and goes on when it is back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from served import desk_of_team, logged_in, visitor

from calltools.review.accounts import Colleague
from calltools.review.desk import Review
from calltools.site import actions
from calltools.site.visit import Visit, address_of
from calltools.store.workspace import Workspace
from made_reviews import set_database
from postgresql import PostgresServer, emptied, setting_of
from store.made_calls import add_call, transcript

pytestmark = pytest.mark.server


@pytest.fixture
def server(postgresql_server: PostgresServer) -> Iterator[PostgresServer]:
    yield postgresql_server
    postgresql_server.stop()
    postgresql_server.start()


@pytest.fixture
def office(server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    workspace = Workspace.init(tmp_path / "office")
    add_call(workspace, "b01", transcript(0))
    set_database(workspace, setting_of(emptied(server.url), monkeypatch))
    return Review(workspace)


def test_who_works_is_told_and_goes_on_when_it_is_back(
    office: Review, server: PostgresServer
) -> None:
    desk = desk_of_team(office)
    lead, stranger = logged_in(desk, "lead"), visitor(desk)
    key = office.call("b01").of_kind("statement")[0].key
    at, sent = f"/items/{address_of('b01')}/{key}", {"action": "confirm"}
    assert lead.post(at, json=sent).status_code == 200
    server.stop()
    for path in ("/", f"/calls/{address_of('b01')}", "/progress", "/people"):
        gone = lead.get(path)
        assert (gone.status_code, gone.headers["refresh"]) == (503, "5"), path
        assert "comes back by itself" in gone.text
    refused = lead.post(at, json={"action": "reject", "reason": "no"})
    assert (refused.status_code, "reached" in refused.json()["problem"]) == (503, True)
    form = stranger.post("/login", data={"name": "lead", "password": "x"})
    assert (form.status_code, "refresh" in form.headers) == (503, False)
    assert "your browser still has it" in form.text
    assert "数据库" in lead.get("/", headers={"accept-language": "zh-CN"}).text
    server.start()
    assert lead.get("/").status_code == 200
    assert lead.post(at, json={"action": "reject", "reason": "no"}).status_code == 200
    state = office.call("b01").by_key[key]
    assert (state.status, len(state.history)) == ("rejected", 2)


def test_the_news_go_on_when_it_is_back(office: Review, server: PostgresServer) -> None:
    desk = desk_of_team(office)
    member = Colleague("lead", "lead")
    key = office.call("b01").of_kind("statement")[0].key

    async def connected() -> bool:
        return False

    async def told() -> str:
        request = SimpleNamespace(is_disconnected=connected)
        session = desk.access.accounts.start_session("lead")  # type: ignore[attr-defined]
        lines = actions.news(Visit(request, desk, session, member, {})).body_iterator  # type: ignore[arg-type, attr-defined]
        await anext(lines)
        await asyncio.to_thread(server.stop)
        waiting = asyncio.ensure_future(anext(lines))
        await asyncio.sleep(1.5)
        assert not waiting.done()
        await asyncio.to_thread(server.start)
        office.decide("b01", key, "confirm", "reviewer")
        return str(await asyncio.wait_for(waiting, 20))

    line = asyncio.run(told())
    assert json.loads(line.partition("data: ")[2])["item"] == key
