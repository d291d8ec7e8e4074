"""The page of an alignment: Chinese and English side by side, bands between, findings listed."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from calltools.alignment.carried_times import turns_time
from calltools.alignment.items import Item, items, kinds, totals
from calltools.alignment.model import (
    SEVERITIES,
    AlignedCall,
    CorrectedTurn,
    Link,
    Sentence,
    TurnSpan,
)
from calltools.messages import Message, plural
from calltools.transcripts.model import Transcript, Turn
from calltools.views.alignment_desk import AlignmentDesk
from calltools.views.marked_text import ItemMark, MarkedRun, mark_up
from calltools.views.render import render

if TYPE_CHECKING:
    from markupsafe import Markup

_DICTIONARY = Message(
    "Dictionary evidence is from CC-CEDICT (cc-cedict.org), licensed CC BY-SA 4.0; its entries are "
    "not part of this page."
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    number: int
    start: int
    runs: tuple[MarkedRun, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A turn in a row.  ``items`` are findings about the whole turn; ``moved_after`` is the turn
    of its own side that it really follows, where the row stands out of that side's order."""

    turn: Turn
    index: int
    sentences: tuple[_Sentence, ...]
    items: tuple[int, ...]
    severity: str
    moved_after: int | None
    corrected: CorrectedTurn | None = None
    """What was published, where people put other words."""


@dataclass(frozen=True, slots=True)
class _TurnRow:
    """A link of turns; ``number`` counts from 0 in the whole call."""

    number: int
    zh: tuple[_Cell, ...]
    en: tuple[_Cell, ...]
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class AlignmentView:
    """A call and its translation as a page shows them."""

    template: ClassVar[str] = "alignment.html"

    title: str
    synthetic: bool
    summary: str
    facts: Sequence[tuple[str, str]]
    language: str
    items: Sequence[Item]
    totals: Sequence[tuple[str, str, int, str]]
    kinds: Sequence[tuple[str, str, int, str]]
    rows: Sequence[_TurnRow]
    two_sides: bool
    audio: str
    audio_type: str
    dictionary: str
    link_data: Markup
    desk: AlignmentDesk | None


def alignment_page(
    call: AlignedCall,
    *,
    audio: bytes | None = None,
    audio_type: str = "audio/mpeg",
    language: str = "en",
) -> str:
    """One self-contained HTML document: the Chinese and English turns of ``call`` in linked rows.

    What there is to look at is listed beside them, gravest first.  A place can be heard where the
    Chinese turns have times and ``audio`` (bytes of a sound file that browsers play) is given.
    ``language`` is one of the interface.
    """
    sound = base64.b64encode(audio).decode("ascii") if audio else ""
    return render(replace(alignment_view(call), audio=sound, audio_type=audio_type), language)


def numbered(listed: Sequence[Item], numbers: Mapping[str, int]) -> list[Item]:
    """What there is to look at, findings under their ``numbers`` and the rest behind them."""
    rest = count(1 + max(numbers.values(), default=0))
    return [replace(item, number=numbers.get(item.finding) or next(rest)) for item in listed]


def alignment_view(
    call: AlignedCall, desk: AlignmentDesk | None = None, listed: Sequence[Item] | None = None
) -> AlignmentView:
    """What a page shows of an alignment: all of it, or the rows that the ``desk`` has; ``listed``
    is what there is to look at, where it has other numbers than by how grave it is."""
    listed = items(call) if listed is None else listed
    rows = _rows(call, listed)
    if desk is not None:
        rows = [row for row in rows if row.number in desk.rows]
    return AlignmentView(
        title=title_of(call),
        synthetic=bool(call.zh.call.synthetic or call.en.call.synthetic),
        summary=summary_of(call),
        facts=_facts(call),
        language="zh-Hans" if call.zh.language == "zh" else call.zh.language,
        items=listed,
        totals=totals(listed),
        kinds=kinds(listed),
        rows=rows,
        two_sides=bool(call.en.turns),
        audio="",
        audio_type="",
        dictionary=_DICTIONARY,
        link_data=_link_data(call, rows),
        desk=desk,
    )


def title_of(call: AlignedCall) -> str:
    """Hospital and date, else the name of the call."""
    zh, en = call.zh.call, call.en.call
    known = [part for part in (zh.hospital or en.hospital, zh.date or en.date) if part]
    return " · ".join(known) or call.name or Message("A call and its translation")


def summary_of(call: AlignedCall) -> str:
    """How much there is, in a line."""
    zh, en, links = call.zh.turns, call.en.turns, call.alignment.links
    chinese = plural(len(zh), "{count} Chinese turn", "{count} Chinese turns")
    if not en:
        return Message("{turns}, compared with what was heard.", turns=chinese)
    return Message(
        "{chinese}, {english}; {links}, {one_to_one} of them one to one.",
        chinese=chinese,
        english=plural(len(en), "{count} English turn", "{count} English turns"),
        links=plural(len(links), "{count} link", "{count} links"),
        one_to_one=sum(len(link.zh) == len(link.en) == 1 for link in links),
    )


def _facts(call: AlignedCall) -> list[tuple[str, str]]:
    zh, en = call.zh, call.en
    facts: list[tuple[str, str | None]] = [
        (Message("Hospital in the English"), en.call.hospital),
        (Message("Chinese file"), zh.source.file if zh.source else None),
        (Message("English file"), en.source.file if en.source else None),
        (Message("Chinese file SHA-256"), zh.source.sha256 if zh.source else None),
        (Message("English file SHA-256"), en.source.sha256 if en.source else None),
    ]
    facts += [
        (Message("Sentences compared by {model}, SHA-256", model=name), sha256)
        for step in call.provenance
        for name, sha256 in step.models.items()
    ]
    return [(name, value) for name, value in facts if value]


def _rows(call: AlignedCall, listed: Sequence[Item]) -> list[_TurnRow]:
    alignment = call.alignment
    links = alignment.links or tuple(Link((turn,), ()) for turn in range(len(call.zh.turns)))
    moved = {turn for link in links if link.moved for turn in link.en}
    on_zh = _places(listed, lambda item: (item.zh_span, item.zh_turns))
    on_en = _places(listed, lambda item: (item.en_span, item.en_turns))
    corrected = {one.turn: one for one in call.corrections}
    zh_cells = _cells(call.zh, alignment.zh_sentences, on_zh, set(), {})
    en_cells = _cells(call.en, alignment.en_sentences, on_en, moved, corrected)
    rows = []
    for number, link in enumerate(links):
        time = turns_time(call.zh, link.zh)
        rows.append(
            _TurnRow(
                number,
                tuple(zh_cells[turn] for turn in link.zh),
                tuple(en_cells[turn] for turn in link.en),
                time.start_ms if time else None,
                time.end_ms if time else None,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class _Places:
    """By turn, the words that are marked and the items about the whole turn."""

    marks: dict[int, list[ItemMark]]
    whole: dict[int, list[Item]]


def _places(
    listed: Sequence[Item], place: Callable[[Item], tuple[TurnSpan | None, tuple[int, ...]]]
) -> _Places:
    """Where on one side the items are; ``place`` gives an item's words and turns on that side."""
    places = _Places({}, {})
    for item in listed:
        span, turns = place(item)
        if span is not None:
            mark = ItemMark(span.start, span.end, item.number, item.severity)
            places.marks.setdefault(span.turn, []).append(mark)
        for turn in turns:
            places.whole.setdefault(turn, []).append(item)
    return places


def _cells(
    transcript: Transcript,
    sentences: Sequence[Sentence],
    places: _Places,
    moved: set[int],
    corrected: Mapping[int, CorrectedTurn],
) -> list[_Cell]:
    by_turn: dict[int, list[_Sentence]] = {}
    if not sentences:
        sentences = [Sentence(i, 0, len(t.text), t.text) for i, t in enumerate(transcript.turns)]
    for number, sentence in enumerate(sentences):
        text, marks = transcript.turns[sentence.turn].text, places.marks.get(sentence.turn, ())
        runs = mark_up(text, marks, sentence.start, sentence.end)
        by_turn.setdefault(sentence.turn, []).append(_Sentence(number, sentence.start, runs))
    return [
        _Cell(
            turn,
            index,
            tuple(by_turn.get(index, ())),
            tuple(item.number for item in places.whole.get(index, ())),
            min(
                (item.severity for item in places.whole.get(index, ())),
                key=SEVERITIES.index,
                default="minor",
            ),
            index - 1 if index in moved and index else None,
            corrected.get(index),
        )
        for index, turn in enumerate(transcript.turns)
    ]


def _link_data(call: AlignedCall, rows: Sequence[_TurnRow]) -> Markup:
    """The sentence links of ``rows`` as the script wants them: JSON that can stand in a script
    element."""
    from jinja2.utils import htmlsafe_json_dumps

    shown = {one.number for row in rows for cell in row.zh for one in cell.sentences}
    english = {one.number for row in rows for cell in row.en for one in cell.sentences}
    links = [
        {"zh": link.zh, "en": link.en, "confidence": link.confidence, "moved": link.moved}
        for link in call.alignment.sentence_links
        if not shown.isdisjoint(link.zh) or not english.isdisjoint(link.en)
    ]
    return htmlsafe_json_dumps(links, separators=(",", ":"))
