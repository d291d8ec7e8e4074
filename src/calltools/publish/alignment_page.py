"""The page of an alignment: Chinese and English side by side, bands between, findings listed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calltools.alignment.model import Alignment, Finding, Link, Sentence, Span
from calltools.publish.marked_text import Mark, MarkedRun, mark_up
from calltools.publish.page import render
from calltools.publish.turn_text import ROLE_NAMES
from calltools.times import position
from calltools.transcripts.model import Transcript, Turn

if TYPE_CHECKING:
    from markupsafe import Markup

SEVERITIES = ("grave", "serious", "minor")
FINDING_NAMES = {
    "number_changed": "Number changed",
    "unit_changed": "Unit changed",
    "negation_changed": "Negation changed",
    "speaker_swapped": "Speaker swapped",
    "organ_changed": "Organ changed",
    "hedge_dropped": "Hedge dropped",
    "omission": "Omission",
    "addition": "Addition",
    "name_changed": "Name changed",
    "summary_instead_of_translation": "Summary instead of translation",
    "reordered": "Reordered",
}
_DICTIONARY = (
    "Dictionary evidence is from CC-CEDICT (cc-cedict.org), licensed CC BY-SA 4.0; its entries are "
    "not part of this page."
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    number: int
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


@dataclass(frozen=True, slots=True)
class _Row:
    zh: tuple[_Cell, ...]
    en: tuple[_Cell, ...]
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class _Finding:
    record: Finding
    number: int
    name: str
    zh: str
    en: str
    where: str
    start_ms: int | None
    end_ms: int | None


def alignment_page(
    alignment: Alignment,
    zh: Transcript,
    en: Transcript,
    *,
    title: str = "",
    audio: bytes | None = None,
    audio_type: str = "audio/mpeg",
    facts: Sequence[tuple[str, str]] = (),
) -> str:
    """One self-contained HTML document: the turns of ``zh`` and ``en`` in linked rows.

    ``alignment`` was made of these two.  A place can be heard where the Chinese turns have times
    and ``audio`` (bytes of a sound file that browsers play) is given.  ``facts`` are further lines
    for the head, such as the encoder's name.  Findings are listed gravest first.
    """
    shown = _findings(alignment, zh, en)
    rows = _rows(alignment, zh, en, shown)
    return render(
        "alignment.html",
        title=_title(zh, en, title),
        synthetic=zh.call.synthetic or en.call.synthetic,
        facts=[*_facts(alignment, zh, en), *facts],
        language="zh-Hans" if zh.language == "zh" else zh.language,
        names=("Chinese", "English"),
        findings=shown,
        kinds=_kinds(shown),
        rows=rows,
        timed=any(row.start_ms is not None for row in rows),
        role_names=ROLE_NAMES,
        clock=position,
        audio=base64.b64encode(audio).decode("ascii") if audio else "",
        audio_type=audio_type,
        dictionary=_DICTIONARY,
        link_data=_link_data(alignment),
    )


def _title(zh: Transcript, en: Transcript, title: str) -> str:
    hospital = zh.call.hospital or en.call.hospital
    known = [part for part in (hospital, zh.call.date or en.call.date) if part]
    return " · ".join(known) or title or "A call and its translation"


def _facts(alignment: Alignment, zh: Transcript, en: Transcript) -> list[tuple[str, str]]:
    one_to_one = sum(len(link.zh) == len(link.en) == 1 for link in alignment.links)
    links = len(alignment.links)
    facts = (
        ("Hospital in the English", en.call.hospital),
        ("Chinese turns", str(len(zh.turns))),
        ("English turns", str(len(en.turns))),
        ("Links", f"{links}, {one_to_one} of them one to one"),
        ("Findings", str(len(alignment.findings))),
        ("Chinese file", zh.source.file if zh.source else None),
        ("English file", en.source.file if en.source else None),
        ("Chinese file SHA-256", zh.source.sha256 if zh.source else None),
        ("English file SHA-256", en.source.sha256 if en.source else None),
    )
    return [(name, value) for name, value in facts if value]


def _findings(alignment: Alignment, zh: Transcript, en: Transcript) -> list[_Finding]:
    """Gravest first, then in the order of the call."""
    row_of_zh = {turn: row for row, link in enumerate(alignment.links) for turn in link.zh}
    row_of_en = {turn: row for row, link in enumerate(alignment.links) for turn in link.en}

    def row(finding: Finding) -> int:
        rows = [row_of_zh[turn] for turn in finding.zh_turns if turn in row_of_zh]
        rows += [row_of_en[turn] for turn in finding.en_turns if turn in row_of_en]
        return min(rows, default=len(alignment.links))

    ordered = sorted(alignment.findings, key=lambda f: (SEVERITIES.index(f.severity), row(f)))
    found = []
    for number, finding in enumerate(ordered, 1):
        in_row = alignment.links[row(finding)].zh if row(finding) < len(alignment.links) else ()
        start, end = _times(zh, finding.zh_turns or in_row)
        found.append(
            _Finding(
                finding,
                number,
                FINDING_NAMES[finding.type],
                _words(zh, finding.zh_span, finding.zh_turns),
                _words(en, finding.en_span, finding.en_turns),
                _where(finding),
                start,
                end,
            )
        )
    return found


def _times(zh: Transcript, turns: Sequence[int]) -> tuple[int | None, int | None]:
    """When the earliest of the Chinese ``turns`` begins and the latest ends, where known."""
    starts = [ms for i in turns if (ms := zh.turns[i].start_ms) is not None]
    ends = [ms for i in turns if (ms := zh.turns[i].end_ms) is not None]
    return (min(starts), max(ends)) if starts and ends else (None, None)


def _words(transcript: Transcript, span: Span | None, turns: Sequence[int]) -> str:
    if span is not None:
        return transcript.turns[span.turn].text[span.start : span.end]
    return " ".join(transcript.turns[turn].text for turn in turns)


def _where(finding: Finding) -> str:
    sides = (("Chinese", finding.zh_turns), ("English", finding.en_turns))
    return ", ".join(
        f"{name} turn{'s' if len(turns) > 1 else ''} {' and '.join(map(str, turns))}"
        for name, turns in sides
        if turns
    )


def _kinds(shown: Sequence[_Finding]) -> list[tuple[str, str, int, str]]:
    """The types that occur, as (type, name, how many, the gravest of them)."""
    kinds: list[tuple[str, str, int, str]] = []
    for kind, name in FINDING_NAMES.items():
        severities: list[str] = [f.record.severity for f in shown if f.record.type == kind]
        if severities:
            kinds.append((kind, name, len(severities), min(severities, key=SEVERITIES.index)))
    return kinds


def _rows(
    alignment: Alignment, zh: Transcript, en: Transcript, shown: Sequence[_Finding]
) -> list[_Row]:
    zh_cells = _cells(zh, alignment.zh_sentences, "zh", shown, [])
    en_cells = _cells(en, alignment.en_sentences, "en", shown, _moved(alignment.links))
    rows = []
    for link in alignment.links:
        start, end = _times(zh, link.zh)
        rows.append(
            _Row(
                tuple(zh_cells[turn] for turn in link.zh),
                tuple(en_cells[turn] for turn in link.en),
                start,
                end,
            )
        )
    return rows


def _moved(links: Sequence[Link]) -> list[int]:
    """The English turns that stand in a link found outside the order."""
    return [turn for link in links if link.moved for turn in link.en]


def _cells(
    transcript: Transcript,
    sentences: Sequence[Sentence],
    side: str,
    shown: Sequence[_Finding],
    moved: Sequence[int],
) -> list[_Cell]:
    marks: dict[int, list[Mark]] = {}
    whole: dict[int, list[_Finding]] = {}
    for finding in shown:
        record = finding.record
        span, turns = (
            (record.zh_span, record.zh_turns) if side == "zh" else (record.en_span, record.en_turns)
        )
        if span is not None:
            mark = Mark(span.start, span.end, finding.number, record.severity)
            marks.setdefault(span.turn, []).append(mark)
        else:
            for turn in turns:
                whole.setdefault(turn, []).append(finding)
    by_turn: dict[int, list[_Sentence]] = {}
    for number, sentence in enumerate(sentences):
        text = transcript.turns[sentence.turn].text
        runs = mark_up(text, marks.get(sentence.turn, ()), sentence.start, sentence.end)
        by_turn.setdefault(sentence.turn, []).append(_Sentence(number, runs))
    return [
        _Cell(
            turn,
            index,
            tuple(by_turn.get(index, ())),
            tuple(finding.number for finding in whole.get(index, ())),
            min(
                (finding.record.severity for finding in whole.get(index, ())),
                key=SEVERITIES.index,
                default="minor",
            ),
            index - 1 if index in moved and index else None,
        )
        for index, turn in enumerate(transcript.turns)
    ]


def _link_data(alignment: Alignment) -> Markup:
    """The sentence links as the script wants them: JSON that can stand in a script element."""
    from jinja2.utils import htmlsafe_json_dumps

    links = [
        {"zh": link.zh, "en": link.en, "confidence": link.confidence, "moved": link.moved}
        for link in alignment.sentence_links
    ]
    return htmlsafe_json_dumps(links, separators=(",", ":"))
