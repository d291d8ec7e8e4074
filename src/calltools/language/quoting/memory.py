"""What has been read of a report so far, for those who are meant by "she" or "the same doctor"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from calltools.language.quoting.people import Mention

_ANYBODY = re.compile(
    r"man|woman|person|speaker|voice|official|lady|gentleman|[男女]?人|[男女]子|女士|先生|对方",
    re.IGNORECASE,
)
_ALIKE = (
    re.compile(r"nurse|护士|護士|护理|護理", re.IGNORECASE),
    re.compile(
        r"doctor|\bdr\b|surgeon|physician|professor|director|[医醫][生师師]|大夫|主任|教授",
        re.IGNORECASE,
    ),
)


@dataclass(slots=True)
class Memory:
    """What has been read so far: who of a hospital was last written of, the caller, the hospital,
    the hospitals of people known by name (``guessed``: not told beside them), where those known
    by function spoke last, and all who were written of in this part of the report.

    ``unheard``: ``topic`` was brought in without a word of theirs yet; ``outsider``: the last
    sentence was about somebody outside the calls; ``asking``: it was about the caller, who asks
    something.
    """

    topic: str | None = None
    unheard: bool = False
    outsider: bool = False
    asking: bool = False
    caller: str | None = None
    place: str | None = None
    bound: dict[str, str] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    role_at: dict[str, str] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)

    def turn_to(self, name: str) -> None:
        """Write of ``name`` from now on."""
        self.unheard = name != self.topic
        self.topic = name
        self.named.append(name)

    def leave(self, *, goes_on: bool = False) -> None:
        """Go over to another hospital or section.

        ``goes_on``: whoever was last named, and has not said anything, is written of there too.
        """
        if not (goes_on and self.unheard):
            self.topic = None
        self.named.clear()

    def again(self, what: str) -> str | None:
        """Whom "the same ``what``" or "the ``what`` himself" means: the last written of who
        can be it, and rather one that has a name or function than a mere man or voice."""
        found = [name for name in reversed(self.named) if _may_be(what, name)]
        known = (name for name in found if not _ANYBODY.fullmatch(name))
        return found[0] if what in found else next(known, found[0] if found else None)


def is_anybody(text: str, mention: Mention) -> bool:
    """Whether ``mention`` says no more than "a woman"."""
    return bool(_ANYBODY.fullmatch(text, *mention.plain))


def _may_be(what: str, name: str) -> bool:
    """Whether "the same ``what``" can be ``name``: a doctor is no nurse."""
    if _ANYBODY.fullmatch(what) or name.lower().endswith(what.lower()):
        return True
    return any(kind.search(what) and kind.search(name) for kind in _ALIKE)
