"""pyannote's own pipeline, for any number of speakers.

Bredin: *pyannote.audio 2.1 speaker diarization pipeline*, Interspeech 2023.  With the weights of
community-1 where they are installed; else segmentation-3.0, CAM++ and agglomerative clustering.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from calltools.errors import ModelError
from calltools.media.pcm import RATE
from calltools.models import locate
from calltools.progress import Progress, silent
from calltools.speech.model import Diarization, model_names
from calltools.speech.spans import NO_SPEECH, hardly_heard, name_speakers
from calltools.times import to_ms

if TYPE_CHECKING:
    from calltools.media import Pcm
    from calltools.settings import Settings

METHOD = "pyannote"

_SHARES = {"segmentation": (0.0, 0.4), "embeddings": (0.4, 0.98)}
"""Of the time spent (measured), the steps of the pipeline that tell how far they are."""

_CLUSTERING = {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7}


def diarize_pyannote(pcm: Pcm, settings: Settings, *, progress: Progress = silent) -> Diarization:
    """Spans of as many speakers as ``settings.num_speakers`` says, or as are found if 0.

    Call :func:`calltools.speech.runtime.load_torch` before.  The whole recording is in memory
    (64 kB a second).
    """
    import torch

    if pcm.duration_ms == 0:
        return Diarization((), (), (), METHOD, warnings=(NO_SPEECH,))
    models = [locate(name, settings.models_dir) for name in model_names(settings)]
    hashes = tuple(model.sha256 for model in models)
    pipeline = _load(tuple(model.path for model in models), hashes, settings.device)
    sound = torch.from_numpy(pcm.read())[None]
    output = pipeline(
        {"waveform": sound, "sample_rate": RATE, "uri": "recording"},
        num_speakers=settings.num_speakers or None,
        hook=_hook(progress),
    )
    return _diarization(output.speaker_diarization)


@lru_cache(maxsize=1)
def _load(folders: tuple[Path, ...], _sha256: tuple[str, ...], device: str) -> Any:
    """The pipeline; the hashes are part of the key, so that replaced files are loaded again."""
    import torch

    load_pyannote()
    pipeline = _community(*folders) if len(folders) == 1 else _agglomerative(*folders)
    return pipeline.to(torch.device(device))


def _community(folder: Path) -> Any:
    from pyannote.audio import Pipeline

    pipeline = Pipeline.from_pretrained(folder)
    if pipeline is None:
        raise ModelError(folder, "expected a pyannote pipeline")
    return pipeline


def _agglomerative(segmentation: Path, campplus: Path) -> Any:
    from pyannote.audio import Model
    from pyannote.audio.core.plda import PLDA
    from pyannote.audio.pipelines import SpeakerDiarization

    from calltools.speech.campplus import CamPlusPlus
    from calltools.speech.pyannote_embedding import CamPlusPlusModel

    network: Any = Model.from_pretrained(segmentation / "pytorch_model.bin")
    pipeline: Any = SpeakerDiarization(
        segmentation=network,
        embedding=CamPlusPlusModel(CamPlusPlus(campplus / "campplus_cn_en_common.pt")),
        embedding_exclude_overlap=True,
        clustering="AgglomerativeClustering",
        # Unused by this clustering, but without an instance it is fetched from the hub.
        plda=PLDA.__new__(PLDA),
        segmentation_batch_size=32,
        embedding_batch_size=8,
    )
    pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": _CLUSTERING})
    return pipeline


def load_pyannote() -> None:
    """Import pyannote.audio, and before it torchaudio: where its native part can't be loaded,
    without that part.

    The torchaudio of the package index links against CUDA, which is missing beside a CPU build
    of torch.  What pyannote.audio uses of it (resampling, filter banks) is plain torch.
    """
    # pyannote decodes nothing for us, so that the decoder it misses is not news to a user.
    warnings.filterwarnings("ignore", message=r"(?s)\s*torchcodec is not installed correctly")
    try:
        importlib.import_module("torchaudio")
    except (ImportError, OSError):
        for name in [n for n in sys.modules if n.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules["torchaudio._extension"] = _without_native_part()
        importlib.import_module("torchaudio")
    importlib.import_module("pyannote.audio")


def _without_native_part() -> ModuleType:
    """A stand-in for ``torchaudio._extension`` that says the native part is absent."""
    stand_in = ModuleType("torchaudio._extension")
    stand_in.__dict__.update(
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        _check_cuda_version=lambda: None,
        fail_if_no_align=lambda function: function,
    )
    return stand_in


def _hook(progress: Progress) -> Any:
    """What the pipeline calls with the name of a step and how far it is."""

    def hook(
        step: str, _artefact: Any, *, total: int = 0, completed: int = 0, **_other: Any
    ) -> None:
        if step in _SHARES and total:
            start, end = _SHARES[step]
            progress(start + (end - start) * min(1.0, completed / total))

    return hook


def _diarization(annotation: Any) -> Diarization:
    voices = [_regions(annotation.label_timeline(label)) for label in annotation.labels()]
    spans, _ = name_speakers(voices)
    return Diarization(
        spans,
        tuple(_regions(annotation.get_timeline().support())),
        tuple(_regions(annotation.get_overlap())),
        METHOD,
        warnings=hardly_heard(spans) if spans else (NO_SPEECH,),
    )


def _regions(timeline: Any) -> list[tuple[int, int]]:
    return [(to_ms(segment.start), to_ms(segment.end)) for segment in timeline]
