"""The same call in the other language: what stands beside the turns that a report quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from calltools.alignment.align import align
from calltools.alignment.items import FINDING_NAMES
from calltools.alignment.sources import as_printed
from calltools.comparison.pair_reader import PairReader
from calltools.language.encoders import Encoder
from calltools.messages import LABELLED, Message, in_a_row
from calltools.quotations.corpus import Corpus
from calltools.quotations.model import Location

TurnId = tuple[str, int]
"""The id of a transcript and the number of a turn."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The words of the other language by place, and what differs there: between the two, or
    between what is printed and what was heard.  ``translations`` are the transcripts that
    translate one at hand."""

    words: Mapping[TurnId, str] = field(default_factory=dict)
    findings: Mapping[TurnId, tuple[str, ...]] = field(default_factory=dict)
    translations: frozenset[str] = frozenset()

    def differs(self, location: Location | None) -> tuple[str, ...]:
        """What the other version has otherwise in the turns of ``location``."""
        if location is None:
            return ()
        first, last = location.turn_range
        places = ((location.transcript, turn) for turn in range(first, last + 1))
        return tuple(note for place in places for note in self.findings.get(place, ()))

    def translation_differs(self, location: Location | None) -> tuple[str, ...]:
        """The same, where what is quoted is a translation of a call that is at hand."""
        if location is None or location.transcript not in self.translations:
            return ()
        return self.differs(location)

    def __or__(self, other: Beside) -> Beside:
        return Beside(
            {**self.words, **other.words},
            {**self.findings, **other.findings},
            self.translations | other.translations,
        )


def beside(
    quoted: Iterable[str], corpus: Corpus, encoder: Encoder, reader: PairReader | None = None
) -> Beside:
    """The other language of all turns of the transcripts ``quoted``, where it is at hand."""
    words: dict[TurnId, str] = {}
    findings: defaultdict[TurnId, tuple[str, ...]] = defaultdict(tuple)
    translations: set[str] = set()
    for id_ in sorted(quoted):
        entry = corpus.by_id[id_]
        for turn, notes in entry.heard.items():
            findings[id_, turn] += tuple(
                Message("heard otherwise: {what}", what=note) for note in notes
            )
        other = corpus.counterparts.get(id_)
        if other is None:
            continue
        english = entry.is_english
        translations |= {id_} if english else set()
        ours, theirs = as_printed(entry.turns), as_printed(other.turns)
        zh, en = (theirs, ours) if english else (ours, theirs)
        alignment = align(zh, en, encoder, reader)
        for link in alignment.links:
            own, across = (link.en, link.zh) if english else (link.zh, link.en)
            text = " ".join(theirs[turn].text for turn in across)
            words |= {(id_, turn): text for turn in own if text}
        for finding in alignment.findings:
            for turn in finding.en_turns if english else finding.zh_turns:
                what = FINDING_NAMES[finding.type], finding.note
                findings[id_, turn] += (in_a_row(*what, by=LABELLED),)
    return Beside(words, findings, frozenset(translations))
