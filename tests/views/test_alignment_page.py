from __future__ import annotations

import json
import re
from typing import Any

from lxml import html

import aligned_call
from calltools.alignment.model import AlignedCall, Alignment
from calltools.transcripts.model import Transcript
from calltools.views.alignment_page import alignment_page


def page(timed: bool = True, **options: Any) -> html.HtmlElement:
    return html.document_fromstring(alignment_page(aligned_call.call(timed), **options))


def said(cell: html.HtmlElement) -> str:
    return "".join(cell.xpath(".//p[@class='said-here']")[0].itertext())


def test_every_turn_stands_once_in_rows_that_follow_the_links() -> None:
    shown = page()
    for side, transcript in zip("ze", aligned_call.transcripts(), strict=True):
        for index, turn in enumerate(transcript.turns):
            (cell,) = shown.xpath(f"//div[@id='t{side}{index}']")
            assert said(cell) == turn.text
    assert not shown.xpath("//div[@class='panes']//b | //i"), "text is never markup"
    rows = shown.xpath("//div[@data-stop]")
    sides = [
        tuple(re.findall(r"t[ze](\d+)", " ".join(row.xpath(f".//div[@class='side {s}']//@id"))))
        for row in rows
        for s in ("zh", "en")
    ]
    links = aligned_call.alignment().links
    assert sides == [tuple(map(str, side)) for link in links for side in (link.zh, link.en)]
    assert "Nothing in the English" in rows[4].text_content()
    assert "Nothing in the Chinese" in rows[6].text_content()
    assert "stands after turn 1" in rows[5].text_content()
    (data,) = shown.xpath("//script[@id='link-data']/text()")
    told = json.loads(data)
    assert told[6] == {"zh": [6], "en": [2], "confidence": 0.8, "moved": True}
    assert len(told) == len(aligned_call.alignment().sentence_links)


def test_findings_are_counted_and_listed_gravest_first_and_their_words_are_marked() -> None:
    shown = page()
    items = shown.xpath("//article")
    assert [item.get("data-kinds").split()[0] for item in items] == [
        "number_changed", "negation_changed", "addition", "omission", "reordered", "figure",
    ]  # fmt: skip
    marks = {m.get("data-item"): m.text for m in shown.xpath("//div[@id='tz1']//mark")}
    assert marks == {"1": "一个月"}
    assert shown.xpath("//div[@id='te4']//mark[@data-item='2']/text()") == ["included"]
    assert shown.xpath("//div[@id='tz3']//mark[@data-item='6']/text()") == ["六十万"]
    assert "heard 四十万" in items[5].text_content()
    assert shown.xpath("//div[@id='tz4']/@data-item") == ["4"]
    assert shown.xpath("//div[@id='te5']/@data-item") == ["3"]
    totals = shown.xpath("//div[contains(@class, 'totals')]/button")
    assert [b.text_content() for b in totals] == ["2 Grave", "2 Serious", "2 Minor"]
    (about,) = shown.xpath("//details[@class='about']")
    assert about.xpath("./ancestor::footer") and not about.get("open")


def test_times_can_be_pressed_only_where_there_is_sound() -> None:
    silent = page()
    assert not silent.xpath("//button[@class='time']")
    assert silent.xpath("//div[@id='p1']//span[@class='at']/text()") == ["0:04.0"]
    heard = page(audio=b"sound")
    (button,) = heard.xpath("//div[@id='p1']//button[@class='time']")
    assert (button.get("data-ms"), button.get("data-end")) == ("4000", "7000")
    assert not page(timed=False, audio=b"sound").xpath("//button[@class='time']")


def test_a_call_without_english_shows_what_was_heard_otherwise() -> None:
    whole = aligned_call.call()
    alone = AlignedCall(
        "alone", whole.zh, Transcript(()), Alignment((), (), (), ()), whole.comparison
    )
    shown = html.document_fromstring(alignment_page(alone))
    assert [said(cell) for cell in shown.xpath("//div[contains(@class, 'turn-side')]")] == [
        turn.text for turn in whole.zh.turns
    ]
    assert shown.xpath("//article/@data-kinds") == ["figure serious"]
    assert "Nothing in the English" not in shown.text_content()
