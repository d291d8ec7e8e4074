"""A Chinese call and its English translation, linked sentence by sentence and turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.alignment.aligner import align_sentences
from calltools.alignment.evidence import Side
from calltools.alignment.findings import findings
from calltools.alignment.model import Alignment, Sentence
from calltools.alignment.moved_sentences import with_moved
from calltools.alignment.turn_links import is_summary, turn_links
from calltools.comparison.common_words import is_backchannel
from calltools.comparison.dictionary import terms
from calltools.comparison.pair_reader import PairReader
from calltools.comparison.weighing import LIKELY
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language, spans
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_MARKS = frozenset("，。？！；,.?!;")


def link(zh: Sequence[Turn], en: Sequence[Turn], encoder: Encoder) -> Alignment:
    """Links of the sentences and turns of ``zh`` and ``en``; the findings are for the checks.

    Each side may be in either language: a text aligned with itself is linked one to one, and with
    the sides exchanged the links are too.
    """
    languages = _language(zh), _language(en)
    left, right = _sentences(zh, languages[0]), _sentences(en, languages[1])
    sides = _side(zh, left, languages[0]), _side(en, right, languages[1])
    links = with_moved(align_sentences(*sides, encoder), *sides, encoder)
    return Alignment(left, right, tuple(links), tuple(turn_links(links, left, right, zh, en)))


def align(
    zh: Sequence[Turn],
    en: Sequence[Turn],
    encoder: Encoder,
    reader: PairReader | None = None,
    *,
    machine: bool | None = None,
    least: float = LIKELY,
) -> Alignment:
    """Links of ``zh`` and ``en`` with what differs, gravest first.

    The ``reader`` weighs what the rules find inside turns; without, these hold alone.  ``machine``
    where the Chinese is a recogniser's; None to tell by whether it is punctuated.  Inside turns
    nothing is told that is less likely than ``least``.
    """
    if machine is None:
        machine = all(_MARKS.isdisjoint(turn.text) for turn in zh)
    linked = link(zh, en, encoder)
    if (_language(zh), _language(en)) != ("zh", "en"):  # nothing to compare by
        return linked
    return replace(
        linked, findings=findings(zh, en, linked, encoder, reader, machine=machine, least=least)
    )


def _language(turns: Sequence[Turn]) -> Language:
    """Chinese where there are more Chinese characters than Latin words."""
    text = " ".join(turn.text for turn in turns)
    return "zh" if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def _sentences(turns: Sequence[Turn], language: Language) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(number, start, end, turn.text[start:end])
        for number, turn in enumerate(turns)
        for start, end in spans(turn.text, language)
    )


def _side(turns: Sequence[Turn], sentences: Sequence[Sentence], language: Language) -> Side:
    roles = [turn.role if turn.role in (INVESTIGATOR, HOSPITAL) else "" for turn in turns]
    listening = set(_listening(turns, roles, language))
    places = [sentence.turn for sentence in sentences]
    return Side(
        texts=[sentence.text for sentence in sentences],
        turns=places,
        roles=[roles[at] for at in places],
        terms=[terms(sentence.text, language) for sentence in sentences],
        summaries=[is_summary(turns[at]) for at in places],
        listening=[at in listening for at in places],
        joint="" if language == "zh" else " ",
    )


def _listening(turns: Sequence[Turn], roles: Sequence[str], language: Language) -> Iterator[int]:
    """Turns that only listen (嗯, "mm") between two turns of the other party, which goes on."""
    for at in range(1, len(turns) - 1):
        before, here, behind = roles[at - 1 : at + 2]
        goes_on = here and before and before == behind != here
        if goes_on and is_backchannel(turns[at].text, language):
            yield at
