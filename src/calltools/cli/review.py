"""``calltools review``: what people decided, exchanged between offices, and who they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    partial,
    print_rows,
    print_table,
    report,
    say,
    settings_for,
    workspace_or_fail,
    write_result,
    write_stdout,
)
from calltools.cli.options import FILE, json_option, output_option
from calltools.cli.signing import KeyChoice, key_options
from calltools.errors import CalltoolsError, SettingsError
from calltools.files import bytes_of, write_output
from calltools.review import require_packages

if TYPE_CHECKING:
    from calltools.review.accounts import Accounts
    from calltools.review.desk import Review


@click.group(name="review", invoke_without_command=True)
@click.option(
    "--port", type=click.IntRange(0, 65_535),
    help="Where to listen; 0 is a free one.  [default: 8700, or the next that is free]",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Print the address; open nothing.")
@click.option("--team", is_flag=True, help="Serve people with accounts: calltools review user add.")
@click.option(
    "--listen", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="With --team: the address of this machine to listen on.",
)  # fmt: skip
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME",
    help="With --team: a name under which people reach it, by TLS that ends in front of it.",
)  # fmt: skip
@click.option(
    "--proxy", "proxies", multiple=True, metavar="ADDRESS",
    help="With --team: the address of the server in front, whose X-Forwarded-For is believed.",
)  # fmt: skip
@click.option("--tls-certificate", type=FILE, help="With --team: end TLS here, with this file.")
@click.option("--tls-key", type=FILE, help="The key of the certificate.")
@click.option(
    "--without-tls", is_flag=True,
    help="With --team: listen though passwords and calls go over the network unencrypted.",
)  # fmt: skip
@click.option("--operator", help="Who decides, without --team.  [default: reviewer]")
@click.pass_context
def command(
    context: click.Context,
    port: int | None,
    no_browser: bool,
    team: bool,
    listen: str,
    hosts: tuple[str, ...],
    proxies: tuple[str, ...],
    tls_certificate: Path | None,
    tls_key: Path | None,
    without_tls: bool,
    operator: str | None,
) -> None:
    """Decide on what the machine proposes, in a browser: alone, or together with --team.

    Alone it listens on 127.0.0.1 and prints its address once it answers; the address works for one
    visitor, so open it yourself.  Ctrl-C ends it; what was decided is kept at once, and a run that
    somebody asked for there goes on the next time."""
    if context.invoked_subcommand is not None:
        return
    given = (hosts, proxies, tls_certificate, tls_key, without_tls)
    if not team and (any(given) or listen != "127.0.0.1"):
        told_of = "--listen, --host, --proxy, --tls-certificate, --tls-key, --without-tls"
        raise SettingsError(told_of, "are for a team", "add --team")
    review = open_review()
    tell_unreadable(review)
    from calltools.site.server import PORT, Front, serve_alone, serve_team

    front = Front(listen, port, hosts, proxies, tls_certificate, tls_key, without_tls)

    def told(address: str) -> None:
        if port is None and f":{PORT}/" not in address:
            say(f"port {PORT} is taken, perhaps by another calltools review")
        say("Ctrl-C ends it")
        write_stdout(f"{address}\n")
        if not no_browser and not team:
            click.launch(address)

    if team:
        serve_team(review, _people()[0], front, told)
    else:
        serve_alone(review, settings_for(review.workspace, operator=operator).operator, port, told)


def open_review() -> Review:
    """The review of the workspace here.  Raises MissingPartError where its packages are not
    installed, and what :class:`calltools.review.desk.Review` does."""
    workspace = workspace_or_fail()
    require_packages()
    from calltools.review.desk import Review

    return Review(workspace)


def tell_unreadable(review: Review) -> list[CalltoolsError]:
    """Name the decisions in the log that can't be read; gives them, for the exit code."""
    return report(review.decisions.unreadable())


def _end(review: Review) -> None:
    """End with exit code 3 where decisions could not be read and were left out."""
    partial([], 0, "review", needs_person=tell_unreadable(review))


@command.command("export")
@output_option()
@click.option(
    "--for", "viewer", metavar="NAME", help="Leave out what a blind review hides from NAME."
)
@click.option("--sign", "is_signed", is_flag=True, help="Sign the file with the office's key.")
@key_options
def export_events(
    output: str,
    viewer: str | None,
    is_signed: bool,
    key: KeyChoice,
) -> None:
    """Write all decisions and corrections, each as its line in the log and what it says, for
    another office to import.

    --sign puts a signature beside the file, by which the other office knows who made it.
    """
    if is_signed and output == "-":
        raise SettingsError("--sign", "is for a file", "name one: -o FILE")
    office = key.open() if is_signed else None
    review = open_review()
    from calltools.proof.signature import sign_sent
    from calltools.review import exchange

    text = exchange.exported(review, viewer)
    sent = exchange.read_exported(text.encode(), output)
    write_result(output, text)
    if office is not None:
        sign_sent(Path(output), sent.as_file(text.encode()), office)
    if output != "-":
        say(f"{output}: {len(sent.arrived)} decisions{', signed' if office else ''}")
    _end(review)


@command.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--signer", "signers", multiple=True, type=FILE, metavar="FILE",
    help="The public key of the office that signed it: the signature lies beside the file.",
)  # fmt: skip
def import_events(file: Path, signers: tuple[Path, ...]) -> None:
    """Take in the decisions that another office exported; - is stdin.

    Importing twice changes nothing.  Where people decided differently without seeing each other's
    decision, it is listed, and the exit code is 3: somebody who has seen both has to decide.  Each
    decision tells wherever it is shown that it was imported, and whose key signed it."""
    data = bytes_of(file)
    review = open_review()
    from calltools.proof.signature import who_sent
    from calltools.review import exchange

    sent = exchange.read_exported(data, str(file))
    signature = who_sent(file, sent.as_file(data), signers)
    operator = settings_for(review.workspace).operator
    imported = exchange.import_events(review, sent, operator, signature)
    signer = signature.signer
    say(f"{file}: {imported.added} of {imported.total} decisions are new")
    say(f"signed by {signer}" if signer else "not signed by a key that you named: told of each")
    if rows := imported.to_decide():
        print_table(("Call", "Of", "What", "Who decided what"), rows)
    partial([], imported.total, "review import", needs_person=rows)


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
def labels(folder: Path) -> None:
    """Write confirmed and rejected statements into FOLDER as labelled calls to teach the reader.

    The fits take it: --add FOLDER.  See docs/contributing.md, A statement was missed.
    """
    review = open_review()
    from calltools.review.labels import labels as labelled

    files = labelled(review.call(name) for name in review.calls())
    for name, text in files.items():
        write_output(folder / name, text)
    counts = ", ".join(f"{text.count(chr(10))} {Path(name).stem}" for name, text in files.items())
    say(f"{folder}: {counts}")
    _end(review)


@command.command()
@json_option(help="Print JSON for other programs.")
def agreement(as_json: bool) -> None:
    """Show how far people who decided blind agree: items, how many are equal, and agreement beyond
    chance.

    Cohen's kappa for each two people, Krippendorff's alpha for everybody, with bounds of 95 %.
    """
    review = open_review()
    from calltools.review.agreement import agreements

    calls = [review.call(name) for name in review.calls()]
    calls += [review.report(name) for name in review.reports()]
    found = agreements(state for call in calls for state in call.states)
    headings = ("Of", "Category", "People", "Items", "Equal", "", "Value", "From", "To")
    print_rows(found, as_json, headings, (each.row() for each in found))
    _end(review)


@command.group()
def user() -> None:
    """Accounts of those who review together."""


_DUTY = click.Choice(("investigator", "translator", "reviewer", "lead"))


def _people() -> tuple[Accounts, str]:
    """The accounts, and who is at work on them."""
    workspace = workspace_or_fail()
    require_packages()
    from calltools.review.account_tables import open_accounts
    from calltools.review.accounts import Accounts

    settings = settings_for(workspace)
    engine = open_accounts(workspace.root, settings)
    return Accounts(engine, workspace.log), settings.operator


@user.command()
@click.argument("name")
@click.option("--role", type=_DUTY, required=True, help="What they decide about.")
@click.option("--full-name", default="", help="The name that is shown.")
def add(name: str, role: Any, full_name: str) -> None:
    """Give NAME an account; prints the password with which they log in first.

    With it NAME chooses a password of their own, which nobody else knows.
    """
    people, by = _people()
    _tell_password(name, people.add(name, role, full_name, by=by))


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Let NAME, who forgot their password, choose another; prints the one to log in with.

    Their sessions end.
    """
    people, by = _people()
    _tell_password(name, people.renew(name, by=by))


def _tell_password(name: str, start: str) -> None:
    say(f"{name} logs in with this password, and then chooses another:")
    write_stdout(f"{start}\n")


@user.command()
@click.argument("name")
@click.argument("role", type=_DUTY)
def role(name: str, role: Any) -> None:
    """Give NAME another role; their sessions end."""
    people, by = _people()
    people.give_role(name, role, by=by)
    say(f"{name} is {role} now")


@user.command()
@click.argument("name")
@click.option("--open", "is_open", is_flag=True, help="Open it again.")
def close(name: str, is_open: bool) -> None:
    """Close the account of NAME; their decisions stay."""
    people, by = _people()
    people.close(name, by=by, again=is_open)
    say(f"{name} may {'' if is_open else 'not '}log in")


@user.command()
def log() -> None:
    """Show what was done with accounts, by whom."""
    acts = _people()[0].acts()
    rows = [
        (one.time, one.actor or "(command line)", one.person, f"{one.act} {one.duty}".strip())
        for one in acts
    ]
    print_table(("Time", "Who", "Whose", "What"), rows)


@user.command("list")
def list_accounts() -> None:
    """Show who may log in."""
    rows = []
    for account in _people()[0].all():
        may = "open" if account.chosen else "has not chosen a password"
        may += ", asked for a code" * account.has_factor
        standing = may if account.active else "closed"
        rows.append((account.name, account.duty, account.full_name, standing))
    print_table(("Name", "Role", "Full name", "Account"), rows)
