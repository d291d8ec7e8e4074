"""What an alignment is made of: sentences of turns, links between them, findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FindingType = Literal[
    "omission",
    "addition",
    "number_changed",
    "unit_changed",
    "negation_changed",
    "hedge_dropped",
    "speaker_swapped",
    "name_changed",
    "organ_changed",
    "reordered",
    "summary_instead_of_translation",
]
Severity = Literal["grave", "serious", "minor"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a turn: ``turns[turn].text[start:end]`` is ``text``."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Chinese and English units that render one another, in order; one side may be empty.

    The units are sentences or turns, by position.  ``confidence`` is 0 to 1; ``moved`` marks a
    link that was found outside the order of its neighbours.
    """

    zh: tuple[int, ...]
    en: tuple[int, ...]
    confidence: float = 1.0
    moved: bool = False


@dataclass(frozen=True, slots=True)
class TurnSpan:
    """The code points ``start`` to ``end`` of the text of turn ``turn``."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a translator should look at.

    ``zh_turns`` and ``en_turns`` are the turns concerned (empty where nothing stands there), the
    spans the words, ``note`` the reason in words.  ``severity`` ranks: what changes a figure, a
    "not" or who speaks in a statement is grave.
    """

    type: FindingType
    zh_turns: tuple[int, ...]
    en_turns: tuple[int, ...]
    zh_span: TurnSpan | None = None
    en_span: TurnSpan | None = None
    note: str = ""
    severity: Severity = "serious"
    confidence: float = 1.0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A Chinese call and its English translation, linked.

    ``sentence_links`` count sentences, ``links`` turns: every turn stands in exactly one, in
    Chinese order.
    """

    zh_sentences: tuple[Sentence, ...]
    en_sentences: tuple[Sentence, ...]
    sentence_links: tuple[Link, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...] = ()
