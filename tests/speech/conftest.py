"""The real recogniser, loaded once, and the demonstration call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import MissingPartError
from calltools.media import Pcm, decode
from calltools.settings import Settings
from calltools.speech.engines import load_engine
from calltools.speech.model import Engine

DEMO = Path(__file__).parents[2] / "recordings" / "demo-call.wav"


@pytest.fixture(scope="session")
def settings(models_dir: Path) -> Settings:
    return Settings(models_dir=models_dir, threads=1)


@pytest.fixture(scope="session")
def engine(settings: Settings, lacks: Callable[[str], NoReturn]) -> Engine:
    try:
        return load_engine(settings)
    except MissingPartError as error:
        lacks(str(error))


@pytest.fixture
def demo_call() -> Iterator[Pcm]:
    with decode(DEMO) as pcm:
        yield pcm
