"""The real recogniser, loaded once, and the demonstration call, told apart once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import MissingPartError
from calltools.media import Pcm, decode
from calltools.settings import Settings
from calltools.speech import pyannet, runtime
from calltools.speech.diarize import diarize
from calltools.speech.engines import load_engine
from calltools.speech.model import Diarization, Engine
from calltools.speech.pyannet import PyanNet
from calltools.speech.segmentation import Activity, segment
from demo_call import RECORDING

Lacks = Callable[[str], NoReturn]


def _require(lacks: Lacks, *packages: str) -> None:
    try:
        runtime.require(*packages)
    except MissingPartError as error:
        lacks(str(error))


@pytest.fixture(scope="session")
def settings(models_dir: Path, lacks: Lacks) -> Settings:
    _require(lacks, "faster_whisper", "onnxruntime", "kaldi_native_fbank", "pyannote.metrics")
    return Settings(models_dir=models_dir, threads=1)


@pytest.fixture(scope="session")
def pyannote(settings: Settings, lacks: Lacks) -> Settings:
    _require(lacks, "torch", "torchaudio", "pyannote.audio")
    return replace(settings, diarizer="pyannote")


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Engine:
    return load_engine(settings)


@pytest.fixture
def demo_call() -> Iterator[Pcm]:
    with decode(RECORDING) as pcm:
        yield pcm


@pytest.fixture(scope="session")
def demo_spoken(settings: Settings) -> Diarization:
    with decode(RECORDING) as pcm:
        return diarize(pcm, settings)


@pytest.fixture(scope="session")
def model(settings: Settings) -> PyanNet:
    return pyannet.load(settings)


@pytest.fixture(scope="session")
def demo_segmented(model: PyanNet) -> tuple[Activity, list[float]]:
    """The demonstration call, and the progress told."""
    told: list[float] = []
    with decode(RECORDING) as pcm:
        return segment(pcm, model, progress=told.append), told
