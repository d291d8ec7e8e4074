"""A translator's accounts of what was talked about, where words would be expected.

A published English call may tell of a passage instead of translating it: "[They discuss the
cost.]", on a line of its own, under a speaker's label or behind words.  Read as a published
layout, that is an editor's and no speech.  Held against the Chinese it is what stands in the place
of the words, so that it is found to be a summary and not taken for silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from calltools.transcripts.layout.asides import is_account
from calltools.transcripts.model import Note, Transcript, Turn

_BRACKETED = r"\[[^\[\]]*\]|[（(][^（）()]*[）)]|〔[^〔〕]*〕|【[^【】]*】|［[^［］]*］"
_WHOLE = re.compile(rf"\s*(?:(?:{_BRACKETED})[\s.。]*)+")
_FIRST = re.compile(rf"^\s*({_BRACKETED})[.。]?\s*")
_LAST = re.compile(rf"\s*({_BRACKETED})[.。]?\s*$")
_SAME_PLACE = 0.15
"""How far apart, in lengths of the calls, two narrators' words may stand that tell the same."""


def is_only_account(turn: Turn) -> bool:
    """Whether ``turn``, as :func:`with_accounts` gives it, has no words but an editor's."""
    return bool(turn.glosses) and _WHOLE.fullmatch(turn.text) is not None


def without_accounts(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """``turns``, as many, with no words where there are only an editor's: nobody said them."""
    return tuple(
        replace(turn, text="", printed=turn.text) if is_only_account(turn) else turn
        for turn in turns
    )


def as_printed(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """``turns``, as many, with the editor's words in those that have no others."""
    return tuple(map(_as_printed, turns))


def _as_printed(turn: Turn) -> Turn:
    if not turn.printed or turn.text.strip():
        return turn
    accounts = tuple(filter(is_account, turn.stage_directions))  # the waiting list is no waiting
    if not (turn.glosses or accounts):
        return turn
    sounds = tuple(words for words in turn.stage_directions if words not in accounts)
    glosses = (*turn.glosses, *accounts)
    return replace(turn, text=turn.printed, glosses=glosses, stage_directions=sounds)


def with_accounts(english: Transcript, chinese: Transcript | None = None) -> Transcript:
    """``english`` with its accounts as passages at their places, in brackets.

    Those from lines of their own are of an unknown speaker and no longer among the notes.  Where
    ``chinese`` has a narrator's words at about the same place, the account translates those and
    stays a note.
    """
    told = _places(chinese) if chinese else []
    turns: list[Turn] = []
    notes: list[Note] = []
    kept = iter(sorted(english.notes, key=lambda note: note.after_turn))
    note = next(kept, None)
    for number in range(len(english.turns) + 1):
        while note is not None and note.after_turn <= number:
            place = note.after_turn / max(1, len(english.turns))
            if is_account(note.text) and all(abs(place - p) > _SAME_PLACE for p in told):
                turns.append(_passage(note.text))
            else:
                notes.append(replace(note, after_turn=len(turns)))
            note = next(kept, None)
        if number < len(english.turns):
            turns += _parted(english.turns[number])
    notes += [replace(left, after_turn=len(turns)) for left in ([note, *kept] if note else [])]
    return replace(english, turns=tuple(turns), notes=tuple(notes))


def _places(call: Transcript) -> list[float]:
    """Where in the call a narrator speaks, 0 to 1."""
    return [
        note.after_turn / max(1, len(call.turns)) for note in call.notes if note.kind == "narration"
    ]


def _passage(text: str) -> Turn:
    inner = text.strip()
    if not _WHOLE.fullmatch(inner):
        inner = f"[{inner.strip('*_[](){} ')}]"
    return Turn(inner, printed=text, glosses=(inner[1:].rstrip(" .。")[:-1],))


def _parted(turn: Turn) -> Iterator[Turn]:
    """``turn``, and accounts that stand before or behind its words as turns of their own."""
    accounts = [*filter(is_account, (*turn.glosses, *turn.stage_directions))]
    if is_only_account(turn) or not (turn.text.strip() and turn.printed and accounts):
        yield turn
        return
    before, rest = _taken(turn.printed, _FIRST)
    behind, rest = _taken(rest, _LAST)
    taken = [words[1:-1].strip() for words in (*before, *behind)]
    yield from (_under(turn, words) for words in before)
    yield replace(
        turn,
        printed=rest if rest != turn.text else None,
        glosses=tuple(words for words in turn.glosses if words not in taken),
        stage_directions=tuple(words for words in turn.stage_directions if words not in taken),
    )
    yield from (_under(turn, words) for words in reversed(behind))


def _taken(text: str, where: re.Pattern[str]) -> tuple[list[str], str]:
    """The accounts that ``text`` has ``where``, from outside inwards, and what it has besides."""
    found: list[str] = []
    while (match := where.search(text)) and is_account(match[1]):
        found.append(match[1])
        text = text[: match.start()] + text[match.end() :]
    return found, text


def _under(turn: Turn, account: str) -> Turn:
    """An account under the label of ``turn``."""
    inner = account[1:-1].strip()
    return Turn(account, turn.speaker, turn.role, printed=account, glosses=(inner,))
