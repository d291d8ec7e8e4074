"""What matters, heard a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calltools.alignment.monolingual.hearings import heard_otherwise, matters
from calltools.progress import Progress, part
from calltools.provenance import Step
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage, to_line
from calltools.settings import Settings
from calltools.speech.intervals import Region
from calltools.speech.leakage import leaks
from calltools.speech.model import Diarization, Heard
from calltools.speech.otherwise import HeardOtherwise, SecondHearing
from calltools.speech.second import SecondRecogniser
from calltools.speech.turns import to_turns
from calltools.store.folder import SECOND, SPEAKERS, WORDS
from calltools.store.stages import VERSIONS
from calltools.transcripts.model import Turn

_AROUND_MS = 200
"""Word times drift by about as much."""


class Second(Stage):
    """The turns with figures and denials, recognised again by another engine, or by the same with
    another model or beam; and where the two differ."""

    name = "second"
    version = VERSIONS[name]

    def __init__(self, settings: Settings) -> None:
        """Raises what :class:`~calltools.speech.second.SecondRecogniser` does."""
        super().__init__(settings)
        if settings.second_engine:
            self._recogniser = SecondRecogniser(settings)

    def is_wanted(self, job: Job) -> bool:  # noqa: ARG002
        """Whether the settings name an engine for a second hearing."""
        return bool(self.settings.second_engine)

    def plan(self, job: Job) -> Step:
        """What was heard, and by whom it is heard again."""
        return Step(
            self.name,
            inputs={"pcm": job.recording.pcm_sha256, **job.inputs(SPEAKERS, WORDS)},
            models=self._recogniser.models,
            parameters=self._recogniser.parameters,
        )

    def make(self, job: Job, progress: Progress) -> Artefacts:
        """The differences, as JSON."""
        diarization, heard = job.read_as(SPEAKERS, Diarization), job.read_as(WORDS, Heard)
        turns = to_turns(heard.segments, diarization)
        language = heard.language.code if heard.language else self.settings.language
        channels: list[int | None] = [*sorted(diarization.channels.values())] or [None]
        regions: list[Region] = []
        found: list[HeardOtherwise] = []
        for number, channel in enumerate(channels):
            speakers = {s for s, c in diarization.channels.items() if c == channel}
            again = [
                index
                for index, turn in enumerate(turns)
                if (channel is None or turn.speaker in speakers)
                and matters(turn.text, turn.language or language)
            ]
            where = _regions([turns[index] for index in again])
            share = part(progress, number / len(channels), (number + 1) / len(channels))
            texts = self._recogniser.texts(
                decoded(job),
                where,
                language,
                channel=channel,
                silenced=() if channel is None else leaks(diarization).get(channel, ()),
                progress=share,
            )
            differences = heard_otherwise([turns[index].text for index in again], texts, language)
            regions += where
            found += [_at(again, difference) for difference in differences]
        return {SECOND: to_line(SecondHearing(tuple(sorted(regions)), tuple(found)))}


def _regions(turns: Sequence[Turn]) -> list[Region]:
    """Where ``turns`` are spoken, with a little around, in order and apart."""
    found: list[Region] = []
    for turn in sorted(turns, key=lambda turn: turn.start_ms or 0):
        assert turn.start_ms is not None and turn.end_ms is not None, "it was heard"
        start, end = max(0, turn.start_ms - _AROUND_MS), turn.end_ms + _AROUND_MS
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _at(again: Sequence[int], difference: HeardOtherwise) -> HeardOtherwise:
    """``difference`` in the turns of the call, of which only those of ``again`` were compared."""
    return replace(difference, turn=again[difference.turn])
