"""``calltools review user``: the accounts of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from calltools.cli.console import print_table, say, settings_for, workspace_or_fail
from calltools.review import require_packages

if TYPE_CHECKING:
    from calltools.review.accounts import Accounts

_DUTIES = ("investigator", "translator", "reviewer", "lead")


@click.group()
def user() -> None:
    """Accounts of those who review together."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_DUTIES), required=True, help="What they decide of.")
@click.option("--full-name", default="", help="As it is to be shown.")
def add(name: str, role: str, full_name: str) -> None:
    """Give NAME an account; the password is asked for."""
    people = _people()
    account = people.add(name, role, _password(), full_name)  # type: ignore[arg-type]
    say(f"{account.name} may log in as {account.duty}")


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Give NAME a new password, which is asked for; their sessions end."""
    _people().change(name, password=_password())
    say(f"{name} has a new password")


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(_DUTIES))
def role(name: str, role: str) -> None:
    """Give NAME another role; their sessions end."""
    _people().change(name, duty=role)  # type: ignore[arg-type]
    say(f"{name} is {role} now")


@user.command()
@click.argument("name")
@click.option("--open", "is_open", is_flag=True, help="Open it again.")
def close(name: str, is_open: bool) -> None:
    """Close the account of NAME; what they decided stands."""
    _people().change(name, active=is_open)
    say(f"{name} may {'' if is_open else 'not '}log in")


@user.command("list")
def list_accounts() -> None:
    """Show who may log in."""
    print_table(
        ("Name", "Role", "Full name", "Account"),
        [
            (one.name, one.duty, one.full_name, "open" if one.active else "closed")
            for one in _people().all()
        ],
    )


def _password() -> str:
    """A password that is asked for, twice, and not shown."""
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def _people() -> Accounts:
    workspace = workspace_or_fail()
    require_packages()
    from calltools.review.accounts import Accounts
    from calltools.review.database import address, connect

    return Accounts(connect(address(workspace, settings_for(workspace))))
