"""Recognisers in ONNX, run by sherpa-onnx (https://github.com/k2-fsa/sherpa-onnx, Apache-2.0).

One adapter for SenseVoice, Paraformer, FireRedASR, Qwen3-ASR and Whisper.  None hears more than
half a minute at a time, so that sound is cut at pauses first.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import sherpa_onnx

from calltools.errors import ModelError, SettingsError
from calltools.media.pcm import RATE, Samples
from calltools.models import InstalledModel
from calltools.models.onnx_export import (
    FIRE_RED,
    PARAFORMER,
    QWEN3,
    SENSE_VOICE,
    WHISPER,
    find_export,
)
from calltools.settings import AUTO, Settings
from calltools.speech.engines.base import BaseEngine
from calltools.speech.engines.token_times import (
    Anchors,
    anchors_of,
    anchors_of_bytes,
    timed_words,
)
from calltools.speech.model import HeardSegment
from calltools.speech.regions import divide, speech_probabilities
from calltools.times import to_ms

_PIECE_MS, _SEARCH_MS = 20_000, 8_000
"""The most that is decoded in one go, and how long before its end a pause is looked for."""

_UNTIMED_PIECE_MS, _UNTIMED_SEARCH_MS = 10_000, 6_000
"""The same where words get no times: the shorter a piece, the less they are out."""

# Whisper's export writes no more than 6 tokens a second, and Chinese may take more: silence behind
# the piece, which Whisper expects anyway, makes room for 176.
_WHISPER_SAMPLES = int(29.4 * RATE)

_NAMES = {"zh": "Chinese", "yue": "Cantonese", "en": "English"}
"""What Qwen3-ASR calls languages."""

_MAKERS = {
    WHISPER: "from_whisper",
    SENSE_VOICE: "from_sense_voice",
    QWEN3: "from_qwen3_asr",
    PARAFORMER: "from_paraformer",
    FIRE_RED: "from_fire_red_asr",
}


class SherpaOnnx(BaseEngine):
    """An :class:`~calltools.speech.model.Engine` for a folder of ONNX files."""

    name = "sherpa-onnx"
    formats = ("sherpa-onnx",)
    compute_types: ClassVar = {"cpu": "as exported"}
    packages = ("sherpa-onnx", "sherpa-onnx-core", "faster-whisper", "numpy", "onnxruntime")

    def __init__(self, model: InstalledModel, settings: Settings) -> None:
        """Raises beside what every engine does ModelError for a folder with files missing,
        SettingsError for a language that the model does not know."""
        super().__init__(model, settings)
        self._export = find_export(model.path)
        known = self._export.languages
        if settings.language != AUTO and known and settings.language not in known:
            raise SettingsError(
                "language",
                f"expected one that {model.name} knows ({', '.join(known[:5])} …), "
                f"found {settings.language!r}",
            )
        self.parameters = {
            **self.parameters,
            "family": self._export.family,
            "word_timestamps": self._export.has_word_times,
        }

    def decoding(self) -> dict[str, Any]:
        """Neither a beam nor a prompt is to be had there."""
        return {"language": self._settings.language, "decoding_method": "greedy_search"}

    def transcribe(self, samples: Samples, language: str) -> list[HeardSegment]:
        """What is said in ``samples``; times count from their start.  Raises ModelError."""
        return [
            segment
            for start, piece in self._pieces(samples)
            for segment in self._segments(self._decode(piece, language), start, piece)
        ]

    def rehear(self, samples: Samples, language: str) -> list[HeardSegment]:  # noqa: ARG002
        """Nothing: there is no other way to decode."""
        return []

    def at_once(self, samples: Samples, language: str) -> str:
        """What is said in ``samples``.  Raises ModelError."""
        return "".join(segment.text for segment in self.transcribe(samples, language))

    def languages(self, samples: Samples) -> dict[str, float]:
        """The one language that is most likely spoken in ``samples``, with probability 1.

        Whisper and SenseVoice name it; of the others the script tells in which they write.
        """
        if len(self._export.languages) == 1:
            return dict.fromkeys(self._export.languages, 1.0)
        result = self._decode(samples, "")
        if self._export.family in (WHISPER, SENSE_VOICE):
            return {result.lang.strip("<|>"): 1.0} if result.lang else {}
        words = [word.text for word in timed_words(result.text, [], 0, 0)]
        latin = sum(any(sign.isascii() and sign.isalpha() for sign in word) for word in words)
        return {"en" if 2 * latin > len(words) else "zh": 1.0} if words else {}

    @cached_property
    def _recogniser(self) -> Any:
        """The model with its weights.  Raises ModelError if it can't be loaded."""
        export, language = self._export, self._settings.language
        files = {part: str(self._model.path / name) for part, name in export.files.items()}
        if export.family == PARAFORMER:
            files["paraformer"] = files.pop("model")
        options: dict[str, Any] = {"num_threads": self._settings.threads}
        if export.family == WHISPER:
            options["language"] = ""
            options["enable_segment_timestamps"] = True
            options["enable_token_timestamps"] = export.has_word_times
        elif export.family == SENSE_VOICE:
            options["language"] = language if language in export.languages else "auto"
            options["use_itn"] = True
        elif export.family == QWEN3:
            options["max_new_tokens"] = 256
        make = getattr(sherpa_onnx.OfflineRecognizer, _MAKERS[export.family])
        try:
            return make(**files, **options)
        except (RuntimeError, ValueError) as error:
            reason = str(error).strip().splitlines()[0]
            raise ModelError(
                self._model.name,
                f"can't be loaded by sherpa-onnx: {reason}",
                "export or download it again",
            ) from error

    def _pieces(self, samples: Samples) -> Iterator[tuple[int, Samples]]:
        """``samples`` cut at pauses, with the milliseconds at which each piece begins."""
        timed = self._export.has_word_times
        lengths = (_PIECE_MS, _SEARCH_MS) if timed else (_UNTIMED_PIECE_MS, _UNTIMED_SEARCH_MS)
        whole = (0, -(-samples.size * 1000 // RATE))
        for ((start, end),) in divide([whole], speech_probabilities([samples]), *lengths):
            yield start, samples[start * RATE // 1000 : end * RATE // 1000]

    def _decode(self, piece: Samples, language: str) -> Any:
        """What sherpa-onnx makes of at most half a minute; ``language`` empty: it is found."""
        recogniser = self._recogniser
        if self._export.family == WHISPER:
            recogniser.config.model_config.whisper.language = language
            recogniser.recognizer.set_config(recogniser.config)
            if language:
                piece = np.pad(piece, (0, max(0, _WHISPER_SAMPLES - piece.size)))
        stream = recogniser.create_stream()
        if self._export.family == QWEN3 and language in _NAMES:
            stream.set_option("language", _NAMES[language])
        stream.accept_waveform(RATE, piece)
        recogniser.decode_stream(stream)
        return stream.result

    def _segments(self, result: Any, start_ms: int, piece: Samples) -> Iterator[HeardSegment]:
        """What was heard in ``piece``, in Whisper's segments where it marked them."""
        length_ms = piece.size * 1000 // RATE
        anchors = self._anchors(result)
        begin = 0
        for first_ms, last_ms, text in _stretches(result, length_ms):
            end = begin + len(text)
            own = [(at - begin, ms) for at, ms in anchors if begin <= at < end]
            begin = end
            if text.strip():
                words = timed_words(text, own, first_ms, last_ms)
                yield HeardSegment(
                    start_ms + first_ms,
                    start_ms + last_ms,
                    text,
                    tuple(word.later(start_ms) for word in words),
                    avg_logprob=_mean(result.ys_log_probs),
                    no_speech_prob=None,
                    compression_ratio=_compression_ratio(text),
                    timed=bool(own),
                )

    def _anchors(self, result: Any) -> Anchors:
        """When which sign of the result's text is said, as far as tokens have times."""
        if not self._export.has_word_times or not result.timestamps:
            return []
        try:
            return anchors_of(result.text, result.tokens, result.timestamps)
        except UnicodeDecodeError:  # a token of Whisper's that ends within a sign
            return anchors_of_bytes(result.text, self._vocabulary, result.timestamps)

    @cached_property
    def _vocabulary(self) -> frozenset[bytes]:
        """Whisper's tokens, which its export holds in base64."""
        lines = self._model.file(self._export.files["tokens"]).read_text("ascii").split("\n")
        return frozenset(base64.b64decode(line.split()[0]) for line in lines if line.strip())


def _stretches(result: Any, length_ms: int) -> list[tuple[int, int, str]]:
    """(start, end, text) of the segments of a result; the whole where there are none, or where
    one ends within a sign."""
    try:
        texts = list(result.segment_texts)
    except UnicodeDecodeError:
        texts = []
    if "".join(texts) != result.text or not texts:
        return [(0, length_ms, result.text)]
    starts = [min(to_ms(at), length_ms) for at in result.segment_timestamps]
    lengths = [to_ms(seconds) for seconds in result.segment_durations]
    return [
        (start, min(start + length, length_ms), text)
        for start, length, text in zip(starts, lengths, texts, strict=True)
    ]


def _mean(log_probabilities: list[float]) -> float | None:
    return sum(log_probabilities) / len(log_probabilities) if log_probabilities else None


def _compression_ratio(text: str) -> float:
    """How much shorter zlib makes ``text``, as Whisper measures repetition."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))
