"""How engines decode, chosen so that they write down what is said and nothing else."""

from __future__ import annotations

from typing import Any

from calltools.provenance import package_version
from calltools.settings import Settings

# int8 halves the memory and the time on a CPU and costs nothing that we could measure in character
# errors; a GPU has no use for it.  openai-whisper knows no int8.
_COMPUTE_TYPES = {
    ("faster-whisper", "cpu"): "int8",
    ("faster-whisper", "cuda"): "float16",
    ("whisper", "cpu"): "float32",
    ("whisper", "cuda"): "float16",
    ("sherpa-onnx", "cpu"): "as exported",
}


# Whose releases may change a character; faster-whisper ships the detector of speech, too.
_PACKAGES = {
    "faster-whisper": ("faster-whisper", "ctranslate2"),
    "whisper": ("openai-whisper", "torch", "faster-whisper"),
    "sherpa-onnx": ("sherpa-onnx", "sherpa-onnx-core", "faster-whisper"),
}


def compute_type(settings: Settings) -> str:
    """The type of number that the engine of ``settings`` reckons with on its device."""
    return _COMPUTE_TYPES[settings.engine, settings.device]


def engine_parameters(settings: Settings) -> dict[str, Any]:
    """All parameters of the engine that change what is written, for its record."""
    decoding = (
        # Neither a beam nor a prompt is to be had there.
        {"language": settings.language, "decoding_method": "greedy_search"}
        if settings.engine == "sherpa-onnx"
        else decoding_parameters(settings)
    )
    return {
        "engine": settings.engine,
        "compute_type": compute_type(settings),
        "packages": {package: package_version(package) for package in _PACKAGES[settings.engine]},
        **decoding,
    }


def decoding_parameters(settings: Settings) -> dict[str, Any]:
    """Arguments for ``transcribe`` of faster-whisper and openai-whisper alike.

    Temperature 0 alone, because the retries at higher temperatures are where text is invented;
    no conditioning on the text before, because one invented sentence breeds the next; a prompt
    only where a user insists, because its words turn up in silence and ringing.
    """
    parameters: dict[str, Any] = {
        "language": settings.language,
        "beam_size": settings.beam_size,
        "temperature": 0.0,
        "condition_on_previous_text": False,
        "word_timestamps": True,
    }
    if settings.initial_prompt:
        parameters["initial_prompt"] = settings.initial_prompt
    return parameters
