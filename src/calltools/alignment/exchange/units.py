"""The links of an aligned call with their words, times and findings, as files tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.alignment.carried_times import TimeSpan, link_times, turns_time
from calltools.alignment.model import SEVERITIES, AlignedCall, Answer, Finding, Link, UnitState
from calltools.transcripts.model import Transcript


@dataclass(frozen=True, slots=True)
class Unit:
    """A link, and when its Chinese is spoken: of sentences with their ``words`` on both sides, or
    of turns with the ``segments`` and findings inside it."""

    link: Link
    time: TimeSpan | None
    words: tuple[str, str] = ("", "")
    segments: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def state(self) -> UnitState:
        """What people say about it, else by whether anything was translated."""
        if self.link.state is not None:
            return self.link.state
        has_english = any(segment.words[1] for segment in self.segments) or bool(self.words[1])
        return "translated" if has_english else "initial"


def units(call: AlignedCall) -> list[Unit]:
    """The links of turns, in Chinese order; every sentence link stands in one of them.

    One that leads from one link of turns into another, as moved ones may, is told with its
    Chinese words.
    """
    of = call.alignment
    of_zh = {turn: number for number, link in enumerate(of.links) for turn in link.zh}
    of_en = {turn: number for number, link in enumerate(of.links) for turn in link.en}
    segments: defaultdict[int, list[Unit]] = defaultdict(list)
    for link, time in zip(of.sentence_links, link_times(of, call.zh), strict=True):
        zh, en = [of.zh_sentences[i] for i in link.zh], [of.en_sentences[j] for j in link.en]
        words = "".join(s.text for s in zh), " ".join(s.text for s in en)
        number = of_zh[zh[0].turn] if zh else of_en[en[0].turn]
        segments[number].append(Unit(link, time, words))
    findings: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in ranked(of.findings):
        places = {of_zh[i] for i in finding.zh_turns} or {of_en[j] for j in finding.en_turns}
        for number in places:
            findings[number].append(finding)
    return [
        Unit(
            link,
            turns_time(call.zh, link.zh),
            segments=tuple(segments[number]),
            findings=tuple(findings[number]),
        )
        for number, link in enumerate(of.links)
    ]


def published_english(call: AlignedCall, unit: Unit) -> list[str]:
    """The English of a link's turns as it was published."""
    before = {one.turn: one.published for one in call.corrections}
    texts = [before.get(turn, call.en.turns[turn].text) for turn in unit.link.en]
    return [text for text in texts if text]


def notes_of(call: AlignedCall, unit: Unit) -> list[str]:
    """What there is to say about a link, for people: its findings, who corrected its English, what
    was said about it."""
    notes = [
        f"{finding.type} ({finding.severity}): {finding.note} [{told(finding.answers)}]"
        for finding in unit.findings
    ]
    for one in call.corrections:
        if one.turn in unit.link.en:
            reason = f": {one.reason}" if one.reason else ""
            notes.append(f"English by {one.by or 'somebody'} {one.time}{reason}")
    if unit.link.answers:
        notes.append(told(unit.link.answers))
    return notes


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, else in the order they have."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def speakers(transcript: Transcript, turns: Sequence[int]) -> str:
    """Who speaks in ``turns``, as printed, else by role."""
    names = (transcript.turns[i].speaker or transcript.turns[i].role for i in turns)
    return ", ".join(dict.fromkeys(names))


def told(answers: Iterable[Answer]) -> str:
    """Who said what, when, in words; ``machine`` where nobody did."""
    words = []
    for answer in answers:
        again = ", changed since: look again" if answer.stale else ""
        reason = f": {answer.text}" if answer.text else ""
        words.append(f"{answer.status} by {answer.by} {answer.time}{again}{reason}")
    return "; ".join(words) or "machine"
