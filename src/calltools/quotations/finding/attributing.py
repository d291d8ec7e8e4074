"""Whose words each quotation is said to be: the likeliest speaker, the likeliest hospital."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calltools.language.names import People
from calltools.language.quoting.around import Around
from calltools.language.quoting.attribution import Attribution
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.reading import TextReading
from calltools.language.quoting.scene import Scene
from calltools.quotations.conditional_logit import shares, weights
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.hospital_candidates import HospitalCandidate, hospital_candidates
from calltools.quotations.finding.report_mentions import GivenQuotation, ReportPlace, Scenery
from calltools.quotations.finding.speaker_candidates import SpeakerCandidate, candidates
from calltools.quotations.model import LikelySpeaker
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.naming.corpus_people import names_in, people_of, same_people
from calltools.quotations.naming.report_hospitals import ReportHospitals
from calltools.quotations.report import Report

_CLEAR = 0.5
"""How likely the likeliest hospital must be; below it is unclear."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Whom and which hospitals, by their keys, a report may mean, and how likely."""

    speakers: tuple[LikelySpeaker, ...] = ()
    hospitals: tuple[tuple[str | None, float], ...] = ()


class ReportAttribution:
    """Reads ``report`` and gives each of its quotations, in order, to somebody of the calls of
    ``corpus``, to somebody else, or to nobody.

    ``decided`` has for each quotation what was weighed: who, and where; ``likely`` what came of it
    for the last one.
    """

    def __init__(
        self,
        report: Report,
        corpus: Corpus,
        known: KnownHospitals,
        weighed: Callable[[str], Mapping[str, float]] = weights,
    ) -> None:
        self._known = known
        self._weights = weighed
        self._people = people_of(corpus)
        self.hospitals: ReportHospitals
        self.reading = TextReading(report.blocks, self._people_in, self._hospitals_in)
        self.scenery = Scenery(report, self.reading, self.hospitals)
        self._trail: list[GivenQuotation] = []
        self.likely = Likely()
        self.decided: list[tuple[list[SpeakerCandidate], list[HospitalCandidate]]] = []

    def _people_in(self, scene: Scene) -> People:
        return People(scene.folded, names_in(scene.folded, self._people))

    def _hospitals_in(self, scene: Scene) -> ReportHospitals:
        self.hospitals = ReportHospitals(scene, self._known)
        return self.hospitals

    def choose(self, m: Marked, words: Around, carried: Attribution) -> Attribution:
        """The likeliest reading of whose words ``m`` is; ``hospital`` is a key."""
        people = candidates(
            self.scenery, m, words, carried, self._trail, lambda name: bool(self._calls_of(name))
        )
        likely = shares([one.evidence for one in people], self._weights("who"))
        who = people[likely.index(max(likely))]
        called = (one for one in people if "spoken_to" in one.evidence)
        speaker = who if who.side != "caller" else next(called, None)
        places = hospital_candidates(self.scenery, m, words, speaker, self._trail, self._calls_of)
        odds = shares([one.evidence for one in places], self._weights("where"))
        where = places[odds.index(max(odds))]
        key = where.key if max(odds) >= _CLEAR and who.side != "outsider" else None
        self.decided.append((people, places))
        self.likely = Likely(
            tuple(
                LikelySpeaker(one.name, share, one.side)
                for one, share in zip(people, likely, strict=True)
            ),
            tuple((one.key, share) for one, share in zip(places, odds, strict=True)),
        )
        self._trail.append(GivenQuotation(ReportPlace(m.first, m.opened), who.meant, who.side, key))
        named = carried.named and who.meant == carried.speaker
        return Attribution(who.name, key, who.side, carried.said, named)

    def _calls_of(self, name: str) -> frozenset[str]:
        """The hospitals in whose calls somebody of this name speaks."""
        keys = (
            self._known.of_transcript(one.transcript)
            for one in same_people(name, self._people)
            if one.side == "hospital" and one.surname
        )
        return frozenset(key for key in keys if key is not None)
