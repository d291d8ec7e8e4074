"""The best readings of all lines together: a linear-chain conditional random field.

Lafferty, McCallum and Pereira, Conditional random fields, ICML 2001.  The weights are data, fitted
by ``benchmarks/fit_layout.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calltools.transcripts.layout.cues import Surroundings, cues, pair_cues
from calltools.transcripts.layout.readings import Reading


def best(
    around: Surroundings, found: Sequence[Sequence[Reading]], weighed: Mapping[str, float]
) -> list[Reading]:
    """The readings that together weigh most (Viterbi)."""
    scores: list[float] = []
    back: list[list[int]] = []
    before: Sequence[Reading] = ()
    for i, options in enumerate(found):
        here = [sum(weighed.get(cue, 0.0) for cue in names) for names in cues(i, options, around)]
        if not before:
            scores = here
            back.append([0] * len(options))
        else:
            space = around.space(i)
            come = [
                max(
                    (score + sum(weighed.get(c, 0.0) for c in pair_cues(b, o, space)), -k, k)
                    for k, (b, score) in enumerate(zip(before, scores, strict=True))
                )
                for o in options
            ]
            back.append([k for _score, _order, k in come])
            scores = [score + own_ for (score, _o, _k), own_ in zip(come, here, strict=True)]
        before = options
    if not scores:
        return []
    at = max(range(len(scores)), key=lambda k: (scores[k], -k))
    chosen = []
    for options, came in zip(reversed(found), reversed(back), strict=True):
        chosen.append(options[at])
        at = came[at]
    return chosen[::-1]
