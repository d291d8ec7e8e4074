"""Whether words answer the question under which a report puts them.

A moved answer is verbatim and says something else.  The question that the report tells of, mostly
in words of its own, is compared with the one that was asked and with all others of the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from calltools.comparison.content import account
from calltools.language.encoders import Encoder
from calltools.language.normalise import simplify
from calltools.language.quoting.asking import QUESTION
from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.model import AskedQuestion, Location
from calltools.quotations.symbols import is_chinese
from calltools.quotations.weighing import likelihood, weights
from calltools.transcripts.model import INVESTIGATOR

_SENTENCE = re.compile(r"[^。？！?!.，,；;]+[。？！?!.，,；;]*")
_UNKNOWN_SHARE = 0.5
_WHETHER = re.compile(
    r"(?:whether|if|who|whom|whose|what|where|when|why|how|which)\b"
    r"|.*(?:[哪谁几怎]|什么|多[少久长大]|是否|(.)[不没]\1)",
    re.IGNORECASE,
)


def question_of(
    asked: str, place: Location, entry: Entry, encoder: Encoder
) -> AskedQuestion | None:
    """The question that was put before ``place``, and how likely it is another than the one that
    the report tells of, ``asked``; None where the caller speaks there or asked nothing before."""
    first, last = place.turn_range
    if any(entry.turns[part.turn].role == INVESTIGATOR for part in place.parts):
        return None
    start, answer = _asked_at(entry, first)
    if start == answer:
        return None
    noted = evidence(asked, entry, first, last, encoder)
    return AskedQuestion(
        claimed=asked,
        actual=" / ".join(turn.text for turn in entry.turns[start:answer]),
        turn=answer - 1,
        changed=likelihood(noted, weights("question", "judging")),
    )


def evidence(
    asked: str, entry: Entry, first: int, last: int, encoder: Encoder
) -> Mapping[str, float]:
    """What speaks for another question before the turns ``first`` to ``last``: how like the one
    that is told of are the one before them (``likeness``), the answer and the question and answer
    before (``near``), any other of the call, beyond these (``other``); and the same of the shares
    of its words (``words``, ``other_words``); ``statement`` where what is told of has no form of a
    question: it may be none."""
    told = simplify(asked)
    start, answer = _asked_at(entry, first)
    texts = [turn.text for turn in entry.turns]
    before, here = texts[max(start - 2, 0) : start], texts[answer : last + 1]
    others = [
        text
        for at, text in enumerate(texts)
        if entry.turns[at].role == INVESTIGATOR and not start <= at < answer
    ]
    like = _likeness(told, texts[start:answer], encoder)
    near = max(_likeness(told, before, encoder), _likeness(told, here, encoder))
    likest = max(others, key=lambda text: _likeness(told, [text], encoder), default="")
    other = _likeness(told, [likest], encoder) if likest else 0.0
    words = _share(told, [*before, *texts[start : last + 1]], encoder)
    return {
        "likeness": like,
        "near": near,
        "other": max(other - max(like, near), 0.0),
        "words": words,
        "other_words": max(_share(told, [likest], encoder) - words, 0.0) if likest else 0.0,
        "statement": float(not (QUESTION.search(told) or _WHETHER.match(told))),
    }


def _asked_at(entry: Entry, first: int) -> tuple[int, int]:
    """The turns of the caller before the answer of which turn ``first`` is: begin and end."""
    turns = entry.turns
    answer = first
    while answer and turns[answer - 1].role != INVESTIGATOR:
        answer -= 1
    start = answer
    while start and turns[start - 1].role == INVESTIGATOR:
        start -= 1
    return start, answer


def _likeness(told: str, texts: Sequence[str], encoder: Encoder) -> float:
    """Cosine of the question that is told of with the likest sentence of ``texts``."""
    pieces = [piece for text in texts for piece in _pieces(simplify(text))]
    if not pieces:
        return 0.0
    return float((encoder.encode(pieces) @ encoder.encode([told])[0]).max())


def _pieces(text: str) -> Iterator[str]:
    yield text
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text)]
    yield from (one for one in sentences if len(one) > 1 and one != text)


def _share(told: str, texts: Sequence[str], encoder: Encoder) -> float:
    """The share of its words that ``texts`` account for."""
    text = "\n".join(texts)
    found = account(told, _language(told), text, _language(text), encoder)
    return found.share if found.words else _UNKNOWN_SHARE


def _language(text: str) -> Language:
    return "zh" if is_chinese(text) else "en"
