"""Which pairs of sentences go into a translation memory: a wrong one is offered for years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from calltools.alignment.exchange.units import Unit, units
from calltools.alignment.formats import MEMORY_REASONS, MemoryReason
from calltools.alignment.model import AlignedCall, Finding, Link

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
