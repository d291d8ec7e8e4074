"""Sidecars: everything a person may write is read or refused in one line naming the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calltools.data import read_data
from calltools.errors import TranscriptError
from calltools.settings import CALL_SETTINGS
from calltools.transcripts.model import Call
from calltools.transcripts.sidecar import Sidecar, read_sidecar, write_sidecar

TEMPLATE = read_data("transcripts/sidecar.toml")


def sidecar(folder: Path, text: str) -> Sidecar:
    (folder / "a.toml").write_text(text, "utf-8")
    return read_sidecar(folder / "a.toml")


def test_everything_known_is_read_and_an_unfilled_template_says_nothing(tmp_path: Path) -> None:
    known = {
        "hospital": "郑州云泽医院", "date": "2005-11-08", "time": "14:05:00", "tz": "+08:00",
        "phone": "0371-5550100", "recording_no": "7", "pretext": "relative",
        "respondent": "nurse", "notes": "invented",
    }  # fmt: skip
    text = "".join(f'{key} = "{value}"\n' for key, value in known.items())
    text = text.replace('"2005-11-08"', "2005-11-08").replace('"14:05:00"', "14:05:00")
    found = sidecar(tmp_path, f'\ufeff{text}synthetic = true\ninvestigator = "left"\n')
    assert found == Sidecar(Call(**known, synthetic=True), {"investigator": "left"})
    text = 'language = "en"\nnum_speakers = 3\ndiarizer = "pyannote"\nmodel = "large-v3"\n'
    assert sidecar(tmp_path, text).settings == tomllib.loads(text)
    assert read_sidecar(tmp_path / "missing.toml") == Sidecar()
    assert sidecar(tmp_path, TEMPLATE) == Sidecar()
    for date in ("2005", "2005-11", "2005-11-08"):
        assert sidecar(tmp_path, f'date = "{date}"').call.date == date


def test_every_line_of_the_template_can_be_taken_as_it_is(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in TEMPLATE.splitlines() if " = " in line]
    assert len(tomllib.loads("\n".join(lines))) == len(lines)
    found = sidecar(tmp_path, "\n".join(lines))
    assert found.settings["investigator"] == "left"
    assert found.settings.keys() == set(CALL_SETTINGS)
    assert found.call.hospital is None
    assert found.call.date == "2000-01-31"


WRONG = """
date = "2005-02-30"
date = "8.11.2005"
date = 2005-11-08T10:00:00
date = 20051108
time = "25:00"
time = "two"
tz = "Beijing time"
phone = 3715550100
hospital = true
synthetic = "yes"
investigator = "the man"
language = "english"
engine = "sphinx"
diarizer = "none"
num_speakers = -1
num_speakers = "two"
num_speakers = true
engine = 5
notes = ["a"]
respondent = {}
"""


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_a_wrong_value_names_file_and_key(tmp_path: Path, line: str) -> None:
    key = line.split(" ")[0]
    told = rf"a\.toml: {key}(: expected| expects) .*, found"
    with pytest.raises(TranscriptError, match=told):
        sidecar(tmp_path, line)


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    for line in ("hospital = 郑州", "date = 2019-02-30", "time = 25:00:00"):
        with pytest.raises(TranscriptError, match=r"not valid TOML: .* \(at line 1, column "):
            sidecar(tmp_path, line)
    (tmp_path / "a.toml").write_bytes("notes = '供体'".encode("gb18030"))
    with pytest.raises(TranscriptError, match="not valid TOML"):
        read_sidecar(tmp_path / "a.toml")
    with pytest.raises(TranscriptError, match="can't be read"):
        read_sidecar(tmp_path)
    with pytest.raises(TranscriptError, match=r"unknown key 'hospitl'; known are: date, hospital"):
        sidecar(tmp_path, 'hospitl = "x"')


LINES = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.dates().map(str),
    st.times().map(str),
    st.text("aA: -0éx", max_size=9).map(lambda value: f'"{value}"'),
).flatmap(
    lambda value: st.sampled_from(["date", "time", "tz", "phone"]).map(f"{{}} = {value}".format)
)


@given(text=st.text(st.characters(codec="utf-8"), max_size=200) | LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused_in_a_line(tmp_path: Path, text: str) -> None:
    try:
        call = sidecar(tmp_path, text).call
    except TranscriptError as error:
        assert "\n" not in str(error) and "a.toml" in str(error)
    else:
        facts = (call.date, call.time, call.tz, call.phone)
        assert all(fact is None or isinstance(fact, str) for fact in facts)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "hospital": st.none() | st.text("aé肝 .\"'\\[]#/-\n", min_size=1).filter(str.strip),
        "date": st.none() | st.just("2005-11"),
        "num_speakers": st.none() | st.integers(1, 9),
        "synthetic": st.none() | st.booleans(),
        "publications": st.none()
        | st.lists(st.text("aé肝 .\"'\\[]#/-", min_size=1).filter(str.strip), min_size=1),
    },
)
REST = ("", TEMPLATE, 'phone = "0371"  # 分机\nhospital = "云岭"\n', 'notes = """\ndate = 1\n"""\n')


@given(text=st.sampled_from(REST), values=st.lists(VALUES, min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_values_are_written_and_nothing_else_changed_or_it_is_refused(
    tmp_path: Path, text: str, values: list[dict[str, Any]]
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, "utf-8")
    comments = [line.partition("  #")[2] for line in text.splitlines()]
    for some in values:
        before = path.read_text("utf-8")
        wanted = {**tomllib.loads(before), **some}
        try:
            write_sidecar(path, some)
        except TranscriptError as error:
            assert "write: date = " in str(error) and text == REST[3], "one of a text of lines"
            assert path.read_text("utf-8") == before
            continue
        after = path.read_text("utf-8")
        assert tomllib.loads(after) == {k: v for k, v in wanted.items() if v is not None}
        assert all(comment in after for comment in comments)


def test_a_value_stands_in_the_line_that_the_template_has_for_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    write_sidecar(path, {"date": "2005-11-08", "num_speakers": 2, "notes": "一\n二"})
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == len(TEMPLATE.splitlines())
    assert (
        lines[2]
        == 'date = "2005-11-08"            # where the caller was; a month (2000-01) goes in quotes'
    )
    write_sidecar(path, {"date": None})
    assert read_sidecar(path).call == Call(notes="一\n二")
    with pytest.raises(TranscriptError, match="tz: expected an offset"):
        write_sidecar(path, {"tz": "+8"})
    assert read_sidecar(path).settings == {"num_speakers": 2}
