"""Read the weights of a Whisper model out of a CTranslate2 file, for openai-whisper.

The layout is that of CTranslate2's ``ModelSpec`` serialisation, binary version 6
(https://github.com/OpenNMT/CTranslate2, ``python/ctranslate2/specs/model_spec.py``):
version, name, revision, then the variables (name, shape, type, bytes), then the aliases: names of
variables that are the same as others.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calltools.errors import ModelError
from calltools.files import bytes_of

Tensor = NDArray[np.generic]

_VERSION = 6  # of CTranslate2's file format
_SPEC = "WhisperSpec"
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)

_PARTS = {
    "encoder/layer_norm": "ln_post",
    "decoder/layer_norm": "ln",
    "conv1": "conv1",
    "conv2": "conv2",
    "embeddings": "token_embedding",
    "position_encodings": "positional_embedding",
    "self_attention/layer_norm": "attn_ln",
    "self_attention/linear_0": "attn.query attn.key attn.value",
    "self_attention/linear_1": "attn.out",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_1": "cross_attn.key cross_attn.value",
    "attention/linear_2": "cross_attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
"""CTranslate2's parts of a layer in openai-whisper's names; several where it has joined them."""

_KINDS = {
    "weight": ".weight",
    "gamma": ".weight",
    "bias": ".bias",
    "beta": ".bias",
    "encodings": "",
}
_NAME = re.compile(rf"(encoder|decoder)/(?:layer_(\d+)/)?(.+)/({'|'.join(_KINDS)})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What ``whisper.model.Whisper`` is made from: its dimensions and its state."""

    dims: dict[str, int]
    state: dict[str, Tensor]


def read_checkpoint(path: Path) -> Checkpoint:
    """The Whisper model in the CTranslate2 file ``path``, in openai-whisper's names.

    Raises ModelError if the file can't be read, is not a Whisper model, or is quantised (the
    original weights can't be had back from rounded ones).
    """
    data = memoryview(bytes_of(path, ModelError))
    try:
        variables = _variables(data)
        state = {
            name: part
            for variable, value in variables.items()
            if value.ndim  # a single number is a setting of CTranslate2
            for name, part in _parts(variable, value)
        }
        return Checkpoint(_dimensions(variables, state), state)
    except (ValueError, KeyError, struct.error) as error:
        problem = f"{error} is missing" if isinstance(error, KeyError) else error
        raise ModelError(
            path,
            f"can't be converted for openai-whisper: {problem}",
            "use the engine faster-whisper with this model",
        ) from error


def _variables(data: memoryview) -> dict[str, Tensor]:
    """All variables of the file by name, as views of its bytes."""
    at = 0

    def raw(length: int) -> memoryview:
        nonlocal at
        at += length
        if at > len(data):
            raise ValueError("the file is cut short")
        return data[at - length : at]

    def take(code: str) -> int:
        value: int = struct.unpack(f"<{code}", raw(struct.calcsize(f"<{code}")))[0]
        return value

    def string() -> str:  # its length counts the closing NUL
        return bytes(raw(take("H"))).rstrip(b"\0").decode("utf-8")

    if (version := take("I")) != _VERSION:
        raise ValueError(f"expected CTranslate2 file version {_VERSION}, found {version}")
    if (spec := string()) != _SPEC:
        raise ValueError(f"expected a {_SPEC}, found {spec}")
    take("I")  # the revision of the spec tells nothing about the weights
    variables: dict[str, Tensor] = {}
    for _ in range(take("I")):
        name = string()
        shape = [take("I") for _ in range(take("B"))]
        if (kind := take("B")) >= len(_TYPES):
            raise ValueError(f"{name} is of an unknown type ({kind})")
        variables[name] = np.frombuffer(raw(take("I")), _TYPES[kind]).reshape(shape)
    variables |= {string(): variables[string()] for _ in range(take("I"))}
    variables.pop("decoder/projection/weight", None)  # Whisper's is its embedding
    return variables


def _parts(variable: str, value: Tensor) -> Iterator[tuple[str, Tensor]]:
    """``value`` under openai-whisper's names; CTranslate2 gives keys a bias of zeros."""
    if variable.endswith("weight_scale"):
        raise ValueError("its weights are quantised")
    match = _NAME.fullmatch(variable)
    side, layer, part, kind = match.groups() if match else ("", "", "", "")
    names = (_PARTS.get(part) or _PARTS.get(f"{side}/{part}", "")).split()
    if not names:
        raise ValueError(f"it has weights that Whisper has not: {variable}")
    where = f"{side}.blocks.{layer}" if layer else side
    for name, piece in zip(names, np.split(value, len(names)), strict=True):
        if not (kind == "bias" and name.endswith(".key")):
            yield f"{where}.{name}{_KINDS[kind]}", piece


def _dimensions(variables: Mapping[str, Tensor], state: Mapping[str, Tensor]) -> dict[str, int]:
    audio_state, n_mels, _ = state["encoder.conv1.weight"].shape
    n_vocab, text_state = state["decoder.token_embedding.weight"].shape
    dims = {"n_mels": n_mels, "n_vocab": n_vocab}
    for kind, side, width in (("audio", "encoder", audio_state), ("text", "decoder", text_state)):
        dims |= {
            f"n_{kind}_ctx": state[f"{side}.positional_embedding"].shape[0],
            f"n_{kind}_state": width,
            f"n_{kind}_head": int(variables[f"{side}/num_heads"]),
            f"n_{kind}_layer": sum(
                bool(re.fullmatch(rf"{side}/layer_\d+/ffn/linear_1/bias", name))
                for name in variables
            ),
        }
    return dims
