"""The voices among points on the sphere of voices: one, two, or more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from calltools.arrays import Floats, Ints
from calltools.speech.campplus import Embeddings

_DOUBTFUL = 0.2
"""Share of the points, those least sure, that a centre is not made of."""
_ROUNDS = 20  # of k-means, which ends sooner when nothing moves
_REFINEMENTS = 3  # of the centres without doubtful points; not measured
_FEWEST = 4  # points of a voice; not measured
_EVEN = 0.3
"""Share of the points that the smaller of two groups has at least where both parties speak."""
_BLOCK = 256

_MOST = 6  # voices of a call, at most; not measured
_FEWEST_OF_FURTHER = 6
"""So many points (three and a half seconds) a further voice must have, where it is not known of."""
_APART_COSINE = 0.62
_APART_EXCESS = 4.0
"""What is asked of further voices.  Measured with 13 calls of two, and with 22 calls of three put
together from nine voices: a voice's own halves have cosines from 0.66 and an excess up to 2.5, two
voices in one group cosines up to 0.60 and an excess from 4.6."""


@dataclass(frozen=True, slots=True)
class Voices:
    """Two centres on the sphere of voices, shape (2, 192), and how far they are apart.

    ``cosine`` is 1 for the same point; ``contrast`` is the distance of the two groups of points
    in standard deviations within them (d'), along the line between the centres; ``share`` is how
    many of the ``count`` points are in the smaller group.
    """

    centres: Embeddings
    cosine: float
    contrast: float
    count: int
    share: float

    @classmethod
    def of(cls, points: Embeddings, centres: Embeddings) -> Voices:
        """What ``points`` tell of two ``centres``."""
        lean = _lean(points, centres)
        first = float(np.mean(lean >= 0))
        cosine = float(centres[0] @ centres[1])
        return cls(centres, cosine, _contrast(lean), len(points), min(first, 1 - first))

    @property
    def one(self) -> bool:
        """Whether the two groups are halves of one voice, or too few to tell.

        Measured with recordings of 1 to 90 s of speech: two voices have cosines up to 0.64, and
        the nearer ones, from 0.5, contrasts from 7; one voice divided, mostly cosines from 0.65
        and contrasts up to 7.  To make one of two is the worse mistake.  What falls into even
        halves is two from an excess of 3: in AMR at 4.75 kbit/s, AAC, GSM and noise one voice has
        at most 1.7 there, two near ones 3.2; a voice with a few odd seconds has up to 5.
        """
        least = 3 if self.share >= _EVEN else 5
        return self.count < _FEWEST or (self.cosine >= 0.65 and self.excess < least)

    @property
    def close(self) -> bool:
        """Whether they are so near that a person should look whether there are two."""
        return self.cosine >= 0.4 and self.excess < 5

    @property
    def excess(self) -> float:
        """The contrast less what near voices need of it."""
        return self.contrast - 4 * self.cosine


@dataclass(frozen=True, slots=True)
class Several:
    """The centres of more than two voices, shape (voices, 192), and how sure their number is."""

    centres: Embeddings
    confidence: float


def find_several(points: Embeddings, two: Voices, count: int = 0) -> Several | None:
    """More than two voices, where each of the ``two`` groups of ``points`` may hold several.

    ``count`` is how many there are where that is known (as many are looked for), 0 to find out.
    None where there are two.
    """
    groups = _groups(points, two.centres)
    while len(groups) < (count or _MOST):
        _, number, halves = max(
            (_divided(group, number, known=bool(count)) for number, group in enumerate(groups)),
            key=lambda divided: divided[0],
        )
        if halves is None:
            break
        groups[number : number + 1] = halves
    centres = _k_means(points, _unit([group.mean(axis=0) for group in groups]))
    while not count and len(centres) > 2 and (pair := _same(points, centres)):
        kept = [centre for number, centre in enumerate(centres) if number not in pair]
        centres = _k_means(points, _unit([*kept, centres[list(pair)].mean(axis=0)]))
    if len(centres) <= 2:
        return None
    return Several(centres, _confidence(points, centres))


def _divided(
    group: Embeddings, number: int, *, known: bool
) -> tuple[float, int, list[Embeddings] | None]:
    """How far the halves of a group are apart, its number, and the halves where they are voices."""
    nothing = (-np.inf, number, None)
    if len(group) < 2 * _FEWEST:
        return nothing
    voices = find_voices(group)
    halves = _groups(group, voices.centres)
    if min(map(len, halves)) < (_FEWEST if known else _FEWEST_OF_FURTHER):
        return nothing
    if not known and not _apart(voices):
        return nothing
    return voices.excess, number, halves


def _apart(voices: Voices) -> bool:
    return voices.cosine < _APART_COSINE and voices.excess >= _APART_EXCESS


def _same(points: Embeddings, centres: Embeddings) -> tuple[int, int] | None:
    """The two centres that are least apart, where they are those of one voice."""
    voices, pair = min(
        ((_between(points, centres, pair), pair) for pair in combinations(range(len(centres)), 2)),
        key=lambda found: found[0].excess,
    )
    return None if _apart(voices) else pair


def _between(points: Embeddings, centres: Embeddings, pair: tuple[int, int]) -> Voices:
    """Two of the voices, with the points that are theirs."""
    nearest = (points @ centres.T).argmax(axis=1)
    theirs = points[np.isin(nearest, pair)]
    two = _of_the_sure(theirs, centres[list(pair)])
    return Voices.of(theirs, two)


def _confidence(points: Embeddings, centres: Embeddings) -> float:
    """How sure it is that all voices are different: as sure as of the two that are least apart.

    The log-odds are the excess over what is asked; never surer than so few measured calls allow.
    """
    least = min(
        _between(points, centres, pair).excess for pair in combinations(range(len(centres)), 2)
    )
    return min(0.95, 1 / (1 + math.exp(_APART_EXCESS - least)))


def _groups(points: Embeddings, centres: Embeddings) -> list[Embeddings]:
    first = _lean(points, centres) >= 0
    return [points[first], points[~first]]


def find_voices(points: Embeddings) -> Voices:
    """Two groups of ``points`` (at least one): k-means on the sphere, then centres of the surer
    points.

    It begins twice, so that one input has one result and no party is overlooked: from the two
    sides of the widest spread, which finds parties that say equally much, and from the two ends,
    which finds a party that says three words.  The result that is better apart is taken.
    """
    return max(
        (_grown(points, begin(points)) for begin in (_sides, _ends)),
        key=lambda voices: voices.excess,
    )


def _grown(points: Embeddings, centres: Embeddings) -> Voices:
    return Voices.of(points, _of_the_sure(points, _k_means(points, centres)))


def _sides(points: Embeddings) -> Embeddings:
    """The middles of the points on either side of the widest spread."""
    spread = points - points.mean(axis=0)
    axis = np.linalg.eigh(spread.T @ spread)[1][:, -1]
    # The sign of an eigenvector is arbitrary: the first point decides.
    side = spread @ axis
    return _centres(points, np.where(side * side[0] >= 0, 0, 1), points[[0, -1]])


def _ends(points: Embeddings) -> Embeddings:
    """The neighbourhood that is farthest from the middle of all points, and that farthest from it.

    Neighbourhoods of three, for a single second may sound like nobody.
    """
    middle = points.mean(axis=0)
    around = _neighbourhoods(points)
    end = around[(around @ middle).argmin()]
    return np.stack([around[(around @ end).argmin()], end])


def _neighbourhoods(points: Embeddings) -> Embeddings:
    """The direction of the mean of each point and its two nearest."""
    means = np.empty_like(points)
    for first in range(0, len(points), _BLOCK):
        block = slice(first, first + _BLOCK)  # all at once would take the square in memory
        nearness = points[block] @ points.T
        nearest = np.argpartition(-nearness, min(2, len(points) - 1), axis=1)[:, :3]
        means[block] = points[nearest].mean(axis=1)
    return _unit(list(means))


def _k_means(points: Embeddings, centres: Embeddings) -> Embeddings:
    for _ in range(_ROUNDS):
        moved = _centres(points, (points @ centres.T).argmax(axis=1), centres)
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _of_the_sure(points: Embeddings, centres: Embeddings) -> Embeddings:
    """Centres moved to where the points lie that belong to one of them clearly."""
    for _ in range(_REFINEMENTS):
        lean = _lean(points, centres)
        sure = np.zeros(len(points), dtype=np.bool_)
        for side in (lean >= 0, lean < 0):
            if side.any():
                sure |= side & (abs(lean) >= np.quantile(abs(lean), _DOUBTFUL))
        centres = _centres(points[sure], np.where(lean[sure] >= 0, 0, 1), centres)
    return centres


def _lean(points: Embeddings, centres: Embeddings) -> Floats:
    """How much nearer each point is to the first centre than to the second, -2 to 2."""
    lean: Floats = points @ (centres[0] - centres[1])
    return lean


def _centres(points: Embeddings, groups: Ints, otherwise: Embeddings) -> Embeddings:
    """The direction of the mean of each group; of an empty group, that of ``otherwise``.

    ``groups`` numbers the group of each point.
    """
    members = [points[groups == number] for number in range(len(otherwise))]
    return _unit([m.mean(axis=0) if len(m) else o for m, o in zip(members, otherwise, strict=True)])


def _unit(vectors: Sequence[Embeddings]) -> Embeddings:
    """Vectors made of length 1, shape (n, 192)."""
    stacked = np.stack(vectors)
    lengths = np.maximum(1e-9, np.linalg.norm(stacked, axis=1, keepdims=True))
    units: Embeddings = (stacked / lengths).astype(np.float32)
    return units


def _contrast(lean: Floats) -> float:
    """d': the distance of two groups in standard deviations within them."""
    groups = [lean[lean >= 0], lean[lean < 0]]
    if not all(len(group) for group in groups):
        return 0.0
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / len(lean)
    between = float(groups[0].mean() - groups[1].mean())
    return between / max(1e-6, float(np.sqrt(within)))
