"""Labelled quotations for tests of judging: read, audited, compared."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import Corpus, Entry, read_corpus
from calltools.quotations.model import Audited, Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.verdicts import GRAVITY
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from shared_encoder import shared_encoder, shared_reader

DATA = Path(__file__).parent / "data"
GOLD = Path(__file__).parents[1] / "gold" / "quotes"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Court:
    """A corpus with all that is needed to audit quotations of it."""

    corpus: Corpus
    auditor: Auditor

    def judge(self, quote: str, speaker: str | None = None, hospital: str | None = None) -> Audited:
        meant = ids_named(self.corpus, hospital)
        quotation = Quotation(
            0, len(quote), quote, "“”", speaker=speaker, hospital=hospital, meant=meant
        )
        return self.auditor.judge(quotation)


def ids_named(corpus: Corpus, hospital: str | None) -> frozenset[str]:
    """The transcripts of the hospitals that the name by itself may mean."""
    known = KnownHospitals(corpus)
    return frozenset[str]().union(*(known.by_key[key].ids for key in known.named(hospital or "")))


def court_of(corpus: Corpus) -> Court:
    """A court; with the pair reader in tests that use models."""
    models = os.environ.get("CALLTOOLS_MODELS_DIR", "")
    reader = shared_reader() if models and Path(models).is_dir() else None
    return Court(corpus, Auditor(corpus, shared_encoder(), reader))


@cache
def court(transcripts: Path) -> Court:
    return court_of(read_corpus([transcripts]))


def call(*turns: str, hospital: str | None = None, id_: str = "call") -> Corpus:
    """A call in which the lines are spoken in turn by the caller and a doctor."""
    parties = (("Caller", INVESTIGATOR), ("Doctor", HOSPITAL))
    spoken = tuple(
        Turn(text, parties[at % 2][0], parties[at % 2][1]) for at, text in enumerate(turns)
    )
    language = "en" if all(line.isascii() for line in turns) else "zh"
    return Corpus((Entry(id_, spoken, language, hospital),))


def entry(id_: str, lines: Sequence[str], **fields: Any) -> Entry:
    """Such a call among others."""
    return replace(call(*lines, id_=id_).entries[0], **fields)


def rows(file: Path) -> Sequence[Row]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def is_clean(verdict: str) -> bool:
    return GRAVITY[verdict] == "clean"  # type: ignore[index]
