"""The tensors of a torch checkpoint, read without torch and without running what it holds.

The layout is that of ``torch.save`` (since torch 1.6): a zip with ``NAME/data.pkl``, which tells of
tensors, and their numbers in ``NAME/data/KEY``.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.errors import ModelError

Tensors = Mapping[str, NDArray[Any]]
"""Weights by the names that their network gives them."""

_REMARKS = "pyannote.audio.core.task", "torch.torch_version"
"""Modules whose objects stand in a checkpoint beside its weights and are passed over."""


def read_tensors(path: Path) -> Tensors:
    """The tensors of the checkpoint ``path``: of its ``state_dict``, where it has one.

    Raises ModelError for a file that is not one, and for one with anything but tensors in it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            content = _Tensors(archive).load()
        weights = content.get("state_dict", content)
        return {name: value for name, value in weights.items() if isinstance(value, np.ndarray)}
    except (
        OSError,
        zipfile.BadZipFile,
        pickle.UnpicklingError,
        EOFError,
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
    ) as error:
        raise ModelError(path, f"expected a checkpoint of torch: {error}") from error


class _Remark:
    """Stands for an object that is passed over."""

    def __init__(self, *_values: object) -> None:
        pass


class _Tensors(pickle.Unpickler):
    """Knows tensors and dictionaries of them, and refuses every other name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        pickled = next(n for n in (*archive.namelist(), "data.pkl") if n.endswith("data.pkl"))
        super().__init__(archive.open(pickled))
        self._archive = archive
        self._folder = pickled.removesuffix("data.pkl") + "data/"

    def find_class(self, module: str, name: str) -> Any:
        """What a name in the checkpoint stands for."""
        if module in _REMARKS:
            return _Remark
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it holds {module}.{name}, which is no tensor") from None

    def persistent_load(self, storage: Any) -> NDArray[Any]:
        """The numbers of a storage."""
        kind, number_type, key, *_ = storage
        if kind != "storage":
            raise pickle.UnpicklingError(f"it holds {kind!r} where tensors are kept")
        return np.frombuffer(self._archive.read(f"{self._folder}{key}"), number_type)


def _tensor(
    storage: NDArray[Any], offset: int, shape: Sequence[int], strides: Sequence[int], *_more: object
) -> NDArray[Any]:
    """A tensor as torch tells of it: from ``offset`` on, ``strides`` counted in numbers."""
    here = storage[offset : offset + prod(shape)]
    row_major = tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))
    if tuple(strides) != row_major and prod(shape) > 1:
        raise ValueError(f"a tensor lies in an order that is not read (strides {strides})")
    return here.reshape(shape)


_KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.float32,
    ("torch", "LongStorage"): np.int64,
}
