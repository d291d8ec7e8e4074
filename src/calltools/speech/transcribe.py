"""From sound to transcript in one go, with nothing kept in between."""

from __future__ import annotations

from pathlib import Path

from calltools.media import Pcm, decode, probe
from calltools.progress import Progress, part, silent
from calltools.settings import Settings
from calltools.speech import diarize
from calltools.speech.assemble import assemble
from calltools.speech.recogniser import Recogniser
from calltools.transcripts.model import Transcript
from calltools.transcripts.sidecar import Sidecar, read_sidecar

SHARE_OF_DIARIZATION = 0.35
"""Of the time that hearing a recording takes (measured, the default models on a CPU)."""


class Transcriber:
    """Diarizes, recognises and puts together; models are loaded when first needed, and once."""

    def __init__(self, settings: Settings) -> None:
        """Looks whether all that will be needed is there, so that no work is lost for want of it.

        Raises SettingsError for settings that do not go together, MissingPartError where a
        package is missing, ModelError where a model is.
        """
        self._settings = settings
        self._recognisers: dict[Settings, Recogniser] = {}
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
        hearing = part(progress, SHARE_OF_DIARIZATION, 1)
        heard = recogniser.recognise(pcm, diarization, hearing)
        return assemble(
            heard,
            diarization,
            probe(pcm),
            audio_sha256=pcm.audio_sha256,
            pcm_sha256=pcm.pcm_sha256,
            language=settings.language,
            call=known.call,
            investigator=settings.investigator,
            steps=(diarize_step, recognise_step),
        )

    def transcribe_file(self, path: Path, progress: Progress = silent) -> Transcript:
        """The transcript of a recording; ``NAME.toml`` beside it tells what is known of the call,
        and settings of its own.

        Raises MediaError for what can't be decoded, TranscriptError for a damaged sidecar.
        """
        with decode(path) as pcm:
            return self.transcribe(pcm, read_sidecar(path.with_suffix(".toml")), progress)

    def _recogniser(self, settings: Settings) -> Recogniser:
        if settings not in self._recognisers:
            diarize.require(settings)
            self._recognisers[settings] = Recogniser(settings)
        return self._recognisers[settings]
