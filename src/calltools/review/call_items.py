"""The items of a call: its statements, the findings and links of its alignment, and itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calltools.alignment.corrected_alignment import CorrectedCall
from calltools.corrections.anchors import find
from calltools.corrections.editable_transcript import Draft
from calltools.corrections.editor import Editor
from calltools.errors import TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.review.alignment_items import alignment_items
from calltools.review.event import AMENDABLE, Decision
from calltools.review.item import ReviewItem, call_key, keyed
from calltools.review.item_words import CallWords, WordsAt
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements
from calltools.store.call_folder import CORRECTED, STATEMENTS, Folder
from calltools.transcripts.correction import Target
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript

_CONTENT = frozenset((*AMENDABLE, "quote", "heard_otherwise"))
"""What of a statement people look at: where another is there, they look again."""


def call_items(
    folder: Folder, editor: Editor, aligned: Sequence[CorrectedCall] = ()
) -> list[ReviewItem]:
    """The items of the call in ``folder``; ``editor`` has its corrections, ``aligned`` is its
    alignment with its translation as people left that.

    Raises CalltoolsError for an artefact that can't be read.
    """
    name, recording = folder.path.name, folder.recording
    items: list[ReviewItem] = []
    if (folder.path / STATEMENTS).is_file():
        made_of = _made_of(folder, "extract", editor.machine)
        words = CallWords(made_of, editor.folded, editor.transcript_sha256)
        where = folder.path / STATEMENTS
        rows = read_statements(bytes_of(where, WorkspaceError), str(where))
        items += [
            _statement_item(one, words, name, recording)
            for one in rows
            if one.turn_index < len(made_of.turns)
        ]
    for call in aligned:
        items += alignment_items(call, name, editor)
    whole = ReviewItem(
        "call", name, recording, "", Target(), key=call_key(name, recording), row={"name": name}
    )
    return [whole, *keyed(items)]


def _made_of(folder: Folder, step: str, machine: Transcript) -> Transcript:
    """The transcript that a step was made of, as it lies in the folder."""
    record = folder.step(step)
    corrected = folder.path / CORRECTED
    if record is not None and CORRECTED in record.inputs and corrected.is_file():
        return read_transcript(bytes_of(corrected, TranscriptError), str(corrected))
    return machine


def _statement_item(one: Statement, words: CallWords, call: str, recording: str) -> ReviewItem:
    spans = _spans_of(one)
    row = one.to_json()
    return ReviewItem(
        "statement",
        call,
        recording,
        one.category,
        words.anchor((one.turn_index, one.start, one.end)),
        row,
        tuple(words.said(span) for span in spans),
        {name: value for name, value in row.items() if name in _CONTENT},
        words.stand(spans),
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
