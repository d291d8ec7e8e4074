"""The interface in English, simplified and traditional Chinese, chosen or by browser."""

from __future__ import annotations

import json

from laid_out import audit
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.messages import Message, kept
from calltools.records import dump_rows
from calltools.review.desk import Review
from calltools.review.item_state import State
from calltools.review.quotation_items import AUDITS
from calltools.site.access import Solo
from calltools.site.visit import address_of


def test_the_browser_decides_and_a_choice_overrides(alone: tuple[TestClient, Solo]) -> None:
    client, access = alone
    assert client.post("/language", data={"language": "xx"}).status_code == 422
    chosen = client.post("/language", data={"language": "zh-Hant", "at": "//evil.example"})
    assert chosen.headers["location"] == "/"
    client.cookies.clear()
    client.get(f"/enter/{access.secret}")
    for asked, shown in (
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"),
        ("en-US,zh;q=0.5", "en"), ("de,zh-TW;q=0.4,en;q=0.3", "zh-Hant"), ("", "en"),
        ("x" * 900, "en"), ("zh;q=9,,;q=,en;q=x", "zh-Hans"),
    ):  # fmt: skip
        page = client.get("/", headers={"accept-language": asked}).text
        assert f'<html lang="{shown}">' in page, asked
    at = f"/calls/{address_of('b01')}"
    chosen = client.post("/language", data={"language": "zh-Hant", "at": at})
    assert chosen.headers["location"] == at
    assert '<html lang="zh-Hant">' in client.get(at).text


def test_cards_and_scripts_are_in_the_language(own: Review) -> None:
    client = logged_in(desk_of_team(own), "reviewer")
    client.headers["accept-language"] = "zh-CN"
    state: State = own.call("b01").of_kind("statement")[0]
    own.decide("b01", state.key, "confirm", "second")
    page = client.get(f"/calls/{address_of('b01')}").text
    assert "已确认" in page
    (words,) = html.fromstring(page).xpath("//meta[@name='words']/@content")
    assert json.loads(words)["Kept."] == "已保存。"
    assert "What was said" not in page


def test_what_the_machine_says_and_what_people_did_is_in_the_language(own: Review) -> None:
    why = Message("A translation that keeps the sense ({place}).", place="b01")
    audit(own.workspace)
    file = own.workspace.root / AUDITS / "audit.jsonl"
    rows = list(map(json.loads, file.read_text("utf-8").splitlines()))
    rows[0] |= {"verdict": "number_changed", "why": why, "why_message": kept(why)}
    file.write_text(dump_rows(rows), "utf-8")
    desk = desk_of_team(own)
    client = logged_in(desk, "reviewer")
    client.headers["accept-language"] = "zh-CN"
    address = address_of("report.md")
    page = client.get(f"/reports/{address}").text
    assert "数字不符" in page
    assert "译文保持了原意（b01）。" in page
    item = own.report("report.md").of_kind("quotation")[0]
    told = {"action": "override", "value": {"verdict": "paraphrase"}}
    at = f"/items/{address}/{item.key}"
    assert client.post(at, json=told).json()["problem"] == "请写明理由。"
    assert client.post(at, json={**told, "reason": "seen"}).is_success
    assert "：转述）" in client.get(f"{at}/history").text
    translator = logged_in(desk, "translator")
    translator.headers["accept-language"] = "zh-TW"
    refused = translator.post(at, json={**told, "reason": "seen"}).json()["problem"]
    assert refused.endswith("請找負責人。")
    assert "引文" in refused
