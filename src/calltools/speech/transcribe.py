"""From sound to transcript: the speech stages under one set of settings."""

from __future__ import annotations

from calltools.media import Pcm, probe
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, canonical_json, sha256_bytes
from calltools.settings import Settings
from calltools.speech import diarize, runtime
from calltools.speech.assemble import assemble
from calltools.speech.channels import leaks
from calltools.speech.engines import load_engine
from calltools.speech.model import Diarization, Engine
from calltools.speech.recognise import Heard, recognise, speech_of
from calltools.transcripts import Call, Transcript

SHARE_OF_DIARIZATION = 0.35
"""Of the time that hearing a recording takes (measured, the default models on a CPU)."""


class Transcriber:
    """Diarizes, recognises and puts together; models are loaded when first needed, and once.

    The ``…_step`` methods tell what would be done, without doing it: two equal keys, one result.
    """

    engine: Engine
    """The recogniser."""

    def __init__(self, settings: Settings) -> None:
        """Looks whether all that will be needed is there, so that no work is lost for want of it.

        Raises SettingsError for settings that do not go together, MissingPartError where a
        package is missing, ModelError where a model is.
        """
        diarize.check(settings)
        runtime.require("torch", "torchaudio", "pyannote.audio", "faster_whisper")
        runtime.check_device(settings.device)
        diarize.models(settings)
        self.engine = load_engine(settings)
        self._settings = settings

    def diarize_step(self, pcm_sha256: str) -> Step:
        """Who speaks when in the sound ``pcm_sha256``."""
        return Step(
            "diarize",
            inputs={"pcm": pcm_sha256},
            models=diarize.models(self._settings),
            parameters=diarize.parameters(self._settings),
        )

    def diarize(self, pcm: Pcm, progress: Progress = silent) -> Diarization:
        """Who speaks when."""
        return diarize.diarize(pcm, self._settings, progress=progress)

    def recognise_step(self, pcm_sha256: str, diarization: Diarization) -> Step:
        """What is said in the sound, heard with the knowledge of who speaks when."""
        known = canonical_json(diarization.to_json()).encode()
        return Step(
            "recognise",
            inputs={"pcm": pcm_sha256, "diarization": sha256_bytes(known)},
            models=self.engine.models,
            parameters={"engine": self.engine.name, **self.engine.parameters},
        )

    def recognise(self, pcm: Pcm, diarization: Diarization, progress: Progress = silent) -> Heard:
        """What is said: on each party's channel where there is one, else in the mix of all."""
        return recognise(
            pcm,
            self.engine,
            channels=sorted(diarization.channels.values()) or None,
            silenced=leaks(diarization),
            speech=speech_of(diarization),
            progress=progress,
        )

    def transcribe(
        self, pcm: Pcm, *, call: Call, investigator: str = "", progress: Progress = silent
    ) -> Transcript:
        """The transcript of ``pcm``, with nothing kept in between."""
        diarize_step = self.diarize_step(pcm.pcm_sha256)
        diarization = self.diarize(pcm, part(progress, 0, SHARE_OF_DIARIZATION))
        recognise_step = self.recognise_step(pcm.pcm_sha256, diarization)
        heard = self.recognise(pcm, diarization, part(progress, SHARE_OF_DIARIZATION, 1))
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
