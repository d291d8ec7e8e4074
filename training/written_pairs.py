"""Calls with an English translation, written for tests: links and findings in a notation.

``== id script kind date zh/en | hospital | its English name`` opens a call; zh and en are the
caller's labels, every other label is the hospital's.  ``label：words`` is a turn of the Chinese,
``Label: words`` one of the English.  Paragraphs are links: as many turns of both languages are as
many links of one to one, any other numbers are one link.  ``Label ^x: words`` is printed where the
paragraph ``^x`` stands.  ``! type Chinese | English ; what`` is a finding of the turns above it in
its paragraph, with both spans, - where there is none; ``!2`` begins in the paragraph before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""A call with the fields of gold/bilingual/calls.jsonl."""

_ZH = re.compile(r"([^：:，。？！\s]{1,12})：(.+)")
_EN = re.compile(r"([A-Z][\w.' -]*?)(?: \^(\w))?: (.+)")
_FINDING = re.compile(r"!(\d?) (\w+) (.+) \| ([^;]+)(?: ; (\w+))?")


def read_pairs(file: Path) -> Iterator[Row]:
    """The calls of ``file``.

    Raises:
        ValueError: a line says nothing of the notation, or a span is in no turn of its finding.
    """
    for block in re.split(r"^== ", file.read_text("utf-8"), flags=re.M)[1:]:
        head, *paragraphs = re.split(r"\n+(?:\n|\Z)", block)
        call = _Call(*_heading(head))
        for paragraph in paragraphs:
            if paragraph:
                call.add(paragraph.splitlines())
        yield call.row()


def _heading(line: str) -> tuple[Row, str, str]:
    start, zh_hospital, en_hospital = line.split(" | ")
    name, script, kind, date, labels = start.split(maxsplit=4)
    zh, en = labels.split("/")
    named = {"id": name, "synthetic": True, "zh_hospital": zh_hospital, "en_hospital": en_hospital}
    return named | {"date": date, "zh_script": script, "zh_kind": kind}, zh, en


@dataclass(eq=False)
class _Turn:
    label: str
    text: str
    role: str
    i: int = -1


@dataclass
class _Call:
    head: Row
    zh_caller: str
    en_caller: str
    zh: list[_Turn] = field(default_factory=list)
    en: list[_Turn] = field(default_factory=list)
    links: list[tuple[list[_Turn], list[_Turn]]] = field(default_factory=list)
    findings: list[tuple[re.Match[str], list[_Turn], list[_Turn]]] = field(default_factory=list)
    moved: dict[str, _Turn] = field(default_factory=dict)
    before: tuple[list[_Turn], list[_Turn]] = ([], [])

    def add(self, lines: list[str]) -> None:
        """Takes up a paragraph."""
        zh: list[_Turn] = []
        en: list[_Turn] = []
        for line in lines:
            if line.startswith("^"):
                self.en.append(self.moved.setdefault(line[1:], _Turn("", "", "")))
            elif told := _FINDING.fullmatch(line):
                earlier = self.before if told[1] == "2" else ([], [])
                self.findings.append((told, earlier[0] + zh, earlier[1] + en))
            elif said := _EN.fullmatch(line):
                en.append(self._english(*said.groups()))
            elif said := _ZH.fullmatch(line):
                role = "caller" if said[1] == self.zh_caller else "hospital"
                zh.append(_Turn(said[1], said[2], role))
            else:
                raise ValueError(f"{self.head['id']}: neither turn nor finding: {line}")
        self.zh += zh
        if len(zh) == len(en):
            self.links += [([a], [b]) for a, b in zip(zh, en, strict=True)]
        elif zh or en:
            self.links.append((zh, en))
        self.before = zh, en

    def _english(self, label: str, mark: str | None, text: str) -> _Turn:
        turn = self.moved.setdefault(mark, _Turn("", "", "")) if mark else _Turn("", "", "")
        turn.label, turn.text = label, text
        turn.role = "caller" if label == self.en_caller else "hospital"
        if not mark:
            self.en.append(turn)
        return turn

    def row(self) -> Row:
        """The call in the schema of the labelled sets."""
        for side in (self.zh, self.en):
            for i, turn in enumerate(side):
                turn.i = i
        return self.head | {
            "faithful": not self.findings,
            "zh_turns": [_said(turn) for turn in self.zh],
            "en_turns": [_said(turn) for turn in self.en],
            "links": [[[t.i for t in side] for side in link] for link in self.links],
            "findings": [self._finding(n, *told) for n, told in enumerate(self.findings, 1)],
        }

    def _finding(self, number: int, told: re.Match[str], zh: list[_Turn], en: list[_Turn]) -> Row:
        spans = [None if span == "-" else span.strip() for span in told.group(3, 4)]
        for span, side in zip(spans, (zh, en), strict=True):
            if span and not any(span in turn.text for turn in side):
                raise ValueError(f"{self.head['id']}: in no turn of its finding: {span}")
        kind = told[2]
        if kind != "summary_instead_of_translation" and told[1] != "2":
            zh, en = (_holding(span, side) for span, side in zip(spans, (zh, en), strict=True))
        return {
            "id": f"{self.head['id']}-f{number}", "type": kind, "zh_turns": [t.i for t in zh],
            "en_turns": [t.i for t in en], "zh_span": spans[0], "en_span": spans[1],
            "what": told[5] or "",
        }  # fmt: skip


def _said(turn: _Turn) -> Row:
    return {"i": turn.i, "role": turn.role, "label": turn.label, "text": turn.text}


def _holding(span: str | None, side: list[_Turn]) -> list[_Turn]:
    """The turn of ``span`` where one of several holds it, else all."""
    return [turn for turn in side if span and span in turn.text] or side
