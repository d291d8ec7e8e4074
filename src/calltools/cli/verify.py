"""``calltools verify``: whether a workspace or a bag is what was recorded, signed and stamped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.bar import At
from calltools.cli.console import (
    print_json,
    progress_bar,
    say,
    settings_for,
    workspace_or_fail,
    write_stdout,
)
from calltools.cli.options import FILE, authority_option, json_option, threads_option
from calltools.errors import SettingsError
from calltools.times import span

if TYPE_CHECKING:
    from calltools.proof.verification import Verification

_FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.I | re.A)


@click.command()
@click.argument("folder", metavar="[WORKSPACE|BAG]", required=False, type=FILE)
@click.option(
    "--signer",
    "signers",
    multiple=True,
    metavar="FINGERPRINT",
    help="The key that must have signed, as its owner told you: fingerprint or .pub.pem file.",
)
@authority_option(
    help="Root certificate that stamps must lead to.  [default: those that lie there]"
)
@click.option(
    "--head",
    type=FILE,
    metavar="FILE",
    help="A signed head that you kept, as calltools log --head wrote it: the log must go on it.",
)
@click.option(
    "--database",
    is_flag=True,
    help="Ask the database that the settings name elsewhere for the log: opens a connection.",
)
@click.option("--page", type=FILE, metavar="FILE", help="Write what was found as a page, too.")
@click.option("--no-sound", is_flag=True, help="Hash originals without decoding them: faster.")
@threads_option
@json_option(help="Print what was found as JSON.")
@click.pass_context
def command(
    context: click.Context,
    folder: Path | None,
    signers: tuple[str, ...],
    authorities: tuple[Path, ...],
    head: Path | None,
    database: bool,
    page: Path | None,
    no_sound: bool,
    threads: int | None,
    as_json: bool,
) -> None:
    """Check a workspace (by default the one around here) or a bag, without changing anything in it.

    Bytes and decoded sound of every original, every artefact against its step, steps against their
    inputs, the chain of the log, signatures, stamps, and corrections against what they were made
    on.  Ends with exit code 4 where something is broken, 3 where a person has to look: so does what
    agrees with itself alone, where neither --signer nor --head says who vouches for it.
    """
    from calltools.proof.trust import Trust
    from calltools.proof.verify import verify
    from calltools.redaction.check import is_copy, verify_copy

    root = folder.resolve() if folder else workspace_or_fail().root
    trust = Trust.of(
        signers=[_fingerprint(signer) for signer in signers],
        authorities=authorities,
        head=head,
        database=database,
    )
    at = At("verify")
    with progress_bar(at) as progress:
        if is_copy(root):
            found = verify_copy(root, trust, progress)
        else:
            found = verify(
                root,
                trust,
                sound=not no_sound,
                threads=settings_for(None, threads=threads).threads,
                progress=progress,
            )
    if page:
        from calltools.files import write_output
        from calltools.proof.page import verify_page

        write_output(page, verify_page(found))
        say(f"the page: {page}")
    if as_json:
        print_json(found.to_json())
    else:
        _show(found)
    context.exit(found.exit_code)


def _fingerprint(signer: str) -> str:
    """A fingerprint, or that of a public key in a file."""
    if _FINGERPRINT.fullmatch(signer):
        return signer
    if not Path(signer).exists():
        problem = f"expected a fingerprint of 64 digits or a .pub.pem file, found {signer!r}"
        raise SettingsError("--signer", problem)
    from calltools.proof.keys import read_public_key

    return read_public_key(Path(signer)).fingerprint


def _show(found: Verification) -> None:
    """What was found, for people: the worst first, then who vouches for the rest."""
    for fault in found.faults:
        write_stdout(f"{fault.severity}: {fault}\n")
    counts = found.counts
    write_stdout(
        f"checked: {counts['recordings']} recordings ({span(counts['sound_ms'])} of sound decoded),"
        f" {counts['artefacts']} artefacts, {counts['steps']} steps, {counts['events']} events of"
        f" the log, {counts['openings']} openings by a team; {counts['files']} files,"
        f" {counts['bytes'] / 1e6:,.1f} MB\n"
    )
    for line in found.vouched():
        write_stdout(f"{line}\n")
    write_stdout(f"{found.outcome()}\n")
