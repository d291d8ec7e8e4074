"""``calltools audit``: does the call say what the report says it says?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    aligner_here,
    done_each,
    going_on,
    partial,
    print_table,
    progress_bar,
    report,
    say,
    workspace_here,
    write_result,
)
from calltools.cli.options import (
    FILE,
    chosen_format,
    files_option,
    interface_option,
    written_options,
)
from calltools.errors import SettingsError, TranscriptError
from calltools.progress import Progress
from calltools.tables.formats import AUDIT_FORMATS

if TYPE_CHECKING:
    from calltools.quotations.corpus import Corpus


@click.command()
@click.argument("reports", metavar="REPORT…", nargs=-1, required=True, type=FILE)
@files_option(
    "-t", "--transcripts", help="Transcripts, folders, a workspace.  [default: the workspace here]"
)
@written_options(
    AUDIT_FORMATS, "; a table on a terminal, else jsonl; every format where OUTPUT is a folder"
)
@files_option("--audio", help="Recordings, or folders of them.  [default: the workspace's]")
@click.option(
    "--earlier", type=FILE, help="Mark what changed since these rows.  [default: OUTPUT's own]"
)
@click.option(
    "--hospitals", type=FILE, help="Names of one hospital (TOML).  [default: the workspace's]"
)
@interface_option
def command(
    reports: tuple[Path, ...],
    transcripts: tuple[Path, ...],
    format_name: str | None,
    output: str,
    audio: tuple[Path, ...],
    bom: bool,
    earlier: Path | None,
    hospitals: Path | None,
    interface: str,
) -> None:
    """Find every quotation of a report in the transcripts and give a verdict on its words.

    REPORT is Markdown, HTML, Word, PDF or text.  Exit code 3 means that something is grave: a
    figure, a unit or a "not" changed, words of another speaker, or words that nobody said.
    """
    from calltools.quotations.auditor import AuditedReport, Auditor
    from calltools.quotations.earlier_audit import read_earlier
    from calltools.quotations.report import read_report
    from calltools.quotations.verdicts import is_alarming
    from calltools.tables import audit_files
    from calltools.views import audit_text

    name = _format(format_name, output, reports, bom)
    workspace = workspace_here()
    corpus = _corpus(transcripts or ((workspace.root,) if workspace else ()), audio, hospitals)
    models = aligner_here()
    auditor = Auditor(corpus, models.encoder, models.reader)
    known = earlier or _rows_of(output)
    before = read_earlier(known) if known else []

    def audit(path: Path, progress: Progress) -> AuditedReport:
        return auditor.audit(read_report(path), before, progress=progress)

    def page(audit: AuditedReport) -> str:
        with progress_bar("page") as progress:
            return audit_files.to_html(
                audit,
                corpus,
                language=interface,
                going_on=lambda path: going_on(failed, path),
                progress=progress,
            )

    audits, failed = done_each("audit", reports, audit)
    if not audits:
        partial(failed, len(failed), "audit")
    if not name:
        print_table(audit_text.HEADINGS, audit_text.quotation_rows(audits, interface))
    elif name == "all":
        audit_files.write_files(Path(output), audits, page)
    else:
        write_result(output, audit_files.written(name, audits, page, bom=bom))
    say(audit_text.summary(audits))
    total = len(audits) + len(failed) + len(corpus.entries)
    alarming = [each for audit in audits for each in audit.audited if is_alarming(each)]
    partial([*failed, *corpus.failed], total, "audit", needs_person=alarming)


def _format(given: str | None, output: str, reports: Sequence[Path], bom: bool) -> str:
    """What to write: a format, ``all`` into a folder, or nothing for a table."""
    path = Path(output)
    name = chosen_format(given, output, AUDIT_FORMATS, bom=bom)
    # `-o audits/report` is meant to be a folder, whether it is there or not.
    is_new = not name and not path.suffix and not path.exists()
    if output != "-" and (output.endswith("/") or path.is_dir() or is_new):
        if given:
            raise SettingsError("--format", "can't stand beside a folder, which gets every format")
        return "all"
    if not name and not (output == "-" and sys.stdout.isatty()):
        name = "jsonl"
    if name == "html" and len(reports) > 1:
        raise SettingsError(
            name, "holds one report, several are given", "give a folder: --output audit/"
        )
    return name


def _corpus(paths: Sequence[Path], audio: Sequence[Path], hospitals: Path | None) -> Corpus:
    from calltools.quotations.corpus import read_aliases, read_corpus
    from calltools.quotations.outside_recordings import with_sounds

    if not paths:
        raise SettingsError(
            "--transcripts", "is missing, and no workspace is here", "name files or a folder"
        )
    corpus = read_corpus(paths)
    report(corpus.failed)
    if not corpus.entries:
        partial(corpus.failed, len(corpus.failed), "audit")
        raise TranscriptError(paths[0], "holds no transcript that can be read")
    if hospitals:
        corpus = replace(corpus, aliases=tuple(read_aliases(hospitals)))
    if not audio:
        return corpus
    heard, strangers = with_sounds(corpus, audio)
    for path in strangers:
        say(f"warning: {path}: is the recording of none of the transcripts")
    return heard


def _rows_of(output: str) -> Path | None:
    """The rows that an earlier audit wrote where this one will, if there are any."""
    path = Path(output)
    path = path / "audit.jsonl" if path.is_dir() else path
    return path if path.suffix.lower() == ".jsonl" and path.is_file() else None
