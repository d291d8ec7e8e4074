"""What verbs that sign share: which key, and its passphrase, which never stands in a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calltools.cli.options import FILE
from calltools.errors import SettingsError
from calltools.files import text_of

if TYPE_CHECKING:
    from calltools.custody.keys import OfficeKey

PASSPHRASE = "CALLTOOLS_KEY_PASSPHRASE"
"""The variable of the environment that a passphrase is taken from, where nobody is to be asked."""

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--key",
        "key_file",
        type=FILE,
        envvar="CALLTOOLS_KEY",
        help="The office's key.  [default: keys/office.pem in the user's data folder]",
    ),
    click.option(
        "--passphrase-file",
        type=FILE,
        help=f"Take the passphrase from the first line of a file, else from {PASSPHRASE}."
        "  [default: asked]",
    ),
)


def key_options(command: F) -> F:
    """The options of everything that signs."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def key_path(given: Path | None) -> Path:
    """The file of the key that is meant."""
    from calltools.custody.keys import default_key

    return given or default_key()


def open_key(key_file: Path | None, passphrase_file: Path | None) -> OfficeKey:
    """The key that is meant, opened.  Raises SettingsError."""
    from calltools.custody.keys import load_key, require_packages

    require_packages()
    path = key_path(key_file)
    if not path.exists():
        raise SettingsError(path, "is no key", "make one: calltools keys new")
    return load_key(path, passphrase(path, passphrase_file))


def passphrase(path: Path, file: Path | None, *, new: bool = False) -> str:
    """The passphrase of the key at ``path``; a ``new`` one is asked for twice.

    Raises SettingsError where nobody can be asked.
    """
    if file is not None:
        return text_of(file, SettingsError).partition("\n")[0]
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise SettingsError(
            "the passphrase",
            "can't be asked for: there is no terminal",
            f"set {PASSPHRASE} or give --passphrase-file",
        )
    said: str = click.prompt(
        f"Passphrase of {path}", hide_input=True, confirmation_prompt=new, err=True
    )
    return said
