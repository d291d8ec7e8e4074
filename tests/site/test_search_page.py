"""Everything is found by its words in either script, and nothing that its finder may not see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.corrections.editor import Editor
from calltools.review.desk import Review
from calltools.site import searching
from calltools.site.visit import address_of
from calltools.store.indexed import folded, places

PLANTED = "只有第一位写了这句"


def found(client: TestClient, words: str) -> str:
    answer = client.get("/search", params={"q": words})
    assert answer.status_code == 200, answer.text
    return answer.text


def put(review: Review, text: str) -> None:
    def change(editor: Editor) -> None:
        editor.text(editor.words(1), text)

    review.correct("b01", "ann", change)


def test_words_are_found_whatever_script_width_and_case(own: Review) -> None:
    put(own, "等多久？兩周。ICU 还是两週前的。")
    client = logged_in(desk_of_team(own), "reviewer")
    for words in ("等多久？两周", "等多久", "兩周", "ＩＣＵ 兩週前", '"等多久" icu'):
        page = found(client, words)
        assert f"/calls/{address_of('b01')}?turn=1#t1" in page, words
        assert "<mark>" in page
    for words in ("周两", '"icu 兩"', "IC", "%", "_", "' OR 1=1 --", '"', "。", "x" * 900):
        page = found(client, words)
        assert "#turn" not in page, words
        assert "<mark>" not in page
    put(own, "<img src=x onerror=hacked()> 两周")  # marked, and never run
    for words in ("hacked", "<script>hacked()</script>", "两周"):
        page = found(client, words)
        assert "<img src=x" not in page
        assert "<script>hacked" not in page
    assert "&lt;img src=x" in found(client, "hacked")


def test_calls_statements_and_comments_are_found_and_lead_to_their_place(own: Review) -> None:
    client = logged_in(desk_of_team(own), "reviewer")
    state = own.call("b01").of_kind("statement")[0]
    hospital = own.call("b01").transcript.call.hospital  # type: ignore[union-attr]
    assert f'href="/calls/{address_of("b01")}#"' in found(client, str(hospital))
    at = f'href="/calls/{address_of("b01")}#{state.key}"'
    assert at not in found(client, PLANTED)
    own.decide("b01", state.key, "comment", "lead", value={"text": PLANTED})
    assert at in found(client, PLANTED)
    assert at in found(client, f"{state.label} {PLANTED}")


def test_search_tells_nothing_of_a_peers_blind_decisions_nor_of_a_hidden_machine(
    own: Review,
) -> None:
    team = desk_of_team(own)
    call = own.call("b01")
    value = {"people": ["reviewer", "second"], "blind": True, "hide_machine": True}
    own.decide("b01", call.whole.key, "assign", "lead", value=value)
    own.decide("b01", call.whole.key, "read", "reviewer")
    own.decide("b01", call.of_kind("statement")[0].key, "reject", "reviewer", reason=PLANTED)
    added = own.add_statement("b01", 1, None, {"category": "price"}, "reviewer")
    own.decide("b01", added.item, "comment", "reviewer", value={"text": PLANTED})
    for name in ("second", "lead", "investigator"):
        page = found(logged_in(team, name), PLANTED)
        assert "#s" not in page, name
        assert page.count(PLANTED) == 1, name  # in the field, as it was asked
    both = {one: found(logged_in(team, one), "wait_time") for one in ("second", "lead")}
    assert f"{address_of('b01')}#s" not in both["second"]
    assert f"{address_of('b01')}#s" in both["lead"]


@given(st.text(alphabet="兩两周週aB １2。 -_", max_size=30), st.integers(0, 30), st.integers(1, 6))
def test_what_is_cut_out_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    phrase = folded(text)
    if phrase:
        assert places(text, phrase) != []
    for place in places(text, folded(text[start : start + length])):
        assert folded(text[place[0] : place[1]])


def test_of_many_hits_all_are_there_in_pages(own: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_SHOWN", 3)
    client = logged_in(desk_of_team(own), "reviewer")
    first = html.fromstring(client.get("/search?q=十").text)
    more = first.xpath("//h2[contains(., 'What was said')]/following-sibling::p[1]/a/@href")[0]
    shown = first.xpath("//h2[contains(., 'What was said')]/following-sibling::ol[1]/li//a/@href")
    assert len(shown) == 3
    while more:
        page = html.fromstring(client.get(more).text)
        assert page.xpath("count(//h2)") == 2, "the hits of one kind, and the keys"
        shown += page.xpath("//ol[@class='hits']/li//a/@href")
        links = page.xpath("//nav[@class='choices']/a[text()='next page']/@href")
        more = f"/search{links[0]}" if links else ""
    count = first.xpath("string(//h2[contains(., 'What was said')]/span)")
    assert len(shown) == len(set(shown)) == int(count) > 3
