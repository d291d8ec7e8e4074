"""``calltools rename``: gives a call another name."""

from __future__ import annotations

import click

from calltools.cli.console import say, workspace_or_fail


@click.command()
@click.argument("old")
@click.argument("new")
def command(old: str, new: str) -> None:
    """Give the call OLD the name NEW: its recording, its .toml and all that was made of it.

    A recording that was renamed in its folder already is found; the next run makes again what holds
    the name.
    """
    from calltools.store.call_moves import rename

    workspace = workspace_or_fail()
    recording = rename(workspace, old, new)
    say(f"{old} is {recording.name} now; run: calltools run {recording.name}")
