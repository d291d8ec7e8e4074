"""``calltools align``: links between a call and its translation, and what differs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    aligner_here,
    done_each,
    partial,
    print_table,
    progress_bar,
    say,
    settings_for,
    worked_on_workspace,
    workspace_here,
    write_result,
    write_stdout,
)
from calltools.cli.options import FILE, chosen_format, interface_option, written_options
from calltools.errors import SettingsError
from calltools.files import bytes_of
from calltools.progress import Progress
from calltools.records import dump_rows, read_lines
from calltools.store.workspace import Workspace
from calltools.tables.formats import ALIGNMENT_FORMATS

if TYPE_CHECKING:
    from calltools.alignment.align import Aligner, Parts
    from calltools.alignment.model import AlignedCall


@click.command()
@click.argument("files", metavar="ZH EN | RECORDING", nargs=-1, type=FILE)
@click.option("--pairs", type=FILE, help="Align every row of this JSON lines file instead.")
@written_options(ALIGNMENT_FORMATS, "; a table on a terminal, else json")
@click.option("--audio", type=FILE, help="Sound of the html page.  [default: that of RECORDING]")
@click.option("--doubtful", is_flag=True, help="Also list what is probably not a change.")
@click.option(
    "--keep", "kept_as", metavar="NAME",
    help="Register both as the call NAME of the workspace, and align it there.",
)  # fmt: skip
@interface_option
@click.option("--anyway", is_flag=True, help="Continue even if the two look like different calls.")
def command(
    files: tuple[Path, ...],
    pairs: Path | None,
    format_name: str | None,
    output: str,
    bom: bool,
    audio: Path | None,
    doubtful: bool,
    kept_as: str | None,
    interface: str,
    anyway: bool,
) -> None:
    """Link a Chinese call with its English translation, and list what a translator should check.

    ZH and EN are transcripts of any kind that `calltools parse` reads, in either order; - is
    stdin.  Where a file holds several calls, they are paired by number, date and telephone, else
    by order.  Add the recording's transcript by calltools as a third file and everything has
    times.  RECORDING is one of the workspace whose .toml names its publications.  Files of
    different calls are told and not aligned (exit code 3).
    """
    from calltools.alignment.exchange import written

    if kept_as is not None:
        _keep(files, kept_as, anyway=anyway)
        return
    aligner = aligner_here(doubtful=doubtful)
    if pairs is not None:
        _refuse(files, "FILE", "can't stand beside --pairs")
        _align_rows(pairs, output, aligner, anyway)
        return
    name = chosen_format(format_name, output, ALIGNMENT_FORMATS, bom=bom)
    _refuse(audio and name != "html", "--audio", "is for html")
    parts, sound = _parts(files, workspace_here())

    def align(call: Parts, _: Progress) -> AlignedCall:
        if not anyway and (remark := call.check()):
            say(f"warning: {remark}")
        return aligner.align(call)

    calls, failed = done_each("align", parts, align, lambda call: call.name)
    if not name and output == "-" and sys.stdout.isatty():
        _print(calls, interface)
    elif calls:
        is_page = name == "html"
        content = (
            _page(calls, audio or sound, interface)
            if is_page
            else written(name or "json", calls, bom, say=say)
        )
        write_result(output, content)
    partial(failed, len(parts), "align")


def _keep(files: Sequence[Path], name: str, *, anyway: bool) -> None:
    """Register a call by its texts, and do what ``calltools run`` does of it."""
    from calltools.run.pipeline import TextPipeline
    from calltools.run.text_publications import keep_texts

    workspace = worked_on_workspace()
    kept = keep_texts(workspace, files, name, anyway=anyway)
    for remark in kept.remarks:
        say(f"warning: {remark}")
    pipeline = TextPipeline(workspace, settings_for(workspace))
    for call in kept.calls:
        outcome = pipeline.run(call)
        if outcome.error:
            raise outcome.error
        say(f"{call.name}: registered; look at it: calltools review")


def _refuse(condition: object, where: str, problem: str) -> None:
    if condition:
        raise SettingsError(where, problem)


def _parts(files: Sequence[Path], workspace: Workspace | None) -> tuple[list[Parts], Path | None]:
    """The calls meant, with the sound of one in the workspace.

    Remarks on calls without a counterpart go to stderr.
    """
    from calltools.alignment.sources import pair_files, parts_in_workspace

    if not files:
        raise SettingsError("ZH EN", "is missing", "name two transcripts, or a recording")
    if len(files) == 1 and workspace and (found := parts_in_workspace(str(files[0]), workspace)):
        return [found[0]], found[1]
    calls, remarks = pair_files(files)
    for remark in remarks:
        say(f"warning: {remark}")
    return calls, None


def _align_rows(pairs: Path, output: str, aligner: Aligner, anyway: bool) -> None:
    """One row out for each row in that could be aligned, or is of two calls."""
    from calltools.alignment.align import align_row

    rows = []

    def align(placed: tuple[str, bytes], _: Progress) -> None:
        place, line = placed
        row, different = align_row(line, place, aligner, anyway=anyway)
        rows.append(row)
        if different:
            raise different

    lines = list(read_lines(bytes_of(pairs), pairs))
    _, failed = done_each("align", lines, align, lambda placed: placed[0])
    if rows or not failed:
        write_result(output, dump_rows(rows))
    partial(failed, len(lines), "align")


def _page(calls: Sequence[AlignedCall], audio: Path | None, language: str) -> str:
    from calltools.media import decode
    from calltools.views.alignment_page import alignment_page
    from calltools.views.audio import encode

    if len(calls) != 1:
        raise SettingsError("html", f"is for one call, found {len(calls)}", "give one call a file")
    if audio is None:
        return alignment_page(calls[0], language=language)
    with decode(audio) as pcm, progress_bar("sound") as progress:
        sound = encode(pcm, progress=progress)
    return alignment_page(calls[0], audio=sound.data, audio_type=sound.mime_type, language=language)


def _print(calls: Sequence[AlignedCall], language: str) -> None:
    from calltools.views.alignment_text import tables

    for call in calls:
        for title, headings, rows in tables(call, language):
            if rows or title == "findings":
                write_stdout(f"\n{call.name}: {len(rows)} {title}\n")
                print_table(headings, rows)
