"""``calltools demo``: one invented call, from its sound to a page with statements."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
from pathlib import Path

import click

import calltools
from calltools.cli import models, run
from calltools.cli.console import say, settings_for
from calltools.errors import MissingModelError, WorkspaceError
from calltools.files import atomic_write
from calltools.models import load_catalogue
from calltools.models.model_files import is_absent
from calltools.store.workspace import Workspace

CALL = "demo-call"
_PACKAGE = Path(calltools.__file__).parent


@click.command()
@click.argument(
    "folder", metavar="[DIR]", default="calltools-demo", type=click.Path(path_type=Path)
)
@click.option("--install-models", is_flag=True, help="First fetch the models that it needs.")
@click.option("--open", "is_opened", is_flag=True, help="Then open the application on it.")
@click.pass_context
def command(ctx: click.Context, folder: Path, install_models: bool, is_opened: bool) -> None:
    """Transcribe an invented call, in a workspace in DIR (calltools-demo, if not given).

    The call is read by synthetic voices and comes with the program.  It ends with the table of its
    statements and the path of its page, which any browser shows.
    """
    opening = _opening(folder)
    workspace = Workspace.init(folder)
    recording = _put_into(workspace)
    with contextlib.chdir(workspace.root):
        if install_models:
            ctx.invoke(models.install_models)
        _check_models(workspace)
        ctx.invoke(run.command, files=(recording,))
        if not is_opened:
            say(f"to look at it in the application: {opening}")
            return
        from calltools.cli import review

        ctx.invoke(review.command, no_browser=not _has_screen())


def _put_into(workspace: Workspace) -> Path:
    """The call in the recordings of ``workspace``, with what is known of it; what is there stays.

    Raises WorkspaceError where the folder has another recording of that name.
    """
    source = _source()
    for suffix in (".toml", ".wav"):
        target = workspace.recordings / f"{CALL}{suffix}"
        if not target.exists():
            atomic_write(target, (source / target.name).read_bytes())
    if target.read_bytes() != (source / target.name).read_bytes():
        raise WorkspaceError(target, "is another recording", "choose another folder")
    return target


def _check_models(workspace: Workspace) -> None:
    """Raise MissingModelError where one of the default models is not installed."""
    models_dir, known = settings_for(workspace).models_dir, load_catalogue()
    absent = [name for name in known.default if is_absent(known.models[name], models_dir)]
    if absent:
        raise MissingModelError(
            ", ".join(absent),
            f"not installed in {models_dir}",
            "run: calltools models install, or calltools demo --install-models",
        )


def _source() -> Path:
    """Where the call comes from: the wheel has it in the package, the repository in recordings/."""
    installed = _PACKAGE / "recordings"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "recordings"


def _opening(folder: Path) -> str:
    """What to type here to open the application on the workspace in ``folder``.

    An environment that is not on the PATH is activated first, so that the commands
    calltools suggests from then on work as well.
    """
    activate = Path(sys.prefix) / "bin" / "activate"
    if activate.is_relative_to(Path.cwd()):
        activate = activate.relative_to(Path.cwd())
    steps = []
    if shutil.which("calltools") is None and activate.exists():
        steps.append(f". {shlex.quote(str(activate))}")
    if folder != Path():
        steps.append(f"cd {shlex.quote(str(folder))}")
    return " && ".join((*steps, "calltools review"))


def _has_screen() -> bool:
    """Whether a browser can be opened here."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
