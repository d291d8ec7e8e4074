"""calltools review, as a user runs it: decisions to another office, and accounts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calltools.cli import cli
from calltools.errors import PartialError, SettingsError
from calltools.workspace import Workspace


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Workspace.init(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def review(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["review", *arguments], input=typed)


@pytest.mark.usefixtures("here")
def test_an_account_is_made_with_a_password_to_start_with_and_none_is_ever_typed() -> None:
    added = review("user", "add", "ann", "--role", "lead")
    assert added.exit_code == 0, added.output
    assert len(added.stdout.strip()) > 12
    assert "ann" in review("user", "list").output
    assert "has not chosen" in review("user", "list").output
    assert review("user", "add", "bob", "--role", "lead", "--password", "x").exit_code == 2
    assert isinstance(review("user", "add", "ANN", "--role", "lead").exception, SettingsError)
    again = review("user", "password", "ann")
    assert again.stdout.strip() != added.stdout.strip()
    assert review("user", "role", "ann", "reviewer").exit_code == 0
    log = review("user", "log").output
    for act in ("made, lead", "password to start with", "role: reviewer"):
        assert act in log
    for secret in (added.stdout.strip(), again.stdout.strip()):
        assert secret not in log


def test_decisions_go_out_and_come_in_once(here: Path) -> None:
    row = {
        "id": "e0123456789", "time": "2024-01-01T10:00:00.000000Z", "action": "confirm",
        "kind": "statement", "call": "a01", "item": "s1", "actor": "ann",
    }  # fmt: skip
    (here / "theirs.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert "1 of 1 decisions are new" in review("import", "theirs.jsonl").output
    assert "0 of 1 decisions are new" in review("import", "theirs.jsonl").output
    review("export", "-o", "ours.jsonl")
    assert json.loads((here / "ours.jsonl").read_text("utf-8")) == row


def test_a_decision_that_can_not_be_read_is_named_and_the_others_go_out(here: Path) -> None:
    from sqlalchemy import insert

    from calltools.review.database import address, connect, writing
    from calltools.review.tables import EVENTS
    from calltools.settings import Settings
    from made_reviews import made_workspace

    made_workspace(here)
    row = {
        "id": "e0123456789", "time": "2024-01-01T10:00:00.000000Z", "action": "confirm",
        "kind": "statement", "call": "a01", "item": "s1", "actor": "ann",
    }  # fmt: skip
    broken = row | {"id": "e0bad000000", "recording": "", "row": '{"anchor": {"turn": true}}'}
    engine = connect(address(Workspace(here), Settings()))
    with writing(engine) as connection:
        connection.execute(insert(EVENTS), [broken])
    engine.dispose()
    (here / "theirs.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert review("import", "theirs.jsonl").exit_code == 0
    for command in (["export", "-o", "ours.jsonl"], ["labels", "labels"], ["agreement"]):
        told = review(*command)
        assert isinstance(told.exception, PartialError), command
        assert "e0bad000000" in told.output
    assert json.loads((here / "ours.jsonl").read_text("utf-8")) == row
    reviewed = CliRunner().invoke(cli, ["export", "--reviewed", "-o", "out.csv"])
    assert isinstance(reviewed.exception, PartialError)
    assert "e0bad000000" in reviewed.output
    assert (here / "out.csv").exists()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "options",
    [
        ["--listen", "0.0.0.0"],
        ["--host", "review.example"],
        ["--tls-key", "k.pem"],
        ["--proxy", "x"],
    ],
)
def test_a_team_is_not_served_where_passwords_would_be_read_on_their_way(
    options: list[str],
) -> None:
    refused = review("--team", *options)
    assert isinstance(refused.exception, SettingsError) or refused.exit_code == 2
    assert isinstance(review(*options).exception, SettingsError) or options[0] == "--tls-key"
