"""Checkpoints of torch and ONNX are read as they say, and nothing in them is run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from calltools.errors import ModelError
from calltools.models.onnx_export import find_export, onnx_metadata
from calltools.models.torch_checkpoint import read_tensors

# Checkpoints of torch are read as torch reads them, and nothing in them is run


shapes = st.lists(st.integers(1, 4), max_size=4).map(tuple)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.dictionaries(st.text(min_size=1, max_size=8), shapes, max_size=5), st.booleans())
def test_tensors_are_those_that_were_saved(
    tmp_path: Path, kept: dict[str, tuple[int, ...]], nested: bool
) -> None:
    torch = pytest.importorskip("torch")
    tensors = {name: torch.randn(shape) for name, shape in kept.items()}
    torch.save({"state_dict": tensors} if nested else tensors, tmp_path / "weights.bin")
    read = read_tensors(tmp_path / "weights.bin")
    assert read.keys() == tensors.keys()
    assert all(np.array_equal(read[name], tensors[name].numpy()) for name in tensors)


def test_a_part_of_a_larger_tensor_is_read_and_another_order_is_refused(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"part": torch.arange(12.0).reshape(4, 3)[1:3]}, tmp_path / "weights.bin")
    assert read_tensors(tmp_path / "weights.bin")["part"].tolist() == [[3, 4, 5], [6, 7, 8]]
    torch.save({"turned": torch.zeros(2, 3).T}, tmp_path / "weights.bin")
    with pytest.raises(ModelError, match="lies in an order that is not read"):
        read_tensors(tmp_path / "weights.bin")


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_checkpoint_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "weights.bin").write_bytes(content)
    with pytest.raises(ModelError, match=r"weights\.bin: expected a checkpoint of torch"):
        read_tensors(tmp_path / "weights.bin")


def test_code_in_a_checkpoint_is_not_run(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    trace = tmp_path / "trace"

    class Harm:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return Path.touch, (trace,)

    torch.save({"state_dict": {}, "more": Harm()}, tmp_path / "weights.bin")
    with pytest.raises(ModelError, match="which is no tensor"):
        read_tensors(tmp_path / "weights.bin")
    assert not trace.exists()


# What ONNX files hold is told before they are used


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(said=st.dictionaries(st.text(min_size=1), st.text(), max_size=6), size=st.integers(1, 5_000))
def test_metadata_is_what_was_written(tmp_path: Path, said: dict[str, str], size: int) -> None:
    weights = numpy_helper.from_array(np.zeros(size, np.float32), "w")
    output = helper.make_tensor_value_info("out", TensorProto.FLOAT, [size])
    node = helper.make_node("Identity", ["w"], ["out"])
    graph = helper.make_graph([node], "made", [], [output], [weights])
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)])
    helper.set_model_props(model, said)
    path = tmp_path / "model.onnx"
    path.write_bytes(model.SerializeToString())
    assert onnx_metadata(path) == said
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelError, match="can't be loaded as ONNX") as caught:
        onnx_metadata(path)
    assert "\n" not in str(caught.value)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"<html>404</html>")
    (tmp_path / "tokens.txt").touch()
    with pytest.raises(ModelError, match="can't be loaded as ONNX"):
        find_export(tmp_path)


def test_eight_bits_go_before_and_several_of_a_kind_are_refused(tmp_path: Path) -> None:
    for name in ("vocab.json", "merges.txt", "tokenizer_config.json"):
        (tmp_path / "tokenizer").mkdir(exist_ok=True)
        (tmp_path / "tokenizer" / name).touch()
    for name in ("conv_frontend.onnx", "encoder.onnx", "encoder.int8.onnx", "decoder.int8.onnx"):
        (tmp_path / name).touch()
    found = find_export(tmp_path)
    assert found.family == "qwen3-asr"
    assert found.files["encoder"] == "encoder.int8.onnx"
    assert not found.has_word_times
    (tmp_path / "other-encoder.int8.onnx").touch()
    with pytest.raises(ModelError, match=r"several that may be encoder\.onnx"):
        find_export(tmp_path)
    (tmp_path / "tokenizer" / "merges.txt").unlink()
    with pytest.raises(ModelError, match=r"has no tokenizer/merges\.txt"):
        find_export(tmp_path)
