"""What a person says of a document stands over what is found, and is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import SettingsError
from calltools.page.directions import DROPPED, Directions
from calltools.page.files import ReadFile, read_bytes
from calltools.page.parse import parse
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Role, Transcript
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import line_starts
from calltools.transcripts.writers import FORMATS, write

GOLD = sorted((Path(__file__).parents[1] / "gold/formats").glob("??[0-9]*"))
PAGE = """青屿市中心医院　2018年3月6日

问：要等多久？
答：两个星期。
以上是护士说的话，下面换了一个人接电话
甲：费用呢？
乙：三十万。
问：你们做肝移植吗？
答：做。
"""


def read(directions: Directions, page: str = PAGE, name: str = "page.txt") -> ReadFile:
    return read_bytes(page.encode(), name, directions)


def said(call: Transcript) -> list[str]:
    return [turn.text for turn in call.turns]


def test_a_role_that_is_given_stands_over_the_one_found() -> None:
    (call,) = read(Directions(roles={"答": INVESTIGATOR, "甲": UNKNOWN})).calls
    assert {turn.role for turn in call.turns if turn.speaker == "答"} == {INVESTIGATOR}
    parties = {party.speaker: party for party in call.parties}
    assert (parties["答"].role, parties["答"].source) == (INVESTIGATOR, "given")
    assert parties["甲"].role == UNKNOWN
    assert parties["问"].source == "inferred"


def test_a_call_begins_where_it_is_said_to() -> None:
    first, second, third = read(Directions(starts=(6, 8))).calls
    assert said(second) == ["费用呢？", "三十万。"]
    assert said(third) == ["你们做肝移植吗？", "做。"]
    assert first.call.hospital == "青屿市中心医院"
    assert second.call.hospital is None


def test_a_start_on_a_blank_or_dropped_line_is_the_next_one_that_is_read() -> None:
    first, second = read(Directions(starts=(5,), dropped=(range(5, 6),))).calls
    assert said(first) == ["要等多久？", "两个星期。"]
    assert said(second)[0] == "费用呢？"
    assert len(read(Directions(starts=(2,))).calls) == 1


def test_dropped_lines_are_in_no_turn_and_accounted_for() -> None:
    read_ = read(Directions(dropped=(range(5, 7),)))
    (call,) = read_.calls
    assert said(call) == ["要等多久？", "两个星期。", "三十万。", "你们做肝移植吗？", "做。"]
    assert read_.parsed is not None
    dropped = [PAGE[p.start : p.end] for p in read_.parsed.pieces if p.kind == DROPPED]
    assert dropped == PAGE.splitlines()[4:6]


def test_what_was_said_is_in_the_step_of_each_call() -> None:
    directions = Directions({"甲": INVESTIGATOR}, (8,), (range(1, 3), range(5, 6)))
    for call in read(directions).calls:
        (step,) = call.provenance
        assert step.parameters == {
            "set": {"甲": "investigator"},
            "call_starts": [8],
            "drop": [[1, 2], [5, 5]],
        }
    (plain,) = read(Directions()).calls
    assert plain.provenance[0].parameters == {}


@pytest.mark.parametrize("name", ["json", "csv", "eaf"])
def test_a_format_that_has_roles_has_the_one_that_was_given(name: str) -> None:
    (call,) = read(Directions(roles={"答": INVESTIGATOR})).calls
    content = write(call, name, name="page")
    data = content if isinstance(content, bytes) else content.encode()
    (again,) = read_bytes(data, f"page{FORMATS[name].suffix}").calls
    assert {t.role for t in again.turns if t.speaker == "答"} == {INVESTIGATOR}


@pytest.mark.parametrize(
    ("directions", "told"),
    [
        (
            Directions(roles={"甲方": HOSPITAL}),
            "has no label '甲方', found 问, 答, 甲, 乙; did you",
        ),
        (Directions(starts=(10,)), "expected a line from 1 to 9, found 10"),
        (Directions(dropped=(range(8, 99),)), "found 98"),
        (Directions(starts=(0,)), "found 0"),
    ],
)
def test_what_does_not_fit_the_document_is_one_line(directions: Directions, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(directions)
    assert told in str(error.value)
    assert str(error.value).startswith("page.txt: ")


def test_a_file_that_tells_itself_who_speaks_takes_no_directions() -> None:
    (call,) = read(Directions()).calls
    with pytest.raises(SettingsError, match="calltools correct"):
        read_bytes(write(call, "json").encode(), "page.json", Directions(starts=(1,)))  # type: ignore[union-attr]


def test_lines_are_numbered_as_an_editor_does() -> None:
    for end in ("\n", "\r\n", "\r"):
        document = read_document(PAGE.replace("\n", end).encode(), "page.txt")
        assert len(line_starts(document)) == 9
        assert document.text[line_starts(document)[5] :].startswith("甲：费用")


def test_lines_of_a_page_in_one_line_of_html_are_those_that_are_read() -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in PAGE.split("\n") if line)
    page = f"<html><body><nav>首页</nav>{paragraphs}</body></html>"
    first, second = read(Directions(starts=(8,), dropped=(range(5, 6),)), page, "page.html").calls
    assert said(first) == ["要等多久？", "两个星期。", "费用呢？", "三十万。"]
    assert said(second) == ["你们做肝移植吗？", "做。"]


ROLES = st.sampled_from(["investigator", "hospital", "other", "unknown"])


@pytest.mark.parametrize("path", GOLD[::9], ids=lambda path: path.name)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_the_sum_of_all_parts_stays_the_document(path: Path, data: st.DataObject) -> None:
    document = read_document(path.read_bytes(), path.name)
    number = st.integers(1, max(len(line_starts(document)), 1))
    starts = data.draw(st.lists(number, max_size=3))
    spans = data.draw(st.lists(st.tuples(number, number).map(sorted), max_size=3))
    labels = {t.speaker for call in parse(document).calls for t in call.turns if t.speaker}
    roles: dict[str, Role] = {label: data.draw(ROLES) for label in labels}
    parsed = parse(
        document, Directions(roles, tuple(starts), tuple(range(a, b + 1) for a, b in spans))
    )
    assert "".join(document.text[p.start : p.end] for p in parsed.pieces) == document.text
    dropped = [p for p in parsed.pieces if p.kind == DROPPED]
    for call in parsed.calls:
        for turn in call.turns:
            assert turn.speaker is None or turn.role == roles.get(turn.speaker, turn.role)
            for place in turn.places:
                assert not any(p.start <= place.start < p.end for p in dropped)
