"""Pictures over calls: each figure once, in its place, with the table behind it."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree, html

import sounds
from calltools.calls.summary import CallSummary
from calltools.cli import cli
from calltools.data import read_data
from calltools.publish.index_page import index_page
from calltools.publish.overview import Overview, overview
from calltools.publish.overview_pictures import PICTURES
from calltools.recordings import register
from calltools.statements.record import Statement
from calltools.workspace import Workspace

HOSPITALS, PLACES, COVERAGE = PICTURES
SVG = {"s": "http://www.w3.org/2000/svg"}


def call(name: str, hospital: str | None, date: str | None, **more: Any) -> CallSummary:
    return CallSummary(name, "done", f"recordings/{name}.wav", hospital=hospital, date=date, **more)


def wait(least: int | None, most: int | None, **more: Any) -> Statement:
    return Statement("wait_time", 0, 0, 2, "两周", wait_min_days=least, wait_max_days=most, **more)


CALLS = [
    call("a", "武汉市云雀医院", "2016-05-10", turns=9, statements={"wait_time": 3}, published=True),
    call("b", "武汉云雀医院", "2016-08", phone="027-01234567", turns=4),
    call(
        "c",
        "云雀<b>医院",
        "2018-01-02",
        phone="0571-01234567",
        turns=5,
        statements={"wait_time": 1},
    ),
    call("d", None, None),
]
WAITS = {
    "a": [
        wait(7, 14),
        wait(30, 30, modality="denied"),
        wait(None, 14, modality="hedged"),
        wait(None, None),
    ],
    "c": [wait(7, 7, introduced_by="investigator")],
}


def found() -> Overview:
    return overview(CALLS, WAITS)


def drawn(number: int) -> etree._Element:
    return etree.fromstring(PICTURES[number].svg(found()).encode("utf-8"))


def test_each_wait_is_a_mark_of_its_standing_in_the_row_of_its_hospital() -> None:
    root = drawn(0)
    marks = [g for g in root.iterfind(".//s:g", SVG) if g.find("s:title", SVG) is not None]
    assert sorted(g.get("class") for g in marks) == [
        "denied open", "prompted", "said", "said open",
    ]  # fmt: skip
    assert "7–14 days" in marks[0].find("s:title", SVG).text
    names = [t.text for t in root.iterfind(".//s:text", SVG) if t.text and "云雀" in t.text]
    assert names == ["武汉市云雀医院", "云雀<b>医院"]
    rows = HOSPITALS.behind(found()).rows
    assert [(r["hospital"], r["year"], r["standing"], r["firm"]) for r in rows] == [
        ("武汉市云雀医院", "2016", "said", True),
        ("武汉市云雀医院", "2016", "denied", False),
        ("武汉市云雀医院", "2016", "said", False),
        ("云雀<b>医院", "2018", "prompted", True),
    ]


def test_a_city_is_told_by_the_name_of_the_hospital_or_by_the_number() -> None:
    assert {one.city.name: one.calls for one in found().cities} == {"武汉": 2, "杭州": 1}
    assert found().nowhere == 1
    wuhan, hangzhou = PLACES.behind(found()).rows
    assert (wuhan["hospitals"], wuhan["waits"], wuhan["shortest_days"]) == (1, 3, 7)
    assert hangzhou["shortest_days"] is None  # the figure was the investigator's
    root = drawn(1)
    assert len(root.findall(".//s:circle", SVG)) == 2
    assert "no place is known: 1 call." in "".join(root.itertext())


def test_places_lie_where_they_do_on_maps() -> None:
    spots = {t.text.split()[0]: c for c in drawn(1).iterfind(".//s:circle", SVG) for t in c}
    wuhan, hangzhou = spots["Wuhan"], spots["Hangzhou"]
    assert float(wuhan.get("cx")) < float(hangzhou.get("cx"))  # inland
    assert abs(float(wuhan.get("cy")) - float(hangzhou.get("cy"))) < 30  # on one parallel
    assert float(wuhan.get("r")) > float(hangzhou.get("r"))


def test_coverage_counts_calls_by_year() -> None:
    assert [tuple(row.values()) for row in COVERAGE.behind(found()).rows] == [
        ("2016", 2, 2, 1, 1), ("2018", 1, 1, 1, 0), ("undated", 1, 0, 0, 0),
    ]  # fmt: skip
    assert len(drawn(2).findall(".//s:rect[@class='amount']", SVG)) == 12


def test_invented_calls_are_told() -> None:
    mixed = overview([*CALLS, call("e", "武汉云雀医院", "2016", synthetic=True)], WAITS)
    for picture in PICTURES:
        assert "1 of these calls: invented" in picture.svg(mixed)
        assert "invented" not in picture.svg(found())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_asks_no_host_and_has_colours_for_programs_without_variables(
    picture: Any,
) -> None:
    text = picture.svg(found())
    assert text.count("http") == text.count("http://www.w3.org/2000/svg") == 1
    for line in text.splitlines():
        if "fill: var(" in line:
            assert "fill: #" in line


def test_nothing_to_draw_is_said() -> None:
    empty = overview([], {})
    assert "No statement names a figure" in HOSPITALS.svg(empty)
    for picture in PICTURES:
        etree.fromstring(picture.svg(empty).encode("utf-8"))


def test_the_index_shows_the_pictures_with_the_tables_behind_them() -> None:
    page = html.document_fromstring(index_page(CALLS, "calls", WAITS))
    figures = page.xpath("//section[@class='pictures']/figure")
    assert len(figures) == 3
    for figure in figures:
        assert not figure.xpath(".//svg//style | .//svg//@style")
    cells = figures[0].xpath(".//tbody/tr/td[1]")
    assert [cell.text_content() for cell in cells][-1] == "云雀<b>医院"
    assert "<section" not in index_page(CALLS).partition("<main")[2]


def test_the_outlines_name_their_source_and_licence() -> None:
    data = json.loads(read_data("publish/assets/outlines.json"))
    assert ("Natural Earth" in data["source"], data["licence"]) == (True, "public domain")
    assert {"China", "Taiwan", "Mongolia"} <= {country["name"] for country in data["countries"]}


def test_lines_between_provinces_lie_where_provinces_meet() -> None:
    lines = json.loads(read_data("publish/assets/outlines.json"))["provinces"]
    places = [tuple(place) for line in lines for place in line]

    def nearest(longitude: float, latitude: float) -> float:
        return min(math.hypot(x - longitude, y - latitude) for x, y in places)

    assert nearest(110.4, 34.6) < 0.5, "Shaanxi, Shanxi and Henan meet at Tongguan"
    assert nearest(116.4, 39.9) > 0.3, "the middle of Beijing"
    assert nearest(87.6, 43.8) > 3, "Urumqi, far from any"
    assert all(73 < x < 136 and 18 < y < 54 for x, y in places), "none outside China"


def test_pictures_of_a_workspace_as_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.init(tmp_path / "ws")
    register(workspace, sounds.write_wav(tmp_path / "one.wav", sounds.white_noise(0.5)))
    monkeypatch.chdir(workspace.root)
    done = CliRunner().invoke(cli, ["list", "--pictures", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    names = {"hospitals", "places", "coverage"}
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        f"{name}{suffix}" for name in names for suffix in (".svg", ".csv")
    }
    with (tmp_path / "out" / "coverage.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"year": "undated", "registered": "1", "transcribed": "0", "with_statements": "0",
             "published": "0"}
        ]  # fmt: skip
