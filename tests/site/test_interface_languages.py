"""The interface in English, simplified and traditional Chinese: all of it, chosen or by browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

import calltools.site
from calltools.alignment.model import FindingType
from calltools.quotations.verdicts import GRAVITY
from calltools.review.desk import Review
from calltools.review.event import ItemKind
from calltools.review.fold import State
from calltools.site.access import Solo
from calltools.site.audited import OUTCOMES
from calltools.site.cards import STATUSES
from calltools.site.language import LANGUAGES, messages, texts_of, translated
from calltools.site.searching import TITLES
from calltools.site.templates import script_messages
from calltools.site.visit import address_of
from calltools.transcripts.model import ROLES

ASSETS = Path(calltools.site.__file__).parent / "assets"
TEMPLATES = sorted(ASSETS.glob("*.html"))
LABELS = {one.replace("_", " ") for one in (*get_args(FindingType), *GRAVITY)}
PUT_IN = {
    *LABELS,
    *STATUSES.values(),
    *get_args(ItemKind),
    *ROLES,
    *OUTCOMES.values(),
    *TITLES.values(),
}


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_string_is_in_each_catalogue(language: str) -> None:
    known = messages(language)
    told = {one for file in TEMPLATES for one in texts_of(file.read_text("utf-8"))}
    lacking = (told | PUT_IN | script_messages()) - known.keys()
    assert lacking == set()
    for message, said in known.items():
        assert said.count("{") == message.count("{"), message
        assert not set("<>&") & set(said), message
    assert set(known) <= told | PUT_IN | script_messages() | ACTIONS, "nobody says these any more"


ACTIONS = {
    "confirm", "reject", "amend", "agree", "disagree", "accept", "override", "comment",
    "adjudicate", "move", "add",
}  # fmt: skip


def test_traditional_is_simplified_in_other_characters_but_where_the_words_differ() -> None:
    simplified, traditional = messages("zh-Hans"), messages("zh-Hant")
    assert (simplified["Statements"], traditional["Statements"]) == ("陈述", "陳述")
    assert (simplified["Log in"], traditional["Log in"]) == ("登录", "登入")


def test_what_is_put_in_keeps_its_place_and_what_is_typed_stays() -> None:
    literal = "<option>price</option><code>calltools run</code>"
    template = "<p>{{ a }} of {{ b }} answered{% if c %} by{% endif %}</p>" + literal
    template += '<a aria-label="Sound">'
    found = translated(template, "zh-Hans")
    assert "{{ b }} 项中已答 {{ a }} 项{% if c %}" in found
    assert found.endswith(f'{literal}<a aria-label="录音">')


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"),
        ("en-US,zh;q=0.5", "en"), ("de,zh-TW;q=0.4,en;q=0.3", "zh-Hant"), ("", "en"),
        ("x" * 900, "en"), ("zh;q=9,,;q=,en;q=x", "zh-Hans"),
    ],
)  # fmt: skip
def test_the_browser_decides_and_a_choice_overrides(
    asked: str, shown: str, alone: tuple[TestClient, Solo]
) -> None:
    client, access = alone
    client.headers["accept-language"] = asked
    page = client.post("/language", data={"language": "xx"})
    assert page.status_code == 422
    chosen = client.post("/language", data={"language": "zh-Hant", "at": "//evil.example"})
    assert chosen.headers["location"] == "/"
    client.cookies.clear()
    client.get(f"/enter/{access.secret}")
    assert f'<html lang="{shown}">' in client.get("/").text
    at = f"/calls/{address_of('b01')}"
    assert (
        client.post("/language", data={"language": "zh-Hant", "at": at}).headers["location"] == at
    )
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
