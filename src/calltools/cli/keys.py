"""``calltools keys``: the office's signing key, and what it signs."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import say, workspace_or_fail, write_stdout
from calltools.cli.signing import key_options, key_path, open_key, passphrase


@click.group(name="keys")
def command() -> None:
    """Make the office's signing key, show its fingerprint, sign the ledger."""


@command.command("new")
@key_options
def new(key_file: Path | None, passphrase_file: Path | None) -> None:
    """Make a key, outside the workspace, under a passphrase that is asked for.

    Keep a copy of the file elsewhere, and give the fingerprint to those who will check what it
    signs by another way than with what is signed: in a letter, on your website.
    """
    from calltools.custody.keys import new_key, public_path, require_packages

    require_packages()
    path = key_path(key_file)
    public = new_key(path, passphrase(path, passphrase_file, new=True))
    write_stdout(f"{public.fingerprint}\n")
    say(f"the key is {path}; the public key, for anybody, {public_path(path)}")


@command.command("show")
@key_options
def show(key_file: Path | None, passphrase_file: Path | None) -> None:  # noqa: ARG001
    """Print the fingerprint of the key; no passphrase is needed."""
    from calltools.custody.keys import public_path, read_public_key

    write_stdout(f"{read_public_key(public_path(key_path(key_file))).fingerprint}\n")


@command.command("sign")
@key_options
def sign(key_file: Path | None, passphrase_file: Path | None) -> None:
    """Sign the ledger of the workspace as it is now."""
    from calltools.custody.heads import sign_head

    workspace = workspace_or_fail()
    path = sign_head(workspace, open_key(key_file, passphrase_file))
    write_stdout(f"{path.relative_to(workspace.root)}\n")
