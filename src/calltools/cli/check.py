"""``calltools check``: what calls tell about each other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from calltools.cli.console import (
    done_each,
    partial,
    print_json,
    print_table,
    progress_bar,
    say,
    workspace_or_fail,
)
from calltools.cli.options import FILE, files_option, interface_option, json_option
from calltools.files import write_output
from calltools.store.call_folder import PAGE
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from calltools.checks.known_call import KnownCall


@click.command()
@click.argument("registers", metavar="[REGISTER]…", nargs=-1, type=FILE)
@files_option(
    "-p", "--published", help="Publications, folders or tables.  [default: those of the sidecars]"
)
@files_option("--audit", "audits", help="Rows of `calltools audit` to look up in the register.")
@json_option(help="The findings, as JSON.")
@click.option("--page", type=FILE, help="Write a page of the findings, evidence side by side.")
@interface_option
def command(
    registers: tuple[Path, ...],
    published: tuple[Path, ...],
    audits: tuple[Path, ...],
    as_json: bool,
    page: Path | None,
    interface: str,
) -> None:
    """Check calls against each other: numbers, dates, lengths, people, publications, figures.

    REGISTER is a table of calls (.csv or .jsonl) with the columns name, hospital, date, phone … as
    in sidecars; without any, the calls of the workspace.  Exit code 3 means that there is something
    to look at: findings are questions and never verdicts.
    """
    from calltools.checks.check import check
    from calltools.checks.kept_findings import keep_findings
    from calltools.checks.workspace_check import published_calls, quoted_calls
    from calltools.views.check_text import HEADINGS, finding_rows, findings_summary

    workspace = None if registers else workspace_or_fail()
    calls, named = _calls(registers, workspace)
    printed, failed = published_calls(published or named, done_each)
    findings = check(calls, printed, quoted_calls(audits))
    if workspace is not None:
        keep_findings(workspace, findings)
    if page is not None:
        from calltools.views.check_page import check_page

        title = workspace.root.name if workspace else ", ".join(path.name for path in registers)
        links = _links(workspace, page) if workspace else {}
        looked_at = len(calls), len(printed)
        write_output(page, check_page(findings, *looked_at, links, title, interface))
    if as_json:
        print_json(findings)
    elif page is None:
        print_table(HEADINGS, finding_rows(findings, interface))
    say(findings_summary(findings, len(calls), len(printed)))
    total = len(failed) + len(printed) + len(calls)
    partial(failed, total, "check", needs_person=findings)


def _calls(
    registers: Sequence[Path], workspace: Workspace | None
) -> tuple[list[KnownCall], list[Path]]:
    """The calls to check, and the publications that their sidecars name."""
    from calltools.checks.register import read_registers
    from calltools.checks.workspace_calls import calls_of_workspace

    if workspace is None:
        return read_registers(registers), []
    with progress_bar("read") as progress:
        return calls_of_workspace(workspace, progress)


def _links(workspace: Workspace, page: Path) -> dict[str, str]:
    """Names of calls with their pages, as seen from ``page``."""
    pages = workspace.transcripts.glob(f"*/{PAGE}")
    beside = page.resolve().parent
    return {path.parent.name: quote(os.path.relpath(path, beside)) for path in pages}
