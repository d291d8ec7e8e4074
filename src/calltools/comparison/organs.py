"""Organs and tissues that became others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.language.lexicon import ORGAN_NAMES, load
from calltools.language.normalise import FOLD, TextSpan, normalise
from calltools.messages import Message

_IDIOMS = re.compile(
    r"\b(?:lose|loses|losing|lost|take|takes|took|taking|by|at|to) heart\b|\bchange of heart\b|"
    r"\b(?:bottom of|breaks?|broke|with all) (?:my|your|his|her|our|their|the) heart\b|"
    r"\bheart (?:of the matter|to heart)\b|\bheart-?(?:felt|breaking|broken|warming)\b|"
    r"\bskin and bones?\b|\bto the bone\b"
)
"""English words of organs and tissues that name none."""


def organ_differences(zh: str, en: str) -> Iterator[Change[Sign]]:
    """Organs of ``zh`` that ``en`` does not name, where it names others instead."""
    left, right = _organs(zh, "zh"), _organs(en, "en")
    lost = [name for name in left if name not in right]
    new = [name for name in right if name not in left]
    for one, other in zip(lost, new, strict=False):
        said, printed = zh[slice(*left[one])], en[slice(*right[other])]
        note = Message(
            "{left} ({zh}) against {right} (“{en}”)",
            left=ORGAN_NAMES[one],
            zh=said,
            right=ORGAN_NAMES[other],
            en=printed,
        )
        yield Change(Sign.ORGAN_CHANGED, left[one], right[other], note, 0.85)


def _organs(text: str, language: str) -> dict[str, TextSpan]:
    """The organs and tissues named, each with where it first is, in order."""
    folded = normalise(text, FOLD)
    folded_text = _IDIOMS.sub(lambda match: "-" * len(match[0]), folded.text)
    lexicon = load(language)
    found = lexicon.find("organ", folded_text) | lexicon.find("tissue", folded_text)
    return {name: folded.original(*found[name]) for name in sorted(found, key=found.__getitem__)}
