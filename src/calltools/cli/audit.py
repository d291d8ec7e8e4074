"""``calltools audit``: does the call say what the report says it says?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    going_on,
    partial,
    print_table,
    progress_bar,
    say,
    settings_for,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import FILE, refuse_document
from calltools.errors import EXIT_PARTIAL, CalltoolsError, SettingsError, TranscriptError
from calltools.files import text_of
from calltools.workspace import atomic_write

if TYPE_CHECKING:
    from calltools.alignment.encoders import Encoder
    from calltools.quotations.corpus import Corpus
    from calltools.quotations.model import Audited
    from calltools.quotations.report import Report

_FORMATS = ("jsonl", "csv", "html", "jsonld")
_SUFFIXES = {f".{name}": name for name in _FORMATS} | {".htm": "html", ".json": "jsonld"}
_COLUMNS = ("id", "verdict", "quote", "why", "place")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Audit:
    """A report with its verdicts, its rows, and the earlier verdicts that are others now."""

    report: Report
    audited: Sequence[Audited]
    rows: Sequence[Row]
    previous: dict[int, str]


@click.command()
@click.argument("reports", metavar="REPORT…", nargs=-1, required=True, type=FILE)
@click.option(
    "-t",
    "--transcripts",
    multiple=True,
    type=FILE,
    help="Transcripts of any kind, a folder of them, or a workspace.  [default: the workspace]",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    help="[default: by OUTPUT; a table on a terminal, else jsonl]",
)
@click.option(
    "-o",
    "--output",
    default="-",
    help="File to write, - for stdout; a folder gets every format.  [default: -]",
)
@click.option(
    "--audio",
    multiple=True,
    type=FILE,
    help="Recordings of the transcripts, or a folder of them.  [default: the workspace's]",
)
@click.option("--bom", is_flag=True, help="Byte order mark before csv, for spreadsheets.")
@click.option(
    "--earlier",
    type=FILE,
    help="Rows of an earlier audit; verdicts that changed are marked.  [default: OUTPUT's own]",
)
@click.option("--encoder", help="Sentence embeddings for quotations in another language.")
@click.pass_context
def command(
    context: click.Context,
    reports: tuple[Path, ...],
    transcripts: tuple[Path, ...],
    format_name: str | None,
    output: str,
    audio: tuple[Path, ...],
    bom: bool,
    earlier: Path | None,
    encoder: str | None,
) -> None:
    """Find every quotation of a report in the transcripts and give a verdict on its words.

    REPORT is Markdown, HTML, Word, PDF or text.  Exit code 3 means that something is grave: a
    figure, a unit or a "not" changed, words of another speaker, or words that nobody said.
    """
    from calltools.quotations.verdicts import is_alarming

    name = _format(format_name, output, reports)
    if bom and name != "csv":
        raise SettingsError("--bom", f"is for csv, not for {name or 'a table'}")
    workspace = workspace_here()
    corpus = _corpus(transcripts or ((workspace.root,) if workspace else ()), audio)
    from calltools.alignment.encoders import load_encoder

    settings = settings_for(workspace, encoder=encoder)
    embedder = load_encoder(
        settings.encoder, models_dir=settings.models_dir, threads=settings.threads
    )
    before = _earlier(earlier, output)
    audits, failed = _audit(reports, corpus, embedder, before)
    if not audits:
        partial(failed, len(failed), "audit")
    failed += _write(audits, corpus, embedder, name, output, bom)
    _summary(audits)
    partial([*failed, *corpus.failed], len(audits) + len(failed) + len(corpus.entries), "audit")
    if any(is_alarming(one) for audit in audits for one in audit.audited):
        context.exit(EXIT_PARTIAL)


def _format(given: str | None, output: str, reports: Sequence[Path]) -> str | None:
    """What to write: a format, ``all`` into a folder, or None for a table."""
    path = Path(output)
    refuse_document(path)
    if output.endswith("/") or (output != "-" and path.is_dir()):
        if given:
            raise SettingsError("--format", "can't stand beside a folder, which gets every format")
        return "all"
    name = given or _SUFFIXES.get(path.suffix.lower())
    if name is None and not (output == "-" and sys.stdout.isatty()):
        name = "jsonl"
    if name in ("html", "jsonld") and len(reports) > 1:
        raise SettingsError(
            name, "holds one report, several are given", "give a folder: --output audit/"
        )
    return name


def _corpus(paths: Sequence[Path], audio: Sequence[Path]) -> Corpus:
    from calltools.quotations.corpus import read_corpus
    from calltools.quotations.sounds import with_sounds

    if not paths:
        raise SettingsError(
            "--transcripts", "is missing, and no workspace is here", "name files or a folder"
        )
    corpus = read_corpus(paths)
    for failure in corpus.failed:
        say(f"error: {failure}")
    if not corpus.entries:
        partial(corpus.failed, len(corpus.failed), "audit")
        raise TranscriptError(paths[0], "holds no transcript that can be read")
    if not audio:
        return corpus
    heard, strangers = with_sounds(corpus, audio)
    for path in strangers:
        say(f"warning: {path}: is the recording of none of the transcripts")
    return heard


def _earlier(given: Path | None, output: str) -> list[Row]:
    """The rows of an earlier audit; none where there was none."""
    path = given or Path(output)
    if given is None:
        path = path / "audit.jsonl" if path.is_dir() else path
        if path.suffix.lower() != ".jsonl" or not path.is_file():
            return []
    rows = []
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
                rows.append({key: row[key] for key in ("report", "quote", "verdict")})
            except (ValueError, KeyError, TypeError) as error:
                problem = "expected a row of an audit, found something else"
                raise CalltoolsError(f"{path}:{number}", problem, "name another file") from error
    return rows


def _audit(
    reports: Sequence[Path], corpus: Corpus, encoder: Encoder, before: Sequence[Row]
) -> tuple[list[_Audit], list[CalltoolsError]]:
    from calltools.progress import part
    from calltools.quotations.audit import audit
    from calltools.quotations.earlier import changed_verdicts
    from calltools.quotations.locating.index import build_index
    from calltools.quotations.locating.senses import Senses
    from calltools.quotations.report import read_report
    from calltools.quotations.rows import rows

    audits: list[_Audit] = []
    failed: list[CalltoolsError] = []
    with progress_bar("audit") as progress:
        index = build_index(corpus)
        senses = Senses(index, encoder)
        for number, path in enumerate(reports):
            with going_on(failed, path):
                share = part(progress, number / len(reports), (number + 1) / len(reports))
                report = read_report(path)
                audited = audit(report, corpus, index, senses, progress=share)
                found = list(rows(report, audited, corpus))
                previous = changed_verdicts(found, before)
                for position, verdict in previous.items():
                    found[position]["previous_verdict"] = verdict
                audits.append(_Audit(report, audited, found, previous))
    return audits, failed


def _write(
    audits: Sequence[_Audit],
    corpus: Corpus,
    encoder: Encoder,
    name: str | None,
    output: str,
    bom: bool,
) -> list[CalltoolsError]:
    """Write what is asked for, all of it made before any of it is written.

    What comes back could not be put in: recordings that can't be read.
    """
    all_rows = [row for audit in audits for row in audit.rows]
    failed: list[CalltoolsError] = []
    if name is None:
        _print(audits)
    elif name == "all":
        folder = Path(output)
        files = {"audit.jsonl": _jsonl(all_rows), "audit.csv": _csv(all_rows, bom=True)}
        for stem, audit in zip(_stems(audits), audits, strict=True):
            files[f"{stem}.html"] = _page(audit, corpus, encoder, failed)
            files[f"{stem}.jsonld"] = _annotations(audit, corpus)
        for file, text in files.items():
            atomic_write(folder / file, text)
    else:
        makers = {
            "jsonl": lambda: _jsonl(all_rows),
            "csv": lambda: _csv(all_rows, bom),
            "html": lambda: _page(audits[0], corpus, encoder, failed),
            "jsonld": lambda: _annotations(audits[0], corpus),
        }
        text = makers[name]()
        if output == "-":
            write_stdout(text)
        else:
            atomic_write(Path(output), text)
    return failed


def _stems(audits: Sequence[_Audit]) -> Iterator[str]:
    """A name for the files of each report: its own without its ending, told apart where two
    reports have the same."""
    names = [audit.report.name for audit in audits]
    stems = Counter(Path(name).stem for name in names)
    taken: Counter[str] = Counter()
    for name in names:
        stem = name if stems[Path(name).stem] > 1 else Path(name).stem
        taken[stem] += 1
        yield stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"


def _jsonl(rows: Iterable[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _csv(rows: Sequence[Row], bom: bool) -> str:
    from calltools.publish.audit_table import audit_csv

    return ("\ufeff" if bom else "") + audit_csv(rows)


def _page(audit: _Audit, corpus: Corpus, encoder: Encoder, failed: list[CalltoolsError]) -> str:
    from calltools.publish.audit_page import audit_page
    from calltools.publish.clips import clips
    from calltools.quotations.beside import beside

    with progress_bar("page") as progress:
        return audit_page(
            audit.report,
            audit.audited,
            corpus,
            other_language=beside(audit.audited, corpus, encoder),
            clips=clips(
                audit.audited,
                corpus,
                going_on=lambda path: going_on(failed, path),
                progress=progress,
            ),
            previous=audit.previous,
        )


def _annotations(audit: _Audit, corpus: Corpus) -> str:
    from calltools.quotations.annotation import annotations

    found = annotations(audit.report, audit.audited, corpus)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _print(audits: Sequence[_Audit]) -> None:
    rows = [
        (
            row["id"],
            row["verdict"],
            row["quote"],
            row["why"],
            f"{row['transcript']} {row['turn_range']}" if row["transcript"] else "",
        )
        for audit in audits
        for row in audit.rows
        if row["verdict"] != "not_a_quotation"
    ]
    print_table(_COLUMNS, rows)


def _summary(audits: Sequence[_Audit]) -> None:
    """One line for people: how many of which kind."""
    from calltools.publish.page import counted
    from calltools.quotations.verdicts import GRAVITY

    found = [one for audit in audits for one in audit.audited if one.quotation.is_quotation]
    counts = Counter(GRAVITY[one.verdict] for one in found)
    parts = [f"{counts[kind]} {kind}" for kind in ("grave", "serious", "clean") if counts[kind]]
    asked = sum(one.needs_person for one in found)
    parts += [f"{asked} for a person to decide"] if asked else []
    changed = sum(len(audit.previous) for audit in audits)
    parts += [f"{changed} changed since the earlier audit"] if changed else []
    told = f": {', '.join(parts)}" if parts else ""
    say(f"{counted(len(found), 'quotation')}{told}")
