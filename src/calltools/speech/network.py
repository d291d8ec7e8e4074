"""Small networks run by ONNX Runtime: a graph of the package, the weights of a checkpoint.

Graphs hold no weights; ``training/graphs.py`` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.errors import ModelError
from calltools.models import locate
from calltools.models.torch_checkpoint import Tensors, read_tensors
from calltools.settings import Settings
from calltools.speech import runtime

Network = Callable[[Floats], Floats]
_Kind = TypeVar("_Kind")


def installed(
    kind: Callable[[Path], _Kind], model: str, checkpoint: str, settings: Settings
) -> _Kind:
    """What ``kind`` makes of the checkpoint of an installed model, once for all who ask.

    Raises ModelError where the model is missing or damaged, and what ``kind`` does.
    """
    found = locate(model, settings.models_dir)
    network: _Kind = _made(kind, found.file(checkpoint), found.sha256)
    return network


@lru_cache(maxsize=2)
def _made(kind: Callable[[Path], _Kind], path: Path, _sha256: str) -> _Kind:
    """The hash is part of the key, so that a file that was replaced is loaded again."""
    return kind(path)


def load_network(
    graph: str, checkpoint: Path, weights: Callable[[Tensors], Mapping[str, NDArray[Any]]]
) -> Network:
    """The network ``graphs/GRAPH.onnx`` with what ``weights`` makes of the tensors of a checkpoint.

    It works on one thread, so that it gives the same bits whatever else goes on; several may call
    it at a time.  Raises MissingPartError where ONNX Runtime is missing, ModelError for a file that
    is not a checkpoint, or that of another network.
    """
    runtime.require("onnxruntime")
    runtime.prepare()
    import onnxruntime

    tensors = read_tensors(checkpoint)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what goes wrong is raised
    options.enable_cpu_mem_arena = False  # it would keep 150 MB that the recogniser can use
    try:
        arrays = {name: np.ascontiguousarray(value) for name, value in weights(tensors).items()}
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in arrays.values()]
        options.add_external_initializers(list(arrays), values)
        content = data_bytes(f"speech/graphs/{graph}.onnx")
        session = onnxruntime.InferenceSession(content, options, ["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no other class in common
        raise ModelError(checkpoint, f"expected the weights of {graph}: {error}") from error
    (entry,) = session.get_inputs()

    def run(values: Floats) -> Floats:
        (output,) = session.run(None, {entry.name: values})
        result: Floats = output
        return result

    return run
