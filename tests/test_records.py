"""JSON and JSON lines: read strictly, with the place of what is wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import ReportError, TranscriptError
from calltools.records import dump_rows, dumps, parse, parse_as, read_line, read_lines, read_objects


@dataclass(frozen=True, slots=True)
class Small:
    text: str
    kind: Literal["a", "b"] = "a"
    share: float | None = None
    truth: bool = False


@dataclass(frozen=True, slots=True)
class Large:
    count: int
    parts: tuple[Small, ...] = ()


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside) | st.dictionaries(st.text("ab\u2028"), inside),
)


@given(PLAIN)
def test_what_was_written_is_read(value: Any) -> None:
    written = dumps(value)
    assert parse(written) == parse(written.encode()) == value
    assert parse("\ufeff" + written) == parse(b"\xef\xbb\xbf" + written.encode()) == value


NO_JSON: tuple[tuple[str | bytes, str], ...] = (
    *((text, "") for text in ("{", "", "NaN", "1e999", '"\\ud800 and more"', "1 2")),
    ("[" * 100_000, "nested too deeply"),
    ("\ud800", "is not UTF-8"),
    ("多".encode("gbk"), "is not UTF-8"),
    (b'"\xff"', "is not UTF-8"),
)


def test_what_is_no_json_is_refused() -> None:
    for text, told in NO_JSON:
        with pytest.raises(ValueError, match=told or None) as caught:
            parse(text)
        assert str(caught.value)
        assert "\n" not in str(caught.value)


WRONG: tuple[tuple[object, str, str], ...] = (
    ([], "", "an object, found a list"),
    ({}, "", "count"),
    ({"count": True}, "count: ", "a whole number, found true or false"),
    ({"count": 1.0}, "count: ", "a whole number, found a number"),
    ({"count": "1"}, "count: ", "a whole number, found text"),
    ({"count": 1, "parts": None}, "parts: ", "a list, found null"),
    ({"count": 1, "parts": [{"text": "x"}, {}]}, "parts[1]: ", "text"),
    ({"count": 1, "parts": [{"text": "x", "kind": "c"}]}, "parts[0].kind: ", "'c'"),
    ({"count": 1, "parts": [{"text": "x", "share": True}]}, "parts[0].share: ", "a number or"),
    ({"count": 1, "parts": [{"text": "x", "truth": 0}]}, "parts[0].truth: ", "true or false"),
)


def test_a_wrong_type_is_told_with_its_place() -> None:
    for value, place, told in WRONG:
        with pytest.raises(ValueError, match=re.escape(told)) as caught:
            parse_as(json.dumps(value), Large)
        assert str(caught.value).startswith(place)


def test_a_record_is_read_and_fields_it_does_not_have_are_left_out() -> None:
    found = parse_as('{"count": 2, "parts": [{"text": "x", "share": 0.5}], "more": 1}', Large)
    assert found == Large(2, (Small("x", share=0.5),))


def test_lines_end_with_line_feeds_alone_and_are_counted_with_the_empty_ones() -> None:
    data = '{"a": "\u2028\x85"}\r\n\n \n{"a": 1}'
    found = [(place, parse(line)) for place, line in read_lines(data, "f.jsonl")]
    assert found == [("f.jsonl:1", {"a": "\u2028\x85"}), ("f.jsonl:4", {"a": 1})]


@given(st.lists(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"])))))
def test_rows_survive_the_way_through_their_lines(rows: list[dict[str, str]]) -> None:
    written = dump_rows(rows)
    assert written.count("\n") == len(rows)
    assert [parse(line) for _, line in read_lines(written, "x")] == rows


def test_what_a_line_lacks_is_told_with_its_place(tmp_path: Path) -> None:
    row, text = b'{"b": 1}', "expected a row"
    with pytest.raises(ReportError) as caught:
        read_line(row, "f:3", lambda row: row["a"], text, "mend it", ReportError)
    assert str(caught.value) == "f:3: expected a row: 'a' is missing; mend it"
    file = tmp_path / "rows.jsonl"
    for line in ("{", "[]", "1", '{"a": 1}', '"a"'):
        file.write_text(f'{{"a": 1, "b": 2}}\n\n{line}\n')
        with pytest.raises(TranscriptError, match=r"rows\.jsonl:3: expected a row with a, b: "):
            read_objects(file, "a", "b")
    file.write_bytes(b'\xef\xbb\xbf{"a": 1, "c": [2]}\n')
    assert read_objects(file, "a") == [{"a": 1, "c": [2]}]
