"""``calltools check`` as it is run: what it prints and writes, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calltools.cli import cli
from calltools.errors import PartialError, SettingsError, WorkspaceError

GOLD = Path(__file__).parents[1] / "gold" / "register"
Check = Callable[..., Result]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_findings_in_the_language_asked_for_and_exit_code_3(check: Check) -> None:
    calls = GOLD / "worked-on-calls.jsonl"
    files = calls, "-p", GOLD / "worked-on-published.jsonl"
    result = check(*files)
    assert result.exit_code == 3
    assert "0532-0641 2207, has the area code of 青岛 (Qingdao)" in result.stdout
    assert "in 150 calls and 88 publications of calls." in result.stderr
    chinese = check(*files, "--interface-language", "zh-Hans", "--page", "out.html")
    assert chinese.exit_code == 3
    assert "的区号属于青岛 (Qingdao)，而医院名为" in Path("out.html").read_text("utf-8")
    assert "的區號屬於青岛 (Qingdao)" in check(*files, "--interface-language", "zh-Hant").stdout
    found = json.loads(check(calls, "--json").stdout)
    assert found == json.loads(check(calls, "--json").stdout)
    assert len({one["id"] for one in found}) == len(found)
    for one in found:
        assert one["evidence"]
        assert {"kind", "weight", "calls", "note"} <= set(one)
    audit = GOLD / "worked-on-quotations.jsonl"
    looked_up = json.loads(check(calls, "--audit", audit, "--json").stdout)
    assert [one["kind"] for one in looked_up].count("quoted_without_call") == 1


def test_a_register_in_which_all_fits(check: Check, tmp_path: Path) -> None:
    table = "name,hospital,phone\na,烟台云雀医院,0535-01234567\n"
    (tmp_path / "calls.csv").write_text(table, "utf-8")
    result = check("calls.csv", "--page", "out.html")
    assert result.exit_code == 0
    assert "0 findings in 1 call." in result.stderr
    assert "No contradiction was found" in (tmp_path / "out.html").read_text("utf-8")


def test_a_publication_that_cant_be_read_stops_no_other(check: Check, tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    printed.mkdir()
    (printed / "b.docx").write_bytes(b"PK no zip")
    text = "烟台云雀医院　2016年5月10日\n\n问：要等吗？\n答：不等。\n"
    (printed / "c.txt").write_text(text, "utf-8")
    result = check(GOLD / "worked-on-calls.jsonl", "-p", printed)
    assert "error: " in result.stderr and "b.docx" in result.stderr
    assert "150 calls and 1 publication of" in result.stderr
    assert isinstance(result.exception, PartialError) and result.exception.exit_code == 3


def test_what_is_no_register_is_told(check: Check, tmp_path: Path) -> None:
    assert isinstance(check().exception, WorkspaceError)
    assert isinstance(check("calls.xlsx").exception, SettingsError)
    (tmp_path / "calls.csv").write_text("name\na\na\n", "utf-8")
    twice = check("calls.csv").exception
    assert "two calls" in str(twice)
