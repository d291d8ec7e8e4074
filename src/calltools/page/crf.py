"""The best states of all segments together: a linear-chain conditional random field.

Lafferty, McCallum and Pereira, Conditional random fields, ICML 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from calltools.arrays import Floats
from calltools.page.features import RoleOption, states
from calltools.page.segments import Segment, Stream

NEVER = -1e9  # log odds of what can't be


@dataclass(frozen=True, slots=True)
class Node:
    """A state as the one after it sees it: what the line is, under which label, who speaks."""

    state: RoleOption
    kind: str
    role: str | None
    key: str | None
    style: str | None
    open: bool
    """Whether words that the line quotes may be segments of their own."""
    quoting: bool = False
    """Whether the last words quoted in running text, up to here, are a party's."""

    @property
    def is_party(self) -> bool:
        """Whether the caller or somebody of the hospital begins to speak."""
        return self.kind in ("turn", "bare", "quoted") and self.role != "third"


def nodes(page: Stream) -> list[list[Node]]:
    """The nodes of each segment; a quotation inside a turn is one for each thing its line is."""
    found: list[list[Node]] = []
    line: list[Node] = []
    any_quoted = False
    for segment in page.segments:
        own = [_node(segment, state) for state in states(segment)]
        if segment.quotation is None:
            told = [replace(node, quoting=True) for node in own if any_quoted and _carries(node)]
            own += told
            line = own
        else:
            any_quoted = True
            inside = [
                Node(RoleOption(0), n.kind, n.role, n.key, n.style, False)
                for n in line
                if not n.open
            ]
            own = [*inside, *(n for n in own if n.open)]
        found.append(own)
    return found


def _node(segment: Segment, state: RoleOption) -> Node:
    option = segment.options[state.option]
    head = option.head
    return Node(
        state,
        option.kind,
        state.role,
        head.key if head else None,
        head.style if head else None,
        option.kind in ("outside", "quoted") or state.role == "third",
    )


def _carries(node: Node) -> bool:
    """Whether running text goes on with a line, and so what its last quotation was counts."""
    return node.kind == "outside" or node.role == "third"


def quoting_after(node: Node) -> bool:
    """Whether the last words quoted up to a line's end, or these, are a party's."""
    return node.is_party if node.kind == "quoted" else node.quoting


def pair_cues(
    before: Node, after: Node, space: str, *, quotation: bool, opened: bool
) -> tuple[str, str] | None:
    """The cues of two nodes that follow one another; None where they can't.

    ``quotation``: the second is of words quoted in the line of the first, and ``space`` what lies
    between them and the quotation before.  ``opened``: it is a line that begins in a quotation.
    """
    if quotation:
        if after.open != before.open or (
            not after.open
            and (before.kind, before.role, before.key, before.style)
            != (after.kind, after.role, after.key, after.style)
        ):
            return None
        if not after.open:
            return ("q inside", f"q {before.role} {after.role}")
        told = quoting_after(before)
        return (
            f"q {before.kind} {before.role} {after.kind} {after.role}",
            f"q {told} {after.is_party}, {space}",
        )
    if _carries(after) and after.quoting != quoting_after(before):
        return None
    if after.kind == "goes_on":
        if after.role != "third" and (quoting_after(before) or (opened and before.open)):
            return None  # what is quoted over several lines is one segment
        silent = before.role == "third" or (before.kind == "outside" and after.role == "third")
        if (after.role == "third") != silent:
            return None
    labels = "-"
    if before.key is not None and after.key is not None:
        same = "same" if before.key == after.key else "other"
        style = "same" if before.style == after.style else "other"
        who = "same" if before.role == after.role else "other"
        labels = f"{same} label, {style} style, {who} role"
    return _pair(before.kind, before.role, after.kind, after.role, space, labels)


@lru_cache(8192)
def _pair(
    before: str, said: str | None, after: str, says: str | None, space: str, labels: str
) -> tuple[str, str]:
    return f"pair {before} {said} {after} {says}", f"{before} {after}, {space}, {labels}"


def best(scores: Sequence[Floats], moves: Sequence[Floats]) -> list[int]:
    """The nodes that together weigh most (Viterbi)."""
    if not scores:
        return []
    total = scores[0]
    back = []
    for own, move in zip(scores[1:], moves, strict=True):
        come = total[:, None] + move
        back.append(come.argmax(0))
        total = come.max(0) + own
    at = int(total.argmax())
    chosen = [at]
    for came in reversed(back):
        at = int(came[at])
        chosen.append(at)
    return chosen[::-1]


def marginals(scores: Sequence[Floats], moves: Sequence[Floats]) -> list[Floats]:
    """How likely each node is (forward and backward)."""
    if not scores:
        return []
    forward = [scores[0]]
    for own, move in zip(scores[1:], moves, strict=True):
        forward.append(_log_sum(forward[-1][:, None] + move, 0) + own)
    backward = np.zeros_like(scores[-1])
    found = []
    for t in range(len(scores) - 1, -1, -1):
        odds = forward[t] + backward
        likely = np.exp(odds - odds.max())
        found.append(likely / likely.sum())
        if t:
            backward = _log_sum(moves[t - 1] + (scores[t] + backward)[None, :], 1)
    return found[::-1]


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis)) + top.squeeze(axis)
    return total
