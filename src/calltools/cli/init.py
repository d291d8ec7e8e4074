"""``calltools init``: makes a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import say, workspace_here, write_stdout
from calltools.errors import WorkspaceError
from calltools.store.workspace import Workspace


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a workspace in DIR (here, if not given): calltools.toml, recordings/, transcripts/.

    What is already there is left unchanged.
    """
    around = workspace_here() if folder == Path() else Workspace.find(folder.absolute())
    if around and around.root != folder.resolve():
        raise WorkspaceError(
            folder, f"lies in the workspace {around.root}", "choose a folder outside it"
        )
    workspace = Workspace.init(folder)
    write_stdout(f"{workspace.root}\n")
    say("next: calltools add FILE…, then calltools run")
