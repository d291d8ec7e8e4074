"""From sound to transcript in one go, with nothing kept in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from calltools.media import Pcm, decode, probe
from calltools.progress import Progress, part, silent
from calltools.provenance import canonical_json, sha256_bytes
from calltools.settings import Settings
from calltools.speech import diarize
from calltools.speech.assemble import assemble
from calltools.speech.hearing_differences import SecondHearer, SecondHearing
from calltools.speech.model import Heard
from calltools.speech.recogniser import Recogniser
from calltools.transcripts.model import Transcript
from calltools.transcripts.sidecar import Sidecar, read_sidecar

SHARE_OF_DIARIZATION = 0.35
"""Of the time that hearing a recording takes (measured, the default models on a CPU)."""
_SHARE_ONCE = 0.95
"""Of the same, what is done before anything is heard a second time."""


class Transcriber:
    """Diarizes, recognises and puts together; models are loaded when first needed, and once."""

    def __init__(
        self, settings: Settings, twice: Callable[[Settings], SecondHearer] | None = None
    ) -> None:
        """Looks whether all that will be needed is there, so that no work is lost for want of it.

        ``twice`` makes who hears a second time, where settings want that.

        Raises SettingsError for settings that do not go together, MissingPartError where a
        package is missing, ModelError where a model is.
        """
        self._settings = settings
        self._twice = twice
        self._recognisers: dict[Settings, Recogniser] = {}
        self._hearers: dict[Settings, SecondHearer] = {}
        self._recogniser(settings)

    def transcribe(self, pcm: Pcm, known: Sidecar, progress: Progress = silent) -> Transcript:
        """The transcript of ``pcm``, of which ``known`` is known.

        Raises SettingsError for an investigator who is not there, and for settings of the call's
        own what the constructor does.
        """
        settings = self._settings.over(known.settings)
        recogniser = self._recogniser(settings)
        diarize_step = diarize.step(pcm.pcm_sha256, settings)
        diarizing = part(progress, 0, SHARE_OF_DIARIZATION)
        diarization = diarize.diarize(pcm, settings, progress=diarizing)
        recognise_step = recogniser.step(pcm.pcm_sha256, diarization)
        hearing = part(progress, SHARE_OF_DIARIZATION, _SHARE_ONCE)
        heard = recogniser.recognise(pcm, diarization, hearing)
        second, steps = SecondHearing(), [diarize_step, recognise_step]
        if hearer := self._hearers.get(settings):
            steps.append(hearer.step({**recognise_step.inputs, "words": _sha256(heard)}))
            second = hearer.hear(pcm, heard, diarization, part(progress, _SHARE_ONCE, 1))
        progress(1)
        return assemble(
            heard,
            diarization,
            probe(pcm),
            audio_sha256=pcm.audio_sha256,
            pcm_sha256=pcm.pcm_sha256,
            language=settings.language,
            call=known.call,
            investigator=settings.investigator,
            steps=steps,
            otherwise=second.differences,
        )

    def transcribe_file(self, path: Path, progress: Progress = silent) -> Transcript:
        """The transcript of a recording; ``NAME.toml`` beside it tells what is known about the
        call, and settings of its own.

        Raises MediaError for what can't be decoded, TranscriptError for a damaged sidecar.
        """
        with decode(path) as pcm:
            return self.transcribe(pcm, read_sidecar(path.with_suffix(".toml")), progress)

    def _recogniser(self, settings: Settings) -> Recogniser:
        if settings not in self._recognisers:
            diarize.require(settings)
            self._recognisers[settings] = Recogniser(settings)
            if self._twice and settings.hears_twice:
                self._hearers[settings] = self._twice(settings)
        return self._recognisers[settings]


def _sha256(heard: Heard) -> str:
    return sha256_bytes(canonical_json(asdict(heard)).encode())
