"""``calltools verify``: whether a workspace or a bag is what was recorded, signed and stamped."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import (
    print_json,
    progress_bar,
    say,
    settings_for,
    workspace_or_fail,
    write_stdout,
)
from calltools.cli.options import FILE, authority_option, json_option, threads_option


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
    from calltools.redaction.copy_check import is_copy, verify_copy

    root = folder.resolve() if folder else workspace_or_fail().root
    trust = Trust.of(
        signers=signers,
        authorities=authorities,
        head=head,
        database=database,
    )
    with progress_bar("verify") as progress:
        if is_copy(root):
            found = verify_copy(root, trust, progress)
        else:
            given = settings_for(None, threads=threads)
            found = verify(
                root, trust, sound=not no_sound, threads=given.threads, progress=progress
            )
    if page:
        from calltools.files import write_output
        from calltools.proof.verification_page import verify_page

        write_output(page, verify_page(found))
        say(f"the page: {page}")
    if as_json:
        print_json(found.to_json())
    else:
        write_stdout("".join(f"{line}\n" for line in found.lines()))
    context.exit(found.exit_code)
