"""The encoder in NumPy gives what torch gives, alone or in company, and tells a damaged file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from calltools.errors import ModelError
from calltools.language.packed_weights import FILE, Matrix
from calltools.language.token_encoder import TokenEncoder

TEXTS = [
    "这个星期做，下个星期就能做。",
    "Usually within two weeks, it depends on the blood type.",
    "肝源 very fast 的，大概 5 天，费用 30 万 RMB 左右。",
    "有",
]


@cache
def opened(folder: Path) -> TokenEncoder:
    return TokenEncoder.open(folder)


@pytest.fixture
def folder(models_dir: Path) -> Path:
    return models_dir / "e5-small"


@pytest.fixture
def ids(folder: Path) -> list[list[int]]:
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return [tokens.encode(text).ids for text in TEXTS]


def by_torch(
    network: Any, ids: Sequence[Sequence[int]], added: Sequence[Matrix] | None = None, at: int = 0
) -> list[Matrix]:
    """The states as torch makes them: one batch, padded."""
    import torch

    longest = max(map(len, ids))
    padded = torch.tensor([[*each, *[1] * (longest - len(each))] for each in ids])
    mask = torch.tensor([[1] * len(each) + [0] * (longest - len(each)) for each in ids])
    marks = None
    if added is not None:
        pads = [np.pad(each, ((0, longest - len(each)), (0, 0))) for each in added]
        marks = torch.from_numpy(np.stack(pads))
    with torch.no_grad():
        states = network.eval()(padded, mask, marks, at).numpy()
    return [state[: len(each)] for state, each in zip(states, ids, strict=True)]


def assert_near(found: Sequence[Matrix], expected: Sequence[Matrix]) -> None:
    assert [each.shape for each in found] == [each.shape for each in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-3)


@pytest.mark.model
def test_states_are_those_of_torch_after_all_layers_and_after_some(
    folder: Path, ids: list[list[int]]
) -> None:
    import torch

    from training.reader_torch import TorchEncoder

    network, layers = TorchEncoder(folder).eval(), (3, 8, 12)
    for one, found in zip(ids, opened(folder).layered(ids, layers), strict=True):
        with torch.no_grad():
            expected = network.after(torch.tensor([one]), torch.ones(1, len(one)), layers)[0]
        np.testing.assert_allclose(found, expected.numpy(), rtol=0, atol=1e-3)
    whole = [x[:, -384:] for x in opened(folder).layered(ids, layers)]
    assert_near(whole, opened(folder).states(ids))


@pytest.mark.model
def test_updated_states_with_marks_are_those_of_torch(folder: Path, ids: list[list[int]]) -> None:
    import torch

    from training.reader_torch import TorchEncoder

    network = TorchEncoder(folder, rank=4, first=6)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    updates = network.updates()
    assert set(updates) == {f"l{n}.{m}.w" for n in range(6, 12) for m in "q k v ao fi fo".split()}
    random = np.random.default_rng(1)
    added = [random.normal(0, 0.1, (len(each), 384)).astype(np.float32) for each in ids]
    plain = opened(folder).states(ids)
    found = opened(folder).with_updates(updates).states(ids, added, 6)
    assert_near(found, by_torch(network, ids, added, 6))
    assert np.abs(found[0] - plain[0]).max() > 0.05, "the updates and marks count"
    assert_near(opened(folder).states(ids), plain)  # and leave the encoder they are made for


@pytest.mark.model
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(
    sequences=st.lists(
        st.lists(st.integers(0, 250_036), min_size=1, max_size=30), min_size=1, max_size=6
    )
)
def test_company_does_not_change_the_states_of_a_sequence(
    folder: Path, sequences: list[list[int]]
) -> None:
    together = opened(folder).states(sequences)
    for sequence, states in zip(sequences, together, strict=True):
        (alone,) = opened(folder).states([sequence])
        np.testing.assert_allclose(alone, states, rtol=0, atol=1e-4)


@pytest.mark.model
def test_no_sequence_gives_no_states_and_one_too_long_is_refused(folder: Path) -> None:
    assert opened(folder).states([]) == []
    with pytest.raises(ValueError, match="longer than 512 tokens"):
        opened(folder).states([[0] * 513])


def test_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="calltools models install e5-small") as caught:
        TokenEncoder.open(tmp_path)
    assert caught.value.where == str(tmp_path / FILE)


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" * 100, b"E5S1\x01\0\0\0" + b"\xff" * 99])
def test_file_of_another_kind_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(ModelError, match=r"e5-small-q4\.bin: expected the weights of e5-small, f"):
        TokenEncoder.open(tmp_path)


@pytest.mark.model
@pytest.mark.parametrize("length", [100, 5_000_000, 71_622_399])
def test_file_that_is_cut_off_is_told(folder: Path, tmp_path: Path, length: int) -> None:
    with (folder / FILE).open("rb") as file:
        (tmp_path / FILE).write_bytes(file.read(length))
    with pytest.raises(ModelError, match="calltools models install e5-small") as caught:
        TokenEncoder.open(tmp_path)
    assert "\n" not in str(caught.value)
