"""What a fit is given and gives back, and the weight files that it is kept in.

A fit is a module of this package with a function ``fit(options) -> Fitted``; its table in fits.toml
names the sets that it learns from and the files that it makes.  Those end in .toml or .npz, and
each tells its sets, the seed, the commit and the scores.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "calltools"
HEADER = "fitted"
"""The table of a weight file that says how it was made."""

Tables = Mapping[str, Any]
"""What a file in TOML holds: numbers, texts and tables of these by their names."""
Arrays = Mapping[str, NDArray[Any]]
Weights = Tables | Arrays
Scores = Mapping[str, float]
"""By what was measured, on calls, documents or sets left out of the fit; more is better."""


@dataclass(frozen=True)
class Options:
    """What a fit is given: its sets (folders and files) by their names, a folder of its own where a
    long one keeps what is half done, the seed, and whether each error is to be printed."""

    sets: Mapping[str, Path]
    work: Path
    seed: int = 1
    verbose: bool = False


@dataclass(frozen=True)
class Fitted:
    """What a fit gives: its scores, and what is to be written, by file below src/calltools."""

    scores: Scores
    weights: Mapping[str, Weights]


@dataclass(frozen=True)
class Header:
    """How a weight file was made."""

    by: str
    sets: Sequence[str]
    seed: int
    commit: str
    scores: Scores

    def to_json(self) -> dict[str, Any]:
        """As it stands in weight files."""
        return {
            "by": self.by,
            "sets": list(self.sets),
            "seed": self.seed,
            "commit": self.commit,
            "scores": {name: round(score, 4) for name, score in self.scores.items()},
        }


def file_of(weights: Weights, header: Header, suffix: str) -> bytes:
    """The bytes of a weight file with its header, in the format that ``suffix`` names."""
    told = header.to_json()
    if suffix == ".npz":
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **weights, **{HEADER: np.array([json.dumps(told)])})  # type: ignore[arg-type]
        return buffer.getvalue()
    remark = f"# Written by `{header.by}`: do not edit."
    return "\n".join([remark, *_toml({HEADER: told, **weights}), ""]).encode()


def kept_scores(path: Path) -> Scores:
    """The scores that the weight file tells of, none where there is no such file or header."""
    if not path.exists():
        return {}
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as held:
            told = json.loads(str(held[HEADER][0])) if HEADER in held.files else {}
    else:
        told = tomllib.loads(path.read_text("utf-8")).get(HEADER, {})
    scores: Scores = told.get("scores", {}) if isinstance(told, dict) else {}
    return scores


def current_commit() -> str:
    """The commit that is checked out, with a + where files differ from it."""
    asked = ("git", "describe", "--always", "--dirty=+", "--exclude=*")
    return subprocess.run(
        asked, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def score_table(before: Scores, now: Scores) -> str:
    """Both scores of each thing that was measured, side by side."""
    names = list(dict.fromkeys([*now, *before]))
    width = max((len(name) for name in names), default=0)
    lines = [f"  {'':{width}}  in the file   now"]
    for name in names:
        cells = (f"{s[name]:.3f}" if name in s else "-" for s in (before, now))
        lines.append(f"  {name:{width}}  {next(cells):>11}  {next(cells):>6}")
    return "\n".join(lines)


def _toml(tables: Tables, above: str = "") -> list[str]:
    """Lines of TOML: numbers, texts and lists first, then the tables."""
    plain = {name: value for name, value in tables.items() if not isinstance(value, Mapping)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name in (name for name in tables if name not in plain):
        path = f"{above}.{_key(name)}" if above else _key(name)
        lines += ["", f"[{path}]", *_toml(tables[name], path)]
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, list | tuple) and len(value) > 1:
        return "\n".join(["[", *(f"    {_value(entry)}," for entry in value), "]"])
    return json.dumps(value, ensure_ascii=False)
