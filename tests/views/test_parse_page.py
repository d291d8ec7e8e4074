from __future__ import annotations

from lxml import html

import parsed_pages
from calltools.page.parse import Parsed
from calltools.views.parse_page import KINDS, kind_name, parse_page


def page(document: Parsed | None = None) -> html.HtmlElement:
    return html.document_fromstring(parse_page(document or parsed_pages.parsed(), "page.txt"))


def words(line: html.HtmlElement) -> str:
    (found,) = line.xpath(".//span[@class='printed-words']")
    return str(found.text_content())


def test_the_document_is_shown_line_by_line_with_the_facts_and_speakers_of_each_call() -> None:
    tree = page()
    lines = tree.xpath("//div[contains(@class, 'printed-line')]")
    assert [words(line) for line in lines] == parsed_pages.ZH.splitlines()
    numbers = [line.xpath("string(span[@class='line-number'])") for line in lines]
    assert numbers == [str(n) for n in range(1, len(lines) + 1)]
    (line,) = tree.xpath("//div[@id='L7']")
    assert "role-hospital" in line.get("class")
    assert line.xpath("string(.//span[@class='reading']/strong)") == "Hospital"
    (label,) = line.xpath(".//span[@class='kind-label']")
    (gloss,) = line.xpath(".//span[@class='kind-stage-direction']")
    assert (label.text, gloss.text) == ("乙：", "（笑）")
    first, second = tree.xpath("//header[@class='call-head']")
    assert first.xpath("string(.//h3)") == "Call 1: 青屿市中心医院 · 2018-03-06"
    assert words(second.getnext()).startswith("问")
    speakers = [li.text_content().split() for li in first.xpath(".//ul[@class='speakers']/li")]
    assert [speaker[:2] for speaker in speakers] == [["甲", "Investigator"], ["乙", "Hospital"]]
    facts = [" ".join(div.text_content().split()) for div in first.xpath(".//dl/div")]
    assert "Date2018-03-06 “2018年3月6日”" in facts


def test_roles_that_were_given_are_shown_and_what_is_left_out_is_counted() -> None:
    tree = page(parsed_pages.parsed(roles={"路人": "other"}))
    assert "--set" in tree.xpath("string(//details[@class='about'])")
    assert "role given" in " ".join(tree.xpath("//ul[@class='speakers']//small/text()"))
    assert "characters are left out" in tree.xpath("string(//p[@class='summary'])")
    tree = page(parsed_pages.parsed("今天天气很好。\n明天也是。\n"))
    assert "No call was found" in tree.xpath("string(//p[contains(@class, 'verdict')])")
    assert not tree.xpath("//header[@class='call-head']")


def test_nothing_of_the_document_becomes_markup_and_html_is_shown_as_it_is_read() -> None:
    text = parsed_pages.ZH.replace("路人", "某<script>hacked()</script>")
    tree = page(parsed_pages.parsed(text))
    assert "<b>& 押金</b>" in tree.xpath("string(//div[@id='L17'])")
    assert all("hacked()" not in (s.text or "") for s in tree.xpath("//script"))
    lines = [line for line in parsed_pages.EN.splitlines() if line]
    body = "".join(f"<p>{line}</p>" for line in lines)
    source = f"<html><body><nav>Home &amp; World</nav>{body}</body></html>"
    tree = page(parsed_pages.parsed(source, "page.html"))
    assert [words(line) for line in tree.xpath("//div[@id][span]")] == ["Home & World", *lines]


def test_a_kind_that_is_not_known_has_its_own_name() -> None:
    assert kind_name("second_hand") == "Second hand"
    assert kind_name("speech") == KINDS["speech"]
