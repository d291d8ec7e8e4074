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

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from calltools.errors import CalltoolsError
from calltools.evaluation.counts import Counts, paired, rate, rounded
from calltools.files import bytes_of
from calltools.records import Row, parse

_ENDS = ",.;:，。；：、"
_QUOTES = "“”\"「」『』‘’'"
_KEYS = ("turns", "merged_turns")
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
        files: dict[str, Any] = parse(bytes_of(labels))["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise CalltoolsError(labels, 'expected {"files": …} with labelled calls') from error
    return files


def score_files(files: Mapping[str, tuple[Sequence[Row], Sequence[Row]]]) -> dict[str, Any]:
    """Figures of all files together and of each, by name: its labelled calls and those found."""
    scores = {name: score_file(*both) for name, both in files.items()}
    together = sum(scores.values(), Score()).to_json()
    return {**together, "files": {name: score.to_json() for name, score in scores.items()}}


def score_file(expected: Sequence[Row], found: Sequence[Row]) -> Score:
    """The calls of one file; a call too many has only spurious turns."""
    pairs = paired(expected, found, _shared)
    separated = sum(_is_told_apart(want, got, expected) for want, got in pairs if want and got)
    calls = Score(calls=len(expected), calls_found=len(found), calls_separated=separated)
    return sum((_score_call(want or {}, got or {}) for want, got in pairs), calls)


def _shared(want: Row, got: Row) -> int:
    """How many turns of the labelled call are in the found one, by their words alone."""
    words = {text for _, text, _ in _turns(got)}
    return max(sum(text in words for _, text, _ in _turns(want, key)) for key in _KEYS)


def _is_told_apart(want: Row, got: Row, expected: Iterable[Row]) -> bool:
    """Whether a found call holds half of its labelled one at least, and no other's turns in such
    a number (a phrase like "Hello?" may be anybody's)."""
    others = max((_shared(other, got) for other in expected if other is not want), default=0)
    own = _shared(want, got)
    return 2 * own >= max(len(_turns(want)), 1) and 3 * others <= own


def _score_call(want: Row, got: Row) -> Score:
    found = _turns(got)
    turns = max(
        (_score_turns(_turns(want, key), found) for key in _KEYS if key in want),
        key=lambda score: (score.turns_exact / max(score.turns, 1), -score.spurious),
        default=Score(spurious=len(found)),
    )
    notes, others = ([_note(note) for note in call.get("notes", ())] for call in (want, got))
    return turns + Score(
        **_header_counts(want.get("header"), got.get("header") or {}),
        notes=len(notes),
        notes_exact=sum(note in others for note in notes),
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
    labels = [
        (want[block.src_start + at][2], got[block.dest_start + at][2])
        for block in LCSseq.opcodes(*sides)
        if block.tag == "equal"
        for at in range(block.src_end - block.src_start)
    ]
    texts = {text for _, text, _ in want}
    return Score(
        turns=len(want),
        turns_exact=len(labels),
        spurious=sum(text not in texts for _, text, _ in got),
        labels_exact=sum(label == other for label, other in labels),
    )


def _header_counts(want: Row | None, got: Row) -> dict[str, int]:
    """The header's fields: those labelled, and those found that are not."""
    if want is None:
        return {}
    names = want.keys() | {name for name, value in got.items() if value is not None}
    names -= {"date_inferred"}
    if want.get("recording_no") is None:  # the number of an item may be given as one
        names -= {"recording_no"}
    if (inferred := want.get("date_inferred")) and got.get("date") == inferred:
        got = {**got, "date": want.get("date")}
    right = [_field(name, want.get(name)) == _field(name, got.get(name)) for name in names]
    return {"fields": len(names), "fields_exact": sum(right)}


def _field(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "phone":
        return "".join(filter(str.isdecimal, _plain(value) or ""))
    return float(value) if name == "duration_s" else _plain(value)


def _words(text: str) -> str:
    return (_plain(text) or "").strip(_QUOTES).rstrip(_ENDS).strip(_QUOTES)


def _plain(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def _note(note: Row) -> tuple[Any, ...]:
    return note["after_turn"], note["kind"], _plain(note["text"])
