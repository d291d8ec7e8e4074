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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from calltools.errors import CalltoolsError
from calltools.evaluation.counts import Counts, one_to_one, rate, rounded
from calltools.files import bytes_of
from calltools.records import Row

_ENDS = ",.;:，。；：、"
_QUOTES = "“”\"「」『』‘’'"
_Turns = list[tuple[str, str, str | None]]


@dataclass(frozen=True, slots=True)
class Score(Counts):
    """What was counted in a file."""

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

    def to_json(self) -> dict[str, Any]:
        """The counts and the shares of them that matter."""
        return {
            **asdict(self),
            "turn_accuracy": rounded(rate(self.turns_exact, self.turns)),
            "header_accuracy": rounded(rate(self.fields_exact, self.fields)),
            "label_accuracy": rounded(rate(self.labels_exact, self.turns)),
            "note_accuracy": rounded(rate(self.notes_exact, self.notes)),
            "separated": rounded(rate(self.calls_separated, self.calls)),
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
    shared = [[_shared(want, got) for got in found] for want in expected]
    partner = one_to_one(
        (count, i, j) for i, row in enumerate(shared) for j, count in enumerate(row)
    )
    score = Score(
        calls=len(expected),
        calls_found=len(found),
        calls_separated=sum(_told_apart(i, j, shared, expected[i]) for i, j in partner.items()),
    )
    for i, want in enumerate(expected):
        score += _score_call(want, found[partner[i]] if i in partner else {})
    for j in set(range(len(found))) - set(partner.values()):
        score += _score_call({}, found[j])
    return score


def total(scores: Iterable[Score]) -> Score:
    """The sum of scores."""
    return sum(scores, Score())


def _shared(want: Row, got: Row) -> int:
    """How many turns of the labelled call are in the found one, by their words alone."""
    words = {text for _, text, _ in _turns(got)}
    return max(
        sum(text in words for _, text, _ in _turns(want, key)) for key in ("turns", "merged_turns")
    )


def _told_apart(i: int, j: int, shared: Sequence[Sequence[int]], want: Row) -> bool:
    """Whether found call ``j`` holds half of labelled call ``i`` at least, and no other's turns
    in such a number (a phrase like "Hello?" may be anybody's)."""
    others = max((row[j] for k, row in enumerate(shared) if k != i), default=0)
    return 2 * shared[i][j] >= max(len(_turns(want)), 1) and 3 * others <= shared[i][j]


def _score_call(want: Row, got: Row) -> Score:
    found = _turns(got)
    turns = max(
        (
            _score_turns(_turns(want, key), found)
            for key in ("turns", "merged_turns")
            if key in want
        ),
        key=lambda score: (score.turns_exact / max(score.turns, 1), -score.spurious),
        default=Score(spurious=len(found)),
    )
    exact, fields = _count_fields(want.get("header"), got.get("header") or {})
    wanted_notes = [_note(note) for note in want.get("notes", ())]
    found_notes = [_note(note) for note in got.get("notes", ())]
    both = sum(note in found_notes for note in wanted_notes)
    return turns + Score(
        fields=fields, fields_exact=exact, notes=len(wanted_notes), notes_exact=both
    )


def _turns(call: Row, key: str = "turns") -> _Turns:
    """(role, words, label) of the turns of the parties, as they are compared."""
    return [
        (turn["role"], _words(turn["text"]), _plain(turn.get("speaker_label")))
        for turn in call.get(key, ())
        if turn["role"] != "other"
    ]


def _score_turns(want: _Turns, got: _Turns) -> Score:
    """Turns matched in order, the longest common sequence of (role, words)."""
    from rapidfuzz.distance import LCSseq

    sides = [[(role, text) for role, text, _ in turns] for turns in (want, got)]
    pairs = [
        (block.src_start + k, block.dest_start + k)
        for block in LCSseq.opcodes(*sides)
        if block.tag == "equal"
        for k in range(block.src_end - block.src_start)
    ]
    texts = {text for _, text, _ in want}
    return Score(
        turns=len(want),
        turns_exact=len(pairs),
        spurious=sum(text not in texts for _, text, _ in got),
        labels_exact=sum(want[i][2] == got[j][2] for i, j in pairs),
    )


def _count_fields(want: Row | None, got: Row) -> tuple[int, int]:
    """(exact, all) of the header's fields: those labelled, and those found that are not."""
    if want is None:
        return 0, 0
    names = set(want) | {name for name, value in got.items() if value is not None}
    names -= {"date_inferred"}
    if want.get("recording_no") is None:  # the number of an item may be given as one
        names -= {"recording_no"}
    exact = sum(
        _field(name, want.get(name)) == _field(name, got.get(name))
        or (name == "date" and got.get(name) is not None and got[name] == want.get("date_inferred"))
        for name in names
    )
    return exact, len(names)


def _field(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "phone":
        return "".join(c for c in unicodedata.normalize("NFKC", value) if c.isdecimal())
    if name == "duration_s":
        return float(value)
    return _plain(value)


def _words(text: str) -> str:
    return (_plain(text) or "").strip(_QUOTES).rstrip(_ENDS).strip(_QUOTES)


def _plain(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def _note(note: Row) -> tuple[Any, ...]:
    return note["after_turn"], note["kind"], _plain(note["text"])
