"""What speech processing passes on: words heard, and who spoke when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from calltools.media.pcm import Samples
from calltools.settings import Settings
from calltools.speech.intervals import Region
from calltools.transcripts.model import Span as Span
from calltools.transcripts.warning import CallWarning


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as the engine wrote it, with its probability (0 to 1) where the engine gives one."""

    text: str
    start_ms: int
    end_ms: int
    score: float | None

    def later(self, ms: int) -> HeardWord:
        """The same word, so much later."""
        return replace(self, start_ms=self.start_ms + ms, end_ms=self.end_ms + ms)


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """A stretch the engine decoded in one go, with its own measures of trust, as far as it has any.

    ``channel`` is the channel it was heard on, None for the mix of all; ``language`` the one it was
    heard in, None where that is the same throughout.  ``timed`` is False where the engine told no
    times within, so that those of the words are shared out evenly.  ``reheard``: it was heard
    again, where the engine had gone round in a loop.
    """

    start_ms: int
    end_ms: int
    text: str
    words: tuple[HeardWord, ...]
    avg_logprob: float | None
    no_speech_prob: float | None
    compression_ratio: float
    channel: int | None = None
    language: str | None = None
    timed: bool = True
    reheard: bool = False

    def later(self, ms: int) -> HeardSegment:
        """The same segment, so much later."""
        return replace(
            self,
            start_ms=self.start_ms + ms,
            end_ms=self.end_ms + ms,
            words=tuple(word.later(ms) for word in self.words),
        )


@dataclass(frozen=True, slots=True)
class Rehearing:
    """A stretch in which the engine went round in a loop, and was heard again.

    ``first`` and ``second`` are both readings, ``taken`` which of them has become words (nothing:
    none), ``unheard`` the parts that have none.
    """

    start_ms: int
    end_ms: int
    first: str
    second: str
    taken: Literal["", "first", "second"] = ""
    unheard: tuple[Region, ...] = ()
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class SpokenLanguage:
    """The language found in a call: its ``code``, with the ``confidence`` (0 to 1) of so many
    ``windows`` of speech; ``mixed`` where more than one is spoken."""

    code: str
    confidence: float
    windows: int
    mixed: bool = False
    warnings: tuple[CallWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the engine heard, in order of time.

    ``regions`` is what the engine was given (milliseconds, of any channel), ``withheld`` where
    there may be speech, but the evidence is too thin to have words made of it.  ``language`` is the
    one that was found, None where it was given.  ``rehearings`` tell of what was heard twice.
    """

    segments: tuple[HeardSegment, ...]
    regions: tuple[Region, ...] = ()
    withheld: tuple[Region, ...] = ()
    language: SpokenLanguage | None = None
    rehearings: tuple[Rehearing, ...] = ()


@dataclass(frozen=True, slots=True)
class Diarization:
    """Who spoke when.  Spans of different speakers may overlap; all lists are in order of time.

    ``speech`` are the regions in which anybody speaks, ``overlap`` those in which more than one
    does, both (start_ms, end_ms).  ``channels`` maps a speaker to the channel that is theirs,
    where speakers were told apart by channel.
    """

    spans: tuple[Span, ...]
    speech: tuple[tuple[int, int], ...]
    overlap: tuple[tuple[int, int], ...]
    method: str
    channels: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, float | int] = field(default_factory=dict)
    warnings: tuple[CallWarning, ...] = ()


class Engine(Protocol):
    """A speech recogniser.

    ``models`` maps the names of the models in use to the sha256 of their weights; ``parameters``
    holds everything else that changes what is written.
    """

    name: str
    models: Mapping[str, str]
    parameters: Mapping[str, Any]
    at_a_time: int
    """So many pieces it hears side by side, each on one thread."""

    def transcribe(self, samples: Samples, language: str) -> list[HeardSegment]:
        """What is said in ``samples`` in ``language`` (a code); times count from their start."""
        ...

    def rehear(self, samples: Samples, language: str) -> list[HeardSegment]:
        """The same with settings under which nothing can be repeated for long; nothing for an
        engine that has none."""
        ...

    def at_once(self, samples: Samples, language: str) -> str:
        """What is said in half a minute at most, in the cheapest way."""
        ...

    def languages(self, samples: Samples) -> Mapping[str, float]:
        """How likely each language, by its code, is spoken in ``samples`` (30 s at most)."""
        ...


def model_names(settings: Settings) -> tuple[str, ...]:
    """What tells voices apart; of pyannote's pipeline the larger one where it is installed."""
    if settings.diarizer == "pyannote" and (settings.models_dir / "community-1").is_dir():
        return ("community-1",)
    return ("segmentation-3.0", "campplus")
