"""``calltools redact``: a copy of calls that is safe to publish."""

from __future__ import annotations

from collections.abc import Callable
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
    from calltools.settings import Settings
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
    from calltools.redaction.plan import read_plan
    from calltools.redaction.redact import redact
    from calltools.times import clock

    workspace = workspace_or_fail()
    chosen = _chosen(workspace, names, all_)
    if propose:
        _propose(workspace, chosen, output or Path("-"))
        return
    if plan is None or output is None:
        raise SettingsError("--plan and --output", "are needed", "see calltools redact --help")
    removals = read_plan(plan)
    opened = None if unsigned else key.open()
    heard = _listener(settings_for(workspace)) if listen else None
    with progress_bar("redact") as progress:
        done = redact(
            workspace, chosen, removals, output.resolve(), fill=fill, key=opened, listen=heard,
            progress=progress,
        )  # fmt: skip
    for number, (one, count) in enumerate(zip(removals, done.counts, strict=True), 1):
        say(f"entry {number} ({one.kind}): taken out {count} times")
    for call in done.calls:
        for start, _end in call.to_hear:
            say(
                f"{call.recording.name}: listen at {clock(start)}: something went from its English"
                " there and nothing from the sound; if it is said, add that stretch to the plan"
            )
    write_stdout(f"{output}\n")


def _chosen(workspace: Workspace, names: tuple[str, ...], all_: bool) -> list[Registered]:
    from calltools.store.recordings import recordings
    from calltools.store.shelf import call_named

    if bool(names) == all_:
        raise SettingsError("NAME", "expected names of calls, or --all")
    if names:
        return [call_named(workspace, name) for name in dict.fromkeys(names)]
    if not (known := recordings(workspace)):
        raise SettingsError(workspace.root, "holds no calls", "add some: calltools add")
    return list(known)


def _propose(workspace: Workspace, chosen: list[Registered], output: Path) -> None:
    from calltools.redaction.copying import transcript_of
    from calltools.redaction.plan import write_plan
    from calltools.redaction.propose import proposals
    from calltools.redaction.published import aligned_call

    found = proposals(
        (one.name, words)
        for one in chosen
        for aligned in [aligned_call(workspace, one)]
        for words in (
            transcript_of(workspace, one),
            *((aligned.zh, aligned.en) if aligned else ()),
        )
    )
    text = write_plan(found)
    if output.exists():
        raise SettingsError(output, "is there already", "name a new file")
    write_result(output, text)
    say(f"{len(found)} proposals; what is missing among them has to be found by reading")


def _listener(settings: Settings) -> Callable[[Path], str]:
    from calltools.speech.transcribe import Transcriber

    transcriber = Transcriber(settings)

    def listen(path: Path) -> str:
        return "\n".join(turn.text for turn in transcriber.transcribe_file(path).turns)

    return listen
