"""Names of hospitals in a labelled set: which of them are one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calltools.errors import ReportError
from calltools.files import bytes_of
from calltools.quotations.corpus import Corpus
from calltools.quotations.naming.hospitals import KnownHospitals
from calltools.records import parse_as


@dataclass(frozen=True, slots=True)
class _Named:
    call: str
    zh: str
    en: str
    zh_forms: list[str]
    en_forms: list[str]


class HospitalForms:
    """The hospitals of the calls of ``corpus`` by all forms of their names.

    ``hospitals.json`` in the set's ``folder`` lists those that its reports use, in two languages;
    it is for scoring, and no audit sees it.  Raises ReportError where it can't be read.
    """

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self.known = KnownHospitals(corpus)
        self._keys: dict[str, str | None] = {}
        for one in _listed(folder / "hospitals.json"):
            of_call = next((e.id for e in corpus.entries if e.call == one.call), "")
            for form in (one.zh, one.en, *one.zh_forms, *one.en_forms):
                self._keys[_plain(form)] = self.known.of_transcript(of_call)

    def key(self, name: str | None) -> str | None:
        """One for all forms of a hospital; the name itself where it is none of theirs."""
        if name is None:
            return None
        if found := self._keys.get(_plain(name)):
            return found
        named = self.known.named(name)
        return named[0] if len(named) == 1 else _plain(name)


def _listed(file: Path) -> list[_Named]:
    if not file.exists():
        return []
    try:
        return parse_as(bytes_of(file, ReportError), list[_Named])
    except ValueError as error:
        raise ReportError(
            str(file), f"expected the forms of hospitals' names: {error}", "see docs/measuring.md"
        ) from error


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ")
