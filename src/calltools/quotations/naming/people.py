"""The people of the calls at hand, by the names and functions that their transcripts give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from calltools.language.quoting.people import PersonSide
from calltools.language.quoting.scene import fold
from calltools.language.quoting.vocabulary import chinese
from calltools.quotations.corpus import Corpus
from calltools.quotations.judging.names import romanised, surname
from calltools.quotations.symbols import is_chinese
from calltools.transcripts.layout.vocabulary import is_sign
from calltools.transcripts.model import INVESTIGATOR

_COUNTS = frozenset("位名个该此")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")


@dataclass(frozen=True, slots=True)
class CallPerson:
    """Somebody in a call: how the transcript labels them, their surname, the transcript."""

    label: str
    surname: str | None
    transcript: str
    side: PersonSide


def people_of(corpus: Corpus) -> list[CallPerson]:
    """Everybody who speaks in the calls of ``corpus``."""
    found: dict[tuple[str, str], CallPerson] = {}
    for entry in corpus.entries:
        for turn in entry.turns:
            label = fold(turn.speaker or "").strip()
            if len(label) > 1 and not is_sign(label):
                side: PersonSide = "caller" if turn.role == INVESTIGATOR else "hospital"
                found.setdefault(
                    (entry.id, label), CallPerson(label, surname(label), entry.id, side)
                )
    return list(found.values())


def names_in(texts: Iterable[str], people: Iterable[CallPerson]) -> dict[str, PersonSide]:
    """How ``texts`` (in simplified characters) name ``people``: their labels, surnames before
    titles (霍主任 for Director Huo, 姓霍的主任), bare surnames in English."""
    whole = "\n".join(texts)
    known = list(people)
    found: dict[str, PersonSide] = {
        match[0]: person.side for person in known for match in _written(person.label, whole)
    }
    surnames = {p.surname for p in known if p.surname and p.side == "hospital"}
    han = {name[0] for name in surnames if is_chinese(name)}
    latin = {word for name in surnames for word in latin_of(name)}
    for match in _before_title().finditer(whole):
        if match["name"] in _COUNTS:
            continue
        if match["name"] in han or not latin.isdisjoint(romanised(match["name"])):
            found.setdefault(match[0], "hospital")
    for word in _CAPITAL.findall(whole):
        if word.casefold() in latin and word.casefold() not in whole:
            found.setdefault(word, "hospital")
    return found


def _written(label: str, text: str) -> Iterator[re.Match[str]]:
    """Where ``text`` has a label, an English one as whole words of any case."""
    edge = "" if is_chinese(label) else r"\b"
    return re.finditer(f"{edge}{re.escape(label)}{edge}", text, re.IGNORECASE)


@cache
def latin_of(name: str) -> frozenset[str]:
    """A surname in small Latin letters."""
    return romanised(name) if is_chinese(name) else frozenset(name.casefold().split())


@cache
def _before_title() -> re.Pattern[str]:
    titles = chinese("people.zh", "titles")
    return re.compile(rf"(?:姓(?=.的)|(?=..?.))(?P<name>[\u4e00-\u9fff])的?(?:副|总)?{titles}")


def same_people(name: str, people: Iterable[CallPerson]) -> Iterator[CallPerson]:
    """Those of ``people`` whom a report may mean by ``name``."""
    folded = fold(name).strip()
    asked = surname(folded)
    for person in people:
        by_name = _same_surname(asked, person.surname)
        if by_name or folded.casefold() == person.label.casefold():
            yield person


def _same_surname(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    if is_chinese(one) and is_chinese(other):
        return one[0] == other[0]
    return not latin_of(one).isdisjoint(latin_of(other))
