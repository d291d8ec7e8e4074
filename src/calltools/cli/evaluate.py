"""``calltools evaluate``: scores of results against references, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    Cell,
    cell_text,
    print_json,
    print_table,
    reader_for,
    say,
    settings_for,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import FILE, json_option
from calltools.errors import CalltoolsError, ReportError, SettingsError
from calltools.files import bytes_of
from calltools.records import read_lines, read_objects

if TYPE_CHECKING:
    from calltools.quotations.corpus import Corpus

_FOLDER = click.Path(path_type=Path, file_okay=False)
_PARTS = ("missed", "false_alarm")
_RATES = ("precision", "recall", "f1", "labelled")
_as_json = json_option(help="Print one JSON object of figures.")


@click.group(name="evaluate")
def command() -> None:
    """Score results against references, as a table or as JSON."""


def _predicted(option: str, verb: str, now: str) -> Callable[[Any], Any]:
    """The option that names rows made before, by this program or another."""
    rows = f"Rows of `calltools {verb}` (JSON lines), - for stdin.  [default: {now} now]"
    return click.option(option, help=rows)


def _print_files(
    figures: Mapping[str, Any],
    files: Mapping[str, Any],
    headings: Sequence[str],
    rows: Callable[[Any], Iterable[Sequence[Cell]]],
    as_json: bool,
) -> None:
    """The ``figures`` with those of each file; or the ``rows`` of each file's, then its name."""
    if as_json:
        print_json({**figures, "files": files})
        return
    scores = {**files, "all together": figures.get("pooled", figures)}
    print_table(
        headings, [(*row, name) for name, f in scores.items() for row in rows(f)], decimals=1
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


@command.command()
@click.argument("reference", type=FILE)
@click.argument("hypothesis", type=FILE)
@_as_json
def asr(reference: Path, hypothesis: Path, as_json: bool) -> None:
    """Character error rate of HYPOTHESIS against REFERENCE.

    Each is a transcript (JSON, or text that holds the words alone), a TSV manifest with the
    columns file and reference, or a folder of these, matched by name.  Script, width, case,
    punctuation and the spelling of numbers do not count.
    """
    from calltools.evaluation.asr import CharacterErrors, character_errors
    from calltools.evaluation.inputs import pair, read_texts

    texts = pair(read_texts(reference), read_texts(hypothesis))
    scores = {name: character_errors(*both) for name, both in texts.items()}
    pooled = sum(scores.values(), CharacterErrors())
    columns = ("errors", "substitutions", "deletions", "insertions", "length")
    _print_files(
        {"pooled": pooled.to_json()},
        {name: errors.to_json() for name, errors in scores.items()},
        ("CER %", "errors", "sub", "del", "ins", "length", "text"),
        lambda f: [(_percent(f["cer"]), *(f[column] for column in columns))],
        as_json,
    )


@command.command()
@click.argument("reference", type=FILE)
@click.argument("hypothesis", type=FILE)
@_as_json
def diarization(reference: Path, hypothesis: Path, as_json: bool) -> None:
    """Diarization error rate of HYPOTHESIS against REFERENCE.

    Each is RTTM, JSON with times (a calltools or WhisperX transcript, turns, or spans), or a
    folder of these, matched by name.  Overlapping speech counts.  "wrong" is the share of speech
    given to another than who speaks; "role" the same for roles, where both sides have them.
    """
    from calltools.evaluation.counts import rate
    from calltools.evaluation.diarization import figures, pooled, score
    from calltools.evaluation.inputs import pair, read_spoken
    from calltools.speech.runtime import require

    require("pyannote.metrics")
    spoken = pair(read_spoken(reference), read_spoken(hypothesis))
    scores = {name: score(*both) for name, both in spoken.items()}

    def by_collar(result: Mapping[str, Any]) -> Iterable[Sequence[Cell]]:
        roles = result["by_role"]
        for collar, wrong in (("0", roles["wrong_party"] if roles else None), ("250", None)):
            errors = result[f"collar_{collar}_ms"]
            parts = (rate(errors[f"{name}_ms"], errors["total_ms"]) for name in _PARTS)
            shares = (errors["der"], *parts, errors["wrong_party"], wrong)
            seconds = errors["total_ms"] / 1000
            yield (f"{int(collar) / 1000:.2f}", *map(_percent, shares), seconds)

    _print_files(
        {"pooled": figures(pooled(scores.values()))},
        {name: figures(each) for name, each in scores.items()},
        ("collar s", "DER %", "missed", "false", "wrong", "role", "speech s", "recording"),
        by_collar,
        as_json,
    )


@command.command()
@click.argument("gold", type=_FOLDER)
@_as_json
def formats(gold: Path, as_json: bool) -> None:
    """Turns and headers of the files in GOLD against its expected.json.

    A turn counts when its role and its words are as labelled.
    """
    from calltools.evaluation.formats import Score, read_expected, score_file
    from calltools.transcripts.files import read_file
    from calltools.transcripts.writers.published import to_published

    scores: dict[str, Score] = {}
    for name, expected in read_expected(gold / "expected.json").items():
        try:
            calls = [to_published(call) for call in read_file(gold / name).calls]
        except CalltoolsError as error:
            say(f"error: {error}")
            calls = []
        scores[name] = score_file(expected["calls"], calls)
    _print_files(
        sum(scores.values(), Score()).to_json(),
        {name: each.to_json() for name, each in scores.items()},
        ("turns", "spurious", "header", "notes", "calls", "found", "file"),
        lambda f: [
            (
                (f["turns_exact"], f["turns"]),
                f["spurious"],
                (f["fields_exact"], f["fields"]),
                (f["notes_exact"], f["notes"]),
                (f["calls_separated"], f["calls"]),
                f["calls_found"],
            )
        ],
        as_json,
    )


@command.command()
@click.argument("gold", type=FILE)
@_predicted("--predicted", "align --pairs", "align")
@_as_json
def alignment(gold: Path, predicted: str | None, as_json: bool) -> None:
    """Links and findings of calls against GOLD (JSON lines with both languages and the labels).

    Links count strictly (the very link) and laxly (a pair of turns of it); findings match by type
    and turns.  Calls whose Chinese is a recogniser's are counted apart.
    """
    from calltools.evaluation.alignment import score_alignments

    columns = ("id", "links", "findings")
    labelled = read_objects(gold, *columns)
    figures = score_alignments(
        labelled, read_objects(predicted, *columns) if predicted else _aligned(gold)
    )
    if as_json:
        print_json(figures)
        return
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


def _aligned(gold: Path) -> list[dict[str, Any]]:
    from calltools.alignment.calls import Aligner
    from calltools.alignment.rows import align_row

    aligner = Aligner(settings_for(workspace_here()))
    lines = read_lines(bytes_of(gold), gold)
    return [align_row(line, place, aligner, anyway=True)[0] for place, line in lines]


@command.command()
@click.argument("gold", type=_FOLDER)
@_predicted("--predictions", "extract", "extract")
@click.option("--only", help="Dialogues to score: ids or prefixes of ids, by comma.")
@_as_json
def statements(gold: Path, predictions: str | None, only: str | None, as_json: bool) -> None:
    """Precision, recall and fields of statements against the labelled folder GOLD.

    GOLD holds dialogues.jsonl, statements.jsonl and, where there are any, negatives.jsonl.
    """
    from calltools.evaluation.statements import score_statements

    file, negatives = gold / "dialogues.jsonl", gold / "negatives.jsonl"
    dialogues = read_objects(file, "id")
    wanted = _wanted(only, [row["id"] for row in dialogues])
    figures = score_statements(
        _rows_of(wanted, gold / "statements.jsonl"),
        _rows_of(wanted, predictions) if predictions else _extracted(file, wanted),
        _rows_of(wanted, negatives) if negatives.exists() else [],
        {row["id"]: row.get("lang", "unknown") for row in dialogues},
    )
    if as_json:
        print_json(figures)
    else:
        _print_statements(figures)


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

    reader = reader_for(settings_for(workspace_here()))
    calls = dict(read_dialogues(bytes_of(file), str(file)))
    return [
        s.to_json() for name in calls if name in wanted for s in extract(calls[name], name, reader)
    ]


def _print_statements(figures: Mapping[str, Any]) -> None:
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


@command.command()
@click.argument("gold", type=_FOLDER)
@_predicted("--predicted", "audit", "audit")
@_as_json
def quotations(gold: Path, predicted: str | None, as_json: bool) -> None:
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
    figures = score_quotations(labelled, rows, hospital_keys(gold, corpus))
    if as_json:
        print_json(figures)
        return
    _print_verdicts(figures)
    finding = figures["found"]
    spans, others = finding["spans"]["f1"], finding["not_a_quotation"]["f1"]
    names = {"speaker": "attributed_speaker", "hospital": "attributed_hospital", "frame": "frame"}
    shares = [(name, finding[key]) for name, key in names.items()]
    write_stdout("\n")
    print_table(("found", "right"), [("spans, F", spans), ("no quotations, F", others), *shares])


def _audited(folder: Path, names: set[str], corpus: Corpus) -> list[dict[str, Any]]:
    from calltools.alignment.calls import Aligner
    from calltools.quotations.auditor import Auditor
    from calltools.quotations.report import read_report

    aligner = Aligner(settings_for(workspace_here()))
    auditor = Auditor(corpus, aligner.encoder, aligner.reader)
    reports = (read_report(folder / name) for name in sorted(names))
    return [row for report in reports for row in auditor.audit(report).rows]


def _print_verdicts(figures: Mapping[str, Any]) -> None:
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
