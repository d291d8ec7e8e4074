"""What ONNX files hold is told before they are used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from calltools.errors import ModelError
from calltools.models.onnx_export import find_export, onnx_metadata


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
