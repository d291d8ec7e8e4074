"""calltools review, as a user runs it: decisions to another office, and accounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calltools.cli import cli
from calltools.errors import IntegrityError, PartialError, SettingsError
from calltools.proof.keys import new_key
from calltools.review.desk import Review
from calltools.review.event import Decision
from calltools.review.exchange import exported, read_exported
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace
from made_reviews import made_workspace, statement


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Workspace.init(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


DECISION = Decision("confirm", "statement", "a01", "s1", "ann")


@pytest.fixture
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of another office with one decision."""
    folder = tmp_path_factory.mktemp("theirs")
    office = Review(Workspace.init(folder))
    office.decisions.add([DECISION])
    (folder / "theirs.jsonl").write_text(exported(office), "utf-8")
    return folder / "theirs.jsonl"


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
    for act in ("account made lead", "account renewed", "role changed reviewer"):
        assert act in log
    for secret in (added.stdout.strip(), again.stdout.strip()):
        assert secret not in log


def ids(file: Path) -> list[str]:
    return [one.event.id for one in read_exported(file.read_bytes(), "x").arrived]


def test_decisions_come_in_once_and_one_that_can_not_be_read_stops_no_other(
    here: Path, theirs: Path
) -> None:
    broken = EventDraft(kind="decided", body={"anchor": {"turn": True}}, id="e0bad000000")
    made_workspace(here).log.append([broken])
    assert "1 of 1 decisions are new" in review("import", str(theirs)).output
    assert "0 of 1 decisions are new" in review("import", str(theirs)).output
    for command in (["export", "-o", "ours.jsonl"], ["labels", "labels"], ["agreement"]):
        told = review(*command)
        assert told.exit_code == 3, command
        assert "e0bad000000" in told.output
    assert ids(here / "ours.jsonl") == [DECISION.id]
    reviewed = CliRunner().invoke(cli, ["export", "--reviewed", "-o", "out.csv"])
    assert isinstance(reviewed.exception, PartialError)
    assert "e0bad000000" in reviewed.output
    assert (here / "out.csv").exists()


@pytest.mark.usefixtures("here")
def test_a_team_is_not_served_where_passwords_would_be_read_on_their_way() -> None:
    for options in (
        ["--listen", "0.0.0.0"], ["--host", "review.example"], ["--tls-key", "k.pem"],
        ["--proxy", "x"],
    ):  # fmt: skip
        refused = review("--team", *options)
        assert isinstance(refused.exception, SettingsError) or refused.exit_code == 2
        alone = review(*options)
        assert isinstance(alone.exception, SettingsError) or options[0] == "--tls-key"


def test_what_is_imported_tells_whose_key_signed_it(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys = tmp_path_factory.mktemp("keys")
    for name in ("office", "other"):
        new_key(keys / f"{name}.pem", "a passphrase")
    monkeypatch.setenv("CALLTOOLS_KEY_PASSPHRASE", "a passphrase")
    ours = Review(made_workspace(here))
    ours.decide("a01", statement(ours.call("a01")).key, "confirm", "ann")
    signing = ["--sign", "--key", str(keys / "office.pem")]
    assert "signed" in review("export", "-o", "ours.jsonl", *signing).output
    assert isinstance(review("export", *signing).exception, SettingsError)

    there = tmp_path_factory.mktemp("there")
    theirs = Review(made_workspace(there))
    monkeypatch.chdir(there)
    told = ["import", str(here / "ours.jsonl")]
    wrong = review(*told, "--signer", str(keys / "other.pub.pem"))
    assert isinstance(wrong.exception, IntegrityError)
    assert theirs.decisions.events() == []
    text = (here / "ours.jsonl").read_text("utf-8")
    (here / "ours.jsonl").write_text(text.replace("ann", "eve"), "utf-8")
    forged = review(*told, "--signer", str(keys / "office.pub.pem"))
    assert isinstance(forged.exception, IntegrityError)
    (here / "ours.jsonl").write_text(text, "utf-8")
    assert review(*told, "--signer", str(keys / "office.pub.pem")).exit_code == 0
    state = statement(theirs.call("a01"))
    assert state.by == "ann"
    assert "signed by" in state.by_whom
    assert "imported by" in state.by_whom
    mine = statement(ours.call("a01"))
    assert (mine.by_whom, mine.origin) == ("ann", "")
    # Who signed none is told so.
    ours.decide("a01", state.key, "comment", "lea", value={"text": "later"})
    ours.decide("a01", statement(ours.call("a01"), "price").key, "confirm", "lea")
    with monkeypatch.context() as at:
        at.chdir(here)
        review("export", "-o", str(there / "more.jsonl"))
    assert "not signed" in review("import", "more.jsonl").output
    assert "not signed" in statement(theirs.call("a01"), "price").by_whom
    out = CliRunner().invoke(cli, ["export", "--reviewed", "-o", "out.csv"])
    assert out.exit_code == 0, out.output
    assert "lea (imported by (command line), not signed)" in (there / "out.csv").read_text("utf-8")
