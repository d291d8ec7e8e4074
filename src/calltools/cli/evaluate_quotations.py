"""``calltools evaluate quotations``: an audit against a labelled set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import print_json, print_table, write_stdout
from calltools.cli.options import json_option
from calltools.errors import ReportError
from calltools.records import read_objects

if TYPE_CHECKING:
    from calltools.evaluation.verdicts import VerdictScores


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--predicted", help="Rows of `calltools audit` (JSON lines), - for stdin.  [default: audit now]"
)
@json_option(help="Print one JSON object of figures.")
def quotations(gold: Path, predicted: str | None, as_json: bool) -> None:
    """Verdicts, places and alarms of an audit against the labelled folder GOLD.

    GOLD holds quotes.jsonl, transcripts.jsonl and the reports in reports/; hospitals.json, where
    it is there, the forms of each hospital's name, by any of which a hospital is right.
    """
    from calltools.evaluation.hospital_forms import HospitalForms
    from calltools.evaluation.quotations import score_found
    from calltools.evaluation.verdicts import score_verdicts
    from calltools.quotations.corpus import read_corpus

    labelled = _rows(gold / "quotes.jsonl")
    found = _rows(predicted) if predicted else _audited(gold, {row["report"] for row in labelled})
    scores = score_verdicts(labelled, found)
    forms = HospitalForms(gold, read_corpus([gold / "transcripts.jsonl"]))
    finding = score_found(labelled, found, forms.key).to_json()
    if as_json:
        print_json({**scores.to_json(), "found": finding})
    else:
        _print_tables(scores)
        _print_found(finding)


def _rows(file: Path | str) -> list[dict[str, Any]]:
    return read_objects(file, kind=ReportError)


def _audited(gold: Path, names: set[str]) -> list[dict[str, Any]]:
    from calltools.comparison.pair_reader import pair_reader
    from calltools.language.encoders import load_encoder
    from calltools.quotations.auditor import Auditor
    from calltools.quotations.corpus import read_corpus
    from calltools.quotations.report import read_report

    auditor = Auditor(read_corpus([gold / "transcripts.jsonl"]), load_encoder(), pair_reader())
    reports = (read_report(gold / "reports" / name) for name in sorted(names))
    return [row for report in reports for row in auditor.audit(report).rows]


def _print_tables(scores: VerdictScores) -> None:
    from calltools.evaluation.verdicts import verdict_order

    columns = ("rows", "verdict_accuracy", "located", "clean_precision", "clean_recall", "clean_f1")
    rows = []
    for name, part in [*scores.groups.items(), ("all", scores.total)]:
        figures = part.to_json()
        rows.append((name, *(figures[column] for column in columns)))
    print_table(("", "rows", "right", "located", "clean P", "clean R", "clean F"), rows)
    total = scores.total
    for kind, ids in (
        ("grave called clean", total.grave_called_clean),
        (f"clean called grave, of {total.faithful}", total.clean_called_grave),
        ("clean not called so", total.false_alarms),
    ):
        write_stdout(f"{kind}: {' '.join((str(len(ids)), *ids))}\n")
    write_stdout(f"for a person: {total.for_a_person}; rows that answer no label: {scores.extra}\n")
    questions = total.questions
    write_stdout(
        f"answers under another question: {questions.matched} of {questions.labelled} found, "
        f"{questions.predicted - questions.matched} false\n\n"
    )
    calls = []
    for label in verdict_order({label for label, _ in scores.confusion}):
        counts = {a: n for (of, a), n in scores.confusion.items() if of == label}
        wrong = ", ".join(f"{a} {counts[a]}" for a in verdict_order(counts) if a != label)
        calls.append((label, (counts.get(label, 0), sum(counts.values())), wrong))
    print_table(("labelled", "right", "called instead"), calls)


def _print_found(figures: Mapping[str, Any]) -> None:
    write_stdout("\n")
    rows = [
        ("spans, F", figures["spans"]["f1"]),
        ("no quotations, F", figures["not_a_quotation"]["f1"]),
        ("speaker", figures["attributed_speaker"]),
        ("hospital", figures["attributed_hospital"]),
        ("frame", figures["frame"]),
    ]
    print_table(("found", "right"), rows)
