"""What people confirmed and rejected as labelled calls, for the fit of the reader of statements.

In the form of gold/statements: ``dialogues.jsonl``, ``statements.jsonl`` and ``negatives.jsonl``.
A dialogue's ``judged`` are the turns that people answered for, all of them where the call was read:
of the others nothing is known, and nothing is taught.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from calltools.records import dump_rows
from calltools.review.desk import Reviewed
from calltools.review.item_review import is_settled
from calltools.review.item_state import CONFIRMED, State
from calltools.review.reviewed_statements import row_as_left
from calltools.transcripts.model import Transcript

FILES = ("dialogues.jsonl", "statements.jsonl", "negatives.jsonl")
"""The files of a labelled set."""


def labels(calls: Iterable[Reviewed]) -> dict[str, str]:
    """The files of a labelled set of what was decided of statements, by name.

    What nobody decided of, or what is stale or in dispute, is ``optional`` in a turn that somebody
    judged: it teaches neither way.
    """
    dialogues: list[dict[str, Any]] = []
    statements: list[dict[str, Any]] = []
    negatives: list[dict[str, Any]] = []
    for call in calls:
        transcript = call.transcript
        if transcript is None:
            continue
        rows = [row for one in call.of_kind("statement") if (row := _row(call, transcript, one))]
        judged = {row["turn_index"] for row in rows if not row["optional"]}
        if call.whole.status == "read":
            judged = set(range(len(transcript.turns)))
        if not judged:
            continue
        dialogues.append(_dialogue(call.name, transcript, sorted(judged)))
        for row in rows:
            if row["turn_index"] in judged:
                if row.pop("rejected"):
                    negatives.append(_negative(row))
                else:
                    statements.append(row)
    return dict(zip(FILES, map(dump_rows, (dialogues, statements, negatives)), strict=True))


def _row(call: Reviewed, transcript: Transcript, state: State) -> dict[str, Any] | None:
    row = row_as_left(transcript, state)
    if row is None:
        return None
    sure = state.status in (*CONFIRMED, "rejected") and is_settled(state)
    return row | {
        "id": f"{call.name}-{state.key}",
        "dialogue_id": call.name,
        "optional": not sure,
        "rejected": state.status == "rejected" and sure,
    }


def _negative(row: dict[str, Any]) -> dict[str, Any]:
    fields = ("id", "dialogue_id", "turn_index", "start", "end", "quote")
    why = {"neg_type": "rejected", "tempting_category": row["category"]}
    return {name: row[name] for name in fields} | why


def _dialogue(name: str, transcript: Transcript, judged: list[int]) -> dict[str, Any]:
    call = transcript.call
    return {
        "id": name,
        "lang": transcript.language,
        "hospital": call.hospital,
        "date": call.date,
        "synthetic": call.synthetic,
        "judged": judged,
        "turns": [
            {"speaker": turn.speaker, "role": turn.role, "text": turn.text}
            for turn in transcript.turns
        ],
    }
