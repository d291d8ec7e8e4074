"""Weighed lines to calls: their turns, what heads them, and what stands between."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from calltools.transcripts.layout import asides
from calltools.transcripts.layout.boundaries import Begun, CallSoFar, begins_call
from calltools.transcripts.layout.cues import leading_number
from calltools.transcripts.layout.drafts import (
    Account,
    CallDraft,
    NoteDraft,
    TurnDraft,
    add_words,
    begin_turn,
)
from calltools.transcripts.layout.header import has_evidence
from calltools.transcripts.layout.heads import prefix
from calltools.transcripts.layout.legend import legend
from calltools.transcripts.layout.models import Models
from calltools.transcripts.layout.prose import QuotedTurn
from calltools.transcripts.layout.readings import Reading
from calltools.transcripts.layout.vocabulary import is_stage, words
from calltools.transcripts.readers.document import Line

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LABEL_EN = re.compile(r"^[A-Za-z][\w .']{0,24}:\s*")
_LONG = 160
"""A paragraph of more characters, without facts of a call, is no part of its header."""
_MOST_HEADER = 16
_MOST = 0.8
_SURE = 0.75
"""So likely one of the quotations, at least, is a turn, for them to be a call."""


@dataclass(slots=True)
class _Placed:
    """A turn with the lines it takes."""

    draft: TurnDraft
    begun: Begun
    last: int


def assemble(
    lines: Sequence[Line],
    chosen: Sequence[Reading],
    account: Account,
    models: Models,
    starts: Collection[int] = (),
) -> list[CallDraft]:
    """The calls of a document in order.

    At the positions ``starts`` one begins whatever is printed there.
    """
    turns = _translated(_turns(lines, chosen, account))
    groups = _groups(lines, turns, chosen, models, starts)
    calls = []
    after = 0
    for k, group in enumerate(groups):
        before = groups[k + 1][0].begun.line if k + 1 < len(groups) else len(lines)
        begins = [start for start in starts if after <= start <= group[0].begun.line]
        ends = [start for start in starts if group[-1].last < start <= before]
        span = max(begins, default=after), min(ends, default=before)
        call, after = _call(lines, chosen, group, span, account)
        call.begins = max(begins, default=None)
        calls.append(call)
    return calls


def _groups(
    lines: Sequence[Line],
    turns: Sequence[_Placed],
    chosen: Sequence[Reading],
    models: Models,
    starts: Collection[int],
) -> list[list[_Placed]]:
    """The turns of each call."""
    groups: list[list[_Placed]] = []
    call: CallSoFar | None = None
    for k, turn in enumerate(turns):
        begins = True
        if call is not None:
            between = range(groups[-1][-1].last + 1, turn.begun.line)
            others = [i for i in between if chosen[i].kind == "outside"]
            coming = [placed.begun for placed in turns[k : k + 4]]
            told = any(call.last.line < start <= turn.begun.line for start in starts)
            begins = told or begins_call(lines, call, coming, others, models.boundaries) >= 0.5
        if call is None or begins:
            groups.append([turn])
            call = CallSoFar(turn.begun)
        else:
            groups[-1].append(turn)
            call.add(turn.begun)
    return groups


def _turns(lines: Sequence[Line], chosen: Sequence[Reading], account: Account) -> list[_Placed]:
    found: list[_Placed] = []
    times: tuple[int | None, int | None] = (None, None)
    label: str | None = None
    for i, (line, reading) in enumerate(zip(lines, chosen, strict=True)):
        if reading.kind == "turn" and reading.head is not None:
            draft = begin_turn(line, reading.head, account)
            label = reading.head.label
        elif reading.kind == "bare":
            account.take(line, 0, reading.start, "number")
            draft = TurnDraft(label if line.timed else None, kind=_bare_kind(line))
            add_words(draft, line, reading.start)
        else:
            if reading.kind == "goes_on" and found:
                _go_on(found[-1].draft, line, account)
                found[-1].last = i
            elif reading.kind == "outside" and (stamp := _time_alone(line.text)) is not None:
                times = stamp
            continue
        if line.timed:
            draft.kind = "cue"
            draft.start_ms, draft.end_ms = line.start_ms, line.end_ms
        elif draft.start_ms is None:
            draft.start_ms, draft.end_ms = times
        times = (None, None)
        draft.confidence = reading.likely
        key = reading.head.key if reading.head else None
        number = leading_number(line) if reading.kind == "bare" else None
        begun = Begun(i, key, line.text[reading.start :], number, draft.start_ms)
        found.append(_Placed(draft, begun, i))
    return found


def _translated(turns: Sequence[_Placed]) -> list[_Placed]:
    """The turns with each that repeats the one before in English as its translation, where nearly
    all in English do: a document in two languages."""
    chinese = [bool(_HAN.search(turn.begun.words)) for turn in turns]
    after = [i > 0 and chinese[i - 1] and not chinese[i] for i in range(len(turns))]
    if sum(after) < 2 or sum(after) < _MOST * max(sum(chinese), len(turns) - sum(chinese)):
        return list(turns)
    kept: list[_Placed] = []
    for turn, repeats in zip(turns, after, strict=True):
        if repeats:
            kept[-1].draft.translation += turn.draft.parts
            kept[-1].last = turn.last
        else:
            kept.append(turn)
    return kept


def _bare_kind(line: Line) -> str:
    numbered = line.kind == "item" or prefix(line.text).number
    return "point" if numbered else "dash"


def _go_on(turn: TurnDraft, line: Line, account: Account) -> None:
    """More of the turn: its words, or what stands in another language below them."""
    text = line.text
    inner = text.strip("。. ")[1:-1] if asides.is_bracketed(text) else text
    if not _is_translation(turn, inner):
        add_words(turn, line)
        return
    start = text.index(inner)
    end = start + len(inner)
    if label := _LABEL_EN.match(inner):
        account.take(line, start, start + label.end(), "label")
        start += label.end()
    account.take(line, 0, start, "label")
    turn.translation.append((line, start, end))


def _is_translation(turn: TurnDraft, text: str) -> bool:
    """Whether ``text`` is English below Chinese, or Chinese below English."""
    said = "".join(part.text[start:end] for part, start, end in turn.parts)
    if not said:
        return False
    if _HAN.search(said):
        return not _HAN.search(text) and len(_LATIN_WORD.findall(text)) >= 2
    return bool(_HAN.search(text)) and not _LATIN_WORD.search(text)


def _time_alone(text: str) -> tuple[int | None, int | None] | None:
    times = prefix(text)
    if times.start_ms is None or text[times.end :].strip():
        return None
    return times.start_ms, times.end_ms


def _call(
    lines: Sequence[Line],
    chosen: Sequence[Reading],
    group: Sequence[_Placed],
    span: tuple[int, int],
    account: Account,
) -> tuple[CallDraft, int]:
    """The call of the turns in ``group``, within the lines of ``span``, and where it ends."""
    first, last = group[0].begun.line, group[-1].last
    call = CallDraft(turns=[turn.draft for turn in group], first=first)
    start = _header_start(lines, range(span[0], first))
    for i in range(start, first):
        kind = _early_note(lines[i])
        if kind is not None:
            call.notes.append(NoteDraft(0, kind, lines[i]))
        elif lines[i].kind != "rule":
            call.header.append(lines[i])
    at = 0
    for i in range(first, last + 1):
        if at < len(group) and group[at].begun.line == i:
            at += 1
        elif chosen[i].kind == "outside":
            _note_between(call, at, lines[i], account)
    end = last + 1
    for i in range(last + 1, span[1]):
        kind = _late_note(lines[i])
        if kind is None:
            break
        if kind != "rule":
            call.notes.append(NoteDraft(len(group), kind, lines[i]))
        end = i + 1
    call.last = end
    return call, end


def _header_start(lines: Sequence[Line], before: range) -> int:
    """Where the lines that may tell of a call begin: back from its first turn to a heading above
    its facts, or to a long paragraph without any."""
    start = before.stop
    told = False
    for i in reversed(before[-_MOST_HEADER:]):
        line = lines[i]
        evident = line.kind != "rule" and has_evidence([line])
        if len(line.text) > _LONG and not evident:
            break
        start = i
        told = told or evident
        if line.kind == "heading" and told:
            break
    return start


def _early_note(line: Line) -> str | None:
    text = line.text
    if asides.is_ellipsis(text):
        return "ellipsis"
    if asides.is_bracketed(text) and not has_evidence([line]) and not legend(line):
        if is_stage(text) and len(text) < 40:
            return "stage_direction"
        return "narration" if asides.is_account(text) else None
    return None


def _note_between(call: CallDraft, at: int, line: Line, account: Account) -> None:
    text = line.text
    if line.kind == "rule":
        account.take_line(line, "rule")
    elif _time_alone(text) is not None:
        account.take_line(line, "time")
    elif legend(line) or is_column_titles(line):
        account.take_line(line, "legend")
    else:
        call.notes.append(NoteDraft(at, _late_note(line) or "narration", line))


def _late_note(line: Line) -> str | None:
    """The kind of a line after a turn that belongs to the page or to the turn; else None."""
    text = line.text
    if line.kind == "rule":
        return "rule"
    if asides.is_ellipsis(text):
        return "ellipsis"
    if asides.is_bracketed(text):
        return asides.bracket_kind(text)
    if asides.is_footer(text):
        return "footer"
    if asides.footnote_number(text) is not None and not has_evidence([line]):
        return "footnote"
    return None


def is_column_titles(line: Line) -> bool:
    """Whether a table's row names its columns."""
    titles = [line.text[start:end].strip() for start, end in line.cells]
    folded = ["".join(title.split()).lower() for title in titles]
    return bool(folded) and all(t in words("columns", "titles") for t in folded if t)


def quoted_calls(
    lines: Sequence[Line], turns: Sequence[QuotedTurn], starts: Collection[int] = ()
) -> list[CallDraft]:
    """The calls of words that running text or a list quotes.

    At the positions ``starts`` one begins, whatever tells of it.
    """
    calls: dict[tuple[int, int], CallDraft] = {}
    order = sorted(starts)
    for turn in turns:
        begun = bisect_right(order, turn.parts[0][0])
        told = order[begun - 1] if begun else None
        first, last = turn.begins[0], turn.parts[-1][0] + 1
        first = first if told is None else max(first, told)
        call = calls.setdefault((begun, turn.call), CallDraft(first=first, begins=told))
        call.last = max(call.last, last)
        draft = TurnDraft(turn.speaker, kind="quoted", role=turn.role, confidence=turn.probability)
        draft.parts = [(lines[i], start, end) for i, start, end in turn.parts]
        call.turns.append(draft)
    return [
        call
        for call in calls.values()
        if call.begins is not None or max(t.confidence for t in call.turns) >= _SURE
    ]
