"""What headers print, read field by field."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from calltools.page.drafts import FactLines
from calltools.page.header import Header, hospital_in, read_header
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.plain import read_plain
from calltools.transcripts.writers import write

ZH = "\n\n调查员：要等多久？\n医生：两个星期。\n调查员：好。\n"
EN = "\n\nCaller: How long?\nNurse: Two weeks.\nCaller: I see.\n"

CASES = tomllib.loads(Path(__file__).with_name("headers.toml").read_text("utf-8"))


def told(holder: Transcript | Header, field: str) -> Any:
    return getattr(holder if field == "duration_ms" else holder.call, field) or ""


@pytest.mark.parametrize("case", CASES["header"], ids=lambda case: case["text"][:20])
def test_a_header_is_read(case: dict[str, Any]) -> None:
    text, facts = case["text"], {field: value for field, value in case.items() if field != "text"}
    body = EN if "ospital" in text or "HOSPITAL" in text else ZH
    (transcript,) = read_bytes((text + body).encode(), "a.txt").calls
    assert len(transcript.turns) == 3
    assert {field: told(transcript, field) for field in facts} == facts


def lines(text: str) -> FactLines:
    return FactLines(read_plain(text.encode(), "a.txt").lines)


@pytest.mark.parametrize("case", CASES["above"], ids=lambda case: case["text"][:20])
def test_what_stands_above_a_call_is_told_apart(case: dict[str, Any]) -> None:
    facts = {field: value for field, value in case.items() if field != "text"}
    header = read_header(lines(case["text"]))
    assert {field: told(header, field) for field in facts} == facts
    assert set(header.places) >= {field for field, value in facts.items() if value}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("2019年3月6日，笔者去电岚浦市第七医院询问", "岚浦市第七医院"),
        ("电话接通后是砚湖市中心血站", "砚湖市中心血站"),
        ("他们打到北京协和医院的移植科", "北京协和医院"),
        ("这家医院没有人接", None),
        (
            "On 3 May 2011 our caller reached the Lower Sedge Hospital in Tarn",
            "Lower Sedge Hospital",
        ),
        ("Where Dengpu Naval Hospital, chest clinic", "Dengpu Naval Hospital"),
        ("calls to Ruoxi Hospital of Integrated Medicine", "Ruoxi Hospital of Integrated Medicine"),
        ("the same hospital again", None),
    ],
)
def test_a_hospitals_name_is_cut_out_of_a_sentence(sentence: str, name: str | None) -> None:
    found = hospital_in(sentence)
    assert (found[0] if found else None) == name


def test_the_row_of_a_call_is_read_by_the_titles_of_the_columns() -> None:
    table = read_plain(
        b"| Tape | Called on | Where | Length |\n|---|---|---|---|\n"
        b"| K-7 | 12.08.2014 | Sallow Creek Hospital | 00:02:10 |\n",
        "a.md",
    ).lines
    header = read_header(FactLines(within=table[-1:], titles=table[0]))
    call = header.call
    assert (call.recording_no, call.date, call.hospital, header.duration_ms) == (
        "K-7", "2014-08-12", "Sallow Creek Hospital", 130_000,
    )  # fmt: skip


def test_each_fact_tells_where_it_is_printed_also_read_back() -> None:
    text = "医院：青屿市中心医院\n日期：2018年3月6日\n电话：(010) 5550-0201"
    (call,) = read_bytes((text + ZH).encode(), "a.txt").calls
    (again,) = read_bytes(write(call, "json").encode(), "a.json").calls
    assert again.places == call.places
    assert {name: text[place.start : place.end] for name, place in call.places.items()} == {
        "hospital": "青屿市中心医院", "date": "2018年3月6日", "phone": "(010) 5550-0201",
    }  # fmt: skip


RING = (
    "[院方] 請稍等，我幫您轉。\n\n[院方] 您好，哪位？\n\n[來電者] 想問換腎要等多久。\n\n"
    "[院方] 一般兩三個星期。\n\n[來電者] 謝謝。\n"
)


@pytest.mark.parametrize(
    ("first", "turns"), [("麻煩轉腎移植中心。", 6), ("林望", 5)], ids=["a request", "a name"]
)
def test_the_first_words_below_a_header_may_read_like_a_line_of_it(first: str, turns: int) -> None:
    page = f"（錄音8）雲溪市海棠醫院　二○一七年五月九日\n\n[來電者] {first}\n\n{RING}"
    (call,) = read_bytes(page.encode(), "call.txt").calls
    assert (len(call.turns), call.turns[0].text == first) == (turns, turns == 6)
    assert call.call.hospital == "雲溪市海棠醫院"


@pytest.mark.parametrize("key", ["录音编号：", "Recording No. "])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_number_printed_below_a_call_is_that_calls(key: str, gap: str) -> None:
    page = "\n".join(
        f"{house}\n{ZH.strip()}\n{gap}{key}{number}\n"
        for house, number in [("青屿市中心医院", 17), ("东湾市人民医院", 18), ("雾江第二医院", 19)]
    )
    calls = read_bytes(page.encode(), "page.txt").calls
    assert [c.call.recording_no for c in calls] == ["17", "18", "19"]


def test_the_date_of_a_report_is_not_its_calls() -> None:
    page = (
        "调查报告（之三）\n2019年6月1日\n\n我们的调查员打电话给多家医院。\n\n"
        f"一、青屿市中心医院{ZH}\n二、东湾市人民医院{ZH}"
    )
    facts = [call.call for call in read_bytes(page.encode(), "page.txt").calls]
    assert [fact.hospital for fact in facts] == ["青屿市中心医院", "东湾市人民医院"]
    assert [fact.date for fact in facts] == [None, None]
    (call,) = read_bytes(f"2019年6月1日\n青屿市中心医院{ZH}".encode(), "page.txt").calls
    assert call.call.date == "2019-06-01"
