"""The pair reader: as torch has it, whatever stands beside; a small fit learns what it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader, pair_reader
from calltools.comparison.pair_texts import LONGEST
from calltools.language.normalise import simplify

pytestmark = pytest.mark.model

PAIRS = [
    ("床位倒不是没有，就是得碰。", "It's not that there are no beds, it's a matter of luck."),
    ("有。", "We do."),
    ("要是她没有抗体，两三个月之内应该排得到", "Two or three months, if she has no antibodies."),
    ("下礼拜三八点到门诊二楼，先抽血，不吃早饭。", "Next Wednesday at eight, second floor."),
]
TEXTS = st.text(st.sampled_from("没有不是，。要等两三个月 Weorn't 12'"), max_size=24)


def told(reader: PairReader, zh: str, en: str) -> dict[str, float]:
    (read,) = reader.read([(zh, en)])
    return dict(zip(CHANGE_KINDS, map(float, read.whole), strict=True))


def test_a_pair_is_read_the_same_alone_and_beside_others(models_dir: Path) -> None:
    together, apart = (PairReader(models_dir / "e5-small") for _ in range(2))
    for (zh, en), beside in zip(PAIRS, together.read(PAIRS), strict=True):
        (alone,) = apart.read([(zh, en)])  # which has encoded nothing of it before
        assert np.allclose(alone.whole, beside.whole, atol=1e-3)
        assert np.allclose(alone.zh.logits, beside.zh.logits, atol=1e-3)


@given(zh=TEXTS, en=TEXTS)
def test_places_are_those_of_the_texts(reader: PairReader, zh: str, en: str) -> None:
    (read,) = reader.read([(zh, en)])
    for side, text in ((read.zh, simplify(zh)), (read.en, en)):
        assert len(side.places) == len(side.logits)
        at = 0
        for start, end in side.places:
            assert at <= start < end <= len(text)
            at = start
    assert np.isfinite(read.whole).all()


def test_the_traditional_script_reads_as_the_simplified(reader: PairReader) -> None:
    traditional = told(reader, "沒有現成的，都要現找。", "Some are kept ready.")
    simplified = told(reader, "没有现成的，都要现找。", "Some are kept ready.")
    assert traditional == pytest.approx(simplified, abs=1e-3)


def test_what_is_longer_than_the_encoder_reads_is_read_in_part(reader: PairReader) -> None:
    (read,) = reader.read([("等两个月。" * 200, "You wait two months. " * 200)])
    assert len(read.zh.places) == LONGEST["zh"] and len(read.en.places) == LONGEST["en"]


def test_without_the_model_there_is_no_reader(tmp_path: Path) -> None:
    assert pair_reader(tmp_path) is None


def test_the_shipped_weights_give_in_numpy_what_they_give_in_torch(
    reader: PairReader, models_dir: Path
) -> None:
    import torch

    from calltools.data import data_bytes
    from calltools.language.net import read_arrays
    from training import pairs as fit_of_pairs
    from training.pair_net import PairNet

    folder = models_dir / "e5-small"
    examples = fit_of_pairs.examples([(zh, en, ()) for zh, en in PAIRS], folder)
    net = PairNet(examples[0].zh.states.shape[1])
    arrays = read_arrays(data_bytes("comparison/pairs.npz"))
    net.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in arrays.items()})
    net.eval()
    with torch.no_grad():
        zh, en, whole = fit_of_pairs.judged(net, examples)
    for number, read in enumerate(reader.read(PAIRS)):
        # The fit computes in bfloat16.
        assert np.allclose(read.whole, whole[number].numpy(), atol=0.15)
        assert np.allclose(read.zh.logits, zh[number][: len(read.zh.places)].numpy(), atol=0.15)
        assert np.allclose(read.en.logits, en[number][: len(read.en.places)].numpy(), atol=0.15)


def test_a_fit_learns_to_tell_a_changed_pair(models_dir: Path, tmp_path: Path) -> None:
    """A minute's fit in a second: eight pairs, four of them denied in English."""
    import torch

    from training import pairs as fit_of_pairs
    from training.pair_net import PairNet

    torch.manual_seed(1)
    subjects = ["beds", "donors", "nurses", "doctors"]
    pairs: list[Any] = []
    for zh, word in zip(("床位", "捐献的", "护士", "医生"), subjects, strict=True):
        pairs.append((f"我们有{zh}。", f"We have {word}.", []))
        en = f"We have no {word}."
        pairs.append((f"我们有{zh}。", en, [("negation", (0, 3), (0, len(en)))]))
    examples = fit_of_pairs.examples(pairs, models_dir / "e5-small")
    net = PairNet(examples[0].zh.states.shape[1])
    fit_of_pairs.train(net, [examples], [], tmp_path, epochs=30)
    net.eval()
    with torch.no_grad():
        whole = fit_of_pairs.judged(net, examples)[2].numpy()
    negation = whole[:, CHANGE_KINDS.index("negation")]
    assert (negation[1::2] > 0).all() and (negation[::2] < 0).all()
