from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import CalltoolsError
from calltools.provenance import Step, canonical_json, sha256_bytes, sha256_file
from calltools.records import dumps, parse_as

STEP = Step("recognise", inputs={"audio": "aa"}, models={"m": "bb"}, parameters={"beam_size": 5})


@given(st.binary(max_size=3_000_000))
def test_file_hash_is_the_hash_of_its_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("hash") / "file"
    path.write_bytes(data)
    assert sha256_file(path) == sha256_bytes(data) == hashlib.sha256(data).hexdigest()


def test_hash_of_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(CalltoolsError, match=r"none\.wav: can't be read: no such file"):
        sha256_file(tmp_path / "none.wav")


def test_key_changes_with_whatever_changes_the_result_and_nothing_else() -> None:
    for changed in (
        {"name": "diarize"},
        {"inputs": {"audio": "ab"}},
        {"models": {"m": "bc"}},
        {"parameters": {"beam_size": 1}},
        {"version": "0.0.0"},
    ):
        assert replace(STEP, **changed).key != STEP.key  # type: ignore[arg-type]
    told = {"actor": "someone", "time": "2001-01-01T00:00:00Z", "processor": "aarch64"}
    assert replace(STEP, **told, outputs={"x": "y"}).key == STEP.key  # type: ignore[arg-type]
    read = parse_as(dumps(STEP.to_json()), Step)
    assert (read, read.key) == (STEP, STEP.key)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.booleans() | st.none()))
def test_canonical_json_does_not_depend_on_order(data: dict[str, object]) -> None:
    backwards = dict(reversed(list(data.items())))
    assert canonical_json(backwards) == canonical_json(data)
    assert json.loads(canonical_json(data)) == data


WRONG: tuple[tuple[object, str], ...] = (
    ({}, "name"),
    ({"inputs": {}}, "name"),
    (7, "expected an object, found a whole number"),
    ([], "expected an object, found a list"),
    ({"name": 7}, "name: expected text, found a whole number"),
    ({"name": "a", "inputs": 5}, "inputs: expected an object, found a whole number"),
    ({"name": "a", "inputs": ["b"]}, "inputs: expected an object, found a list"),
    ({"name": "a", "outputs": []}, "outputs: expected an object, found a list"),
    ({"name": "a", "outputs": {"words.json": 5}}, "outputs[...]: expected text, found a whole"),
    ({"name": "a", "parameters": None}, "parameters: expected an object, found null"),
)


def test_what_is_no_step_is_told() -> None:
    for data, told in WRONG:
        with pytest.raises(ValueError, match=re.escape(told)):
            parse_as(json.dumps(data), Step)
