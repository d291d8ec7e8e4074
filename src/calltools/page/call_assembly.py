"""Tagged segments to calls: their turns, what heads them, and what stands between."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from calltools.page import asides
from calltools.page.call_begins import Begun, CallSoFar, begins_call, begun_of
from calltools.page.drafts import (
    Account,
    CallDraft,
    NoteDraft,
    TurnDraft,
    add_words,
    begin_turn,
)
from calltools.page.header import has_evidence
from calltools.page.legend import legend
from calltools.page.quotation_cues import letters, size
from calltools.page.segments import Option, PartOfLine, Stream
from calltools.page.tagger import Tag
from calltools.page.turn_heads import prefix
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import is_stage, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LABEL_EN = re.compile(r"^[A-Za-z][\w .']{0,24}:\s*")
_LONG = 160
"""A paragraph of more characters, without facts of a call, is not part of its header."""
_MOST_HEADER = 16  # lines; not measured
_MOST = 0.8  # share of Chinese turns that an English one follows; not measured
_TOLD = 2.4  # words, at least, that are not said twice by chance
_AMONG = 200  # turns
_UNSURE = 0.25
"""So likely, at least, is a quotation that may well be a turn: of nine in the labelled sets that
were less likely than .5, seven are turns; of those below, half."""


@dataclass(slots=True)
class _Placed:
    """A turn with the lines it takes."""

    draft: TurnDraft
    begun: Begun
    last: int


def call_drafts(
    page: Stream,
    tags: Sequence[Tag],
    begins: Mapping[str, float],
    account: Account,
) -> list[CallDraft]:
    """The calls of a document in order.

    ``begins`` are the weights of the signs that one begins.
    """
    lines = page.lines
    turns = _translated(_turns(page, tags, account))
    outside = _outside(page, tags)
    groups = _groups(page, turns, outside, begins)
    calls = []
    after = 0
    for k, group in enumerate(groups):
        first = group[0].begun.line
        before = groups[k + 1][0].begun.line if k + 1 < len(groups) else len(lines)
        call, after = _call(lines, outside, group, (min(after, first), before), account)
        calls.append(call)
    return calls


def _outside(page: Stream, tags: Sequence[Tag]) -> frozenset[int]:
    """The lines that belong to no party."""
    return frozenset(
        segment.line
        for segment, tag in zip(page.segments, tags, strict=True)
        if segment.quotation is None and (tag.kind == "outside" or tag.role == "third")
    )


def _groups(
    page: Stream,
    turns: Sequence[_Placed],
    outside: Collection[int],
    weights: Mapping[str, float],
) -> list[list[_Placed]]:
    """The turns of each call: cut where one begins."""
    groups: list[list[_Placed]] = []
    begins = _begins(page, turns, outside, weights)
    for turn, begins_here in zip(turns, begins, strict=True):
        if begins_here:
            groups.append([])
        groups[-1].append(turn)
    return groups


def _begins(
    page: Stream,
    turns: Sequence[_Placed],
    outside: Collection[int],
    weights: Mapping[str, float],
) -> Iterator[bool]:
    """Whether a call begins with each turn, as it reads; one does with the first."""
    call: CallSoFar | None = None
    for k, turn in enumerate(turns):
        begins = call is None
        if call is not None:
            others = [i for i in range(turns[k - 1].last + 1, turn.begun.line) if i in outside]
            coming = [placed.begun for placed in turns[k : k + 4]]
            begins = begins_call(page, call, coming, others, weights) >= 0.5
        if call is None or begins:
            call = CallSoFar(page.lines, turn.begun)
        else:
            call.add(turn.begun)
        yield begins


def _turns(page: Stream, tags: Sequence[Tag], account: Account) -> list[_Placed]:
    found: list[_Placed] = []
    times: tuple[int | None, int | None] = (None, None)
    label: str | None = None
    for segment, tag in zip(page.segments, tags, strict=True):
        line, option = page.lines[segment.line], tag.option
        if tag.is_party and option is not None:
            draft = _begin(page, option, label, account)
            label = option.head.label if option.head else label
            if line.timed:
                draft.kind = "cue"
                draft.start_ms, draft.end_ms = line.start_ms, line.end_ms
            elif draft.start_ms is None:
                draft.start_ms, draft.end_ms = times
            times = (None, None)
            draft.confidence, draft.odds, draft.evidence = tag.turn, tag.odds, tag.evidence
            begun = begun_of(page, segment, option)
            found.append(
                _Placed(draft, begun, max((i for i, _a, _b in option.parts), default=segment.line))
            )
        elif segment.quotation is not None:
            continue
        elif tag.kind == "goes_on" and tag.role == "party" and found:
            _go_on(found[-1].draft, line, account)
            found[-1].last = segment.line
        elif tag.kind == "outside" and (stamp := _time_alone(line.text)) is not None:
            times = stamp
    return found


def _begin(page: Stream, option: Option, label: str | None, account: Account) -> TurnDraft:
    """The turn that begins with ``option``; ``label`` is the last one."""
    line = page.lines[option.line]
    if option.parts:
        draft = TurnDraft(option.label, kind="quoted")
        draft.parts = [(page.lines[i], start, end) for i, start, end in option.parts]
        return draft
    if option.head is not None:
        return begin_turn(line, option.head, account)
    account.take(line, 0, option.start, "number")
    draft = TurnDraft(label if line.timed else None, kind=_bare_kind(line))
    add_words(draft, line, option.start)
    return draft


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
    outside: Collection[int],
    group: Sequence[_Placed],
    span: tuple[int, int],
    account: Account,
) -> tuple[CallDraft, int]:
    """The call of the turns in ``group``, within the lines of ``span``, and where it ends."""
    first, last = group[0].begun.line, group[-1].last
    held = {id(line) for turn in group for line, _start, _end in turn.draft.parts}
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
            while at < len(group) and group[at].begun.line == i:
                at += 1
        elif i in outside and id(lines[i]) not in held:
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
    if asides.is_footnote(text) and not has_evidence([line]):
        return "footnote"
    return None


def is_column_titles(line: Line) -> bool:
    """Whether a table's row names its columns."""
    titles = [line.text[start:end].strip() for start, end in line.cells]
    folded = ["".join(title.split()).lower() for title in titles]
    return bool(folded) and all(t in words("columns", "titles") for t in folded if t)


def told_once(page: Stream, tags: Sequence[Tag]) -> list[Tag]:
    """The tags, those quotations outside whose words a turn or another, likelier quotation has too:
    a call is told once, and the rest repeats it; and those that run on into a line of a turn."""
    spoken = {
        s.line
        for s, t in zip(page.segments, tags, strict=True)
        if s.quotation is None and t.kind != "outside" and t.role != "third"
    }
    said = [
        letters(page.lines[s.line].text[t.option.start :])
        for s, t in zip(page.segments, tags, strict=True)
        if t.is_party and t.option is not None and s.quotation is None
    ]
    kept = list(tags)
    quoted = [
        n for n, s in enumerate(page.segments) if s.quotation is not None and tags[n].is_party
    ]
    for n in sorted(quoted, key=lambda n: -tags[n].likely):
        segment = page.segments[n]
        text = page.ground.quoted[segment.quotation or 0].text
        own = letters(text)
        long = size(text) >= _TOLD
        again = long and any(own in other or other in own for other in said[-_AMONG:] if other)
        if again or any(i in spoken for i, _start, _end in segment.options[-1].parts[1:]):
            kept[n] = Tag(None, "outside", None, tags[n].likely)
        else:
            said += [own] * long
    return kept


def unsure(page: Stream, tags: Sequence[Tag]) -> list[PartOfLine]:
    """The quotations that may well be turns and are not taken, each by its first part."""
    return [
        segment.options[-1].parts[0]
        for segment, tag in zip(page.segments, tags, strict=True)
        if segment.quotation is not None and not tag.is_party and tag.turn >= _UNSURE
    ]
