"""``calltools evaluate``: scores of results against references, as a table or as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    Cell,
    aligner_here,
    cell_text,
    print_json,
    print_table,
    reader_here,
    say,
    write_stdout,
)
from calltools.cli.options import FILE, json_option
from calltools.errors import CalltoolsError, ReportError, SettingsError
from calltools.files import bytes_of
from calltools.records import read_lines, read_objects

if TYPE_CHECKING:
    from calltools.quotations.corpus import Corpus

_Figures = Mapping[str, Any]
_FOLDER = click.Path(path_type=Path, file_okay=False)
_RATES = ("precision", "recall", "f1", "labelled")


@click.group(name="evaluate")
def command() -> None:
    """Score results against references, as a table or as JSON."""


def _verb(show: Callable[[_Figures], None]) -> Callable[[Callable[..., _Figures]], click.Command]:
    """A command that prints the figures it gives: one JSON object, or tables as ``show`` does."""

    def command_of(score: Callable[..., _Figures]) -> click.Command:
        @command.command()
        @json_option(help="Print one JSON object of figures.")
        @functools.wraps(score)
        def verb(as_json: bool, **arguments: Any) -> None:
            (print_json if as_json else show)(score(**arguments))

        return verb

    return command_of


def _predicted(option: str, verb: str, now: str) -> Callable[[Any], Any]:
    """The option that names rows made before, by this program or another."""
    rows = f"Rows of `calltools {verb}` (JSON lines), - for stdin.  [default: {now} now]"
    return click.option(option, help=rows)


def _by_file(
    headings: Sequence[str], rows: Callable[[_Figures], Iterable[Sequence[Cell]]]
) -> Callable[[_Figures], None]:
    """A table of the ``rows`` of each file's figures, then its name, and of all files together."""

    def show(figures: _Figures) -> None:
        files = {**figures["files"], "all together": figures.get("pooled", figures)}
        lines = [(*row, name) for name, score in files.items() for row in rows(score)]
        print_table(headings, lines, decimals=1)

    return show


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _errors(text: _Figures) -> Iterable[Sequence[Cell]]:
    names = ("errors", "substitutions", "deletions", "insertions", "length")
    yield _percent(text["cer"]), *(text[name] for name in names)


@_verb(_by_file(("CER %", "errors", "sub", "del", "ins", "length", "text"), _errors))
@click.argument("reference", type=FILE)
@click.argument("hypothesis", type=FILE)
def asr(reference: Path, hypothesis: Path) -> _Figures:
    """Character error rate of HYPOTHESIS against REFERENCE.

    Each is a transcript (JSON, or text that holds the words alone), a TSV manifest with the
    columns file and reference, or a folder of these, matched by name.  Script, width, case,
    punctuation and the spelling of numbers do not count.
    """
    from calltools.evaluation.asr import CharacterErrors, character_errors
    from calltools.evaluation.inputs import pair, read_texts

    texts = pair(read_texts(reference), read_texts(hypothesis))
    scores = {name: character_errors(*both) for name, both in texts.items()}
    return {
        "pooled": sum(scores.values(), CharacterErrors()).to_json(),
        "files": {name: errors.to_json() for name, errors in scores.items()},
    }


def _collars(recording: _Figures) -> Iterable[Sequence[Cell]]:
    from calltools.evaluation.counts import rate

    for collar_ms in (0, 250):
        errors = recording[f"collar_{collar_ms}_ms"]
        roles = None if collar_ms else recording["by_role"]
        shares = (
            errors["der"],
            rate(errors["missed_ms"], errors["total_ms"]),
            rate(errors["false_alarm_ms"], errors["total_ms"]),
            errors["wrong_party"],
            roles and roles["wrong_party"],
        )
        yield f"{collar_ms / 1000:.2f}", *map(_percent, shares), errors["total_ms"] / 1000


_SHARES = ("DER %", "missed", "false", "wrong", "role")


@_verb(_by_file(("collar s", *_SHARES, "speech s", "recording"), _collars))
@click.argument("reference", type=FILE)
@click.argument("hypothesis", type=FILE)
def diarization(reference: Path, hypothesis: Path) -> _Figures:
    """Diarization error rate of HYPOTHESIS against REFERENCE.

    Each is RTTM, JSON with times (a calltools or WhisperX transcript, turns, or spans), or a
    folder of these, matched by name.  Overlapping speech counts.  "wrong" is the share of speech
    given to another than who speaks; "role" the same for roles, where both sides have them.
    """
    from calltools.evaluation.diarization import figures, pooled, score
    from calltools.evaluation.inputs import pair, read_spoken
    from calltools.speech.runtime import require

    require("pyannote.metrics")
    spoken = pair(read_spoken(reference), read_spoken(hypothesis))
    scores = {name: score(*both) for name, both in spoken.items()}
    return {
        "pooled": figures(pooled(scores.values())),
        "files": {name: figures(each) for name, each in scores.items()},
    }


def _layouts(file: _Figures) -> Iterable[Sequence[Cell]]:
    turns, fields, notes = ((file[f"{name}_exact"], file[name]) for name in _EXACT)
    calls = (file["calls_separated"], file["calls"])
    yield turns, file["spurious"], fields, notes, calls, file["calls_found"]


_EXACT = ("turns", "fields", "notes")


@_verb(_by_file(("turns", "spurious", "header", "notes", "calls", "found", "file"), _layouts))
@click.argument("gold", type=_FOLDER)
def formats(gold: Path) -> _Figures:
    """Turns and headers of the files in GOLD against its expected.json.

    A turn counts when its role and its words are as labelled.
    """
    from calltools.evaluation.formats import Score, read_expected, score_file
    from calltools.page.files import read_file
    from calltools.page.published import to_published

    scores: dict[str, Score] = {}
    for name, expected in read_expected(gold / "expected.json").items():
        try:
            calls = [to_published(call) for call in read_file(gold / name).calls]
        except CalltoolsError as error:
            say(f"error: {error}")
            calls = []
        scores[name] = score_file(expected["calls"], calls)
    files = {name: score.to_json() for name, score in scores.items()}
    return {**sum(scores.values(), Score()).to_json(), "files": files}


def _show_alignments(figures: _Figures) -> None:
    for name, part in figures.items():
        links, findings = part["links"], part["findings"]
        rows: list[Sequence[Cell]] = [
            (f"links, {kind}", *(links[kind][x] for x in "prf"), links["links"])
            for kind in ("strict", "lax")
        ]
        for label, rates in [("findings", findings["all"]), *findings["types"].items()]:
            rows.append((label, *(rates[x] for x in _RATES)))
        write_stdout(f"{name}: {part['calls']} calls\n")
        print_table(("", "P", "R", "F", "labelled"), rows)
        each = cell_text(part["findings_per_faithful_call"])
        write_stdout(f"findings per faithful call: {each} of {part['faithful_calls']}\n")


@_verb(_show_alignments)
@click.argument("gold", type=FILE)
@_predicted("--predicted", "align --pairs", "align")
def alignment(gold: Path, predicted: str | None) -> _Figures:
    """Links and findings of calls against GOLD (JSON lines with both languages and the labels).

    Links count strictly (the very link) and laxly (a pair of turns of it); findings match by type
    and turns.  Calls whose Chinese is a recogniser's are counted apart.
    """
    from calltools.evaluation.alignment import score_alignments

    columns = ("id", "links", "findings")
    labelled = read_objects(gold, *columns)
    return score_alignments(
        labelled, read_objects(predicted, *columns) if predicted else _aligned(gold)
    )


def _aligned(gold: Path) -> list[dict[str, Any]]:
    from calltools.alignment.rows import align_row

    aligner = aligner_here()
    lines = read_lines(bytes_of(gold), gold)
    return [align_row(line, place, aligner, anyway=True)[0] for place, line in lines]


def _show_statements(figures: _Figures) -> None:
    languages = list(figures["languages"])
    rows = []
    for name, rates in [*figures["categories"].items(), ("all", figures["all"])]:
        split = rates.get("languages", figures["languages"])
        by_language = (split[language]["f1"] for language in languages)
        rows.append((name, *(rates[x] for x in _RATES), *by_language, figures["values"].get(name)))
    headings = ("P", "R", "F", "labelled", *(f"F {language}" for language in languages))
    print_table(("category", *headings, "values right"), rows)
    write_stdout("\n")
    print_table(("field", "right"), figures["fields"].items())
    write_stdout(
        f"\nnegatives taken: {figures['negatives_taken']} of {figures['negatives']}\n"
        f"denied recorded as claim: {figures['denied_as_claim']} of {figures['denied']}\n\n"
    )
    counts = {(c["labelled"], c["predicted"]): c["count"] for c in figures["confusion"]}
    names = sorted({name for pair in counts for name in pair}, key=lambda n: (n == "(none)", n))
    print_table(
        ("labelled, found:", *names),
        [(label, *(counts.get((label, answer)) for answer in names)) for label in names],
    )


@_verb(_show_statements)
@click.argument("gold", type=_FOLDER)
@_predicted("--predictions", "extract", "extract")
@click.option("--only", help="Dialogues to score: ids or prefixes of ids, by comma.")
def statements(gold: Path, predictions: str | None, only: str | None) -> _Figures:
    """Precision, recall and fields of statements against the labelled folder GOLD.

    GOLD holds dialogues.jsonl, statements.jsonl and, where there are any, negatives.jsonl.
    """
    from calltools.evaluation.statements import score_statements

    file, negatives = gold / "dialogues.jsonl", gold / "negatives.jsonl"
    dialogues = read_objects(file, "id")
    wanted = _wanted(only, [row["id"] for row in dialogues])
    return score_statements(
        _rows_of(wanted, gold / "statements.jsonl"),
        _rows_of(wanted, predictions) if predictions else _extracted(file, wanted),
        _rows_of(wanted, negatives) if negatives.exists() else [],
        {row["id"]: row.get("lang", "unknown") for row in dialogues},
    )


def _rows_of(dialogues: set[str], file: Path | str) -> list[dict[str, Any]]:
    return [row for row in read_objects(file, "dialogue_id") if row["dialogue_id"] in dialogues]


def _wanted(only: str | None, ids: list[str]) -> set[str]:
    prefixes = ("",) if only is None else tuple(filter(None, map(str.strip, only.split(","))))
    wanted = {identity for identity in ids if identity.startswith(prefixes)}
    if only is not None and not wanted:
        raise SettingsError("--only", f"no dialogue begins with {only!r}")
    return wanted


def _extracted(file: Path, wanted: set[str]) -> list[dict[str, Any]]:
    from calltools.statements import extract
    from calltools.statements.dialogues import read_dialogues

    reader = reader_here()
    calls = dict(read_dialogues(bytes_of(file), str(file)))
    return [
        s.to_json() for name in calls if name in wanted for s in extract(calls[name], name, reader)
    ]


def _show_verdicts(figures: _Figures) -> None:
    from calltools.evaluation.quotations import verdict_order

    columns = ("rows", "verdict_accuracy", "located", "clean_precision", "clean_recall", "clean_f1")
    rows = [
        (name, *(part[column] for column in columns))
        for name, part in [*figures["groups"].items(), ("all", figures)]
    ]
    print_table(("", "rows", "right", "located", "clean P", "clean R", "clean F"), rows)
    for kind, ids in (
        ("grave called clean", figures["grave_called_clean"]),
        (f"clean called grave, of {figures['faithful']}", figures["clean_called_grave"]),
        ("clean not called so", figures["false_alarms"]),
    ):
        write_stdout(f"{kind}: {' '.join((str(len(ids)), *ids))}\n")
    asked = figures["question_changed"]
    write_stdout(
        f"for a person: {figures['for_a_person']}; "
        f"rows that answer no label: {figures['extra']}\n"
        f"answers under another question: {asked['matched']} of {asked['labelled']} found, "
        f"{asked['predicted'] - asked['matched']} false\n\n"
    )
    calls = []
    for label in verdict_order(figures["confusion"]):
        counts = figures["confusion"][label]
        wrong = ", ".join(f"{a} {counts[a]}" for a in verdict_order(counts) if a != label)
        calls.append((label, (counts.get(label, 0), sum(counts.values())), wrong))
    print_table(("labelled", "right", "called instead"), calls)
    finding = figures["found"]
    spans, others = finding["spans"]["f1"], finding["not_a_quotation"]["f1"]
    names = {"speaker": "attributed_speaker", "hospital": "attributed_hospital", "frame": "frame"}
    shares = [(name, finding[key]) for name, key in names.items()]
    write_stdout("\n")
    print_table(("found", "right"), [("spans, F", spans), ("no quotations, F", others), *shares])


@_verb(_show_verdicts)
@click.argument("gold", type=_FOLDER)
@_predicted("--predicted", "audit", "audit")
def quotations(gold: Path, predicted: str | None) -> _Figures:
    """Verdicts, places and alarms of an audit against the labelled folder GOLD.

    GOLD holds quotes.jsonl, transcripts.jsonl and the reports in reports/; hospitals.json, where
    it is there, the forms of each hospital's name, by any of which a hospital is right.
    """
    from calltools.evaluation.quotations import hospital_keys, score_quotations
    from calltools.quotations.corpus import read_corpus

    labelled = read_objects(gold / "quotes.jsonl", kind=ReportError)
    corpus = read_corpus([gold / "transcripts.jsonl"])
    for failure in corpus.failed:  # figures of an audit that lacks its calls mean nothing
        raise failure
    if predicted:
        rows = read_objects(predicted, kind=ReportError)
    else:
        rows = _audited(gold / "reports", {row["report"] for row in labelled}, corpus)
    return score_quotations(labelled, rows, hospital_keys(gold, corpus))


def _audited(folder: Path, names: set[str], corpus: Corpus) -> list[dict[str, Any]]:
    from calltools.quotations.auditor import Auditor
    from calltools.quotations.report import read_report

    aligner = aligner_here()
    auditor = Auditor(corpus, aligner.encoder, aligner.reader)
    reports = (read_report(folder / name) for name in sorted(names))
    return [row for report in reports for row in auditor.audit(report).rows]
