"""Labelled publications as segments, with what each may rightly be."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calltools.page.crf import Node, nodes
from calltools.page.keyed_rows import keyed_rows
from calltools.page.printed_lines import printed_lines
from calltools.page.segments import Option, Segment, Stream, stream
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.readers.table_lines import columns_apart

APART = 0.3
_TAG = re.compile(r"\[([hc])(\d+)\]")
_FEW = 6
"""So many lines of a document without a call, at least, are an excerpt."""
_VARIANT = re.compile(r"( in short| apart| excerpts)+$")
_TAGGED = {"h": "hospital", "c": "caller"}
Row = dict[str, Any]
SIDES = {"caller": {"caller"}, "hospital": {"hospital"}, "other": {"third"}}


@dataclass(frozen=True)
class Labelled:
    name: str
    group: str
    document: Document
    page: Stream
    nodes: list[list[Node]]
    right: list[list[bool]]
    calls: list[int | None]
    said: list[Row | None]
    """The labelled turn that begins with each segment."""
    labels: tuple[Row, ...]


def labelled_documents(sets: Sequence[Path]) -> Iterator[Labelled]:
    for folder in sets:
        files = json.loads((folder / "expected.json").read_bytes())["files"]
        for name, labels in files.items():
            data = (folder / name).read_bytes()
            yield labelled(data, name, labels["calls"], f"{folder.name}/{name}")


def publications(folder: Path) -> Iterator[Labelled]:
    """Documents in prose whose words of turns begin with a tag: ``[h2]`` is the hospital in the
    second call, ``[c1]`` the caller in the first.  Those with labelled turns, too, are left out.
    """
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8")
        if "[t]" in text:
            continue
        document = read_document(_TAG.sub("", text).encode(), path.name)
        lines = _lines_of(document)
        said = [
            (tag[1], int(tag[2]), text[tag.end() : tag.end() + 12]) for tag in _TAG.finditer(text)
        ]
        turns: dict[int, list[Row]] = {}
        options = [s.options[k] for s in stream(lines).segments for k in _tellable(s)]
        after = 0
        for role, call, words in said:
            rest = range(after, len(options))
            found = next((n for n in rest if _begins(lines, options[n], words)), None)
            if found is None:
                continue
            option, after = options[found], found + 1
            spoken = "".join(lines[i].text[a:b] for i, a, b in option.parts)
            row = {"role": _TAGGED[role], "speaker_label": option.label, "text": spoken}
            turns.setdefault(call, []).append(row)
        calls = [{"turns": turns[call]} for call in sorted(turns)]
        yield _labelled(lines, calls, f"publications/{path.name}", document)


def _tellable(segment: Segment) -> list[int]:
    """The options of a segment whose words are quoted or told in a list."""
    return [k for k, option in enumerate(segment.options) if option.parts]


def _begins(lines: Sequence[Line], option: Option, words: str) -> bool:
    i, start, _end = option.parts[0]
    return plain(lines[i].text[start : start + 14]).startswith(plain(re.sub(r"<.*", "", words))[:6])


def apart(one: Labelled) -> Labelled | None:
    """A document with a blank line between any two, for one in so many."""
    if random.Random(f"{one.name} apart").random() >= APART:
        return None
    lines = tuple(replace(line, gap=True) for line in one.page.lines)
    return _labelled(lines, one.labels, f"{one.name} apart", one.document)


def shortened(one: Labelled) -> Labelled | None:
    """One call of a document alone: few lines above it and its first turns, as short documents
    are, some with a blank line between any two; None where no line begins a turn."""
    rng = random.Random(one.name)
    begun = _begun_lines(one)
    if not begun:
        return None
    chosen = rng.choice([call for _line, call in begun])
    own = [line for line, call in begun if call == chosen]
    first = max(own[0] - rng.randint(0, 4), 0)
    count = rng.randint(2, 6)
    last = own[count] if count < len(own) else own[-1] + 1
    return _cut(one, range(first, last), rng, "in short")


def excerpts(one: Labelled) -> Labelled | None:
    """A document with the first turns alone of each of its calls, and what stands between calls;
    of one without a call some lines.  None where no line begins a turn."""
    rng = random.Random(f"{one.name} excerpts")
    count = len(one.page.lines)
    begun = _begun_lines(one)
    if not one.labels and count > _FEW:
        first = rng.randrange(count - _FEW)
        return _cut(one, range(first, first + rng.randint(_FEW, 3 * _FEW)), rng, "excerpts")
    if len({call for _line, call in begun}) < 2:
        return None
    kept = [True] * count
    for call in {call for _line, call in begun}:
        own = [line for line, of in begun if of == call]
        most = rng.randint(1, 4)
        if len(own) > most:
            kept[own[most] : own[-1] + 1] = [False] * (own[-1] + 1 - own[most])
    return _cut(one, [i for i in range(count) if kept[i]], rng, "excerpts")


def _begun_lines(one: Labelled) -> list[tuple[int, int]]:
    """The lines with which a turn begins, with the numbers of their calls."""
    return [
        (s.line, call)
        for s, call in zip(one.page.segments, one.calls, strict=True)
        if call is not None and s.quotation is None
    ]


def _cut(one: Labelled, numbers: Sequence[int], rng: random.Random, how: str) -> Labelled:
    """Some lines of a document, some with a blank line between any two."""
    kept = {i for i in numbers if i < len(one.page.lines)}
    lines = tuple(one.page.lines[i] for i in sorted(kept))
    if rng.random() < APART:
        lines = tuple(replace(line, gap=True) for line in lines)
    turns: dict[int, list[Row]] = {}
    for segment, call, turn in zip(one.page.segments, one.calls, one.said, strict=True):
        if segment.line in kept and call is not None and turn is not None:
            turns.setdefault(call, []).append(turn)
    calls = [
        {"turns": turns[call], "notes": one.labels[call].get("notes", ())} for call in sorted(turns)
    ]
    return _labelled(lines, calls, f"{one.name} {how}", one.document)


def plain(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", text))


def labelled(data: bytes, file: str, calls: Sequence[Row], name: str) -> Labelled:
    document = read_document(data, file)
    return _labelled(_lines_of(document), calls, name, document)


def _lines_of(document: Document) -> tuple[Line, ...]:
    body = list(document.body)
    sides = columns_apart(body)
    return tuple(printed_lines(keyed_rows(sides.first if sides else body).lines))


def _labelled(
    lines: Sequence[Line], calls: Sequence[Row], name: str, document: Document
) -> Labelled:
    """Lines whose labelled turns are found again in them."""
    page = stream(lines)
    labels = _LabelledLines.of(lines, page, calls)
    every = nodes(page)
    right: list[list[bool]] = []
    begun: list[_Begun | None] = []
    for segment, own in zip(page.segments, every, strict=True):
        is_line = segment.quotation is None
        ok, turn = (labels.of_line if is_line else labels.of_quotation)(segment, own)
        if not any(ok):
            ok = _outside(own)
        right.append(ok if any(ok) else [True] * len(own))
        begun.append(turn)
    owner = [each.call if each and each.turn["role"] != "other" else None for each in begun]
    said = [each.turn if each else None for each in begun]
    return Labelled(name, _group(name), document, page, every, right, owner, said, tuple(calls))


def _outside(own: Sequence[Node]) -> list[bool]:
    return [node.kind == "outside" for node in own]


@dataclass(frozen=True)
class _Begun:
    """A labelled turn that begins in a line at ``column``, and the number of its call."""

    column: int
    turn: Row
    call: int


@dataclass(frozen=True)
class _LabelledLines:
    """Where labelled turns begin, by line, the lines that they are in, and what notes and
    translations are, in plain letters; ``any_call``: whether there is a labelled call."""

    lines: Sequence[Line]
    page: Stream
    any_call: bool
    begins: dict[int, list[_Begun]]
    inside: set[int]
    notes: list[str]
    translated: set[str]

    @classmethod
    def of(cls, lines: Sequence[Line], page: Stream, calls: Sequence[Row]) -> _LabelledLines:
        """The labelled turns are looked for one after the other."""
        places = [
            (part, i, j)
            for i, line in enumerate(lines)
            for j, char in enumerate(line.text)
            for part in plain(char)
        ]
        text = "".join(part for part, _i, _j in places)
        begins: dict[int, list[_Begun]] = {}
        inside: set[int] = set()
        position = 0
        by_line = {s.line: s for s in page.segments if s.quotation is None}
        turns = [(turn, number) for number, call in enumerate(calls) for turn in call["turns"]]
        for turn, number in turns:
            start, end = _find(text, turn, position)
            if start < 0:
                continue
            position = end
            _part, row, column = places[start]
            if row and _alone(by_line[row - 1].options, turn):
                row, column = row - 1, len(lines[row - 1].text)
            begins.setdefault(row, []).append(_Begun(column, turn, number))
            inside.update(i for _part, i, _j in places[start:end])
        notes = [plain(note["text"]) for call in calls for note in call.get("notes", ())]
        translations = {plain(turn.get("translation") or "") for turn, _number in turns}
        return cls(lines, page, bool(calls), begins, inside, notes, translations - {""})

    def of_quotation(
        self, segment: Segment, own: Sequence[Node]
    ) -> tuple[list[bool], _Begun | None]:
        """What words in quotation marks may rightly be, and the turn that begins with them."""
        option = segment.options[-1]
        begun = self.begins.get(segment.line, ())
        hit = next((b for b in begun if _same_start(self.lines, option, b)), None)
        ok = []
        for node in own:
            if not node.open:
                ok.append(True)
            elif hit is None:
                third = node.role == "third" and not self.any_call
                ok.append(node.kind == "outside" or third)
            else:
                ok.append(node.kind == "quoted" and node.role in _sides(hit.turn))
        return ok, hit

    def of_line(self, segment: Segment, own: Sequence[Node]) -> tuple[list[bool], _Begun | None]:
        """What a line may rightly be, and the turn that begins with it."""
        i = segment.line
        letters = plain(self.lines[i].text)
        noted = len(letters) > 2 and any(note.startswith(letters) for note in self.notes)
        quoted = [s for s in self.page.segments if s.line == i and s.quotation is not None]
        if i in self.begins:
            return self._of_first_line(segment, own, quoted)
        ends = any(letters.endswith(text) for text in self.translated)
        if ends or (i in self.inside and not noted):
            ok = [node.kind == "goes_on" and node.role == "party" for node in own]
            if not any(ok):
                ok = _outside(own)
            if quoted or i in self.page.opened:  # the rest of a quotation that began above
                ok = [good or out for good, out in zip(ok, _outside(own), strict=True)]
            return ok, None
        return [self._is_beside(segment, node) for node in own], None

    def _of_first_line(
        self, segment: Segment, own: Sequence[Node], quoted: Sequence[Segment]
    ) -> tuple[list[bool], _Begun | None]:
        every = self.begins[segment.line]
        first = every[0]
        line = self.lines[segment.line]
        options = _begun(line, segment.options, first.column, first.turn)
        in_quotes = any(_same_start(self.lines, s.options[-1], b) for b in every for s in quoted)
        ok = [
            (node.state.option in options and node.role in _sides(first.turn))
            or (node.kind == "outside" and (in_quotes or not options))
            for node in own
        ]
        return ok, first if options else None

    def _is_beside(self, segment: Segment, node: Node) -> bool:
        """Whether a line in which no labelled turn is may be ``node``."""
        if node.kind == "outside":
            return True
        bare = segment.options[node.state.option].kind == "bare"
        return node.role == "third" and (not bare or not self.any_call)


def _sides(turn: Row) -> set[str]:
    role = turn["role"] if turn["role"] != "unknown" else turn.get("true_role", "unknown")
    return SIDES.get(role, {"caller", "hospital"})


def _same_start(lines: Sequence[Line], option: Option, begun: _Begun) -> bool:
    i, start, _end = option.parts[0]
    text = lines[i].text
    words = "".join(plain(lines[j].text[a:b]) for j, a, b in option.parts)
    wanted = plain(begun.turn["text"])
    if not words or not (wanted.startswith(words[:12]) or words.startswith(wanted[:12])):
        return False
    return (
        not plain(text[min(start, begun.column) : max(start, begun.column)])
        and len(words) < 2 * len(wanted) + 4
    )


def _alone(options: Sequence[Option], turn: Row) -> bool:
    label = plain(turn.get("speaker_label") or "")
    return any(
        label and o.head and o.head.style == "alone" and plain(o.head.label) == label
        for o in options
    )


def _find(text: str, turn: Row, after: int) -> tuple[int, int]:
    for words in (turn.get("printed"), turn["text"]):
        if words and (letters := plain(words)):
            start = text.find(letters, after)
            if start >= 0:
                return start, start + len(letters)
    letters = plain(turn["text"])
    for length in (16, 8):
        if len(letters) >= length and (start := text.find(letters[:length], after)) >= 0:
            last = text.find(letters[-length:], start)
            return start, last + length if 0 <= last < start + 3 * len(letters) else start + length
    return -1, -1


def _begun(line: Line, options: Sequence[Option], column: int, turn: Row) -> set[int]:
    label = plain(turn.get("speaker_label") or "")
    close = []
    for k, option in enumerate(options):
        if option.kind not in ("turn", "bare"):
            continue
        if plain(line.text[min(option.start, column) : max(option.start, column)]):
            continue
        head = option.head
        same = head is not None and plain(head.label) == label
        entry = head is not None and head.style == "entry"
        if (head is not None) == bool(label) or same or entry:
            close.append((not same, k))
    return {k for other, k in close if other == min(close)[0]}


def _group(name: str) -> str:
    """Documents by one hand are left out together."""
    return name.split("/")[0] if name.startswith("hand") else _VARIANT.sub("", name)
