"""What an audit is made of: quotations of a report, their places in transcripts, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from calltools.language.names import PersonSide

Verdict = Literal[
    "verbatim",
    "punctuation_only",
    "filler_dropped",
    "elided_fair",
    "elided_meaning_changed",
    "number_changed",
    "unit_changed",
    "negation_changed",
    "hedge_dropped",
    "word_changed",
    "stitched",
    "reordered",
    "wrong_speaker",
    "callers_words",
    "wrong_call",
    "translated_faithful",
    "translated_unfaithful",
    "paraphrase",
    "not_found",
    "unclear",
    "not_a_quotation",
]
"""What an audit says about a quotation; how grave each is stands in ``verdicts``."""

Frame = Literal["own", "second_hand", "disowned"]
EditOp = Literal[
    "replace",
    "delete",
    "insert",
    "clip",
    "elide",
    "take",
    "mistranslate",
    "punctuation",
    "paraphrase",
    "speaker",
    "call",
]
EditKind = Literal[
    "attribution",
    "rendering",
    "number",
    "unit",
    "negation",
    "elision",
    "order",
    "stitched",
    "hedge",
    "word",
    "paraphrase",
    "left_out",
    "filler",
    "punctuation",
]
"""The gravest first.  ``elision`` are words left out at a mark that change the sense, ``left_out``
such as do not."""


@dataclass(frozen=True, slots=True)
class LikelySpeaker:
    """Somebody whose words a quotation may be said to be, None for nobody named; ``share`` (0 to
    1) is how likely, by the report alone."""

    name: str | None
    share: float
    side: PersonSide | None = None


@dataclass(frozen=True, slots=True)
class LikelyHospital:
    """The same of a hospital, with the transcripts of its calls."""

    name: str | None
    share: float
    meant: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, or a block quote, of a report.

    ``start`` and ``end`` are code points in the report's text, without the marks.
    ``is_quotation`` is False for titles, terms and scare quotes; ``reason`` says why.
    ``speaker`` and ``hospital`` are what the report attributes the words to, as it writes them;
    ``meant`` are the transcripts of that hospital, none where there is no call to it.  ``asked`` is
    the question that it has before them.  ``speakers`` and ``hospitals`` are all that it may mean.
    ``lead`` and ``tail`` are the words of its sentence right before and behind it, in simplified
    characters.  ``signs`` tell whether it is one, which is decided when it was looked for in the
    calls.
    """

    start: int
    end: int
    text: str
    mark: str
    is_quotation: bool = True
    reason: str = ""
    speaker: str | None = None
    hospital: str | None = None
    frame: Frame | None = "own"
    meant: frozenset[str] = frozenset()
    asked: str | None = None
    lead: str = field(default="", compare=False)
    tail: str = field(default="", compare=False)
    signs: Mapping[str, float] = field(default_factory=dict, compare=False)
    speakers: tuple[LikelySpeaker, ...] = ()
    hospitals: tuple[LikelyHospital, ...] = ()

    @property
    def side(self) -> PersonSide | None:
        """The side of a call that the speaker is on, as far as the report tells."""
        return next((one.side for one in self.speakers if one.name == self.speaker), None)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a quotation and the words of a turn that it goes back to.

    ``quotation.text[start:end]`` stands for ``turns[turn].text[turn_start:turn_end]``.
    """

    start: int
    end: int
    turn: int
    turn_start: int
    turn_end: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place where a quotation may come from: the transcript and the parts, in quoted order.

    ``score`` (0 to 1) is the likeness, which locates and never judges; ``translated`` where the
    transcript is in another language than the quotation.
    """

    transcript: str
    parts: tuple[Part, ...]
    score: float
    translated: bool = False

    @property
    def turn_range(self) -> tuple[int, int]:
        """The first and the last turn that the parts touch."""
        turns = [part.turn for part in self.parts]
        return min(turns), max(turns)


@dataclass(frozen=True, slots=True)
class Edit:
    """A difference between the transcript (``source``) and the quotation (``quoted``).

    ``kind`` is what it touches, ``doubtful`` whether a person should look if it matters.
    """

    op: EditOp
    source: str = ""
    quoted: str = ""
    turn: int | None = None
    kind: EditKind = "word"
    doubtful: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """What was ``actual``ly asked before an answer, in turn ``turn``, where a report has it as the
    answer to the question ``claimed``; ``changed`` (0 to 1) is how likely these are two."""

    claimed: str
    actual: str
    turn: int
    changed: float

    @property
    def is_changed(self) -> bool:
        """Whether they rather are two."""
        return self.changed >= 0.5


@dataclass(frozen=True, slots=True)
class Audited:
    """A quotation with its verdict: the gravest of what its edits amount to.

    ``why`` is a sentence for the reader; ``needs_person`` is True where the rules can't tell.
    ``location`` is None where nothing was found; ``also_at`` are places that fit as well.
    ``question`` is there where the report tells what was asked.
    """

    quotation: Quotation
    verdict: Verdict
    why: str
    location: Location | None = None
    also_at: tuple[Location, ...] = ()
    claimed_transcript: str | None = None
    true_speakers: tuple[str, ...] = ()
    true_roles: tuple[str, ...] = ()
    script_converted: bool = False
    edits: tuple[Edit, ...] = ()
    needs_person: bool = False
    question: AskedQuestion | None = None

    @property
    def question_changed(self) -> bool:
        """Whether the words answer another question than the report says."""
        return self.question is not None and self.question.is_changed
