"""The picture of waits: all ranges in their place, nothing denied or prompted among the claims."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import export_cases
from calltools.data import read_data
from calltools.tables.table_rows import CallEntry
from calltools.tables.waits import NO_ORGAN, UNDATED, waits
from calltools.tables.waits_picture import waits_picture
from calltools.views.render import stylesheet

SVG = {"s": "http://www.w3.org/2000/svg"}


def drawn(entries: list[CallEntry]) -> etree._Element:
    return etree.fromstring(waits_picture(entries).encode("utf-8"))


def marks(root: etree._Element, style: str) -> list[etree._Element]:
    """The statements drawn in that style; samples of the legend have no title."""
    return [g for g in root.iterfind(".//s:g", SVG)
            if style in g.get("class").split() and g.find("s:title", SVG) is not None]  # fmt: skip


def texts(root: etree._Element) -> str:
    return "\n".join("".join(node.itertext()) for node in root.iterfind(".//s:text", SVG))


def wait(least: int | None, most: int | None, **values: Any) -> CallEntry:
    return export_cases.one_turn("两周", wait_min_days=least, wait_max_days=most, **values)


def test_every_figure_of_the_labelled_set_is_drawn_once_in_its_column(shared: Path) -> None:
    entries = export_cases.labelled(shared)
    statements = [s for e in entries for s in e.statements if s.category == "wait_time"]
    figures = [s for s in statements if (s.wait_min_days, s.wait_max_days) != (None, None)]
    denied = [s for s in figures if s.modality == "denied"]
    prompted = [s for s in figures if s not in denied and s.introduced_by == "investigator"]
    root = drawn(entries)
    assert len(marks(root, "denied")) == len(denied) > 0
    assert len(marks(root, "prompted")) == len(prompted) > 0
    assert len(marks(root, "said")) == len(figures) - len(denied) - len(prompted) > 0
    assert f"Not drawn: {len(statements) - len(figures)} statements without a figure." in texts(
        root
    )


def test_a_denied_figure_is_a_cross_and_never_a_bar() -> None:
    for least, most in ((7, 7), (7, 14), (None, 7), (7, None)):
        for who in ("hospital", "investigator"):
            root = drawn([wait(least, most, modality="denied", introduced_by=who)])
            (mark,) = marks(root, "denied")
            assert mark.find("s:path[@class='cross']", SVG) is not None
            assert not mark.findall("s:*[@class='bar']", SVG)
            assert not marks(root, "said") and not marks(root, "prompted")
            assert "DENIED" in mark.findtext("s:title", namespaces=SVG)


def test_a_figure_that_is_not_the_hospitals_own_is_prompted() -> None:
    for who in ("investigator", None):
        root = drawn([wait(7, 14, introduced_by=who)])
        assert len(marks(root, "prompted")) == 1
        assert not marks(root, "said")


def test_longer_waits_stand_further_right_and_ranges_are_wider() -> None:
    def bar(least: int, most: int) -> tuple[float, float]:
        # A fixed second mark keeps the scale the same.
        root = drawn([wait(least, most), CallEntry("far", wait(3000, 3000).statements)])
        rect = marks(root, "said")[0].find("s:rect", SVG)
        return float(rect.get("x")), float(rect.get("width"))

    week, month = bar(7, 14), bar(30, 90)
    assert week[0] < month[0]
    assert bar(7, 90)[1] > week[1]
    for least, most, way in ((None, 30, "left"), (30, None, "right")):
        (mark,) = marks(drawn([wait(least, most)]), "said")  # an arrow and a cap
        line = mark.find("s:path[@class='line']", SVG).get("d")
        found = re.fullmatch(r"M([\d.]+) .+H([\d.]+)M.+L([\d.]+) .+", line)
        assert found
        start, end, tip = map(float, found.groups())
        assert tip == (start if way == "left" else end)
        assert mark.find("s:rect[@class='bar']", SVG) is not None


def test_what_is_not_plain_is_hatched_and_says_why() -> None:
    root = drawn([wait(7, 14, modality="conditional", historic=True, vague=True)])
    (mark,) = marks(root, "open")
    assert mark.findtext("s:text", namespaces=SVG) == "about · if · past"
    entry = wait(7, 7)
    later = wait(30, 30, id="s02", retracts="s01").statements
    found = waits([CallEntry("one", [*entry.statements, *later], entry.transcript)])
    first, second = found.organs[0].years[0].waits
    assert (first.notes, first.firm) == (("taken back",), False)
    assert (second.notes, second.firm) == ((), True)


def test_organs_and_years_are_grouped_and_what_is_unknown_is_named() -> None:
    entries = [wait(7, 7, organ="liver"), CallEntry("no date", wait(3, 4).statements)]
    named = [(organ.name, [year.name for year in organ.years]) for organ in waits(entries).organs]
    assert named == [("Liver", ["2006"]), (NO_ORGAN, [UNDATED])]
    assert "No statement names a figure for a wait." in texts(drawn([]))


def test_invented_calls_are_named_as_such() -> None:
    synthetic = wait(7, 7)
    assert "All of these calls are invented" in texts(drawn([synthetic]))
    real = CallEntry("real", wait(8, 8).statements)
    both = drawn([synthetic, real])
    assert "1 of these calls is invented" in texts(both)
    told = [mark.findtext("s:text", namespaces=SVG) for mark in marks(both, "said")]
    assert sorted(map(str, told)) == ["None", "invented"]
    assert "invented" not in texts(drawn([real]))


@given(export_cases.hostile, st.integers(0, 2**53), st.integers(0, 2**53))
def test_any_text_and_figure_make_a_well_formed_picture_that_asks_no_host(
    text: str, one: int, other: int
) -> None:
    entry = export_cases.one_turn(
        text, organ=text, wait_min_days=min(one, other), wait_max_days=max(one, other)
    )
    root = drawn([entry])
    assert len(marks(root, "said")) == 1
    for node in root.iter():
        assert not {"href", "src", "onload", "onclick"} & {
            name.split("}")[-1] for name in node.attrib
        }
    assert {etree.QName(node).localname for node in root.iter()}.isdisjoint(
        {"script", "image", "a", "foreignObject", "use"}
    )


def test_the_colours_are_those_of_the_pages_in_light_and_dark() -> None:
    palette = read_data("views/assets/palette.css")
    assert palette in stylesheet()
    picture = waits_picture([wait(7, 14), wait(None, 7, modality="denied")])
    assert palette in picture
    own = picture.replace(palette, "")
    light = dict(re.findall(r"--([\w-]+): (#\w+);", palette[: palette.index("[data-theme")]))
    painted = re.findall(r"(fill|stroke): (#\w+); \1: var\(--([\w-]+)\);", own)
    assert painted and all(light[name] == colour for _, colour, name in painted)
    assert len(re.findall(r"#[0-9a-f]{3,8}\b", own)) == len(painted)
