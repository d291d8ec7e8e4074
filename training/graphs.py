"""The two networks of speakers as ONNX graphs without their weights.

    python -m training graphs

Written once with the onnx package, which nothing at run time needs; the weights are put in from the
published checkpoints when a graph is loaded, under the names that they have there.  PyanNet: Bredin
and Laurent, Interspeech 2021, its filters Ravanelli and Bengio, SLT 2018; CAM++: Wang et al.,
Interspeech 2023.  The operations are those of pyannote.audio (MIT) and 3D-Speaker (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper, save_model

FOLDER = Path(__file__).parents[1] / "src" / "calltools" / "speech" / "graphs"

_OPSET = 17
_IR_VERSION = 10
_MEL_BANDS = 80
_POOLED_FRAMES = 100
"""CAM++ looks around over so many frames at a time."""


class _Graph:
    """Nodes in their order, the weights that they name, and a few constants."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: dict[str, tuple[int, ...]] = {}
        self.constants: list[Any] = []
        self._number = count()

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """The name of what the operation ``kind`` makes of ``inputs``."""
        output = f"{kind}_{next(self._number)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def weight(self, name: str, *shape: int) -> str:
        """A tensor of the checkpoint."""
        self.weights[name] = shape
        return name

    def constant(self, *values: float, whole: bool = True) -> str:
        """Whole numbers (or others) as a vector; one alone as a scalar."""
        name = f"constant_{next(self._number)}"
        shaped = np.array(values[0] if len(values) == 1 else values)
        array = shaped.astype(np.int64 if whole else np.float32)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def axes(self, *numbers: int) -> str:
        """Axes, a vector even where there is one."""
        name = f"axes_{next(self._number)}"
        self.constants.append(numpy_helper.from_array(np.array(numbers, np.int64), name))
        return name

    def model(
        self, inputs: tuple[str, Sequence[int | str]], output: str, shape: Sequence[int | str]
    ) -> ModelProto:
        """All of it, the weights declared as kept elsewhere."""
        kept_elsewhere = []
        for name, size in self.weights.items():
            tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=size)
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="checkpoint")
            kept_elsewhere.append(tensor)
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info(inputs[0], TensorProto.FLOAT, inputs[1])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            [*kept_elsewhere, *self.constants],
        )
        opset = [helper.make_opsetid("", _OPSET)]
        return helper.make_model(graph, opset_imports=opset, ir_version=_IR_VERSION)


def segmentation() -> ModelProto:
    """Sound (windows, 1, samples) to the probability of each set of voices (windows, frames, 7)."""
    g = _Graph()
    signal = _instance_norm(g, "sound", "sincnet.wav_norm1d", 1)
    bands = g.node("Conv", signal, g.weight("sincnet.filters", 80, 1, 251), strides=[10])
    signal = _pooled(g, g.node("Abs", bands), "sincnet.norm1d.0", 80)
    for number, channels in ((1, 80), (2, 60)):
        name = f"sincnet.conv1d.{number}"
        kernels, biases = g.weight(f"{name}.weight", 60, channels, 5), g.weight(f"{name}.bias", 60)
        signal = g.node("Conv", signal, kernels, biases)
        signal = _pooled(g, signal, f"sincnet.norm1d.{number}", 60)
    frames = g.node("Transpose", signal, perm=[2, 0, 1])
    for layer in range(4):
        size = 256 if layer else 60
        weights = (
            g.weight(f"lstm.weights.{layer}", 2, 512, size),
            g.weight(f"lstm.recurrent.{layer}", 2, 512, 128),
            g.weight(f"lstm.biases.{layer}", 2, 1024),
        )
        both = g.node("LSTM", frames, *weights, hidden_size=128, direction="bidirectional")
        side_by_side = g.node("Transpose", both, perm=[0, 2, 1, 3])
        frames = g.node("Reshape", side_by_side, g.constant(0, 0, -1))
    states = g.node("Transpose", frames, perm=[1, 0, 2])
    states = g.node("LeakyRelu", _linear(g, states, "linear.0", 256, 128), alpha=0.01)
    states = g.node("LeakyRelu", _linear(g, states, "linear.1", 128, 128), alpha=0.01)
    output = g.node("Softmax", _linear(g, states, "classifier", 128, 7), axis=-1)
    return g.model(("sound", ["windows", 1, "samples"]), output, ["windows", "frames", 7])


def _instance_norm(g: _Graph, signal: str, name: str, channels: int) -> str:
    weights = g.weight(f"{name}.weight", channels), g.weight(f"{name}.bias", channels)
    return g.node("InstanceNormalization", signal, *weights, epsilon=1e-5)


def _pooled(g: _Graph, signal: str, norm: str, channels: int) -> str:
    """The greatest of three neighbours, normalised."""
    greatest = g.node("MaxPool", signal, kernel_shape=[3], strides=[3])
    return g.node("LeakyRelu", _instance_norm(g, greatest, norm, channels), alpha=0.01)


def _linear(g: _Graph, states: str, name: str, inputs: int, outputs: int) -> str:
    turned = g.node("Transpose", g.weight(f"{name}.weight", outputs, inputs), perm=[1, 0])
    return g.node("Add", g.node("MatMul", states, turned), g.weight(f"{name}.bias", outputs))


def campplus() -> ModelProto:
    """Filter-bank frames (windows, frames, 80) to voices of length 1 (windows, 192)."""
    g = _Graph()
    # The channel and the microphone are in the mean, the voice is in what moves.
    mean = g.node("ReduceMean", "frames", axes=[1], keepdims=1)
    bands = g.node("Transpose", g.node("Sub", "frames", mean), perm=[0, 2, 1])
    image = g.node("Unsqueeze", bands, g.axes(1))
    image = _convolved(g, image, "head", "1", inputs=1)
    for layer in ("head.layer1", "head.layer2"):
        image = _residual(g, image, f"{layer}.0", stride=2)
        image = _residual(g, image, f"{layer}.1", stride=1)
    image = _convolved(g, image, "head", "2", stride=2)
    signal = g.node("Reshape", image, g.constant(0, 32 * _MEL_BANDS // 8, -1))
    name = "xvector.tdnn"
    weights = g.weight(f"{name}.linear.weight", 128, 320, 5)
    signal = g.node("Conv", signal, weights, strides=[2], pads=[2, 2])
    signal = _activated(g, signal, f"{name}.nonlinear", 128)
    surroundings, stretches = _surroundings(g, signal)
    channels = 128
    for number, (layers, dilation) in enumerate(((12, 1), (24, 2), (16, 2)), start=1):
        for place in range(1, layers + 1):
            name = f"xvector.block{number}.tdnnd{place}"
            more = _masked_layer(g, signal, name, channels, dilation, surroundings, stretches)
            signal = g.node("Concat", signal, more, axis=1)
            channels += 32
        name = f"xvector.transit{number}"
        weights = g.weight(f"{name}.linear.weight", channels // 2, channels, 1)
        signal = g.node("Conv", _activated(g, signal, f"{name}.nonlinear", channels), weights)
        channels //= 2
    signal = _activated(g, signal, "xvector.out_nonlinear", channels)
    statistics = g.node("Unsqueeze", _statistics(g, signal), g.axes(2))
    dense = g.weight("xvector.dense.linear.weight", 192, 2 * channels, 1)
    point = g.node("Squeeze", g.node("Conv", statistics, dense), g.axes(2))
    name = "xvector.dense.nonlinear.batchnorm"
    centred = g.node("Sub", point, g.weight(f"{name}.running_mean", 192))
    spread = g.node("Add", g.weight(f"{name}.running_var", 192), g.constant(1e-5, whole=False))
    voice = g.node("Div", centred, g.node("Sqrt", spread))
    output = g.node("LpNormalization", voice, axis=1, p=2)
    return g.model(("frames", ["windows", "frames", _MEL_BANDS]), output, ["windows", 192])


def _batch_norm(g: _Graph, signal: str, name: str, channels: int) -> str:
    parts = ("weight", "bias", "running_mean", "running_var")
    weights = (g.weight(f"{name}.{part}", channels) for part in parts)
    return g.node("BatchNormalization", signal, *weights, epsilon=1e-5)


def _activated(g: _Graph, signal: str, name: str, channels: int) -> str:
    return g.node("Relu", _batch_norm(g, signal, f"{name}.batchnorm", channels))


def _convolved(
    g: _Graph, image: str, name: str, number: str, *, inputs: int = 32, stride: int = 1
) -> str:
    """A convolution, normalised and rectified; ``stride`` is along the bands, never along time."""
    weights = g.weight(f"{name}.conv{number}.weight", 32, inputs, 3, 3)
    image = g.node("Conv", image, weights, strides=[stride, 1], pads=[1, 1, 1, 1])
    return g.node("Relu", _batch_norm(g, image, f"{name}.bn{number}", 32))


def _residual(g: _Graph, image: str, name: str, *, stride: int) -> str:
    """Two convolutions beside a shortcut."""
    inner = _convolved(g, image, name, "1", stride=stride)
    weights = g.weight(f"{name}.conv2.weight", 32, 32, 3, 3)
    inner = g.node("Conv", inner, weights, pads=[1, 1, 1, 1])
    inner = _batch_norm(g, inner, f"{name}.bn2", 32)
    if stride != 1:
        weights = g.weight(f"{name}.shortcut.0.weight", 32, 32, 1, 1)
        image = g.node("Conv", image, weights, strides=[stride, 1])
        image = _batch_norm(g, image, f"{name}.shortcut.1", 32)
    return g.node("Relu", g.node("Add", inner, image))


def _surroundings(g: _Graph, signal: str) -> tuple[str, str]:
    """What a signal is multiplied with to have, for every stretch of 100 frames, its mean and that
    of all frames added up, shape (frames, stretches); and the stretch of each frame."""
    frames = g.node("Gather", g.node("Shape", signal), g.constant(2), axis=0)
    zero, one, length = g.constant(0), g.constant(1), g.constant(_POOLED_FRAMES)
    stretch_of = g.node("Div", g.node("Range", zero, frames, one), length)
    last = g.node("Div", g.node("Sub", frames, one), length)
    stretches = g.node("Range", zero, g.node("Add", last, one), one)
    in_stretch = g.node(
        "Equal",
        g.node("Unsqueeze", stretch_of, g.axes(1)),
        g.node("Unsqueeze", stretches, g.axes(0)),
    )
    in_stretch = g.node("Cast", in_stretch, to=TensorProto.FLOAT)
    lengths = g.node("ReduceSum", in_stretch, g.axes(0), keepdims=1)
    own_mean = g.node("Div", in_stretch, lengths)
    share = g.node("Reciprocal", g.node("Cast", frames, to=TensorProto.FLOAT))
    return g.node("Add", own_mean, share), stretch_of


def _masked_layer(
    g: _Graph,
    signal: str,
    name: str,
    channels: int,
    dilation: int,
    surroundings: str,
    stretches: str,
) -> str:
    """A bottleneck, then context-aware masking: what is around, near and far, decides which
    channels pass."""
    signal = _activated(g, signal, f"{name}.nonlinear1", channels)
    signal = g.node("Conv", signal, g.weight(f"{name}.linear1.weight", 128, channels, 1))
    signal = _activated(g, signal, f"{name}.nonlinear2", 128)
    name = f"{name}.cam_layer"
    weights = g.weight(f"{name}.linear_local.weight", 32, 128, 3)
    local = g.node("Conv", signal, weights, pads=[dilation, dilation], dilations=[dilation])
    mask = g.node("MatMul", signal, surroundings)
    for number, inputs, outputs in ((1, 128, 64), (2, 64, 32)):
        weights = g.weight(f"{name}.linear{number}.weight", outputs, inputs, 1)
        mask = g.node("Conv", mask, weights, g.weight(f"{name}.linear{number}.bias", outputs))
        mask = g.node("Relu" if number == 1 else "Sigmoid", mask)
    return g.node("Mul", local, g.node("Gather", mask, stretches, axis=2))


def _statistics(g: _Graph, signal: str) -> str:
    """Mean and standard deviation over time, side by side."""
    mean = g.node("ReduceMean", signal, axes=[2], keepdims=1)
    away = g.node("Sub", signal, mean)
    squares = g.node("ReduceSum", g.node("Mul", away, away), g.axes(2), keepdims=0)
    frames = g.node("Gather", g.node("Shape", signal), g.constant(2), axis=0)
    others = g.node("Cast", g.node("Sub", frames, g.constant(1)), to=TensorProto.FLOAT)
    deviation = g.node("Sqrt", g.node("Div", squares, others))
    return g.node("Concat", g.node("Squeeze", mean, g.axes(2)), deviation, axis=1)


def write() -> None:
    """Write both beside the code that runs them."""
    for name, model in (("segmentation", segmentation()), ("campplus", campplus())):
        save_model(model, FOLDER / f"{name}.onnx")


if __name__ == "__main__":
    write()
