"""Whisper run by its authors' package (https://github.com/openai/whisper).

Slower than the default engine by far; it is here so that a result can be checked with an
independent decoder on the same weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import torch
import whisper

from calltools.errors import ModelError
from calltools.media.pcm import Samples
from calltools.models import InstalledModel
from calltools.settings import Settings
from calltools.speech.engines.ct2_checkpoint import read_checkpoint
from calltools.speech.engines.decoding import (
    compute_type,
    decoding_parameters,
    engine_parameters,
    rehearing_parameters,
)
from calltools.speech.model import HeardSegment, HeardWord
from calltools.times import to_ms


class OpenaiWhisper:
    """An :class:`~calltools.speech.model.Engine`."""

    name = "whisper"
    models: Mapping[str, str]
    parameters: Mapping[str, Any]

    def __init__(self, model: InstalledModel, settings: Settings) -> None:
        """For ``model``: openai-whisper's own checkpoint, or CTranslate2's, converted.

        The weights are loaded when they are first needed.  Raises ModelError for a model in
        another format.
        """
        if model.format not in _LOADERS:
            raise ModelError(model.name, f"is a model in {model.format} format, not Whisper's")
        self._model = model
        self._settings = settings
        self._decoding = decoding_parameters(settings)
        self._again = rehearing_parameters(settings)
        self._half = compute_type(settings) == "float16"
        self.models = {model.name: model.sha256}
        self.parameters = engine_parameters(settings)

    @cached_property
    def network(self) -> whisper.Whisper:
        """The model with its weights.  Raises ModelError if it can't be loaded."""
        loaded: whisper.Whisper = _LOADERS[self._model.format](self._model)
        return loaded.to(self._settings.device).eval()

    def transcribe(self, samples: Samples, language: str) -> list[HeardSegment]:
        """What is said in ``samples``; times count from their start.  Raises ModelError."""
        return self._transcribe(samples, {**self._decoding, "language": language})

    def rehear(self, samples: Samples, language: str) -> list[HeardSegment]:
        """The same at the temperatures at which Whisper leaves a loop, chance being the same each
        time.  Raises ModelError."""
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return self._transcribe(
                samples, {**self._decoding, **self._again, "language": language}
            )

    def _transcribe(self, samples: Samples, decoding: Mapping[str, Any]) -> list[HeardSegment]:
        torch.set_num_threads(self._settings.threads)  # those who tell speakers apart set others
        result = whisper.transcribe(
            self.network, samples, verbose=None, fp16=self._half, **decoding
        )
        return [_heard(segment) for segment in result["segments"]]

    def languages(self, samples: Samples) -> dict[str, float]:
        """How likely each language is spoken in ``samples``.  Raises ModelError."""
        network = self.network
        if not network.is_multilingual:
            return {"en": 1.0}
        sound = whisper.pad_or_trim(torch.from_numpy(samples))
        mel = whisper.log_mel_spectrogram(sound, network.dims.n_mels).to(network.device)
        _, found = whisper.detect_language(network, mel.half() if self._half else mel)
        return dict(found)


def _own(model: InstalledModel) -> whisper.Whisper:
    """The model in openai-whisper's checkpoint, whose file name tells its alignment heads."""
    path = next(model.file(name) for name in model.files if name.endswith(".pt"))
    try:
        network = whisper.load_model(str(path), device="cpu")
    except (RuntimeError, KeyError, OSError) as error:
        raise ModelError(
            model.name, f"can't be loaded by openai-whisper: {error}", "install it again"
        ) from error
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


_LOADERS = {"whisper": _own, "ctranslate2": _converted}


def _heard(segment: Mapping[str, Any]) -> HeardSegment:
    words = tuple(
        HeardWord(
            word["word"], to_ms(word["start"]), to_ms(word["end"]), float(word["probability"])
        )
        for word in segment.get("words", ())
    )
    return HeardSegment(
        start_ms=to_ms(segment["start"]),
        end_ms=to_ms(segment["end"]),
        text=segment["text"],
        words=words,
        avg_logprob=float(segment["avg_logprob"]),
        no_speech_prob=float(segment["no_speech_prob"]),
        compression_ratio=float(segment["compression_ratio"]),
    )
