"""What the application has on the page of an alignment beside the alignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.alignment.items import Item
from calltools.alignment.model import FindingType, UnitState
from calltools.corrections.translation import TranslationCorrection
from calltools.views.stretches import Stretch


@dataclass(frozen=True, slots=True)
class RowDesk:
    """What was decided about a row: ``key`` names its link, ``seen`` and ``after`` go back with
    what is decided about it.

    ``unit`` is how far its translation is, ``status`` what people did with it, in words, ``event``
    the one that this person may take back.  ``left_out`` is the Chinese turn that English is
    written for, where nothing of it was translated, ``added`` what people wrote there.  ``cards``
    are those of its findings, each with whether its words were put right since it was found;
    ``settled`` are the findings of what was published that are no longer found, ``heard`` what was
    heard otherwise than it is printed.
    """

    key: str
    seen: str
    after: Sequence[str]
    unit: UnitState
    status: str
    by: str
    stale: bool
    event: str
    left_out: int | None
    added: TranslationCorrection | None
    cards: Sequence[tuple[Any, bool]]
    settled: Sequence[str]
    heard: Sequence[Item]


@dataclass(frozen=True, slots=True)
class AlignmentDesk:
    """``address`` names the call, ``sound`` where it is heard (empty for none).

    ``listed`` is the filter, with what stands above a list.  ``rows`` are those that are shown, by
    number; ``undo`` the corrections of the English that this person may take back, by id;
    ``conflicts`` those that changed nothing, for others had corrected the passage before.
    ``memory`` is how many pairs go into a translation memory, ``left_out`` how many do not, and
    why, in words.
    """

    address: str
    sound: str
    listed: Any
    rows: Mapping[int, RowDesk]
    pages: Sequence[Stretch]
    corrections: Mapping[int, TranslationCorrection]
    conflicts: Sequence[TranslationCorrection]
    undo: frozenset[str]
    hides: bool
    finding_types: Sequence[FindingType]
    unit_states: Sequence[UnitState]
    memory: int
    left_out: Sequence[tuple[int, str]]
