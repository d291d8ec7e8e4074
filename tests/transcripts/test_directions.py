"""What a person says of a document binds: it stands over what is found, and is recorded."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import SettingsError
from calltools.page.directions import DROPPED, Directions
from calltools.page.parse import parse
from calltools.page.parse_files import ReadFile, read_bytes
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


def spoken(call: Transcript) -> list[tuple[str | None, str, str]]:
    return [(turn.speaker, turn.role, turn.text) for turn in call.turns]


def test_a_role_that_is_given_stands_over_the_one_found_also_in_formats_that_have_roles() -> None:
    (call,) = read(Directions(roles={"答": INVESTIGATOR, "甲": UNKNOWN})).calls
    parties = {party.speaker: party for party in call.parties}
    assert (parties["答"].role, parties["答"].source) == (INVESTIGATOR, "given")
    assert parties["甲"].role == UNKNOWN
    assert parties["问"].source == "inferred"
    for name in ("json", "csv", "eaf"):
        content = write(call, name, name="page")
        data = content if isinstance(content, bytes) else content.encode()
        (again,) = read_bytes(data, f"page{FORMATS[name].suffix}").calls
        for one in (call, again):
            assert {t.role for t in one.turns if t.speaker == "答"} == {INVESTIGATOR}, name


def test_a_call_begins_where_it_is_said_to_or_at_the_next_line_that_is_read() -> None:
    first, second, third = read(Directions(starts=(6, 8))).calls
    assert said(second) == ["费用呢？", "三十万。"]
    assert said(third) == ["你们做肝移植吗？", "做。"]
    assert (first.call.hospital, second.call.hospital) == ("青屿市中心医院", None)
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
    recorded = {"set": {"甲": "investigator"}, "call_starts": [8], "drop": [[1, 2], [5, 5]]}
    steps = [call.provenance for call in read(directions).calls]
    assert [step.parameters for (step,) in steps] == [recorded] * 2
    (plain,) = read(Directions()).calls
    assert plain.provenance[0].parameters == {}


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


def test_lines_are_numbered_as_an_editor_does_and_in_html_as_they_are_read() -> None:
    for end in ("\n", "\r\n", "\r"):
        document = read_document(PAGE.replace("\n", end).encode(), "page.txt")
        assert len(line_starts(document)) == 9
        assert document.text[line_starts(document)[5] :].startswith("甲：费用")
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
    dropped_lines = tuple(range(a, b + 1) for a, b in spans)
    parsed = parse(document, Directions(roles, tuple(starts), dropped_lines))
    assert "".join(document.text[p.start : p.end] for p in parsed.pieces) == document.text
    dropped = [p for p in parsed.pieces if p.kind == DROPPED]
    for turn in (turn for call in parsed.calls for turn in call.turns):
        assert turn.speaker is None or turn.role == roles.get(turn.speaker, turn.role)
        for place in turn.places:
            assert not any(p.start <= place.start < p.end for p in dropped)


NAMED = tomllib.loads(Path(__file__).with_name("named_labels.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", NAMED)
def test_a_named_label_begins_a_turn_wherever_it_is_printed(case: str) -> None:
    page, turns = NAMED[case]["page"], [tuple(turn) for turn in NAMED[case]["turns"]]
    named: dict[str, Role] = {
        label.title() if label.isupper() else label: role for label, role, _words in turns
    }
    found = [turn for call in read(Directions(roles=named), page).calls for turn in spoken(call)]
    labels = {label for label, _role, _words in turns}
    assert [turn for turn in found if turn[0] in labels] == turns


def test_a_longer_name_is_no_named_label() -> None:
    page = "Head Nurse: hello.\nKestrel: is the nurse there?\nHead Nurse: yes, she is.\n"
    with pytest.raises(SettingsError, match="has no label 'Nurse'"):
        read(Directions(roles={"Nurse": HOSPITAL}), page)


def test_a_named_label_in_what_a_page_sets_beside_the_text_is_read() -> None:
    page = (
        "<html><body><article><p>Garden news.</p></article><div class='comments'>"
        "<p>Ward Nine: we have two a week.</p></div></body></html>"
    )
    (call,) = read(Directions(roles={"Ward Nine": HOSPITAL}), page, "page.html").calls
    assert spoken(call)[0] == ("Ward Nine", "hospital", "we have two a week.")


INTERVIEW = """The chairman spoke to our paper.

Paper: What do you grow?
Chairman: Mostly beans.

Second part.

Paper: And in winter?
Chairman: Kale, and then beans again.
"""
FACTS = """青屿市中心医院
问：要等多久？
答：两个星期。
东湾医院　2018年3月6日
问：费用呢？
答：三十万。
"""


def test_a_named_start_brings_a_call_back_and_what_stands_below_it_is_of_its_call() -> None:
    assert read(Directions(), INTERVIEW).calls == ()
    first, second = read(Directions(starts=(3, 6)), INTERVIEW).calls
    assert said(first) == ["What do you grow?", "Mostly beans."]
    assert said(second) == ["And in winter?", "Kale, and then beans again."]
    first, second = read(Directions(starts=(4,)), FACTS).calls
    assert (first.call.hospital, second.call.hospital) == ("青屿市中心医院", "东湾医院")


WARD: dict[str, Role] = {"Caller": INVESTIGATOR, "Nurse": HOSPITAL}
WRAPPED = """Caller: Good morning, I would like to know how long my brother would have to wait
for a kidney if he came to you in the spring, and what the whole of it would be likely to
cost him, with the stay on the ward and the medicine that he has to take home afterwards.
Nurse: That I can not tell you on the telephone, you would have to come and bring all of
the papers that his doctor at home has given him.
Caller: Thank you.
"""


@pytest.mark.parametrize("dropped", [2, 3])
def test_a_dropped_row_of_a_paragraph_is_dropped_alone(dropped: int) -> None:
    rows = WRAPPED.splitlines()
    only = range(dropped, dropped + 1)
    (call,) = read(Directions(roles=WARD, dropped=(only,)), WRAPPED).calls
    kept = " ".join([*(turn.text for turn in call.turns), *(note.text for note in call.notes)])
    for number, row in enumerate(rows[1:3], start=2):
        assert (row in kept) == (number != dropped)
    assert rows[3].removeprefix("Nurse: ") in kept
