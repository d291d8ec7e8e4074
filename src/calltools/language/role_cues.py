"""What is typical of an investigator's words in a call, and of a hospital's.

A call has its shape: one side asks, names a relative, says "you" of the hospital; the other
answers, puts off, tells the caller to come.  Each such cue (``role_cues.toml``) has a weight, the
log-odds that the person who says it is the investigator, fitted by ``python -m training fit
role_cues``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from calltools.data import read_data
from calltools.language.normalise import casefold, nfkc, normalise, simplified


@dataclass(frozen=True, slots=True)
class RoleCue:
    """Something said that is typical of the investigator (``weight`` > 0) or the hospital."""

    name: str
    weight: float
    pattern: re.Pattern[str]


@cache
def cues() -> tuple[RoleCue, ...]:
    """The cues of ``role_cues.toml``, in its order."""
    weights = tomllib.loads(read_data("language/role_weights.toml"))["weights"]
    return tuple(
        RoleCue(row["name"], weights[row["name"]], re.compile(f"{row['zh']}|{row['en']}"))
        for row in tomllib.loads(read_data("language/role_cues.toml"))["cues"]
    )


def plain(text: str) -> str:
    """``text`` as cues expect it: small simplified letters, no punctuation, no editor's notes."""
    spoken = re.sub(r"[（(\[【][^）)\]】]{0,200}[）)\]】]", "", text)
    folded = normalise(spoken, (nfkc, simplified, casefold)).text
    words = re.sub(r"[\W_]+", " ", folded).strip()
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", words)


def count_cues(texts: Iterable[str]) -> tuple[int, ...]:
    """How often each of :func:`cues` is found in ``texts``, one speaker's turns."""
    said = [plain(text) for text in texts]
    return tuple(sum(len(cue.pattern.findall(text)) for text in said) for cue in cues())


def count_words(said: str) -> int:
    """The words of :func:`plain` text; a Chinese character counts as one."""
    return len(re.findall(r"[\u4e00-\u9fff]|\w+?\b", said))
