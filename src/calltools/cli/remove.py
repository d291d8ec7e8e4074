"""``calltools remove``: moves a call aside, or back."""

from __future__ import annotations

import click

from calltools.cli.console import done_each, partial, say, settings_for, workspace_or_fail
from calltools.cli.options import operator_option
from calltools.progress import Progress


@click.command()
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@click.option("--restore", is_flag=True, help="Move it back.")
@click.option("--reason", default="", help="Why; kept in the log.")
@operator_option
def command(names: tuple[str, ...], restore: bool, reason: str, operator: str | None) -> None:
    """Move calls aside, out of lists and exports: recording, .toml and all that was made of them.

    Nothing is deleted: they are in removed/, and --restore moves them back.
    """
    from calltools.store import call_moves

    workspace = workspace_or_fail()
    who = settings_for(workspace, operator=operator).operator

    def move(name: str, _: Progress) -> None:
        if restore:
            call_moves.restore(workspace, name, who, reason)
            say(f"{name}: back")
        else:
            aside = call_moves.remove(workspace, name, who, reason)
            say(f"{name}: moved to {aside.relative_to(workspace.root)}")

    _, failed = done_each("remove", names, move)
    partial(failed, len(names), "remove")
