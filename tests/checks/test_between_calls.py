"""Each check: what it finds, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.checks.check import check
from calltools.checks.finding import CallFinding
from calltools.checks.known_call import KnownCall, QuotedCall
from calltools.checks.places import cities, may_ring_in, number_of, places_in
from calltools.checks.register import call_of_row

Found = list[tuple[str, tuple[str, ...]]]
ZONES = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")])


def call(name: str, **row: Any) -> KnownCall:
    return call_of_row({"name": name, **row})


def found(calls: list[KnownCall], **more: Any) -> Found:
    return [(f.kind, f.calls) for f in check(calls, **more) if f.weight != "gap"]


def on_one_line(*told: tuple[str, str]) -> list[KnownCall]:
    """Calls of one number, with the name and the date of each."""
    return [
        call(f"c{n}", hospital=hospital, phone="0574-01234567", date=date or None)
        for n, (hospital, date) in enumerate(told)
    ]


def numbered(*days: str, series: str = "录音 ") -> list[KnownCall]:
    """Calls of those days, with rising numbers."""
    return [call(f"c{n}", date=day, recording_no=f"{series}{31 + n}") for n, day in enumerate(days)]


def answered(name: str, pretext: str) -> KnownCall:
    return call(name, hospital="芜湖挹翠医院", respondent="移植中心秦晓岚医生", pretext=pretext)


def waits(*days: int, **of_last: Any) -> list[KnownCall]:
    """Calls of one hospital, each with a wait."""
    said = {"category": "wait_time", "organ": "liver"}
    rows = [said | {"wait_min_days": wait, "wait_max_days": wait} for wait in days]
    rows[-1] |= of_last
    return [call(f"c{n}", hospital="包头鹿城医院", statements=[row]) for n, row in enumerate(rows)]


ABROAD = {"date": "2016-11-08", "time": "20:10", "tz": "-05:00"}
OLD = [("宁波沂东医院", f"{year}-03-07") for year in (2011, 2012)]
NEW = [("鲁南附属第二医院", f"{year}-03-07") for year in (2014, 2015)]
LIVER = answered("a", "替父亲打听肝移植")
FORMERLY = (14, 20, 15, 30)

CASES: dict[str, tuple[list[KnownCall], Found]] = {
    "a number of two hospitals, the rarer in doubt": (
        on_one_line(
            ("宁波恬园医院", "2016-06-01"), ("宁波若水医院", "2016-06-20"),
            ("宁波市恬园医院", "2016-07-02"),
        ),
        [("one_number_two_hospitals", ("c1", "c2"))],
    ),
    "branches, languages and ways to write": (
        on_one_line(
            ("宁波市恬园医院", ""), ("宁波恬园医院", ""), ("寧波恬園醫院", ""),
            ("宁波恬园医院东院区", ""), ("Ningbo Tianyuan Hospital", ""),
        ),
        [],
    ),
    "a slip in a name": (
        on_one_line(("宁波市濯缨第二医院", ""), ("宁波市濯英第二医院", "")),
        [("one_hospital_two_names", ("c1", "c0"))],
    ),
    "another ordinal is no slip": (
        on_one_line(("宁波市濯缨第二医院", ""), ("宁波市濯缨第三医院", "")),
        [("one_number_two_hospitals", ("c1", "c0"))],
    ),
    "a hospital that was renamed for good": (on_one_line(*OLD, *NEW), []),
    "a name that comes back": (
        on_one_line(*OLD, *NEW, (OLD[0][0], "2016-03-07")),
        [("one_number_two_hospitals", ("c2", "c3", "c1"))],
    ),
    "a weekday where the caller is": ([call("a", **ABROAD, weekday="Tuesday")], []),
    "a weekday where it rang": ([call("a", **ABROAD, weekday="周三")], []),
    "a weekday of neither": ([call("a", **ABROAD, weekday="周四")], [("weekday", ("a",))]),
    "the one call out of order": (
        numbered("2016-02-01", "2016-02-03", "2016-11-04", "2016-02-05", "2016-02-08"),
        [("recording_order", ("c2", "c1", "c3"))],
    ),
    "a series that follows no dates": (
        numbered("2016-05-01", "2014-02-03", "2019-11-04", "2012-02-05", "2017-02-08"),
        [],
    ),
    "words that can be said": ([call("a", duration_ms=60_000, words=300)], []),
    "few words": ([call("a", duration_ms=60_000, words=10)], []),
    "nobody speaks that fast": (
        [call("a", duration_ms=60_000, words=900)],
        [("duration_words", ("a",))],
    ),
    "two stories told to one doctor": (
        [LIVER, answered("b", "as a doctor with a kidney patient")],
        [("pretexts", ("a", "b")), ("same_respondent", ("a", "b"))],
    ),
    "one story told twice": (
        [LIVER, answered("b", "as the son; liver")],
        [("same_respondent", ("a", "b"))],
    ),
    "a surname alone is nobody": (
        [
            call(f"{title}{place}", hospital=f"{place}医院", respondent=title)
            for title in ("肝移植科王主任", "王医生", "一名护士", "Dr. Wang", "女医生", "值班护士")
            for place in "甲乙"
        ],
        [],
    ),
    "waits as usual": (waits(*FORMERLY), []),
    "a wait far from the others": (waits(*FORMERLY, 900), [("outlier", ("c4",))]),
    "a wait that is denied": (waits(*FORMERLY, 900, modality="denied"), []),
    "a wait of the past": (waits(*FORMERLY, 900, historic=True), []),
    "a wait of elsewhere": (waits(*FORMERLY, 900, about_other_place=True), []),
    "too few to tell": (waits(14, 20, 900), []),
}  # fmt: skip


@pytest.mark.parametrize(("calls", "expected"), CASES.values(), ids=CASES)
def test_what_calls_tell_about_each_other(calls: list[KnownCall], expected: Found) -> None:
    assert found(calls) == expected


HEARD = call("a", hospital="潍坊漱玉医院", date="2016-09-01", duration_ms=412_300)
LATER = call("b", hospital="台州椒南医院", date="2017-03-02")
STRANGER = call("r.html#2", hospital="荆州松滋渡医院", date="2016-12-24")
SERIAL = {"hospital": "漱玉医院", "recording_no": "A-7"}
TWO_DAYS = [
    call(f"c{day}", hospital="漱玉医院", date=f"2016-09-0{day}", duration_ms=ms)
    for day, ms in ((1, 95_000), (2, 22_000))
]


def printed(**facts: Any) -> KnownCall:
    return call("report.html", **({"hospital": "漱玉医院", "date": "2016-09-01"} | facts))


WRONG_LENGTH = [("duration_measured", ("a",))]
PUBLICATIONS: dict[str, tuple[list[KnownCall], KnownCall, Found]] = {
    "the length as it is": ([HEARD], printed(duration_ms=412_000), []),
    "a few seconds off": ([HEARD], printed(duration_ms=417_000), []),
    "whole minutes": ([HEARD], printed(duration_ms=420_000), []),
    "about so much": ([HEARD], printed(duration_ms=380_000, rounded=True), []),
    "another length": ([HEARD], printed(duration_ms=652_000), WRONG_LENGTH),
    "of a call that is not registered": ([HEARD], STRANGER, [("published_without_call", ())]),
    "with the number of a recording and another date": (
        [call("a", date="2016-09-01", **SERIAL)],
        printed(date="2016-10-21", recording_no="a-7"),
        [("published_otherwise", ("a",))],
    ),
    "of two days in a row it is of its own": (
        TWO_DAYS,
        printed(duration_ms=45_000),
        [("duration_measured", ("c1",))],
    ),
}


@pytest.mark.parametrize(
    ("calls", "publication", "expected"), PUBLICATIONS.values(), ids=PUBLICATIONS
)
def test_what_was_published_of_calls(
    calls: list[KnownCall], publication: KnownCall, expected: Found
) -> None:
    assert found(calls, publications=[publication]) == expected


def test_what_is_missing_is_named() -> None:
    quoted = [
        QuotedCall("r", "一周以内肯定有", "衡阳雁回医院"),
        QuotedCall("r", "要等两三个星期", "漱玉医院"),
        QuotedCall("r", "不一定", None),
    ]
    findings = check([HEARD, LATER], [printed(), STRANGER], quoted)
    stranger, never_called, unpublished = findings
    assert (stranger.kind, "荆州松滋渡医院" in stranger.note) == ("published_without_call", True)
    assert (never_called.kind, "衡阳雁回医院" in never_called.note) == (
        "quoted_without_call",
        True,
    )
    assert (unpublished.kind, unpublished.calls) == ("unpublished", ("b",))


@given(st.lists(st.dates(dt.date(2010, 1, 1), dt.date(2019, 1, 1)), min_size=1, max_size=30))
def test_numbers_that_rise_with_the_dates_are_in_order(days: list[dt.date]) -> None:
    assert found(numbered(*(day.isoformat() for day in sorted(days)), series="A-0")) == []


@given(st.lists(st.tuples(st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2019, 1, 1)), ZONES)))
def test_numbers_that_rise_with_the_hour_are_in_order_wherever_the_callers_sat(
    begun: list[tuple[dt.datetime, ZoneInfo]],
) -> None:
    calls = []
    for n, (moment, zone) in enumerate(sorted(begun, key=lambda of_call: of_call[0])):
        there = moment.replace(tzinfo=dt.UTC).astimezone(zone)
        told = {"date": f"{there:%Y-%m-%d}", "time": f"{there:%H:%M}", "tz": zone.key}
        calls.append(call(f"c{n}", recording_no=f"A-{31 + n}", **told))
    assert found(calls) == []


def test_an_answer_is_kept_as_long_as_the_evidence_is() -> None:
    def only(**row: Any) -> CallFinding:
        (finding,) = check([call("a", hospital="烟台云雀医院", **row)])
        return finding

    first = only(phone="0532-01234567")
    assert first.id == only(phone="0532-01234567", notes="seen").id
    assert first.id != only(phone="0532-01234568").id


# Numbers and the places of names


def test_one_number_however_it_is_written() -> None:
    for printed in (
        "0571-07783380", "0571 0778 3380", "(0571)07783380", "+86 571 0778 3380", "8657107783380",
        "0086-571-07783380", "０５７１－０７７８３３８０", "0571-07783380转8480",
        "0571-07783380/81", "0571-0778 3380 ext. 12", "0571-07783380-8103", "05710778 3380 分机 9",
    ):  # fmt: skip
        number = number_of(printed)
        assert number is not None, printed
        assert (number.line, number.area) == ("057107783380", "0571"), printed


def test_mobiles_and_other_countries_have_no_area() -> None:
    for printed in ("140 0000 1207", "+86 140-0000-1207", "+1 202 555 0123", "+852 0000 1234"):
        number = number_of(printed)
        assert number is not None
        assert number.area is None
    assert number_of("+86 140-0000-1207") == number_of("14000001207")
    assert number_of("1234") is None
    assert number_of(None) is None


FITS = (
    ("0431-01234567", "吉林大学澄江医院"),  # of the province
    ("0431-01234567", "吉林省澄江医院"),
    ("0432-01234567", "吉林市澄江医院"),
    ("0898-01234567", "海南省澄江医院"),
    ("020-01234567", "中山大学附属云雀医院"),  # named after a man
    ("021-01234567", "云雀中山医院"),
    ("0591-01234567", "南京军区福州云岭总医院"),
    ("0755-01234567", "北京大学深圳医院"),
    ("0755-01234567", "北京大学深圳云雀医院"),
    ("010-01234567", "首都医科大学附属北京安康里医院"),
    ("021-01234567", "安康医院"),  # well-being
    ("0512-01234567", "昆山市第七医院"),  # a county that the table does not know
    ("024-01234567", "抚顺云雀医院"),  # shares its code
    ("0451-01234567", "Harbin Yunque Hospital"),
    ("0531-01234567", "Shandong Yunque Hospital"),
    ("020-01234567", "The Second Affiliated Hospital of Guangdong Yunque University"),
    ("0371-01234567", "The First Hospital of Zhengzhou University"),
    ("0991-01234567", "Urumqi Yunque Hospital"),
    ("0732-01234567", "湘潭云雀医院"),  # the code was given up
    ("140 0000 1207", "湘潭云雀医院"),
)
OF_ANOTHER_PLACE = (
    ("0532-01234567", "烟台市云雀医院", None),
    ("0532-01234567", "烟臺市雲雀醫院", None),
    ("0379-01234567", "郑州云雀医院", None),
    ("0431-01234567", "吉林市云雀医院", None),  # the city, not the province
    ("021-01234567", "武汉大学云雀医院", None),
    ("025-01234567", "Wuhan Yunque Hospital", None),
    ("025-01234567", "云雀医院", "武汉"),
    ("025-01234567", "云雀医院", "Wuhan"),
)


def test_a_number_fits_or_tells_nothing_or_is_of_another_place() -> None:
    told = [(number, hospital, None, True) for number, hospital in FITS]
    told += [(number, hospital, city, False) for number, hospital, city in OF_ANOTHER_PLACE]
    for number, hospital, city, fits in told:
        dialled = number_of(number)
        assert dialled is not None
        assert may_ring_in(dialled, places_in(hospital, city)) is fits, (number, hospital, city)


def test_the_table_covers_the_provinces() -> None:
    assert len({city.province for city in cities()}) == 31
    for city in cities():
        assert 3 <= len(city.code) <= 4
