"""``calltools list``: every call of the workspace, and how it stands."""

from __future__ import annotations

import click

from calltools.cli.console import (
    partial,
    print_json,
    print_table,
    progress_bar,
    say,
    worked_on_workspace,
    write_stdout,
)
from calltools.cli.options import json_option
from calltools.store.workspace import INDEX_PAGE


@click.command(name="list")
@json_option(help="All that is known, as JSON.")
@click.option(
    "--html",
    is_flag=True,
    help="Write index.html, which links the pages of calls, and remake outdated ones.",
)
@click.option("--removed", is_flag=True, help="The calls that were moved aside instead.")
def command(as_json: bool, html: bool, removed: bool) -> None:
    """List the calls: state, length, language, voices, statements, warnings, corrections.

    State is done, new, stale (with the stages that the next run makes), edited (artefacts that
    somebody changed in place), gone (the recording is not where it was) or broken (what is known of
    the call can't be read).  Exit code 3 means that something of a call is gone or can't be read.
    """
    from calltools.store import call_moves
    from calltools.store.index import CallIndex
    from calltools.views.index_page import HEADINGS, call_rows, calls_of, write_index_page

    workspace = worked_on_workspace()
    if removed:
        rows = [
            path.relative_to(workspace.root).as_posix() for path in call_moves.removed(workspace)
        ]
        if as_json:
            print_json(rows)
        else:
            write_stdout("".join(f"{row}\n" for row in rows))
        return
    with CallIndex(workspace, say) as index:
        with progress_bar("read") as progress:
            failed = index.refresh(progress)
        calls = index.summaries()
    workspace.hashes.save()
    if html:
        from calltools.views.kept_pages import keep_all_pages

        with progress_bar("pages") as progress:
            failed |= keep_all_pages(workspace, progress)
        calls = calls_of(workspace)
        write_index_page(workspace, calls)
        say(f"{workspace.root / INDEX_PAGE}: {len(calls)} calls")
    elif as_json:
        print_json(calls)
    elif calls:
        print_table(HEADINGS, call_rows(calls))
    else:
        say(f"no calls in {workspace.root}; add some: calltools add FILE…")
    faults = {call.name: call.faults for call in calls if call.faults}
    faults |= {name: (str(error),) for name, error in failed.items() if name not in faults}
    partial([], 0, "list", faults)
