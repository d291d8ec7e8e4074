"""What may have to be taken out of calls, for a person to confirm: names with titles and likely
ones without, telephone and identity numbers, hospitals, and what is known about each call.

A list of proposals is a help and no more: what it lacks has to be found by reading and listening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from calltools.comparison.changed_names import people, titled_names
from calltools.language.normalise import casefold, nfkc, normalise
from calltools.language.quantities.telephone import end_of_telephone
from calltools.page.institutions import institutions
from calltools.redaction.likely_names import NamesOfCall
from calltools.redaction.plan import FEWEST, Removal, RemovalKind, count_letters
from calltools.redaction.text_forms import chinese_digits, english_digits
from calltools.transcripts.model import Transcript

_READ_OUT = re.compile(r"\d(?:[-—– 、，,.]{0,2}\d){5,}")
"""Of a text whose numerals are figures; a comma often parts what is said in groups."""
_IDENTITY = re.compile(r"(?<!\d)\d{15}(?:\d\d[\dXx])?(?![\dXx])")
_TITLE = 2
"""A family name alone would be sought in every word: it is taken with its title, 戚主任."""
_KNOWN: tuple[tuple[str, RemovalKind], ...] = (
    ("respondent", "name"),
    ("investigator", "name"),
    ("phone", "telephone"),
    ("recording_no", "other"),
    ("hospital", "place"),
)
_FREE = ("notes", "pretext")
"""What is known about a call in free words, which may hold any of these."""


def proposals(calls: Iterable[tuple[str, Transcript]]) -> list[Removal]:
    """Proposals for the calls (name, transcript), each text once, with where it was first found;
    none is confirmed."""
    proposed: dict[str, Removal] = {}
    for name, transcript in calls:
        for place, kind, text in _in_call(name, transcript):
            plain = text.strip()
            if count_letters(plain) >= FEWEST:
                proposed.setdefault(plain, Removal(kind=kind, text=plain, where=place))
    return list(proposed.values())


def _in_call(name: str, transcript: Transcript) -> Iterator[tuple[str, RemovalKind, str]]:
    for field, kind in _KNOWN:
        if fact := getattr(transcript.call, field):
            yield f"{name}: {field}", kind, fact
    for party in transcript.parties:
        if party.name:
            yield f"{name}: {party.speaker}", "name", party.name
    texts = [
        (f"turn {index}", text)
        for index, turn in enumerate(transcript.turns)
        for text in (turn.speaker, turn.text, turn.translation, *turn.glosses)
        if text
    ]
    texts += [("notes", note.text) for note in transcript.notes]
    texts += [(field, free) for field in _FREE if (free := getattr(transcript.call, field))]
    names = NamesOfCall([text for _place, text in texts])
    for place, text in texts:
        for kind, part in _in_text(text, names):
            yield f"{name}: {place}", kind, part


def _in_text(text: str, names: NamesOfCall) -> Iterator[tuple[RemovalKind, str]]:
    """(kind, words) of what a text holds that may have to go."""
    for person in people(text):
        start, end = person.place
        if person.given:
            yield "name", text[start:end]
        elif text[start - 1 : start] == "姓":
            yield "name", text[start - 1 : end]
        elif text[end : end + _TITLE].isalpha():
            yield "name", text[start : end + _TITLE]
    for start, end in (*titled_names(text), *names.likely(text)):
        yield "name", text[start:end]
    for start, end, kind in _numbers(text):
        yield kind, text[start:end]
    for one in institutions(text):
        yield "place", text[one.start : one.end]


def _numbers(text: str) -> Iterator[tuple[int, int, RemovalKind]]:
    """(start, end, kind) of telephone and identity numbers, in figures or read out."""
    plain = normalise(text, (nfkc,))
    folded = normalise(text, (nfkc, casefold, english_digits, chinese_digits))
    for match in _READ_OUT.finditer(folded.text):
        start, end = folded.original(*match.span())
        if not any(map(str.isdecimal, text[start:end])):
            yield start, end, "telephone"
    at = 0
    while at < len(plain.text):
        identity = _IDENTITY.match(plain.text, at)
        end_of_number = identity.end() if identity else end_of_telephone(plain.text, at)
        if end_of_number:
            yield *plain.original(at, end_of_number), "identity" if identity else "telephone"
        at = end_of_number or at + 1
