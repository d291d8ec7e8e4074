"""``calltools keys``: the office's signing key, and what it signs."""

from __future__ import annotations

import click

from calltools.cli.console import say, workspace_or_fail, write_stdout
from calltools.cli.signing import KeyChoice, key_options


@click.group(name="keys")
def command() -> None:
    """Make the office's signing key, show its fingerprint, sign the log."""


@command.command("new")
@key_options
def new(key: KeyChoice) -> None:
    """Make a key, outside the workspace, under a passphrase that is asked for.

    Keep a copy of the file elsewhere, and give the fingerprint to those who will check what it
    signs by another way than with what is signed: in a letter, on your website.
    """
    from calltools.proof.keys import new_key, public_path, require_packages

    require_packages()
    public = new_key(key.path, key.passphrase(new=True))
    write_stdout(f"{public.fingerprint}\n")
    say(f"the key is {key.path}; the public key, for anybody, {public_path(key.path)}")


@command.command("show")
@key_options
def show(key: KeyChoice) -> None:
    """Print the fingerprint of the key; no passphrase is needed."""
    from calltools.proof.keys import public_path, read_public_key

    write_stdout(f"{read_public_key(public_path(key.path)).fingerprint}\n")


@command.command("sign")
@key_options
def sign(key: KeyChoice) -> None:
    """Sign the log of the workspace as it is now; calltools log --head keeps its head elsewhere."""
    from calltools.proof.heads import sign_head

    head = sign_head(workspace_or_fail().log, key.open()).head
    write_stdout(f"signed: the first {head.seq} events of the log\n")
