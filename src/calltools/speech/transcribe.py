"""From sound to transcript in one go, with nothing kept in between."""

from __future__ import annotations

from pathlib import Path

from calltools.media import Pcm, decode, probe
from calltools.progress import Progress, part, silent
from calltools.settings import Settings
from calltools.speech import diarize
from calltools.speech.assemble import assemble
from calltools.speech.recogniser import Recogniser
from calltools.transcripts import Call, Transcript
from calltools.transcripts.sidecar import read_sidecar

SHARE_OF_DIARIZATION = 0.35
"""Of the time that hearing a recording takes (measured, the default models on a CPU)."""


class Transcriber:
    """Diarizes, recognises and puts together; models are loaded when first needed, and once."""

    def __init__(self, settings: Settings) -> None:
        """Looks whether all that will be needed is there, so that no work is lost for want of it.

        Raises SettingsError for settings that do not go together, MissingPartError where a
        package is missing, ModelError where a model is.
        """
        diarize.require(settings)
        self._recogniser = Recogniser(settings)
        self._settings = settings

    def transcribe(
        self, pcm: Pcm, *, call: Call, investigator: str = "", progress: Progress = silent
    ) -> Transcript:
        """The transcript of ``pcm``.  Raises SettingsError for an investigator who is not there."""
        diarize_step = diarize.step(pcm.pcm_sha256, self._settings)
        diarization = diarize.diarize(
            pcm, self._settings, progress=part(progress, 0, SHARE_OF_DIARIZATION)
        )
        recognise_step = self._recogniser.step(pcm.pcm_sha256, diarization)
        hearing = part(progress, SHARE_OF_DIARIZATION, 1)
        heard = self._recogniser.recognise(pcm, diarization, hearing)
        return assemble(
            heard,
            diarization,
            probe(pcm),
            audio_sha256=pcm.audio_sha256,
            pcm_sha256=pcm.pcm_sha256,
            language=self._settings.language,
            call=call,
            investigator=self._settings.investigator or investigator,
            steps=(diarize_step, recognise_step),
        )

    def transcribe_file(self, path: Path, progress: Progress = silent) -> Transcript:
        """The transcript of a recording; ``NAME.toml`` beside it tells what is known of the call.

        Raises MediaError for what can't be decoded, TranscriptError for a damaged sidecar.
        """
        with decode(path) as pcm:
            known = read_sidecar(path.with_suffix(".toml"))
            return self.transcribe(
                pcm, call=known.call, investigator=known.investigator or "", progress=progress
            )
