"""Whose words a quotation is said to be, at which hospital: quotations/finding/weights.toml.

Conditional logits with an L2 penalty over the readings of each labelled quotation; whole reports
are left out in turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from calltools.language.names import is_written_for, same_name
from calltools.quotations.conditional_logit import shares
from calltools.quotations.finding.attributing import ReportAttribution
from calltools.quotations.finding.speaker_candidates import SpeakerCandidate
from training.fitting import Fitted, Options
from training.labelled_reports import LabelledReport, Row, labelled_reports
from training.learning import Choice, conditional_logit

WEIGHTS = "quotations/finding/weights.toml"
QUESTIONS = ("who", "where")
PENALTY = 0.2
ROUNDS = 4
"""Quotations are evidence for those after them: fitted anew with what the last fit chose."""
FOLDS = 6

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """The readings of one quotation, what each says, and which of them are right."""

    evidence: Sequence[Mapping[str, float]]
    right: Sequence[bool]
    name: str
    answers: Sequence[str | None]

    def chosen(self, weights: Weights) -> int:
        """The reading that is likeliest."""
        likely = shares(self.evidence, weights)
        return likely.index(max(likely))


Cases = Mapping[str, Sequence[Case]]


def fit(options: Options) -> Fitted:
    """The weights of both questions, and how many answers are right in reports left out."""
    reports = labelled_reports(options.sets)
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for fold in range(FOLDS):
        weights = _weights([r for i, r in enumerate(reports) if i % FOLDS != fold])
        for labelled in reports[fold::FOLDS]:
            for question, cases in _cases(labelled, weights.__getitem__).items():
                hits = [case.right[case.chosen(weights[question])] for case in cases]
                right[question] += sum(hits)
                every[question] += len(hits)
                if options.verbose:
                    _print_errors(question, cases, weights[question])
    for question in QUESTIONS:
        print(f"  {question}: {right[question]} of {every[question]} right, reports left out")
    scores = {f"{question} right": right[question] / every[question] for question in QUESTIONS}
    return Fitted(scores, {WEIGHTS: _weights(reports)})


def _print_errors(question: str, cases: Sequence[Case], weights: Weights) -> None:
    for case in cases:
        at = case.chosen(weights)
        if not case.right[at]:
            wanted = [a for a, ok in zip(case.answers, case.right, strict=True) if ok]
            print(f"    {question}: {case.name}: {case.answers[at]}, not {wanted}")


def _weights(reports: Sequence[LabelledReport]) -> dict[str, Weights]:
    """The weights that are best for ``reports``."""
    weights: dict[str, Weights] = {question: {} for question in QUESTIONS}
    for _ in range(ROUNDS):
        found = [_cases(labelled, weights.__getitem__) for labelled in reports]
        weights = {q: _likeliest([case for cases in found for case in cases[q]]) for q in QUESTIONS}
    return weights


def _cases(labelled: LabelledReport, weighed: Callable[[str], Weights]) -> Cases:
    """What was weighed for the labelled quotations of a report."""
    known = labelled.known
    attribution = ReportAttribution(labelled.report, labelled.corpus, known, weighed)
    rows = {row["start"]: row for row in labelled.rows}
    cases: dict[str, list[Case]] = {question: [] for question in QUESTIONS}
    for quotation in attribution.reading.quotes(attribution.choose):
        people, places = attribution.decided[-1]
        marked = quotation.marked
        row = rows.get(labelled.report.blocks[marked.first].at[marked.start])
        if row is None or (row["frame"] is None and row["attributed_speaker"] is None):
            continue
        name = f"{row['id']} {row['quote'][:30]}"
        right = [is_right(person, row) for person in people]
        names = [person.name for person in people]
        cases["who"].append(Case([person.evidence for person in people], right, name, names))
        key = labelled.hospital_key(row["attributed_hospital"])
        # A name that only the report has is none of the readings.
        if row["frame"] is not None and (key is None or key in known.by_key):
            right = [place.key == key for place in places]
            keys = [place.key for place in places]
            cases["where"].append(Case([place.evidence for place in places], right, name, keys))
    return cases


def is_right(person: SpeakerCandidate, row: Row) -> bool:
    """Whether the labelled speaker is ``person``: whoever is named right beside the words may be
    named otherwise there than in the label."""
    wanted = row["attributed_speaker"]
    if wanted is None or person.name is None:
        return wanted is person.name
    if f"{person.side}_close" in person.evidence and same_name(wanted, person.name) is not False:
        return True
    return is_written_for(wanted, person.name) or is_written_for(wanted, person.meant or "")


def _likeliest(cases: Sequence[Case]) -> Weights:
    """The weights under which what is right is likeliest."""
    choices = [Choice(case.evidence, case.right) for case in cases if any(case.right)]
    return conditional_logit(choices, PENALTY, none=False)
