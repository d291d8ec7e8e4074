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


# Whose releases may change a character; faster-whisper ships the detector of speech, too, which
# onnxruntime runs.
_PACKAGES = {
    "faster-whisper": ("faster-whisper", "ctranslate2", "numpy", "onnxruntime"),
    "whisper": ("openai-whisper", "torch", "faster-whisper", "numpy", "onnxruntime"),
    "sherpa-onnx": ("sherpa-onnx", "sherpa-onnx-core", "faster-whisper", "numpy", "onnxruntime"),
}

_SAME_WITH_ANY_THREADS = ("faster-whisper",)
"""Engines measured to write the same whatever their threads; those of others are in the step."""


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
        "rehearing": rehearing_parameters(settings),
        **({} if settings.engine in _SAME_WITH_ANY_THREADS else {"threads": settings.threads}),
    }


def rehearing_parameters(settings: Settings) -> dict[str, Any]:
    """What is decoded differently where the engine went round in a loop.

    Of four calls by telephone, one of which loops for 20 of 45 s, as many characters are wrong with
    this alone (.177) as with the retries at higher temperatures (.176; .270 with neither), which
    are left to chance.
    """
    if settings.engine == "faster-whisper":
        # Sentences with times between can still come again.  Without times there are no sentences,
        # and words are invented at the end.
        return {"no_repeat_ngram_size": 4}
    return {"temperature": (0.2, 0.4, 0.6, 0.8, 1.0)} if settings.engine == "whisper" else {}


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
