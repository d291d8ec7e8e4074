"""Names that are spelled for another name: people, places, hospitals, compared by sound.

Chinese characters are read with all their readings (pypinyin); English spellings may be Hanyu
Pinyin, Wade-Giles or the usual ones of Hong Kong, with or without hyphens, in either order.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.comparison.spelling import readings, spellings, syllables
from calltools.data import read_data
from calltools.language.normalise import FOLD, TextSpan, normalise
from calltools.messages import Message


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in Chinese; ``given`` is "" where only the surname is said."""

    place: TextSpan
    surname: str
    given: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name in English: its words in small letters; ``person`` where a title introduces it."""

    place: TextSpan
    words: tuple[str, ...]
    person: bool


def name_differences(zh: str, en: str) -> Iterator[Change[Sign]]:
    """People and places of ``zh`` whose name in ``en`` does not sound like theirs."""
    spelled = list(spelled_names(en))
    if not spelled:
        return
    named = list(people(zh))
    heard = [name for name in spelled if _is_said(name, named, zh)]
    free = [person for person in named if not any(_matches(person, name) for name in heard)]
    for name in spelled:
        if name in heard:
            continue
        person = max(free, key=lambda p: _likeness(p, name), default=None)
        if person is not None and name.person:
            free.remove(person)
            yield _difference(zh, en, person.place, name, 0.85)
        elif place := _near_place(zh, name):
            yield _difference(zh, en, place, name, 0.7)


def _difference(
    zh: str, en: str, place: TextSpan, name: Spelled, confidence: float
) -> Change[Sign]:
    said = zh[slice(*place)]
    sound = " ".join("/".join(sorted(readings(c))) for c in said if readings(c))
    printed = en[slice(*name.place)]
    note = Message("{name} ({sound}) against “{en}”", name=said, sound=sound, en=printed)
    return Change(Sign.NAME_CHANGED, place, name.place, note, confidence)


# ---- Chinese


def people(text: str) -> Iterator[Person]:
    """The people named in a Chinese text, with a title (戚主任) or introduced (我姓郗)."""
    folded = normalise(text, FOLD)
    for pattern in _person_patterns():
        for match in pattern.finditer(folded.text):
            given = match["given"] or ""
            end = match.end("given") if given else match.end("surname")
            place = folded.original(match.start("surname"), end)
            yield Person(place, match["surname"], given)


@cache
def surnames() -> frozenset[str]:
    """The Chinese family names that people are told by, simplified, of one character or two."""
    data = _data()["zh"]
    return frozenset((*data["compound_surnames"], *data["surnames"])) - {"\n"}


def title_end(text: str, at: int) -> int:
    """Where the title ends that stands at ``at`` in a Chinese text; ``at`` where there is none."""
    match = _title_pattern().match(text, at)
    return match.end() if match else at


@cache
def _title_pattern() -> re.Pattern[str]:
    return re.compile("|".join(_data()["zh"]["titles"]))


@cache
def _person_patterns() -> tuple[re.Pattern[str], ...]:
    data = _data()["zh"]
    no_surname, compound = "|".join(data["no_surnames"]), "|".join(data["compound_surnames"])
    surname = rf"(?!{no_surname})(?P<surname>{compound}|[{data['surnames']}])"
    title = rf"(?:{'|'.join(data['titles'])})"
    titled = rf"{surname}(?P<given>(?:(?!{title})[\u4e00-\u9fff]){{1,2}})??{title}"
    introduced = rf"(?:(?<=姓)|(?<=叫)(?=..)|(?<=我是)){surname}(?P<given>[\u4e00-\u9fff]{{0,2}})(?=的?[,.。!?]|$)"  # noqa: E501
    return re.compile(titled), re.compile(introduced)


# ---- English


def spelled_names(text: str) -> Iterator[Spelled]:
    """The words of an English text that may spell a Chinese name."""
    folded = text.replace("’", "'")
    person, word = _english_patterns()
    taken: set[int] = set()
    for match in person.finditer(folded):
        words = _words(match["name"])
        if words and all(map(syllables, words)) and not _is_institution(words):
            taken.update(range(*match.span("name")))
            yield Spelled(match.span("name"), words, True)
    for match in word.finditer(folded):
        if match.start() in taken or not _may_be_name(folded, match):
            continue
        yield Spelled(match.span(), _words(match[0]), False)


def titled_names(text: str) -> Iterator[TextSpan]:
    """Where names stand in an English text behind a title or an introduction, of any language."""
    folded = text.replace("’", "'")
    for match in _english_patterns()[0].finditer(folded):
        if not _is_institution(_words(match["name"])):
            yield match.span("name")


def _is_institution(words: Sequence[str]) -> bool:
    return any(word in _data()["en"]["institutions"] for word in words)


def _may_be_name(text: str, match: re.Match[str]) -> bool:
    words = _words(match[0])
    if any(word in _no_names() for word in words):
        return False
    parts = [syllables(word) for word in words]
    if not all(parts):
        return False
    opens = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".?!:"
    longest = max((len(way) for ways in parts for way in ways), default=0)
    return longest > 1 or (not opens and len(words) > 1)


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"[^a-zü]", "", word.casefold()) for word in text.split())


@cache
def _english_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = _data()["en"]
    capital = r"[A-Z][a-zü]+(?:['-][A-Za-z][a-zü]*)*"
    titles = "|".join(word.replace(" ", r"\s+") for word in data["titles"])
    introduced = "|".join(map(re.escape, data["introduced"]))
    person = rf"(?:\b(?i:{titles}|(?:{introduced})(?=\s+(?!(?i:{titles})\b){capital}(?:\s+{capital}){{0,2}}(?:[.,!?]|$)))\.?\s+)(?P<name>{capital}(?:\s+{capital}){{0,2}})"  # noqa: E501
    return re.compile(person), re.compile(rf"\b{capital}")


@cache
def _no_names() -> frozenset[str]:
    return frozenset(_data()["en"]["no_names"])


# ---- both


def _is_said(name: Spelled, named: Sequence[Person], zh: str) -> bool:
    """Whether the Chinese names this: as a person or, without a title, anywhere."""
    if name.person:
        return not named or any(_matches(person, name) for person in named)
    return name_is_said(name, zh)


def name_is_said(name: Spelled, zh: str) -> bool:
    """Whether characters that follow one another in ``zh`` sound like ``name``."""
    joined = "".join(name.words)
    sounds = [readings(character) for character in zh]
    for start in range(len(zh)):
        for end in range(start + 1, min(start + 5, len(zh)) + 1):
            if not all(sounds[start:end]):
                break
            if joined in spellings(zh[start:end]):
                return True
    return False


def _matches(person: Person, name: Spelled) -> bool:
    surnames, words = spellings(person.surname, surname=True), name.words
    if not person.given or len(words) == 1:
        return (
            any(word in surnames for word in (words[0], words[-1]))
            or (len(words) == 1 and words[0] in spellings(person.surname + person.given))
            or "".join(words) in surnames
            # 老家那边牛大夫 is Dr. Niu, whatever surname stands before
            or (len(words) == 1 and words[0] in spellings(person.given, surname=True))
        )
    given = spellings(person.given)
    return any(
        first in surnames and rest in given
        for cut in range(1, len(words))
        for first, rest in (
            ("".join(words[:cut]), "".join(words[cut:])),
            ("".join(words[cut:]), "".join(words[:cut])),
        )
    )


def _likeness(person: Person, name: Spelled) -> float:
    joined = "".join(name.words)
    whole = person.surname + (person.given if len(name.words) > 1 else "")
    return max(SequenceMatcher(None, joined, s).ratio() for s in spellings(whole))


def _near_place(zh: str, name: Spelled) -> TextSpan | None:
    """A place in ``zh`` of as many syllables, of which some sound like the name and some not."""
    joined = "".join(name.words)
    ways = syllables(joined)
    folded = normalise(zh, FOLD)
    for size in sorted({len(way) for way in ways if len(way) > 1}):
        for match in _place_pattern(size).finditer(folded.text):
            start, end = match.span("place" if match["place"] else "to")
            place = folded.text[start:end]
            likeness = max(SequenceMatcher(None, joined, s).ratio() for s in spellings(place))
            if likeness >= 0.6:
                return folded.original(start, end)
    return None


@cache
def _place_pattern(size: int) -> re.Pattern[str]:
    data = _data()["zh"]
    after, before = "|".join(data["places"]), "".join(data["place_before"])
    name = rf"[\u4e00-\u9fff]{{{size}}}"
    return re.compile(rf"(?=(?P<place>{name})(?:{after}))|(?<=[{before}])(?=(?P<to>{name}))")


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(read_data("comparison/names.toml"))
