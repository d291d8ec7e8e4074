r"""Fits the pair reader of ``calltools.comparison`` on written pairs.

    python benchmarks/fit_pairs.py --encoder FOLDER --everyday cmn.txt \
        --out src/calltools/comparison/pairs.npz

``--encoder`` is the folder of e5-small (``calltools models install e5-small``), ``--everyday`` the
Chinese-English file of manythings.org/anki (sentences of Tatoeba, CC BY 2.0 FR).  The encoder stays
as it is: each text goes through it once; an epoch takes some ten minutes on two cores.  With
``--begin WEIGHTS`` a fit goes on from these: the shipped ones are of eight epochs on the first
2,100 texts, three on 3,062 at 0.0005, and five at 0.0008 on 4,850 of which every 40th was held,
with 5,000 everyday sentences (``reversed.txt``, ``quoted.txt`` and a quarter of ``runs.txt`` came
later).  With ``--held N`` every Nth text of training/pairs is left out, and what is told of these
is printed after each epoch: how well each kind is ranked (area under the curve, average precision).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from calltools.comparison.pair_reader import CHANGE_KINDS, HEADS
from calltools.comparison.pair_texts import LAYERS, EncodedText, texts_encoder
from calltools.language.sentences import Language
from calltools.reader.net import read_arrays

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from training.pairs_data import Pair, everyday, links, written  # noqa: E402
from training.reader_torch import TorchEncoder  # noqa: E402

FIVE, WIDTH, HIDDEN, BLOCKS, DROPOUT = len(CHANGE_KINDS), 192, 128, 2, 0.15
DECAY = 0.02
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


class Layer(nn.Module):
    """A layer of a transformer that norms before it attends."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f = nn.Sequential(
            nn.Linear(WIDTH, 3 * WIDTH), nn.GELU(), nn.Dropout(DROPOUT), nn.Linear(3 * WIDTH, WIDTH)
        )
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        q, k, v = (by_head(part) for part in self.qkv(self.n1(x)).chunk(3, -1))
        x = x + self.drop(self.o(merged(functional.scaled_dot_product_attention(q, k, v, bias))))
        y: Tensor = x + self.drop(self.f(self.n2(x)))
        return y


class Net(nn.Module):
    """What the pair reader is, over padded batches; the names of the weights are its names."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.inp = nn.LayerNorm(width), nn.Linear(width, WIDTH)
        self.mark, self.ctx = nn.Linear(3, WIDTH, bias=False), Layer()
        self.q, self.null = (
            nn.Linear(width, WIDTH),
            nn.Parameter(torch.zeros(HEADS, WIDTH // HEADS)),
        )
        self.scale, self.near = nn.Parameter(torch.tensor(2.0)), nn.Parameter(torch.tensor(0.0))
        self.cmp, self.side = nn.Linear(4 * WIDTH + 2 * HEADS, WIDTH), nn.Embedding(2, WIDTH)
        self.blocks = nn.ModuleList(Layer() for _ in range(BLOCKS))
        self.out, self.token = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, FIVE)
        self.pool, self.p1 = nn.Linear(WIDTH, FIVE), nn.Linear(4 * WIDTH, HIDDEN)
        self.p2, self.drop = nn.Linear(HIDDEN, FIVE), nn.Dropout(DROPOUT)

    def forward(
        self, z: Tensor, zm: Tensor, zk: Tensor, e: Tensor, em: Tensor, ek: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the tokens of both sides (batch, tokens, kinds), and of pairs (batch, kinds).

        States (batch, tokens, width), marks (batch, tokens, 3) and what is no padding, of both.
        """
        z, e = self.norm(z), self.norm(e)
        own = [
            self.ctx(self.drop(self.inp(x)) + self.mark(m), bias_of(k))
            for x, m, k in ((z, zm, zk), (e, em, ek))
        ]
        keys = [functional.normalize(by_head(self.q(x)), dim=-1) for x in (z, e)]
        alike, sharp = keys[0] @ keys[1].transpose(2, 3), self.scale.exp()
        at = [(torch.arange(k.shape[1]) + 0.5)[None] / k.sum(1, keepdim=True) for k in (zk, ek)]
        apart = (at[0][:, :, None] - at[1][:, None, :]).abs()[:, None]
        score = alike * sharp - apart * functional.softplus(self.near)
        none = functional.normalize(self.null, dim=-1)[None, :, None]
        sides = []
        for i, (sim, scores, kept) in enumerate(
            ((alike, score, ek), (alike.transpose(2, 3), score.transpose(2, 3), zk))
        ):
            absent = ~kept[:, None, None, :]
            no_match = (keys[i] * none).sum(-1, keepdim=True) * sharp
            shares = torch.cat([scores.masked_fill(absent, -1e4), no_match], -1).softmax(-1)
            gathered = merged(shares[..., :-1] @ by_head(own[1 - i]))
            nearest = sim.masked_fill(absent, -1).max(-1).values.transpose(1, 2)
            beside = [own[i], gathered, own[i] - gathered, own[i] * gathered]
            beside += [nearest, shares[..., -1].transpose(1, 2)]
            sides.append(self.cmp(torch.cat(beside, -1)) + self.side.weight[i])
        return self._told(torch.cat(sides, 1), zk, ek)

    def _told(self, x: Tensor, zk: Tensor, ek: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        kept, n = torch.cat([zk, ek], 1), zk.shape[1]
        for block in self.blocks:
            x = block(x, bias_of(kept))
        x = self.out(x)
        there = kept[..., None]
        count = there.sum(1)
        means = [(x * there).sum(1) / count, (x[:, :n] * zk[..., None]).sum(1) / zk.sum(1)[:, None]]
        most = [x.masked_fill(~there, -1e4).max(1).values]
        most.append(x[:, n:].masked_fill(~ek[..., None], -1e4).max(1).values)
        pooled = self.drop(torch.cat([means[0], most[0], means[1], most[1]], -1))
        votes = self.pool(x).masked_fill(~there, -1e4).logsumexp(1) - count.log()
        tokens = self.token(x)
        pair = self.p2(self.drop(functional.gelu(self.p1(pooled)))) + votes
        return tokens[:, :n], tokens[:, n:], pair

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """The weights in half precision."""
        return {
            name: tensor.detach().numpy().astype(np.float16)
            for name, tensor in self.state_dict().items()
        }


def by_head(x: Tensor) -> Tensor:
    """(batch, tokens, width) as (batch, heads, tokens, width of a head)."""
    return x.view(len(x), x.shape[1], HEADS, -1).transpose(1, 2)


def merged(x: Tensor) -> Tensor:
    """The reverse of :func:`by_head`."""
    return x.transpose(1, 2).reshape(len(x), x.shape[2], -1)


def bias_of(kept: Tensor) -> Tensor:
    """What keeps attention from padding."""
    return torch.zeros(kept.shape).masked_fill(~kept, -1e4)[:, None, None, :]


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
    labels = np.zeros((len(text.places), FIVE), np.float32)
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


def told(net: Net, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """What ``net`` says of a batch."""
    args = []
    for sides in ([one.zh for one in batch], [one.en for one in batch]):
        states, marks = padded([s.states for s in sides]), padded([s.marks for s in sides])
        kept = torch.arange(states.shape[1]) < torch.tensor([[len(s.labels)] for s in sides])
        args += [states, marks, kept]
    with torch.autocast("cpu", torch.bfloat16):
        zh, en, pair = net(*args)
    return zh.float(), en.float(), pair.float()


def loss_of(net: Net, batch: Sequence[Example]) -> Tensor:
    """What the net says against the labels: the mean within a pair first, so that long ones don't
    rule."""
    zh, en, pair = told(net, batch)
    total, due = torch.zeros(len(batch)), torch.zeros(len(batch))
    for side, (logits, sides) in enumerate(
        ((zh, [one.zh for one in batch]), (en, [one.en for one in batch]))
    ):
        asked = padded([np.ones_like(s.labels) * ASKED[:, side] for s in sides])
        each = functional.binary_cross_entropy_with_logits(
            logits,
            padded([s.labels for s in sides]),
            reduction="none",
            pos_weight=torch.full((FIVE,), CHANGED),
        )
        total, due = total + (each * asked).sum((1, 2)), due + asked.sum((1, 2))
    changed = torch.from_numpy(np.stack([one.changed for one in batch]))
    of_pair = functional.binary_cross_entropy_with_logits(pair, changed, reduction="none").sum(1)
    weights = torch.tensor([one.weight for one in batch])
    return ((2 * FIVE * total / due + of_pair) * weights).mean()


def train(
    net: Net,
    kinds: Sequence[Sequence[Example]],
    epochs: int,
    rate: float,
    after: Callable[[], None],
) -> None:
    """``epochs`` over all of ``kinds``, whose examples are joined with their own kind; the rate of
    learning rises to ``rate`` and falls once."""
    chance = random.Random(1)
    faithful = [[one for one in found if not one.changed.any()] for found in kinds]

    def batches() -> list[list[Example]]:
        mixed = [
            joined(one, plain, chance)
            for found, plain in zip(kinds, faithful, strict=True)
            for one in found
        ]
        return groups(mixed, chance)

    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=DECAY)
    this = batches()
    steps = math.ceil(epochs * len(this) * 1.05)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    began, done = time.monotonic(), 0
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for batch in this:
            loss = loss_of(net, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            done += 1
            if done < steps:
                rates.step()
            total += float(loss.detach())
        left = (time.monotonic() - began) / (epoch + 1) * (epochs - epoch - 1)
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(this):.3f}, {left:.0f} s left")
        after()
        this = batches()


@torch.no_grad()
def report(net: Net, found: Sequence[Example]) -> None:
    """Prints how well each kind of change is ranked."""
    net.eval()
    rows = [
        (one.changed, logits.numpy())
        for batch in groups(found, random.Random(2))
        for one, logits in zip(batch, told(net, batch)[2], strict=True)
    ]
    labels, scores = (np.stack([row[side] for row in rows]) for side in (0, 1))
    for kind, label, score in zip(CHANGE_KINDS, labels.T, scores.T, strict=True):
        area, precision = roc_auc_score(label, score), average_precision_score(label, score)
        print(f"  {kind:<9} {int(label.sum()):4} of {len(label)}: area {area:.3f}, "
              f"precision {precision:.3f}")  # fmt: skip


def main() -> None:
    """Fits, reports and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--everyday", type=Path, required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--held", type=int, default=0)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.manual_seed(5)
    training = ROOT / "training"
    pairs = list(written(sorted((training / "pairs").glob("*.txt")), seed=1))
    said = list(dict.fromkeys(pair[0] for pair in pairs))
    apart = set(said[:: args.held]) if args.held else set()
    taught = [pair for pair in pairs if pair[0] not in apart]
    taught += links(sorted((training / "bilingual").glob("*.txt")))
    kinds = [
        examples(taught, args.encoder),
        examples(list(everyday(args.everyday, args.count, 3)), args.encoder, EVERYDAY),
    ]
    held = examples([pair for pair in pairs if pair[0] in apart], args.encoder)
    net = Net(kinds[0][0].zh.states.shape[1])
    if args.begin:
        arrays = read_arrays(args.begin.read_bytes())
        net.load_state_dict({name: torch.from_numpy(a.copy()) for name, a in arrays.items()})
    train(net, kinds, args.epochs, args.rate, lambda: report(net, held) if held else None)
    if args.out:
        with args.out.open("wb") as file:
            np.savez_compressed(file, **net.arrays())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
