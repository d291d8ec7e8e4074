"""Fits src/calltools/comparison/weights.toml on labelled calls, and tells how reliable it is.

    python benchmarks/fit_comparison.py FOLDER… [--out src/calltools/comparison/weights.toml]

FOLDER holds a ``calls.jsonl`` like that of tests/gold/bilingual; the calls of training/bilingual
are taken besides, and for negations those that the rules were made with, which count less.  Clauses
of the labelled links are weighed one by one.  Of parts left out and put in there are few, so that
clauses are taken out of faithful links as well, which count little.  What is printed is of calls
that were left out of the fit: of the links with a likely clause, how many are labelled from which
probability; and the findings of whole calls, of all kinds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from calltools.alignment.align import align
from calltools.alignment.exchange.contract import read_row, to_row
from calltools.comparison import weighing
from calltools.comparison.coverage import split_clauses
from calltools.comparison.denied_clauses import denied_clauses
from calltools.comparison.manner import manners
from calltools.comparison.negation import negation_differences
from calltools.comparison.weighing import ClauseEvidence, Weighing, clause_evidence
from calltools.evaluation.alignment import score_alignments
from calltools.language.encoders import Encoder, load_encoder
from calltools.language.normalise import TextSpan
from calltools.language.polarity import hedges
from calltools.language.sentences import Language

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
from written_pairs import read_pairs

ROOT = Path(__file__).parents[1]

RULED = ("bilingual", "bilingual-unseen", "bilingual-third", "bilingual-fourth")

Row = dict[str, Any]
Tables = dict[str, Weighing]
KINDS: dict[str, tuple[Language, ...]] = {
    "omission": ("zh",),
    "hedge_dropped": ("zh",),
    "addition": ("en",),
    "negation_changed": (),
}
LANGUAGES: tuple[Language, ...] = ("zh", "en")
MADE = 0.05
"""What a part counts that was made, beside one that was labelled."""
KNOWN = 0.3
"""What a negation counts of the sets that the rules were made with, beside one of other calls."""
MISSED = 2.5
"""What a negation that was missed costs, beside a false one."""
_ALIKE = 0.3
FOLDS = 10


@dataclass(frozen=True)
class Example:
    """The evidence of a clause and what is labelled there: "" for nothing."""

    link: tuple[str, int]
    of: str
    evidence: ClauseEvidence
    label: str
    weight: float = 1.0


@dataclass(frozen=True)
class Pair:
    """A link of a call: its texts and its findings."""

    zh: str
    en: str
    findings: list[Row]

    def denied(self, place: TextSpan) -> str | None:
        """What is labelled for any of a clause of the Chinese; None for other findings than
        negations."""
        found = [f for f in self.findings if f["type"] == "negation_changed"]
        for finding in found:
            span = finding["zh_span"] or ""
            at = self.zh.find(span)
            if span and at < place[1] and place[0] < at + len(span):
                return "negation_changed"
        return None if self.findings else ""

    def label(self, language: Language, place: TextSpan) -> str | None:
        """What is labelled for most of a clause; None where that can't be told."""
        text = self.zh if language == "zh" else self.en
        for finding in self.findings:
            kind = finding["type"]
            if language not in KINDS.get(kind, ()):
                continue
            span = finding[f"{language}_span"]
            at = text.find(span) if span else -1
            if at < 0:
                return None
            shared = min(place[1], at + len(span)) - max(place[0], at)
            if shared >= 0.5 * len(text[slice(*place)].strip()):
                return str(kind)
            if shared > 0:
                return None
        return ""


def pairs(call: Row) -> list[Pair]:
    """The links of a call that have both sides and are no summary."""
    found = []
    for zh, en in call["links"]:
        inside = [
            f for f in call["findings"] if {*zh} & {*f["zh_turns"]} or {*en} & {*f["en_turns"]}
        ]
        if zh and en and not any(f["type"] == "summary_instead_of_translation" for f in inside):
            found.append(
                Pair(
                    "\n".join(call["zh_turns"][i]["text"] for i in zh),
                    "\n".join(call["en_turns"][j]["text"] for j in en),
                    inside,
                )
            )
    return found


def examples(call: Row, encoder: Encoder) -> Iterator[Example]:
    """The clauses of a call, and those made of its faithful links."""
    found = pairs(call)
    told = manners([(p.zh, p.en) for p in found], encoder)
    weight = KNOWN if call.get("known") else 1.0
    for k, (pair, manner) in enumerate(zip(found, told, strict=True)):
        link = call["id"], k
        if manner is None:
            continue
        likeness = manner.likeness
        ruled = any(negation_differences(pair.zh, pair.en, encoder))
        if not (ruled and manner.is_even):
            for place, _, measured in denied_clauses(pair.zh, pair.en, encoder):
                label = pair.denied(place)
                if label is not None:
                    cost = weight * (MISSED if label else 1)
                    yield Example(link, "negation_changed", measured, label, cost)
        for language in LANGUAGES if not call.get("known") else ():
            texts = (pair.zh, pair.en) if language == "zh" else (pair.en, pair.zh)
            for place, measured in clause_evidence(*texts, language, encoder, likeness):
                label = pair.label(language, place)
                if label is not None:
                    yield Example(link, language, measured, label)
            if not pair.findings:
                for measured in made(*texts, language, encoder, likeness):
                    label = "omission" if language == "zh" else "addition"
                    yield Example(link, language, measured, label, MADE)


def made(
    text: str, other: str, language: Language, encoder: Encoder, likeness: float
) -> Iterator[ClauseEvidence]:
    """Evidence of clauses without a hedge whose counterpart was taken out of the other side."""
    clauses = split_clauses(text, language)
    pieces = split_clauses(other, "en" if language == "zh" else "zh")
    if len(clauses) < 2 or len(pieces) < 2:
        return
    alike = (
        encoder.encode([text[slice(*c)] for c in clauses])
        @ encoder.encode([other[slice(*p)] for p in pieces]).T
    )
    for k, (start, end) in enumerate(pieces):
        nearest = int(alike[:, k].argmax())
        mutual = int(alike[nearest].argmax()) == k and alike[nearest, k] >= _ALIKE
        if not mutual or hedges(text[slice(*clauses[nearest])], language):
            continue
        rest = (other[:start] + other[end:]).strip()
        evidence = list(clause_evidence(text, rest, language, encoder, likeness))
        yield evidence[nearest][1]


def model() -> Pipeline:
    """What is fitted."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000, C=0.1))


def fit(kind: str, found: list[Example]) -> Weighing:
    """The weighing of a kind."""
    used, x, y = _measured(kind, found)
    fitted = model().fit(x, y, logisticregression__sample_weight=[e.weight for e in used])
    scaler, regression = fitted[0], fitted[1]
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    names = sorted(used[0].evidence)
    return Weighing(intercept, dict(zip(names, map(float, weights), strict=True)))


def _measured(kind: str, found: list[Example]) -> tuple[list[Example], np.ndarray, np.ndarray]:
    used = [e for e in found if e.of in (kind, *KINDS[kind]) and e.label in ("", kind)]
    x = np.array([[e.evidence[name] for name in sorted(e.evidence)] for e in used])
    return used, x, np.array([e.label == kind for e in used])


def table(kind: str, one: Weighing) -> str:
    """The lines of a kind in weights.toml."""
    lines = [f"{name} = {weight:.4g}" for name, weight in one.weights.items()]
    head = [f"[{kind}]", f"intercept = {one.intercept:.4g}", f"[{kind}.weights]"]
    return "\n".join([*head, *lines])


def reliability(kind: str, found: list[Example], left_out: Mapping[str, Tables]) -> None:
    """Prints the links found and the alarms by probability; ``left_out`` has by call the weighings
    that were fitted without it."""
    links: dict[tuple[str, int], tuple[float, bool]] = {}
    for one in _measured(kind, found)[0]:
        if one.weight != MADE:
            likely = left_out[one.link[0]][kind].probability(one.evidence)
            best, known = links.get(one.link, (0.0, False))
            links[one.link] = max(best, likely), known or one.label == kind
    print(f"{kind}: {sum(known for _, known in links.values())} links of {len(links)}")
    for low in np.arange(0.1, 1.0, 0.2):
        inside = [known for likely, known in links.values() if low <= likely < low + 0.2]
        print(f"  likely {low:.1f} to {low + 0.2:.1f}: {sum(inside)} of {len(inside)}")


def whole_calls(calls: Sequence[Row], left_out: Mapping[str, Tables], encoder: Encoder) -> None:
    """Prints what is found in calls with the weighings that were fitted without them."""
    rows = []
    for call in calls:
        zh, en = read_row(call)
        setattr(weighing, "weighings", lambda tables=left_out[call["id"]]: tables)  # noqa: B010
        rows.append(to_row(call["id"], zh.turns, en.turns, align(zh.turns, en.turns, encoder)))
    figures = score_alignments(calls, rows)["edited"]
    print(json.dumps(figures["findings"] | {"false": figures["findings_per_faithful_call"]}))


def main() -> None:
    """Fits all kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    calls = [
        json.loads(line)
        for folder in chosen.folders
        for line in (folder / "calls.jsonl").read_text("utf-8").splitlines()
    ]
    for file in sorted((ROOT / "training" / "bilingual").glob("*.txt")):
        calls += read_pairs(file)
    for name in RULED:
        lines = (ROOT / "tests" / "gold" / name / "calls.jsonl").read_text("utf-8").splitlines()
        calls += [json.loads(line) | {"known": True} for line in lines]
    encoder = load_encoder()
    found = {call["id"]: list(examples(call, encoder)) for call in calls}
    names = sorted(found)
    left_out: dict[str, Tables] = {}
    for k in range(FOLDS):
        rest = [e for i, name in enumerate(names) if i % FOLDS != k for e in found[name]]
        tables = {kind: fit(kind, rest) for kind in KINDS}
        left_out |= dict.fromkeys(names[k::FOLDS], tables)
    all_found = [example for name in names for example in found[name]]
    for kind in KINDS:
        reliability(kind, all_found, left_out)
    whole_calls([call for call in calls if not call.get("known")], left_out, encoder)
    whole = [table(kind, fit(kind, all_found)) for kind in KINDS]
    if chosen.out:
        text = "# Written by benchmarks/fit_comparison.py.\n\n" + "\n\n".join(whole) + "\n"
        chosen.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
