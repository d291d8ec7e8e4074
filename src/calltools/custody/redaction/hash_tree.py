"""A commitment to a call, of which any part can be shown without the others.

Each turn and each second of sound is a leaf, hashed with a salt of its own, so that a short name
can't be guessed from its hash; leaves are hashed in pairs up to one root (RFC 6962's tree).  The
root stands in the ledger of the original.  A redacted copy tells the salts of what it shows and the
hashes of what it doesn't: whoever holds it computes the same root, and knows that nothing else
differs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calltools.custody.redaction.sound import Frames
from calltools.provenance import canonical_json
from calltools.transcripts.model import Turn

HOW = (
    "leaf: SHA-256(00, salt, SHA-256(content)); node: SHA-256(01, left, right), an odd one goes up"
    " as it is; content of a turn: canonical JSON (RFC 8785) of text, speaker, role, start_ms,"
    " end_ms, translation and words (text, start_ms, end_ms); of a second of sound: its frames, 16"
    " bits little-endian, channels interleaved; root: node(top of turns, top of seconds); turns are"
    " those of the transcript, then the published ones, Chinese before English"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What is entered in the ledger of a call's original: how much of it there is, and the root."""

    recording: str
    turns: int
    seconds: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf of which the copy shows the content (its ``salt``) or does not (its ``hash``)."""

    salt: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """All leaves of a call's tree as a copy tells them."""

    turns: tuple[Leaf, ...]
    seconds: tuple[Leaf, ...]
    how: str = HOW


@dataclass(slots=True)
class CallTree:
    """The tree of one call; ``secret`` (32 random bytes) gives the salts."""

    secret: bytes
    turns: list[bytes] = field(default_factory=list)
    seconds: list[bytes] = field(default_factory=list)

    def add_turn(self, turn: Turn) -> None:
        """A turn with what of it may stay in a copy."""
        self.turns.append(turn_hash(turn))

    def add_second(self, frames: Frames) -> None:
        """A second of the recording's frames; the last may be shorter."""
        self.seconds.append(second_hash(frames))

    def commitment(self, recording: str) -> Commitment:
        """What is entered of the recording with this sha256."""
        leaves = self._leaves()
        return Commitment(
            recording=recording,
            turns=len(self.turns),
            seconds=len(self.seconds),
            root=root(leaves["turn"], leaves["second"]).hex(),
        )

    def openings(self, turns: Collection[int], seconds: Collection[int]) -> Openings:
        """The leaves with those of ``turns`` and ``seconds`` closed, by their positions."""
        leaves = self._leaves()

        def told(kind: str, closed: Collection[int]) -> tuple[Leaf, ...]:
            return tuple(
                Leaf(hash=leaf.hex()) if i in closed else Leaf(salt=self._salt(kind, i).hex())
                for i, leaf in enumerate(leaves[kind])
            )

        return Openings(turns=told("turn", turns), seconds=told("second", seconds))

    def _leaves(self) -> Mapping[str, list[bytes]]:
        return {
            kind: [leaf(self._salt(kind, i), content) for i, content in enumerate(contents)]
            for kind, contents in (("turn", self.turns), ("second", self.seconds))
        }

    def _salt(self, kind: str, index: int) -> bytes:
        return hmac.digest(self.secret, f"{kind} {index}".encode(), "sha256")


def opened_root(openings: Openings, turns: Sequence[Turn], seconds: Iterable[Frames]) -> str | None:
    """The root that a copy's openings and its own turns and sound come to.

    None where they are not as many as the openings.
    """
    shown = [turn_hash(turn) for turn in turns], [second_hash(frames) for frames in seconds]
    told = openings.turns, openings.seconds
    if any(len(a) != len(b) for a, b in zip(shown, told, strict=True)):
        return None
    leaves = [
        [
            leaf(bytes.fromhex(one.salt), content) if one.salt else bytes.fromhex(one.hash)
            for one, content in zip(openings_, contents, strict=True)
        ]
        for openings_, contents in zip(told, shown, strict=True)
    ]
    return root(*leaves).hex()


def turn_hash(turn: Turn) -> bytes:
    """The hash of what a turn says, who says it and when; nothing in it is a fraction, so that its
    canonical JSON is the same everywhere."""
    told = {
        "text": turn.text,
        "speaker": turn.speaker,
        "role": turn.role,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "translation": turn.translation,
        "words": [[word.text, word.start_ms, word.end_ms] for word in turn.words],
    }
    return hashlib.sha256(canonical_json(told).encode()).digest()


def second_hash(frames: Frames) -> bytes:
    """The hash of some frames of sound."""
    return hashlib.sha256(frames.tobytes()).digest()


def leaf(salt: bytes, content: bytes) -> bytes:
    """A leaf of the tree."""
    return hashlib.sha256(b"\0" + salt + content).digest()


def root(turns: Sequence[bytes], seconds: Sequence[bytes]) -> bytes:
    """The root over the leaves of turns and of seconds."""
    return _node(_top(turns), _top(seconds))


def _top(leaves: Sequence[bytes]) -> bytes:
    level = list(leaves)
    while len(level) > 1:
        pairs = [_node(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0] if level else hashlib.sha256(b"").digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
