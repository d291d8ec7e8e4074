"""Parsed calls against labelled ones: turns right in role and words, calls told apart, header
facts, spurious turns.

Words are compared without spaces, outer quotation marks and the mark at their end (READMEs of the
labelled sets); labels and people without spaces; telephone numbers by their digits after NFKC.
Turns of role ``other`` are left out on both sides: a host may be a turn or a note.  Where the
labels give ``merged_turns`` (cues of one speaker or parts of one quotation joined), the better of
the two counts.  Calls are rows in the fields of the labelled set: header, turns, notes; a found
call is compared with the labelled one that it shares most words with.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calltools.errors import CalltoolsError
from calltools.evaluation.counts import Accuracy, Counts
from calltools.files import bytes_of
from calltools.records import Row


@dataclass(frozen=True, slots=True)
class Score(Counts):
    """What was counted in a file."""

    PARTS = (
        ("labels_exact", "turns_exact", "turns"),
        ("fields_exact", "fields"),
        ("notes_exact", "notes"),
        ("calls_separated", "calls"),
    )

    turns: int = 0
    turns_exact: int = 0
    spurious: int = 0
    labels_exact: int = 0
    calls: int = 0
    calls_found: int = 0
    calls_separated: int = 0
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
            "separated": Accuracy(self.calls_separated, self.calls).rate,
        }


def read_expected(labels: Path) -> dict[str, Any]:
    """The labels by file name.  Raises CalltoolsError if they can't be read."""
    try:
        files: dict[str, Any] = json.loads(bytes_of(labels))["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise CalltoolsError(labels, 'expected {"files": …} with labelled calls') from error
    return files


def score_file(expected: Sequence[Row], found: Sequence[Row]) -> Score:
    """The calls of one file; a call too many has only spurious turns."""
    total = Score()
    separated = 0
    shared = [[_shared(want, got) for got in found] for want in expected]
    partner = _partners(shared)
    for i, want in enumerate(expected):
        j = partner.get(i)
        total += _score_call(want, {} if j is None else found[j])
        if j is not None and _told_apart(i, j, shared, len(_turns(want.get("turns", ())))):
            separated += 1
    for j in set(range(len(found))) - set(partner.values()):
        total += _score_call({}, found[j])
    return total + Score(calls=len(expected), calls_found=len(found), calls_separated=separated)


def _shared(want: Row, got: Row) -> int:
    """How many turns of the labelled call are in the found one, by their words alone."""
    words = {text for _role, text in _turns(got.get("turns", ()))}
    return max(
        sum(text in words for _role, text in _turns(want.get(key, ())))
        for key in ("turns", "merged_turns")
    )


def _partners(shared: Sequence[Sequence[int]]) -> dict[int, int]:
    """Which found call each labelled one is compared with: those that share most first; what is
    left in its order."""
    pairs = sorted(
        ((count, -i, -j) for i, row in enumerate(shared) for j, count in enumerate(row)),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for _count, i, j in pairs:
        if -i not in partner and -j not in partner.values():
            partner[-i] = -j
    return partner


def _told_apart(i: int, j: int, shared: Sequence[Sequence[int]], turns: int) -> bool:
    """Whether found call ``j`` holds half of labelled call ``i`` at least, and no other's turns
    in such a number (a phrase like "Hello?" may be anybody's)."""
    others = max((row[j] for k, row in enumerate(shared) if k != i), default=0)
    return 2 * shared[i][j] >= max(turns, 1) and 3 * others <= shared[i][j]


def _score_call(want: Row, got: Row) -> Score:
    turns = max(
        (
            _score_turns(want[key], got.get("turns", ()))
            for key in ("turns", "merged_turns")
            if key in want
        ),
        key=lambda score: (score.turns_exact / max(score.turns, 1), -score.spurious),
        default=Score(spurious=len(_turns(got.get("turns", ())))),
    )
    exact, fields = _count_fields(want.get("header"), got.get("header") or {})
    wanted_notes = [_note(note) for note in want.get("notes", ())]
    found_notes = [_note(note) for note in got.get("notes", ())]
    both = sum(note in found_notes for note in wanted_notes)
    return turns + Score(
        fields=fields, fields_exact=exact, notes=len(wanted_notes), notes_exact=both
    )


def _turns(turns: Sequence[Row]) -> list[tuple[str, str]]:
    """(role, words) of the turns of the parties, as they are compared."""
    return [(turn["role"], _words(turn["text"])) for turn in turns if turn["role"] != "other"]


_ENDS = ",.;:，。；：、"
_QUOTES = "“”\"「」『』‘’'"


def _words(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return folded.strip(_QUOTES).rstrip(_ENDS).strip(_QUOTES)


def _score_turns(want: Sequence[Row], got: Sequence[Row]) -> Score:
    """Turns matched in order, the longest common sequence of (role, words)."""
    wanted, found = _turns(want), _turns(got)
    pairs = _common(wanted, found)
    wanted_rows = [turn for turn in want if turn["role"] != "other"]
    found_rows = [turn for turn in got if turn["role"] != "other"]
    labels = sum(
        _plain(wanted_rows[i].get("speaker_label")) == _plain(found_rows[j].get("speaker_label"))
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
    names -= {"date_inferred"}
    if want.get("recording_no") is None:  # the number of an item may be given as one
        names -= {"recording_no"}
    exact = sum(_is_right(name, want, got) for name in names)
    return exact, len(names)


def _is_right(name: str, want: Row, got: Row) -> bool:
    if name == "date" and got.get(name) and got[name] == want.get("date_inferred"):
        return True
    return bool(_field(name, want.get(name)) == _field(name, got.get(name)))


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
