"""Many patterns as one that is not tried where none of them can begin.

``re`` tries every alternative at every place.  The characters that an alternative can begin with
are read from its text; alternatives are grouped by them behind a lookahead, so that at each place
only those are tried that can begin there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

_ZERO_WIDTH = ("(?<!", "(?<=", "(?!", "(?=")
_SPECIAL = frozenset("^$.\\*+?{~")
_MARK = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)
_NAME = re.compile(r"^\?(?::|P<\w+>)")
_RANGE = re.compile(r"[\\^-]")
_OPTIONAL = re.compile(r"[?*]|\{0?,\d*\}")


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """One pattern that is found where any of ``patterns`` is, the earlier first."""
    known: dict[str, list[str]] = {}
    others: list[str] = []
    at_words = True
    for pattern in patterns:
        begins = first_characters(pattern)
        if begins is None:
            others.append(f"(?:{pattern})")
            continue
        at_words = at_words and pattern.startswith(r"\b")
        for character in begins:
            known.setdefault(character, []).append(f"(?:{pattern})")
    if known:
        quick = "".join(map(re.escape, sorted(known)))
        word = r"\b" if at_words else ""
        others.insert(0, f"{word}(?=[{quick}])(?:{'|'.join(_grouped(known))})")
    return re.compile("|".join(others))


def _grouped(known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The patterns behind the character they begin with, those with the same ones together."""
    characters: dict[tuple[str, ...], list[str]] = {}
    for character, patterns in sorted(known.items()):
        characters.setdefault(tuple(patterns), []).append(character)
    for together, begins in characters.items():
        quick = "".join(map(re.escape, begins))
        yield f"(?=[{quick}])(?:{'|'.join(together)})"


def begin(patterns: Sequence[str]) -> frozenset[str] | None:
    """The characters that what any of ``patterns`` matches begins with, None if not plain."""
    every = [first_characters(pattern) for pattern in patterns]
    plain = [begins for begins in every if begins is not None]
    return frozenset().union(*plain) if len(plain) == len(every) else None


@cache
def first_characters(pattern: str) -> frozenset[str] | None:
    """The characters that what ``pattern`` matches begins with, None if they are not plain."""
    found: set[str] = set()
    for alternative in _alternatives(pattern):
        begins = _first(alternative)
        if begins is None:
            return None
        found |= begins
    return frozenset(found)


def _first(pattern: str) -> frozenset[str] | None:
    if pattern.startswith(r"\b"):
        return _first(pattern[2:])
    if pattern.startswith(_ZERO_WIDTH):
        return _first(pattern[_closing(pattern) + 1 :])
    if not pattern or pattern[0] in _SPECIAL:
        return None
    if pattern[0] == "(":
        end = _closing(pattern)
        inside = _NAME.sub("", pattern[1:end])
        alternatives = _alternatives(inside)
        begins = first_characters("|".join(filter(None, alternatives)))
        optional = "" in alternatives
    elif pattern[0] == "[":
        end = pattern.index("]")
        members = pattern[1:end]
        begins = None if _RANGE.search(members) else frozenset(members)
        optional = False
    else:
        end, begins, optional = 0, frozenset(pattern[0]), False
    return _with_rest(begins, pattern[end + 1 :], optional)


def _with_rest(begins: frozenset[str] | None, rest: str, optional: bool) -> frozenset[str] | None:
    """``begins``, and what ``rest`` begins with if what stands before it can be missing."""
    quantifier = _OPTIONAL.match(rest)
    if begins is None or not (quantifier or optional):
        return begins
    after = _first(rest[quantifier.end() if quantifier else 0 :])
    return None if after is None else begins | after


def _alternatives(pattern: str) -> list[str]:
    """``pattern`` cut at the bars that stand in no brackets."""
    found, depth, start = [], 0, 0
    for at, character in _plain(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            found.append(pattern[start:at])
            start = at + 1
    return [*found, pattern[start:]]


def _closing(pattern: str) -> int:
    """Where the bracket closes that ``pattern`` begins with."""
    depth = 0
    for at, character in _plain(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return at
    raise ValueError(f"unbalanced: {pattern}")


def _plain(pattern: str) -> list[tuple[int, str]]:
    """The brackets and bars of ``pattern`` outside of classes, none that is escaped."""
    found = ((match.start(), match[0]) for match in _MARK.finditer(pattern))
    return [(at, mark) for at, mark in found if len(mark) == 1]
