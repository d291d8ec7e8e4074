from __future__ import annotations

import subprocess
import sys

import pytest

from calltools.errors import MissingPartError
from calltools.speech import runtime


def in_a_new_process(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_missing_package_is_told_with_the_command_that_mends_it() -> None:
    with pytest.raises(MissingPartError, match=r"pip install 'calltools\[speech\]'"):
        runtime.require("numpy", "no_such_package_at_all")


def test_telemetry_and_look_ups_are_off_whatever_the_environment_says() -> None:
    code = """
import os
os.environ["PYANNOTE_METRICS_ENABLED"] = "1"
os.environ["HF_HUB_OFFLINE"] = "0"
from calltools.speech import runtime
runtime.prepare(1)
import sys
assert "torch" not in sys.modules
print(os.environ["PYANNOTE_METRICS_ENABLED"], os.environ["HF_HUB_OFFLINE"])
print(os.environ["HF_HUB_DISABLE_TELEMETRY"], os.environ["ORT_DISABLE_TELEMETRY"])
print(os.environ["OMP_NUM_THREADS"])
"""
    assert in_a_new_process(code).split() == ["0", "1", "1", "1", "1"]


@pytest.mark.model
def test_torch_keeps_to_its_threads_and_torchaudio_works_on_a_cpu() -> None:
    code = """
from calltools.speech import runtime
torch = runtime.load_torch(1)
import torchaudio.compliance.kaldi as kaldi
print(torch.get_num_threads(), kaldi.fbank(torch.zeros(1, 16000), num_mel_bins=80).shape[1])
runtime.prepare(2)
print(torch.get_num_threads())
"""
    assert in_a_new_process(code).split() == ["1", "80", "2"]
