"""An alignment whose English people corrected: what stands, and which findings are of other words.

The links are the machine's.  Where the words of a link changed, what is compared exactly is
compared again; what a model read there is told to be of words that were corrected since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from calltools.alignment.findings import exact_findings
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    CorrectedTurn,
    Finding,
    FindingType,
    Link,
    Sentence,
)
from calltools.alignment.turn_findings import Sides
from calltools.corrections.editable_transcript import equal_characters
from calltools.corrections.translation import Translation, TranslationCorrection
from calltools.language.encoders import Encoder, load_encoder
from calltools.language.normalise import TextSpan
from calltools.transcripts.model import Transcript, Turn

_COMPARED_EXACTLY: frozenset[FindingType] = frozenset(
    ("number_changed", "unit_changed", "name_changed", "organ_changed")
)
_OF_TURNS: frozenset[FindingType] = frozenset(("speaker_swapped", "reordered"))
"""Findings that the words of the English have no part in."""


@dataclass(frozen=True, slots=True)
class CorrectedCall:
    """A call as the machine aligned it (``machine``), with the English as people left it.

    ``call`` has that English and the findings that there are of it.  ``outdated`` are the ids of
    those that were made of words corrected since: their spans are of the published words.
    ``settled`` are the machine's that are no longer found, ``added`` what people wrote for Chinese
    turns that were left out, by these.
    """

    machine: AlignedCall
    call: AlignedCall
    translation: Translation
    outdated: frozenset[str] = frozenset()
    settled: tuple[Finding, ...] = ()

    @property
    def corrected(self) -> Mapping[int, TranslationCorrection]:
        """The turns of the English that people corrected, with what stands."""
        return {n: one for (side, n), one in self.translation.standing.items() if side == "en"}

    @property
    def added(self) -> Mapping[int, TranslationCorrection]:
        """What people wrote for Chinese turns of which nothing was translated."""
        standing = self.translation.standing.items()
        return {n: one for (side, n), one in standing if side == "zh" and one.value}

    def words_of(self, finding: Finding) -> Transcript:
        """The English that the spans of a finding are of."""
        return (self.machine if finding.id in self.outdated else self.call).en


def corrected_call(machine: AlignedCall, translation: Translation) -> CorrectedCall:
    """``machine`` with the English of the ``translation``."""
    if not translation.standing:
        return CorrectedCall(machine, machine, translation)
    en = _corrected_transcript(machine.en, translation)
    of = machine.alignment
    kept, outdated, settled = _compared_again(machine, en, translation)
    alignment = replace(of, en_sentences=tuple(_carried(of, machine.en, en)), findings=tuple(kept))
    call = replace(machine, en=en, alignment=alignment)
    return CorrectedCall(machine, call, translation, frozenset(outdated), tuple(settled))


def _corrected_transcript(en: Transcript, translation: Translation) -> Transcript:
    turns = tuple(
        turn
        if ("en", number) not in translation.standing
        else replace(turn, text=translation.text(("en", number)), words=())
        for number, turn in enumerate(en.turns)
    )
    return replace(en, turns=turns)


def _carried(of: Alignment, before: Transcript, after: Transcript) -> Iterator[Sentence]:
    """The sentences of the English, as many as there were, where they are in the corrected text."""
    places: dict[int, list[TextSpan]] = {}
    for sentence in of.en_sentences:
        places.setdefault(sentence.turn, []).append((sentence.start, sentence.end))
    moved = {
        turn: iter(carried_spans(before.turns[turn].text, after.turns[turn].text, spans))
        for turn, spans in places.items()
    }
    for sentence in of.en_sentences:
        start, end = next(moved[sentence.turn])
        text = after.turns[sentence.turn].text[start:end]
        yield Sentence(sentence.turn, start, end, text)


def carried_spans(before: str, after: str, spans: Sequence[TextSpan]) -> list[TextSpan]:
    """Where neighbouring parts of ``before`` are in ``after``: all of ``after`` is in one of them,
    but for the blanks between."""
    if before == after:
        return list(spans)
    pairs = equal_characters(before, after)
    starts = [0]
    for start, _ in spans[1:]:
        following = (pairs[place] for place in range(start, len(before)) if place in pairs)
        begin = next(following, len(after))
        while begin > starts[-1] and not after[begin - 1].isspace():  # whole words
            begin -= 1
        starts.append(max(begin, starts[-1]))
    ends = [*starts[1:], len(after)][: len(spans)]
    trimmed = []
    for start, end in zip(starts, ends, strict=True):
        inner = after[start:end]
        first = start + len(inner) - len(inner.lstrip())
        trimmed.append((min(first, end), max(start + len(inner.rstrip()), min(first, end))))
    return trimmed


# ---- findings


def _compared_again(
    machine: AlignedCall, en: Transcript, translation: Translation
) -> tuple[list[Finding], list[str], list[Finding]]:
    """The findings that stand or are of other words, the ids of the latter, and what is settled."""
    changed = [link for link in machine.alignment.links if _is_changed(link, translation)]
    anew: dict[int, list[Finding]] = {}
    for number, link in enumerate(changed):
        anew[number] = _anew(machine, en, link, translation, f"c{number + 1}")
    kept: list[Finding] = []
    outdated: list[str] = []
    settled: list[Finding] = []
    for finding in machine.alignment.findings:
        where = next((n for n, link in enumerate(changed) if _concerns(finding, link)), None)
        if where is None or finding.type in _OF_TURNS:
            kept.append(finding)
        elif finding.type in _COMPARED_EXACTLY or _is_answered(finding, en, translation):
            if all(again.type != finding.type for again in anew[where]):
                settled.append(finding)
        else:
            kept.append(finding)
            outdated.append(finding.id)
    return [*kept, *(finding for found in anew.values() for finding in found)], outdated, settled


def _is_changed(link: Link, translation: Translation) -> bool:
    written = {("en", turn) for turn in link.en} | {("zh", turn) for turn in link.zh}
    return not written.isdisjoint(translation.standing)


def _concerns(finding: Finding, link: Link) -> bool:
    if finding.zh_turns and not set(finding.zh_turns).isdisjoint(link.zh):
        return True
    return not set(finding.en_turns).isdisjoint(link.en)


def _is_answered(finding: Finding, en: Transcript, translation: Translation) -> bool:
    """Whether turns that were left out were written since, or what was put in taken out."""
    if finding.type == "omission" and not finding.en_turns:
        return all(translation.text(("zh", turn)) for turn in finding.zh_turns)
    is_addition = finding.type == "addition" and not finding.zh_turns
    return is_addition and not any(en.turns[turn].text for turn in finding.en_turns)


def _anew(
    machine: AlignedCall, en: Transcript, link: Link, translation: Translation, name: str
) -> list[Finding]:
    """What is found in a link by comparing exactly, as its English stands."""
    turns = [*en.turns]
    written = [
        Turn(text, role=machine.zh.turns[turn].role)
        for turn in link.zh
        if (text := translation.text(("zh", turn)))
    ]
    numbers = (*link.en, *range(len(turns), len(turns) + len(written)))
    if not link.zh or not any((*turns, *written)[n].text for n in numbers):
        return []
    sides = Sides(machine.zh.turns, (*turns, *written), machine.zh.origin == "machine")
    found = exact_findings(sides, replace(link, en=numbers), _encoder())
    return [
        _within(replace(finding, id=f"{name}-{place}"), len(turns))
        for place, finding in enumerate(found, 1)
    ]


def _within(finding: Finding, turns: int) -> Finding:
    """A finding without the turns that were written where nothing was published: they have no
    number of their own."""
    en_turns = tuple(turn for turn in finding.en_turns if turn < turns)
    span = finding.en_span if finding.en_span and finding.en_span.turn < turns else None
    return replace(finding, en_turns=en_turns, en_span=span)


@cache
def _encoder() -> Encoder:
    """The sentence embeddings, opened only where figures were exchanged."""
    opened: list[Encoder] = []

    def embed(texts: list[str]) -> object:
        if not opened:
            opened.append(load_encoder(1))
        return opened[0].encode(texts)

    return Encoder(embed)  # type: ignore[arg-type]


# ---- as one call that goes out


def with_added(corrected: CorrectedCall, call: AlignedCall) -> AlignedCall:
    """``call``, the corrected one whose links people may have moved, with what they wrote where
    nothing was published as turns at the end of the English, and what was published told."""
    told = corrected_turns(corrected)
    turns, sentences = [*call.en.turns], [*call.alignment.en_sentences]
    links, sentence_links = [*call.alignment.links], [*call.alignment.sentence_links]
    for zh_turn, one in sorted(corrected.added.items()):
        said = call.zh.turns[zh_turn]
        written = Turn(one.value, None, said.role, said.start_ms, said.end_ms)
        number, sentence = len(turns), len(sentences)
        turns.append(written)
        sentences.append(Sentence(number, 0, len(one.value), one.value))
        links = [
            replace(link, en=(*link.en, number)) if zh_turn in link.zh else link for link in links
        ]
        sentence_links = _with_sentence(call.alignment, sentence_links, zh_turn, sentence)
        told.append(_told(number, "", one))
    alignment = replace(
        call.alignment,
        en_sentences=tuple(sentences),
        links=tuple(links),
        sentence_links=tuple(sentence_links),
        findings=tuple(without_old_spans(call.alignment.findings, corrected.outdated)),
    )
    en = replace(call.en, turns=tuple(turns))
    return replace(call, en=en, alignment=alignment, corrections=tuple(told))


def corrected_turns(corrected: CorrectedCall) -> list[CorrectedTurn]:
    """The published turns that people corrected, with what was published."""
    published = corrected.machine.en.turns
    return [
        _told(turn, published[turn].text, one) for turn, one in sorted(corrected.corrected.items())
    ]


def _told(turn: int, published: str, one: TranslationCorrection) -> CorrectedTurn:
    return CorrectedTurn(turn, published, one.actor or "", one.time, one.reason or "")


def _with_sentence(of: Alignment, links: Sequence[Link], zh_turn: int, sentence: int) -> list[Link]:
    """``links`` of sentences in which those of a Chinese turn that nothing renders are rendered by
    the English ``sentence``."""
    mine = {n for n, one in enumerate(of.zh_sentences) if one.turn == zh_turn}
    loose = [link for link in links if not link.en and mine.issuperset(link.zh)]
    zh = tuple(sorted(n for link in loose for n in link.zh))
    made = Link(zh, (sentence,))
    if not loose:
        return [*links, made]
    place = links.index(loose[0])
    return [*links[:place], made, *(link for link in links[place:] if link not in loose)]


def without_old_spans(findings: Iterable[Finding], outdated: frozenset[str]) -> Iterator[Finding]:
    """``findings``, of which those whose spans are of other words are of their whole turns."""
    for finding in findings:
        yield replace(finding, en_span=None) if finding.id in outdated else finding
