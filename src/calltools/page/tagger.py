"""The page model: what each segment of a document is, and who speaks in it.

One linear-chain conditional random field over the segments.  A node (an option of a segment with
who speaks) is weighed by its named features and by what its words are about: sentence vectors,
reduced to a few dimensions.  The weights (``weights.npz``) are fitted by
``python -m training fit page``.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.language.encoders import Encoder, Vectors, load_encoder
from calltools.page.crf import NEVER, Node, best, marginals, nodes, pair_cues
from calltools.page.features import ROLES, Features, PageFeatures, RoleOption, states
from calltools.page.segments import Option, Segment, Stream
from calltools.page.vectors import BLOCKS, blocks_of, texts_of

DIMENSIONS = 32
"""Of sentence vectors that are weighed; chosen on documents left out (16, 32, 64)."""

_BASES = {"outside": "outside", "goes_on": "goes on", "quoted": "quoted"}
_OF_BASE = ("own", "page", "before")
_OF_CALLER = ("own", "before", "label", "name", "around")

_EVIDENCE, _TELLS = 3, 0.1  # features that are shown, and the weight from which; not measured
_LEAST = 1e-6
"""A probability below this counts as this."""

Allowed = Callable[[Segment, Node], bool]
"""Whether a segment may be a node."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What a segment was found to be: its ``option``, who speaks, how likely that is, and the
    log-odds of each of ROLES, given the option."""

    option: Option | None
    kind: str
    role: str | None
    likely: float
    odds: tuple[float, float, float] | None = None
    turn: float = 0.0
    """How likely a party begins to speak here, whatever was found."""
    evidence: tuple[str, ...] = ()
    """The features that say most for the role, readable."""

    @property
    def is_party(self) -> bool:
        """Whether the caller or somebody of the hospital begins to speak."""
        return self.odds is not None and self.role != "third"


@dataclass(frozen=True)
class PageModel:
    """``weights`` of features, ``dense`` of the blocks of vectors that count for a node, ``moves``
    of pairs of nodes; ``begins`` is the head that scores where a call begins.  Vectors are
    reduced by ``mean`` and ``basis``."""

    weights: Mapping[str, float]
    dense: Mapping[str, Floats]
    moves: Mapping[str, float]
    begins: Mapping[str, float]
    mean: Floats
    basis: Floats

    def centred(self, blocks: Vectors) -> Floats:
        """Blocks along ``basis`` around ``mean``; of no text, zeros."""
        some = np.abs(blocks).sum(-1, keepdims=True) > 0
        found: Floats = np.where(some, blocks - self.mean @ self.basis, 0.0)
        return found


@dataclass(frozen=True)
class WeighedPage:
    """A document's nodes with what is weighed of each."""

    page: Stream
    of: PageFeatures
    nodes: Sequence[Sequence[Node]]
    blocks: Vectors = field(repr=False)
    """(segments, BLOCKS, dimensions): along the basis of a model, or whole."""

    def features(self, number: int) -> list[Features]:
        """The features of each node of segment ``number``."""
        segment = self.page.segments[number]
        every = zip(states(segment), self.of.of(segment), strict=True)
        found = {(state.option, state.role): features for state, features in every}
        inside: Features = {"inside": 1.0}
        is_line = segment.quotation is None
        return [
            found[node.state.option, node.state.role] if is_line or node.open else inside
            for node in self.nodes[number]
        ]

    def moves(self, number: int) -> list[list[tuple[str, str] | None]]:
        """The cues of the nodes of segment ``number`` behind each of those before."""
        segment = self.page.segments[number]
        quotation = segment.quotation is not None
        opened = segment.line in self.page.opened
        if segment.quotation is not None:
            space = self.page.ground.apart(segment.quotation)
        else:
            space = self.of.around.space(segment.line)
        return [
            [pair_cues(b, a, space, quotation=quotation, opened=opened) for a in self.nodes[number]]
            for b in self.nodes[number - 1]
        ]


def weighed(page: Stream, basis: Floats | None = None) -> WeighedPage:
    """What is weighed of ``page``: its vectors along ``basis``, or whole, for a fit."""
    of = PageFeatures(page)
    vectors = (vectors_of(texts) for texts in texts_of(page, of))
    words, names, around = (v if basis is None else (v @ basis).astype(np.float32) for v in vectors)
    return WeighedPage(page, of, nodes(page), blocks_of(page, of, words, names, around))


def dense_blocks(node: Node, *, quotation: bool) -> list[tuple[str, str]]:
    """(weights, block) of vectors that count for a node."""
    if quotation and not node.open:
        return []
    base = _BASES.get(node.kind, "speech")
    found = [(base, block) for block in _OF_BASE]
    if node.kind == "quoted":
        found.append((base, "around"))
    if node.role == "caller":
        found += [("caller", block) for block in _OF_CALLER]
    if node.role == "third":
        found += [("third", block) for block in BLOCKS]
    return found


@dataclass(frozen=True)
class ScoredPage:
    """A weighed page with what ``model`` makes of it: the ``scores`` of each segment's nodes, and
    of the ``moves`` to them from those before."""

    weighed: WeighedPage
    model: PageModel
    scores: Sequence[Floats]
    moves: Sequence[Floats]
    _evidence: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def page(self) -> Stream:
        """The segments."""
        return self.weighed.page

    def evidence(self, number: int, chosen: int) -> tuple[str, ...]:
        """What says most for the chosen role of segment ``number``."""
        known = self._evidence.get((number, chosen))
        if known is None:
            known = _evidence(self.weighed, number, chosen, self.model.weights)
            self._evidence[number, chosen] = known
        return known


def scored(one: WeighedPage, model: PageModel) -> ScoredPage:
    """What ``model`` makes of each thing that the segments may be."""
    about = _about(model, one.blocks)
    scores = []
    for number, own in enumerate(one.nodes):
        quotation = one.page.segments[number].quotation is not None
        scores.append(
            np.array(
                [
                    sum(model.weights.get(name, 0.0) * v for name, v in features.items())
                    + sum(about[pair][number] for pair in dense_blocks(node, quotation=quotation))
                    for node, features in zip(own, one.features(number), strict=True)
                ]
            )
        )
    moves = [
        np.array(
            [
                [NEVER if c is None else sum(model.moves.get(name, 0.0) for name in c) for c in row]
                for row in one.moves(number)
            ]
        )
        for number in range(1, len(one.nodes))
    ]
    return ScoredPage(one, model, scores, moves)


def tag_segments(one: ScoredPage, allowed: Allowed | None = None) -> list[Tag]:
    """What each segment most likely is, all together; of what is ``allowed``."""
    nodes = one.weighed.nodes
    if not nodes:
        return []
    scores = list(one.scores)
    for number, segment in enumerate(one.page.segments if allowed is not None else ()):
        assert allowed is not None
        kept = np.array([allowed(segment, node) for node in nodes[number]])
        if kept.any() and not kept.all():
            scores[number] = np.where(kept, scores[number], NEVER)
    chosen = best(scores, one.moves)
    likely = marginals(scores, one.moves)
    return [
        _tag(segment, nodes[n], chosen[n], likely[n], one.evidence(n, chosen[n]))
        for n, segment in enumerate(one.page.segments)
    ]


def _about(model: PageModel, blocks: Vectors) -> dict[tuple[str, str], Floats]:
    """What the vectors of each segment weigh, by (weights, block)."""
    kept = model.centred(blocks)
    found: dict[tuple[str, str], Floats] = {}
    for name, weights in model.dense.items():
        group, _, block = name.partition(": ")
        found[group, block] = kept[:, BLOCKS.index(block)] @ weights
    return found


def _evidence(
    one: WeighedPage, number: int, chosen: int, weights: Mapping[str, float]
) -> tuple[str, ...]:
    """What says most for the chosen role of a party, against the other."""
    own = one.nodes[number]
    node = own[chosen]
    if node.state.role not in ("caller", "hospital"):
        return ()
    caller = RoleOption(node.state.option, "caller")
    others = (k for k, n in enumerate(own) if n.state == caller and n.open == node.open)
    if (of_caller := next(others, None)) is None:
        return ()
    sign = 1 if node.role == "caller" else -1
    ranked = sorted(
        (
            (sign * weights.get(name, 0.0) * value, name.partition("caller:")[2])
            for name, value in one.features(number)[of_caller].items()
            if "caller:" in name
        ),
        reverse=True,
    )
    return tuple(name for weight, name in ranked[:_EVIDENCE] if weight > _TELLS)


def _tag(
    segment: Segment,
    own: Sequence[Node],
    chosen: int,
    likely: Floats,
    evidence: tuple[str, ...],
) -> Tag:
    node = own[chosen]
    turn = sum(
        float(p)
        for n, p in zip(own, likely, strict=True)
        if n.role in ("caller", "hospital") and (segment.quotation is None or n.open)
    )
    if segment.quotation is not None and not node.open:
        return Tag(None, "inside", None, float(likely[chosen]), turn=0.0)
    option = segment.options[node.state.option]
    odds = None
    if option.speaks:
        shares = dict.fromkeys(ROLES, _LEAST)
        for n, p in zip(own, likely, strict=True):
            if n.open == node.open and n.state.option == node.state.option and n.role in shares:
                shares[n.role] += float(p)
        caller, hospital, third = (float(np.log(shares[role])) for role in ROLES)
        odds = (caller, hospital, third)
    sure = sum(float(p) for n, p in zip(own, likely, strict=True) if n.state == node.state)
    return Tag(option, node.kind, node.role, sure, odds, turn, evidence)


def reduced(vectors: Vectors, mean: Floats, basis: Floats) -> Floats:
    """``vectors`` (…, dimensions) around ``mean`` along ``basis``; of no text, zeros."""
    some = np.abs(vectors).sum(-1, keepdims=True) > 0
    found: Floats = np.where(some, (vectors - mean) @ basis, 0.0)
    return found


def vectors_of(texts: Sequence[str]) -> Vectors:
    """One vector a text, zeros where there is none."""
    vectors = _encoder().encode([text if text.strip() else "." for text in texts]).copy()
    vectors[[i for i, text in enumerate(texts) if not text.strip()]] = 0
    return vectors


@functools.cache
def _encoder() -> Encoder:
    return load_encoder()


@functools.cache
def page_model() -> PageModel:
    """The model of the package."""
    with np.load(io.BytesIO(data_bytes("page/weights.npz")), allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in kept.files}
    return PageModel(
        weights=_named(arrays, "weights"),
        dense=dict(
            zip(map(str, arrays["dense_names"]), arrays["dense"].astype(float), strict=True)
        ),
        moves=_named(arrays, "moves"),
        begins=_named(arrays, "begins"),
        mean=arrays["mean"].astype(float),
        basis=arrays["basis"].astype(float),
    )


def _named(arrays: Mapping[str, Floats], name: str) -> dict[str, float]:
    return dict(zip(map(str, arrays[f"{name}_names"]), map(float, arrays[name]), strict=True))
