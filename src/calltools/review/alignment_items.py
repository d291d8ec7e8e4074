"""The items of an alignment: its findings, those that people added among them, and its links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from calltools.alignment.corrected_alignment import CorrectedCall, corrected_call
from calltools.alignment.exchange.json import read_json
from calltools.alignment.findings import ranked
from calltools.alignment.model import AlignedCall, Finding, Link, TurnSpan
from calltools.alignment.turn_findings import Sides
from calltools.corrections.editor import Editor
from calltools.corrections.translation import fold_translation, translation_corrections
from calltools.errors import WorkspaceError
from calltools.files import bytes_of
from calltools.records import convert, plain
from calltools.review.event import AddedFinding, Decision, SelectedWords
from calltools.review.item import ReviewItem
from calltools.review.item_words import CallWords, WordsAt, said_at, spans_of
from calltools.store.call_folder import ALIGNMENT, Folder
from calltools.transcripts.correction import Target
from calltools.transcripts.model import Transcript

_FAR_TURNS = 3
"""How far the words of an added finding may have moved when a call is aligned again."""


def aligned_calls(folder: Folder) -> list[AlignedCall]:
    """What the machine aligned of the call in ``folder``.  Raises CalltoolsError where that can't
    be read."""
    where = folder.path / ALIGNMENT
    return read_json(bytes_of(where, WorkspaceError), str(where)) if where.is_file() else []


def corrected_calls(folder: Folder, until: str | None = None) -> list[CorrectedCall]:
    """The same with the English as people left it, now or at a time."""
    corrections = translation_corrections(folder.register.log, folder.recording, until)
    return [
        corrected_call(
            one,
            fold_translation(
                [turn.text for turn in one.zh.turns],
                [turn.text for turn in one.en.turns],
                corrections,
            ),
        )
        for one in aligned_calls(folder)
        if one.en.turns
    ]


def alignment_items(call: CorrectedCall, name: str, editor: Editor) -> Iterator[ReviewItem]:
    """Findings, then links; one side may be the recording's own transcript."""
    maker = _Maker(call, name, editor)
    for finding in call.call.alignment.findings:
        yield maker.finding(finding)
    for link in call.call.alignment.links:
        yield maker.link(link)


def restored_finding(
    event: Decision, calls: Sequence[CorrectedCall], editor: Editor
) -> ReviewItem | None:
    """The finding that a person added with ``event``; None where its turns are gone.

    Where its words were put right since, or another alignment has others in their place, it is of
    its turns and no longer stands.
    """
    added = convert(event.value, AddedFinding)
    for call in calls:
        sides = (
            _placed(added.zh, [call.call.zh]),
            _placed(added.en, [call.call.en, call.machine.en]),
        )
        if all(found is None for found in sides):
            continue
        zh, en = sides
        finding = Finding(
            added.type,
            (zh.turn,) if zh else (),
            (en.turn,) if en else (),
            zh.span if zh else None,
            en.span if en else None,
            added.note,
        )
        finding = ranked([finding], Sides(call.call.zh.turns, call.call.en.turns))[0]
        wanted = [words for words in (added.zh, added.en) if words]
        stands = all(found.stands for found in sides if found) and sum(map(bool, sides)) == len(
            wanted
        )
        maker = _Maker(call, event.call, editor)
        item = maker.finding(replace(finding, id=event.id), english=en.of if en else None)
        anchor = replace(item.anchor, text=event.anchor.text or item.anchor.text)
        return replace(item, anchor=anchor, stands=item.stands and stands)
    return None


@dataclass(frozen=True, slots=True)
class _PlacedWords:
    """Where selected words are: ``span`` is None where they are no longer there."""

    turn: int
    span: TurnSpan | None
    of: Transcript
    stands: bool


def _placed(words: SelectedWords | None, texts: Sequence[Transcript]) -> _PlacedWords | None:
    """Where ``words`` are in the first of ``texts``, the same turns as they stand and as they were;
    None for no words, and for a turn that is gone."""
    if words is None:
        return None
    for number, transcript in enumerate(texts):
        near = sorted(
            (abs(turn - words.turn), abs(at - words.start), turn, at)
            for turn, said in enumerate(transcript.turns)
            if abs(turn - words.turn) <= _FAR_TURNS and (at := said.text.find(words.text)) >= 0
        )
        if near:
            _, _, turn, at = near[0]
            turn_text = transcript.turns[turn].text
            if turn_text[words.start : words.end] == words.text and turn == words.turn:
                at = words.start
            span = TurnSpan(turn, at, at + len(words.text))
            return _PlacedWords(turn, span, transcript, stands=number == 0)
    if words.turn >= len(texts[0].turns):
        return None
    return _PlacedWords(words.turn, None, texts[0], stands=False)


class _Maker:
    def __init__(self, call: CorrectedCall, name: str, editor: Editor) -> None:
        self._call = call
        self._name = name
        self._recording = editor.folder.recording
        is_printed = editor.machine.origin == "published"  # a call without a recording
        self._zh = _Side(call.call.zh, editor if is_printed else _own(call.call.zh, editor))
        self._en = _Side(call.call.en, _own(call.call.en, editor))
        self._published = _Side(call.machine.en, _own(call.machine.en, editor))

    def finding(self, finding: Finding, english: Transcript | None = None) -> ReviewItem:
        """``english``, where it is given, is what the spans of a finding are of."""
        is_old = english is self._call.machine.en or finding.id in self._call.outdated
        english_side = self._published if is_old else self._en
        left = self._zh.spans(finding.zh_turns, finding.zh_span)
        right = english_side.spans(finding.en_turns, finding.en_span)
        item = self._pair(
            "finding", finding.type, plain(finding), (self._zh, left), (english_side, right),
            {"severity": finding.severity},
        )  # fmt: skip
        return replace(item, stands=item.stands and finding.id not in self._call.outdated)

    def link(self, link: Link) -> ReviewItem:
        """One that people wrote English for is known again by what was published there."""
        left, right = self._zh.spans(link.zh, None), self._en.spans(link.en, None)
        added = [self._call.added[turn].value for turn in link.zh if turn in self._call.added]
        content = {"added": added} if added else {}
        sides = (self._zh, left), (self._en, right)
        item = self._pair("link", "", plain(link), *sides, content)
        published = self._published.spans(link.en, None)
        texts = [*map(self._zh.said, left), *map(self._published.said, published)]
        anchor = replace(item.anchor, text="\n".join(text for _, text in texts))
        return replace(item, anchor=anchor)

    def _pair(
        self,
        kind: Any,
        label: str,
        row: Mapping[str, Any],
        left: tuple[_Side, list[WordsAt]],
        right: tuple[_Side, list[WordsAt]],
        content: Mapping[str, Any],
    ) -> ReviewItem:
        sides = (left, right)
        words = tuple(side.said(span) for side, spans in sides for span in spans)
        side, spans = left if left[1] else right
        anchor = side.anchor(spans)
        # What is the same on one side may differ on the other.
        anchor = replace(anchor, text="\n".join(text for _, text in words))
        stands = all(side.stand(spans) for side, spans in sides)
        return ReviewItem(
            kind, self._name, self._recording, label, anchor, row, words, content, stands
        )


def _own(transcript: Transcript, editor: Editor) -> Editor | None:
    """The corrections of a side that is the recording's own transcript."""
    return editor if transcript.origin != "published" else None


class _Side:
    """One side of an alignment: the call's own transcript, whose words people correct by an
    ``editor``, or a publication."""

    def __init__(self, transcript: Transcript, editor: Editor | None) -> None:
        self.transcript = transcript
        self._words = None
        if editor is not None:
            self._words = CallWords(transcript, editor.folded, editor.transcript_sha256)

    def spans(self, turns: Iterable[int], span: TurnSpan | None) -> list[WordsAt]:
        return [(span.turn, span.start, span.end)] if span else spans_of(self.transcript, turns)

    def said(self, span: WordsAt) -> tuple[str, str]:
        return said_at(self.transcript, span)

    def stand(self, spans: Iterable[WordsAt]) -> bool:
        return self._words is None or self._words.stand(spans)

    def anchor(self, spans: list[WordsAt]) -> Target:
        if not spans:
            return Target()
        turns = [self.transcript.turns[number] for number, _, _ in spans]
        starts = [turn.start_ms for turn in turns if turn.start_ms is not None]
        ends = [turn.end_ms for turn in turns if turn.end_ms is not None]
        return Target(
            spans[0][0], start_ms=min(starts, default=None), end_ms=max(ends, default=None)
        )
