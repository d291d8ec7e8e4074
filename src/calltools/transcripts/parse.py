"""A document's calls: turns with roles, headers, notes, and an account of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from calltools.transcripts.directions import Directions
from calltools.transcripts.layout.attribution import labels_first, speaker_first
from calltools.transcripts.layout.calls import assemble
from calltools.transcripts.layout.drafts import Account, CallDraft, KindSpan, TurnDraft
from calltools.transcripts.layout.header import has_evidence, read_header
from calltools.transcripts.layout.labels import find_labels, is_speech
from calltools.transcripts.layout.legend import first_speaker
from calltools.transcripts.layout.roles import SpeakerRole, resolve_roles
from calltools.transcripts.layout.run_on import run_on
from calltools.transcripts.layout.vocabulary import fold, role_by_name
from calltools.transcripts.layout.words import TurnWords, bracketed, spoken, tidy
from calltools.transcripts.model import (
    HOSPITAL,
    INVESTIGATOR,
    UNKNOWN,
    Note,
    Party,
    Place,
    Role,
    Transcript,
    Turn,
)
from calltools.transcripts.readers.document import Document, Line
from calltools.transcripts.readers.paragraphs import joined
from calltools.transcripts.warning import TOLD, CallWarning
from calltools.transcripts.warnings import WARNING, remark_in

_QA = frozenset(["问", "問", "答", "q", "a"])
_CALL_WORDS = (
    "电话",
    "電話",
    "通话",
    "通話",
    "录音",
    "錄音",
    "致电",
    "调查",
    "調查",
    "call",
    "phone",
    "record",
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document holds.  ``pieces`` cover its text from end to end."""

    document: Document
    calls: tuple[Transcript, ...]
    pieces: tuple[KindSpan, ...]

    @property
    def unplaced(self) -> tuple[KindSpan, ...]:
        """The text that could be put nowhere."""
        return tuple(piece for piece in self.pieces if piece.kind == "unplaced")


def parse(document: Document, directions: Directions | None = None) -> Parsed:
    """The calls of ``document``; none if it holds no dialogue.  Raises nothing.

    ``directions`` are what a person says of it, which stands over what is found.
    """
    directions = directions or Directions()
    account = Account(document)
    printed, warnings = _without_warnings(document, account)
    printed = directions.kept(document, printed, account)
    lines: Sequence[Line] = [
        speaker_first(part) for line in printed for part in run_on(line.compact())
    ]
    labels = find_labels(lines)
    if not any(labels.heads):
        lines = labels_first(lines)
        labels = find_labels(lines)
    drafts = assemble(lines, labels, account, directions.first_lines(document, lines))
    if not _is_dialogue(drafts, document):
        account = Account(document)
        directions.kept(document, document.lines, account)
        return Parsed(document, (), account.pieces())
    words = [[spoken(turn.parts) for turn in draft.turns] for draft in drafts]
    calls = tuple(
        _transcript(document, draft, all_words, _roles(drafts, words, i, labels.declared), account)
        for i, (draft, all_words) in enumerate(zip(drafts, words, strict=True))
    )
    calls = tuple(
        directions.with_roles(replace(call, warnings=warnings)) for call in calls if call.turns
    )
    return Parsed(document, calls, account.pieces())


def _roles(
    drafts: Sequence[CallDraft],
    words: Sequence[Sequence[TurnWords]],
    i: int,
    declared: Mapping[str, Role],
) -> dict[str, SpeakerRole]:
    """The roles of the labels of call ``i``."""
    said = [(turn.label, one.text) for turn, one in zip(drafts[i].turns, words[i], strict=True)]
    elsewhere = {
        fold(turn.label)
        for j, draft in enumerate(drafts)
        if j != i
        for turn in draft.turns
        if turn.label
    }
    leads = drafts[i].header if i == 0 else [*drafts[0].header, *drafts[i].header]
    return resolve_roles(said, declared, elsewhere, "\n".join(line.text for line in leads))


def _without_warnings(
    document: Document, account: Account
) -> tuple[list[Line], tuple[CallWarning, ...]]:
    """The lines that were not written by calltools to warn a reader, and what it warned of."""
    lines, warnings = [], []
    for line in joined(document.body):
        kind, words = remark_in(line.text.strip()) or ("", "")
        if kind == WARNING:
            account.take_line(line, "flags")
            warnings.append(CallWarning(TOLD, words))
        else:
            lines.append(line)
    return lines, tuple(warnings)


def _is_dialogue(drafts: Sequence[CallDraft], document: Document) -> bool:
    """Whether the drafts are calls: two voices at least, and for questions and answers alone a
    header or a word that says that it is a call."""
    turns = [turn for draft in drafts for turn in draft.turns]
    if any(turn.kind != "labelled" for turn in turns):
        return True
    names = {fold(turn.label) for turn in turns if turn.label}
    if len(names) < 2:
        return False
    told = {role_by_name(turn.label) for turn in turns if turn.label}
    both = {INVESTIGATOR, HOSPITAL} <= told
    if all(turn.narrated for turn in turns) and not both:
        return False  # a report that quotes people
    if len(names) == len(turns):  # nobody speaks twice: a glossary, a form, or a very short call
        heard = all(is_speech(_body(turn)) for turn in turns)
        return both and heard and any(has_evidence(d.header) for d in drafts)
    if names <= _QA:
        text = document.text.lower()
        return any(has_evidence(d.header) for d in drafts) or any(w in text for w in _CALL_WORDS)
    return True


def _body(turn: TurnDraft) -> str:
    return " ".join(line.text[start:end] for line, start, end in turn.parts)


def _transcript(
    document: Document,
    draft: CallDraft,
    words: Sequence[TurnWords],
    roles: dict[str, SpeakerRole],
    account: Account,
) -> Transcript:
    without_label = _roles_without_label(draft)
    turns: list[Turn] = []
    kept_before = []  # for each draft turn, how many turns stand before it
    for turn, said, role in zip(draft.turns, words, without_label, strict=True):
        kept_before.append(len(turns))
        account.take_each(said.kinds)
        if turn.label is not None:
            role = roles[fold(turn.label)].role
        if said.text or said.printed:
            turns.append(_turn(document, turn, said, role, account))
    kept_before.append(len(turns))
    notes: list[Note] = []
    for note in draft.notes:
        account.take_line(note.line, note.kind)
        text = note.line.text.replace("\n", " ")
        notes.append(Note(kept_before[note.after_turn], note.kind, text))
    for line in draft.header:
        account.take_line(line, "header")
    footers = [note.line for note in draft.notes if note.kind in ("footer", "narration")]
    last_ms = max((t.end_ms or t.start_ms or 0 for t in turns), default=0)
    header = read_header(
        draft.header, footers=footers, last_ms=last_ms or None, pages=document.pages
    )
    return Transcript(
        turns=tuple(turns),
        language=_language(document, turns),
        origin="published",
        call=header.call,
        parties=_parties(turns, roles),
        duration_ms=header.duration_ms,
        places=header.places,
        notes=tuple(notes),
    )


def _roles_without_label(draft: CallDraft) -> list[Role]:
    """The roles of turns that have no label: points are the hospital's, dashes alternate."""
    kinds = {turn.kind for turn in draft.turns}
    if kinds == {"point"}:
        return [HOSPITAL] * len(draft.turns)
    first = first_speaker(draft.header)
    if kinds == {"dash"} and first is not None:
        second = HOSPITAL if first == INVESTIGATOR else INVESTIGATOR
        return [first if i % 2 == 0 else second for i in range(len(draft.turns))]
    return [UNKNOWN] * len(draft.turns)


def _turn(
    document: Document, turn: TurnDraft, said: TurnWords, role: Role, account: Account
) -> Turn:
    translation = None
    if turn.translation:
        for line, start, end in turn.translation:
            account.take(line, start, end, "translation")
        translation = tidy("\n".join(line.text[s:e] for line, s, e in turn.translation))
    stage = said.stage_directions
    if turn.aside and bracketed(turn.aside)[0] == "stage_direction":
        stage = (bracketed(turn.aside)[1], *stage)
    return Turn(
        text=said.text,
        speaker=tidy(turn.label) if turn.label else None,
        role=role,
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        printed=said.printed if said.printed != said.text else None,
        glosses=said.glosses,
        stage_directions=stage,
        footnotes=said.footnotes,
        translation=translation,
        places=tuple(_place(document, *part) for part in turn.parts),
    )


def _place(document: Document, line: Line, start: int, end: int) -> Place:
    offsets = [offset for offset in line.at[start:end] if offset >= 0]
    page = bisect_right(document.pages, offsets[0]) if document.pages else None
    return Place(offsets[0], offsets[-1] + 1, page)


def _language(document: Document, turns: Sequence[Turn]) -> str:
    """``en``, ``zh-Hans`` or ``zh-Hant``, by the words spoken."""
    text = "".join(turn.text for turn in turns)
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if han * 3 < latin or not han:
        return "en" if latin else (document.language or "zh")
    traditional = sum(c in _TRADITIONAL for c in text)
    simplified = sum(c in _SIMPLIFIED for c in text)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


_TRADITIONAL = frozenset(
    "們個來說時會對這麼還沒樣過現開關問間後請醫護腎臟術費號幾萬錢電話週歲給讓嗎點裡從幫應該當進們為兩"
)
_SIMPLIFIED = frozenset(
    "们个来说时会对这么还没样过现开关问间后请医护肾脏术费号几万钱电话周岁给让吗点里从帮应该当进们为两"
)


def _parties(turns: Sequence[Turn], roles: Mapping[str, SpeakerRole]) -> tuple[Party, ...]:
    """The labels of the call with their roles, in order of appearance."""
    return tuple(
        Party(speaker, one.role, one.confidence, "inferred", one.evidence)
        for speaker in dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None)
        for one in (roles[fold(speaker)],)
    )
