"""The log: one chain whoever writes, read back as it was written, that goes on after a kill."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import IntegrityError
from calltools.provenance import sha256_bytes
from calltools.store.log import FORM, Draft, Event, Head, read_event
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.workspace import Workspace, carrier


def draft(name: str, actor: str = "") -> Draft:
    return Draft(kind="decided", body={"name": name}, actor=actor)


def lines(workspace: Workspace, name: str = EVENTS) -> list[bytes]:
    return (workspace.root / LOG / name).read_bytes().splitlines()


def assert_is_chain(workspace: Workspace) -> None:
    before = ""
    for number, line in enumerate(lines(workspace), 1):
        event = read_event(line)
        assert (event.seq, event.prev) == (number, before)
        before = sha256_bytes(line)


def test_lines_are_chained_hold_no_words_and_name_their_bodies(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    log = workspace.log
    (first,) = log.append([draft("海棠医院", "K. Lind")])
    log.append([draft("海棠医院", "K. Lind"), draft("another", "ann")])
    assert_is_chain(workspace)
    text = (tmp_path / LOG / EVENTS).read_bytes().decode()
    assert "Lind" not in text
    assert "海棠" not in text
    assert [event.kind for event in log.since(0)] == [
        "person", "decided", "person", "decided", "decided",
    ]  # fmt: skip
    assert log.name_of(first) == "K. Lind"
    assert {sha256_bytes(body) for body in lines(workspace, BODIES)} == {
        event.body_sha256 for event in log.since(0)
    }
    one, other = (json.loads(log.raw_body(event)) for event in log.of("", "decided")[:2])
    assert one["name"] == other["name"]
    assert one["salt"] != other["salt"], "nobody finds out by trial what was said"
    assert log.head() == Head(5, sha256_bytes(lines(workspace)[-1]))


def test_a_body_may_be_made_of_the_line_that_is_to_name_it(tmp_path: Path) -> None:
    log = Workspace.init(tmp_path).log
    log.append([draft("first")])
    (event,) = log.append([Draft(kind="signed", body=lambda e: {"seq": e.seq, "prev": e.prev})])
    body = json.loads(log.raw_body(event))
    assert (body["seq"], body["prev"]) == (event.seq, event.prev)


def test_a_broken_line_and_a_body_that_is_gone_stop_no_work(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    events = workspace.log.append([draft("one"), draft("two"), draft("three")])
    path = tmp_path / LOG / EVENTS
    path.write_bytes(path.read_bytes().replace(b'"decided"', b'"decide', 1))
    bodies = tmp_path / LOG / BODIES
    bodies.write_bytes(b"".join(line + b"\n" for line in lines(workspace, BODIES)[:-1]))
    log = type(workspace.log)(carrier(tmp_path))
    assert [event.seq for event in log.since(0)] == [2, 3]
    assert len(log.unreadable) == 1
    assert not log.has_body(events[2])
    with pytest.raises(IntegrityError, match="is gone or was changed"):
        log.raw_body(events[2])
    (event,) = log.append([draft("four")])
    assert (event.seq, event.prev) == (4, sha256_bytes(path.read_bytes().splitlines()[2]))


def test_a_log_that_was_put_back_is_read_anew(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    workspace.log.append([draft("one")])
    before = {name: (tmp_path / LOG / name).read_bytes() for name in (EVENTS, BODIES)}
    workspace.log.append([draft("two")])
    generation = workspace.log.generation
    for name, data in before.items():
        (tmp_path / LOG / name).write_bytes(data)
    assert workspace.log.head().seq == 1
    assert workspace.log.generation != generation


def test_half_a_line_of_one_who_was_killed_goes_and_the_rest_stays(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    workspace.log.append([draft("one")])
    path = tmp_path / LOG / EVENTS
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"actor":"p')
    workspace.log.append([draft("two")])
    assert path.read_bytes().startswith(whole)
    assert_is_chain(workspace)
    assert workspace.log.head().seq == 2


def _write(root: Path, who: int, count: int) -> None:
    log = Workspace(root).log
    for number in range(count):
        log.append([draft(f"{who}.{number}")])


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, who, 25)) for who in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = workspace.log
    names = [json.loads(log.raw_body(event))["name"] for event in log.since(0)]
    assert sorted(names) == sorted(f"{who}.{number}" for who in range(2) for number in range(25))
    assert_is_chain(workspace)


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_chain(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    context = multiprocessing.get_context("spawn")
    path, size = tmp_path / LOG / EVENTS, 0
    for moment in range(4):
        writer = context.Process(target=_write, args=(tmp_path, moment, 100_000))
        writer.start()
        while not path.exists() or path.stat().st_size <= size + 1_000:
            time.sleep(0.005)
        time.sleep(0.0007 * moment)
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        workspace.log.append([draft(f"after {moment}")])
        size = path.stat().st_size
        assert_is_chain(workspace)


events = st.builds(
    Event,
    seq=st.integers(0, 2**53 - 1),
    prev=st.sampled_from(["", "c" * 64]),
    id=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    time=st.datetimes().map(lambda moment: moment.strftime(FORM)),
    actor=st.sampled_from(["", "p0"]),
    kind=st.sampled_from(["made", "corrected", "signed"]),
    subject=st.sampled_from(["", "a" * 64]),
    body_sha256=st.just("b" * 64),
)


@given(events)
def test_lines_are_canonical_json_and_read_back(event: Event) -> None:
    assert event.line() == rfc8785.dumps(json.loads(event.line()))
    assert read_event(event.line()) == event


@given(events, st.integers(0), st.integers(0, 7))
def test_a_line_with_another_bit_is_no_event_or_another(event: Event, place: int, bit: int) -> None:
    line = bytearray(event.line())
    line[place % len(line)] ^= 1 << bit
    try:
        other = read_event(bytes(line))
    except ValueError:
        return
    assert other != event
