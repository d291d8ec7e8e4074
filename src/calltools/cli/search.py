"""``calltools search``: words and fields, over all calls at once."""

from __future__ import annotations

import re
from typing import Any

import click

from calltools.cli.console import (
    partial,
    print_json,
    progress_bar,
    say,
    worked_on_workspace,
    write_stdout,
)
from calltools.cli.options import json_option
from calltools.errors import SettingsError
from calltools.statements.proposal import CATEGORIES, CHOICES, UNCLEAR

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@click.command()
@click.argument("words", nargs=-1)
@click.option("--category", type=click.Choice(CATEGORIES), help="Statements about this.")
@click.option(
    "--modality",
    type=click.Choice((*CHOICES["modality"], UNCLEAR)),
    help="Statements with this modality.",
)
@click.option("--organ", help="Statements about this organ: liver, kidney …")
@click.option("--availability", type=click.Choice(CHOICES["availability"][1:]))
@click.option(
    "--introduced-by",
    type=click.Choice(CHOICES["introduced_by"]),
    help="Who said the figure first.",
)
@click.option("--min-days", type=int, help="Waits of at least this many days.")
@click.option("--max-days", type=int, help="Waits of at most this many days.")
@click.option("--role", type=click.Choice(("investigator", "hospital", "other", "unknown")))
@click.option("--hospital", help="Calls to hospitals with this in their name.")
@click.option("--language", help="Calls in this language: zh, en.")
@click.option("--since", metavar="DATE", help="Calls from this year, month or day on.")
@click.option("--until", metavar="DATE", help="Calls up to this year, month or day.")
@click.option("--limit", type=click.IntRange(1), help="At most this many hits.")
@json_option(help="Hits as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Hits as CSV.")
def command(
    words: tuple[str, ...], limit: int | None, as_json: bool, as_csv: bool, **fields: Any
) -> None:
    """Find turns, or statements where a field of theirs is given, in all calls.

    All WORDS stand in one turn; several in quotes follow one another.  Chinese is found by any
    part of a word, simplified and traditional alike, English by whole words.  Chinese of two
    characters or more is found by its sound as well, as recognisers mishear it: such hits come
    last and say so.  Exit code 3 means that something of a call is gone or can't be read.
    """
    from calltools.store.index import CallIndex
    from calltools.store.search import Query, search
    from calltools.store.summary import faults
    from calltools.views.search_text import hits_csv, hits_text, summary

    for name in ("since", "until"):
        if fields[name] is not None and not _DATE.fullmatch(fields[name]):
            raise SettingsError(
                f"--{name}", f"expected 2019, 2019-05 or 2019-05-04, found {fields[name]!r}"
            )
    workspace = worked_on_workspace()
    with CallIndex(workspace, say) as index:
        with progress_bar("read") as progress:
            failed = index.refresh(progress)
        hits = search(index, Query(tuple(words), **fields), limit)
    if as_json:
        print_json(hits)
    else:
        write_stdout(hits_csv(hits) if as_csv else hits_text(hits))
    if not (as_json or as_csv):
        say(summary(hits))
    told = faults(workspace)
    told |= {name: (error,) for name, error in failed.items() if name not in told}
    partial([], 0, "search", told)
