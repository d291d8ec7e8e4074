"""What the page of an alignment lists: findings, and what was heard otherwise than printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calltools.alignment.carried_times import turns_time
from calltools.alignment.model import (
    SEVERITIES,
    AlignedCall,
    Finding,
    HeardDifference,
    Severity,
    TurnSpan,
)
from calltools.messages import ITEMS, N_, NOTHING, Message, in_a_row
from calltools.transcripts.model import Transcript

FINDING_NAMES: Mapping[str, Message] = {
    "number_changed": Message("Number changed"),
    "unit_changed": Message("Unit changed"),
    "negation_changed": Message("Negation changed"),
    "speaker_swapped": Message("Speaker swapped"),
    "organ_changed": Message("Organ changed"),
    "hedge_dropped": Message("Hedge dropped"),
    "omission": Message("Omission"),
    "addition": Message("Addition"),
    "name_changed": Message("Name changed"),
    "summary_instead_of_translation": Message("Summary instead of translation"),
    "reordered": Message("Reordered"),
}
DIFFERENCE_NAMES: Mapping[str, Message] = {
    "figure": Message("Heard: another figure"),
    "not_heard": Message("Heard: not these words"),
    "not_printed": Message("Heard: words not printed"),
    "other_words": Message("Heard: other words"),
    "sounds_alike": Message("Heard: sounds alike"),
}
SEVERITY_NAMES: Mapping[Severity, Message] = {
    "grave": Message("Grave"),
    "serious": Message("Serious"),
    "minor": Message("Minor"),
}
_NAMES = {**FINDING_NAMES, **DIFFERENCE_NAMES}


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at: ``zh_turns`` and ``en_turns`` where no words are marked in them.

    ``texts`` are the words concerned, each with its language; ``number`` counts from 1, gravest
    first.
    """

    number: int
    kind: str
    severity: Severity
    note: str
    texts: tuple[tuple[str, str], ...]
    where: str
    zh_span: TurnSpan | None = None
    en_span: TurnSpan | None = None
    zh_turns: tuple[int, ...] = ()
    en_turns: tuple[int, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    finding: str = ""
    """The id of the finding; empty for what was heard otherwise."""

    @property
    def name(self) -> str:
        """What it is, for people."""
        return _NAMES[self.kind]


def items(call: AlignedCall) -> list[Item]:
    """The findings, then what was heard otherwise, each gravest first and in order of the call.

    The recogniser's spelling, where it sounds like what is printed, is left out.
    """
    row_of_zh = {turn: row for row, link in enumerate(call.alignment.links) for turn in link.zh}
    row_of_en = {turn: row for row, link in enumerate(call.alignment.links) for turn in link.en}

    def order(finding: Finding) -> tuple[int, int]:
        rows = [row_of_zh[turn] for turn in finding.zh_turns if turn in row_of_zh]
        rows += [row_of_en[turn] for turn in finding.en_turns if turn in row_of_en]
        return SEVERITIES.index(finding.severity), min(rows, default=len(call.alignment.links))

    found = sorted(call.alignment.findings, key=order)
    heard = [d for d in (call.comparison.differences if call.comparison else ()) if _tells(d)]
    heard.sort(key=lambda difference: SEVERITIES.index(difference.severity))
    listed = [_of_finding(number, finding, call) for number, finding in enumerate(found, 1)]
    return listed + [
        _of_difference(number, difference)
        for number, difference in enumerate(heard, len(found) + 1)
    ]


def _tells(difference: HeardDifference) -> bool:
    return difference.kind != "sounds_alike" and difference.severity != "minor"


def totals(listed: Sequence[Item]) -> list[tuple[str, str, int, str]]:
    """How many are how grave, as (kind, name, how many, severity), gravest first."""
    counts = Counter(item.severity for item in listed)
    return [(s, SEVERITY_NAMES[s], counts[s], s) for s in SEVERITIES if counts[s]]


def kinds(listed: Sequence[Item]) -> list[tuple[str, str, int, str]]:
    """What can be filtered by, as (kind, name, how many, the gravest of them)."""
    found: list[tuple[str, str, int, str]] = []
    for kind, name in _NAMES.items():
        severities: list[str] = [item.severity for item in listed if item.kind == kind]
        if severities:
            found.append((kind, name, len(severities), min(severities, key=SEVERITIES.index)))
    return found


def _of_finding(number: int, finding: Finding, call: AlignedCall) -> Item:
    in_row: tuple[int, ...] = ()
    for link in call.alignment.links:
        if set(link.en) & set(finding.en_turns):
            in_row = link.zh
    time = turns_time(call.zh, finding.zh_turns or in_row)
    texts = (
        (words(call.zh, finding.zh_span, finding.zh_turns), "zh"),
        (words(call.en, finding.en_span, finding.en_turns), "en"),
    )
    return Item(
        number,
        finding.type,
        finding.severity,
        finding.note,
        tuple(text for text in texts if text[0]),
        Message("{where} · {share} sure", where=_where(finding), share=f"{finding.confidence:.0%}"),
        finding.zh_span,
        finding.en_span,
        () if finding.zh_span else finding.zh_turns,
        () if finding.en_span else finding.en_turns,
        time.start_ms if time else None,
        time.end_ms if time else None,
        finding.id,
    )


def _of_difference(number: int, difference: HeardDifference) -> Item:
    printed, heard = difference.printed_text, difference.heard_text
    place = difference.printed
    where = (
        Message("what was heard")
        if place is None
        else Message("Chinese turn {turn}", turn=place.turn)
    )
    texts = ((printed, "zh"), (heard, "zh"))
    return Item(
        number,
        difference.kind,
        difference.severity,
        printed_and_heard(difference),
        tuple(text for text in texts if text[0]),
        Message("{where}, as the recogniser heard it", where=where),
        zh_span=place,
        start_ms=difference.start_ms,
        end_ms=difference.end_ms,
    )


def printed_and_heard(difference: HeardDifference) -> Message:
    """Both readings."""
    return Message(
        "printed {printed}, heard {heard}",
        printed=difference.printed_text or NOTHING,
        heard=difference.heard_text or NOTHING,
    )


def words(transcript: Transcript, span: TurnSpan | None, turns: Sequence[int]) -> str:
    """The words at ``span``, else all of ``turns``."""
    if span is not None:
        return transcript.turns[span.turn].text[span.start : span.end]
    return " ".join(transcript.turns[turn].text for turn in turns)


def _where(finding: Finding) -> str:
    sides = (
        (N_("Chinese turn {turns}"), N_("Chinese turns {turns}"), finding.zh_turns),
        (N_("English turn {turns}"), N_("English turns {turns}"), finding.en_turns),
    )
    return in_a_row(
        *(
            Message(several if len(turns) > 1 else one, turns=turns)
            for one, several, turns in sides
            if turns
        ),
        by=ITEMS,
    )
