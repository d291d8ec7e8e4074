"""A turn as it is read: folded, without the editor's glosses and fillers, in clauses.

Offsets in a view lead back to the turn's own text, so that quotations stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from calltools.language.contractions import contractions
from calltools.language.lexicon import Lexicon, load
from calltools.language.misheard_terms import reread
from calltools.language.normalise import (
    Normalised,
    Rewrite,
    Rule,
    TextSpan,
    casefold,
    nfkc,
    normalise,
    simplified,
)
from calltools.language.quantities import Quantity
from calltools.statements.clauses import Clause, clauses_of
from calltools.transcripts.model import HOSPITAL, Role, Transcript

_GLOSS = re.compile(r"\[[^\]]*\]|［[^］]*］|【[^】]*】|\([^)]*\)|（[^）]*）")
_NUMERAL = "一二两三四五六七八九十几"
_BREAK = r"—|…|\.{3,}"
_FILLERS = {
    "zh": re.compile(
        r"[呃额]+[,、…]*|[「」“”\"]"
        # A hum amid words, or before an answer of more words, is not a yes: 嗯，口头不答复。
        r"|(?<=\w)嗯+(?=\w)|(?<=[^呃额个嗯啊哎哦][,，、。])嗯+[,，、…]+|^嗯+[,，、…]+(?=[^。？?]{5})"
        rf"|(?:那个|这个)(?:[,、…—]+|\.{{3,}})|(?<=[有是要等得约])(?:{_BREAK})+(?=[{_NUMERAL}\d])"
        rf"|(?<=[{_NUMERAL}百千万])(?:-|{_BREAK})+(?=[{_NUMERAL}百千万天个月年])"
    ),
    "en": re.compile(r"\b(?:er|erm|um|uh|uhm)\b[,.…]*\s*|[\"“”]"),
}
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class View:
    """A turn read: ``text`` is folded, ``clauses`` cover it without punctuation.

    ``readings`` are misheard words: (start, end, what they are read as), in the view's text.
    """

    index: int
    role: Role
    original: str
    text: str
    folded: Normalised
    lexicon: Lexicon
    clauses: tuple[Clause, ...]
    readings: tuple[Rewrite, ...] = ()

    @cached_property
    def organs(self) -> frozenset[str]:
        """The organs named anywhere in the turn."""
        return self.organs_within(0, len(self.text))

    def organs_within(self, start: int, end: int) -> frozenset[str]:
        """The organs named in ``text[start:end]`` as it was heard: that words sound like one is no
        evidence for it (费 read as 肺 is no lung)."""
        return frozenset(self.lexicon.find("organ", self.folded.text[start:end]))

    @property
    def quantities(self) -> list[Quantity]:
        """The quantities of all clauses."""
        return [q for clause in self.clauses for q in clause.quantities]

    def within(self, start: int, end: int) -> tuple[Clause, ...]:
        """The clauses that have some of ``text[start:end]``."""
        return tuple(c for c in self.clauses if c.start < end and start < c.end)

    def original_span(self, start: int, end: int) -> TextSpan:
        """Where ``text[start:end]`` stands in the turn as it was written."""
        return self.folded.original(start, end)


def views_of(transcript: Transcript) -> list[View]:
    """The turns of a call as they are read; misheard terms of a machine's are read right."""
    machine = transcript.origin == "machine"
    return [
        read_turn(i, turn.role, turn.text, _language(turn.text, transcript), machine)
        for i, turn in enumerate(transcript.turns)
    ]


def answered(views: Sequence[View], index: int) -> View | None:
    """The turn that ``views[index]`` answers: the last one before it that has words and is not the
    hospital's.  Whose it is says its role: it may be a third party's."""
    earlier = reversed(views[:index])
    return next((v for v in earlier if v.role != HOSPITAL and v.clauses), None)


def read_turn(index: int, role: Role, text: str, language: str, readings: bool = False) -> View:
    """The view of one turn.  ``language`` is ``zh`` or ``en``; ``readings`` lets vocabulary match
    by sound too, for machine transcripts."""
    lexicon = load(language)
    rules: list[Rule] = [casefold] if text.isascii() else [nfkc, casefold]
    if _GLOSS.search(text):
        rules.append(partial(_without, _GLOSS))
    if language == "zh":
        rules.insert(1, simplified)
    elif "'" in text or "’" in text:
        rules.append(contractions)
    if language == "zh" or _FILLERS["en"].search(text.casefold()):
        rules.append(partial(_without, _FILLERS[language]))
    folded = normalise(text, rules)
    view_text = folded.text
    misheard: tuple[Rewrite, ...] = ()
    if readings and language == "zh":
        view_text, misheard = reread(folded.text)
    clauses = clauses_of(view_text, lexicon)
    return View(index, role, text, view_text, folded, lexicon, clauses, misheard)


def _language(text: str, transcript: Transcript) -> str:
    """The language of a turn; figures alone are in that of the call."""
    if not _LETTER.search(text):
        return "zh" if transcript.language.startswith("zh") else "en"
    return "zh" if _HAN.search(text) else "en"


def _without(pattern: re.Pattern[str], text: str) -> Iterator[Rewrite]:
    at = 0
    for match in pattern.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, match.start()))
        at = match.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))
