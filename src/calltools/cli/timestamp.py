"""``calltools timestamp``: a stamping authority's word on when the log was as it is."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import say, workspace_or_fail, write_stdout
from calltools.cli.options import FILE, authority_option
from calltools.cli.signing import KeyChoice, key_options
from calltools.errors import SettingsError
from calltools.files import bytes_of


@click.command()
@click.option("--url", help="Stamping authority to be asked: http://… or https://…")
@click.option(
    "--request-only", "question_file", type=FILE, metavar="FILE", help="Write the question instead."
)
@click.option(
    "--response", "answer_file", type=FILE, metavar="FILE", help="Take an answer got elsewhere."
)
@authority_option(
    help="Root certificate of the authority, needed once.  [default: those kept before]"
)
@key_options
def command(
    url: str | None,
    question_file: Path | None,
    answer_file: Path | None,
    authorities: tuple[Path, ...],
    key: KeyChoice,
) -> None:
    """Sign the log and have the signature stamped (RFC 3161).

    This is the one thing that uses a network, and only with --url.  The authority gets a hash and
    nothing else.  Without a network, write the question with --request-only, send it from another
    machine, and take the answer with --response.
    """
    from calltools.files import write_output
    from calltools.proof.heads import sign_head
    from calltools.proof.keys import require_packages
    from calltools.proof.timestamp import ask, keep_stamp, query, read_authority

    if sum(1 for given in (url, question_file, answer_file) if given) != 1:
        raise SettingsError(
            "timestamp", "expected one of --url, --request-only and --response", "give one"
        )
    log = workspace_or_fail().log
    require_packages()
    for path in authorities:
        read_authority(path)  # told before anything is signed or asked
    if answer_file:
        answer, where = bytes_of(answer_file), str(answer_file)
    else:
        head = sign_head(log, key.open())
        question = query(head)
        if question_file:
            write_output(question_file, question)
            say(f"{question_file}: the question for the authority, about {head.head.seq} events")
            return
        assert url is not None
        answer, where = ask(url, question), url
    _event, stamp = keep_stamp(log, answer, authorities, where)
    write_stdout(f"the first {stamp.events} events of the log: stamped at {stamp.time}\n")
    say(f"by {stamp.authority}")
