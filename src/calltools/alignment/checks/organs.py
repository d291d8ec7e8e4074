"""Organs and tissues that became others."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.alignment.checks.model import Difference, Place
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, normalise


def organ_differences(zh: str, en: str) -> Iterator[Difference]:
    """Organs of ``zh`` that ``en`` does not name, where it names others instead."""
    left, right = _organs(zh, "zh"), _organs(en, "en")
    lost = [name for name in left if name not in right]
    new = [name for name in right if name not in left]
    for one, other in zip(lost, new, strict=False):
        said, printed = zh[slice(*left[one])], en[slice(*right[other])]
        note = f"{one} ({said}) against {other} (“{printed}”)"
        yield Difference("organ_changed", left[one], right[other], note, 0.85)


def _organs(text: str, language: str) -> dict[str, Place]:
    """The organs and tissues named, each with where it first is, in order."""
    folded = normalise(text, FOLD)
    lexicon = load(language)
    found = lexicon.find("organ", folded.text) | lexicon.find("tissue", folded.text)
    return {name: folded.original(*found[name]) for name in sorted(found, key=found.__getitem__)}
