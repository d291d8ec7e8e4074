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
        file = folder / "hospitals.json"
        try:
            listed = parse_as(bytes_of(file, ReportError), list[_Named]) if file.exists() else []
        except ValueError as error:
            expected = f"expected the forms of hospitals' names: {error}"
            raise ReportError(str(file), expected, "see docs/measuring.md") from error
        ids = {entry.call: entry.id for entry in reversed(corpus.entries)}
        self._keys = {
            _plain(form): self.known.of_transcript(ids.get(named.call, ""))
            for named in listed
            for form in (named.zh, named.en, *named.zh_forms, *named.en_forms)
        }

    def key(self, name: str | None) -> str | None:
        """One for all forms of a hospital; the name itself where it is none of theirs."""
        if name is None:
            return None
        if key := self._keys.get(_plain(name)):
            return key
        named = self.known.named(name)
        return named[0] if len(named) == 1 else _plain(name)


def _plain(name: str) -> str:
    return name.casefold().removeprefix("the ")
