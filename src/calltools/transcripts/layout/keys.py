"""Which fact of a call a printed key tells: 通话日, Line dialled, 接听人."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from calltools.language.normalise import simplify
from calltools.transcripts.layout.vocabulary import half_width
from calltools.transcripts.layout.weights import fitted_tables, likelihood

FACTS = ("date", "hospital", "phone", "recording_no", "duration", "respondent", "investigator")
_WORD = re.compile(r"[a-z]+(?:\.(?=\s*$))?|[一-鿿]+")


def key_parts(key: str) -> list[str]:
    """The words of ``key`` and, of Chinese, its characters; the last also with ``$``."""
    plain = simplify(half_width(key)).lower()
    parts: list[str] = []
    for match in _WORD.finditer(plain):
        word = match[0].rstrip(".")
        parts += [word] if word.isascii() else [*word, *map("".join, pairwise(word))]
    if parts:
        last = parts[-1][-1] if not parts[-1].isascii() else parts[-1]
        parts.append(last + "$")
    return sorted(set(parts))


@lru_cache(4096)
def key_tells(key: str) -> dict[str, float]:
    """For each of FACTS the probability that ``key`` heads it."""
    parts = key_parts(key)
    told = {}
    for fact in FACTS:
        known = fitted_tables("header")[f"key_{fact}"]
        score = known.get("bias", -4.0) + sum(known.get(part, 0.0) for part in parts)
        told[fact] = likelihood(score)
    return told
