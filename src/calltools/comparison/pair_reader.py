"""What a Chinese text and its English rendering say about each other: a small trained model.

Each text goes through multilingual-e5-small alone; the states of its tokens after some layers are
taken as they are.  The model on top was fitted by training/pairs.py on written pairs,
faithful ones and such in which one thing was changed (``training/pairs``).  Each token gathers what
answers it on the other side and is compared with it (decomposable attention, Parikh et al., EMNLP
2016); then both sides are read together.  The weights are ``comparison/pairs.npz``:

=================  ==============================================================================
``norm, inp``      the encoder's states, normed, to the states of this model
``mark``           vectors for a token of a negation, a hedge, a filler (``language.cues``)
``ctx``            a layer that each side goes through alone
``q``              the states to what is compared to find a token's counterparts; ``null`` stands
                   for none, ``scale`` sharpens, ``near`` prefers the same place in the text
``cmp, side``      a token beside what it gathered; vectors for the two sides
``blocks.N, out``  layers that both sides go through together
``token``          a token to five logits: is it part of what was changed so
``pool, p1, p2``   the tokens to five logits: was anything changed so
=================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from calltools.arrays import Floats
from calltools.comparison.pair_layers import Arrays, by_head, merged, softmax, unit
from calltools.comparison.pair_texts import EncodedText, texts_encoder
from calltools.data import data_bytes
from calltools.errors import MissingModelError
from calltools.language.net import read_arrays
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language

if TYPE_CHECKING:
    from calltools.models.model_files import InstalledModel

RenderedChange = Literal["omission", "addition", "negation", "hedge", "meaning"]
CHANGE_KINDS: tuple[RenderedChange, ...] = get_args(RenderedChange)
"""What the model tells apart: left out, put in, a denial made an affirmation or the reverse, a
doubt dropped, anything else changed that is not a figure."""
MODEL = "e5-small"
"""The encoder, by its name in the catalogue."""
MISSING = (
    f"the model {MODEL} is not installed: of translations figures, units, names and organs are "
    "checked, not what was left out, put in, denied or made certain inside a turn "
    f"(calltools models install {MODEL})"
)
"""What a person is told where there is no reader."""
HEADS = 4  # attention heads, as the reader was trained
_KNOWN = 500
"""Texts that are kept encoded, about 100 kB each: a call's."""
_LEAST = -20.0  # logit of what is impossible


@dataclass(frozen=True, slots=True)
class ReadSide:
    """One side of a pair: its tokens' places (code points) and logits, (tokens, kinds)."""

    places: Sequence[TextSpan]
    logits: Floats

    def of(self, place: TextSpan) -> Floats:
        """The logits of a stretch: the mean of the upper half of its tokens, for each kind.

        The least there is where none of its tokens was read.
        """
        start, end = place
        inside = [i for i, (a, b) in enumerate(self.places) if a < end and start < b]
        if not inside:
            return np.full(len(CHANGE_KINDS), _LEAST, np.float32)
        ordered = np.sort(self.logits[inside], axis=0)
        upper: Floats = ordered[-max(1, len(inside) // 2) :].mean(axis=0)
        return upper


@dataclass(frozen=True, slots=True)
class PairReading:
    """What was read of a pair: its two sides, and logits for the whole."""

    zh: ReadSide
    en: ReadSide
    whole: Floats

    def side(self, language: Language) -> ReadSide:
        """The side in ``language``."""
        return self.zh if language == "zh" else self.en


class PairReader:
    """Reads pairs of texts with the encoder in a folder of the catalogue."""

    def __init__(self, folder: Path, weights: bytes | None = None) -> None:
        """``weights`` stand in for the package's.

        Raises ModelError for an encoder that can't be read.
        """
        self._net = Arrays(read_arrays(weights or data_bytes("comparison/pairs.npz")))
        self._encode = texts_encoder(folder)
        self._known: dict[tuple[str, Language], EncodedText] = {}
        self._blocks = sum(name.endswith(".qkv.weight") for name in self._net.arrays) - 1

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        """What is to be said about each Chinese text and its English; nothing of an empty one."""
        zh = self._encoded([zh for zh, _ in pairs], "zh")
        en = self._encoded([en for _, en in pairs], "en")
        return [self._reading(left, right) for left, right in zip(zh, en, strict=True)]

    def _encoded(self, texts: Sequence[str], language: Language) -> list[EncodedText]:
        """Each of ``texts``; one that was read lately is not encoded again."""
        new = list(dict.fromkeys(text for text in texts if (text, language) not in self._known))
        if len(self._known) + len(new) > _KNOWN:
            self._known.clear()
            new = list(dict.fromkeys(texts))
        encoded = zip(new, self._encode(new, language), strict=True)
        self._known |= {(text, language): one for text, one in encoded}
        return [self._known[text, language] for text in texts]

    def _reading(self, zh: EncodedText, en: EncodedText) -> PairReading:
        if not (zh.places and en.places):
            nothing = np.full((len(zh.places) + len(en.places), len(CHANGE_KINDS)), _LEAST)
            left, right = np.split(nothing, [len(zh.places)])
            whole: Floats = np.full(len(CHANGE_KINDS), _LEAST)
            return PairReading(ReadSide(zh.places, left), ReadSide(en.places, right), whole)
        net, n = self._net, len(zh.places)
        x = self._compared(zh, en)
        for number in range(self._blocks):
            x = net.attend(f"blocks.{number}", x, HEADS)
        x = net.norm("out", x)
        pooled = np.concatenate(
            [x.mean(axis=0), x.max(axis=0), x[:n].mean(axis=0), x[n:].max(axis=0)]
        )
        votes = net.linear("pool", x)
        most = votes.max(axis=0)
        voted = most + np.log(np.exp(votes - most).mean(axis=0))
        logits = net.linear("token", x)
        whole = net.mlp("p", pooled[None])[0] + voted
        return PairReading(ReadSide(zh.places, logits[:n]), ReadSide(en.places, logits[n:]), whole)

    def _compared(self, zh: EncodedText, en: EncodedText) -> Floats:
        """Both sides' tokens, (tokens of both, width), each beside what it gathered."""
        net = self._net
        left, right = net.norm("norm", zh.states), net.norm("norm", en.states)
        h, g = (
            net.attend("ctx", net.linear("inp", x) + side.marks @ net["mark.weight"].T, HEADS)
            for x, side in ((left, zh), (right, en))
        )
        keys = [unit(by_head(net.linear("q", x), HEADS)) for x in (left, right)]
        none = unit(net["null"])[:, :, None]
        sharp, near = np.exp(net["scale"]), np.logaddexp(0, net["near"])
        alike = keys[0] @ keys[1].swapaxes(1, 2)
        middles = [(np.arange(len(x)) + 0.5) / len(x) for x in (left, right)]
        score = alike * sharp - near * np.abs(middles[0][:, None] - middles[1][None, :])
        sides = []
        for own, other, key, likeness, scores in (
            (h, g, keys[0], alike, score),
            (g, h, keys[1], alike.swapaxes(1, 2), score.swapaxes(1, 2)),
        ):
            shares = softmax(np.concatenate([scores, key @ none * sharp], axis=2))
            gathered = merged(shares[:, :, :-1] @ by_head(other, HEADS))
            beside = [own, gathered, own - gathered, own * gathered]
            beside += [likeness.max(axis=2).T, shares[:, :, -1].T]
            sides.append(net.linear("cmp", np.concatenate(beside, axis=1)))
        return np.concatenate([x + row for x, row in zip(sides, net["side.weight"], strict=True)])


def installed_encoder(models_dir: Path) -> InstalledModel | None:
    """The reader's encoder in ``models_dir``; None where it is not installed.

    Raises ModelError where it is damaged.
    """
    from calltools.models.model_files import locate

    try:
        return locate(MODEL, models_dir)
    except MissingModelError:
        return None


def pair_reader(models_dir: Path | None = None) -> PairReader | None:
    """The reader with the installed encoder, opened once; None where that is not installed.

    Raises ModelError where it is damaged.
    """
    from calltools.settings import load

    model = installed_encoder(models_dir or load().models_dir)
    return _opened(model.path, model.sha256) if model else None


@lru_cache(maxsize=1)
def _opened(folder: Path, _sha256: str) -> PairReader:
    return PairReader(folder)
