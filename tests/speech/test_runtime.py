from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from calltools.errors import MissingPartError
from calltools.speech import runtime
from demo_call import RECORDING


def in_a_new_process(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("package", "extra"),
    [
        ("no_such_package_at_all", "speech-light"),
        ("no_such_package.part", "speech-light"),
        ("pyannote.no_such_part", "speech"),
        ("whisper.no_such_part", "speech"),
    ],
)
def test_a_missing_package_is_told_with_the_command_that_mends_it(package: str, extra: str) -> None:
    with pytest.raises(MissingPartError, match=rf"pip install .*\[{extra}\]'"):
        runtime.require("numpy", package)


def test_telemetry_and_look_ups_are_off_whatever_the_environment_says() -> None:
    code = """
import os
os.environ["PYANNOTE_METRICS_ENABLED"] = "1"
os.environ["HF_HUB_OFFLINE"] = "0"
from calltools.speech import runtime
runtime.prepare()
import sys
assert "torch" not in sys.modules
print(os.environ["PYANNOTE_METRICS_ENABLED"], os.environ["HF_HUB_OFFLINE"])
print(os.environ["HF_HUB_DISABLE_TELEMETRY"], os.environ["ORT_DISABLE_TELEMETRY"])
"""
    assert in_a_new_process(code).split() == ["0", "1", "1", "1"]


@pytest.mark.parametrize("threads", [1, 3])
def test_what_is_worked_on_side_by_side_comes_in_its_order(threads: int) -> None:
    assert list(runtime.side_by_side(str, range(20), threads)) == [*map(str, range(20))]


@pytest.mark.model
def test_what_runs_by_default_loads_none_of_the_larger_packages_on_a_gpu_neither(
    models_dir: Path,
) -> None:
    code = f"""
import sys
from dataclasses import replace
from pathlib import Path
from calltools.media import decode
from calltools.settings import Settings
from calltools.speech.diarize import diarize
from calltools.speech.engines import faster_whisper
from calltools.speech.recogniser import Recogniser
settings = Settings(models_dir=Path({str(models_dir)!r}))
with decode(Path({str(RECORDING)!r})) as pcm:
    diarize(pcm, settings)
faster_whisper.FasterWhisper.has_gpu = staticmethod(lambda: True)
Recogniser(replace(settings, device="cuda"))
larger = {{"torch", "lightning", "pyannote", "scipy", "sklearn", "torchaudio"}}
print(larger & set(sys.modules) or "none")
"""
    assert in_a_new_process(code).strip() == "none"
