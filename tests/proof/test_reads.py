"""Who of a team opened which call: logged once for each session, entered, checked, listed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from calltools.errors import CalltoolsError
from calltools.proof.acts import READS, record
from calltools.proof.export import export_bag
from calltools.proof.keys import OfficeKey
from calltools.proof.ledger import ledger_path
from calltools.proof.listing import listed
from calltools.proof.reads import ReadsLog, reads
from calltools.proof.verify import verify
from calltools.store.workspace import Workspace
from lived import agrees


def logged(workspace: Workspace) -> list[tuple[str, str, str]]:
    return [(one.who, one.call, one.what) for one in reads((workspace.root / READS).read_bytes())]


def test_each_session_is_logged_once_however_often_it_asks(workspace: Workspace) -> None:
    log = ReadsLog(workspace)
    for _ in range(50):
        log.opened("ann", "b01", "sound", "token 1")
    log.opened("ann", "b01", "words", "token 1")
    log.opened("ann", "b01", "sound", "token 2")
    log.opened("bob", "b01", "sound", "token 3")
    ReadsLog(workspace).opened("bob", "b01", "sound", "token 3")  # the program started again
    assert logged(workspace) == [
        ("ann", "b01", "sound"), ("ann", "b01", "words"), ("ann", "b01", "sound"),
        ("bob", "b01", "sound"),
    ]  # fmt: skip
    found = verify(workspace.root, sound=False)
    assert agrees(found)
    assert found.counts["openings"] == 4


def test_the_log_opens_no_session_and_the_ledger_names_nobody(workspace: Workspace) -> None:
    ReadsLog(workspace).opened("ann", "b01", "words", "a secret token")
    assert "a secret token" not in (workspace.root / READS).read_text("utf-8")
    entered = ledger_path(workspace.root).read_text("utf-8")
    assert READS in entered
    assert '"ann"' not in entered


def test_what_was_logged_costs_no_more_than_a_look_in_memory(workspace: Workspace) -> None:
    log = ReadsLog(workspace)
    log.opened("ann", "b01", "sound", "token")
    before = (workspace.root / READS).stat().st_mtime_ns
    began = time.perf_counter()
    for _ in range(1000):
        log.opened("ann", "b01", "sound", "token")
    assert time.perf_counter() - began < 0.5
    assert (workspace.root / READS).stat().st_mtime_ns == before


@pytest.mark.parametrize("how", ["a line less", "another name", "a line more"])
def test_a_log_that_was_changed_is_told(workspace: Workspace, how: str) -> None:
    log = ReadsLog(workspace)
    for who in ("ann", "bob"):
        log.opened(who, "b01", "sound", who)
    path = workspace.root / READS
    lines = path.read_bytes().splitlines(keepends=True)
    changed = {
        "a line less": lines[1:],
        "another name": [lines[0], lines[1].replace(b"bob", b"eve")],
        "a line more": [*lines, lines[1]],
    }[how]
    path.write_bytes(b"".join(changed))
    found = verify(workspace.root, sound=False)
    assert found.state == ("doubtful" if how == "a line more" else "broken")
    where = {flaw.where for flaw in found.faults if flaw.severity != "note"}
    assert where == {READS, workspace.root.name}


def test_half_a_line_of_one_who_was_killed_goes_and_the_rest_stays(workspace: Workspace) -> None:
    ReadsLog(workspace).opened("ann", "b01", "sound", "1")
    path = workspace.root / READS
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"call":"b0')
    record(workspace)
    ReadsLog(workspace).opened("bob", "b02", "sound", "2")
    assert path.read_bytes().startswith(whole + b'{"call":"b02"')
    assert agrees(verify(workspace.root, sound=False))


def test_where_it_can_not_be_logged_nothing_is_shown(workspace: Workspace) -> None:
    (workspace.root / READS).mkdir()
    with pytest.raises(CalltoolsError, match="reads"):
        ReadsLog(workspace).opened("ann", "b01", "sound", "1")


def test_a_whole_bag_holds_the_log_and_one_of_some_calls_leaves_it_out(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    ReadsLog(workspace).opened("ann", "b01", "sound", "1")
    export_bag(workspace, tmp_path / "all", key)
    assert (tmp_path / "all/data" / READS).read_bytes() == (workspace.root / READS).read_bytes()
    assert agrees(verify(tmp_path / "all"))
    export_bag(workspace, tmp_path / "some", key, ["b02"])
    assert not (tmp_path / "some/data" / READS).exists()
    assert READS in (tmp_path / "some/left-out.txt").read_text("utf-8")
    assert agrees(verify(tmp_path / "some"))


def test_the_ledger_is_listed_with_who_opened_what(workspace: Workspace) -> None:
    ReadsLog(workspace).opened("ann", "b01", "sound", "1")
    found = list(listed(workspace))
    assert [one.number for one in found] == sorted(one.number for one in found)
    assert ("step: transcript", "b01", "") in [(one.what, one.call, one.who) for one in found]
    assert (found[-1].what, found[-1].call, found[-1].who) == ("opened: sound", "b01", "ann")
