"""The log: chained, whole, in one order, whoever writes at once, is killed, or damages it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import IntegrityError, WorkspaceError
from calltools.provenance import Step, sha256_bytes
from calltools.store.log import ChainHead, Event, EventDraft, Log, check_lines
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.logged_recordings import Made
from calltools.store.workspace import Workspace
from made_reviews import set_database

WRITER = """
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace

log, who, threads, count = Workspace(Path(sys.argv[1])).log, sys.argv[2], *map(int, sys.argv[3:])

def write(thread):
    for number in range(count):
        id_ = f"{who}t{thread}n{number}"
        log.append([EventDraft(kind="decided", actor=who, id=f"{id_}{part}") for part in "ab"])
        os.write(1, f"{id_}\\n".encode())

with ThreadPoolExecutor(threads) as pool:
    list(pool.map(write, range(threads)))
"""


@pytest.fixture
def workspace(tmp_path: Path, database: str) -> Workspace:
    made = Workspace.init(tmp_path / "w")
    set_database(made, database)
    return made


@pytest.fixture
def in_files(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "w")


def anew(workspace: Workspace) -> Log:
    """The log as another process reads it, from its beginning."""
    names = (workspace.root.with_name(f"other{number}") for number in range(99))
    link = next(name for name in names if not name.is_symlink())
    link.symlink_to(workspace.root)
    return Workspace(link).log


def check_whole(workspace: Workspace) -> list[Event]:
    """The events, if the chain holds, each has its body and an id and a time of its own."""
    log = anew(workspace)
    events = list(log.since())
    assert check_lines((event.line() for event in events), log.where) == log.head()
    assert [event.body_sha256 for event in events] == [
        sha256_bytes(log.raw_body(e)) for e in events
    ]
    assert len({event.id for event in events}) == len(events)
    times = [event.time for event in events]
    assert times == sorted(set(times))
    assert log.unreadable == []
    return events


def said(text: str, actor: str = "ann") -> EventDraft:
    return EventDraft(kind="decided", subject="5" * 64, body={"text": text}, actor=actor)


def test_what_is_added_is_chained_and_its_lines_hold_no_words(workspace: Workspace) -> None:
    log = workspace.log
    first, second = log.append([said("planted"), said("planted", "bob")])
    assert log.body(first, dict[str, Any])["text"] == "planted"
    assert first.body_sha256 != second.body_sha256  # each with a salt of its own
    (third,) = log.append([said("planted")])
    assert [log.name_of(event) for event in (first, second, third)] == ["ann", "bob", "ann"]
    assert third.actor == first.actor
    events = check_whole(workspace)
    assert [event.kind for event in events] == ["person", "person", "decided", "decided", "decided"]
    assert events[-1] == third
    assert log.since(4).__next__() == third
    lines = b"".join(event.line() for event in events)
    for word in (b"planted", b"ann", b"bob"):
        assert word not in lines


def test_the_files_are_checked_with_hashes_alone(in_files: Workspace) -> None:
    in_files.log.append([said(str(number)) for number in range(3)])
    folder = in_files.root / LOG
    lines = (folder / EVENTS).read_bytes().splitlines()
    bodies = {sha256_bytes(body) for body in (folder / BODIES).read_bytes().splitlines()}
    rows = [json.loads(line) for line in lines]
    assert [row["prev"] for row in rows] == ["", *map(sha256_bytes, lines[:-1])]
    assert bodies == {row["body_sha256"] for row in rows}
    assert (folder / BODIES).stat().st_mode & 0o077 == 0


def test_what_is_refused_is_refused_whole_and_a_clock_set_back_changes_no_order(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = workspace.log
    (there,) = log.append([said("there")])
    head = log.head()

    def speaks_against(_: Log) -> None:
        raise WorkspaceError("x", "no")

    with pytest.raises(WorkspaceError):
        log.append([said("refused")], speaks_against)
    for ids in (["new", there.id], ["new", "new"]):
        with pytest.raises(IntegrityError, match="another event"):
            log.append([EventDraft(kind="decided", id=id_) for id_ in ids])
    assert anew(workspace).head() == log.head() == head
    monkeypatch.setattr("calltools.store.log.now", lambda: "1999-01-01T00:00:00.000000Z")
    log.append([said("before"), said("before that")])
    assert len(check_whole(workspace)) == 4


def test_a_full_disk_leaves_all_or_nothing(
    in_files: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_files.log.append([said("before")])
    before = {name: (in_files.root / LOG / name).read_bytes() for name in (EVENTS, BODIES)}
    for after in (0, 1):  # the bodies or the lines can't be written
        left = iter(range(after))

        def fsync(_: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch, pytest.raises(WorkspaceError, match="no space"):
            patch.setattr(os, "fsync", fsync)
            in_files.log.append([said("lost"), said("lost")])
        assert (in_files.root / LOG / EVENTS).read_bytes() == before[EVENTS]
    in_files.log.append([said("after")])
    assert len(check_whole(in_files)) == 3


def test_half_a_line_of_one_who_was_killed_goes(in_files: Workspace) -> None:
    kept = in_files.log.append([said("kept")])
    for name in (EVENTS, BODIES):
        with (in_files.root / LOG / name).open("ab") as file:
            file.write(b'{"half": "a li')
        assert list(anew(in_files).since(1)) == kept
        kept += in_files.log.append([said("after")])
    assert len(check_whole(in_files)) == 4


def test_a_log_that_was_put_back_from_a_copy_is_read_anew(in_files: Workspace) -> None:
    made = Made(step=Step("register"), name="a01")
    in_files.log.append([EventDraft(kind="registered", subject="a" * 64, body=made)])
    copy = shutil.copytree(in_files.root / LOG, in_files.root / "copy")
    second = Made(step=Step("register"), name="b01")
    in_files.log.append([EventDraft(kind="registered", subject="b" * 64, body=second)])
    assert set(in_files.register.refresh().names) == {"a01", "b01"}
    shutil.rmtree(in_files.root / LOG)
    copy.rename(in_files.root / LOG)
    assert set(in_files.register.refresh().names) == {"a01"}
    in_files.log.append([said("goes on")])
    assert len(check_whole(in_files)) == 3
    shutil.rmtree(in_files.root / LOG)
    assert set(in_files.register.refresh().names) == set()


def test_a_damaged_line_or_body_is_told_and_ends_nothing(in_files: Workspace) -> None:
    first, second, third = in_files.log.append([said(word) for word in ("one", "two", "three")])
    for name, old, new in ((EVENTS, first.id, "\\u00"), (BODIES, '"two"', '"six"')):
        file = in_files.root / LOG / name
        file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    log = anew(in_files)
    assert [event.id for event in log.since(1)] == [second.id, third.id]
    assert len(log.unreadable) == 1
    with pytest.raises(IntegrityError, match="gone or was changed"):
        log.body(second, dict[str, Any])
    assert log.body(third, dict[str, Any])["text"] == "three"
    (after,) = log.append([said("four")])
    assert (after.seq, after.prev) == (5, sha256_bytes(third.line()))


def writing(workspace: Workspace, who: str, threads: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, workspace.root, who, str(threads), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_what_processes_and_threads_write_at_once_is_there_once(workspace: Workspace) -> None:
    _ = workspace.log
    writers = [writing(workspace, f"w{number}", 3, 15) for number in range(2)]
    told = {line for writer in writers for line in writer.communicate()[0].split()}
    assert [writer.returncode for writer in writers] == [0, 0]
    events = [event for event in check_whole(workspace) if event.kind == "decided"]
    assert len(told) == 2 * 3 * 15
    assert [event.id for event in events[::2]] == [event.id[:-1] + "a" for event in events[1::2]]
    assert {event.id for event in events} == {f"{id_}{part}" for id_ in told for part in "ab"}


def test_what_was_acknowledged_outlives_the_kill_of_its_writer(workspace: Workspace) -> None:
    _ = workspace.log
    told: list[str] = []
    chosen = random.Random(5)
    for number in range(4):
        writer = writing(workspace, f"k{number}", 2, 10_000)
        assert writer.stdout is not None
        told.append(writer.stdout.readline().strip())
        time.sleep(chosen.uniform(0, 0.1))
        writer.kill()
        told += writer.communicate()[0].split("\n")[:-1]
    workspace.log.append([said("goes on")])
    ids = {event.id for event in check_whole(workspace)}
    assert {f"{id_}{part}" for id_ in told for part in "ab"} <= ids
    firsts = {id_ for id_ in ids if id_.startswith("k") and id_.endswith("a")}
    assert {id_[:-1] + "b" for id_ in firsts} <= ids  # all of an append, or none


def test_who_reads_what_the_log_makes_waits_for_no_writer_crosswise(workspace: Workspace) -> None:
    log, register = workspace.log, workspace.register

    def write(number: int) -> None:
        log.append([said(str(number))], lambda _: register.refresh() and None)

    with ThreadPoolExecutor(6) as pool:
        waits = [
            pool.submit(write, n) if n % 2 else pool.submit(register.refresh) for n in range(60)
        ]
        for wait in waits:
            wait.result(timeout=30)
    assert len(check_whole(workspace)) == 31


def a_chain(count: int) -> list[bytes]:
    lines: list[bytes] = []
    for seq in range(1, count + 1):
        prev = sha256_bytes(lines[-1]) if lines else ""
        time_of = f"2024-01-01T00:00:00.{seq:06d}Z"
        lines.append(Event(seq, prev, f"e{seq}", time_of, "p1", "decided", "", "0" * 64).line())
    return lines


CHAIN = a_chain(12)
CHANGES: dict[str, Callable[[list[bytes], int], object]] = {
    "one left out": lambda lines, at: lines.pop(at),
    "one twice": lambda lines, at: lines.insert(at, lines[at]),
    "exchanged": lambda lines, at: lines.insert(at, lines.pop(at + 1)),
    "a byte": lambda lines, at: lines.insert(at, lines.pop(at).replace(b"p1", b"p2")),
    "a space": lambda lines, at: lines.insert(at, lines.pop(at) + b" "),
    "another order of keys": lambda lines, at: lines.insert(
        at, json.dumps(dict(reversed(json.loads(lines.pop(at)).items()))).encode()
    ),
    "not an event": lambda lines, at: lines.insert(at, b"{}"),
}


@given(st.sampled_from(sorted(CHANGES)), st.integers(0, 10))
@settings(max_examples=60)
def test_a_chain_that_was_changed_anywhere_does_not_hold(change: str, at: int) -> None:
    lines = list(CHAIN)
    CHANGES[change](lines, at)
    with pytest.raises(IntegrityError, match="line"):
        check_lines(lines, "x")


def test_a_part_of_a_chain_holds_where_its_lines_follow_each_other() -> None:
    last = ChainHead(12, sha256_bytes(CHAIN[-1]))
    assert (
        check_lines(CHAIN, "x") == check_lines(CHAIN[::2] + CHAIN[-1:], "x", is_part=True) == last
    )
    assert check_lines([], "x") == ChainHead()
    other = a_chain(3)[2].replace(b"e3", b"e9")
    for lines in ([*CHAIN[:2], other, CHAIN[3]], CHAIN[::-1], [CHAIN[4], CHAIN[4]]):
        with pytest.raises(IntegrityError):
            check_lines(lines, "x", is_part=True)
