"""What headers print, read field by field."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.page.dates import clocks, dates
from calltools.page.drafts import FactLines
from calltools.page.header import hospital_in, read_header
from calltools.page.institutions import institutions
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers.plain import read_plain
from calltools.transcripts.writers import write

ZH = "\n\n调查员：要等多久？\n医生：两个星期。\n调查员：好。\n"
EN = "\n\nCaller: How long?\nNurse: Two weeks.\nCaller: I see.\n"

HEADERS: dict[str, dict[str, Any]] = {
    "医院：青屿市中心医院\n时间：2018年3月6日上午9时30分（北京时间）\n电话：(010) 5550-0201 转 3\n"
    "录音编号：ZS-014\n通话时长：12分30秒": {
        "hospital": "青屿市中心医院", "date": "2018-03-06", "time": "09:30", "tz": "+08:00",
        "phone": "(010) 5550-0201", "recording_no": "ZS-014", "duration_ms": 750_000,
    },
    "受话单位：青屿市中心医院肝移植科\n拨打时间：2018.3.6 晚上8:15\n受访人：值班医生\n"
    "调查人：志愿者甲": {
        "hospital": "青屿市中心医院", "date": "2018-03-06", "time": "20:15",
        "respondent": "值班医生", "investigator": "志愿者甲",
    },
    "2018年3月6日，调查员致电青屿市中心医院肝移植科，接电话的是一名值班医生。": {
        "hospital": "青屿市中心医院", "date": "2018-03-06",
    },
    "案例5：青屿市中心医院，2018 年 3 月 6 日，8610-55500201": {
        "hospital": "青屿市中心医院", "date": "2018-03-06", "phone": "8610-55500201",
    },
    "【青屿市中心医院】2018年3月6日 14:20 通话时间：5分20秒": {
        "hospital": "青屿市中心医院", "time": "14:20", "duration_ms": 320_000,
    },
    "电话录音（九）云泽省肿瘤医院\n日期：2018年03月06日 星期二\n时间：10:15—10:22（北京时间）": {
        "hospital": "云泽省肿瘤医院", "time": "10:15", "tz": "+08:00", "duration_ms": 420_000,
    },
    "【錄音第7號】南嶼市立醫院　民國一○七年三月六日　下午三點　時長：二分三十秒": {
        "hospital": "南嶼市立醫院", "date": "2018-03-06", "time": "15:00",
        "recording_no": "7", "duration_ms": 150_000,
    },
    "日期：2017年13月5日\n医院：青屿市中心医院": {"date": None, "date_printed": "2017年13月5日"},
    "云泽大学附属第三医院 主任 闵渡 2019年5月30日": {"respondent": "主任闵渡"},
    "| 医院 | 青屿市中心医院 |\n|---|---|\n| 日期 | 2018-03-06 |": {
        "hospital": "青屿市中心医院", "date": "2018-03-06",
    },
    "Hospital: Qingyu Central Hospital, Liver Transplant Dept.\nDate: Tuesday, 6 March 2018\n"
    "Time: 3:45 PM (EST)\nRespondent: Dr. Rao, chief surgeon\nRecording #12\n"
    "Length: 5 min 20 sec": {
        "hospital": "Qingyu Central Hospital", "date": "2018-03-06", "time": "15:45", "tz": "EST",
        "respondent": "Dr. Rao, chief surgeon", "recording_no": "12", "duration_ms": 320_000,
    },
    "Recording No. 14: Call to the First Affiliated Hospital of Zhongping Medical University on "
    "Mar. 6, 2018 at 10 a.m.": {
        "hospital": "First Affiliated Hospital of Zhongping Medical University",
        "date": "2018-03-06", "time": "10:00", "recording_no": "14",
    },
    "RECORDING 029 / HETING RAILWAY HOSPITAL / 4 AUG 2011 / TEL. +86 20 5550 0229 / "
    "3 MIN 12 SEC": {
        "hospital": "Heting Railway Hospital", "date": "2011-08-04", "phone": "+86 20 5550 0229",
        "recording_no": "029", "duration_ms": 192_000,
    },
    "Phone call to Songjia No. 2 People's Hospital\nNew York time: 9:30 pm, April 4, 2016\n"
    "Beijing time: 9:30 am, April 5, 2016": {
        "hospital": "Songjia No. 2 People's Hospital", "date": "2016-04-04", "time": "21:30",
        "date_hospital": "2016-04-05",
    },
    "Hospital: Qingyu Central Hospital   Date: 6 March 2018   Phone: +86-10-5550-0101": {
        "hospital": "Qingyu Central Hospital", "date": "2018-03-06", "phone": "+86-10-5550-0101",
        "respondent": None,
    },
    "Qingyu Central Hospital\n31 April 2015": {"date": None, "date_printed": "31 April 2015"},
}  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_is_read(header: str) -> None:
    body = EN if "ospital" in header or "HOSPITAL" in header else ZH
    (transcript,) = read_bytes((header + body).encode(), "a.txt").calls
    assert len(transcript.turns) == 3
    for field, value in HEADERS[header].items():
        holder = transcript if field == "duration_ms" else transcript.call
        assert getattr(holder, field) == value, field


def lines(text: str) -> FactLines:
    return FactLines(read_plain(text.encode(), "a.txt").lines)


# Lines above a call, and some of what they tell of it.
ABOVE: dict[str, dict[str, Any]] = {
    "河湾周刊　2019年4月20日发布\n\n编辑：某甲\n\n2019年3月6日，调查员致电青屿市中心医院。": {
        "date": "2019-03-06",
    },
    "Posted on 2 December 2011 by tarn, updated 4 December 2011\n\nOur second call": {"date": None},
    "调查报告\n2019年6月1日\n\n我们的调查员打电话给多家医院。\n\n一、青屿市中心医院": {
        "date": None, "hospital": "青屿市中心医院",
    },
    "3月12日，我打到青屿市中心医院。": {"date": None, "date_printed": "3月12日"},
    "Date: 14 February 2018\nTime: 10:42 a.m. to 10:47 a.m.\nHospital: Saihe Hospital": {
        "time": "10:42", "duration_ms": 300_000,
    },
    "医院：青屿市中心医院\n日期：2017年5月4日\n时间：14:30": {
        "time": "14:30", "duration_ms": None,
    },
    "医院：青屿市中心医院\n日期：2017年5月4日\n通话时长：14:30": {
        "time": None, "duration_ms": 870_000,
    },
    "醫院：青嶼市中心醫院\n日期：2017年5月4日\n通話時間：3:25": {
        "time": None, "duration_ms": 205_000,
    },
}  # fmt: skip


@pytest.mark.parametrize("above", ABOVE)
def test_what_stands_above_a_call_is_told_apart(above: str) -> None:
    header = read_header(lines(above))
    for field, value in ABOVE[above].items():
        assert getattr(header if field == "duration_ms" else header.call, field) == value, field
    assert set(header.places) >= {field for field, value in ABOVE[above].items() if value}


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


def test_years_of_the_republic_are_read_and_a_little_is_no_time_of_day() -> None:
    for words in ("民國104年11月3日", "104年11月3日"):
        assert [date.iso for date in dates(words)] == ["2015-11-03"]
    for words in ("我这一点积蓄", "說的就是這一點", "有三点意见"):
        assert not list(clocks(words)), words


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上海長征醫院　2017年5月4日", "上海長征醫院"),
        ("調查員打電話到上海長征醫院。", "上海長征醫院"),
        ("拨打通上海长征医院的电话", "上海长征医院"),
        ("致电从化中心医院", "从化中心医院"),
        ("电话打到如皋博爱医院", "如皋博爱医院"),
    ],
)
def test_a_hospital_keeps_the_first_character_of_its_town(text: str, name: str) -> None:
    assert [one.name for one in institutions(text)] == [name]
