"""``calltools evaluate``: scores of results against references, as a table or as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from calltools.cli.console import (
    aligner_here,
    print_json,
    print_table,
    reader_here,
    say,
    write_stdout,
)
from calltools.cli.options import FILE, json_option, with_options
from calltools.errors import CalltoolsError, ReportError
from calltools.records import read_objects

_Figures = dict[str, Any]
_FOLDER = click.Path(path_type=Path, file_okay=False)
_TWO_SIDES = click.argument("reference", type=FILE), click.argument("hypothesis", type=FILE)


@click.group(name="evaluate")
def command() -> None:
    """Score results against references, as a table or as JSON."""


def _verb(*parameters: Any) -> Callable[[Callable[..., _Figures]], click.Command]:
    """A command that prints the figures it gives: one JSON object, or tables."""
    as_json = json_option(help="Print one JSON object of figures.")

    def command_of(score: Callable[..., _Figures]) -> click.Command:
        @functools.wraps(score)
        def verb(as_json: bool, **arguments: Any) -> None:
            figures = score(**arguments)
            (print_json if as_json else _show)(figures)

        return command.command()(with_options(verb, [*parameters, as_json]))

    return command_of


def _show(figures: _Figures) -> None:
    from calltools.evaluation.score_tables import tables

    for number, (headings, rows) in enumerate(tables(figures)):
        write_stdout("\n" if number else "")
        print_table(headings, rows)


def _labelled(kind: click.Path, option: str, verb: str) -> tuple[Any, Any]:
    """The labelled set, and the option that names rows made before, by whatever program."""
    rows = f"Rows of `calltools {verb}` (JSON lines), - for stdin.  [default: made now]"
    return click.argument("gold", type=kind), click.option(option, "predicted", help=rows)


@_verb(*_TWO_SIDES)
def asr(reference: Path, hypothesis: Path) -> _Figures:
    """Character error rate of HYPOTHESIS against REFERENCE.

    Each is a transcript (JSON, or text that holds the words alone), a TSV manifest with the
    columns file and reference, or a folder of these, matched by name.  Script, width, case,
    punctuation and the spelling of numbers do not count.
    """
    from calltools.evaluation.asr import score_texts
    from calltools.evaluation.inputs import pair, read_texts

    return score_texts(pair(read_texts(reference), read_texts(hypothesis)))


@_verb(*_TWO_SIDES)
def diarization(reference: Path, hypothesis: Path) -> _Figures:
    """Diarization error rate of HYPOTHESIS against REFERENCE.

    Each is RTTM, JSON with times (a calltools or WhisperX transcript, turns, or spans), or a
    folder of these, matched by name.  Overlapping speech counts.  wrong_party is the share of
    speech given to another than who speaks; by_role the same for roles, where both sides have them.
    """
    from calltools.evaluation.diarization import score_recordings
    from calltools.evaluation.inputs import pair, read_spoken
    from calltools.speech.runtime import require

    require("pyannote.metrics")
    return score_recordings(pair(read_spoken(reference), read_spoken(hypothesis)))


@_verb(click.argument("gold", type=_FOLDER))
def formats(gold: Path) -> _Figures:
    """Turns and headers of the files in GOLD against its expected.json.

    A turn counts when its role and its words are as labelled.
    """
    from calltools.evaluation.parsed_calls import read_expected, score_files

    labelled = read_expected(gold / "expected.json")
    return score_files(
        {name: (row["calls"], _parsed(gold / name)) for name, row in labelled.items()}
    )


def _parsed(file: Path) -> list[dict[str, Any]]:
    from calltools.page.parse_files import read_file
    from calltools.page.rows import to_published

    try:
        return [to_published(call) for call in read_file(file).calls]
    except CalltoolsError as error:
        say(f"error: {error}")
        return []


@_verb(*_labelled(FILE, "--predicted", "align --pairs"))
def alignment(gold: Path, predicted: str | None) -> _Figures:
    """Links and findings of calls against GOLD (JSON lines with both languages and the labels).

    Links count strictly (the very link) and laxly (a pair of turns of it); findings match by type
    and turns.  Calls whose Chinese is a recogniser's are counted apart.
    """
    from calltools.evaluation.alignment import score_alignments
    from calltools.evaluation.predicted import aligned

    columns = ("id", "links", "findings")
    labelled = read_objects(gold, *columns)
    rows = read_objects(predicted, *columns) if predicted else aligned(gold, aligner_here())
    return score_alignments(labelled, rows)


@_verb(*_labelled(_FOLDER, "--predictions", "extract"))
def statements(gold: Path, predicted: str | None) -> _Figures:
    """Precision, recall and fields of statements against the labelled folder GOLD.

    GOLD holds dialogues.jsonl, statements.jsonl and, where there are any, negatives.jsonl.
    """
    from calltools.evaluation.predicted import extracted
    from calltools.evaluation.statements import score_statements

    dialogues, negatives = gold / "dialogues.jsonl", gold / "negatives.jsonl"
    return score_statements(
        read_objects(gold / "statements.jsonl", "dialogue_id"),
        read_objects(predicted, "dialogue_id")
        if predicted
        else extracted(dialogues, reader_here()),
        read_objects(negatives, "dialogue_id") if negatives.exists() else [],
        {row["id"]: row.get("lang", "unknown") for row in read_objects(dialogues, "id")},
    )


@_verb(*_labelled(_FOLDER, "--predicted", "audit"))
def quotations(gold: Path, predicted: str | None) -> _Figures:
    """Verdicts, places and alarms of an audit against the labelled folder GOLD.

    GOLD holds quotes.jsonl, transcripts.jsonl and the reports in reports/; hospitals.json, where
    it is there, the forms of each hospital's name, by any of which a hospital is right.
    """
    from calltools.evaluation.predicted import audited
    from calltools.evaluation.quotations import hospital_keys, score_quotations
    from calltools.quotations.corpus import read_corpus

    labelled = read_objects(gold / "quotes.jsonl", kind=ReportError)
    corpus = read_corpus([gold / "transcripts.jsonl"])
    for failure in corpus.failed:  # figures of an audit that lacks its calls mean nothing
        raise failure
    if predicted:
        rows = read_objects(predicted, kind=ReportError)
    else:
        reports = sorted({gold / "reports" / row["report"] for row in labelled})
        rows = audited(reports, corpus, aligner_here())
    return score_quotations(labelled, rows, hospital_keys(gold, corpus))
