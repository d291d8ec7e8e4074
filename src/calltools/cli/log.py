"""``calltools log``: what happened, in words."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import print_json, print_table, say, workspace_or_fail, write_result
from calltools.cli.options import FILE, json_option
from calltools.errors import WorkspaceError


@click.command()
@click.argument("names", metavar="NAME…", nargs=-1)
@click.option("--opened", is_flag=True, help="Only who opened which call in calltools review.")
@click.option(
    "--head", type=FILE, metavar="FILE",
    help="Write the last signed head into FILE instead, to be kept elsewhere: verify --head FILE.",
)  # fmt: skip
@json_option(help="Print JSON for other programs.")
def command(names: tuple[str, ...], opened: bool, head: Path | None, as_json: bool) -> None:
    """List the log: what was done, when, and which people of a team opened which call.

    Name calls, and their events alone are listed.  Times are UTC.  calltools verify tells whether
    all of it is as it was written.
    """
    from calltools.proof.log_text import listed
    from calltools.store.call_moves import call_named

    workspace = workspace_or_fail()
    for name in names:
        call_named(workspace, name)
    if head is not None:
        from calltools.proof.heads import signed_heads

        *_, last = (None, *signed_heads(workspace.log))
        if last is None:
            raise WorkspaceError(workspace.root, "is not signed", "calltools keys sign")
        write_result(head, last.body.data())
        say(f"{head}: the head of {last.head.seq} events, signed at {last.head.time}")
        return
    rows = [
        row
        for row in listed(workspace)
        if (not names or row.call in names) and (not opened or row.kind == "opened")
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        ("Event", "Time", "What", "Call", "Who"),
        [(row.number, row.time, row.what, row.call, row.who) for row in rows],
    )
