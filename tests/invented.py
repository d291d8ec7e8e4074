"""The invented renderings and calls of tests/alignment/data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from calltools.transcripts.model import Role, Turn

DATA = Path(__file__).parent / "alignment" / "data"
_ROLES: dict[str, Role] = {"c": "investigator", "h": "hospital"}


@dataclass(frozen=True)
class Rendering:
    """A Chinese text and an English one; ``finding`` is "" where it is faithful."""

    finding: str
    zh: str
    en: str


@dataclass
class InventedCall:
    """A call with the links and findings written beside it: type, Chinese and English turns."""

    name: str
    zh: list[Turn] = field(default_factory=list)
    en: list[Turn] = field(default_factory=list)
    links: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    findings: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)


def renderings(name: str) -> list[Rendering]:
    """The lines of a file of DATA."""
    rows = [
        line.split("\t")
        for line in (DATA / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [Rendering("" if finding == "-" else finding, zh, en) for finding, zh, en in rows]


def calls() -> list[InventedCall]:
    """The calls of calls.txt."""
    found: list[InventedCall] = []
    for block in (DATA / "calls.txt").read_text("utf-8").split("\n\n"):
        zh: list[int] = []
        en: list[int] = []
        types: list[str] = []
        for line in block.splitlines():
            if line.startswith("= "):
                found.append(InventedCall(line.split()[1]))
            elif line.startswith("! "):
                types.append(line.removeprefix("! "))
            elif line.startswith(("zh ", "en ")):
                side, role, text = line.split(" ", 2)
                turns = found[-1].zh if side == "zh" else found[-1].en
                (zh if side == "zh" else en).append(len(turns))
                turns.append(Turn(text, role=_ROLES[role]))
        if zh or en:
            found[-1].links.append((tuple(zh), tuple(en)))
            found[-1].findings += [(kind, tuple(zh), tuple(en)) for kind in types]
    return found
