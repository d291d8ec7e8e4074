"""The pair reader, on written pairs: comparison/pairs.npz.

The encoder (e5-small, as ``calltools models install`` has it) stays as it is: each text goes
through it once; an epoch takes some ten minutes on two cores, and a fit goes on after the last
epoch that was finished.  ``cmn.txt`` is the Chinese-English file of manythings.org/anki (sentences
of Tatoeba, CC BY 2.0 FR).  Every text of training/pairs whose number ``HELD`` divides is left out;
how well each kind is ranked there is what is told.

The shipped weights are of eight epochs on the first 2,100 texts, three on 3,062 at a rate of
0.0005, and five at 0.0008 on 4,850, with 5,000 everyday sentences (``reversed.txt``, ``quoted.txt``
and a quarter of ``runs.txt`` came later).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from calltools.comparison.pair_reader import CHANGE_KINDS
from calltools.comparison.pair_texts import LAYERS, EncodedText, texts_encoder
from calltools.language.sentences import Language
from calltools.records import read_objects
from calltools.settings import load
from training.fitting import Fitted, Options
from training.pair_net import KINDS, PairNet
from training.pairs_data import Pair, everyday, links, written
from training.reader_torch import TorchEncoder

WEIGHTS = "comparison/pairs.npz"
EPOCHS, RATE, DECAY = 8, 1e-3, 0.02
HELD = 40
SENTENCES = 5000
"""Of the everyday ones that are taken."""
TOKENS = 4500
"""Tokens of a batch, padding included."""
EVERYDAY = 0.6
"""What an everyday pair counts beside a written one."""
CHANGED = 2.0
"""What a changed token counts beside one that was kept."""
JOINED, ALONE = 0.45, 0.28
"""How often a pair is read between others, and how often one side of these is missing."""
ON = {"omission": (1.0, 0.0), "addition": (0.0, 1.0)}
"""Whether a kind is told on the Chinese and on the English; the others are on both."""
ASKED = np.array([ON.get(kind, (1.0, 1.0)) for kind in CHANGE_KINDS], np.float32)


@dataclass(frozen=True)
class Side:
    """A text of a pair: states (tokens, width) in half precision, marks, labels (tokens, kinds)."""

    states: Tensor
    marks: np.ndarray[Any, Any]
    labels: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Example:
    """A pair with labels for each token and for the whole."""

    zh: Side
    en: Side
    changed: np.ndarray[Any, Any]
    weight: float

    @property
    def size(self) -> int:
        """Its tokens."""
        return len(self.zh.labels) + len(self.en.labels)


def fit(options: Options) -> Fitted:
    """The net after all epochs, and how well it ranks the pairs of texts left out."""
    torch.manual_seed(options.seed)
    encoder = load().models_dir / "e5-small"
    pairs = list(written(sorted(options.sets["training/pairs"].glob("*.txt")), options.seed))
    apart = set(list(dict.fromkeys(pair[0] for pair in pairs))[::HELD])
    taught = [pair for pair in pairs if pair[0] not in apart]
    taught += links(read_objects(options.sets["training/bilingual"] / "calls.jsonl"))
    sentences = everyday(options.sets["cmn.txt"], SENTENCES, options.seed)
    taught_examples = [
        examples(taught, encoder),
        examples(list(sentences), encoder, EVERYDAY),
    ]
    held = examples([pair for pair in pairs if pair[0] in apart], encoder)
    net = PairNet(held[0].zh.states.shape[1])
    scores = train(net, taught_examples, held, options.work, seed=options.seed)
    return Fitted(scores, {WEIGHTS: net.arrays()})


def examples(pairs: Sequence[Pair], folder: Path, weight: float = 1.0) -> list[Example]:
    """``pairs`` with what the encoder in ``folder`` makes of their texts."""
    encode = texts_encoder(folder, partial(layered, TorchEncoder(folder)))

    def known(texts: Iterable[str], language: Language) -> dict[str, tuple[EncodedText, Tensor]]:
        order = sorted(set(texts), key=len)
        found = {}
        for start in range(0, len(order), 64):
            some = order[start : start + 64]
            for text, one in zip(some, encode(some, language), strict=True):
                # Half precision: a fit holds a million tokens.
                found[text] = replace(one, states=np.empty(0)), torch.from_numpy(one.states).half()
        return found

    zh, en = known((p[0] for p in pairs), "zh"), known((p[1] for p in pairs), "en")
    return [
        Example(
            _side(zh[said], [(kind, place) for kind, place, _ in changes]),
            _side(en[printed], [(kind, place) for kind, _, place in changes]),
            np.array([any(k == c[0] for c in changes) for k in CHANGE_KINDS], np.float32),
            weight,
        )
        for said, printed, changes in pairs
        if zh[said][0].places and en[printed][0].places
    ]


@torch.no_grad()
def layered(encoder: TorchEncoder, ids: Sequence[Sequence[int]]) -> list[np.ndarray[Any, Any]]:
    """What ``TokenEncoder.layered`` gives, many times as fast."""
    encoder.eval()
    longest = max(map(len, ids))
    x = torch.tensor([[*row, *[0] * (longest - len(row))] for row in ids])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
    with torch.autocast("cpu", torch.bfloat16):
        states = encoder.after(x, mask, LAYERS).float().numpy()
    return [states[i, : len(row)] for i, row in enumerate(ids)]


def _side(encoded: tuple[EncodedText, Tensor], changes: Sequence[tuple[str, Any]]) -> Side:
    text, states = encoded
    labels = np.zeros((len(text.places), KINDS), np.float32)
    for kind, place in changes:
        for row, (start, end) in zip(labels, text.places, strict=True):
            if place and start < place[1] and place[0] < end:
                row[CHANGE_KINDS.index(kind)] = 1
    return Side(states, text.marks, labels)


def joined(one: Example, faithful: Sequence[Example], chance: random.Random) -> Example:
    """``one``, at times between others, of which the Chinese or the English may be missing."""
    if one.size >= 190 or chance.random() >= JOINED:
        return one
    parts, changed = [(one.zh, one.en)], one.changed.copy()
    for other in chance.choices(faithful, k=1 if chance.random() < 0.65 else 2):
        shorter = min(len(other.zh.labels), len(other.en.labels))
        if other.size > 120:
            continue
        lost = chance.random() if shorter >= 5 else 1.0
        if lost >= ALONE:
            parts.append((other.zh, other.en))
            continue
        number = int(lost < ALONE * 0.43)  # 0: left out, 1: put in
        kept = (other.zh, other.en)[number]
        labels = kept.labels.copy()
        labels[:, number] = changed[number] = 1
        side, nothing = replace(kept, labels=labels), _nothing(kept)
        parts.append((nothing, side) if number else (side, nothing))
    chance.shuffle(parts)
    zh, en = (_end_to_end([part[side] for part in parts]) for side in (0, 1))
    return Example(zh, en, changed, one.weight)


def _nothing(like: Side) -> Side:
    return Side(like.states[:0], like.marks[:0], like.labels[:0])


def _end_to_end(sides: Sequence[Side]) -> Side:
    return Side(
        torch.cat([side.states for side in sides]),
        np.concatenate([side.marks for side in sides]),
        np.concatenate([side.labels for side in sides]),
    )


def groups(found: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Batches of examples of like lengths, in random order."""
    order = chance.sample(range(len(found)), len(found))
    order.sort(key=lambda i: found[i].size // 8)
    batches: list[list[Example]] = [[]]
    for i in order:
        longest = max([found[i].size, *(one.size for one in batches[-1])])
        if batches[-1] and longest * (len(batches[-1]) + 1) > TOKENS:
            batches.append([])
        batches[-1].append(found[i])
    chance.shuffle(batches)
    return batches


def padded(rows: Sequence[Any]) -> Tensor:
    """Rows of different lengths as one tensor, zeros behind."""
    return nn.utils.rnn.pad_sequence([torch.as_tensor(row) for row in rows], True).float()


def judged(net: PairNet, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """What ``net`` says of a batch."""
    args = []
    for sides in ([one.zh for one in batch], [one.en for one in batch]):
        states, marks = padded([s.states for s in sides]), padded([s.marks for s in sides])
        kept = torch.arange(states.shape[1]) < torch.tensor([[len(s.labels)] for s in sides])
        args += [states, marks, kept]
    with torch.autocast("cpu", torch.bfloat16):
        zh, en, pair = net(*args)
    return zh.float(), en.float(), pair.float()


def loss_of(net: PairNet, batch: Sequence[Example]) -> Tensor:
    """What the net says against the labels: the mean within a pair first, so that long ones don't
    rule."""
    zh, en, pair = judged(net, batch)
    total, due = torch.zeros(len(batch)), torch.zeros(len(batch))
    for side, (logits, sides) in enumerate(
        ((zh, [one.zh for one in batch]), (en, [one.en for one in batch]))
    ):
        asked = padded([np.ones_like(s.labels) * ASKED[:, side] for s in sides])
        each = functional.binary_cross_entropy_with_logits(
            logits,
            padded([s.labels for s in sides]),
            reduction="none",
            pos_weight=torch.full((KINDS,), CHANGED),
        )
        total, due = total + (each * asked).sum((1, 2)), due + asked.sum((1, 2))
    changed = torch.from_numpy(np.stack([one.changed for one in batch]))
    of_pair = functional.binary_cross_entropy_with_logits(pair, changed, reduction="none").sum(1)
    weights = torch.tensor([one.weight for one in batch])
    return ((2 * KINDS * total / due + of_pair) * weights).mean()


def train(
    net: PairNet,
    taught: Sequence[Sequence[Example]],
    held: Sequence[Example],
    work: Path,
    *,
    epochs: int = EPOCHS,
    seed: int = 1,
) -> Mapping[str, float]:
    """All epochs that were not done before, over examples that are joined with their own kind; the
    rate of learning rises and falls once.  Gives the scores of those ``held``."""
    faithful = [[one for one in some if not one.changed.any()] for some in taught]

    def batches(epoch: int) -> list[list[Example]]:
        chance = random.Random(1000 * seed + epoch)
        mixed = [
            joined(example, plain, chance)
            for some, plain in zip(taught, faithful, strict=True)
            for example in some
        ]
        return groups(mixed, chance)

    steps = math.ceil(epochs * len(batches(0)) * 1.05)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    parts: dict[str, Any] = {"net": net, "optimizer": optimizer, "rates": rates}
    kept = work / "epochs.pt"
    done = _resume(kept, parts)
    for epoch in range(done, epochs):
        torch.manual_seed(1000 * seed + epoch)
        net.train()
        total, this = 0.0, batches(epoch)
        for batch in this:
            loss = loss_of(net, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            if rates.last_epoch < steps - 1:
                rates.step()
            total += float(loss.detach())
        print(f"  epoch {epoch + 1} of {epochs}: loss {total / len(this):.3f}", flush=True)
        ranked(net, held)
        states = {name: part.state_dict() for name, part in parts.items()}
        torch.save({"done": epoch + 1, **states}, kept)
    kept.unlink(missing_ok=True)
    return ranked(net, held)


def _resume(kept: Path, parts: Mapping[str, Any]) -> int:
    """Puts back what was kept after the last epoch; gives how many were done."""
    if not kept.exists():
        return 0
    states = torch.load(kept, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(states[name])
    return int(states["done"])


@torch.no_grad()
def ranked(net: PairNet, held: Sequence[Example]) -> dict[str, float]:
    """How well each kind of change is ranked, printed too."""
    net.eval()
    if not held:
        return {}
    rows = [
        (example.changed, logits.numpy())
        for batch in groups(held, random.Random(2))
        for example, logits in zip(batch, judged(net, batch)[2], strict=True)
    ]
    labels, logits = (np.stack([row[side] for row in rows]) for side in (0, 1))
    scores = {}
    for kind, label, score in zip(CHANGE_KINDS, labels.T, logits.T, strict=True):
        scores[f"{kind}, area under the curve"] = float(roc_auc_score(label, score))
        scores[f"{kind}, average precision"] = float(average_precision_score(label, score))
        print(f"    {kind}: {int(label.sum())} of {len(label)}")
    return scores
