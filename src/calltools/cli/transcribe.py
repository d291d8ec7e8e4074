"""``calltools transcribe``: sound files to transcripts, with or without a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from calltools.cli.console import (
    done_each,
    partial,
    say,
    settings_for,
    workspace_here,
)
from calltools.cli.options import FILE, output_dir_option, speech_options
from calltools.errors import SettingsError
from calltools.files import make_folder, write_output
from calltools.progress import Progress
from calltools.transcripts import writers
from calltools.transcripts.warnings import warnings_of


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FILE)
@output_dir_option("-o", help="Where NAME.json and the like are written.  [default: here]")
@click.option(
    "-f",
    "--format",
    "formats",
    type=click.Choice((*writers.FORMATS, "all")),
    multiple=True,
    default=("json",),
    show_default=True,
    help="May be given several times.  eaf: ELAN.  textgrid: Praat.  docx: Word.",
)
@speech_options
def command(
    files: tuple[Path, ...],
    output_dir: Path,
    formats: tuple[str, ...],
    **flags: Any,
) -> None:
    """Turn sound files into transcripts with speakers, roles and times.

    Any audio or video file will do.  NAME.toml beside a recording, where there is one, tells what
    is known about the call.  Nothing is kept in between and files of an earlier call are replaced:
    for many recordings, `calltools run`.
    """
    from calltools.alignment.doubtful_words import HearsTwice
    from calltools.speech.transcribe import Transcriber
    from calltools.store.recordings import check_name

    _refuse_equal_names(files)
    transcriber = Transcriber(settings_for(workspace_here(), **flags), HearsTwice)
    wanted = tuple(writers.FORMATS) if "all" in formats else tuple(dict.fromkeys(formats))
    make_folder(output_dir)

    def transcribe(file: Path, progress: Progress) -> None:
        check_name(file)
        targets = {
            name: output_dir / f"{file.stem}{writers.FORMATS[name].suffix}" for name in wanted
        }
        if file.resolve() in (target.resolve() for target in targets.values()):
            raise SettingsError(
                file, "would be written over by its own transcript", "choose another --output-dir"
            )
        transcript = transcriber.transcribe_file(file, progress)
        for warning in warnings_of(transcript):
            say(f"warning: {file.name}: {warning.words}")
        for name, target in targets.items():
            write_output(target, writers.write(transcript, name, name=file.stem))

    _, failed = done_each("transcribe", files, transcribe)
    partial(failed, len(files), "transcribe")


def _refuse_equal_names(files: tuple[Path, ...]) -> None:
    names: dict[str, Path] = {}
    for file in files:
        if (other := names.setdefault(file.stem, file)) != file:
            raise SettingsError(
                file, f"would be written to the same files as {other}", "transcribe it by itself"
            )
