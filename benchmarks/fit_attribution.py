"""Fits ``quotations/finding/weights.toml``: whose words a quotation is said to be, and at which
hospital.

    python benchmarks/fit_attribution.py FOLDER… [--write]

Each FOLDER is a labelled set like tests/gold/quotes, or training/reports; ``hospitals.json`` in it,
where there is one, has the forms of each hospital's name.  Conditional logits with an L2 penalty.
Prints how many are right when whole reports are left out of the fit.  Needs scipy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from calltools.evaluation.hospital_forms import HospitalForms
from calltools.language.names import is_written_for, same_name
from calltools.quotations import finding
from calltools.quotations.corpus import read_corpus
from calltools.quotations.finding.attributing import ReportAttribution
from calltools.quotations.finding.who import SpeakerCandidate
from calltools.quotations.report import Report, read_report
from calltools.quotations.weighing import shares, weights
from calltools.records import read_objects

sys.path.insert(0, str(Path(__file__).parents[1]))
from training.written_reports import read_reports

FINDING = Path(finding.__file__).with_name("weights.toml")
PENALTY = 0.2
ROUNDS = 3
"""Quotations are evidence for those after them: fitted anew with what the last fit chose."""

Weights = dict[str, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """The readings of one quotation, and which of them are right."""

    evidence: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    name: str
    labels: Sequence[str | None] = ()


class Folder:
    """A labelled set: its calls, their hospitals, and what the labels call these."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if (path / "quotes.jsonl").exists():
            self.rows = list(read_objects(path / "quotes.jsonl"))
            calls = path if (path / "transcripts.jsonl").exists() else path.with_name("quotes")
            self.corpus = read_corpus([calls / "transcripts.jsonl"])
        else:
            self.rows, transcripts = read_reports(path)
            with TemporaryDirectory() as folder:
                file = Path(folder) / "transcripts.jsonl"
                file.write_text("\n".join(json.dumps(row) for row in transcripts), "utf-8")
                self.corpus = read_corpus([file])
        self.forms = HospitalForms(path, self.corpus)

    def reports(self) -> Iterator[LabelledReport]:
        """Its reports with their rows."""
        inner = self.path / "reports"
        for name in sorted({row["report"] for row in self.rows}):
            own = [row for row in self.rows if row["report"] == name]
            yield LabelledReport(
                read_report((inner if inner.exists() else self.path) / name), own, self
            )


@dataclass(frozen=True)
class LabelledReport:
    """A report with its labelled rows, and the set that it is of."""

    report: Report
    rows: Sequence[Mapping[str, Any]]
    folder: Folder


def cases(
    labelled: LabelledReport, weighed: Callable[[str], Mapping[str, float]]
) -> dict[str, list[Case]]:
    """What was weighed for the labelled quotations of a report."""
    folder = labelled.folder
    attribution = ReportAttribution(labelled.report, folder.corpus, folder.forms.known, weighed)
    rows = {row["start"]: row for row in labelled.rows}
    found: dict[str, list[Case]] = {"who": [], "where": []}
    for q in attribution.reading.quotes(attribution.choose):
        people, places = attribution.decided[-1]
        row = rows.get(labelled.report.blocks[q.marked.first].at[q.marked.start])
        if row is None or (row["frame"] is None and row["attributed_speaker"] is None):
            continue
        name = f"{row['id']} {row['quote'][:30]}"
        right = [is_right(one, row) for one in people]
        found["who"].append(
            Case([p.evidence for p in people], right, name, [p.name for p in people])
        )
        if row["frame"] is None:
            continue
        key = folder.forms.key(row["attributed_hospital"])
        if key is not None and key not in folder.forms.known.by_key:
            continue  # a name that only the report has
        found["where"].append(
            Case(
                [p.evidence for p in places],
                [p.key == key for p in places],
                name,
                [p.key for p in places],
            )
        )
    return found


def is_right(one: SpeakerCandidate, row: Mapping[str, Any]) -> bool:
    """Whether the labelled speaker is ``one``: whoever is named right beside the words may be
    named otherwise there than in the label."""
    wanted = row["attributed_speaker"]
    if wanted is None or one.name is None:
        return wanted is one.name
    if f"{one.side}_close" in one.evidence and same_name(wanted, one.name) is not False:
        return True
    return is_written_for(wanted, one.name) or is_written_for(wanted, one.meant or "")


def fit(found: Sequence[Case]) -> Weights:
    """The weights under which what is right is likeliest."""
    taken = [case for case in found if any(case.right)]
    names = sorted({name for case in taken for one in case.evidence for name in one})
    readings = [one for case in taken for one in case.evidence]
    x = np.array([[one.get(name, 0.0) for name in names] for one in readings])
    right = np.array([ok for case in taken for ok in case.right])
    sizes = [len(case.right) for case in taken]
    starts = np.cumsum([0, *sizes[:-1]])

    def loss(w: Floats) -> tuple[float, Floats]:
        odds = np.exp(x @ w)
        share = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
        hits = np.add.reduceat(share * right, starts) + 1e-12
        slope = (share - share * right / np.repeat(hits, sizes)) @ x
        return PENALTY * float(w @ w) / 2 - float(np.log(hits).sum()), PENALTY * w + slope

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {n: round(float(w), 2) for n, w in zip(names, fitted, strict=True)}


def chosen(case: Case, weighed: Mapping[str, float]) -> int:
    """The reading that is likeliest."""
    likely = shares(case.evidence, weighed)
    return likely.index(max(likely))


def fitted(reports: Sequence[LabelledReport]) -> dict[str, Weights]:
    """The weights for ``reports``."""
    now: dict[str, Weights] = {n: dict(weights(n)) for n in ("who", "where")}
    for _ in range(ROUNDS):
        gathered: dict[str, list[Case]] = {"who": [], "where": []}
        for labelled in reports:
            for name, found in cases(labelled, now.__getitem__).items():
                gathered[name] += found
        now = {name: fit(found) for name, found in gathered.items()}
    return now


def main() -> None:
    """Fits, prints, and with --write writes."""
    folders = [Path(arg) for arg in sys.argv[1:] if not arg.startswith("-")]
    reports = [one for path in folders for one in Folder(path).reports()]
    total = {"who": [0, 0], "where": [0, 0]}
    groups = [reports[i::6] for i in range(6)]
    for left_out in groups:
        weighed = fitted([one for one in reports if one not in left_out])
        for labelled in left_out:
            line = [labelled.report.name]
            for name, found in cases(labelled, weighed.__getitem__).items():
                right = [case.right[chosen(case, weighed[name])] for case in found]
                total[name][0] += sum(right)
                total[name][1] += len(right)
                line.append(f"{name} {sum(right)}/{len(right)}")
                for case in found if "-v" in sys.argv else ():
                    at = chosen(case, weighed[name])
                    if not case.right[at]:
                        wanted = [n for n, ok in zip(case.labels, case.right, strict=True) if ok]
                        line.append(f"\n    {name}: {case.name}: {case.labels[at]}, not {wanted}")
            print("  ".join(line))
    for name, (hits, of) in total.items():
        print(f"{name}: {hits} of {of} right, whole reports left out ({hits / of:.3f})")
    if "--write" in sys.argv:
        sets = ", ".join("/".join(path.parts[-2:]) for path in folders)
        scores = ", ".join(f"{name} {hits} of {of}" for name, (hits, of) in total.items())
        write(
            fitted(reports),
            f"{sets}; after commit {commit()}; whole reports left out, right: {scores}",
        )


def commit() -> str:
    """The commit that is checked out."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return run(asked, capture_output=True, text=True, check=True).stdout.strip()


def write(weighed: Mapping[str, Weights], how: str) -> None:
    """Write the weights beside the code that reads them, and ``how`` they were fitted, to which
    no chance belongs: there is no seed."""
    lines = ["# Written by benchmarks/fit_attribution.py: what evidence weighs, in log odds."]
    lines += ["", "[fitted]", f'on = "{how}"']
    for name, table in weighed.items():
        lines += ["", f"[{name}]"]
        lines += [f"{evidence} = {value}" for evidence, value in sorted(table.items())]
    FINDING.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
