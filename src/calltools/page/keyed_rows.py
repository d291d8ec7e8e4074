"""What stands in a table beside the words of a turn: cells that tell the call (a hospital, a date
or a number that stay the same over a run of rows, or are printed in its first alone, and change
together), and the words in another language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from calltools.page.drafts import Account, CallDraft
from calltools.page.turn_heads import prefix
from calltools.transcripts.readers.document import ADDED, Line
from calltools.transcripts.readers.table_lines import SideBySide, cell_of, joined_cells

_LABEL = re.compile(r"\s*[^\s:：][^:：]{0,24}[:：]\s*")
_LEAST_ROWS = 4  # fewer rows show no pattern; not measured
_NEARLY = 0.8  # share of the rows; not measured
_TAKES_TURNS = 0.4
"""The share of rows, at least, in which somebody else speaks than in the row before."""


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """The lines, each key a heading with cells before the turns it is of, remarks beside a turn
    after it as comments; ``repeated`` are the keys printed again."""

    lines: tuple[Line, ...]
    repeated: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    words: int
    voice: int
    keys: tuple[int, ...]
    remarks: tuple[int, ...]
    titles: Sequence[str] | None = None
    """The cells of the row that names the columns."""


def keyed_rows(lines: Sequence[Line]) -> KeyedRows:
    """``lines`` with the keys of calls apart from the turns beside them in tables."""
    kept: list[Line] = []
    repeated: list[Line] = []
    for wide, group in groupby(lines, key=lambda line: len(line.cells)):
        rows = list(group)
        columns = _columns([_cells(row) for row in rows]) if wide > 2 else None
        if columns is None:
            kept += rows
        else:
            for line, again in _apart(rows, columns):
                (repeated if again else kept).append(line)
    return KeyedRows(tuple(kept), tuple(repeated))


def _cells(row: Line) -> list[str]:
    return [row.text[start:end].strip() for start, end in row.cells]


def _columns(rows: Sequence[Sequence[str]]) -> _Columns | None:
    """What each column holds; None where none tells the call."""
    columns = range(len(rows[0]))
    words = max(columns, key=lambda c: sum(map(len, {row[c] for row in rows})))
    voice = max(
        (c for c in columns if c != words), key=lambda c: _changes([row[c] for row in rows])
    )
    spoken = [row for row in rows if row[words] and row[voice]]
    names = Counter(row[voice] for row in spoken)
    titles = None
    if spoken and names[spoken[0][voice]] == 1 and not any(map(str.isdigit, "".join(spoken[0]))):
        titles = spoken.pop(0)
    if len(spoken) < max(_LEAST_ROWS, _NEARLY * sum(bool(row[words]) for row in rows) - 1):
        return None
    said = [row[voice] for row in spoken]
    if 2 * len(set(said)) > len(said) or _changes(said) < _TAKES_TURNS * len(said):
        return None
    others = [c for c in columns if c not in (words, voice)]
    begins = {c: _begins([row[c] for row in spoken]) for c in others}
    able = [c for c in others if 0 in begins[c] and 2 * len(begins[c]) <= len(spoken)]
    usual = Counter(frozenset(begins[c]) for c in able if len(begins[c]) > 1)
    if not usual:
        return None
    runs, together = usual.most_common(1)[0]
    keys = tuple(c for c in able if begins[c] <= runs)
    if together == 1 and all(prefix(spoken[i][c]).start_ms is not None for c in keys for i in runs):
        return None  # times in the margin
    filled = {c: sum(bool(row[c]) for row in spoken) for c in others}
    remarks = (c for c in others if c > words and c not in keys and 2 * filled[c] <= len(spoken))
    return _Columns(words, voice, keys, tuple(remarks), titles)


def _changes(cells: Sequence[str]) -> int:
    return sum(a != b for a, b in pairwise(filter(None, cells)))


def _begins(cells: Sequence[str]) -> set[int]:
    """Where a cell is printed that is not as the one above."""
    return {i for i, cell in enumerate(cells) if cell and (i == 0 or cells[i - 1] != cell)}


def _apart(rows: Sequence[Line], columns: _Columns) -> Iterator[tuple[Line, bool]]:
    """The lines of a table's rows, and whether each is a key printed again."""
    above: list[str] | None = None
    rest = set(range(len(rows[0].cells))) - {*columns.keys, *columns.remarks}
    for row in rows:
        cells = _cells(row)
        key = [cells[c] for c in columns.keys]
        is_turn = cells[columns.words] and (cells[columns.voice] or not any(key) or key == above)
        if not is_turn or cells == columns.titles:
            yield row, False
            continue
        if any(key):
            yield replace(_part(row, columns.keys), kind="heading"), key == above
        above = key
        yield _part(row, rest), False
        for c in columns.remarks:
            if cells[c]:
                yield replace(cell_of(row, *row.cells[c]), kind="comment"), False


def _part(row: Line, columns: Collection[int]) -> Line:
    """The row with the cells of ``columns`` alone, each in its place."""
    cells = [[cell_of(row, *span)] if span[0] < span[1] else [] for span in row.cells]
    return joined_cells([cell if c in columns else [] for c, cell in enumerate(cells)], row.row)


def add_translations(calls: Iterable[CallDraft], sides: SideBySide, account: Account) -> None:
    """Give the turns what stands beside them in the other column of a table."""
    beside: dict[int, tuple[Line, ...]] = {}
    for left, right in sides.links:
        others = tuple(sides.second[i] for i in right)
        for i in left:
            beside |= dict.fromkeys((at for at in sides.first[i].offsets() if at != ADDED), others)
    for turn in (turn for call in calls for turn in call.turns):
        if turn.translation or not turn.parts:
            continue
        line, start, end = turn.parts[0]
        offset, _end = line.place(start, end) or (ADDED, ADDED)
        for other in beside.get(offset, ()):
            label = _LABEL.match(other.text)
            begin = label.end() if label else 0
            account.take(other, 0, begin, "label")
            turn.translation.append((other, begin, len(other.text)))
