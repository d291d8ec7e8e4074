"""The command line: one thin file per verb, loaded only when that verb is used."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path

import click

from calltools.version import __version__

_VERBS = {
    "demo": "Show what comes of one invented call, from its sound to a page.",
    "init": "Make a workspace: calltools.toml, recordings/, transcripts/.",
    "add": "Register recordings: copy, hash, probe, sidecar.",
    "run": "Do every stage that is not done; the everyday command.",
    "correct": "Put right what the machine misheard; its words are kept.",
    "list": "List the calls and how they stand.",
    "search": "Find words and statements in all calls.",
    "rename": "Give a call another name.",
    "remove": "Move a call aside, or back.",
    "transcribe": "Turn sound files into transcripts with speakers.",
    "parse": "Read published transcripts in any layout.",
    "align": "Link a call with its translation; list what differs.",
    "extract": "Find statements in transcripts.",
    "audit": "Judge a report's quotations against the transcripts.",
    "check": "Check calls against each other: numbers, dates, people, publications.",
    "review": "Decide together on what the machine proposes.",
    "export": "Write tables, a database, a picture of the statements; a signed bag.",
    "verify": "Check a workspace or a bag: bytes, sound, log, signatures, stamps.",
    "log": "List what was done, and by whom, in the order in which it happened; keep its head.",
    "timestamp": "Have the log stamped by a time-stamping authority.",
    "redact": "Make a copy of calls without names, numbers or stretches of sound.",
    "keys": "Make the office's signing key; sign the log.",
    "models": "List, install and locate model files.",
    "doctor": "Tell what is missing and how to mend it.",
    "evaluate": "Score results against references.",
}


_PACKAGES = {
    "demo": "onnxruntime",
    "transcribe": "onnxruntime",
    "review": "sqlalchemy",
    "keys": "cryptography",
    "timestamp": "cryptography",
}
"""Verbs that can do nothing without an optional package; help names them only where it is."""

_MODULES = {"list": "listing"}
"""Verbs whose module has another name: a module ``list`` would stand for the built-in here."""


class _LazyGroup(click.Group):
    """A group whose commands are ``command`` in ``calltools.cli.VERB``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without any in a workspace it is told how that is opened; elsewhere comes the help."""
        if not args and not ctx.resilient_parsing:
            from calltools.cli.start import tell_standing

            if tell_standing():
                ctx.exit()
        return super().parse_args(ctx, args)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _VERBS:
            return None
        module = importlib.import_module(f"calltools.cli.{_MODULES.get(name, name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb meant; a wrong one is told with the nearest."""
        from calltools.errors import did_you_mean

        if args[0] not in _VERBS and (near := did_you_mean(args[0], _VERBS)):
            ctx.fail(f"No such command {args[0]!r}.  {near.capitalize()}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The summaries come from the table above, so that help loads no verb."""
        from calltools.errors import is_installed

        absent = [verb for verb, package in _PACKAGES.items() if not is_installed(package)]
        with formatter.section("Commands"):
            formatter.write_dl([row for row in _VERBS.items() if row[0] not in absent])
        if absent:
            formatter.write_paragraph()
            formatter.write_text(
                f"Not installed: {', '.join(absent)}.  `calltools doctor` says what they need."
            )


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="calltools")
def cli() -> None:
    """Transcribe, diarize, align and audit recorded telephone calls, offline."""


def main() -> None:
    """Run the command line; every expected error is one line on stderr and its exit code."""
    nowhere = Path(os.devnull).open("w")  # noqa: SIM115 - to the end of the process
    sys.stdout = sys.stdout or nowhere  # None where it was closed, as schedulers may do
    sys.stderr = sys.stderr or nowhere
    # Ended from outside as by Ctrl-C: what is open is closed, the cursor shown.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # What a command gave to context.exit, or None.
        sys.exit(cli.main(prog_name="calltools", standalone_mode=False))
    except (Exception, KeyboardInterrupt) as error:
        sys.exit(_tell(error))


def _tell(error: BaseException) -> int:
    """Tell what ended a command; its exit code.  A defect is raised again: its traceback helps."""
    from calltools import errors

    if isinstance(error, click.Abort) or errors.was_interrupted(error):
        click.echo("interrupted; what was finished is kept", err=True)
        return errors.EXIT_INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, errors.CalltoolsError):
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    if isinstance(error, OSError) and error.filename is not None:
        click.echo(f"error: {error.filename}: {errors.os_error_reason(error)}", err=True)
        return errors.EXIT_FAILED
    raise error
