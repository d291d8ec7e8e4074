"""The optional reader ``llm``: a language model is asked what each turn of the hospital says.

What it answers is the word of a stranger: it is read strictly, its quotations must stand in the
turn letter for letter, no figure is taken from it, and all else is refused and counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import msgspec

from calltools.data import read_data
from calltools.language.normalise import TextSpan
from calltools.provenance import canonical_json, sha256_bytes
from calltools.reader.chat import SEED, ChatEndpoint, open_endpoint
from calltools.reader.fields import CHOICES, FLAGS, Category
from calltools.reader.proposal import Proposal
from calltools.reader.quoting import MisquotedError, places
from calltools.reader.view import View
from calltools.records import convert, parse_as
from calltools.settings import Settings
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR

PROBABILITY = 0.5
"""Of every proposal: how often such a reader is right was not measured."""
NO_JSON = "is not the JSON asked for"
WRONG_ENTRY = "has an entry that is not as asked"
AGAIN = "quotes words more often than they stand in the turn"

_MOST = 20
"""Statements asked for in a turn, at most."""
_CONTEXT = 600
"""Code points of the turns around it that are sent; the ends of turns say more."""
_JUDGED = [
    name for name in CHOICES if name != "introduced_by"
]  # code knows who said a figure first
_Entry: Any = msgspec.defstruct(
    "_Entry",
    [
        ("quote", str),
        ("category", Category),
        *((name, Literal[CHOICES[name]]) for name in _JUDGED),
        *((name, bool) for name in FLAGS),
    ],
    forbid_unknown_fields=True,
)


@dataclass(frozen=True, slots=True)
class _Answer:
    statements: list[Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer, or an entry of one, that was not taken: of which turn, why, and what it quoted."""

    turn: int
    reason: str
    quote: str = ""


@dataclass
class LlmReader:
    """Judges turns by asking a model; construct with :func:`open_llm`.

    ``asked`` counts turns, ``taken`` proposals; ``refusals`` grows with every call read.
    """

    endpoint: ChatEndpoint
    name: str = "llm"
    asked: int = 0
    taken: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def model(self) -> str:
        """The model as its server calls it; of a path the file's name."""
        name = self.endpoint.model
        return name.rsplit("/", 1)[-1] if name.startswith("/") else name

    def read(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words.

        Raises ModelError where the endpoint can't be reached, refuses, or is none.
        """
        found: list[Proposal] = []
        for index, view in enumerate(views):
            if view.role == HOSPITAL and view.clauses:
                answer = self.endpoint.ask(_prompt(), _context(views, index), _schema())
                self.asked += 1
                found += sorted(self._judged(index, view, answer), key=lambda p: (p.start, p.end))
        self.taken += len(found)
        return found

    def identity(self) -> dict[str, str]:
        """The reader, the model as its server calls it, what it was told, and where turns went."""
        told = {"prompt": _prompt(), "schema": _schema(), "seed": SEED}
        return {
            "reader": self.name,
            "model": self.model,
            "prompt_sha256": sha256_bytes(canonical_json(told).encode()),
            "host": self.endpoint.host,
        }

    def report(self) -> str:
        """One line: turns asked, proposals taken, and what was refused, by reason."""
        reasons = Counter(refusal.reason for refusal in self.refusals).most_common()
        why = (
            f" ({'; '.join(f'{reason}: {count}' for reason, count in reasons)})" if reasons else ""
        )
        return (
            f"{self.model}: {self.asked} turns asked, {self.taken} statements taken, "
            f"{len(self.refusals)} refused{why}"
        )

    def _judged(self, index: int, view: View, answer: str) -> list[Proposal]:
        try:
            entries = parse_as(answer, _Answer).statements
        except ValueError:
            self.refusals.append(Refusal(index, NO_JSON))
            return []
        quoted: set[tuple[str, TextSpan]] = set()
        taken: dict[tuple[TextSpan, str], Proposal] = {}
        for value in entries:
            quote = ""
            try:
                entry = _entry(value)
                quote = entry.quote
                span = _place(entry, view, quoted, taken)
            except MisquotedError as error:
                self.refusals.append(Refusal(index, str(error), quote))
                continue
            quoted.add((quote, span))
            taken[span, entry.category] = self._proposal(index, span, entry)
        return list(taken.values())

    def _proposal(self, index: int, span: TextSpan, entry: Any) -> Proposal:
        return Proposal(
            index,
            *span,
            category=entry.category,
            probability=PROBABILITY,
            choices={name: {getattr(entry, name): 1.0} for name in _JUDGED},
            flags={name: float(getattr(entry, name)) for name in FLAGS},
        )


def open_llm(settings: Settings, environment: Mapping[str, str] | None = None) -> LlmReader:
    """The reader for the endpoint that the settings describe; raises as
    :func:`calltools.reader.chat.open_endpoint` does."""
    return LlmReader(open_endpoint(settings, environment))


def _entry(value: Any) -> Any:
    try:
        return convert(value, _Entry)
    except ValueError as error:
        raise MisquotedError(WRONG_ENTRY) from error


def _place(
    entry: Any,
    view: View,
    quoted: set[tuple[str, TextSpan]],
    taken: Mapping[tuple[TextSpan, str], Proposal],
) -> TextSpan:
    """Where the entry's words stand: not yet quoted first, for they may make two claims.

    Raises MisquotedError where they stand nowhere, or are claimed wherever they do.
    """
    found = places(entry.quote, view)
    fresh = [span for span in found if (entry.quote, span) not in quoted]
    for span in fresh + found:
        if (span, entry.category) not in taken:
            return span
    raise MisquotedError(AGAIN)


def _prompt() -> str:
    return read_data("reader/llm_prompt.txt")


@cache
def _schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    _, parts = msgspec.json.schema_components([_Entry])
    entries = {"type": "array", "items": parts["_Entry"], "maxItems": _MOST}
    return {
        "type": "object",
        "properties": {"statements": entries},
        "required": ["statements"],
        "additionalProperties": False,
    }


def _context(views: Sequence[View], index: int) -> str:
    """The turn, the caller's question and the turn before: as JSON, which no words break out of.

    Signs that servers may read as marks of a chat (<|im_end|>, [INST]) are written as escapes.
    """
    before = list(reversed(views[:index]))
    question = next((view for view in before if view.role == INVESTIGATOR), None)
    last = next((view for view in before if view is not question), None)
    context = {
        "turn_before": last.original[-_CONTEXT:] if last else "",
        "callers_question": question.original[-_CONTEXT:] if question else "",
        "turn": views[index].original,
    }
    text = json.dumps(context, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("[", "\\u005b")
