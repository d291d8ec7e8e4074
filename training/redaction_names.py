"""Chinese names without a title, by weighed evidence: redaction/likely_names.toml.

Labelled publications and pairs give the calls, ``redaction_names.json`` the names in them.  Hardly
any Chinese name stands there without a title: so people with one get an invented full name in its
place, a family name of the dictionary and given characters of the people that it knows; most titles
in English go.  Whole calls are left out in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression

from calltools.comparison.changed_names import people, title_end, titled_names
from calltools.comparison.dictionary import family_names, people_known
from calltools.redaction.likely_names import PROPOSED, NamesOfCall
from training.fitting import Fitted, Options, Tables
from training.labelled_names import NamedCall, calls_of, names_alone, names_with_titles
from training.learning import columns, left_out, print_thresholds, rounded

WEIGHTS = "redaction/likely_names.toml"
FOLDS = 5
TIMES = 6
"""How often each call is taken, with other names: at 3 the weights hung on the chance."""


@dataclass(frozen=True)
class Candidate:
    """What may be a name in a call, and whether it is one."""

    call: int
    evidence: Mapping[str, float]
    is_name: bool


def fit(options: Options) -> Fitted:
    """The weights of Chinese names, and what is proposed in calls left out."""
    chance = Random(options.seed)
    candidates = [
        candidate
        for number, call in enumerate(calls_of(options.sets.values()))
        for _ in range(TIMES)
        for candidate in _candidates(number, call, chance)
    ]
    names, x = columns([candidate.evidence for candidate in candidates])
    truth = np.array([candidate.is_name for candidate in candidates])
    model = LogisticRegression(max_iter=5000)
    likely = left_out(model, x, truth, [candidate.call for candidate in candidates], FOLDS)
    print(f"  {len(candidates)} candidates")
    print_thresholds(likely, truth, (PROPOSED, 0.5, 0.8))
    proposed = likely >= PROPOSED
    scores = {
        "names proposed": float(proposed[truth].mean()),
        "proposals that are names": float(truth[proposed].mean()),
    }
    model.fit(x, truth)
    numbers = rounded([*model.intercept_, *model.coef_[0]], 3)
    weights: Tables = dict(zip(["bias", *names], numbers, strict=True))
    return Fitted(scores, {WEIGHTS: {"zh": weights}})


def _candidates(number: int, call: NamedCall, chance: Random) -> Iterator[Candidate]:
    texts = [
        text
        for _, transcript in call
        for turn in transcript.turns
        for text in (turn.speaker, turn.text, turn.translation)
        if text
    ]
    invented: set[str] = set()
    changed = [_with_names(text, chance, invented) for text in texts]
    patterns = {*map(re.escape, names_alone()), *map(_before_title, names_with_titles())}
    patterns |= invented
    of_call = NamesOfCall(changed)
    for text in changed:
        spans = [
            match.span()
            for pattern in patterns
            for match in re.finditer(rf"(?<![A-Za-z]){pattern}(?![A-Za-z])", text)
        ]
        for words in of_call.candidates(text):
            is_name = (words.start, words.end) in spans
            if is_name or not any(a < words.end and words.start < b for a, b in spans):
                yield Candidate(number, dict(words.evidence), is_name)


def _with_names(text: str, chance: Random, invented: set[str]) -> str:
    """The text with an invented name for each of the people in it, half of them without a title;
    patterns of the names go to ``invented``."""
    for person in sorted(people(text), key=lambda person: -person.place[0]):
        start, end = person.place
        family = chance.choice(sorted(family_names()))
        title = text[end : title_end(text, end)]
        given = chance.choice((0, 1, 2, 2) if title else (1, 2, 2))
        name = family + "".join(chance.sample(_given_characters(), given))
        goes = title and given and chance.random() < 0.5
        text = text[:start] + name + text[end + (len(title) if goes else 0) :]
        invented.add(name if given else _before_title(name + title))
    for start, _ in reversed(list(titled_names(text))):
        if chance.random() < 0.6:
            text = re.sub(r"[A-Z][A-Za-z]+\.?\s+$", "", text[:start]) + text[start:]
    return text


def _before_title(name: str) -> str:
    """A pattern for the name alone in 邝主任."""
    at = next((i for i in range(1, len(name)) if title_end(name, i) > i), len(name))
    return rf"{re.escape(name[:at])}(?={re.escape(name[at:])})"


@cache
def _given_characters() -> Sequence[str]:
    return sorted({character for name in people_known() for character in name[1:]})
