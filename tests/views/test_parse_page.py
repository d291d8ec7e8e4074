from __future__ import annotations

from lxml import html

import parsed_pages
from calltools.page.directions import Directions
from calltools.page.parse import Parsed
from calltools.views.parse_kinds import KINDS, kind_of
from calltools.views.parse_page import parse_page
from calltools.views.parse_rows import rows_of


def page(document: Parsed | None = None) -> html.HtmlElement:
    return html.document_fromstring(parse_page(document or parsed_pages.parsed(), "page.txt"))


def words(line: html.HtmlElement) -> str:
    (found,) = line.xpath(".//span[@class='printed-words']")
    return str(found.text_content())


def test_the_document_stands_there_whole_line_by_line_and_calls_are_framed() -> None:
    tree = page()
    lines = tree.xpath("//div[contains(@class, 'printed-line')]")
    assert [words(line) for line in lines] == parsed_pages.ZH.splitlines()
    numbers = [line.xpath("string(span[@class='line-number'])") for line in lines]
    assert numbers == [str(n) for n in range(1, len(lines) + 1)]
    (line,) = tree.xpath("//div[@id='L7']")
    assert "role-hospital" in line.get("class")
    assert line.xpath("string(.//span[@class='reading']/strong)") == "Hospital"
    (label,) = line.xpath(".//span[contains(@class, 'kind-label')]")
    (gloss,) = line.xpath(".//span[contains(@class, 'kind-stage-direction')]")
    assert (label.text, gloss.text) == ("乙：", "（笑）")
    first, second = tree.xpath("//section[@data-call]")
    assert first.xpath("string(.//h3)") == "Call 1: 青屿市中心医院 · 2018-03-06"
    assert words(second.xpath("./div[@id]")[0]).startswith("东湾医院")
    speakers = [li.text_content().split() for li in first.xpath(".//ul[@class='speakers']/li")]
    assert [speaker[:2] for speaker in speakers] == [["甲", "Investigator"], ["乙", "Hospital"]]
    # Facts lead to their place and back, and stand beside the words that they were read from.
    (place,) = tree.xpath("//span[@id='w1-hospital']/following-sibling::a[1]")
    assert (place.text, place.get("href")) == ("青屿市中心医院", "#f1-hospital")
    assert tree.xpath("string(//div[@id='f1-date']//a/@href)") == "#w1-date"
    said = " ".join(tree.xpath("string(//div[@id='f1-date'])").split())
    assert said == "Date2018-03-06 “2018年3月6日”"


def test_what_is_left_out_is_told_with_its_reason() -> None:
    document = parsed_pages.parsed(directions=Directions(dropped=(range(8, 9),)))
    tree = page(document)
    (line,) = tree.xpath("//div[@id='L8']")
    assert "Left out by hand" in line.xpath("string(.//span[@class='reading'])")
    assert "Left out by hand 6" in tree.xpath("string(//p[@class='summary'])")
    assert "--drop" in tree.xpath("string(//details[@class='about'])")


def test_what_is_doubtful_is_listed_and_leads_to_its_line_unless_it_was_given() -> None:
    tree = page()
    listed = {
        li.xpath("string(a/@href)"): li.text_content()
        for li in tree.xpath("//ul[@class='doubts']/li")
    }
    assert "路人" in listed["#L15"]
    assert tree.xpath("//div[@id='L15']/@data-doubt")
    assert "to look at" in tree.xpath("string(//p[contains(@class, 'verdict')])")
    document = parsed_pages.parsed(directions=Directions(roles={"路人": "other"}))
    assert not page(document).xpath("//div[@id='L15']/@data-doubt")


def test_a_plain_document_and_one_without_a_call_say_so() -> None:
    tree = page(parsed_pages.parsed(parsed_pages.EN))
    assert tree.xpath("string(//p[contains(@class, 'verdict')])").startswith("Nothing in it looked")
    assert not tree.xpath("//*[@data-doubt]")
    tree = page(parsed_pages.parsed("今天天气很好。\n明天也是。\n"))
    assert "No call was found" in tree.xpath("string(//p[contains(@class, 'verdict')])")
    assert not tree.xpath("//section[@data-call]")


def test_words_quoted_in_running_text_are_rows_of_their_own_in_their_line() -> None:
    text = "我打电话给青屿市中心医院。“换肝要等多久？”我问。“两个星期，”护士说，“快的一周。”\n"
    document = parsed_pages.parsed(text, directions=Directions(starts=(1,)))
    rows = rows_of(document)
    assert "".join(run.text for row in rows for run in row.runs) == text.rstrip("\n")
    assert [row.number for row in rows if row.number] == [1]


def test_every_link_leads_somewhere() -> None:
    text = parsed_pages.EN.replace("March 2, 2015,", "March 2, 2015, 10:05 to 10:12,")
    tree = page(parsed_pages.parsed(text))
    inside = {href.removeprefix("#") for href in tree.xpath("//a/@href")}
    assert inside <= set(tree.xpath("//@id"))


def test_nothing_of_the_document_becomes_markup_and_html_is_shown_as_it_is_read() -> None:
    text = parsed_pages.ZH.replace("路人", "某<script>hacked()</script>")
    tree = page(parsed_pages.parsed(text))
    assert "<b>& 押金</b>" in tree.xpath("string(//div[@id='L17'])")
    assert all("hacked()" not in (s.text or "") for s in tree.xpath("//script"))
    lines = [line for line in parsed_pages.EN.splitlines() if line]
    body = "".join(f"<p>{line}</p>" for line in lines)
    source = f"<html><body><nav>Home &amp; World</nav>{body}</body></html>"
    document = parsed_pages.parsed(source, "page.html")
    shown = ["".join(run.text for run in row.runs) for row in rows_of(document)]
    assert shown == ["Home & World", *lines]


def test_a_kind_that_is_not_known_is_left_out_by_its_own_name() -> None:
    kind = kind_of("second_hand")
    assert (kind.name, kind.look) == ("Second hand", "left")
    assert kind_of("speech") is KINDS["speech"]
