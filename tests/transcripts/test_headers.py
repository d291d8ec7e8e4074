"""What headers print, read field by field."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.transcripts.files import read_bytes

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
