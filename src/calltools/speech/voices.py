"""Two voices among points on the sphere of voices, or one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calltools.speech.segmentation import Floats, Mask

if TYPE_CHECKING:
    from calltools.speech.campplus import Embeddings

_DOUBTFUL = 0.2
"""Share of the points, those least sure, that a centre is not made of."""
_ROUNDS = 20
_REFINEMENTS = 3
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Voices:
    """Two centres on the sphere of voices, shape (2, 192), and how far they are apart.

    ``cosine`` is 1 for the same point; ``contrast`` is the distance of the two groups of points
    in standard deviations within them (d'), along the line between the centres.
    """

    centres: Embeddings
    cosine: float
    contrast: float
    count: int

    @property
    def one(self) -> bool:
        """Whether the two groups are halves of one voice.

        Measured: halves of one voice, 12 to 300 windows of a second, have cosines of 0.61 to 0.92
        and contrasts of 3.2 to 5.1; two voices, 0.12 to 0.61 and 5.2 to 17.
        """
        return self.count < _FEWEST or (self.cosine >= 0.7 and self.contrast < 5.5)

    @property
    def close(self) -> bool:
        """Whether two voices are so near each other that a person should look."""
        return self.cosine >= 0.55 and self.contrast < 6.5


def find_voices(points: Embeddings) -> Voices:
    """Two groups of ``points`` (at least one): k-means on the sphere, begun from the two sides
    of the widest spread, so that one input has one result; then centres of the surer points."""
    centres = _of_the_sure(points, _two_means(points, _two_sides(points)))
    contrast = _contrast(_lean(points, centres))
    return Voices(centres, float(centres[0] @ centres[1]), contrast, len(points))


def _two_sides(points: Embeddings) -> Embeddings:
    """The middles of the points on either side of the widest spread."""
    spread = points - points.mean(axis=0)
    axis = np.linalg.eigh(spread.T @ spread)[1][:, -1]
    # The sign of an eigenvector is arbitrary: the first point decides.
    side = spread @ axis
    return _centres(points, side * side[0] >= 0, points[[0, -1]])


def _two_means(points: Embeddings, centres: Embeddings) -> Embeddings:
    for _ in range(_ROUNDS):
        moved = _centres(points, _lean(points, centres) >= 0, centres)
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
        centres = _centres(points[sure], lean[sure] >= 0, centres)
    return centres


def _lean(points: Embeddings, centres: Embeddings) -> Floats:
    """How much nearer each point is to the first centre than to the second, -2 to 2."""
    lean: Floats = points @ (centres[0] - centres[1])
    return lean


def _centres(points: Embeddings, first: Mask, otherwise: Embeddings) -> Embeddings:
    """The direction of the mean of both groups; of an empty group, that of ``otherwise``."""
    groups = (points[first], points[~first])
    means = [g.mean(axis=0) if len(g) else old for g, old in zip(groups, otherwise, strict=True)]
    units = [mean / max(1e-9, float(np.linalg.norm(mean))) for mean in means]
    return np.stack(units).astype(np.float32)


def _contrast(lean: Floats) -> float:
    """d': the distance of two groups in standard deviations within them."""
    groups = [lean[lean >= 0], lean[lean < 0]]
    if not all(len(group) for group in groups):
        return 0.0
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / len(lean)
    between = float(groups[0].mean() - groups[1].mean())
    return between / max(1e-6, float(np.sqrt(within)))
