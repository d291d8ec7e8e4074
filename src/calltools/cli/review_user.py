"""``calltools review user``: the accounts of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    print_table,
    say,
    settings_for,
    workspace_or_fail,
    write_stdout,
)
from calltools.review import require_packages

if TYPE_CHECKING:
    from calltools.review.accounts import Accounts, Colleague

_DUTIES = ("investigator", "translator", "reviewer", "lead")


@click.group()
def user() -> None:
    """Accounts of those who review together."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_DUTIES), required=True, help="What they decide of.")
@click.option("--full-name", default="", help="As it is to be shown.")
def add(name: str, role: str, full_name: str) -> None:
    """Give NAME an account; prints the password with which they log in first.

    With it NAME chooses a password of their own, which nobody else knows.
    """
    people, by = open_accounts()
    start = people.add(name, role, full_name, by=by)  # type: ignore[arg-type]
    say(f"{name} may log in as {role}, with this password, and then chooses another:")
    write_stdout(f"{start}\n")


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Let NAME, who forgot their password, choose another; prints the one to log in with.

    Their sessions end.
    """
    people, by = open_accounts()
    start = people.renew_password(name, by=by)
    say(f"{name} logs in with this password, and then chooses another:")
    write_stdout(f"{start}\n")


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_DUTIES))
def role(name: str, role: str) -> None:
    """Give NAME another role; their sessions end."""
    people, by = open_accounts()
    people.change(name, duty=role, by=by)  # type: ignore[arg-type]
    say(f"{name} is {role} now")


@user.command()
@click.argument("name")
@click.option("--open", "is_open", is_flag=True, help="Open it again.")
def close(name: str, is_open: bool) -> None:
    """Close the account of NAME; what they decided stands."""
    people, by = open_accounts()
    people.change(name, active=is_open, by=by)
    say(f"{name} may {'' if is_open else 'not '}log in")


@user.command()
def log() -> None:
    """Show what was done with accounts, by whom."""
    people, _ = open_accounts()
    print_table(
        ("Time", "Who", "Whose", "What"),
        [(one.time, one.actor, one.person, one.act) for one in people.acts()],
    )


@user.command("list")
def list_accounts() -> None:
    """Show who may log in."""
    print_table(
        ("Name", "Role", "Full name", "Account"),
        [(one.name, one.duty, one.full_name, _standing(one)) for one in open_accounts()[0].all()],
    )


def _standing(account: Colleague) -> str:
    if not account.active:
        return "closed"
    return "open" if account.chosen else "has not chosen a password"


def open_accounts() -> tuple[Accounts, str]:
    """The accounts, and who is at work on them."""
    workspace = workspace_or_fail()
    require_packages()
    from calltools.review.account_tables import open_accounts
    from calltools.review.accounts import Accounts

    settings = settings_for(workspace)
    engine = open_accounts(workspace.root, settings)
    return Accounts(engine, workspace.log), settings.operator
