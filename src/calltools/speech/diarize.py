"""Who spoke when: by channel where the channels tell, else by voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calltools.arithmetic import exact
from calltools.models import locate
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, package_version
from calltools.speech import campplus, channels, pyannet, runtime
from calltools.speech.model import Diarization, model_names
from calltools.speech.segmentation import find_activity
from calltools.speech.two_party import two_parties

if TYPE_CHECKING:
    from calltools.media import Pcm
    from calltools.settings import Settings

_PACKAGES = {
    "two-party": ("onnxruntime", "kaldi_native_fbank", "numpy"),
    "pyannote": (
        "torch",
        "onnxruntime",
        "kaldi_native_fbank",
        "numpy",
        "pyannote.audio",
        "torchaudio",
    ),
}
_SHARE_OF_SEGMENTATION = 0.35
"""Of the time that two_parties takes with it (measured)."""


@exact()
def diarize(pcm: Pcm, settings: Settings, *, progress: Progress = silent) -> Diarization:
    """Spans of speech by speaker, ``SPEAKER_00`` the first to speak.

    A two-channel recording whose channels hold a party each is told apart by channel (and
    ``channels`` of the result says whose is whose), anything else by voice.  Raises ModelError
    where a model is missing, MissingPartError where the speech packages are.
    """
    runtime.require(*_PACKAGES[settings.diarizer])
    if settings.diarizer == "pyannote":
        runtime.load_torch(settings.threads)
        from calltools.speech.pyannote_pipeline import diarize_pyannote

        return diarize_pyannote(pcm, settings, progress=progress)
    network = pyannet.load(settings)
    if pcm.channels == 2 and settings.num_speakers in (0, 2):
        relation = channels.relate(pcm)
        if relation.separate:
            found = channels.diarize_channels(
                pcm, network, relation, threads=settings.threads, progress=progress
            )
            if found is not None:
                return found
    activity = find_activity(
        pcm,
        network,
        threads=settings.threads,
        progress=part(progress, 0, _SHARE_OF_SEGMENTATION),
    )
    return two_parties(
        pcm,
        activity,
        campplus.load(settings),
        num_speakers=settings.num_speakers,
        threads=settings.threads,
        progress=part(progress, _SHARE_OF_SEGMENTATION, 1),
    )


def require(settings: Settings) -> None:
    """Raise what stands in the way of :func:`diarize`: MissingPartError where a package is missing,
    SettingsError for a device that is not there, ModelError where a model is missing."""
    runtime.require(*_PACKAGES[settings.diarizer])
    if settings.diarizer == "pyannote":  # the other works on the processor, whatever hears words
        runtime.check_device(settings.device)
    models(settings)


def step(pcm_sha256: str, settings: Settings) -> Step:
    """What would be done: who speaks when in the sound ``pcm_sha256``."""
    return Step(
        "diarize",
        inputs={"pcm": pcm_sha256},
        models=models(settings),
        parameters=parameters(settings),
    )


def models(settings: Settings) -> dict[str, str]:
    """The models that :func:`diarize` uses, with the sha256 of their weights.  Raises ModelError
    where one is missing."""
    return {name: locate(name, settings.models_dir).sha256 for name in model_names(settings)}


def parameters(settings: Settings) -> dict[str, Any]:
    """Everything else that changes what :func:`diarize` finds."""
    return {
        "diarizer": settings.diarizer,
        "num_speakers": settings.num_speakers,
        "device": settings.device,
        "packages": {package: package_version(package) for package in _PACKAGES[settings.diarizer]},
        # Of its many networks not all give the same bits with each number of threads.
        **({"threads": settings.threads} if settings.diarizer == "pyannote" else {}),
    }
