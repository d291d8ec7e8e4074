"""Exports of recognisers that are nowhere to be had here, as sherpa-onnx expects them from outside.

Files, metadata, inputs and outputs are those of the real ones; what they hear is fixed, and stands
below.  They show that the adapter drives each kind rightly, and nothing of how well one hears.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_FRAME = 560
"""Seven frames of 80 bands, one on the other."""

# The first four say language, emotion, event and whether figures were written as such.
SENSE_VOICE_FRAMES = (
    "<|zh|> <|NEUTRAL|> <|Speech|> <|withitn|> - - 等 等 - - 三 - 个 - 月 - 。 - ▁ok -".split()
)
PARAFORMER_TOKENS = ["等", "三", "个", "月", "wei@@", "xin", "</s>"]
FIRE_RED_TOKENS = ["等", "三", "个", "月"]


def sense_voice(folder: Path) -> Path:
    """Says 等三个月。 ok, at frames of 60 ms."""
    words = ["-", *dict.fromkeys(token for token in SENSE_VOICE_FRAMES if token != "-")]
    table = np.eye(len(words), dtype=np.float32)[[words.index(t) for t in SENSE_VOICE_FRAMES]]
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["t"], axis=0),
        helper.make_node("Add", ["t", "four"], ["length"]),
        helper.make_node("Range", ["zero", "length", "one"], ["frames"]),
        helper.make_node("Min", ["frames", "end"], ["rows"]),
        helper.make_node("Gather", ["table", "rows"], ["flat"], axis=0),
        helper.make_node("Unsqueeze", ["flat", "axis"], ["logits"]),
    ]
    numbers = {"zero": 0, "one": 1, "four": 4, "end": len(SENSE_VOICE_FRAMES) - 1}
    constants = {n: np.int64(v) for n, v in numbers.items()}
    constants |= {"table": table, "axis": np.array([0])}
    whole = ["x_length", "language", "text_norm"]
    inputs = {"x": (TensorProto.FLOAT, ["n", "t_in", _FRAME])}
    inputs |= {name: (TensorProto.INT32, ["n"]) for name in whole}
    metadata = {
        "model_type": "sense_voice_ctc", "vocab_size": len(words), "normalize_samples": 0,
        "with_itn": 14, "without_itn": 15, **_frames(),
    }  # fmt: skip
    codes = ("auto", "zh", "en", "yue", "ja", "ko")
    metadata |= {f"lang_{code}": n for n, code in enumerate(codes)}
    outputs = {"logits": ["n", "t", "v"]}
    write(folder / "model.int8.onnx", nodes, constants, inputs, outputs, metadata)
    return _tokens(folder, words)


def paraformer(folder: Path) -> Path:
    """Says 等三个月 weixin, each token 200 ms after the one before."""
    logits = np.eye(len(PARAFORMER_TOKENS), dtype=np.float32)[None]
    peaks = np.zeros((1, 100), np.float32)
    peaks[0, 10 : 10 + 10 * len(PARAFORMER_TOKENS) : 10] = 1
    count = np.array([len(PARAFORMER_TOKENS)])
    constants = {"given": logits, "count": count, "alphas": peaks, "peaks": peaks}
    outputs = {"logits": [1, "l", "v"], "token_num": [1], "us_alphas": [1, 100]}
    outputs["us_cif_peak"] = [1, 100]
    nodes = [
        helper.make_node("Identity", [source], [name])
        for source, name in zip(constants, outputs, strict=True)
    ]
    inputs = {
        "speech": (TensorProto.FLOAT, ["n", "t", _FRAME]),
        "speech_lengths": (TensorProto.INT32, ["n"]),
    }
    metadata = {"model_type": "paraformer", "vocab_size": len(PARAFORMER_TOKENS), **_frames()}
    write(folder / "model.onnx", nodes, constants, inputs, outputs, metadata)
    return _tokens(folder, PARAFORMER_TOKENS)


def fire_red(folder: Path) -> Path:
    """Says 等三个月 and nothing of when."""
    words = ["<sos>", "<eos>", *FIRE_RED_TOKENS]
    metadata = {
        "num_decoder_layers": 1, "num_head": 1, "head_dim": 1, "sos": 0, "eos": 1, "max_len": 448,
        "cmvn_mean": row([0.0] * 80), "cmvn_inv_stddev": row([1.0] * 80),
    }  # fmt: skip
    cross = {"n_layer_cross_k": [1, 1, 1], "n_layer_cross_v": [1, 1, 1]}
    nodes = [helper.make_node("Identity", ["nothing"], [name]) for name in cross]
    inputs: dict[str, tuple[int, list[Any]]] = {
        "x": (TensorProto.FLOAT, ["n", "t", 80]),
        "x_length": (TensorProto.INT64, ["n"]),
    }
    nothing = {"nothing": np.zeros((1, 1, 1), np.float32)}
    write(folder / "encoder.int8.onnx", nodes, nothing, inputs, cross, metadata)
    # What follows a token is the next one; the last is followed by the end.
    after = [2, 1, *range(3, len(words)), 1]
    caches = {f"in_n_layer_self_{w}_cache": [1, 1, "len", 1, 1] for w in "kv"}
    nodes = [
        helper.make_node("Gather", ["table", "tokens"], ["logits"], axis=0),
        *(helper.make_node("Identity", [name], [f"out{name[2:]}"]) for name in caches),
    ]
    inputs = {
        "tokens": (TensorProto.INT64, ["n", "m"]),
        **{name: (TensorProto.FLOAT, dims) for name, dims in (caches | cross).items()},
        "offset": (TensorProto.INT64, [1]),
    }
    outputs = {"logits": [1, "m", "v"], **{f"out{n[2:]}": dims for n, dims in caches.items()}}
    table = {"table": np.eye(len(words), dtype=np.float32)[after]}
    write(folder / "decoder.int8.onnx", nodes, table, inputs, outputs, {})
    return _tokens(folder, words)


def _frames() -> dict[str, Any]:
    """What says how frames are put on one another and evened out."""
    mean, deviation = row([0.0] * _FRAME), row([1.0] * _FRAME)
    stacked = {"lfr_window_size": 7, "lfr_window_shift": 6}
    return {**stacked, "neg_mean": mean, "inv_stddev": deviation}


def row(values: Iterable[Any]) -> str:
    return ",".join(map(str, values))


def _tokens(folder: Path, words: list[str]) -> Path:
    lines = [f"{word} {number}\n" for number, word in enumerate(words)]
    (folder / "tokens.txt").write_text("".join(lines), "utf-8")
    return folder


def write(
    path: Path,
    nodes: list[onnx.NodeProto],
    constants: dict[str, Any],
    inputs: dict[str, tuple[int, list[Any]]],
    outputs: dict[str, list[Any]],
    metadata: dict[str, Any],
) -> None:
    """A model of these parts; all that it gives are floats, but for ``token_num``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    info = helper.make_tensor_value_info
    kinds = {"token_num": TensorProto.INT64}
    graph = helper.make_graph(
        nodes,
        path.stem,
        [info(name, kind, dims) for name, (kind, dims) in inputs.items()],
        [info(name, kinds.get(name, TensorProto.FLOAT), dims) for name, dims in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, ir_version=9, opset_imports=[helper.make_opsetid("", 20)])
    helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
    path.write_bytes(model.SerializeToString())
