"""Roles that a person gives to printed labels override what is found, and are recorded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from calltools.errors import SettingsError
from calltools.page.parse_files import ReadFile, read_bytes
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Role, Transcript
from calltools.transcripts.writers import FORMATS, write

PAGE = """青屿市中心医院　2018年3月6日

问：要等多久？
答：两个星期。
以上是护士说的话，下面换了一个人接电话
甲：费用呢？
乙：三十万。
问：你们做肝移植吗？
答：做。
"""


def read(roles: Mapping[str, Role], page: str = PAGE, name: str = "page.txt") -> ReadFile:
    return read_bytes(page.encode(), name, roles)


def spoken(call: Transcript) -> list[tuple[str | None, str, str]]:
    return [(turn.speaker, turn.role, turn.text) for turn in call.turns]


def test_a_role_that_is_given_stands_over_the_one_found_also_in_formats_that_have_roles() -> None:
    (call,) = read({"答": INVESTIGATOR, "甲": UNKNOWN}).calls
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


def test_the_given_roles_are_in_the_step_of_each_call() -> None:
    (call,) = read({"甲": INVESTIGATOR}).calls
    assert [step.parameters for step in call.provenance] == [{"set": {"甲": "investigator"}}]
    (plain,) = read({}).calls
    assert plain.provenance[0].parameters == {}


def test_a_label_that_no_turn_has_is_one_line() -> None:
    with pytest.raises(SettingsError) as error:
        read({"甲方": HOSPITAL})
    assert str(error.value).startswith(
        "page.txt: has no label '甲方', found 问, 答, 甲, 乙; did you"
    )


def test_a_file_that_tells_itself_who_speaks_takes_no_roles() -> None:
    (call,) = read({}).calls
    with pytest.raises(SettingsError, match="calltools correct"):
        read_bytes(write(call, "json").encode(), "page.json", {"问": HOSPITAL})  # type: ignore[union-attr]


NAMED = tomllib.loads(Path(__file__).with_name("named_labels.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", NAMED)
def test_a_named_label_begins_a_turn_wherever_it_is_printed(case: str) -> None:
    page, turns = NAMED[case]["page"], [tuple(turn) for turn in NAMED[case]["turns"]]
    named: dict[str, Role] = {
        label.title() if label.isupper() else label: role for label, role, _words in turns
    }
    found = [turn for call in read(named, page).calls for turn in spoken(call)]
    labels = {label for label, _role, _words in turns}
    assert [turn for turn in found if turn[0] in labels] == turns


def test_a_longer_name_is_no_named_label() -> None:
    page = "Head Nurse: hello.\nKestrel: is the nurse there?\nHead Nurse: yes, she is.\n"
    with pytest.raises(SettingsError, match="has no label 'Nurse'"):
        read({"Nurse": HOSPITAL}, page)


def test_a_named_label_in_what_a_page_sets_beside_the_text_is_read() -> None:
    page = (
        "<html><body><article><p>Garden news.</p></article><div class='comments'>"
        "<p>Ward Nine: we have two a week.</p></div></body></html>"
    )
    (call,) = read({"Ward Nine": HOSPITAL}, page, "page.html").calls
    assert spoken(call)[0] == ("Ward Nine", "hospital", "we have two a week.")
