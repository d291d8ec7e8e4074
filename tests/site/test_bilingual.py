"""The page of both languages over plain HTTP: every act works as a form without the script."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

import aligned_call
from calltools.alignment.exchange import to_json
from calltools.alignment.model import AlignedCall, Alignment, Finding, Link, Sentence
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.review.links import link_rows
from calltools.review.translating import translator
from calltools.site.visit import address_of
from calltools.store.call_folder import ALIGNMENT
from made_reviews import made_workspace

AT = f"/calls/{address_of('a01')}"


def align(review: Review, call: AlignedCall) -> None:
    review.workspace.folder("a01").commit(Step("align"), {ALIGNMENT: to_json([call])})


@pytest.fixture
def review(tmp_path: Path) -> Review:
    made = Review(made_workspace(tmp_path / "office"))
    align(made, aligned_call.call())
    return made


@pytest.fixture
def ann(review: Review) -> TestClient:
    """A translator's browser, whose script is off."""
    client = logged_in(desk_of_team(review), "translator")
    client.headers["content-type"] = "application/x-www-form-urlencoded"
    return client


def page(client: TestClient, query: str = "") -> html.HtmlElement:
    return html.document_fromstring(client.get(f"{AT}/alignment{query}").text)


def post(client: TestClient, form: html.HtmlElement, **typed: str) -> Any:
    """Sends a form of a page as a browser does, with what a person typed."""
    fields = {**dict(form.fields), **typed}
    return client.post(form.get("action"), data={k: v for k, v in fields.items() if v is not None})


def form(shown: html.HtmlElement, row: int, action: str) -> html.HtmlElement:
    return shown.xpath(f"//div[@id='p{row}']//form[contains(@action, '{action}')]")[0]


def test_the_english_is_put_right_shown_beside_what_was_published_and_taken_back(
    ann: TestClient, review: Review
) -> None:
    answer = post(ann, form(page(ann), 1, "/english"), text="About a month.", reason="heard again")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{AT}/alignment?row=1#p1")
    shown = page(ann)
    (row,) = shown.xpath("//div[@id='p1']")
    assert row.xpath(".//p[@class='said-here'][@lang='en']")[0].text_content() == "About a month."
    published = row.xpath(".//p[@class='published']")[0].text_content()
    assert re.search(r"Published: Two months\..*translator, 20.*heard again", published, re.S)
    assert "Number changed" in row.xpath("string(.//div[@class='notes'])")
    whole = f"/items/{address_of('a01')}/{review.call('a01').whole.key}/history"
    assert "“Two months.” → “About a month.”" in ann.get(whole).text
    undo = row.xpath(".//form[starts-with(@action, '/undo')]/@action")[0]
    assert ann.post(undo).status_code < 400
    assert "Two months." in page(ann).xpath("string(//div[@id='p1'])")
    assert not review.call("a01").aligned[0].translation.standing
    # What was left out is translated in its row, and taken back after a reload.
    post(ann, form(page(ann), 4, "/english"), text="All right, thank you.")
    shown = page(ann)
    (row,) = shown.xpath("//div[@id='p4']")
    assert "All right, thank you." in row.text_content()
    assert "Nothing was published." in row.text_content()
    assert "Omission" in row.xpath("string(.//p[@class='by'])")
    last = "//div[@id='list-tools']//form[starts-with(@action, '/undo')]"
    (again,) = shown.xpath(last)
    assert post(ann, again).headers["location"].startswith(f"{AT}/alignment?on=alignment")
    assert not review.call("a01").aligned[0].translation.standing
    assert not page(ann).xpath(last)


def test_what_another_wrote_meanwhile_is_told_and_stands(ann: TestClient, review: Review) -> None:
    mine = form(page(ann), 1, "/english")
    theirs = translator(review, "a01", "bob")
    theirs.write(("en", 1), "One month.")
    theirs.keep()
    answer = post(ann, mine, text="About a month.")
    assert answer.status_code == 409
    assert "bob wrote “One month.”" in answer.text
    assert review.call("a01").aligned[0].translation.text(("en", 1)) == "One month."


def test_a_finding_is_added_by_its_words_and_refused_where_they_are_not(
    ann: TestClient, review: Review
) -> None:
    missed = page(ann).get_element_by_id("missed-form")
    said = {"row": "2", "type": "hedge_dropped", "zh": "我也说不准", "en": "months", "note": "gone"}
    assert post(ann, missed, **said).status_code == 303
    assert "gone" in page(ann).xpath("string(//div[@id='p1']//article[contains(., 'Hedge')])")
    for wrong, told in (
        ({"en": "years"}, "is not in that row"),
        ({"zh": "", "en": "o"}, "more than once"),
        ({"zh": "", "en": ""}, "expected words"),
        ({"row": "99"}, "a row from 1 to 7"),
        ({"type": "rude"}, "omission"),
    ):
        answer = post(ann, missed, **{**said, **wrong})
        assert answer.status_code == 422
        assert told in answer.text
    one_sided = {"row": "2", "type": "omission", "zh": "我也说不准", "en": ""}
    assert post(ann, missed, **one_sided).status_code == 303
    added = [one for one in review.call("a01").states if one.status == "added"]
    for label, named in (("hedge_dropped", "Hedge dropped"), ("omission", "Omission")):
        (key,) = [one.key for one in added if one.label == label]
        history = ann.get(f"/items/{address_of('a01')}/{key}/history").text
        assert "“我也说不准”" in history
        assert named in history
    assert len(added) == 2


def test_how_far_a_row_is_stands_until_its_words_change(ann: TestClient, review: Review) -> None:
    chosen = form(page(ann), 1, "/units/")
    assert post(ann, chosen, state="final").status_code == 303
    assert link_rows(review.call("a01").states)[1].unit_state == "final"
    assert post(ann, chosen, state="reviewed").status_code == 409  # decided of since
    post(ann, form(page(ann), 1, "/english"), text="About a month.")
    assert "look again" in page(ann).xpath("string(//div[@id='p1'])")
    assert post(ann, form(page(ann), 1, "/units/"), state="done").status_code == 422


def test_rows_are_filtered_and_after_a_decision_the_next_finding_is_shown_in_its_row(
    ann: TestClient,
) -> None:
    assert len(page(ann).xpath("//div[@data-key]")) == 7
    for asked, count in (
        ("show=grave", 2), ("kind=omission", 1), ("show=open", 5), ("kind=unit_changed", 0)
    ):  # fmt: skip
        assert len(page(ann, f"?{asked}").xpath("//div[@data-key]")) == count
    (chip,) = page(ann).xpath("//nav[@class='filters']/a[contains(., 'Number changed')]")
    assert chip.get("href") == f"{AT}/alignment?kind=number_changed"
    (card, *_) = page(ann, "?show=open").xpath("//article")
    (agree,) = card.xpath(".//button[@class='yes']/ancestor::form")
    answer = post(ann, agree, action="agree")
    assert answer.headers["location"].startswith(f"{AT}/alignment?on=alignment&show=open&item=f")
    key = answer.headers["location"].partition("#")[2]
    shown = page(ann, answer.headers["location"].partition("alignment")[2].partition("#")[0])
    assert shown.xpath("//article[@id=$key]/ancestor::div[@data-key]", key=key)


def test_the_translation_goes_out_and_what_was_changed_in_it_is_ticked_and_kept(
    ann: TestClient, review: Review
) -> None:
    answer = ann.get(f"{AT}/translation?format=xliff")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a01.xliff"
    data = answer.text.replace("Two months.", "About a month.").replace("And the", "And what")
    files = [("file", ("back.xliff", data.encode()))]
    del ann.headers["content-type"]
    sent = ann.post(f"{AT}/translation", files=files)
    at = sent.json()["back"]
    shown = html.document_fromstring(ann.get(at).text)
    (kept,) = shown.xpath("//form[@action=$at]", at=at)
    ticks = kept.xpath(".//input[@type='checkbox']")
    assert len(ticks) == 2
    assert not review.call("a01").aligned[0].translation.standing
    assert ann.post(at, data={ticks[0].get("name"): "on"}).status_code == 303
    standing = review.call("a01").aligned[0].translation.standing
    assert [one.value for one in standing.values()] == ["About a month."]
    assert ann.post(at, data={ticks[0].get("name"): "on"}).status_code == 409
    assert ann.get(f"{AT}/translation/{'0' * 64}.docx").status_code == 404
    assert ann.get(f"{AT}/translation?format=exe").status_code == 422


def test_a_memory_leaves_out_what_is_doubtful_and_the_page_says_how_much(ann: TestClient) -> None:
    told = page(ann).xpath("string(//details[@id='files'])")
    assert "2 pairs go in." in told
    assert "2 (a grave finding is open or agreed)" in told
    for pairs, count in (("sure", 2), ("confirmed", 0), ("all", 5)):
        memory = ann.get(f"{AT}/translation?format=tmx&pairs={pairs}").text
        assert memory.count("<tu ") == count


def test_only_those_who_may_change_a_translation_do(review: Review) -> None:
    desk = desk_of_team(review)
    for name, may_write, may_add in (
        ("reviewer", False, False), ("investigator", True, False), ("lead", True, True)
    ):  # fmt: skip
        client = logged_in(desk, name)
        shown = page(client)
        assert bool(shown.xpath("//form[contains(@action, '/english')]")) is may_write
        assert bool(shown.xpath("//form[@id='missed-form']")) is may_add
        body = {"side": "en", "turn": 0, "before": "x", "text": "y"}
        assert client.post(f"{AT}/english", json=body).status_code == (409 if may_write else 403)
        assert client.post(f"{AT}/findings", json={}).status_code == (422 if may_add else 403)
        assert client.get(f"{AT}/translation?format=docx").status_code == 200


def test_what_a_blind_review_hides_is_on_no_row_and_in_no_count(
    review: Review, ann: TestClient
) -> None:
    blind: dict[str, Any] = {"people": ["translator", "lead"], "blind": True}
    blind |= {"hide_machine": True, "kinds": ["finding"]}
    review.decide("a01", review.call("a01").whole.key, "assign", "lead", value=blind)
    shown = page(ann)
    assert not shown.xpath("//article | //mark | //a[@class='chip']")
    assert "read this yourself" in shown.xpath("string(//p[@class='again'])")
    for kind in ("xliff", "tmx&pairs=all"):
        assert "changed" not in ann.get(f"{AT}/translation?format={kind}").text
    del blind["kinds"]
    link = link_rows(review.call("a01").states)[0].state.key
    review.decide("a01", link, "assign", "lead", value=blind)
    answer = ann.get(f"{AT}/alignment")  # a row that somebody is to find by themselves
    assert answer.status_code == 403
    assert "a blind review hides" in answer.text


def long_call(turns: int) -> AlignedCall:
    call = aligned_call.call()
    sides = []
    for side in (call.zh, call.en):
        said = [replace(side.turns[n % 6], start_ms=None, end_ms=None) for n in range(turns)]
        sides.append(replace(side, turns=tuple(said)))
    links = tuple(Link((n,), (n,)) for n in range(turns))
    zh, en = ([Sentence(n, 0, len(t.text), t.text) for n, t in enumerate(s.turns)] for s in sides)
    findings = tuple(
        Finding("name_changed", (n,), (n,), note="another name", id=f"f{n}")
        for n in range(0, turns, 3)
    )
    alignment = Alignment(tuple(zh), tuple(en), links, links, findings)
    return AlignedCall("a01", *sides, alignment)


def test_a_call_of_sixty_turns_is_light_and_a_long_one_comes_in_pages(
    ann: TestClient, review: Review, figure: Callable[..., None]
) -> None:
    align(review, long_call(60))
    figure(
        "alignment of 60 turns, KB packed",
        len(gzip.compress(ann.get(f"{AT}/alignment").content)) / 1000,
        most=60,
    )
    align(review, long_call(200))
    assert len(page(ann).xpath("//div[@data-key]")) == 80
    last = page(ann, "?row=199")
    assert last.xpath("//div[@data-key]/@id")[-1] == "p199"
    assert last.xpath("//nav[@class='stretches']/a[@aria-current]/text()")[0] == "161–200"


def test_two_texts_are_asked_for_by_a_job_that_its_asker_watches(review: Review) -> None:
    desk = desk_of_team(review)
    client = logged_in(desk, "translator")
    files = [(side, (f"{side}.txt", f"甲：{side}".encode())) for side in ("zh", "en")]
    assert client.post("/pairs", data={"name": "../x"}, files=files).status_code == 422
    empty = [("zh", ("", b""))]
    assert client.post("/pairs", data={"name": "x"}, files=empty).status_code == 422
    assert client.post("/pairs", json={"name": "x"}).status_code == 422
    assert not list((review.workspace.root / ".calltools").glob("aside/*/*"))
    at = client.post("/pairs", data={"name": "x"}, files=files).json()["back"]
    answer = client.get(at)
    assert answer.status_code == 200
    assert answer.headers["refresh"] == "2"
    assert logged_in(desk, "investigator").get(at).status_code == 404
    assert logged_in(desk, "reviewer").get(at).status_code == 403
    desk.jobs.stop(at.rpartition("/")[2], "translator")
