"""Terms of the trade and names of the call that words heard may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from calltools.checks.places import cities_of_code, number_of, places_in
from calltools.progress import Progress
from calltools.provenance import Step, canonical_json, sha256_bytes
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.speech.engines import load_engine
from calltools.speech.homophones import propose, trade_terms
from calltools.speech.intervals import Region
from calltools.speech.model import Diarization, Heard
from calltools.speech.turns import to_turns
from calltools.store.call_folder import READINGS, SPEAKERS, WORDS
from calltools.store.stages import VERSIONS
from calltools.transcripts.sidecar import Sidecar, read_sidecar

if TYPE_CHECKING:
    from calltools.speech.engines.faster_whisper import FasterWhisper

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_OF_TOWN = re.compile(r"([\u4e00-\u9fff]{2,4}?)[省市县]")
"""A town as names of hospitals begin: 青屿市中心医院."""
_SHORTEST_REST = 3
"""Characters of a hospital's name without its city: less than 云泽医 is any house."""


class Readings(Stage):
    """What may have been said where the recogniser wrote what sounds like it, weighed by itself."""

    name = "readings"
    version = VERSIONS[name]

    def is_wanted(self, job: Job) -> bool:  # noqa: ARG002
        """Whether the recogniser can weigh a text that it did not write."""
        return self.settings.engine == "faster-whisper"

    def plan(self, job: Job) -> Step:
        """What was heard and by whom, with the terms that are proposed in this call."""
        return Step(
            self.name,
            inputs={"pcm": job.recording.pcm_sha256, **job.inputs(SPEAKERS, WORDS)},
            models=self._engine.models,
            parameters={
                **self._engine.parameters,
                "lexicon": sha256_bytes(canonical_json(sorted(_terms(job))).encode()),
            },
        )

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """What is proposed, as JSON."""
        from calltools.speech.engines.forced import log_probabilities

        diarization, heard = job.read_as(SPEAKERS, Diarization), job.read_as(WORDS, Heard)
        sound, engine = decoded(job), self._engine

        def weigh(speaker: str | None, region: Region, texts: Sequence[str]) -> list[float]:
            channel = diarization.channels.get(speaker or "")
            return log_probabilities(engine, sound.read(*region, channel), texts, "zh")

        readings = propose(
            to_turns(heard.segments, diarization),
            heard.language.code if heard.language else self.settings.language,
            _terms(job),
            weigh,
            progress,
        )
        return {READINGS: to_line(readings)}

    @cached_property
    def _engine(self) -> FasterWhisper:
        engine = load_engine(self.settings)
        assert engine.name == "faster-whisper", "no other is wanted"
        return engine  # type: ignore[return-value]


def _terms(job: Job) -> frozenset[str]:
    return trade_terms() | terms_of_call(read_sidecar(job.recording.sidecar))


def terms_of_call(known: Sidecar) -> frozenset[str]:
    """Names that may come up in a call of which this is known, in Chinese: its hospital, with its
    city and without, that of the number dialled, who answered, and the words of ``lexicon``."""
    call = known.call
    hospital = call.hospital or ""
    number = number_of(call.phone)
    places = places_in(hospital)
    cities = {*places.cities, *places.provinces}
    cities |= {city.name for city in cities_of_code((number and number.area) or "")}
    names = _HAN.findall(hospital)
    cities |= {town[1] for name in names if (town := _OF_TOWN.match(name))}
    rests = {re.sub(rf"^{city}[省市县]?", "", name) for city in cities for name in names}
    words = {
        word for text in (call.respondent or "", *known.lexicon) for word in _HAN.findall(text)
    }
    return frozenset({*names, *cities, *words, *(r for r in rests if len(r) >= _SHORTEST_REST)})
