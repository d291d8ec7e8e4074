r"""Fits how a claim is put (``reader/manners.npz``) on what the readers propose for labelled calls.

    python benchmarks/fit_manners.py --sets FOLDER… --out src/calltools/reader/manners.npz

``--sets`` are folders as gold/statements; of training/calls those are taught from that no reader
was fitted on (``FRESH``).  Prints for each reader and field how often it was right before and
after, on calls left out of the fit (five folds by their names), and the gate of denials: how many
denials would be claims, and how many modalities right, by the share from which on a claim is
unclear.  Both readers' proposals take some minutes.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from calltools.arrays import Floats
from calltools.reader.columns import of_vocabulary
from calltools.reader.fields import CHOICES, FLAGS
from calltools.reader.linear import LinearReader
from calltools.reader.manners import WEIGHED, claim_row, judged
from calltools.reader.net import named
from calltools.reader.proposal import Proposal, Reader
from calltools.reader.trained import TrainedReader
from calltools.settings import load
from calltools.statements.views import views_of
from reader_data import UNKNOWN, LabelledCall, fields_of, labelled_calls

FRESH = ("chinese_twentyfourth", "english_seventeenth", "denials")
"""Files of training/calls that are taught from: made for what this weighs."""
OF_CATEGORIES = {
    "qualifier": ("wait_time",),
    "count_period": ("transplant_volume", "organ_availability"),
}
"""Fields that only some categories have."""
FOLDS = 5
STRENGTH = 0.1
"""The variance that weights may have: .03 to .3 were within .005 of each other."""
_OF_SLOPES = 5.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposal that matches a labelled row: its signs, the reader's judgement, the labels."""

    source: str
    call: str
    category: str
    row: Floats
    judged: Mapping[str, Floats]
    labels: Mapping[str, int]


def claims(calls: Sequence[LabelledCall], reader: Reader) -> Iterator[Claim]:
    """The proposals of ``reader``, as it judges alone, that match a labelled row, one to one."""
    columns = of_vocabulary()
    for call in calls:
        views = views_of(call.transcript)
        left = [row for row in call.rows if not row.get("optional")]
        for proposal in reader.read(views):
            if not proposal.accepted and call.source != "training":
                continue
            span = views[proposal.turn].original_span(proposal.start, proposal.end)
            row = max(left, key=lambda r: _overlap(r, proposal, span), default=None)
            if row is None or _overlap(row, proposal, span) <= 0:
                continue
            left.remove(row)
            yield Claim(
                call.source, call.identity, proposal.category,
                claim_row(proposal, views, columns),
                {name: judged(proposal, name) for name in WEIGHED}, _labels(row, proposal),
            )  # fmt: skip


def _overlap(row: Mapping[str, Any], proposal: Proposal, span: tuple[int, int]) -> int:
    alike = proposal.category in (row["category"], *(row.get("alt_categories") or ()))
    if row["turn_index"] != proposal.turn or not alike:
        return 0
    return int(min(span[1], row["end"]) - max(span[0], row["start"]))


def _labels(row: dict[str, Any], proposal: Proposal) -> dict[str, int]:
    numbers, flags = fields_of(row)
    found = dict(zip(CHOICES, numbers, strict=True))
    for name, categories in OF_CATEGORIES.items():
        if proposal.category not in categories:
            found[name] = UNKNOWN
    return found | {name: int(flag) for name, flag in zip(FLAGS, flags, strict=True)}


def fitted(some: Sequence[Claim], name: str) -> dict[str, Floats]:
    """The layer of the field ``name``, on those of ``some`` that have a label."""
    some = [claim for claim in some if claim.labels[name] != UNKNOWN]
    rows = torch.from_numpy(np.stack([claim.row for claim in some]))
    base = torch.from_numpy(np.stack([claim.judged[name] for claim in some]))
    labels = torch.tensor([claim.labels[name] for claim in some])
    values = base.shape[1]
    w, b = torch.zeros(values, rows.shape[1]), torch.zeros(values)
    slope = torch.ones(values)
    parts = [part.requires_grad_() for part in (w, b, slope)]
    optimizer = torch.optim.LBFGS(parts, max_iter=60, line_search_fn="strong_wolfe")

    def loss_of() -> torch.Tensor:
        optimizer.zero_grad()
        logits = base * slope + rows @ w.T + b
        loss = functional.cross_entropy(logits, labels, reduction="sum")
        loss = loss + (w**2).sum() / (2 * STRENGTH) + _OF_SLOPES * ((slope - 1) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(loss_of)  # type: ignore[no-untyped-call]
    return {n: p.detach().numpy() for n, p in zip(("w", "b", "slope"), parts, strict=True)}


def shares(claim: Claim, name: str, layer: Mapping[str, Floats]) -> Floats:
    """The shares of the values of a field."""
    logits = claim.judged[name] * layer["slope"] + layer["w"] @ claim.row + layer["b"]
    odds: Floats = np.exp(logits - logits.max())
    normed: Floats = odds / odds.sum()
    return normed


def left_out(every: Sequence[Claim], name: str) -> list[Floats]:
    """The shares of each claim by the fit that never saw its call."""
    folds = [int(hashlib.sha1(c.call.encode()).hexdigest(), 16) % FOLDS for c in every]
    layers = [
        fitted([c for c, fold in zip(every, folds, strict=True) if fold != number], name)
        for number in range(FOLDS)
    ]
    return [shares(c, name, layers[fold]) for c, fold in zip(every, folds, strict=True)]


def tell(every: Sequence[Claim], name: str, after: Sequence[Floats]) -> None:
    """How often the field was right, before and after, on calls like life and on tidy ones."""
    for of, is_of in (("field", "statements-field"), ("tidy", "statements"), ("made", "training")):
        chosen = [
            (c, s)
            for c, s in zip(every, after, strict=True)
            if c.labels[name] != UNKNOWN
            and (c.source.startswith(is_of) if of == "field" else c.source == is_of)
        ]
        before = np.mean([c.judged[name].argmax() == c.labels[name] for c, _ in chosen])
        now = np.mean([s.argmax() == c.labels[name] for c, s in chosen])
        print(f"  {name:18s} {of:6s} {len(chosen):5d}  {before:.3f} -> {now:.3f}")


def tell_gate(every: Sequence[Claim], after: Sequence[Floats]) -> None:
    """What a gate at each share costs: denials that would be claims, and modalities right."""
    denied = CHOICES["modality"].index("denied")
    labels = np.array([c.labels["modality"] for c in every])
    table = np.stack(after)
    for least in (0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3):
        best = table.argmax(axis=1)
        unclear = (best != denied) & (table[:, denied] >= least)
        unclear |= (best == denied) & (table[:, denied] < 0.5)
        missed = ((labels == denied) & (best != denied) & ~unclear).sum()
        right = ((best == labels) & ~unclear).mean()
        told = f"denials as claims {missed} of {(labels == denied).sum()}"
        print(f"  gate {least:.2f}: {told}, right {right:.3f}, unclear {unclear.mean():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--encoder", type=Path, help="folder of e5-small; default: as installed")
    parser.add_argument("--sets", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    encoder = args.encoder or load().models_dir / "e5-small"
    calls = [
        call
        for call in labelled_calls(args.sets)
        if call.source != "training" or call.identity.startswith(FRESH)
    ]
    readers: dict[str, Reader] = {
        "trained": TrainedReader(encoder, weigh=False),
        "linear": LinearReader(weigh=False),
    }
    arrays: dict[str, Any] = {}
    for reader_name, reader in readers.items():
        every = list(claims(calls, reader))
        print(f"{reader_name}: {len(every)} claims of {len(calls)} calls", flush=True)
        for name in WEIGHED:
            after = left_out(every, name)
            tell(every, name, after)
            if name == "modality":
                tell_gate(every, after)
            for part, array in fitted(every, name).items():
                arrays[f"{reader_name}.{name}.{part}"] = array.astype(np.float32)
    arrays |= named(of_vocabulary().names())
    np.savez_compressed(args.out, **arrays)


if __name__ == "__main__":
    main()
