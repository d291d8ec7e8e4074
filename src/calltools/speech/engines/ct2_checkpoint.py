"""Read the weights of a Whisper model out of a CTranslate2 file, for openai-whisper.

The layout is that of CTranslate2's ``ModelSpec`` serialisation, binary version 6
(https://github.com/OpenNMT/CTranslate2, ``python/ctranslate2/specs/model_spec.py``):
version, name, revision, then the variables (name, shape, type, bytes), then the aliases.
Linear layers that CTranslate2 fuses (query, key and value) are taken apart again.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calltools.errors import ModelError
from calltools.files import bytes_of

Tensor = NDArray[np.generic]

_VERSION = 6
_SPEC = "WhisperSpec"
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What ``whisper.model.Whisper`` is made from: its dimensions and its state."""

    dims: dict[str, int]
    state: dict[str, Tensor]


def read_checkpoint(path: Path) -> Checkpoint:
    """The Whisper model in the CTranslate2 file ``path``, in openai-whisper's names.

    Raises ModelError if the file can't be read, is no Whisper model, or is quantised (the
    original weights can't be had back from rounded ones).
    """
    try:
        variables = _variables(path)
        return _Converter(variables).checkpoint()
    except (ValueError, KeyError, struct.error) as error:
        raise ModelError(
            path,
            f"can't be converted for openai-whisper: {error}",
            "use the engine faster-whisper with this model",
        ) from error


class _Reader:
    """Takes little-endian values one after the other out of ``data``."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> memoryview:
        if self._at + length > len(self._data):
            raise ValueError("the file is cut short")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self, code: str) -> int:
        value: int = struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]
        return value

    def string(self) -> str:
        """A length that counts the closing NUL, then the characters."""
        return bytes(self.take(self.number("H"))).rstrip(b"\0").decode("utf-8")


def _variables(path: Path) -> dict[str, Tensor]:
    """All variables of the file by name, as views of its bytes."""
    reader = _Reader(memoryview(bytes_of(path, ModelError)))
    if (version := reader.number("I")) != _VERSION:
        raise ValueError(f"expected CTranslate2 file version {_VERSION}, found {version}")
    if (spec := reader.string()) != _SPEC:
        raise ValueError(f"expected a {_SPEC}, found {spec}")
    reader.number("I")  # the revision of the spec tells nothing about the weights
    variables = {}
    for _ in range(reader.number("I")):
        name = reader.string()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        if (kind := reader.number("B")) >= len(_TYPES):
            raise ValueError(f"{name} is of an unknown type ({kind})")
        raw = reader.take(reader.number("I"))
        variables[name] = np.frombuffer(raw, _TYPES[kind]).reshape(shape)
    return variables


@dataclass(slots=True)
class _Converter:
    """Renames variables, remembering which it used, so that none is lost unnoticed."""

    variables: dict[str, Tensor]
    state: dict[str, Tensor] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def checkpoint(self) -> Checkpoint:
        if any(name.endswith("weight_scale") for name in self.variables):
            raise ValueError("its weights are quantised")
        for layer in ("conv1", "conv2"):
            self._linear(f"encoder.{layer}", f"encoder/{layer}")
        layers = {side: self._side(side) for side in ("encoder", "decoder")}
        self._norm("encoder.ln_post", "encoder/layer_norm")
        self._norm("decoder.ln", "decoder/layer_norm")
        # The output projection is this same matrix; the file holds it as an alias.
        self.state["decoder.token_embedding.weight"] = self._take("decoder/embeddings/weight")
        self._check_nothing_left()
        return Checkpoint(self._dims(layers), self.state)

    def _side(self, side: str) -> int:
        """Convert all layers of the encoder or the decoder; returns how many there are."""
        self.state[f"{side}.positional_embedding"] = self._take(
            f"{side}/position_encodings/encodings"
        )
        count = 0
        while f"{side}/layer_{count}/ffn/linear_0/weight" in self.variables:
            self._layer(f"{side}.blocks.{count}", f"{side}/layer_{count}", side == "decoder")
            count += 1
        return count

    def _layer(self, to: str, source: str, decoder: bool) -> None:
        self._norm(f"{to}.attn_ln", f"{source}/self_attention/layer_norm")
        self._split(f"{to}.attn", f"{source}/self_attention/linear_0", ("query", "key", "value"))
        self._linear(f"{to}.attn.out", f"{source}/self_attention/linear_1")
        self._norm(f"{to}.mlp_ln", f"{source}/ffn/layer_norm")
        self._linear(f"{to}.mlp.0", f"{source}/ffn/linear_0")
        self._linear(f"{to}.mlp.2", f"{source}/ffn/linear_1")
        if decoder:
            self._norm(f"{to}.cross_attn_ln", f"{source}/attention/layer_norm")
            self._split(f"{to}.cross_attn", f"{source}/attention/linear_0", ("query",))
            self._split(f"{to}.cross_attn", f"{source}/attention/linear_1", ("key", "value"))
            self._linear(f"{to}.cross_attn.out", f"{source}/attention/linear_2")

    def _norm(self, to: str, source: str) -> None:
        self.state[f"{to}.weight"] = self._take(f"{source}/gamma")
        self.state[f"{to}.bias"] = self._take(f"{source}/beta")

    def _linear(self, to: str, source: str) -> None:
        self.state[f"{to}.weight"] = self._take(f"{source}/weight")
        self.state[f"{to}.bias"] = self._take(f"{source}/bias")

    def _split(self, to: str, source: str, names: Sequence[str]) -> None:
        """One fused layer into the layers ``names``; Whisper's keys have no bias."""
        weights = np.split(self._take(f"{source}/weight"), len(names))
        biases = np.split(self._take(f"{source}/bias"), len(names))
        for name, weight, bias in zip(names, weights, biases, strict=True):
            self.state[f"{to}.{name}.weight"] = weight
            if name != "key":
                self.state[f"{to}.{name}.bias"] = bias
            elif np.any(bias):
                raise ValueError(f"{source} has a bias on its keys")

    def _take(self, name: str) -> Tensor:
        self.used.add(name)
        if name not in self.variables:
            raise ValueError(f"{name} is missing")
        return self.variables[name]

    def _check_nothing_left(self) -> None:
        """Scalars are settings of CTranslate2; anything larger is a weight we don't know."""
        left = [n for n, value in self.variables.items() if n not in self.used and value.ndim]
        if left:
            raise ValueError(f"it has weights that Whisper has not: {', '.join(left[:3])}")

    def _dims(self, layers: dict[str, int]) -> dict[str, int]:
        audio_state, n_mels, _ = self.state["encoder.conv1.weight"].shape
        n_vocab, text_state = self.state["decoder.token_embedding.weight"].shape
        return {
            "n_mels": n_mels,
            "n_audio_ctx": self.state["encoder.positional_embedding"].shape[0],
            "n_audio_state": audio_state,
            "n_audio_head": int(self._take("encoder/num_heads")),
            "n_audio_layer": layers["encoder"],
            "n_vocab": n_vocab,
            "n_text_ctx": self.state["decoder.positional_embedding"].shape[0],
            "n_text_state": text_state,
            "n_text_head": int(self._take("decoder/num_heads")),
            "n_text_layer": layers["decoder"],
        }
