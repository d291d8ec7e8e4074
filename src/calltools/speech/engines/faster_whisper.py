"""Whisper run by CTranslate2 (https://github.com/SYSTRAN/faster-whisper): the default engine.

Measured against openai-whisper with the same weights at beam 5: less than a tenth of the time and
half of the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens
from numpy.typing import NDArray

from calltools.errors import ModelError
from calltools.media.pcm import RATE, Samples
from calltools.speech.engines.base import BaseEngine, heard
from calltools.speech.model import HeardSegment

_LEAST_FRAMES = 1_500
_SILENT_FRAMES = 200
"""How much the encoder is given at least, and of the silence behind the sound, in frames of 10 ms.
With the half minute that Whisper was trained on it takes twice as long, and no fewer characters are
wrong; with less than this, more are, and what comes after a pause is passed over."""

_MOST_TOKENS = 9
"""Nobody says more in a second; a loop would go on."""


class FasterWhisper(BaseEngine):
    """An :class:`~calltools.speech.model.Engine` for a folder as CTranslate2's converter writes."""

    name = "faster-whisper"
    formats = ("ctranslate2",)
    # int8 halves the memory and the time on a CPU and costs nothing that we could measure in
    # character errors; a GPU has no use for it.
    compute_types: ClassVar = {"cpu": "int8", "cuda": "float16"}
    # It ships the detector of speech, too, which onnxruntime runs.
    packages = ("faster-whisper", "ctranslate2", "numpy", "onnxruntime")
    same_with_any_threads = True
    # Sentences with times between can still come again.  Without times there are no sentences, and
    # words are invented at the end.
    rehearing: ClassVar = {"no_repeat_ngram_size": 4}

    @staticmethod
    def has_gpu() -> bool:
        """Whether CTranslate2 finds one."""
        return bool(ctranslate2.get_cuda_device_count())

    @property
    def network(self) -> faster_whisper.WhisperModel:
        """The model with its weights.  Raises ModelError if it can't be loaded."""
        settings, model = self._settings, self._model
        try:
            return _load(
                model.path, model.sha256, settings.device, self.compute_type, settings.threads
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(
                self._model.name,
                f"can't be loaded by faster-whisper on {self._settings.device}: {error}",
                "run `calltools doctor`, or try `--engine whisper`",
            ) from error

    def transcribe(self, samples: Samples, language: str) -> list[HeardSegment]:
        """What is said in ``samples``; times count from their start.  Raises ModelError."""
        return self._transcribe(samples, {**self.decoding(), "language": language})

    def rehear(self, samples: Samples, language: str) -> list[HeardSegment]:
        """The same with no four tokens (times among them) twice in half a minute.

        Raises ModelError.
        """
        return self._transcribe(
            samples, {**self.decoding(), **self.rehearing, "language": language}
        )

    def _transcribe(self, samples: Samples, decoding: Mapping[str, Any]) -> list[HeardSegment]:
        segments, _ = self.network.transcribe(samples, vad_filter=False, **decoding)
        return [heard(asdict(segment)) for segment in segments]

    def at_once(self, samples: Samples, language: str) -> str:
        """What is said in ``samples``, without a beam and without times.  Raises ModelError.

        The encoder is given them with a second of silence behind, after which Whisper comes to an
        end, and not filled up to the 30 s that it expects.
        """
        network = self.network
        spelling = Tokenizer(
            network.hf_tokenizer,
            network.model.is_multilingual,
            task="transcribe",
            language=language,
        )
        prompt = [*spelling.sot_sequence, spelling.no_timestamps]
        features = network.feature_extractor(np.pad(samples, (0, RATE)))
        (result,) = network.model.generate(
            network.encode(features[..., : network.feature_extractor.nb_max_frames]),
            [prompt],
            beam_size=1,
            max_length=len(prompt) + _MOST_TOKENS * (1 + samples.size // RATE),
            suppress_tokens=get_suppressed_tokens(spelling, [-1]),
        )
        return str(spelling.decode(result.sequences_ids[0]))

    def languages(self, samples: Samples) -> dict[str, float]:
        """How likely each language is spoken in ``samples``.  Raises ModelError.

        The encoder is given them as long as they are: filled up to its 30 s they tell the same and
        take thirty times as long.
        """
        network = self.network
        if not network.model.is_multilingual:
            return {"en": 1.0}
        features = network.feature_extractor(samples)[
            ..., : network.feature_extractor.nb_max_frames
        ]
        (found,) = network.model.detect_language(network.encode(features))
        return {token[2:-2]: float(probability) for token, probability in found}


class _Whisper(faster_whisper.WhisperModel):  # type: ignore[misc]
    """Whisper whose encoder is given the sound with a little silence behind it, not filled up to
    half a minute."""

    def encode(self, features: NDArray[np.float32]) -> ctranslate2.StorageView:
        """What the encoder makes of ``features`` (bands, frames)."""
        filled = np.flatnonzero(features.any(axis=0))
        frames = max(_LEAST_FRAMES, (filled[-1] + 1 if filled.size else 0) + _SILENT_FRAMES)
        return super().encode(np.ascontiguousarray(features[:, : frames // 2 * 2]))


@cache
def _load(folder: Path, _sha256: str, device: str, compute_type: str, threads: int) -> _Whisper:
    """The weights, once for all who hear with them; the hash, so that replaced files are loaded
    again."""
    return _Whisper(
        str(folder),
        device=device,
        compute_type=compute_type,
        cpu_threads=1,
        num_workers=threads,
        local_files_only=True,
    )
