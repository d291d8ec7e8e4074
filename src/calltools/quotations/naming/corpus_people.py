"""The people of the calls at hand, by the names and functions that their transcripts give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from calltools.language.names import PersonSide, latin_words, same_surname, surname
from calltools.language.quoting.scene import fold
from calltools.language.quoting.vocabulary import chinese
from calltools.quotations.corpus import Corpus
from calltools.quotations.symbols import is_chinese
from calltools.transcripts.model import INVESTIGATOR
from calltools.transcripts.vocabulary import is_sign

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
    latin = {word: p.side for p in known if p.surname for word in latin_words(p.surname)}
    for match in _before_title().finditer(whole):
        if match["name"] in _COUNTS:
            continue
        if any(same_surname(match["name"], name) for name in surnames):
            found.setdefault(match[0], "hospital")
    for word in _CAPITAL.findall(whole):
        if word.casefold() in latin and word.casefold() not in whole:
            found.setdefault(word, latin[word.casefold()])
    return found


def _written(label: str, text: str) -> Iterator[re.Match[str]]:
    """Where ``text`` has a label, an English one as whole words of any case."""
    edge = "" if is_chinese(label) else r"\b"
    return re.finditer(f"{edge}{re.escape(label)}{edge}", text, re.IGNORECASE)


@cache
def _before_title() -> re.Pattern[str]:
    titles = chinese("people.zh", "titles")
    return re.compile(rf"(?:姓(?=.的)|(?=..?.))(?P<name>[\u4e00-\u9fff])的?(?:副|总)?{titles}")


def same_people(name: str, people: Iterable[CallPerson]) -> Iterator[CallPerson]:
    """Those of ``people`` whom a report may mean by ``name``."""
    folded = fold(name).strip()
    asked = surname(folded)
    for person in people:
        if same_surname(asked, person.surname) or folded.casefold() == person.label.casefold():
            yield person
