"""Each check: what it finds, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from calltools.checks.check import check
from calltools.checks.finding import CallFinding
from calltools.checks.known import KnownCall, QuotedCall
from calltools.checks.register import call_of_row


def call(name: str, **row: Any) -> KnownCall:
    return call_of_row({"name": name, **row})


def found(calls: list[KnownCall], **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.kind, f.calls) for f in check(calls, **more) if f.weight != "gap"]


SHARED = "0574-01234567"


def test_a_number_of_two_hospitals_is_told_with_the_rarer_in_doubt() -> None:
    calls = [
        call("a", hospital="宁波恬园医院", phone=SHARED, date="2016-06-01"),
        call("b", hospital="宁波若水医院", phone="+86 574 01234567", date="2016-06-20"),
        call("c", hospital="宁波市恬园医院", phone=f"{SHARED}转11", date="2016-07-02"),
    ]
    assert found(calls) == [("one_number_two_hospitals", ("b", "c"))]


def test_branches_languages_and_ways_to_write_are_one_hospital() -> None:
    names = (
        "宁波市恬园医院",
        "宁波恬园医院",
        "寧波恬園醫院",
        "宁波恬园医院东院区",
        "Ningbo Tianyuan Hospital",
    )
    calls = [call(f"c{i}", hospital=name, phone=SHARED) for i, name in enumerate(names)]
    assert found(calls) == []


def test_a_slip_in_a_name_is_proposed_as_one_hospital_but_no_other_ordinal() -> None:
    one = call("a", hospital="扬州市濯缨第二医院", phone=SHARED.replace("0574", "0514"))
    slip = replace(one, name="b", call=replace(one.call, hospital="扬州市濯英第二医院"))
    third = replace(one, name="c", call=replace(one.call, hospital="扬州市濯缨第三医院"))
    assert [kind for kind, _ in found([one, slip])] == ["one_hospital_two_names"]
    assert [kind for kind, _ in found([one, third])] == ["one_number_two_hospitals"]


def test_a_hospital_that_was_renamed_for_good_is_left_alone() -> None:
    old = [
        call(f"o{y}", hospital="临沂沂东医院", phone="0539-0123456", date=f"{y}-03-07")
        for y in (2011, 2012)
    ]
    new = [
        call(f"n{y}", hospital="鲁南附属第二医院", phone="0539-0123456", date=f"{y}-03-07")
        for y in (2014, 2015)
    ]
    assert found(old + new) == []
    back = call("late", hospital="临沂沂东医院", phone="0539-0123456", date="2016-03-07")
    assert len(found([*old, *new, back])) == 1


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_wrong_exactly_where_the_calendar_says_so(day: dt.date, told: int) -> None:
    for words in (
        f"星期{'一二三四五六日'[told]}",
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[told],
    ):
        wrong = found([call("a", date=day.isoformat(), weekday=words)])
        assert wrong == ([] if day.weekday() == told else [("weekday", ("a",))])


def test_a_weekday_may_be_that_of_either_end_of_the_line() -> None:
    there = {"date": "2016-11-08", "time": "20:10", "tz": "-05:00"}
    assert found([call("a", **there, weekday="Tuesday")]) == []
    assert found([call("a", **there, weekday="周三")]) == []
    assert found([call("a", **there, weekday="周四")]) == [("weekday", ("a",))]


@given(st.lists(st.dates(dt.date(2010, 1, 1), dt.date(2019, 1, 1)), min_size=1, max_size=30))
def test_numbers_that_rise_with_the_dates_are_in_order(days: list[dt.date]) -> None:
    calls = [
        call(f"c{i}", date=day.isoformat(), recording_no=f"A-{i:03d}")
        for i, day in enumerate(sorted(days))
    ]
    assert found(calls) == []


def test_the_one_call_out_of_order_is_named() -> None:
    days = ["2016-02-01", "2016-02-03", "2016-11-04", "2016-02-05", "2016-02-08"]
    calls = [call(f"c{i}", date=day, recording_no=f"录音 {31 + i}") for i, day in enumerate(days)]
    assert found(calls) == [("recording_order", ("c2", "c1", "c3"))]


def test_a_series_that_follows_no_dates_tells_nothing() -> None:
    days = ["2016-05-01", "2014-02-03", "2019-11-04", "2012-02-05", "2017-02-08", "2011-01-01"]
    calls = [call(f"c{i}", date=day, recording_no=str(i)) for i, day in enumerate(days)]
    assert found(calls) == []


HEARD = {"hospital": "潍坊漱玉医院", "date": "2016-09-01", "duration_ms": 412_300}


def printed(**facts: Any) -> KnownCall:
    return call("report.html", hospital="漱玉医院", date="2016-09-01", **facts)


def test_a_printed_length_is_compared_with_the_sound_as_exactly_as_it_is_told() -> None:
    known = [call("a", **HEARD)]
    for ms, rounded in ((412_000, False), (417_000, False), (420_000, False), (380_000, True)):
        assert found(known, publications=[printed(duration_ms=ms, rounded=rounded)]) == []
    assert found(known, publications=[printed(duration_ms=652_000)]) == [
        ("duration_measured", ("a",))
    ]


def test_nobody_speaks_that_fast() -> None:
    assert found([call("a", duration_ms=60_000, words=300)]) == []
    assert found([call("a", duration_ms=60_000, words=900)]) == [("duration_words", ("a",))]
    assert found([call("a", duration_ms=60_000, words=10)]) == []


def test_two_stories_told_to_one_doctor() -> None:
    one = {"hospital": "芜湖挹翠医院", "respondent": "移植中心秦晓岚医生"}
    liver = call("a", **one, pretext="替父亲打听肝移植")
    kidney = call("b", **one, pretext="as a doctor with a kidney patient")
    assert found([liver, kidney]) == [("pretexts", ("a", "b")), ("same_respondent", ("a", "b"))]
    assert ("pretexts", ("a", "c")) not in found(
        [liver, call("c", **one, pretext="as the son; liver")]
    )


def test_a_surname_alone_is_nobody() -> None:
    titles = ("肝移植科王主任", "王医生", "一名护士", "Dr. Wang", "女医生", "值班护士")
    calls = [
        call(f"{i}{n}", hospital=f"{c}医院", respondent=t)
        for i, t in enumerate(titles)
        for n, c in enumerate("甲乙")
    ]
    assert found(calls) == []


def test_what_was_published_and_never_made_and_the_other_way_round() -> None:
    known = [call("a", **HEARD), call("b", hospital="台州椒南医院", date="2017-03-02")]
    stranger = call("r.html#2", hospital="荆州松滋渡医院", date="2016-12-24")
    findings = check(known, [printed(), stranger])
    assert [f.kind for f in findings] == ["published_without_call", "unpublished"]
    assert "荆州松滋渡医院" in findings[0].chinese
    assert findings[1].calls == ("b",)


def test_a_publication_with_the_number_of_a_recording_and_another_date() -> None:
    known = call("a", hospital="漱玉医院", date="2016-09-01", recording_no="A-7")
    other = call("r.html", hospital="漱玉医院", date="2016-10-21", recording_no="a-7")
    assert found([known], publications=[other]) == [("published_otherwise", ("a",))]


def test_of_two_days_in_a_row_a_publication_is_of_its_own() -> None:
    days = [
        call(f"c{day}", hospital="漱玉医院", date=f"2016-09-0{day}", duration_ms=ms)
        for day, ms in ((1, 95_000), (2, 22_000))
    ]
    wrong = found(days, publications=[printed(duration_ms=45_000)])
    assert wrong == [("duration_measured", ("c1",))]


def test_a_quotation_of_a_hospital_that_was_never_called() -> None:
    known = [call("a", **HEARD)]
    quoted = [
        QuotedCall("r", "一周以内肯定有", "衡阳雁回医院"),
        QuotedCall("r", "要等两三个星期", "漱玉医院"),
        QuotedCall("r", "不一定", None),
    ]
    (finding,) = check(known, quotations=quoted)
    assert (finding.kind, "衡阳雁回医院" in finding.english) == ("quoted_without_call", True)


def wait(name: str, days: int, **more: Any) -> KnownCall:
    said = {"category": "wait_time", "organ": "liver", "wait_min_days": days, "wait_max_days": days}
    return call(name, hospital="包头鹿城医院", statements=[said | more])


def test_a_figure_far_from_the_others_of_its_hospital() -> None:
    usual = [wait(f"c{i}", days) for i, days in enumerate((14, 20, 15, 30))]
    assert found(usual) == []
    assert found([*usual, wait("far", 900)]) == [("outlier", ("far",))]
    for more in ({"modality": "denied"}, {"historic": True}, {"about_other_place": True}):
        assert found([*usual, wait("far", 900, **more)]) == []
    assert found([*usual[:2], wait("far", 900)]) == []


def test_an_answer_is_kept_as_long_as_the_evidence_is() -> None:
    def only(**row: Any) -> CallFinding:
        (finding,) = check([call("a", **row)])
        return finding

    first = only(hospital="烟台云雀医院", phone="0532-01234567")
    assert first.id == only(hospital="烟台云雀医院", phone="0532-01234567", notes="seen").id
    assert first.id != only(hospital="烟台云雀医院", phone="0532-01234568").id


@given(st.data())
def test_the_order_of_the_register_changes_nothing(data: st.DataObject) -> None:
    calls = [
        call(
            "a",
            hospital="烟台云雀医院",
            phone="0532-01234567",
            date="2016-01-01",
            recording_no="K1",
        ),
        call(
            "b",
            hospital="烟台若水医院",
            phone="0532-01234567",
            date="2018-01-02",
            recording_no="K2",
        ),
        call(
            "c",
            hospital="烟台云雀医院",
            phone="0532-01234567",
            date="2016-01-03",
            recording_no="K3",
        ),
        call(
            "d",
            hospital="烟台云雀医院",
            phone="0532-01234567",
            date="2016-01-04",
            recording_no="K4",
        ),
    ]
    shuffled = data.draw(st.permutations(calls))
    ids = {(f.kind, frozenset(f.calls)) for f in check(calls)}
    assert {(f.kind, frozenset(f.calls)) for f in check(shuffled)} == ids
