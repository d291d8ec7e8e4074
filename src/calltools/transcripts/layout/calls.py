"""Lines to calls: where a call begins and ends, which lines are turns, what stands between."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from calltools.transcripts.layout import asides
from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.drafts import (
    Account,
    CallDraft,
    NoteDraft,
    TurnDraft,
    add_words,
    begin_turn,
)
from calltools.transcripts.layout.header import (
    fields,
    has_evidence,
    is_sequence,
    read_header,
)
from calltools.transcripts.layout.headlines import begins_header, is_header_label
from calltools.transcripts.layout.heads import CLOSING, is_quoted, prefix
from calltools.transcripts.layout.labels import Labels, is_column_titles
from calltools.transcripts.layout.legend import first_speaker
from calltools.transcripts.layout.vocabulary import is_stage, role_by_name
from calltools.transcripts.layout.words import spoken
from calltools.transcripts.readers.document import Line

_DASH = re.compile(r"(?:——?|--?|–|－－?|[•·◆◇■□▲△►▶★☆])\s*(?=\S)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LABEL_EN = re.compile(r"^[A-Za-z][\w .']{0,24}:\s*")


def assemble(
    lines: Sequence[Line], labels: Labels, account: Account, starts: Container[int] = ()
) -> list[CallDraft]:
    """The calls of a document in order, before it is known whether they are calls at all.

    At the positions ``starts`` one begins whatever is printed there.
    """
    assembler = _Assembler(lines, labels, account)
    for i in range(len(lines)):
        if i in starts:
            assembler.begin_anew()
        assembler.take(i)
    return assembler.finish()


class _Assembler:
    """Goes through the lines once.

    ``lead`` are the lines since the last call ended, ``early`` the notes among them.
    """

    def __init__(self, lines: Sequence[Line], labels: Labels, account: Account) -> None:
        self._lines = lines
        self._labels = labels
        self._account = account
        self._calls: list[CallDraft] = []
        self._call: CallDraft | None = None
        self._lead: list[Line] = []
        self._early: list[tuple[str, Line]] = []
        self._told = False
        self._content = False
        self._times: tuple[int | None, int | None] = (None, None)
        self._boundary = True
        self._ended = False
        self._last_label: str | None = None
        self._footnotes: set[str] = set()
        self._read_for_notes = 0
        labelled = [i for i, head in enumerate(labels.heads) if head and not lines[i].timed]
        bodies = [lines[i].text[labels.heads[i].body :] for i in labelled]  # type: ignore[union-attr]
        self._labelled = bool(labelled)
        self._quoted = bool(bodies) and sum(map(is_quoted, bodies)) > 0.7 * len(bodies)
        self._depth = min((lines[i].depth for i in labelled), default=0)
        dashes = sum(bool(_DASH.match(line.text)) for line in lines)
        items = sum(line.kind == "item" and not line.numbered for line in lines)
        told_first = items > 1 and first_speaker(lines) is not None
        self._dashes = not labelled and (dashes > 1 or told_first)
        self._quotes = not labelled and not self._dashes and _quotes_in_a_row(lines)

    def finish(self) -> list[CallDraft]:
        """The calls found."""
        self._close()
        return [call for call in self._calls if call.turns]

    def begin_anew(self) -> None:
        """Close the call, and let what was read since the last turn belong to none."""
        self._close()
        self._lead, self._early, self._told, self._content = [], [], False, False

    def take(self, i: int) -> None:
        """Put line ``i`` where it belongs."""
        line = self._lines[i]
        head = self._labels.heads[i]
        if line.timed:
            self._take_cue(i)
        elif i in self._labels.legend or is_column_titles(line):
            self._account.take_line(line, "legend")
        elif line.kind == "rule":
            self._account.take_line(line, "rule")
            self._boundary = True
        elif _is_time(line.text):
            times = prefix(line.text)
            self._times = (times.start_ms, times.end_ms)
            self._account.take_line(line, "time")
        elif head is not None and not is_header_label(i, self._lines, self._labels):
            if not self._take_translated(i):
                self._begin(begin_turn(line, head, self._account))
        elif self._call is not None and self._is_next_header(i):
            self._close()
            self._take_lead(line)
        elif self._call is None:
            self._take_lead(line)
        else:
            self._take_inside(line)

    def _is_next_header(self, i: int) -> bool:
        line, head = self._lines[i], self._labels.heads[i]
        return not asides.is_footer(line.text) and begins_header(
            line, after_boundary=self._boundary, is_head=head is not None
        )

    def _begin(self, turn: TurnDraft) -> None:
        if self._call is None:
            self._call = CallDraft(header=self._lead)
            self._call.notes = [NoteDraft(0, kind, line) for kind, line in self._early]
            self._lead, self._early, self._told = [], [], False
        if turn.start_ms is None:
            turn.start_ms, turn.end_ms = self._times
        self._times = (None, None)
        self._call.turns.append(turn)
        self._boundary = self._ended = False

    def _close(self) -> None:
        if self._call is not None:
            self._calls.append(self._call)
        self._call = None
        self._footnotes, self._read_for_notes = set(), 0
        self._boundary, self._ended = True, False
        self._times = (None, None)

    def _take_cue(self, i: int) -> None:
        """Each cue is a turn; one without label is the last speaker's."""
        line, head = self._lines[i], self._labels.heads[i]
        text = line.text
        if head is None and asides.is_bracketed(text) and is_stage(text) and self._call:
            self._call.note("stage_direction", line)
            return
        if head is not None:
            turn = begin_turn(line, head, self._account)
            self._last_label = head.label
        else:
            turn = TurnDraft(self._last_label)
            add_words(turn, line)
        turn.start_ms, turn.end_ms, turn.kind = line.start_ms, line.end_ms, "cue"
        self._begin(turn)

    def _take_lead(self, line: Line) -> None:
        """A line before the first turn: header, or a note, or a turn without label."""
        text = line.text
        if self._is_point(line, bullets=self._content) and self._may_have_points():
            self._begin_point(line)
        elif self._is_bare_turn(line) and self._told:
            self._begin_bare(line)
        elif asides.is_ellipsis(text):
            self._early.append(("ellipsis", line))
        elif self._is_early_narration(line):
            self._early.append(("narration", line))
        elif self._told and asides.is_bracketed(text) and is_stage(text) and len(text) < 40:
            self._early.append(("stage_direction", line))
        else:
            self._lead.append(line)
            self._told = self._told or has_evidence([line])
            self._content = any(field == "content" for field, _key, _value in fields(line))
            self._boundary = True

    def _is_early_narration(self, line: Line) -> bool:
        account = asides.is_bracketed(line.text) and asides.is_account(line.text)
        told = account or (self._told and asides.is_narration(line))
        return told and not has_evidence([line])

    def _take_inside(self, line: Line) -> None:
        """A line without label after a turn."""
        call = self._call
        assert call is not None
        text = line.text
        number = asides.footnote_number(text)
        if asides.is_ellipsis(text):
            call.note("ellipsis", line)
        elif asides.is_bracketed(text):
            self._take_bracketed(line)
        elif asides.is_footer(text) or (line.gap and _is_remark(line)):
            self._take_footer(line)
        elif number in self._cited() or (number == "" and (line.gap or self._ended)):
            call.note("footnote", line)
            self._boundary = self._ended = True
        elif all(t.kind == "point" for t in call.turns[-1:]) and self._is_point(line, bullets=True):
            self._begin_point(line)
        elif self._is_bare_turn(line):
            self._begin_bare(line)
        elif self._is_translation(text):
            call.turns[-1].translation.append((line, 0, len(text)))
        elif self._narrates(line):
            call.note("narration", line)
            self._ended = True
        elif not self._ended:
            add_words(call.turns[-1], line)

    def _take_footer(self, line: Line) -> None:
        assert self._call is not None
        self._call.note("footer", line)
        self._boundary = self._ended = True

    def _take_bracketed(self, line: Line) -> None:
        call = self._call
        assert call is not None
        inner = line.text.strip("。. ")[1:-1]
        if self._is_translation(inner):
            start = line.text.index(inner)
            if label := _LABEL_EN.match(inner):
                start += label.end()
            call.turns[-1].translation.append((line, start, line.text.index(inner) + len(inner)))
            self._account.take_line(line, "label")
            return
        kind = asides.bracket_kind(line.text)
        if kind == "footer":
            self._take_footer(line)
            return
        call.note(kind, line)
        self._ended = self._ended or kind == "narration"

    def _take_translated(self, i: int) -> bool:
        """Take a labelled line that repeats the turn before in another language."""
        head, line = self._labels.heads[i], self._lines[i]
        if self._call is None or head is None:
            return False
        before = self._call.turns[-1]
        role = role_by_name(head.label)
        same = before.label is not None and role is not None and role == role_by_name(before.label)
        body = line.text[head.body :]
        if not same or before.translation or head.label == before.label:
            return False
        if bool(_HAN.search(head.label)) or not self._is_translation(body):
            return False
        self._account.take(line, 0, head.body, "label")
        before.translation.append((line, head.body, len(line.text)))
        return True

    def _is_translation(self, text: str) -> bool:
        """Whether ``text`` is English after a Chinese turn."""
        call = self._call
        if call is None or _HAN.search(text) or len(_LATIN_WORD.findall(text)) < 2:
            return False
        return any(_HAN.search(part.text[start:end]) for part, start, end in call.turns[-1].parts)

    def _narrates(self, line: Line) -> bool:
        open_quote = False
        if self._quoted and self._call is not None and self._call.turns:
            parts = [part.text[start:end] for part, start, end in self._call.turns[-1].parts]
            closing = CLOSING.get(parts[0].strip()[:1]) if parts else None
            open_quote = closing is not None and closing not in parts[-1][1:]
        return asides.is_narration(
            line, quoted=self._quoted, open_quote=open_quote, quote_depth=self._depth
        )

    def _cited(self) -> set[str]:
        assert self._call is not None
        for turn in self._call.turns[self._read_for_notes :]:
            self._footnotes.update(spoken(turn.parts[-20:]).footnotes)
        self._read_for_notes = len(self._call.turns) - 1  # the last turn may go on
        return self._footnotes

    def _is_point(self, line: Line, *, bullets: bool) -> bool:
        """A numbered point, or one with a bullet right under 内容提要."""
        point = (
            (bullets and line.kind == "item")
            or line.numbered
            or (prefix(line.text).number and not fields(line))
        )
        return point and line.kind != "heading"

    def _may_have_points(self) -> bool:
        """Numbered points are turns under a header that records a call."""
        lead = self._lead[-20:]
        pairs = {field for line in lead for field, _key, _value in fields(line)}
        if "content" in pairs or any(is_sequence(line.text) for line in lead):
            return self._told
        dated = any(dates(line.text) for line in lead)
        call = read_header(lead).call
        recorded = call.recording_no is not None or call.phone is not None or self._labelled
        return self._told and dated and recorded

    def _begin_point(self, line: Line) -> None:
        start = 0 if line.numbered else prefix(line.text).end
        self._account.take(line, 0, start, "number")
        turn = TurnDraft(None, kind="point")
        add_words(turn, line, start)
        self._begin(turn)

    def _is_bare_turn(self, line: Line) -> bool:
        """A turn set off only by a dash or by quotation marks, in a document without labels."""
        if self._dashes:
            return bool(_DASH.match(line.text)) or line.kind == "item"
        return self._quotes and is_quoted(line.text)

    def _begin_bare(self, line: Line) -> None:
        match = _DASH.match(line.text)
        start = match.end() if match else 0
        self._account.take(line, 0, start, "label")
        turn = TurnDraft(None, kind="dash")
        add_words(turn, line, start)
        self._begin(turn)


def _is_remark(line: Line) -> bool:
    """Whether the line begins with a key that no speaker has: 结论：……"""
    pairs = fields(line)
    return bool(pairs) and pairs[0][0] == "aside" and line.text.startswith(pairs[0][1])


def _is_time(text: str) -> bool:
    times = prefix(text)
    return times.start_ms is not None and not text[times.end :].strip()


def _quotes_in_a_row(lines: Sequence[Line]) -> bool:
    """Whether at least four lines that follow one another are words in quotation marks."""
    best = run = 0
    for line in lines:
        run = run + 1 if is_quoted(line.text) else 0
        best = max(best, run)
    return best >= 4
