"""The links of an aligned call with their words, times and findings, as files tell them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.alignment.model import SEVERITIES, AlignedCall, Answer, Finding, Link
from calltools.alignment.times import TimeSpan, link_times, turns_time
from calltools.transcripts.model import Transcript


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A sentence link, its words on both sides, and when they are spoken."""

    link: Link
    zh: str
    en: str
    time: TimeSpan | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A link of turns with the sentence links inside it and the findings about it."""

    link: Link
    time: TimeSpan | None
    segments: tuple[TranslationUnit, ...]
    findings: tuple[Finding, ...]


def units(call: AlignedCall) -> list[Unit]:
    """The links of turns, in Chinese order; every sentence link stands in one of them.

    One that leads from one link of turns into another, as moved ones may, is told with its
    Chinese words.
    """
    links = call.alignment.links
    of_zh = {turn: number for number, link in enumerate(links) for turn in link.zh}
    of_en = {turn: number for number, link in enumerate(links) for turn in link.en}
    segments: list[list[TranslationUnit]] = [[] for _ in links]
    for segment in _segments(call):
        if segment.link.zh:
            number = of_zh[call.alignment.zh_sentences[segment.link.zh[0]].turn]
        else:
            number = of_en[call.alignment.en_sentences[segment.link.en[0]].turn]
        segments[number].append(segment)
    findings: list[list[Finding]] = [[] for _ in links]
    for finding in ranked(call.alignment.findings):
        places = {of_zh[i] for i in finding.zh_turns} or {of_en[j] for j in finding.en_turns}
        for number in places:
            findings[number].append(finding)
    return [
        Unit(link, turns_time(call.zh, link.zh), tuple(inside), tuple(about))
        for link, inside, about in zip(links, segments, findings, strict=True)
    ]


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, else in the order they have."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def speakers(transcript: Transcript, turns: Sequence[int]) -> str:
    """Who speaks in ``turns``, as printed, else by role."""
    names = (transcript.turns[i].speaker or transcript.turns[i].role for i in turns)
    return ", ".join(dict.fromkeys(names))


def told(answers: Iterable[Answer]) -> str:
    """Who said what, when, in words; ``machine`` where nobody did."""
    return "; ".join(_told(one) for one in answers) or "machine"


def _told(answer: Answer) -> str:
    again = ", changed since: look again" if answer.stale else ""
    words = f": {answer.text}" if answer.text else ""
    return f"{answer.status} by {answer.by} {answer.time}{again}{words}"


def _segments(call: AlignedCall) -> list[TranslationUnit]:
    of = call.alignment
    return [
        TranslationUnit(
            link,
            "".join(of.zh_sentences[i].text for i in link.zh),
            " ".join(of.en_sentences[j].text for j in link.en),
            time,
        )
        for link, time in zip(of.sentence_links, link_times(of, call.zh), strict=True)
    ]
