from __future__ import annotations

from lxml import html

from calltools.checks.check import check
from calltools.checks.register import call_of_row
from calltools.views.check_page import check_page

CALLS = [
    call_of_row({"name": "one", "hospital": "烟台云雀医院", "phone": "0532-01234567"}),
    call_of_row({"name": "two", "hospital": "烟台<b>医院", "phone": "0532-01234567"}),
]


def page(language: str = "en") -> html.HtmlElement:
    links = {"one": "transcripts/one/call.html"}
    text = check_page(check(CALLS), 2, 0, links, "群 & more", language)
    return html.document_fromstring(text)


def test_each_finding_says_what_in_the_language_with_its_evidence_side_by_side() -> None:
    items = page("zh-Hans").xpath("//article")
    kinds = [item.get("data-kinds") for item in items]
    assert kinds == ["area_code contradiction"] * 2 + ["one_number_two_hospitals contradiction"]
    last = items[2]
    assert last.xpath(".//p[contains(@class,'reason')]")[0].text_content().startswith("号码 05320")
    assert last.xpath(".//dt")[1].text_content() == "医院"
    columns = last.xpath(".//dl[@class='witness']")
    assert [column.xpath(".//dd")[0].text_content() for column in columns] == ["two", "one"]
    assert "烟台<b>医院" in columns[0].text_content()


def test_a_call_leads_to_its_page_and_kinds_are_counted_to_be_filtered_by() -> None:
    shown = page()
    links = shown.xpath("//dl[@class='witness']//a/@href")
    assert set(links) == {"transcripts/one/call.html"}
    assert [b.text_content() for b in shown.xpath("//button[@data-kind]")] == [
        "3 does not fit", "2 Area code", "1 One number, two hospitals",
    ]  # fmt: skip
