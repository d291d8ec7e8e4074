"""What general tools for durations find in the turns that hold labelled waits, beside our grammar.

    python benchmarks/duration_tools.py GOLD

GOLD holds dialogues.jsonl, statements.jsonl and negatives.jsonl.  Of the labelled waits with a
figure of their own: how many each tool finds (a duration that overlaps the quotation), and for how
many the bounds in days are those labelled.  Of the labelled negatives that look like waits: how
many each tool offers as a duration of a day or more.  ``calltools`` is the grammar alone
(``find_quantities``), ``records`` the statements.  Tools that are not installed are left out:
``pip install recognizers-text-suite 'emoji<2' jionlp``.  Prints one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from calltools.language.normalise import casefold, nfkc, normalise, simplified
from calltools.language.quantities import find_quantities
from calltools.statements import extract
from calltools.statements.dialogues import read_dialogues

Found = tuple[int, int, float | None, float | None]
"""Start, end, least and most days."""
_DAYS = {"year": 365, "month": 30, "week": 7, "day": 1, "hour": 1 / 24, "minute": 1 / 1440}


def ours(text: str, language: str) -> list[Found]:
    """The grammar of this project alone."""
    folded = normalise(text, [nfkc, casefold, simplified] if language == "zh" else [casefold])
    return [
        (*folded.original(q.start, q.end), q.low, q.high)
        for q in find_quantities(folded.text, language)
        if q.kind == "duration"
    ]


@cache
def recognizers() -> Callable[[str, str], list[Found]]:
    """Microsoft's Recognizers-Text.  Raises ImportError where it is not installed."""
    module = importlib.import_module("recognizers_date_time")

    def find(text: str, language: str) -> list[Found]:
        culture = module.Culture.Chinese if language == "zh" else module.Culture.English
        found: list[Found] = []
        for result in module.recognize_datetime(text, culture):
            if result.type_name.endswith("duration") and result.resolution:
                days = float(result.resolution["values"][0]["value"]) / 86_400
                found.append((result.start, result.end + 1, days, days))
        return found

    return find


@cache
def jionlp() -> Callable[[str, str], list[Found]]:
    """JioNLP, for Chinese.  Raises ImportError where it is not installed."""
    with contextlib.redirect_stdout(io.StringIO()):
        module = importlib.import_module("jionlp")

    def find(text: str, language: str) -> list[Found]:
        if language != "zh":
            return []
        return [
            (*item["offset"], *_bounds(item["detail"]["time"]))
            for item in module.ner.extract_time(text, with_parsing=True)
            if item["type"] == "time_delta"
        ]

    return find


def _bounds(said: Any) -> tuple[float | None, float | None]:
    ends = said if isinstance(said, list) else [said]
    days = [sum(_DAYS.get(unit, 0) * _one(n) for unit, n in end.items()) for end in ends]
    return min(days), max(days)


def _one(number: Any) -> float:
    return float(number[0] if isinstance(number, list) else number)


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", type=Path)
    gold: Path = arguments.parse_args().gold
    calls = dict(read_dialogues((gold / "dialogues.jsonl").read_text("utf-8"), "dialogues.jsonl"))
    tools: dict[str, Callable[[str, str], list[Found]]] = {"calltools": ours}
    for name, load in (("recognizers-text", recognizers), ("jionlp", jionlp)):
        with contextlib.suppress(ImportError):
            tools[name] = load()
    waits = [row for row in _rows(gold / "statements.jsonl") if _has_figure(row)]
    negatives = [
        row
        for row in _rows(gold / "negatives.jsonl")
        if row["tempting_category"] == "wait_time" and not row["neg_type"].startswith("callers")
    ]
    figures: dict[str, Any] = {}
    for language in ("zh", "en"):
        asked = [w for w in waits if calls[w["dialogue_id"]].language == language]
        false = [n for n in negatives if calls[n["dialogue_id"]].language == language]
        made = figures[language] = {"waits": len(asked), "negatives": len(false)}
        for name, tool in tools.items():
            if not (name == "jionlp" and language == "en"):
                made[name] = _score(tool, asked, false, calls, language)
        made["records"] = _score(_records(calls), asked, false, calls, language)
        del made["records"]["turns_per_second"]  # made beforehand, from whole calls
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def _rows(file: Path) -> Iterable[dict[str, Any]]:
    return map(json.loads, file.read_text("utf-8").splitlines())


def _has_figure(row: dict[str, Any]) -> bool:
    bounded = row.get("wait_min_days") is not None or row.get("wait_max_days") is not None
    return row["category"] == "wait_time" and bounded and row["assent"] is not True


def _records(calls: dict[str, Any]) -> Callable[[str, str], list[Found]]:
    by_text: dict[str, list[Found]] = {}
    for call in calls.values():
        for s in extract(call):
            if s.category == "wait_time" and (s.wait_min_days, s.wait_max_days) != (None, None):
                found = (s.start, s.end, s.wait_min_days, s.wait_max_days)
                by_text.setdefault(call.turns[s.turn_index].text, []).append(found)
    return lambda text, _language: by_text.get(text, [])


def _score(
    tool: Callable[[str, str], list[Found]],
    waits: list[dict[str, Any]],
    negatives: list[dict[str, Any]],
    calls: dict[str, Any],
    language: str,
) -> dict[str, Any]:
    started = time.process_time()
    found = right = taken = 0
    for row in [*waits, *negatives]:
        text = calls[row["dialogue_id"]].turns[row["turn_index"]].text
        over = [f for f in tool(text, language) if f[0] < row["end"] and row["start"] < f[1]]
        if "neg_type" in row:
            taken += any((most or least or 0) >= 1 for _, _, least, most in over)
            continue
        found += bool(over)
        bounds = (row["wait_min_days"], row["wait_max_days"])
        right += any((least, most) == bounds for _, _, least, most in over)
    spent = time.process_time() - started
    turns = round((len(waits) + len(negatives)) / spent) if spent else None
    return {"found": found, "right": right, "taken": taken, "turns_per_second": turns}


if __name__ == "__main__":
    main()
