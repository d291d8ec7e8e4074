"""What an alignment is made of: sentences, links, findings; a publication held against what was
heard; and a call that was aligned, with all that the files about it tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from calltools.messages import Kept, keep_message
from calltools.provenance import Step
from calltools.transcripts.model import Transcript

FindingType = Literal[
    "omission",
    "addition",
    "number_changed",
    "unit_changed",
    "negation_changed",
    "hedge_dropped",
    "name_changed",
    "organ_changed",
    "speaker_swapped",
    "reordered",
    "summary_instead_of_translation",
]
Severity = Literal["grave", "serious", "minor"]
SEVERITIES: tuple[Severity, ...] = ("grave", "serious", "minor")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a turn: ``turns[turn].text[start:end]`` is ``text``."""

    turn: int
    start: int
    end: int
    text: str


AnswerStatus = Literal["moved", "confirmed", "added", "agreed", "disagreed", "commented"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said about a link or a finding: ``by`` whom, when (``time``: UTC, ISO 8601),
    and in which words (``text``: a reason or comment).

    ``stale`` where what it was said of changed since, or another said otherwise unseen.
    """

    status: AnswerStatus
    by: str
    time: str
    text: str = ""
    stale: bool = False


UnitState = Literal["initial", "translated", "reviewed", "final"]
UNIT_STATES: tuple[UnitState, ...] = ("initial", "translated", "reviewed", "final")
"""How far the translation of a link is, by the names that XLIFF has: nothing is translated; it is;
somebody looked at it; nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """Chinese and English units that render one another, in order; one side may be empty.

    The units are sentences or turns, by position.  ``confidence`` is 0 to 1; ``moved`` marks a
    link that was found outside the order of its neighbours.  ``answers`` are people's: without
    any it is the machine's.  ``state`` is what people say about it, None where nobody did.
    """

    zh: tuple[int, ...]
    en: tuple[int, ...]
    confidence: float = 1.0
    moved: bool = False
    answers: tuple[Answer, ...] = ()
    state: UnitState | None = None


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
    "not" or who speaks in a statement is grave.  ``answers`` are people's.
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
    answers: tuple[Answer, ...] = ()
    note_message: Kept | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """``note`` is a message again where it was one when it was kept."""
        keep_message(self, "note")


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


# ---- a publication held against what was heard

How = Literal["heard", "sounds_alike", "replaced", "interpolated"]
"""How a run got its time: its words were heard; words that sound alike were; other words were
heard in its place; nothing was, and it lies between runs that have times."""

HeardKind = Literal["figure", "not_heard", "not_printed", "other_words", "sounds_alike"]


@dataclass(frozen=True, slots=True)
class TimedRun:
    """The code points ``start`` to ``end`` of a turn's text and when they are spoken."""

    start: int
    end: int
    start_ms: int
    end_ms: int
    how: How


@dataclass(frozen=True, slots=True)
class TimedTurn:
    """When turn ``turn`` of a publication is spoken.

    ``confidence`` (0 to 1) is the share of its characters that were heard.  ``interpolated``
    marks times that rest on hardly any recognised word (below a quarter): they are those of what
    was heard in its place.  A turn of which nothing was heard has no time; ``between_ms`` then
    tells between which words that were heard it would stand (None: the beginning or end of the
    recording).
    """

    turn: int
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float = 0.0
    interpolated: bool = False
    runs: tuple[TimedRun, ...] = ()
    between_ms: tuple[int | None, int | None] | None = None


@dataclass(frozen=True, slots=True)
class HeardDifference:
    """Words in which the publication and what was heard differ.

    ``printed`` and ``heard`` are the words on either side, None where nothing stands there.
    Times are those of the words heard; where there are none, of the gap in which they would be.
    ``sounds_alike`` is mostly the recogniser's spelling.
    """

    kind: HeardKind
    printed: TurnSpan | None
    heard: TurnSpan | None
    printed_text: str = ""
    heard_text: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    severity: Severity = "serious"


@dataclass(frozen=True, slots=True)
class HeardComparison:
    """A publication held against what was heard: one TimedTurn for each of its turns, and what
    differs, in the order of the publication."""

    turns: tuple[TimedTurn, ...]
    differences: tuple[HeardDifference, ...]


@dataclass(frozen=True, slots=True)
class CorrectedTurn:
    """A turn of the English that people wrote: what was ``published`` there (nothing where it was
    left out), who wrote what stands, when (``time``: UTC, ISO 8601) and why."""

    turn: int
    published: str
    by: str = ""
    time: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AlignedCall:
    """The Chinese and the English of one call, their ``alignment``, and how it was made.

    ``name`` is the call's in lists and files.  ``comparison`` is that of the Chinese publication
    with the recording's transcript, where there is one; the times of ``zh`` then come from it.
    Where people corrected the English, ``en`` is what they wrote and ``corrections`` tell what was
    published.  ``as_of`` is the time of the last that people did by then (UTC, ISO 8601).
    """

    name: str
    zh: Transcript
    en: Transcript
    alignment: Alignment
    comparison: HeardComparison | None = None
    provenance: tuple[Step, ...] = ()
    corrections: tuple[CorrectedTurn, ...] = ()
    as_of: str = ""


# ----
# The formats of aligned calls, with the endings of their files (the first is what they get), and
# why pairs stay out of a translation memory.


FORMATS: dict[str, tuple[str, ...]] = {
    "json": (".json",),
    "csv": (".csv",),
    "tmx": (".tmx",),
    "xliff": (".xliff", ".xlf"),
    "docx": (".docx",),
}

MemoryReason = Literal[
    "one-sided", "grave", "finding", "moved", "disputed", "unsure", "unconfirmed"
]

MEMORY_REASONS: dict[MemoryReason, str] = {
    "one-sided": "one side is empty",
    "grave": "a grave finding is open or agreed",
    "finding": "another finding is open or agreed",
    "moved": "the English is in another order",
    "disputed": "people decided differently, or its words changed since",
    "unsure": "the link is doubtful",
    "unconfirmed": "nobody confirmed it",
}
"""Why a pair of sentences is left out of a memory, in words."""
