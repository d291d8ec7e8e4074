"""A translator's accounts of what was talked about, where words would be expected.

A published English call may tell of a passage instead of translating it: "[They discuss the
cost.]", on a line of its own, under a speaker's label or behind words.  Read as a published
layout, that is an editor's and no speech.  Held against the Chinese it is what stands in the place
of the words, so that it is found to be a summary and not taken for silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from calltools.page.asides import is_account, is_bracketed
from calltools.transcripts.model import Note, Role, Transcript, Turn

_LAST = re.compile(
    r"\s*(\[[^\[\]]*\]|[（(][^（）()]*[）)]|〔[^〔〕]*〕|【[^【】]*】|［[^［］]*］)[.。]?\s*$"
)
_SAME_PLACE = 0.15
"""How far apart, in lengths of the calls, two narrators' words may stand that tell the same."""


def is_only_account(turn: Turn) -> bool:
    """Whether ``turn``, as :func:`with_accounts` gives it, has no words but an editor's."""
    return bool(turn.glosses) and is_bracketed(turn.text.strip())


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
    accounts = tuple(filter(is_account, turn.stage_directions))  # the waiting list is not waiting
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
    narrated = _places(chinese) if chinese else []
    by_place: defaultdict[int, list[Note]] = defaultdict(list)
    for note in english.notes:
        by_place[note.after_turn].append(note)
    turns: list[Turn] = []
    notes: list[Note] = []
    for number in range(len(english.turns) + 1):
        place = number / max(1, len(english.turns))
        is_new = all(abs(place - other) > _SAME_PLACE for other in narrated)
        for note in by_place[number]:
            if is_new and is_account(note.text):
                turns.append(_passage(note.text))
            else:
                notes.append(replace(note, after_turn=len(turns)))
        for turn in english.turns[number : number + 1]:
            turns += _parted(turn)
    return replace(english, turns=tuple(turns), notes=tuple(notes))


def _places(call: Transcript) -> list[float]:
    """Where in the call a narrator speaks, 0 to 1."""
    return [
        note.after_turn / max(1, len(call.turns)) for note in call.notes if note.kind == "narration"
    ]


def _passage(account: str, speaker: str | None = None, role: Role = "unknown") -> Turn:
    inner = account.strip()
    if not is_bracketed(inner):
        inner = f"[{inner.strip('*_[](){} ')}]"
    gloss = inner[1:].rstrip(" .。")[:-1].strip()
    return Turn(inner, speaker, role, printed=account, glosses=(gloss,))


def _parted(turn: Turn) -> list[Turn]:
    """``turn``, and the accounts behind its words as turns of their own."""
    if is_only_account(turn) or not (turn.text.strip() and turn.printed):
        return [turn]
    accounts: list[str] = []
    rest = turn.printed
    while (match := _LAST.search(rest)) and is_account(match[1]):
        accounts.insert(0, match[1])
        rest = rest[: match.start()]
    if not accounts:
        return [turn]
    passages = [_passage(account, turn.speaker, turn.role) for account in accounts]
    taken = {gloss for passage in passages for gloss in passage.glosses}
    words = replace(
        turn,
        printed=rest if rest != turn.text else None,
        glosses=tuple(gloss for gloss in turn.glosses if gloss not in taken),
        stage_directions=tuple(sound for sound in turn.stage_directions if sound not in taken),
    )
    return [words, *passages]
