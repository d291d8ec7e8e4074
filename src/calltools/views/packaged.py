"""The pages of a package: an audited report with the machine's verdicts and people's, the words of
the calls around each quotation in both languages, and its sound; and the page that leads to them.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from calltools.alignment.model import AlignedCall
from calltools.alignment.times import turns_time
from calltools.errors import CalltoolsError
from calltools.quotations.report import language_of
from calltools.quotations.verdicts import GRAVITY
from calltools.records import Row
from calltools.review.desk import Review, Reviewed
from calltools.review.fold import State
from calltools.review.item_review import ItemReview, ReviewStatus, item_review
from calltools.transcripts.model import Transcript
from calltools.views.clips import Clip
from calltools.views.render import render

_GRAVITY: Mapping[str, str] = {str(verdict): gravity for verdict, gravity in GRAVITY.items()}
_AROUND = 1
"""How many turns before and after the quoted ones are shown."""


@dataclass(frozen=True, slots=True)
class TurnInContext:
    """A turn of a call with its words in the other language; ``inside`` where it is quoted."""

    index: int
    role: str
    speaker: str
    text: str
    translation: str
    language: str
    inside: bool


@dataclass(frozen=True, slots=True)
class PackagedQuotation:
    """A quotation, numbered from 1, with what the machine says of it and what people decided.

    ``holds`` is the verdict that a person stands for, empty where nobody does; ``gravity`` that of
    it, else of the machine's.  ``changed`` where the call's words did since it was audited.
    """

    number: int
    row: Row
    language: str
    machine: str
    holds: str
    gravity: str
    review: ItemReview
    place: str
    context: tuple[TurnInContext, ...]
    differs: tuple[str, ...]
    changed: bool
    clip: Clip | None
    clip_file: str

    @property
    def kinds(self) -> str:
        """What the page filters by."""
        return f"{self.gravity} {self.review.status}"


@dataclass(frozen=True, slots=True)
class PackagedReportView:
    """An audited report in a package."""

    template: ClassVar[str] = "packaged_report.html"

    name: str
    quotations: Sequence[PackagedQuotation]
    totals: Sequence[tuple[ReviewStatus, int]]
    as_read: str
    clips: Sequence[tuple[int, str, str]]


@dataclass(frozen=True, slots=True)
class PackagedReport:
    """What the first page of a package tells of a report: its page, how many quotations it has,
    and how many of each standing."""

    name: str
    file: str
    count: int
    totals: Sequence[tuple[ReviewStatus, int]]


@dataclass(frozen=True, slots=True)
class PackageView:
    """The first page of a package."""

    template: ClassVar[str] = "package.html"

    name: str
    until: str
    reports: Sequence[PackagedReport]
    calls: int
    tables: Sequence[tuple[str, str]]


def report_page(
    name: str,
    quotations: Sequence[PackagedQuotation],
    totals: Sequence[tuple[ReviewStatus, int]],
    as_read: str,
    language: str,
) -> str:
    """The page of a report; ``totals`` are how many quotations are of each standing, ``as_read``
    is the file with the report as it reads, where there is one."""
    clips = [
        (one.number, one.clip.mime_type, base64.b64encode(one.clip.data).decode("ascii"))
        for one in quotations
        if one.clip
    ]
    return render(PackagedReportView(name, quotations, totals, as_read, clips), language)


class Contexts:
    """The words of calls around quotations, each call read once, as ``viewer`` may see them."""

    def __init__(self, review: Review, viewer: str) -> None:
        self._review = review
        self._viewer = viewer
        self._calls: dict[str, tuple[Reviewed | None, Mapping[int, str]]] = {}

    def around(self, row: Row) -> tuple[TurnInContext, ...]:
        """The quoted turns and those beside them; none where the call is not at hand."""
        call, translations = self._call(str(row.get("transcript") or ""))
        if call is None or call.transcript is None or not row.get("turn_range"):
            return ()
        transcript, quoted = call.transcript, row["turn_range"]
        first, last = quoted[0] - _AROUND, quoted[-1] + _AROUND
        return tuple(
            TurnInContext(
                index,
                turn.role,
                turn.speaker or "",
                turn.text,
                translations.get(index) or turn.translation or "",
                turn.language or transcript.language or "zh",
                quoted[0] <= index <= quoted[-1],
            )
            for index, turn in enumerate(transcript.turns)
            if first <= index <= last
        )

    def _call(self, name: str) -> tuple[Reviewed | None, Mapping[int, str]]:
        if name not in self._calls:
            self._calls[name] = self._read(name)
        return self._calls[name]

    def _read(self, name: str) -> tuple[Reviewed | None, Mapping[int, str]]:
        if not name or not self._review.has_call(name):
            return None, {}
        try:
            call = self._review.call(name, self._viewer)
        except CalltoolsError:  # told by whoever looks at the call itself
            return None, {}
        assert call.transcript is not None, "it is a call"
        translations: dict[int, str] = {}
        for corrected in call.aligned:
            translations |= translations_of(call.transcript, corrected.call)
        return call, translations


def translations_of(transcript: Transcript, aligned: AlignedCall) -> dict[int, str]:
    """The English of the turns of a call, by the links of an alignment: of its own turns, or of the
    printed ones that are said in their time."""
    is_own = [turn.text for turn in aligned.zh.turns] == [turn.text for turn in transcript.turns]
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for link in aligned.alignment.links:
        english = " ".join(aligned.en.turns[number].text for number in link.en)
        for number in link.zh if is_own else _turns_at(transcript, aligned, link.zh):
            texts[number].append(english)
    return {number: " ".join(filter(None, of_turn)) for number, of_turn in texts.items()}


def _turns_at(transcript: Transcript, aligned: AlignedCall, zh: Sequence[int]) -> list[int]:
    """The turns of which at least half is said in the time of the printed ones."""
    time = turns_time(aligned.zh, zh)
    if time is None:
        return []
    return [
        number
        for number, turn in enumerate(transcript.turns)
        if turn.start_ms is not None
        and turn.end_ms is not None
        and 2 * (min(turn.end_ms, time.end_ms) - max(turn.start_ms, time.start_ms))
        >= turn.end_ms - turn.start_ms
    ]


def packaged_quotation(
    number: int, state: State, contexts: Contexts, clip: Clip | None, clip_file: str
) -> PackagedQuotation:
    """A quotation as a package shows it."""
    assert state.item is not None, "what is gone is in no report"
    row, kept = state.item.row, item_review(state)
    holds = {"accepted": state.label, "overridden": str(state.value.get("verdict", ""))}
    verdict = holds.get(kept.status, "")
    return PackagedQuotation(
        number=number,
        row=row,
        language=language_of(str(row["quote"])),
        machine=state.label,
        holds=verdict,
        gravity=_GRAVITY.get(verdict or state.label, "none"),
        review=kept,
        place=_place(row),
        context=contexts.around(row),
        differs=state.item.translation_differs,
        changed=not state.item.stands,
        clip=clip,
        clip_file=clip_file,
    )


def _place(row: Row) -> str:
    if not row.get("transcript"):
        return ""
    turns = " - ".join(map(str, dict.fromkeys(row.get("turn_range") or ())))
    return f"{row['transcript']}, {turns}" if turns else str(row["transcript"])
