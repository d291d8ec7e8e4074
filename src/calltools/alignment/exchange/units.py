"""The links of an aligned call with their words, times and findings, as files tell them; and which
of their pairs go into a translation memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from calltools.alignment.carried_times import TimeSpan, link_times, turns_time
from calltools.alignment.model import (
    MEMORY_REASONS,
    SEVERITIES,
    AlignedCall,
    Answer,
    Finding,
    Link,
    MemoryReason,
    UnitState,
)
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


# ---- which pairs of sentences go into a translation memory: a wrong one is offered for years


DEFAULT: frozenset[MemoryReason] = frozenset(("grave", "finding", "moved", "disputed", "unsure"))
"""What is left out where nobody says otherwise: of pairs that no person confirmed, all that there
is anything to say against."""

_EVER: frozenset[MemoryReason] = frozenset(("one-sided", "grave", "disputed"))
"""What speaks against a pair that a person confirmed as well."""


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """Pairs with the reasons ``without`` are left out; findings and links count from, and up to,
    ``confidence`` (0 to 1)."""

    without: Collection[MemoryReason] = DEFAULT
    confidence: float = 0.5


@dataclass(slots=True)
class Memory:
    """The pairs that go in, each with its call's number, and how many were left out, by reason."""

    pairs: list[tuple[int, AlignedCall, Unit, Unit]] = field(default_factory=list)
    left_out: Counter[MemoryReason] = field(default_factory=Counter)

    def told(self) -> str:
        """How many were left out, and why, in words; empty for none."""
        reasons = (f"{count} ({MEMORY_REASONS[one]})" for one, count in self.left_out.most_common())
        return ", ".join(reasons)


def memory_of(calls: Sequence[AlignedCall], rules: MemoryRules = MemoryRules()) -> Memory:
    """The pairs of sentences of ``calls`` under ``rules``."""
    memory = Memory()
    for number, call in enumerate(calls, 1):
        for unit in units(call):
            for segment in unit.segments:
                reasons = set(_against(call, unit, segment, rules))
                wanted = {"one-sided", *rules.without}
                if reason := next((one for one in MEMORY_REASONS if one in reasons & wanted), None):
                    memory.left_out[reason] += 1
                else:
                    memory.pairs.append((number, call, unit, segment))
    return memory


def _against(
    call: AlignedCall, unit: Unit, segment: Unit, rules: MemoryRules
) -> Iterator[MemoryReason]:
    is_confirmed = _is_confirmed(unit.link)
    for reason in _all_against(call, unit, segment, rules):
        if reason in _EVER or not is_confirmed:
            yield reason


def _all_against(
    call: AlignedCall, unit: Unit, segment: Unit, rules: MemoryRules
) -> Iterator[MemoryReason]:
    if not all(words.strip() for words in segment.words):
        yield "one-sided"
    standing = [finding for finding in unit.findings if _stands(finding)]
    mine = [finding for finding in standing if _is_in(call, finding, segment)]
    if any(finding.severity == "grave" for finding in mine):
        yield "grave"
    if any(finding.confidence >= rules.confidence for finding in mine):
        yield "finding"
    if unit.link.moved or segment.link.moved:
        yield "moved"
    if any(answer.stale for answer in unit.link.answers):
        yield "disputed"
    if segment.link.confidence < rules.confidence:
        yield "unsure"
    if not _is_confirmed(unit.link):
        yield "unconfirmed"


def _is_confirmed(link: Link) -> bool:
    """Whether a person stands for the link as it is."""
    if link.state is not None:
        return link.state in ("reviewed", "final")
    return any(one.status in ("moved", "confirmed") and not one.stale for one in link.answers)


def _stands(finding: Finding) -> bool:
    """Whether nobody disagreed with a finding."""
    decided = [one for one in finding.answers if one.status != "commented"]
    return not decided or decided[-1].status != "disagreed"


def _is_in(call: AlignedCall, finding: Finding, segment: Unit) -> bool:
    """Whether a finding's words are in a link of sentences; one of whole turns is in each."""
    of = call.alignment
    for span, sentences, numbers in (
        (finding.zh_span, of.zh_sentences, segment.link.zh),
        (finding.en_span, of.en_sentences, segment.link.en),
    ):
        if span is None:
            continue
        inside = [sentences[n] for n in numbers if sentences[n].turn == span.turn]
        if any(one.start < span.end and span.start < one.end for one in inside):
            return True
    return finding.zh_span is None and finding.en_span is None
