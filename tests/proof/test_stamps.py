"""Time stamps by an authority of our own: obtained, taken from elsewhere, outliving it."""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result
from readme_commands import commands, run_command

from authority import OwnAuthority
from calltools.cli import cli
from calltools.errors import CalltoolsError, IntegrityError, SettingsError
from calltools.proof.bag_export import export_bag
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.timestamp import keep_stamp, query, stamps_of
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.store.workspace import Workspace
from custody_kills import StampKills
from lived import agrees
from signing import PASSPHRASE, office_key
from store.made_calls import add_call, transcript

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> OwnAuthority:
    return OwnAuthority(tmp_path_factory.mktemp("authority") / "own")


@pytest.fixture
def timestamp(
    workspace: Workspace, keys_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    office_key(keys_folder)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_KEY", str(keys_folder / "office.pem"))
    monkeypatch.setenv("CALLTOOLS_KEY_PASSPHRASE", PASSPHRASE)
    return lambda *arguments: CliRunner().invoke(cli, ["timestamp", *map(str, arguments)])


@pytest.mark.server
def test_an_authority_is_asked_and_its_stamp_kept(
    workspace: Workspace, authority: OwnAuthority, timestamp: Callable[..., Result]
) -> None:
    with authority.served() as url:
        result = timestamp("--url", url, "--authority", authority.root)
        assert result.exit_code == 0, result.output
        again = timestamp("--url", url)
        assert again.exit_code == 0, again.output
    found = verify(workspace.root)
    assert agrees(found), [str(fault) for fault in found.faults]
    assert [stamp.authority for stamp in found.stamps] == ["CN=Own Stamps"] * 2
    named = verify(workspace.root, Trust.of(authorities=[authority.root]))
    assert named.named_authorities
    assert len(named.stamps) == 2


@pytest.mark.server
def test_what_is_no_stamp_is_refused_and_nothing_kept(
    workspace: Workspace, authority: OwnAuthority, timestamp: Callable[..., Result]
) -> None:
    with authority.served() as url:
        result = timestamp("--url", f"{url}/no", "--authority", authority.root)
    assert isinstance(result.exception, CalltoolsError)
    assert "gave no stamp" in str(result.exception)
    for wrong in ("ftp://127.0.0.1/x", "/etc/passwd"):
        result = timestamp("--url", wrong, "--authority", authority.root)
        assert isinstance(result.exception, SettingsError)
    assert list(stamps_of(workspace.log)) == []


def test_question_and_answer_may_go_by_hand_and_open_no_connection(
    workspace: Workspace,
    authority: OwnAuthority,
    timestamp: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> NoReturn:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    question, answer = tmp_path / "head.tsq", tmp_path / "head.tsr"
    result = timestamp("--request-only", question)
    assert result.exit_code == 0, result.output
    answer.write_bytes(authority.answer(question.read_bytes()))
    refused = timestamp("--response", answer)
    assert "no authority's certificate is here" in str(refused.exception)
    taken = timestamp("--response", answer, "--authority", authority.root)
    assert taken.exit_code == 0, taken.output
    assert agrees(verify(workspace.root))
    nothing = timestamp()
    assert isinstance(nothing.exception, SettingsError)


def test_a_stamp_of_something_else_or_by_somebody_else_is_refused(
    workspace: Workspace, authority: OwnAuthority, key: OfficeKey, tmp_path: Path
) -> None:
    head = sign_head(workspace.log, key)
    elsewhere = Workspace.init(tmp_path / "other")
    add_call(elsewhere, "b01", transcript(0))
    other = sign_head(elsewhere.log, key)
    with pytest.raises(IntegrityError, match="something else"):
        keep_stamp(workspace.log, authority.answer(query(other)), [authority.root], "answer")
    stranger = OwnAuthority(tmp_path / "stranger")
    with pytest.raises(IntegrityError, match="not a good stamp"):
        keep_stamp(workspace.log, authority.answer(query(head)), [stranger.root], "answer")
    with pytest.raises(IntegrityError, match="not a time stamp"):
        keep_stamp(workspace.log, b"no stamp", [authority.root], "answer")


@pytest.mark.slow
def test_a_stamp_outlives_the_certificate_of_its_authority(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    short = OwnAuthority(tmp_path / "short", lasts=dt.timedelta(seconds=4))
    head = sign_head(workspace.log, key)
    event, stamp = keep_stamp(workspace.log, short.answer(query(head)), [short.root], "answer")
    export_bag(workspace, tmp_path / "bag", key)
    time.sleep(max(0, (short.ends - dt.datetime.now(dt.UTC)).total_seconds() + 1.1))
    assert stamp.expires < dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = verify(
        tmp_path / "bag", Trust.of(signers=[key.public.fingerprint], authorities=[short.root])
    )
    assert found.state == "whole", [str(fault) for fault in found.faults]
    assert [one.time for one in found.stamps] == [stamp.time]

    (command,) = [line for line in commands(tmp_path / "bag") if line.startswith("openssl ts ")]
    result = run_command(command, tmp_path / "bag")
    assert result.returncode == 0, result.stderr
    today = command[: command.index(" -attime")]
    assert run_command(today, tmp_path / "bag").returncode != 0, "it had not expired"

    late = OwnAuthority(tmp_path / "late", lasts=dt.timedelta(seconds=-2))
    with pytest.raises((IntegrityError, subprocess.CalledProcessError)):
        keep_stamp(workspace.log, late.answer(query(head)), [late.root], "answer")
    assert [event for event, _body in stamps_of(workspace.log)] == [event]


@pytest.mark.server
@pytest.mark.slow
def test_killed_at_any_moment_a_stamp_is_kept_whole_or_not_at_all(
    workspace: Workspace, authority: OwnAuthority, key: OfficeKey, keys_folder: Path, times: int
) -> None:
    with authority.served() as url:
        kills = StampKills(workspace, key, keys_folder / "office.pem", url, authority.root)
        for number in range(3 * times):
            kills.kill(0.03 * number / times)
        kills.finish()
