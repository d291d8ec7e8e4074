"""The items of a call: its statements, the findings and links of its alignment, and itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from calltools.alignment.exchange.json import read_json
from calltools.alignment.model import AlignedCall, TurnSpan
from calltools.corrections.anchors import find
from calltools.corrections.draft import Draft
from calltools.corrections.editor import Editor
from calltools.errors import TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.records import plain
from calltools.review.event import AMENDABLE, Decision
from calltools.review.item import ReviewItem, call_key, keyed
from calltools.review.words import CallWords, WordsAt
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements
from calltools.store.folder import ALIGNMENT, CORRECTED, STATEMENTS, Folder
from calltools.transcripts.correction import Target
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript


def call_items(folder: Folder, editor: Editor) -> list[ReviewItem]:
    """The items of the call in ``folder``; ``editor`` has its corrections.

    Raises CalltoolsError for an artefact that can't be read.
    """
    name, recording = folder.path.name, folder.recording
    of = _Maker(name, recording)
    items: list[ReviewItem] = []
    if (folder.path / STATEMENTS).is_file():
        made_of = _made_of(folder, "extract", editor.machine)
        words = CallWords(made_of, editor.folded, editor.transcript_sha256)
        where = folder.path / STATEMENTS
        rows = read_statements(bytes_of(where, WorkspaceError), str(where))
        items += [of.statement(one, words) for one in rows if one.turn_index < len(made_of.turns)]
    for aligned in aligned_calls(folder):
        items += of.alignment(aligned, editor)
    whole = ReviewItem(
        "call", name, recording, "", Target(), key=call_key(name, recording), row={"name": name}
    )
    return [whole, *keyed(items)]


def aligned_calls(folder: Folder) -> list[AlignedCall]:
    """What the machine aligned of the call in ``folder``; raises as :func:`call_items`."""
    where = folder.path / ALIGNMENT
    return read_json(bytes_of(where, WorkspaceError), str(where)) if where.is_file() else []


def _made_of(folder: Folder, step: str, machine: Transcript) -> Transcript:
    """The transcript that a step was made of, as it lies in the folder."""
    record = folder.step(step)
    corrected = folder.path / CORRECTED
    if record is not None and CORRECTED in record.inputs and corrected.is_file():
        return read_transcript(bytes_of(corrected, TranscriptError), str(corrected))
    return machine


class _Maker:
    def __init__(self, call: str, recording: str) -> None:
        self.call = call
        self.recording = recording

    def statement(self, one: Statement, words: CallWords) -> ReviewItem:
        spans = _spans_of(one)
        row = one.to_json()
        return ReviewItem(
            "statement",
            self.call,
            self.recording,
            one.category,
            words.anchor((one.turn_index, one.start, one.end)),
            row,
            tuple(words.said(span) for span in spans),
            {name: value for name, value in row.items() if name in (*AMENDABLE, "quote")},
            words.stand(spans),
        )

    def alignment(self, aligned: AlignedCall, editor: Editor) -> Iterator[ReviewItem]:
        """Findings, then links; one side may be the recording's own transcript."""
        zh = _Side(aligned.zh, editor)
        en = _Side(aligned.en, editor)
        for finding in aligned.alignment.findings:
            left = zh.spans(finding.zh_turns, finding.zh_span)
            right = en.spans(finding.en_turns, finding.en_span)
            yield self._pair(
                "finding", finding.type, plain(finding), (zh, left), (en, right),
                {"severity": finding.severity},
            )  # fmt: skip
        for link in aligned.alignment.links:
            left, right = zh.spans(link.zh, None), en.spans(link.en, None)
            yield self._pair("link", "", plain(link), (zh, left), (en, right), {})

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
            kind, self.call, self.recording, label, anchor, row, words, content, stands
        )


class _Side:
    """One side of an alignment: the recording's transcript, whose words people correct, or a
    publication."""

    def __init__(self, transcript: Transcript, editor: Editor) -> None:
        self.transcript = transcript
        self._words = None
        if transcript.origin != "published":
            self._words = CallWords(transcript, editor.folded, editor.transcript_sha256)

    def spans(self, turns: Iterable[int], span: TurnSpan | None) -> list[WordsAt]:
        if span is not None:
            return [(span.turn, span.start, span.end)]
        return [(number, 0, len(self.transcript.turns[number].text)) for number in turns]

    def said(self, span: WordsAt) -> tuple[str, str]:
        number, start, end = span
        turn = self.transcript.turns[number]
        return turn.role, turn.text[start:end]

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


def _spans_of(one: Statement) -> list[WordsAt]:
    """The words that a statement rests on, in order, each once."""
    spans = {(one.turn_index, one.start, one.end)}
    spans |= {(cue.turn_index, cue.start, cue.end) for cue in one.evidence}
    return sorted(spans)


def restored(
    event: Decision, draft: Draft, turns: Sequence[Turn], sha256: str
) -> ReviewItem | None:
    """The statement that a person added with ``event``; None where its place is gone.

    ``draft`` is the transcript as it stands, its turns ``turns``; ``sha256`` names the machine's.
    Where its words were corrected since, it is found by its time and no longer stands.
    """
    same = event.value.get("transcript_sha256") == sha256
    run = find(draft, event.anchor, same=same)
    number = run.turn if run else _turn_at(turns, event.anchor)
    if number is None:
        return None
    return ReviewItem(
        "statement",
        event.call,
        event.recording,
        event.label,
        replace(event.anchor, turn=number),
        event.value,
        ((turns[number].role, draft.text(run) if run else ""),),
        stands=run is not None,
    )


def _turn_at(turns: Sequence[Turn], where: Target) -> int | None:
    if where.start_ms is None or where.end_ms is None:
        return None
    middle = (where.start_ms + where.end_ms) // 2
    for number, turn in enumerate(turns):
        start, end = turn.start_ms, turn.end_ms
        if start is not None and end is not None and start <= middle <= end:
            return number
    return None
