"""What engines share: which models and devices they take, how they decode, what is recorded of it.

Decoding is chosen so that they write down what is said and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from calltools.errors import ModelError, SettingsError
from calltools.models import InstalledModel
from calltools.provenance import package_version
from calltools.settings import Settings
from calltools.speech.model import HeardSegment, HeardWord
from calltools.times import to_ms


class BaseEngine:
    """An :class:`~calltools.speech.model.Engine` but for its hearing.

    What can be told without the weights is told without: they are loaded when first needed.
    """

    name: str
    formats: ClassVar[tuple[str, ...]]
    """Of the models it reads."""
    compute_types: ClassVar[Mapping[str, str]]
    """The type of number it reckons with on each device that it can work on."""
    packages: ClassVar[tuple[str, ...]]
    """Whose releases may change a character."""
    same_with_any_threads: ClassVar[bool] = False
    """Threads of those that aren't are in the step."""
    rehearing: ClassVar[Mapping[str, Any]] = {}
    """What is decoded differently where the engine went round in a loop.

    Of four calls by telephone, one of which loops for 20 of 45 s, as many characters are wrong with
    the default engine's alone (.177) as with retries at higher temperatures (.176; .270 with
    neither), which are left to chance.
    """

    def __init__(self, model: InstalledModel, settings: Settings) -> None:
        """Raises ModelError for a model in another format, SettingsError for a device that the
        engine does not know or that is not there."""
        if model.format not in self.formats:
            wanted = f"{self.name} needs {' or '.join(self.formats)}"
            raise ModelError(
                model.name,
                f"is a model in {model.format} format, {wanted}",
                "choose another engine, or another model of `calltools models list`",
            )
        device = settings.device
        if device not in self.compute_types:
            expected = f"expected {', '.join(self.compute_types)} for {self.name}, found {device}"
            raise SettingsError("device", expected, "use cpu")
        if device != "cpu" and not self.has_gpu():
            found = f"expected a CUDA device, found none that {self.name} can use"
            raise SettingsError("device", found, "use cpu")
        self.at_a_time = settings.threads if self.same_with_any_threads else 1
        self._model = model
        self._settings = settings
        self.compute_type = self.compute_types[device]
        self.models: Mapping[str, str] = {model.name: model.sha256}
        self.parameters: Mapping[str, Any] = {
            "engine": self.name,
            "compute_type": self.compute_type,
            "packages": {package: package_version(package) for package in self.packages},
            **self.decoding(),
            "rehearing": self.rehearing,
            **({} if self.same_with_any_threads else {"threads": settings.threads}),
        }

    @staticmethod
    def has_gpu() -> bool:
        """Whether there is a CUDA device that the engine can use."""
        return False

    def decoding(self) -> dict[str, Any]:
        """Arguments for ``transcribe`` of faster-whisper and openai-whisper alike.

        Temperature 0 alone, because the retries at higher temperatures are where text is invented;
        no conditioning on the text before, because one invented sentence breeds the next; a prompt
        only where a user insists, because its words turn up in silence and ringing.
        """
        settings = self._settings
        return {
            "language": settings.language,
            "beam_size": settings.beam_size,
            "temperature": 0.0,
            "condition_on_previous_text": False,
            "word_timestamps": True,
            **({"initial_prompt": settings.initial_prompt} if settings.initial_prompt else {}),
        }


def heard(segment: Mapping[str, Any]) -> HeardSegment:
    """A segment as both programs that run Whisper write it; their times are in seconds."""
    words = tuple(
        HeardWord(
            word["word"], to_ms(word["start"]), to_ms(word["end"]), float(word["probability"])
        )
        for word in segment.get("words") or ()
    )
    return HeardSegment(
        start_ms=to_ms(segment["start"]),
        end_ms=to_ms(segment["end"]),
        text=segment["text"],
        words=words,
        avg_logprob=float(segment["avg_logprob"]),
        no_speech_prob=float(segment["no_speech_prob"]),
        compression_ratio=float(segment["compression_ratio"]),
    )
