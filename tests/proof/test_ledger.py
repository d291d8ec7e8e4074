"""The ledger: what is entered, by whom it is named, and what several writers and kills leave."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from calltools.proof.acts import record
from calltools.proof.blinds import read_blind
from calltools.proof.ledger import Act, Ledger, LedgerEntry, ledger_path, read_entry
from calltools.proof.verify import verify
from calltools.provenance import Step, sha256_bytes
from calltools.store import shelf
from calltools.store.folder import STATEMENTS
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from lived import agrees


def entries(workspace: Workspace) -> list[LedgerEntry]:
    return [read_entry(line) for line in ledger_path(workspace.root).read_bytes().splitlines()]


def test_each_step_is_entered_once_by_the_hash_of_its_record_under_a_blind(
    workspace: Workspace,
) -> None:
    found = entries(workspace)
    (recording, _) = recordings(workspace)
    steps = {e.name: e for e in found if (e.event, e.recording) == ("step", recording.audio_sha256)}
    assert set(steps) == {"register", "transcript", "extract"}
    folder = workspace.folder("b01")
    blind = read_blind(workspace.root / "custody", recording.audio_sha256)
    for name, entry in steps.items():
        sha256 = folder.sha256(f".steps/{name}.json")
        assert entry.sha256 == sha256_bytes(f"{blind}{sha256}".encode()) != sha256
    assert record(workspace) == 0


def test_a_ledger_that_was_begun_without_blinds_goes_on_without_them(
    workspace: Workspace,
) -> None:
    """As one of an earlier release: what it holds stays good."""
    shutil.rmtree(workspace.root / "custody")
    (recording, other) = recordings(workspace)
    sha256 = workspace.folder("b01").sha256(".steps/register.json")
    whose = recording.audio_sha256
    Ledger(workspace).add([Act(event="step", name="register", recording=whose, sha256=sha256)])
    record(workspace)
    assert agrees(verify(workspace.root))
    blinds = [path.stem for path in (workspace.root / "custody" / "blinds").iterdir()]
    assert blinds == [other.audio_sha256[:32]]


def test_an_entry_holds_the_hash_of_the_line_before_it(workspace: Workspace) -> None:
    lines = ledger_path(workspace.root).read_bytes().splitlines()
    before = ""
    for number, line in enumerate(lines, 1):
        entry = read_entry(line)
        assert (entry.number, entry.previous) == (number, before)
        before = sha256_bytes(line)


def test_what_is_made_anew_is_entered_anew_and_its_old_record_is_kept(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    old = folder.sha256(".steps/extract.json")
    folder.commit(Step("extract", parameters={"again": 1}), {STATEMENTS: b""})
    assert record(workspace) == 1
    assert entries(workspace)[-1].name == "extract"
    kept = [sha256_bytes(path.read_bytes()) for path in folder.path.glob("superseded/*")]
    assert old in kept


def test_no_name_of_a_call_stands_in_the_ledger(workspace: Workspace) -> None:
    shelf.rename(workspace, "b01", "0571 Haitang")
    record(workspace)
    shelf.remove(workspace, "0571 Haitang")
    record(workspace)
    text = ledger_path(workspace.root).read_text("utf-8")
    assert "Haitang" not in text
    assert "0571 " not in text
    assert entries(workspace)[-1].name == "removed/removed.jsonl"


def test_steps_that_are_forgotten_are_entered_as_gone(workspace: Workspace) -> None:
    workspace.folder("b01").forget(["extract"])
    record(workspace)
    assert (entries(workspace)[-1].name, entries(workspace)[-1].sha256) == ("extract", "")
    assert record(workspace) == 0


def test_a_log_is_entered_with_its_length(workspace: Workspace) -> None:
    log = workspace.folder("b01").path / "corrections.jsonl"
    log.write_bytes(b"{}\n")
    record(workspace)
    log.write_bytes(b"{}\n{}\n")
    record(workspace)
    assert [entry.size for entry in entries(workspace) if entry.event == "log"] == [3, 6]


def test_half_a_line_is_cut_off_by_who_writes_next(workspace: Workspace) -> None:
    path = ledger_path(workspace.root)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"event":"st')
    ledger = Ledger(workspace)
    assert ledger.state().size == len(whole)
    ledger.add([Act(event="export", name="one", sha256="0" * 64)])
    assert path.read_bytes().startswith(whole + b'{"event":"export"')
    assert Ledger(workspace).state() == ledger.state()


def test_a_broken_line_stops_no_work(workspace: Workspace) -> None:
    path = ledger_path(workspace.root)
    path.write_bytes(path.read_bytes().replace(b'"extract"', b'"extrac', 1))
    assert record(workspace) == 1  # the step whose entry can't be read any more
    assert record(workspace) == 0


def test_a_read_only_workspace_with_nothing_new_is_left_alone(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / ".calltools")
    before = sorted(workspace.root.rglob("*"))
    assert record(workspace) == 0
    assert sorted(workspace.root.rglob("*")) == before


def _write(root: Path, who: int, acts: int) -> None:
    ledger = Ledger(Workspace(root))
    for number in range(acts):
        ledger.add([Act(event="export", name=f"{who}.{number}", sha256="0" * 64)])


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, who, 25)) for who in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    names = [entry.name for entry in entries(workspace)]
    assert sorted(names) == sorted(f"{who}.{number}" for who in range(2) for number in range(25))
    test_an_entry_holds_the_hash_of_the_line_before_it(workspace)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_chain(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    context = multiprocessing.get_context("spawn")
    for moment in range(4):
        writer = context.Process(target=_write, args=(tmp_path, moment, 100_000))
        writer.start()
        path, size = ledger_path(tmp_path), 0
        while not path.exists() or path.stat().st_size <= size + 1_000:
            time.sleep(0.005)
        time.sleep(0.0007 * moment)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        Ledger(workspace).add([Act(event="export", name=f"after {moment}", sha256="0" * 64)])
        size = path.stat().st_size
        test_an_entry_holds_the_hash_of_the_line_before_it(workspace)


acts = st.builds(
    LedgerEntry,
    event=st.sampled_from(["step", "log", "sidecar", "custody", "export"]),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    recording=st.sampled_from(["", "a" * 64]),
    sha256=st.sampled_from(["", "b" * 64]),
    size=st.none() | st.integers(0, 2**53 - 1),
    number=st.integers(0, 2**53 - 1),
    previous=st.sampled_from(["", "c" * 64]),
    time=st.just("2026-11-27T10:00:00Z"),
)


@given(acts)
def test_lines_are_canonical_json_and_read_back(entry: LedgerEntry) -> None:
    assert entry.line() == rfc8785.dumps(json.loads(entry.line()))
    assert read_entry(entry.line()) == entry


@given(acts, st.integers(0), st.integers(0, 7))
def test_a_line_with_another_bit_is_no_entry_or_another(
    entry: LedgerEntry, place: int, bit: int
) -> None:
    line = bytearray(entry.line())
    line[place % len(line)] ^= 1 << bit
    try:
        other = read_entry(bytes(line))
    except ValueError:
        return
    assert other != entry
