"""Parsed calls against labelled ones: turns exact in role and text, header fields, spurious turns.

Texts are compared as they are; labels and people without spaces; telephone numbers by their
digits after NFKC.  Where the labels give ``merged_turns`` (cues of one speaker joined), the
better of the two counts.  Calls are rows in the fields of the labelled set: header, turns, notes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.evaluation.counts import Accuracy, Counts
from calltools.records import Row


@dataclass(frozen=True, slots=True)
class Score(Counts):
    """What was counted in a file."""

    PARTS = (
        ("labels_exact", "turns_exact", "turns"),
        ("fields_exact", "fields"),
        ("notes_exact", "notes"),
    )

    turns: int = 0
    turns_exact: int = 0
    spurious: int = 0
    labels_exact: int = 0
    calls: int = 0
    calls_found: int = 0
    fields: int = 0
    fields_exact: int = 0
    notes: int = 0
    notes_exact: int = 0

    def to_json(self) -> dict[str, float | int | None]:
        """The counts and the shares of them that matter."""
        counts: dict[str, float | int | None] = {n: getattr(self, n) for n in self.__slots__}
        return counts | {
            "turn_accuracy": Accuracy(self.turns_exact, self.turns).rate,
            "header_accuracy": Accuracy(self.fields_exact, self.fields).rate,
            "label_accuracy": Accuracy(self.labels_exact, self.turns).rate,
            "note_accuracy": Accuracy(self.notes_exact, self.notes).rate,
        }


def score_file(expected: Sequence[Row], found: Sequence[Row]) -> Score:
    """The calls of one file, compared in order; a call too many has only spurious turns."""
    total = Score(calls=len(expected), calls_found=len(found))
    for i in range(max(len(expected), len(found))):
        want = expected[i] if i < len(expected) else {}
        got = found[i] if i < len(found) else {}
        total += _score_call(want, got)
    return total


def _score_call(want: Row, got: Row) -> Score:
    turns = max(
        (
            _score_turns(want[key], got.get("turns", ()))
            for key in ("turns", "merged_turns")
            if key in want
        ),
        key=lambda score: (score.turns_exact / max(score.turns, 1), -score.spurious),
        default=Score(spurious=len(got.get("turns", ()))),
    )
    exact, fields = _count_fields(want.get("header"), got.get("header") or {})
    wanted_notes = [_note(note) for note in want.get("notes", ())]
    found_notes = [_note(note) for note in got.get("notes", ())]
    both = sum(note in found_notes for note in wanted_notes)
    return turns + Score(
        fields=fields, fields_exact=exact, notes=len(wanted_notes), notes_exact=both
    )


def _score_turns(want: Sequence[Row], got: Sequence[Row]) -> Score:
    """Turns matched in order, the longest common sequence of (role, text)."""
    wanted = [(turn["role"], turn["text"]) for turn in want]
    found = [(turn["role"], turn["text"]) for turn in got]
    pairs = _common(wanted, found)
    labels = sum(
        _plain(want[i].get("speaker_label")) == _plain(got[j].get("speaker_label"))
        for i, j in pairs
    )
    texts = {text for _role, text in wanted}
    spurious = sum(text not in texts for _role, text in found)
    return Score(
        turns=len(wanted),
        turns_exact=len(pairs),
        spurious=spurious,
        labels_exact=labels,
    )


def _common(want: Sequence[Any], found: Sequence[Any]) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence."""
    if want == found:
        return [(i, i) for i in range(len(want))]
    best = [[0] * (len(found) + 1) for _ in range(len(want) + 1)]
    for i in range(len(want) - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            if want[i] == found[j]:
                best[i][j] = best[i + 1][j + 1] + 1
            else:
                best[i][j] = max(best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(want) and j < len(found):
        if want[i] == found[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _count_fields(want: Row | None, got: Row) -> tuple[int, int]:
    """(exact, all) of the header's fields: those labelled, and those found that are not."""
    if want is None:
        return 0, 0
    names = set(want) | {name for name, value in got.items() if value is not None}
    exact = sum(_field(name, want.get(name)) == _field(name, got.get(name)) for name in names)
    return exact, len(names)


def _field(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "phone":
        return "".join(c for c in unicodedata.normalize("NFKC", value) if c.isdecimal())
    if name == "duration_s":
        return float(value)
    return _plain(value)


def _plain(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def _note(note: Row) -> tuple[Any, ...]:
    return note["after_turn"], note["kind"], _plain(note["text"])


def total(scores: Iterable[Score]) -> Score:
    """The sum of scores."""
    return sum(scores, Score())
