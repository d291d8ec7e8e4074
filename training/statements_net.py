"""The reader of statements as a torch module: updates of e5-small's upper layers, and heads."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from calltools.statements.encoder_input import KINDS
from calltools.statements.manner import HEADS
from calltools.statements.proposal import CATEGORIES, CHOICES
from calltools.statements.reader import ENTRY
from calltools.statements.signs import sign_rows, topic_names, topics_of
from training.labelled_statements import UNKNOWN, Example
from training.reader_torch import TorchEncoder

SIX = len(CATEGORIES)
HIDDEN, OF_CATEGORY = 192, 16
OF_FIELDS = 1.0
"""How much the fields count beside the statements: with .25, and without the clauses, denials were
told from the rest with an area of .69 in place of .87, and statements no better, on calls left
out."""
RANK, BATCH, EPOCHS = 24, 32, 3
"""Three epochs did as well as four and five, on calls left out."""
RATE, RATE_OF_HEADS = 8e-4, 1e-3
WEIGHTS = {"real": 1.5, "statements-real": 1.5}
"""How much more a set counts than others: real calls are few."""

Arrays = dict[str, np.ndarray[Any, Any]]


class ReaderNet(nn.Module):
    """The encoder's upper layers with the heads, by the names of ``statements/reader.py``."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = TorchEncoder(folder, rank=RANK, first=ENTRY)
        width = self.encoder.width
        self.part = nn.Embedding(4, width)
        self.kind = nn.Embedding(len(KINDS), width)
        self.first = nn.Embedding(2, width)
        for marks in (self.part, self.kind, self.first):
            nn.init.normal_(marks.weight, std=0.02)
        self.token = nn.Linear(width, SIX)
        self.clause1 = nn.Linear(2 * width + len(topic_names()), HIDDEN)
        self.clause2 = nn.Linear(HIDDEN, SIX)
        self.category = nn.Embedding(SIX, OF_CATEGORY)
        self.field1 = nn.Linear(2 * width + OF_CATEGORY, HIDDEN)
        self.field2 = nn.Linear(HIDDEN, sum(len(CHOICES[name]) for name in HEADS))
        self.drop = nn.Dropout(0.1)

    def states(self, batch: Sequence[Example], lower: Sequence[Tensor]) -> Tensor:
        """States (batch, tokens, width) from those that enter the upper layers."""
        held = nn.utils.rnn.pad_sequence([x.float() for x in lower], batch_first=True)
        mask = padded([[1] * len(x) for x in lower])
        marks = [
            embedding(padded([getattr(e.passage, name) for e in batch]))
            for embedding, name in (
                (self.part, "parts"), (self.kind, "kinds"), (self.first, "firsts"),
            )
        ]  # fmt: skip
        with torch.autocast("cpu", torch.bfloat16):
            x = self.encoder.upper(held + sum(marks), mask)
        return x.float()

    def mlp(self, name: str, x: Tensor) -> Tensor:
        """Two layers with a non-linearity between."""
        first, second = getattr(self, f"{name}1"), getattr(self, f"{name}2")
        y: Tensor = second(self.drop(functional.gelu(first(self.drop(x)))))
        return y

    def arrays(self) -> Arrays:
        """The weights by the names of ``calltools.statements.reader``, in half precision."""
        arrays: Arrays = {}
        for name, (a, b) in self.encoder.updates().items():
            arrays[f"update.{name}.a"], arrays[f"update.{name}.b"] = a, b
        for name in ("part", "kind", "first", "category"):
            arrays[name] = getattr(self, name).weight.detach().numpy()
        for name in ("token", "clause1", "clause2", "field1", "field2"):
            layer = getattr(self, name)
            arrays[f"{name}.weight"] = layer.weight.detach().numpy()
            arrays[f"{name}.bias"] = layer.bias.detach().numpy()
        return {name: array.astype(np.float16) for name, array in arrays.items()}


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of numbers as one tensor, filled up with 0."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def lower_states(folder: Path, every: Sequence[Example]) -> list[Tensor]:
    """The states that enter the upper layers, which no fit changes, in half precision."""
    encoder = TorchEncoder(folder, first=ENTRY).eval()
    states: list[Tensor] = [torch.empty(0)] * len(every)
    order = sorted(range(len(every)), key=lambda i: len(every[i].passage.ids))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 64):
            group = order[at : at + 64]
            ids = padded([every[i].passage.ids for i in group])
            mask = padded([[1] * len(every[i].passage.ids) for i in group])
            for x, i in zip(encoder.lower(ids, mask), group, strict=True):
                states[i] = x[: len(every[i].passage.ids)].half()
    return states


def fitted_net(
    folder: Path, kept: Path, every: Sequence[Example], lower: Sequence[Tensor], seed: int
) -> Arrays:
    """The arrays of a fit on the examples, from the file ``kept`` where it was done before."""
    if kept.exists():
        with np.load(kept) as held:
            return dict(held)
    random.seed(seed)
    torch.manual_seed(seed)
    net = ReaderNet(folder)
    updates = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": updates}, {"params": heads}], weight_decay=0.01)
    steps = EPOCHS * len(_batches(every))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [RATE, RATE_OF_HEADS], total_steps=steps, pct_start=0.15
    )
    net.train()
    for epoch in range(EPOCHS):
        began = time.monotonic()
        for group in _batches(every):
            loss = _loss(net, [every[i] for i in group], [lower[i] for i in group])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*updates, *heads], 1.0)
            optimizer.step()
            schedule.step()
        left = (time.monotonic() - began) * (EPOCHS - epoch - 1)
        print(f"{kept.stem}: epoch {epoch + 1} of {EPOCHS}, {left:.0f} s left", file=sys.stderr)
    arrays = net.arrays()
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.savez(kept, **arrays)  # type: ignore[arg-type]
    return arrays


def _batches(every: Sequence[Example]) -> list[list[int]]:
    """Examples of like lengths together, in random order."""
    order = list(range(len(every)))
    random.shuffle(order)
    order.sort(key=lambda i: len(every[i].passage.ids) // 8)
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    random.shuffle(groups)
    return groups


def _loss(net: ReaderNet, batch: Sequence[Example], lower: Sequence[Tensor]) -> Tensor:
    """What the net says of a batch against its labels."""
    x = net.states(batch, lower)
    weights = [WEIGHTS.get(e.call.source, 1.0) for e in batch]
    inside = torch.cat([net.token(x[row, : len(e.passage.ids)]) for row, e in enumerate(batch)])
    loss = _masked(
        inside,
        np.concatenate([e.token_labels for e in batch]),
        np.concatenate([e.token_mask * w for e, w in zip(batch, weights, strict=True)]),
    )
    spans = [(row, a, b) for row, e in enumerate(batch) for _, a, b in e.passage.clauses]
    topics = [
        topics_of(e.views, e.passage.view.index, clause.index)
        for e in batch
        for clause, _, _ in e.passage.clauses
    ]
    rows = torch.from_numpy(sign_rows(topic_names(), topics))
    pooled = torch.cat([_pooled(x, spans), rows], 1)
    loss = loss + _masked(
        net.mlp("clause", pooled),
        np.concatenate([e.clause_labels for e in batch]),
        np.concatenate([e.clause_mask * w for e, w in zip(batch, weights, strict=True)]),
    )
    return loss + OF_FIELDS * _loss_of_fields(net, batch, x)


def _loss_of_fields(net: ReaderNet, batch: Sequence[Example], x: Tensor) -> Tensor:
    """What the net says of the fields of HEADS of labelled spans against their labels."""
    labelled = [(row, span) for row, e in enumerate(batch) for span in e.spans]
    loss, at = torch.zeros(()), 0
    if not labelled:
        return loss
    pooled = _pooled(x, [(row, *span.tokens) for row, span in labelled])
    categories = net.category(torch.tensor([span.category for _, span in labelled]))
    logits = net.mlp("field", torch.cat([pooled, categories], 1))
    for name in HEADS:
        number, values = list(CHOICES).index(name), len(CHOICES[name])
        labels = torch.tensor([span.fields[number] for _, span in labelled])
        if (labels != UNKNOWN).any():
            loss = loss + functional.cross_entropy(
                logits[:, at : at + values], labels, ignore_index=UNKNOWN
            )
        at += values
    return loss


def _masked(logits: Tensor, labels: Any, mask: Any) -> Tensor:
    """Binary cross-entropy, the mean over what the mask weighs, summed over categories."""
    each = functional.binary_cross_entropy_with_logits(
        logits, torch.from_numpy(labels), reduction="none"
    )
    weights = torch.from_numpy(mask)
    return SIX * (each * weights).sum() / weights.sum().clamp(min=1)


def _pooled(x: Tensor, spans: Sequence[tuple[int, int, int]]) -> Tensor:
    """For (row, first, last) the mean of the tokens' states beside that of <s>."""
    return torch.stack([torch.cat([x[r, a:b].mean(0), x[r, 0]]) for r, a, b in spans])
