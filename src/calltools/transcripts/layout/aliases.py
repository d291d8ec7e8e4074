"""One speaker under several labels: 仇宗岳医师, 仇医师, 仇; Dr. Sheng, Sheng, Doctor.

Two labels are one speaker's if what they share outweighs what keeps them apart.  A name shared
weighs two; a title alone that is that of the titled name before it weighs one, and so does an
initial.  Each time the one directly answers the other takes one off, and so does a title alone
between two turns of the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from calltools.transcripts.layout.vocabulary import label_key, role_by_name
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER

_ANSWER = ("答", "回答", "a", "answer")
_NUMBER = re.compile(r"\s*(\d+)$")
_MOST_SPEAKERS = 100
"""Labels before one that may be the same speaker's; a real call has few."""
_ARTICLE = re.compile(r"^(?:the|an?|our|my) ")


def join_aliases(labels: Sequence[str | None]) -> dict[str, str]:
    """For the key of each label of one call, the key of the speaker: the first of its labels.

    ``labels`` are the labels of the turns in order, None where a turn has none.  Where labels count
    the turns (问1, 答1, 问2), the numbers tell no speakers apart.
    """
    if _count_turns([label for label in labels if label is not None]):
        stems = [label and _NUMBER.sub("", label) for label in labels]
        speaker_of = join_aliases(stems)
        return {
            label_key(label): speaker_of[label_key(stem)]
            for label, stem in zip(labels, stems, strict=True)
            if label is not None and stem is not None
        }
    printed: dict[str, str] = {}
    for label in labels:
        if label is not None:
            printed.setdefault(label_key(label), label)
    order = _Order([None if label is None else label_key(label) for label in labels])
    speaker: dict[str, str] = {}
    for key, label in printed.items():
        best = max(
            ((_alike(printed[k], label) - order.apart(k, key), i, k)
             for i, k in enumerate(list(speaker)[-_MOST_SPEAKERS:])),
            default=(0, 0, key),
        )  # fmt: skip
        if best[0] < 1 and key in _ANSWER:
            best = order.last_who_answered(key)
        speaker[key] = speaker.get(best[2], best[2]) if best[0] >= 1 else key
    return speaker


def _count_turns(labels: Sequence[str]) -> bool:
    numbers = [_NUMBER.search(label_key(label)) for label in labels]
    found = [(int(match[1]), match.string[: match.start()]) for match in numbers if match]
    rising = all(a < b or (a == b and one != other) for (a, one), (b, other) in pairwise(found))
    return len(found) == len(labels) > 2 and rising and len({stem for _, stem in found}) > 1


def _alike(one: str, other: str) -> int:
    """How much ``other`` shares with ``one``, which was printed first."""
    if role_by_name(one) in (INVESTIGATOR, OTHER) or role_by_name(other) in (INVESTIGATOR, OTHER):
        return 0
    if re.search(r"[\u3400-\u9fff]", one + other):
        return _alike_zh(label_key(one), label_key(other))
    return _alike_en(one, other)


def _words(label: str) -> list[str]:
    return _ARTICLE.sub("", " ".join(label.lower().replace(".", " ").split())).split()


def _alike_zh(one: str, other: str) -> int:
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    if len(long) < 2:
        return 0
    if role_by_name(short) is None:
        named = long.startswith(short) and len(short) <= 2
        return 2 if named or (len(short) > 1 and short in long) else _same_surname(long, short)
    if long.endswith(short):
        return int(short == other and len(short) > 1)
    return _same_surname(long, short)


def _same_surname(long: str, short: str) -> int:
    """Surname and title beside surname, name and the same title or none."""
    title = short[1:]
    if len(short) < 2 or long[0] != short[0] or role_by_name(short) != HOSPITAL:
        return 0
    titled = len(title) > 1 and role_by_name(title) == HOSPITAL
    return 2 if titled and (long.endswith(title) or role_by_name(long) is None) else 0


def _alike_en(one: str, other: str) -> int:
    a, b = _words(one), _words(other)
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    if not short or len(long[-1]) < 2:
        return 0
    if len(short) == 1 and len(short[0]) == 1:
        return int(long[-1].startswith(short[0]))
    if len(short) == 1 and role_by_name(short[0]) is not None:
        titled = role_by_name(one) == HOSPITAL and 1 < len(a) <= 3 and short == b
        return int(titled and any(_short_for(word, short[0]) for word in a[:-1]))
    return 2 if len(long) > 1 and long[-1] == short[-1] else 0


def _short_for(short: str, long: str) -> bool:
    """Whether ``short`` is ``long`` or an abbreviation: its first letter, others in order."""
    rest = iter(long)
    return short[:1] == long[:1] and all(letter in rest for letter in short)


class _Order:
    """The keys of the labels in the order of the turns, None where a turn has no label."""

    def __init__(self, keys: Sequence[str | None]) -> None:
        self._keys = keys
        self._first: dict[str | None, int] = {}
        self._last: dict[str | None, int] = {}
        for i, key in enumerate(keys):
            self._first.setdefault(key, i)
            self._last[key] = i
        self._beside = Counter(frozenset(pair) for pair in pairwise(keys))

    def apart(self, one: str, other: str) -> int:
        """How much keeps two labels apart, of which ``one`` was printed first."""
        within = (
            self._last[one] > self._first[other]
            and len(other) > 1
            and role_by_name(other) is not None
        )
        return self._beside[frozenset((one, other))] + int(within)

    def last_who_answered(self, key: str) -> tuple[int, int, str]:
        """答 after a name was printed: the last who spoke before and was no caller's."""
        first = self._first[key]
        for before in reversed(self._keys[:first]):
            if before is not None and role_by_name(before) == HOSPITAL:
                again = self._last[before] > first
                return 1 - self.apart(before, key) - int(again), 0, before
        return 0, 0, key
