r"""Fits the trained reader: low-rank updates of e5-small's upper layers, heads, calibration.

    python benchmarks/fit_reader.py --encoder FOLDER --sets FOLDER… \
        --out src/calltools/reader/trained.npz

``--encoder`` is the folder of e5-small (``calltools models install e5-small``) or one of a larger
model of the family.  ``--sets`` are folders as gold/statements; training/calls is always taught
from.  ``--add`` takes folders of labels that people made (``calltools review labels``).

Calls are dealt to ``--folds`` by their names: each fold is scored by a fit that never saw it, which
gives the calibration (together with the linear layer of ``fit_linear_reader.py``, done before with
the same ``--work``), the thresholds and ``--report`` (rows as ``calltools extract`` writes them);
then one fit on all calls makes the weights.  Each fit is kept in ``--work`` when it is finished,
and not done again.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from calltools.reader.columns import of_vocabulary
from calltools.reader.decoding import runs
from calltools.reader.encoder import TokenEncoder
from calltools.reader.fields import CATEGORIES, CHOICES, FLAGS
from calltools.reader.figures import have_figures
from calltools.reader.heads import ENTRY, Heads
from calltools.reader.linear import LinearLayer
from calltools.reader.net import named
from calltools.reader.passages import KINDS, tokenizer
from calltools.statements.views import views_of
from reader_augment import alike, copied
from reader_data import UNKNOWN, Example, examples, fold_of, labelled_calls
from training.reader_torch import TorchEncoder

SIX = len(CATEGORIES)
HIDDEN, OF_CATEGORY = 192, 16
BATCH = 32
RATE_OF_HEADS = 1e-3
LEAST = 0.3
"""What is less likely is no record, though F might gain: it is wrong more than twice as often."""
WEIGHTS = {"real": 1.5, "statements-real": 1.5}
"""How much more a set counts than others: real calls are few."""


class Net(nn.Module):
    """The encoder's upper layers with the heads; names are those of ``calltools.reader.heads``."""

    def __init__(self, folder: Path, rank: int) -> None:
        super().__init__()
        self.encoder = TorchEncoder(folder, rank=rank, first=ENTRY)
        width = self.encoder.width
        self.part = nn.Embedding(4, width)
        self.kind = nn.Embedding(len(KINDS), width)
        self.first = nn.Embedding(2, width)
        for marks in (self.part, self.kind, self.first):
            nn.init.normal_(marks.weight, std=0.02)
        self.token = nn.Linear(width, SIX)
        self.clause1 = nn.Linear(2 * width + 3 * len(of_vocabulary().cues), HIDDEN)
        self.clause2 = nn.Linear(HIDDEN, 2 * SIX)
        self.category = nn.Embedding(SIX, OF_CATEGORY)
        self.field1 = nn.Linear(2 * width + OF_CATEGORY, HIDDEN)
        self.field2 = nn.Linear(HIDDEN, sum(map(len, CHOICES.values())) + len(FLAGS))
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

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """The weights by the names of ``calltools.reader.heads``, in half precision."""
        found = {}
        for name, (a, b) in self.encoder.updates().items():
            found[f"update.{name}.a"], found[f"update.{name}.b"] = a, b
        for name in ("part", "kind", "first", "category"):
            found[name] = getattr(self, name).weight.detach().numpy()
        for name in ("token", "clause1", "clause2", "field1", "field2"):
            layer = getattr(self, name)
            found[f"{name}.weight"] = layer.weight.detach().numpy()
            found[f"{name}.bias"] = layer.bias.detach().numpy()
        for end in ("weight", "bias"):  # whether a statement begins here only helps to learn
            found[f"clause2.{end}"] = found[f"clause2.{end}"][:SIX]
        return {name: array.astype(np.float16) for name, array in found.items()}


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of numbers as one tensor, filled up with 0."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def lower_states(net: Net, every: Sequence[Example]) -> list[Tensor]:
    """The states that enter the upper layers, which no fit changes, in half precision."""
    net.eval()
    found: list[Tensor] = [torch.empty(0)] * len(every)
    order = sorted(range(len(every)), key=lambda i: len(every[i].passage.ids))
    with torch.no_grad():
        for at in range(0, len(order), 64):
            group = order[at : at + 64]
            ids = padded([every[i].passage.ids for i in group])
            mask = padded([[1] * len(every[i].passage.ids) for i in group])
            with torch.autocast("cpu", torch.bfloat16):
                x = net.encoder.lower(ids, mask)
            for row, i in enumerate(group):
                found[i] = x[row, : len(every[i].passage.ids)].half()
    return found


def batches(chosen: Sequence[int], every: Sequence[Example], share: float) -> list[list[int]]:
    """Examples of like lengths together, in random order; of copies a random share."""
    taken = [i for i in chosen if not every[i].call.copy or random.random() < share]
    random.shuffle(taken)
    taken.sort(key=lambda i: len(every[i].passage.ids) // 8)
    groups = [taken[i : i + BATCH] for i in range(0, len(taken), BATCH)]
    random.shuffle(groups)
    return groups


def loss_of(net: Net, batch: Sequence[Example], lower: Sequence[Tensor]) -> Tensor:
    """What the net says of a batch against its labels."""
    x = net.states(batch, lower)
    weights = [WEIGHTS.get(e.call.source, 1.0) for e in batch]
    tokens = [(row, e) for row, e in enumerate(batch)]
    inside = torch.cat([net.token(x[row, : len(e.passage.ids)]) for row, e in tokens])
    loss = masked(
        inside,
        np.concatenate([e.token_labels for e in batch]),
        np.concatenate([e.token_mask * w for e, w in zip(batch, weights, strict=True)]),
    )
    spans = [(row, a, b) for row, e in enumerate(batch) for _, a, b in e.passage.clauses]
    cues = torch.from_numpy(np.concatenate([e.cues for e in batch]))
    logits = net.mlp("clause", torch.cat([pooled(x, spans), cues], 1))
    labels = np.concatenate([e.clause_labels for e in batch])
    loss = loss + masked(
        logits[:, :SIX],
        labels,
        np.concatenate([e.clause_mask * w for e, w in zip(batch, weights, strict=True)]),
    )
    begins = np.concatenate([e.begins for e in batch])
    if labels.any():
        loss = loss + 0.05 * masked(logits[:, SIX:], begins, labels)
    said = [(row, span) for row, e in enumerate(batch) for span in e.spans]
    return loss + 0.25 * field_loss(net, x, said) if said else loss


def field_loss(net: Net, x: Tensor, said: Sequence[tuple[int, Any]]) -> Tensor:
    """What the net says of the fields of labelled spans against their labels."""
    spans = [(row, first, last) for row, (first, last, *_) in said]
    categories = net.category(torch.tensor([span[2] for _, span in said]))
    logits = net.mlp("field", torch.cat([pooled(x, spans), categories], 1))
    loss, at = torch.zeros(()), 0
    for number, (name, values) in enumerate(CHOICES.items()):
        labels = torch.tensor([span[3][number] for _, span in said])
        if (labels != UNKNOWN).any():
            one = functional.cross_entropy(
                logits[:, at : at + len(values)], labels, ignore_index=UNKNOWN
            )
            loss = loss + (1.0 if name == "modality" else 0.5) * one
        at += len(values)
    flags = torch.tensor([span[4] for _, span in said])
    return loss + functional.binary_cross_entropy_with_logits(logits[:, at:], flags)


def masked(logits: Tensor, labels: Any, mask: Any) -> Tensor:
    """Binary cross-entropy, the mean over what the mask weighs, summed over categories."""
    each = functional.binary_cross_entropy_with_logits(
        logits, torch.from_numpy(labels), reduction="none"
    )
    weights = torch.from_numpy(mask)
    return SIX * (each * weights).sum() / weights.sum().clamp(min=1)


def pooled(x: Tensor, spans: Sequence[tuple[int, int, int]]) -> Tensor:
    """For (row, first, last) the mean of the tokens' states beside that of <s>."""
    return torch.stack([torch.cat([x[r, a:b].mean(0), x[r, 0]]) for r, a, b in spans])


def fitted(
    args: argparse.Namespace, every: Sequence[Example], lower: Sequence[Tensor],
    chosen: Sequence[int], name: str,
) -> dict[str, np.ndarray[Any, Any]]:  # fmt: skip
    """The arrays of a fit on the examples ``chosen``, from ``--work`` where it was done before."""
    kept = args.work / f"{name}.npz"
    if kept.exists():
        with np.load(kept) as held:
            return {n: held[n] for n in held.files}
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    net = Net(args.encoder, args.rank)
    updates = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": updates}, {"params": heads}], weight_decay=0.01)
    steps = args.epochs * (len(batches(chosen, every, args.share)) + 40)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [args.rate, RATE_OF_HEADS], total_steps=steps, pct_start=0.15
    )
    net.train()
    for epoch in range(args.epochs):
        began, total = time.monotonic(), 0.0
        groups = batches(chosen, every, args.share)
        for group in groups:
            loss = loss_of(net, [every[i] for i in group], [lower[i] for i in group])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*updates, *heads], 1.0)
            optimizer.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            total += loss.item()
        took = time.monotonic() - began
        left = took * (args.epochs - epoch - 1)
        print(
            f"{name}: epoch {epoch + 1} of {args.epochs}, loss {total / len(groups):.3f}, "
            f"{took:.0f} s, {left:.0f} s left",
            file=sys.stderr,
            flush=True,
        )
    arrays = net.arrays()
    args.work.mkdir(parents=True, exist_ok=True)
    np.savez(kept, **arrays)  # type: ignore[arg-type]
    return arrays


def left_out(
    args: argparse.Namespace, every: Sequence[Example], lower: Sequence[Tensor]
) -> Iterator[tuple[Example, Any, Any]]:
    """Every example of a scored call with its scores and the linear layer's logits, both by a fit
    that never saw the call."""
    tokens = tokenizer(args.encoder / "tokenizer.json")
    for fold in range(args.folds):
        taught = [i for i, e in enumerate(every) if fold_of(e.call, args.folds) != fold]
        arrays = fitted(args, every, lower, taught, f"fold-{fold}")
        heads = Heads({n: a.astype(np.float32) for n, a in arrays.items()})
        encoder = TokenEncoder.open(args.encoder).with_updates(heads.updates)
        layer = LinearLayer((args.work / f"linear-without-{fold}.npz").read_bytes())
        calls = {
            (e.call.source, e.call.identity): e.call
            for e in every
            if fold_of(e.call, args.folds) == fold and not e.call.copy
        }
        for call in calls.values():
            views = views_of(call.transcript)
            for example in examples(call, tokens):
                passage = example.passage
                (states,) = encoder.states([passage.ids], [heads.marks(passage)], ENTRY)
                linear, _ = layer.logits(views, passage.view.index)
                rows = [clause.index for clause, _, _ in passage.clauses]
                yield example, heads.scores(passage, states, example.cues), linear[rows]


def calibrate(found: Sequence[tuple[Example, Any, Any]]) -> tuple[Any, Any]:
    """Weights of score and linear logit with an offset, by category, and the thresholds with the
    best F, from left-out clauses."""
    from sklearn.linear_model import LogisticRegression

    weights, least = [], []
    labels = np.concatenate([e.clause_labels for e, _, _ in found])
    masks = np.concatenate([e.clause_mask for e, _, _ in found]) > 0
    both = np.stack([np.concatenate([f[i] for f in found]) for i in (1, 2)], axis=2)
    for number in range(SIX):
        mask = masks[:, number]
        model = LogisticRegression(C=10).fit(both[mask, number], labels[mask, number])
        weights.append([*model.coef_[0], model.intercept_[0]])
        least.append(best_threshold(found, model.predict_proba(both[:, number])[:, 1], number))
    return np.array(weights, np.float16).T, np.array(least, np.float16)


def best_threshold(found: Sequence[tuple[Example, Any, Any]], likely: Any, number: int) -> float:
    """The threshold that gives most F over statements of the category, by overlap."""
    best, chosen = -1.0, 0.5
    for threshold in np.arange(LEAST, 0.66, 0.025):
        right = made = labelled = at = 0
        for example, scores, _ in found:
            own = likely[at : at + len(scores)]
            at += len(scores)
            clauses = example.passage.clauses
            figures = have_figures(CATEGORIES[number], [clause for clause, _, _ in clauses])
            spans = [
                (clauses[first][1], clauses[last][2])
                for first, last in runs(own, threshold, figures)
                if own[first] >= threshold
            ]
            gold = [
                (first, last)
                for first, last, category, *_ in example.spans
                if category == number and example.token_mask[first, number]
            ]
            hit = [any(a < y and x < b for x, y in spans) for a, b in gold]
            free = [not example.token_mask[a:b, number].any() for a, b in spans]
            right += min(sum(hit), len(spans) - sum(free))
            made += len(spans) - sum(free)
            labelled += len(gold)
        f = 2 * right / max(1, made + labelled)
        if f > best:
            best, chosen = f, float(threshold)
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--sets", type=Path, nargs="+", required=True)
    parser.add_argument("--add", type=Path, nargs="*", default=())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/reader"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rank", type=int, default=24)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.5, help="of copies, an epoch")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(2)
    source = random.Random(args.seed)
    calls = list(labelled_calls(args.sets, args.add))
    sounds = alike(turn.text for call in calls for turn in call.transcript.turns)
    every_call = calls + [
        copied(call, number, sounds, source)
        for number in range(1, args.copies + 1)
        for call in calls
        if call.source != "training" or source.random() < 0.35
    ]
    tokens = tokenizer(args.encoder / "tokenizer.json")
    every = [example for call in every_call for example in examples(call, tokens)]
    print(f"{len(calls)} calls, {len(every)} passages with copies", file=sys.stderr, flush=True)
    lower = lower_states(Net(args.encoder, args.rank), every)
    arrays = fitted(args, every, lower, range(len(every)), "all")
    calibration, threshold = calibrate(list(left_out(args, every, lower)))
    told = {"calibration": calibration, "threshold": threshold} | named(of_vocabulary().names())
    arrays |= told
    for fold in range(args.folds):
        kept = dict(np.load(args.work / f"fold-{fold}.npz"))
        kept |= told
        np.savez_compressed(args.work / f"reader-without-{fold}.npz", **kept)
    np.savez_compressed(args.out, **arrays)  # type: ignore[arg-type]
    print(json.dumps({"threshold": dict(zip(CATEGORIES, map(float, threshold), strict=True))}))


if __name__ == "__main__":
    main()
