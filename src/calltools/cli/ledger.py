"""``calltools ledger``: what was entered, in words."""

from __future__ import annotations

import click

from calltools.cli.console import print_json, print_table, workspace_or_fail
from calltools.cli.options import json_option


@click.command()
@click.argument("names", metavar="NAME…", nargs=-1)
@click.option("--opened", is_flag=True, help="Only who opened which call in calltools review.")
@json_option(help="Print JSON for other programs.")
def command(names: tuple[str, ...], opened: bool, as_json: bool) -> None:
    """List the ledger: what was done, when, and which people of a team opened which call.

    Name calls, and their entries alone are listed.  Times are UTC.  calltools verify tells whether
    all of it is as it was entered.
    """
    from calltools.proof.listing import listed
    from calltools.store.shelf import call_named

    workspace = workspace_or_fail()
    for name in names:
        call_named(workspace, name)
    found = [
        one
        for one in listed(workspace)
        if (not names or one.call in names) and (not opened or one.who)
    ]
    if as_json:
        print_json(found)
        return
    rows = [(one.number, one.time, one.what, one.call, one.who) for one in found]
    print_table(("Entry", "Time", "What", "Call", "Who"), rows)
