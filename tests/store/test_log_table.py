"""A log in the database of a team: who may be asked with which password, and the same bytes."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from calltools.errors import SettingsError, WorkspaceError
from calltools.settings import Settings
from calltools.store.database import address
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace, carrier
from made_reviews import set_database
from postgresql import emptied, setting_of

PASSWORD = {"CALLTOOLS_DATABASE_PASSWORD": "s3cret"}


def test_no_host_is_asked_that_a_file_alone_names() -> None:
    for host, its_host, may in (
        ("db.example", "db.example", True),
        ("db.example", None, False),
        ("db.example", "db.example.evil", False),
        ("127.0.0.1", None, True),
        ("127.0.0.1/x?host=db.example", None, False),
    ):
        where = f"postgresql+pg8000://calltools@{host}" + ("" if "/" in host else "/calltools")
        environment = PASSWORD | ({"CALLTOOLS_DATABASE_HOST": its_host} if its_host else {})
        if not may:
            with pytest.raises(SettingsError) as refused:
                address(Settings(database=where), environment)
            assert "s3cret" not in str(refused.value)
        given = frozenset({"database"}) if not may else frozenset[str]()
        if "?" not in host:
            settings = Settings(database=where, given=given)
            assert address(settings, environment).password == "s3cret"


def test_where_the_password_stands(tmp_path: Path) -> None:
    server = Settings(database="postgresql+pg8000://calltools@localhost/calltools")
    assert "s3cret" not in str(address(server, PASSWORD))
    key = tmp_path / "key"
    key.write_text("of a file\n")
    file = {"CALLTOOLS_DATABASE_PASSWORD_FILE": str(key)}
    assert address(server, file).password == "of a file"
    for wrong in (
        "postgresql+pg8000://c:pw@localhost/x", "mysql://db/x", "nonsense", "postgresql://d/x",
        "sqlite:///review.sqlite", "postgresql+pg8000://c@localhost/x?password=pw",
    ):  # fmt: skip
        with pytest.raises(SettingsError) as refused:
            address(Settings(database=wrong), {})
        assert "pw" not in str(refused.value)


def test_who_checks_a_workspace_of_another_asks_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a server was asked")

    workspace = Workspace.init(tmp_path)
    assert not carrier(workspace.root, elsewhere=False).read().lines
    other = Workspace.init(tmp_path / "other")
    set_database(other, "postgresql+pg8000://calltools@localhost/calltools")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(WorkspaceError, match="keeps the log"):
        carrier(other.root, elsewhere=False)


@pytest.mark.server
def test_a_password_that_is_missing_or_wrong_is_told_in_one_line(
    postgresql: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = setting_of(postgresql, monkeypatch)
    for password, told in (("", "CALLTOOLS_DATABASE_PASSWORD"), ("wrong", "can't be opened")):
        monkeypatch.setenv("CALLTOOLS_DATABASE_PASSWORD", password)
        workspace = Workspace.init(tmp_path / f"w{password}")
        set_database(workspace, setting)
        with pytest.raises(WorkspaceError, match=told) as refused:
            _ = workspace.log
        assert "\n" not in str(refused.value)


@pytest.mark.server
def test_a_log_in_files_goes_along_to_the_server_and_is_only_ever_added_to(
    postgresql: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.init(tmp_path / "w")
    before = workspace.log.append([EventDraft(kind="decided", body={"text": "嗯"}, actor="ann")])
    (tmp_path / "moved").symlink_to(workspace.root)  # opened as by another process
    set_database(workspace, setting_of(emptied(postgresql), monkeypatch))
    moved = Workspace(tmp_path / "moved").log
    assert list(moved.since(1)) == before
    assert moved.raw_body(before[0]) == workspace.log.raw_body(before[0])
    (after,) = moved.append([EventDraft(kind="decided", actor="ann")])
    assert after.prev == workspace.log.head().sha256
    engine = create_engine(postgresql)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT seq, line, body FROM log ORDER BY seq")).all()
    assert [(row.seq, row.line.encode()) for row in rows[1:]] == [
        (event.seq, event.line()) for event in (*before, after)
    ]
    for command in ("UPDATE log SET line = ''", "DELETE FROM log", "TRUNCATE log"):
        with pytest.raises(DBAPIError, match="only ever added"), engine.begin() as connection:
            connection.execute(text(command))
    engine.dispose()
    # Another workspace in the same database: its own log would be lost in it.
    other = Workspace.init(tmp_path / "other")
    other.log.append([EventDraft(kind="decided")])
    (tmp_path / "again").symlink_to(other.root)
    set_database(other, setting_of(postgresql, monkeypatch))
    with pytest.raises(WorkspaceError, match="other events"):
        _ = Workspace(tmp_path / "again").log
