"""What verbs that sign share: which key, and its passphrase, which never stands in a command."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calltools.cli.options import FILE, with_options
from calltools.errors import SettingsError
from calltools.files import text_of
from calltools.proof.keys import PASSPHRASE

if TYPE_CHECKING:
    from calltools.proof.keys import OfficeKey

R = TypeVar("R")

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


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The office's key that the options name, or the one in its usual place."""

    file: Path | None
    passphrase_file: Path | None

    @property
    def path(self) -> Path:
        """The file of the key."""
        from calltools.proof.keys import default_key

        return self.file or default_key()

    def open(self) -> OfficeKey:
        """The key, opened.  Raises SettingsError."""
        from calltools.proof.keys import load_key, require_packages

        require_packages()
        if not self.path.exists():
            raise SettingsError(self.path, "no key is there", "make one: calltools keys new")
        return load_key(self.path, self.passphrase())

    def passphrase(self, *, new: bool = False) -> str:
        """The passphrase of the key; a ``new`` one is asked for twice.

        Raises SettingsError where nobody can be asked.
        """
        if self.passphrase_file is not None:
            return text_of(self.passphrase_file, SettingsError).partition("\n")[0]
        if given := os.environ.get(PASSPHRASE):
            return given
        if not sys.stdin.isatty():
            raise SettingsError(
                "the passphrase",
                "can't be asked for: there is no terminal",
                f"set {PASSPHRASE} or give --passphrase-file",
            )
        typed: str = click.prompt(
            f"Passphrase of {self.path}", hide_input=True, confirmation_prompt=new, err=True
        )
        return typed


def key_options(command: Callable[..., R]) -> Callable[..., R]:
    """The options of everything that signs; ``command`` gets them as one ``key``."""

    @functools.wraps(command)
    def with_key(
        *arguments: Any, key_file: Path | None, passphrase_file: Path | None, **named: Any
    ) -> R:
        return command(*arguments, key=KeyChoice(key_file, passphrase_file), **named)

    return with_options(with_key, _OPTIONS)
