"""Scores of audited quotations against a labelled set (gold/quotes/README.md).

A predicted row answers the labelled row of the same report whose span it overlaps most, one to
one.  What matters most is that nothing grave is called clean; next, that faithful words raise no
alarm.  Whether a quotation was found is asked more strictly: at the same place.  A speaker is right
by surname or function, a hospital by any form of its name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from calltools.errors import ReportError
from calltools.evaluation.counts import Matches, paired, rate, rounded, share
from calltools.files import bytes_of
from calltools.language.names import is_written_for
from calltools.quotations.corpus import Corpus
from calltools.quotations.model import Verdict
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.verdicts import GRAVITY
from calltools.records import Row, parse

MISSED = "(not found in the report)"
"""The verdict of a labelled quotation that no predicted row overlaps."""
EXTRA = "(not labelled)"
"""The label of a predicted row that answers none."""
_MAY_END = frozenset(",.，。")

_GROUPS: Mapping[str, Callable[[Row], bool]] = {
    "Chinese": lambda row: row["report_lang"][:2] == "zh" and not row.get("translated"),
    "English": lambda row: row["report_lang"][:2] == "en" and not row.get("translated"),
    "cross-language": lambda row: bool(row.get("translated")),
    "own words of the report": lambda row: row.get("frame") == "own",
}
"""Parts of a labelled set that are scored apart.  What is not a quotation is of its report's
language."""


def _folded(name: str | None) -> str | None:
    return None if name is None else name.casefold().removeprefix("the ")


def score_quotations(
    labelled: Iterable[Row],
    predicted: Sequence[Row],
    hospital: Callable[[str | None], str | None] = _folded,
) -> dict[str, Any]:
    """Figures of verdicts and places, of all rows and of groups of them, and of what was ``found``.

    ``confusion`` counts what was called what, ``extra`` the rows that answer no label;
    ``hospital`` gives one key to all forms of a hospital's name (:func:`hospital_keys`).
    """
    labelled = list(labelled)
    pairs = paired(labelled, predicted, _common_share, lambda row: row["report"])
    answered = [(row, answer) for row, answer in pairs if row]
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for row, answer in pairs:
        confusion[_verdict(row, EXTRA)][_verdict(answer)] += 1
    return {
        **_verdict_figures(answered),
        "groups": {
            name: _verdict_figures([pair for pair in answered if belongs(pair[0])])
            for name, belongs in _GROUPS.items()
        },
        "confusion": {label: dict(sorted(confusion[label].items())) for label in sorted(confusion)},
        "extra": len(pairs) - len(answered),
        "found": score_found(labelled, predicted, hospital),
    }


def _verdict_figures(rows: Sequence[tuple[Row, Row | None]]) -> dict[str, Any]:
    """Counts and rates; rates over nothing are None.

    ``located`` are rows that have a transcript, right where transcript and turns are.  Rows called
    what they are not are named: ``grave_called_clean``, ``clean_called_grave``, ``false_alarms``
    (what is clean and not called so); clean is here what is ``faithful`` and stands under its own
    question.  ``question_changed`` are answers under another question.
    """
    clean = [(row, answer) for row, answer in rows if _is_clean(row)]
    wrongly = [row for row, answer in rows if _is_clean(answer) and not _is_clean(row)]
    faithful = [(row, answer) for row, answer in clean if not _is_moved(row)]
    alarmed = [row["id"] for row, answer in faithful if _gravity(answer) == "grave"]
    called_clean = Matches.of(rows, _is_clean).to_json()
    placed = [(_place(row), _place(answer)) for row, answer in rows if row.get("transcript")]
    return {
        "rows": len(rows),
        "verdict_accuracy": share(_verdict(answer) == row["verdict"] for row, answer in rows),
        "located": share(place == other for place, other in placed),
        **{f"clean_{name}": called_clean[name] for name in ("precision", "recall", "f1")},
        "grave_called_clean": [r["id"] for r in wrongly if r["verdict"] != "not_a_quotation"],
        "clean_called_grave": alarmed,
        "clean_called_grave_rate": rounded(rate(len(alarmed), len(faithful))),
        "faithful": len(faithful),
        "false_alarms": [row["id"] for row, answer in clean if not _is_clean(answer)],
        "for_a_person": sum(bool(answer and answer.get("needs_person")) for _, answer in rows),
        "question_changed": Matches.of(rows, _is_moved).to_json(),
    }


def score_found(
    labelled: Iterable[Row],
    predicted: Iterable[Row],
    hospital: Callable[[str | None], str | None] = _folded,
) -> dict[str, Any]:
    """Figures of finding: ``spans`` at which a row was predicted, what is not a quotation, and the
    fields of labelled quotations; one not found or not taken for one counts as wrong."""
    pairs = paired(labelled, predicted, _ends_alike, lambda row: (row["report"], row["start"]))
    quoted = [(row, answer) for row, answer in pairs if row and not _is_term(row)]
    same: dict[str, Callable[[Any, Any], bool]] = {
        "attributed_speaker": _is_one_speaker,
        "attributed_hospital": lambda name, other: hospital(name) == hospital(other),
        "frame": lambda frame, other: bool(frame == other),
    }
    return {
        "spans": Matches.of(pairs).to_json(),
        "not_a_quotation": Matches.of(pairs, _is_term).to_json(),
        **{
            name: share(bool(a and is_same(a[name], row[name])) for row, a in quoted)
            for name, is_same in same.items()
        },
    }


def _common_share(row: Row, other: Row) -> float | None:
    """The share of two spans that they have in common; None where it is nothing."""
    common: int = min(row["end"], other["end"]) - max(row["start"], other["start"])
    longest: int = max(row["end"], other["end"]) - min(row["start"], other["start"])
    return common / longest if common > 0 else None


def _place(row: Row | None) -> tuple[Any, ...]:
    return tuple((row or {}).get(name) for name in ("transcript", "turn_range"))


def _verdict(row: Row | None, none: str = MISSED) -> str:
    return str(row["verdict"]) if row else none


def _gravity(row: Row | None) -> str | None:
    return GRAVITY.get(cast("Verdict", _verdict(row)))


def _is_clean(row: Row | None) -> bool:
    return _gravity(row) == "clean"


def _is_term(row: Row | None) -> bool:
    return bool(row and row["frame"] is None)


def _is_moved(row: Row | None) -> bool:
    """Whether an answer stands under another question, by a label or an audit."""
    return bool(row and (row.get("question_changed") or row.get("question_mismatch")))


def _ends_alike(row: Row, other: Row) -> int | None:
    """1 where two spans end alike, or one takes in a comma or full stop more (rule 6)."""
    short, long = sorted((row, other), key=lambda each: int(each["end"]))
    more = long["end"] - short["end"]
    return 1 if more == 0 or (more == 1 and long["quote"][-1] in _MAY_END) else None


def _is_one_speaker(name: str | None, other: str | None) -> bool:
    return name is other if name is None or other is None else is_written_for(name, other)


def hospital_keys(folder: Path, corpus: Corpus) -> Callable[[str | None], str | None]:
    """What gives one key to all forms of a hospital's name, and to others the name itself.

    ``hospitals.json`` in the set's ``folder`` lists those that its reports use, in two languages;
    it is for scoring, and no audit sees it.  Raises ReportError where it can't be read.
    """
    file, known = folder / "hospitals.json", KnownHospitals(corpus)
    ids = {entry.call: entry.id for entry in reversed(corpus.entries)}
    keys: dict[str | None, str | None] = {}
    try:
        for row in parse(bytes_of(file, ReportError)) if file.exists() else ():
            key = known.of_transcript(ids.get(row["call"], ""))
            names = (row["zh"], row["en"], *row["zh_forms"], *row["en_forms"])
            keys |= {_folded(name): key for name in names}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        expected = f"expected a list of the forms of hospitals' names: {error!r}"
        raise ReportError(file, expected, "see docs/contributing.md, Measure") from error

    def key_of(name: str | None) -> str | None:
        if name is None:
            return None
        if key := keys.get(_folded(name)):
            return key
        named = known.named(name)
        return named[0] if len(named) == 1 else _folded(name)

    return key_of
