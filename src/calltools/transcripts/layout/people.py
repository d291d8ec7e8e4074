"""Who answers and who calls, where the header of a call says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.transcripts.layout.facts import SENTENCE, Candidate
from calltools.transcripts.layout.keys import key_tells
from calltools.transcripts.layout.passages import HeaderLine

_TITLE = re.compile(
    r"主任|院长|院長|教授|医生|醫生|大夫|医师|醫師|护士|護士|协调员|協調員|"
    r"\b(?:Dr|Director|Prof|Nurse|Surgeon)\b",
    re.IGNORECASE,
)
_PERSON_KEY = re.compile(r"对象|對象")
_AFTER_NAME = re.compile(r"[ \u3000]+([^,，;；()（）:：\d+]{2,30}?)(?=[ \u3000]*(?:\d|$))")
_TOLD = 0.5
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PrintedName:
    """``passages[at].text[start:end]`` names a person."""

    at: int
    start: int
    end: int
    value: str


def respondent(found: Sequence[HeaderLine], hospital: Candidate | None) -> PrintedName | None:
    """Who answers: under a key, or what follows the hospital's name: title and name."""
    for at, start, end in _values(found, "respondent"):
        if hospital is None or at != hospital.at or not start <= hospital.start < end:
            return PrintedName(at, start, end, found[at].text[start:end])
    if hospital is None:
        return None
    passage = found[hospital.at]
    key = passage.key_of(hospital.start, hospital.end)
    if key:
        start, end = _trimmed(passage.text, hospital.end, key.end)
        value = passage.text[start:end]
        if len(value) > 1 and (_TITLE.search(value) or _PERSON_KEY.search(key.name)):
            return PrintedName(hospital.at, start, end, value)
        return None
    who = _AFTER_NAME.match(passage.text, hospital.end)
    if who and _TITLE.search(who[1]) and re.search(r"[ \u3000]", who[1]):
        name = re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", who[1])
        return PrintedName(hospital.at, who.start(1), who.end(1), name)
    return None


def investigator(found: Sequence[HeaderLine]) -> PrintedName | None:
    """Who calls, under a key."""
    for at, start, end in _values(found, "investigator"):
        return PrintedName(at, start, end, found[at].text[start:end])
    return None


def _values(found: Sequence[HeaderLine], fact: str) -> Iterable[tuple[int, int, int]]:
    """(passage, start, end) of the values of keys for ``fact``, the nearest first."""
    for at in range(len(found) - 1, -1, -1):
        passage = found[at]
        if passage.zone != "before":
            continue
        for key in passage.keys:
            told = key_tells(key.name)
            start, end = _trimmed(passage.text, key.start, key.end)
            value = passage.text[start:end]
            if told[fact] < _TOLD or told[fact] < max(told.values()) or not value:
                continue
            if (
                len(value) <= _LONGEST
                and not SENTENCE.search(value)
                and re.search(r"[^\W\d]", value)
            ):
                yield at, start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\u3000\xa0,，、;；(（|":
        start += 1
    while start < end and text[end - 1] in " \t\u3000\xa0,，、;；|":
        end -= 1
    if text[start:end].count("（") < text[start:end].count("）"):
        end -= text[start:end].endswith("）")
    return start, end
