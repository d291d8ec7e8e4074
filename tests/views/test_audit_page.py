from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import html

import audited_report
from calltools.quotations.earlier_audit import SinceEarlier
from calltools.quotations.model import AskedQuestion
from calltools.quotations.other_language import Beside
from calltools.views.clips import Clip
from calltools.views.quotation_card import quotation_card


def page(**options: Any) -> html.HtmlElement:
    return html.document_fromstring(audited_report.page(**options))


SINCE = SinceEarlier({1: "filler_dropped"})
PLACE = ("yunling-en", 1)


def test_the_report_reads_as_it_is_printed_with_its_quotations_marked() -> None:
    shown = page()
    assert not shown.xpath("//article//b | //div[@class='report']//b"), "text is never markup"
    (report,) = shown.xpath("//div[@class='report']")
    assert report.xpath("./h3")[0].text_content() == "What Yunling said"
    assert "takes “about two months” and that “there is < no &b> liver”." in report.text_content()
    assert report.xpath("./blockquote")[0].text_content() == "We don't operate at weekends."
    marks = {m.get("data-item"): (m.text_content(), m.get("class")) for m in report.xpath("//mark")}
    assert marks["1"] == ("about two months", "sev-grave")
    assert marks["2"] == ("there is < no &b> liver", "sev-clean")
    assert marks["4"] == ("quick way", "sev-none")


def test_each_quotation_shows_its_verdict_the_difference_and_the_place() -> None:
    items = page().xpath("//article")
    assert [i.get("data-kinds").split()[0] for i in items] == [
        "number_changed", "verbatim", "verbatim", "not_a_quotation", "not_found",
    ]  # fmt: skip
    names = [item.xpath(".//span[@class='sev-name']/text()") for item in items]
    assert names == [["grave"], ["clean"], ["clean"], [], ["grave"]]
    first = items[0]
    assert first.get("aria-label") == "quotation 1: Number changed, grave"
    # A struck 一 could not be told from the stroke: each stands on a line of its own.
    said, quoted = first.xpath(".//p[contains(@class, 'difference')]")
    assert (said.text_content(), quoted.text_content()) == (
        "Callabout one month", "Reportabout two months",
    )  # fmt: skip
    assert (said.xpath("./del/text()"), quoted.xpath("./ins/text()")) == (
        ["one month"], ["two months"],
    )  # fmt: skip
    assert len(items[1].xpath(".//p[contains(@class, 'difference')]")) == 1
    context = [c.text_content() for c in first.xpath(".//div[contains(@class, 'context')]")]
    assert ["How long" in context[0], "about one month" in context[1], len(context)] == [
        True, True, 3,
    ]  # fmt: skip
    assert first.xpath(".//div[contains(@class, 'context')]//mark/text()") == ["about one month"]
    assert "yunling-en, turn 1" in first.text_content()
    assert "Needs a person" in items[4].text_content()


def test_verdicts_are_counted_and_filtered_gravest_first_and_what_changed_is_told() -> None:
    shown = page(since=SINCE)
    buttons = shown.xpath("//div[@aria-label='Show only, by kind']/button")
    assert [(b.get("data-kind"), b.xpath("./b/text()")[0]) for b in buttons] == [
        ("not_found", "1"), ("number_changed", "1"), ("verbatim", "2"), ("not_a_quotation", "1"),
    ]  # fmt: skip
    totals = shown.xpath("//div[contains(@class, 'totals')]/button")
    assert [b.text_content() for b in totals] == [
        "2 Grave", "2 Clean", "1 Needs a person", "1 Changed since",
    ]  # fmt: skip
    (item,) = shown.xpath("//article[@id='i2']")
    assert "it was “Filler dropped” before" in item.text_content()
    gone = ({"quote": "We never count", "verdict": "verbatim"},)
    shown = page(since=SinceEarlier(new=frozenset([1]), gone=gone))
    (item,) = shown.xpath("//article[@id='i2']")
    assert "New since the earlier audit" in item.text_content()
    (told,) = shown.xpath("//details[contains(@class, 'gone')]")
    assert "We never count" in told.text_content()


def test_a_translation_stands_beside_the_words_it_renders() -> None:
    record = audited_report.audited()[0]
    assert record.location is not None
    judged = replace(
        record, verdict="translated_faithful", location=replace(record.location, translated=True)
    )
    shown = html.document_fromstring(audited_report.page([judged]))
    words = [p.text_content() for p in shown.xpath("//p[contains(@class, 'difference')]")]
    assert words == ["Callabout one month", "Reportabout two months"]


def test_an_answer_under_another_question_is_grave_and_shows_both() -> None:
    first, second, *rest = audited_report.audited()
    moved = replace(second, question=AskedQuestion("<is it free?>", "How long?", 0, 0.9))
    shown = html.document_fromstring(audited_report.page((first, moved, *rest)))
    (item,) = shown.xpath("//article[@id='i2']")
    assert "<is it free?>" in item.text_content()
    assert "How long?" in item.text_content()
    assert "sev-grave" in item.get("class")
    assert shown.xpath("//button[@data-kind='question']/b/text()") == ["1"]


def test_the_words_in_the_other_language_stand_beside_and_what_differs_is_counted() -> None:
    found = Beside({}, {PLACE: ("number changed: 3 against 30",)}, frozenset(["yunling-en"]))
    (button,) = page(beside=found).xpath("//button[@data-kind='translation']")
    assert "Translation differs from the call" in button.text_content()
    assert not page().xpath("//button[@data-kind='translation']")
    found = Beside({PLACE: "嗯，大概一个月。现在没有肝。"}, {PLACE: ("hedge dropped: 吧 is gone",)})
    shown = page(beside=found)
    translation = shown.xpath("//article[@id='i1']//p[@class='translation']")
    assert [t.text_content() for t in translation] == ["嗯，大概一个月。现在没有肝。"]
    (differs,) = shown.xpath("//article[@id='i1']//p[@class='differs']")
    assert differs.text_content().endswith("hedge dropped: 吧 is gone")
    (filter_,) = shown.xpath("//button[@data-kind='differs']")
    assert filter_.text_content() == "2 Versions differ"


def test_a_clip_can_be_heard_only_where_there_is_one() -> None:
    shown = page(clips={0: Clip(b"mp3", 1500, 10_000)})
    (button,) = shown.xpath("//button[@class='time']")
    assert (button.get("data-sound"), button.get("data-offset")) == ("clip1", "1500")
    assert shown.xpath("//script[@id='clip1']/text()") == ["bXAz"]
    assert not page().xpath("//button[@class='time'] | //div[@class='player']")


def test_a_row_of_another_program_is_shown_as_far_as_it_can_be_read() -> None:
    row = {
        "quote": "<b>two weeks</b>", "verdict": "told_otherwise", "context": {"turns": 3},
        "question_changed": True, "edits": [{}], "also_at": [{}], "true_speaker": [None],
    }  # fmt: skip
    card = quotation_card(1, row)
    assert (card.quote, card.name, card.sides, card.question) == (
        "<b>two weeks</b>", "told_otherwise", (), None,
    )  # fmt: skip
