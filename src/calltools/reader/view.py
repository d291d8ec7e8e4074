"""A turn as the rules read it: folded, without the editor's glosses and fillers, in clauses.

Offsets in a view lead back to the turn's own text, so that quotations stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from calltools.language.contractions import contractions
from calltools.language.lexicon import Lexicon, load
from calltools.language.normalise import (
    Normalised,
    Rewrite,
    Rule,
    casefold,
    nfkc,
    normalise,
    simplified,
)
from calltools.language.quantities import Quantity, find_quantities
from calltools.transcripts.model import HOSPITAL, Role

_GLOSS = re.compile(r"\[[^\]]*\]|［[^］]*］|【[^】]*】|\([^)]*\)|（[^）]*）")
_BRACKET = re.compile(r"[\[［【(（]")
_NUMERAL = "一二两三四五六七八九十几"
_BREAK = r"—|…|\.{3,}"
_FILLERS = {
    "zh": re.compile(
        r"[呃额]+[,、…]*|[「」“”\"]"
        # A hum amid words, or before an answer of more words, is no yes: 嗯，口头不答复。
        r"|(?<=\w)嗯+(?=\w)|(?<=[^呃额个嗯啊哎哦][,，、。])嗯+[,，、…]+|^嗯+[,，、…]+(?=[^。？?]{5})"
        rf"|(?:那个|这个)(?:[,、…—]+|\.{{3,}})|(?<=[有是要等得约])(?:{_BREAK})+(?=[{_NUMERAL}\d])"
        rf"|(?<=[{_NUMERAL}百千万])(?:-|{_BREAK})+(?=[{_NUMERAL}百千万天个月年])"
    ),
    "en": re.compile(r"\b(?:er|erm|um|uh|uhm)\b[,.…]*\s*|[\"“”]"),
}
_BREAKS = {
    # Recognisers write a pause as a space.
    "zh": re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])|[,。！!？?；;：:]+|[—–]+|-{2,}|…+|\.{2,}"),
    "en": re.compile(
        r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)[.?!;:]+(?=[\s'\"]|$)|,(?=\s|$)|\s*[—–]+\s*|\.{2,}|…+"
    ),
}
_ENDS_SENTENCE = frozenset("。！!？?；;.…")
_OPENING = re.compile(
    r"(?:(?:可以|能|行|会|对|嗯)(?=不过|但|就是|只是|要先|先)|不是的|没有的|不会的|没有绝对没有|没有没有|行啊|可以啊|好的|对对|嗯对|嗯|是的|可以的|不多|不少|够的|不够)(?=[^,。吧的了啊呀呢嘛][^,。]{2})"
)
_PARTICLE = re.compile(r"(?<=[^,\s][^,\s][吧呢])(?=[一-鿿]{3})(?!的|了|啊|你说)")
_LONG = 7
_LONG_EN = 24
_LEAST_EN = 8
"""Letters of the shortest piece that is cut off where no mark stands."""
_LEAST_SUM = 1000
"""A bare number from which on it is taken for a sum of money."""
_PARTICLES = re.compile(r"[吧啊呀呢嘛了]+")
_JOINT_EN = re.compile(r"\b(?:and|but|while|whereas|or)\b")
_OF_ITS_OWN = {
    "zh": re.compile(r"[^\W\d吧啊呀呢嘛了的也都就到至和跟与或者是可能还]"),
    "en": re.compile(r"\b(?!(?:and|or|to|maybe|perhaps|even|sometimes|then|up)\b)[a-z]{3,}"),
}
"""A word between two figures that tells what the second is: without one they may be a range."""
_STOPS_EN = re.compile(r"[.,;:!?…—–]")


@dataclass(frozen=True)
class Clause:
    """``view.text[start:end]``, the smallest stretch that makes a claim.

    ``sentence`` counts sentences within the turn; ``mark`` is the punctuation that follows.
    """

    index: int
    start: int
    end: int
    text: str
    sentence: int
    mark: str
    quantities: tuple[Quantity, ...]
    lexicon: Lexicon = field(repr=False)

    @cached_property
    def cues(self) -> dict[str, tuple[int, int]]:
        """What it is about."""
        return self.lexicon.find("cue", self.text)

    @cached_property
    def other(self) -> dict[str, tuple[int, int]]:
        """Topics that look like ours and are not."""
        return self.lexicon.find("other", self.text)

    @cached_property
    def manner(self) -> dict[str, tuple[int, int]]:
        """How it is said."""
        return self.lexicon.find("manner", self.text)

    @cached_property
    def organs(self) -> frozenset[str]:
        """The organs named."""
        return frozenset(self.lexicon.find("organ", self.text))


@dataclass(frozen=True)
class View:
    """A turn read: ``text`` is folded, ``clauses`` cover it without punctuation."""

    index: int
    role: Role
    original: str
    text: str
    folded: Normalised
    lexicon: Lexicon
    clauses: tuple[Clause, ...]
    readings: tuple[tuple[int, int, str], ...] = ()
    """Misheard words: (start, end, what they are read as), in the view's text."""

    @cached_property
    def organs(self) -> frozenset[str]:
        """The organs named anywhere in the turn."""
        return frozenset(self.lexicon.find("organ", self.text))

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the turn as it was written."""
        return self.folded.original(start, end)


def caller_before(views: Sequence[View], index: int) -> View | None:
    """The turn that ``views[index]`` answers: the last one before it that has words and is not the
    hospital's.  Whose it is says its role: it may be a third party's."""
    return next((v for v in reversed(views[:index]) if v.role != HOSPITAL and v.clauses), None)


def read_turn(index: int, role: Role, text: str, language: str, readings: bool = False) -> View:
    """The view of one turn.  ``language`` is ``zh`` or ``en``; ``readings`` lets vocabulary match
    by sound too, for machine transcripts."""
    lexicon = load(language)
    rules: list[Rule] = [casefold] if text.isascii() else [nfkc, casefold]
    if _BRACKET.search(text):
        rules.append(lambda t: _without(_GLOSS, t))
    if language == "zh":
        rules.insert(1, simplified)
    elif "'" in text or "’" in text:
        rules.append(contractions)
    if language == "zh" or _FILLERS["en"].search(text.casefold()):
        rules.append(lambda t: _without(_FILLERS[language], t))
    folded = normalise(text, rules)
    view_text = folded.text
    misheard: tuple[tuple[int, int, str], ...] = ()
    if readings and language == "zh":
        from calltools.reader.readings import reread

        view_text, misheard = reread(folded.text)
    clauses = tuple(_clauses(view_text, lexicon))
    return View(index, role, text, view_text, folded, lexicon, clauses, misheard)


def _without(pattern: re.Pattern[str], text: str) -> Iterator[Rewrite]:
    at = 0
    for match in pattern.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, match.start()))
        at = match.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def _clauses(text: str, lexicon: Lexicon) -> Iterator[Clause]:
    quantities = find_quantities(text, lexicon.language)
    index = sentence = 0
    pieces = (
        part
        for piece in _pieces(text, lexicon, quantities)
        for part in _a_figure_each(text, *piece, lexicon.language, quantities)
    )
    for start, end, mark in pieces:
        own = tuple(q for q in quantities if start <= q.core[0] < end)
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if piece:
            yield Clause(index, start, start + len(piece), piece, sentence, mark, own, lexicon)
            index += 1
        if set(mark) & _ENDS_SENTENCE:
            sentence += 1


def _pieces(
    text: str, lexicon: Lexicon, quantities: Sequence[Quantity]
) -> Iterator[tuple[int, int, str]]:
    inside = {i for q in quantities for i in range(q.start + 1, q.end)}
    at = 0
    for match in _BREAKS[lexicon.language].finditer(text):
        if match.start() in inside and match.end() in inside:
            continue
        yield from _unpunctuated(text, at, match.start(), match[0].strip(), lexicon, inside)
        at = match.end()
    yield from _unpunctuated(text, at, len(text), "", lexicon, inside)


def _a_figure_each(
    text: str, start: int, end: int, mark: str, language: str, quantities: Sequence[Quantity]
) -> Iterator[tuple[int, int, str]]:
    """A piece, cut where words lie between two periods or two sums that no word joins to a range:
    一般五天急的两天 is two claims, 材料费一万二手术费六千 too."""
    own = [q for q in quantities if start <= q.core[0] < end and (_is_sum(q) or _is_period(q))]
    at = start
    for first, second in pairwise(own):
        between = text[first.end : second.start]
        if _is_sum(first) != _is_sum(second) or not _OF_ITS_OWN[language].search(between):
            continue
        cut = first.end
        if language == "en":  # what a figure is for follows it
            joint = _JOINT_EN.search(between)
            cut = first.end + joint.start() if joint else second.start
        elif particle := _PARTICLES.match(between):
            cut += particle.end()
        yield at, cut, ""
        at = cut
    yield at, end, mark


def _is_sum(q: Quantity) -> bool:
    return q.kind == "money" or (q.kind == "count" and not q.unit and (q.high or 0) >= _LEAST_SUM)


def _is_period(q: Quantity) -> bool:
    return q.kind == "duration" and not q.period


def _unpunctuated(
    text: str, start: int, end: int, mark: str, lexicon: Lexicon, inside: set[int]
) -> Iterator[tuple[int, int, str]]:
    """A long stretch without punctuation, cut where words begin that open a clause."""
    at = start
    if lexicon.language == "zh" and not mark and (opening := _OPENING.match(text, start, end)):
        yield at, opening.end(), ""
        at = opening.end()
    if lexicon.language == "en" and end - start > _LONG_EN:
        starts = [*lexicon.tables["clause"]["start"].finditer(text, start + 2, end)]
        if not _STOPS_EN.search(text):
            starts += lexicon.tables["clause"]["heard"].finditer(text, start + 2, end)
        for match in sorted(starts, key=lambda m: m.start()):
            if match.start() - at >= _LEAST_EN and match.start() not in inside:
                yield at, match.start(), ""
                at = match.start()
    if lexicon.language == "zh" and end - start > (_LONG if not _BREAKS["zh"].search(text) else 14):
        starts = [*lexicon.tables["clause"]["start"].finditer(text, start + 2, end)]
        if not _BREAKS["zh"].search(text):
            starts += _PARTICLE.finditer(text, start + 2, end)
        for match in sorted(starts, key=lambda m: m.start()):
            if match.start() - at >= 3 and match.start() not in inside:
                yield at, match.start(), ""
                at = match.start()
    yield at, end, mark
