"""``calltools redact``: a copy of calls that is safe to publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from calltools.cli.console import (
    progress_bar,
    say,
    settings_for,
    workspace_or_fail,
    write_result,
    write_stdout,
)
from calltools.cli.options import FILE
from calltools.cli.signing import KeyChoice, key_options
from calltools.errors import SettingsError

if TYPE_CHECKING:
    from calltools.store.recordings import Registered
    from calltools.store.workspace import Workspace


@click.command()
@click.argument("names", metavar="NAME…", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="All calls of the workspace.")
@click.option("--plan", type=FILE, help="What is taken out: a plan that a person confirmed.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
    help="The new folder of the copy; with --propose the new plan.  [default with --propose: -]",
)  # fmt: skip
@click.option("--propose", is_flag=True, help="Write a plan of what may have to go, to confirm.")
@click.option(
    "--fill", type=click.Choice(("tone", "silence")), default="tone", show_default=True,
    help="What is heard where something was taken out.",
)  # fmt: skip
@click.option(
    "--listen/--no-listen", default=True,
    help="Recognise the copied sound anew and search it.  [default: --listen]",
)  # fmt: skip
@click.option("--unsigned", is_flag=True, help="Leave the certificate without a signature.")
@key_options
def command(
    names: tuple[str, ...],
    all_: bool,
    plan: Path | None,
    output: Path | None,
    propose: bool,
    fill: Literal["tone", "silence"],
    listen: bool,
    unsigned: bool,
    key: KeyChoice,
) -> None:
    """Make a copy of calls without what a plan names: names, numbers, places, stretches of sound.

    It is taken out of sound, words, statements and pages, in every script and spelling.  Every file
    of the copy is then searched for it, and every sample of the sound compared.  If anything is not
    surely gone, the copy is not made and the command ends with exit code 1.

    First let a plan be proposed, complete it and set confirmed = true where you agree:

        calltools redact --all --propose -o plan.toml
    """
    from calltools.redaction.listen import listener
    from calltools.redaction.plan import read_plan
    from calltools.redaction.redact import redact
    from calltools.store.call_moves import calls_named

    workspace = workspace_or_fail()
    if bool(names) == all_:
        raise SettingsError("NAME", "expected names of calls, or --all")
    calls = calls_named(workspace, names)
    if propose:
        _propose(workspace, calls, output or Path("-"))
        return
    if plan is None or output is None:
        raise SettingsError("--plan and --output", "are needed", "see calltools redact --help")
    removals = read_plan(plan)
    office = None if unsigned else key.open()
    heard = listener(settings_for(workspace)) if listen else None
    with progress_bar("redact") as progress:
        redacted = redact(
            workspace, calls, removals, output.resolve(), fill=fill, key=office, listen=heard,
            progress=progress,
        )  # fmt: skip
    for line in redacted.lines(removals):
        say(line)
    write_stdout(f"{output}\n")


def _propose(workspace: Workspace, calls: Sequence[Registered], output: Path) -> None:
    from calltools.redaction.call_copy import words_of
    from calltools.redaction.plan import write_plan
    from calltools.redaction.propose import proposals

    proposed = proposals(
        (call.name, words) for call in calls for words in words_of(workspace, call)
    )
    text = write_plan(proposed)
    if output.exists():
        raise SettingsError(output, "is already there", "name a new file")
    write_result(output, text)
    say(f"{len(proposed)} proposals; what is missing among them has to be found by reading")
