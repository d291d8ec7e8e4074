"""A Whisper model as sherpa-onnx reads it, made of the installed weights.

The graphs are those of sherpa-onnx's recipe (its ``scripts/whisper/export-onnx.py``): the encoder
gives the keys and values of cross-attention, the decoder takes tokens, the caches of
self-attention and how far they are filled.  They are written out node by node, so that nothing is
traced and an export takes seconds.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from made_exports import row, write
from numpy.typing import NDArray
from onnx import TensorProto, helper
from tokenizers import Tokenizer

from calltools.models import InstalledModel
from calltools.models.ct2_checkpoint import Checkpoint, read_checkpoint
from calltools.settings import LANGUAGES

Inputs = dict[str, tuple[int, list[Any]]]


@dataclass(slots=True)
class _Graph:
    """Nodes and constants as they are added; every method returns the name of its output."""

    state: dict[str, NDArray[Any]]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, NDArray[Any]] = field(default_factory=dict)

    def op(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        name = out or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, value: Any, name: str = "") -> str:
        name = name or f"c{len(self.constants)}"
        self.constants[name] = np.asarray(value)
        return name

    def weight(self, name: str, transposed: bool = False) -> str:
        array = self.state[name].astype(np.float32)
        stored = f"{name}.T" if transposed else name
        if stored not in self.constants:
            self.constant(np.ascontiguousarray(array.T) if transposed else array, stored)
        return stored

    def linear(self, x: str, layer: str) -> str:
        y = self.op("MatMul", x, self.weight(f"{layer}.weight", transposed=True))
        has_bias = f"{layer}.bias" in self.state
        return self.op("Add", y, self.weight(f"{layer}.bias")) if has_bias else y

    def norm(self, x: str, layer: str) -> str:
        weights = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.op("LayerNormalization", x, *weights, axis=-1, epsilon=1e-5)

    def part(self, x: str, start: str, end: str, axis: int) -> str:
        return self.op("Slice", x, start, end, self.constant([axis]))

    def length(self, x: str, axis: int) -> str:
        return self.op("Gather", self.op("Shape", x), self.constant([axis]), axis=0)

    def attention(self, q: str, k: str, v: str, heads: int, mask: str = "") -> tuple[str, str]:
        """(what is attended to, joined over heads; the weights)."""
        shape = self.constant([0, 0, heads, -1])
        q, k, v = (self.op("Reshape", x, shape) for x in (q, k, v))
        q = self.op("Transpose", q, perm=[0, 2, 1, 3])
        k = self.op("Transpose", k, perm=[0, 2, 3, 1])
        v = self.op("Transpose", v, perm=[0, 2, 1, 3])
        scores = self.op("Mul", self.op("MatMul", q, k), self.constant(np.float32(64**-0.5)))
        if mask:
            scores = self.op("Add", scores, mask)
        weights = self.op("Softmax", scores, axis=-1)
        out = self.op("Transpose", self.op("MatMul", weights, v), perm=[0, 2, 1, 3])
        return self.op("Reshape", out, self.constant([0, 0, -1])), weights

    def mlp(self, x: str, layer: str) -> str:
        inner = self.op("Gelu", self.linear(self.norm(x, f"{layer}.mlp_ln"), f"{layer}.mlp.0"))
        return self.op("Add", x, self.linear(inner, f"{layer}.mlp.2"))

    def stack(self, layers: Sequence[str], out: str) -> str:
        each = [self.op("Unsqueeze", x, self.constant([0])) for x in layers]
        return self.op("Concat", *each, out=out, axis=0)


def export(model: InstalledModel, folder: Path, *, with_attention: bool) -> Path:
    """Write ``model`` (CTranslate2's Whisper) to ``folder`` as three files, and return it.

    ``with_attention`` adds the weights of the alignment heads, from which words get their times.
    """
    checkpoint = read_checkpoint(model.file("model.bin"))
    config = json.loads(model.file("config.json").read_text("utf-8"))
    heads = [tuple(pair) for pair in config["alignment_heads"]] if with_attention else []
    folder.mkdir(parents=True, exist_ok=True)
    metadata = _metadata(model, checkpoint.dims, len(heads))
    _encoder(checkpoint, folder / "base-encoder.onnx", metadata)
    _decoder(checkpoint, folder / "base-decoder.onnx", heads)
    (folder / "base-tokens.txt").write_text(_tokens(), "ascii")
    return folder


def _encoder(checkpoint: Checkpoint, path: Path, metadata: dict[str, str]) -> None:
    dims = checkpoint.dims
    g = _Graph(checkpoint.state)
    x = "mel"
    for layer, stride in (("encoder.conv1", 1), ("encoder.conv2", 2)):
        weights = g.weight(f"{layer}.weight"), g.weight(f"{layer}.bias")
        x = g.op("Gelu", g.op("Conv", x, *weights, pads=[1, 1], strides=[stride]))
    x = g.op("Transpose", x, perm=[0, 2, 1])
    positions = g.weight("encoder.positional_embedding")
    x = g.op("Add", x, g.part(positions, g.constant([0]), g.length(x, 1), 0))
    for n in range(dims["n_audio_layer"]):
        layer = f"encoder.blocks.{n}"
        normed = g.norm(x, f"{layer}.attn_ln")
        q, k, v = (g.linear(normed, f"{layer}.attn.{w}") for w in ("query", "key", "value"))
        attended, _ = g.attention(q, k, v, dims["n_audio_head"])
        x = g.op("Add", x, g.linear(attended, f"{layer}.attn.out"))
        x = g.mlp(x, layer)
    x = g.norm(x, "encoder.ln_post")
    for what in ("key", "value"):
        layers = [
            g.linear(x, f"decoder.blocks.{n}.cross_attn.{what}")
            for n in range(dims["n_text_layer"])
        ]
        g.stack(layers, f"n_layer_cross_{what[0]}")
    cross = [dims["n_text_layer"], "n_audio", "T_out", dims["n_text_state"]]
    inputs: Inputs = {"mel": (TensorProto.FLOAT, ["n_audio", dims["n_mels"], "T"])}
    outputs = {"n_layer_cross_k": cross, "n_layer_cross_v": cross}
    write(path, g.nodes, g.constants, inputs, outputs, metadata)


def _decoder(checkpoint: Checkpoint, path: Path, heads: Sequence[tuple[int, int]]) -> None:
    dims = checkpoint.dims
    g = _Graph(checkpoint.state)
    count = g.length("tokens", 1)
    end = g.op("Add", "offset", count)
    x = g.op("Gather", g.weight("decoder.token_embedding.weight"), "tokens", axis=0)
    x = g.op("Add", x, g.part(g.weight("decoder.positional_embedding"), "offset", end, 0))
    mask = _causal_mask(g, end)
    far = g.constant([dims["n_text_ctx"]])
    caches: dict[str, list[str]] = {"k": [], "v": []}
    aligned: list[str] = []
    for n in range(dims["n_text_layer"]):
        layer, index = f"decoder.blocks.{n}", g.constant(n)
        normed = g.norm(x, f"{layer}.attn_ln")
        q = g.linear(normed, f"{layer}.attn.query")
        filled: dict[str, str] = {}
        for short, what in (("k", "key"), ("v", "value")):
            cache = g.op("Gather", f"in_n_layer_self_{short}_cache", index, axis=0)
            before = g.part(cache, g.constant([0]), "offset", 1)
            filled[short] = g.op("Concat", before, g.linear(normed, f"{layer}.attn.{what}"), axis=1)
            after = g.part(cache, end, far, 1)
            caches[short].append(g.op("Concat", filled[short], after, axis=1))
        attended, _ = g.attention(q, filled["k"], filled["v"], dims["n_text_head"], mask)
        x = g.op("Add", x, g.linear(attended, f"{layer}.attn.out"))
        q = g.linear(g.norm(x, f"{layer}.cross_attn_ln"), f"{layer}.cross_attn.query")
        k, v = (g.op("Gather", f"n_layer_cross_{w}", index, axis=0) for w in "kv")
        attended, weights = g.attention(q, k, v, dims["n_text_head"])
        x = g.op("Add", x, g.linear(attended, f"{layer}.cross_attn.out"))
        if own := [head for at, head in heads if at == n]:
            aligned.append(g.op("Gather", weights, g.constant(own), axis=1))
        x = g.mlp(x, layer)
    x = g.norm(x, "decoder.ln")
    embedding = g.op("Transpose", g.weight("decoder.token_embedding.weight"), perm=[1, 0])
    g.op("MatMul", x, embedding, out="logits")
    state = dims["n_text_state"]
    cache_shape = [dims["n_text_layer"], "n_audio", dims["n_text_ctx"], state]
    cross_shape = [dims["n_text_layer"], "n_audio", "T", state]
    outputs: dict[str, list[Any]] = {"logits": ["n_audio", "n_tokens", dims["n_vocab"]]}
    for short in "kv":
        outputs[g.stack(caches[short], f"out_n_layer_self_{short}_cache")] = cache_shape
    if aligned:
        name = g.op("Concat", *aligned, out="cross_attention_weights", axis=1)
        outputs[name] = ["n_audio", len(heads), "n_tokens", "T"]
    inputs: Inputs = {
        "tokens": (TensorProto.INT64, ["n_audio", "n_tokens"]),
        **{f"in_n_layer_self_{w}_cache": (TensorProto.FLOAT, cache_shape) for w in "kv"},
        **{f"n_layer_cross_{w}": (TensorProto.FLOAT, cross_shape) for w in "kv"},
        "offset": (TensorProto.INT64, [1]),
    }
    write(path, g.nodes, g.constants, inputs, outputs, {})


def _causal_mask(g: _Graph, end: str) -> str:
    """Minus infinity where a token would look at a later one, of shape (tokens, all so far)."""
    start, stop = (g.op("Squeeze", at) for at in ("offset", end))
    zero, one = g.constant(np.int64(0)), g.constant(np.int64(1))
    keys = g.op("Range", zero, stop, one)
    queries = g.op("Unsqueeze", g.op("Range", start, stop, one), g.constant([1]))
    nothing, all_of_it = g.constant(np.float32(0)), g.constant(np.float32(-np.inf))
    return g.op("Where", g.op("LessOrEqual", keys, queries), nothing, all_of_it)


def _metadata(model: InstalledModel, dims: dict[str, int], alignment_heads: int) -> dict[str, str]:
    words = Tokenizer.from_file(str(model.file("tokenizer.json")))
    names = {
        "sot": "startoftranscript", "eot": "endoftext", "no_speech": "nospeech",
        "transcribe": "transcribe", "translate": "translate", "sot_prev": "startofprev",
        "sot_lm": "startoflm", "no_timestamps": "notimestamps",
    }  # fmt: skip
    marks = {name: words.token_to_id(f"<|{mark}|>") for name, mark in names.items()}
    marks["no_speech"] = marks["no_speech"] or words.token_to_id("<|nocaptions|>")
    languages = {code: number for code in LANGUAGES if (number := words.token_to_id(f"<|{code}|>"))}
    found: dict[str, Any] = {
        "model_type": "whisper-base",
        "version": 1,
        **dims,
        **marks,
        "sot_sequence": row([marks["sot"], languages["en"], marks["transcribe"]]),
        "sot_index": 0,
        "all_language_tokens": row([*languages.values()]),
        "all_language_codes": row([*languages]),
        "blank_id": words.token_to_id("\u0120"),  # a space, as the vocabulary writes it
        "is_multilingual": 1,
    }
    if alignment_heads:
        found["n_alignment_heads"] = alignment_heads
    return {key: str(value) for key, value in found.items()}


def _tokens() -> str:
    """The vocabulary: a token in base64 and its number on each line."""
    package = importlib.util.find_spec("whisper")  # not imported, for that would load torch
    assert package is not None and package.origin is not None
    assets = Path(package.origin).parent / "assets"
    return (assets / "multilingual.tiktoken").read_text("ascii")
