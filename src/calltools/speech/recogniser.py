"""The recogniser under one set of settings: what it would do, and doing it."""

from __future__ import annotations

from dataclasses import asdict

from calltools.arithmetic import exact
from calltools.media.pcm import Pcm
from calltools.progress import Progress, silent
from calltools.provenance import Step, canonical_json, sha256_bytes
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.engines import load_engine
from calltools.speech.leakage import leaks
from calltools.speech.model import Diarization, Heard
from calltools.speech.recognise import recognise, speech_of, turns_of


class Recogniser:
    """Hears what is said; its model is loaded when first needed, and once."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError for a device that is not there, MissingPartError where a package
        is missing, ModelError where the model is."""
        runtime.require("faster_whisper")  # its detector of speech, whatever the engine
        self._engine = load_engine(settings)
        self._language = settings.language

    def step(self, pcm_sha256: str, diarization: Diarization) -> Step:
        """What would be done: the sound heard with the knowledge of who speaks when."""
        known = canonical_json(asdict(diarization)).encode()
        return Step(
            "recognise",
            inputs={"pcm": pcm_sha256, "diarization": sha256_bytes(known)},
            models=self._engine.models,
            parameters={"engine": self._engine.name, **self._engine.parameters},
        )

    @exact()
    def recognise(self, pcm: Pcm, diarization: Diarization, progress: Progress = silent) -> Heard:
        """What is said: on each party's channel where there is one, else in the mix of all."""
        return recognise(
            pcm,
            self._engine,
            language=self._language,
            channels=sorted(diarization.channels.values()) or None,
            silenced=leaks(diarization),
            speech=speech_of(diarization),
            turns=turns_of(diarization),
            threads=self._engine.at_a_time,
            progress=progress,
        )
