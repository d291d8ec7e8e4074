"""Whisper run by its authors' package (https://github.com/openai/whisper).

Slower than the default engine by far; it is here so that a result can be checked with an
independent decoder on the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import torch
import whisper

from calltools.errors import ModelError
from calltools.media.pcm import Samples
from calltools.models import InstalledModel
from calltools.models.ct2_checkpoint import read_checkpoint
from calltools.speech.engines.base import BaseEngine, heard
from calltools.speech.model import HeardSegment


class OpenaiWhisper(BaseEngine):
    """An :class:`~calltools.speech.model.Engine` for openai-whisper's own checkpoint, or
    CTranslate2's, converted."""

    name = "whisper"
    formats = ("whisper", "ctranslate2")
    compute_types: ClassVar = {"cpu": "float32", "cuda": "float16"}
    packages = ("openai-whisper", "torch", "faster-whisper", "numpy", "onnxruntime")
    rehearing: ClassVar = {"temperature": (0.2, 0.4, 0.6, 0.8, 1.0)}

    @staticmethod
    def has_gpu() -> bool:
        """Whether torch finds one."""
        return torch.cuda.is_available()

    @property
    def _is_half(self) -> bool:
        return self.compute_type == "float16"

    @cached_property
    def network(self) -> whisper.Whisper:
        """The model with its weights.  Raises ModelError if it can't be loaded."""
        load = _own if self._model.format == "whisper" else _converted
        try:
            return load(self._model).to(self._settings.device).eval()
        except (RuntimeError, KeyError, OSError) as error:
            raise ModelError(
                self._model.name, f"can't be loaded by openai-whisper: {error}", "install it again"
            ) from error

    def transcribe(self, samples: Samples, language: str) -> list[HeardSegment]:
        """What is said in ``samples``; times count from their start.  Raises ModelError."""
        return self._transcribe(samples, {**self.decoding(), "language": language})

    def rehear(self, samples: Samples, language: str) -> list[HeardSegment]:
        """The same at the temperatures at which Whisper leaves a loop, chance being the same each
        time.  Raises ModelError."""
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return self._transcribe(
                samples, {**self.decoding(), **self.rehearing, "language": language}
            )

    def _transcribe(self, samples: Samples, decoding: Mapping[str, Any]) -> list[HeardSegment]:
        torch.set_num_threads(self._settings.threads)  # those who tell speakers apart set others
        result = whisper.transcribe(
            self.network, samples, verbose=None, fp16=self._is_half, **decoding
        )
        return [heard(segment) for segment in result["segments"]]

    def at_once(self, samples: Samples, language: str) -> str:
        """What is said in ``samples``.  Raises ModelError."""
        return "".join(segment.text for segment in self.transcribe(samples, language))

    def languages(self, samples: Samples) -> dict[str, float]:
        """How likely each language is spoken in ``samples``.  Raises ModelError."""
        network = self.network
        if not network.is_multilingual:
            return {"en": 1.0}
        sound = whisper.pad_or_trim(torch.from_numpy(samples))
        mel = whisper.log_mel_spectrogram(sound, network.dims.n_mels).to(network.device)
        _, found = whisper.detect_language(network, mel.half() if self._is_half else mel)
        return dict(found)


def _own(model: InstalledModel) -> whisper.Whisper:
    """The model in openai-whisper's checkpoint, whose file name tells its alignment heads."""
    path = next(model.file(name) for name in model.files if name.endswith(".pt"))
    network = whisper.load_model(str(path), device="cpu")
    heads = whisper._ALIGNMENT_HEADS.get(path.stem)
    if heads is not None:
        network.set_alignment_heads(heads)
    return network


def _converted(model: InstalledModel) -> whisper.Whisper:
    """The model in a CTranslate2 folder, with the alignment heads of its ``config.json``."""
    checkpoint = read_checkpoint(model.file("model.bin"))
    network = whisper.Whisper(whisper.ModelDimensions(**checkpoint.dims))
    state = {name: torch.tensor(value).float() for name, value in checkpoint.state.items()}
    network.load_state_dict(state)
    heads = json.loads(model.file("config.json").read_text("utf-8"))["alignment_heads"]
    mask = torch.zeros(network.dims.n_text_layer, network.dims.n_text_head, dtype=torch.bool)
    for layer, head in heads:
        mask[layer, head] = True
    # What set_alignment_heads does, which takes them packed as openai-whisper publishes them.
    network.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
    return network
