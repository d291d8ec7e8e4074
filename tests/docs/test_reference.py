"""docs/reference/ is what ``make reference`` makes, on any machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from calltools.cli import cli

DOCS = Path(__file__).parents[2] / "docs"

# On another machine: more processors, another home, a narrow terminal, another zone.
MADE_ELSEWHERE = """
import json, os, runpy, sys
os.cpu_count = lambda: 512
pages = runpy.run_path(sys.argv[1])["pages"]()
json.dump({path.name: text for path, text in pages.items()}, sys.stdout)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as they are made on a machine that is not like this one."""
    home = tmp_path_factory.mktemp("home")
    other = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "COLUMNS": "31", "TZ": "UTC+7"}
    made = subprocess.run(
        [sys.executable, "-c", MADE_ELSEWHERE, DOCS / "make_reference.py"],
        env={**os.environ, **other, "CALLTOOLS_BEAM_SIZE": "7"},
        cwd=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    pages: dict[str, str] = json.loads(made.stdout)
    return pages


def test_the_reference_is_up_to_date(made: dict[str, str]) -> None:
    kept = {path.name: path.read_text("utf-8") for path in (DOCS / "reference").iterdir()}
    assert kept == made, "run: make reference"


def commands(
    command: click.Command, context: click.Context
) -> list[tuple[click.Context, click.Command]]:
    found = [(context, command)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += commands(below, click.Context(below, info_name=name, parent=context))
    return found


def test_every_command_and_each_of_its_options_is_told(made: dict[str, str]) -> None:
    _, *sections = made["command-line.md"].split("\n## ")
    told = {section.partition("\n")[0]: section for section in sections}
    found = commands(cli, click.Context(cli, info_name="calltools"))
    assert list(told) == [context.command_path for context, _ in found]
    for context, command in found:
        for option in (p for p in command.get_params(context) if isinstance(p, click.Option)):
            for name in option.opts:
                assert f"{name}" in told[context.command_path], f"{context.command_path} {name}"
