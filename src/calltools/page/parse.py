"""A document's calls: turns with roles, headers, notes, and an account of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from calltools.messages import N_, Message, first
from calltools.page.call_assembly import call_drafts, told_once, unsure
from calltools.page.crf import Node
from calltools.page.drafts import Account, CallDraft, KindSpan, TurnDraft
from calltools.page.fact_lines import add_fact_lines
from calltools.page.header import has_evidence, read_header
from calltools.page.keyed_rows import add_translations, keyed_rows
from calltools.page.legend import legend
from calltools.page.named_labels import NO_ROLES, NamedLabels
from calltools.page.outside_reasons import LeftOut, account_outside, is_sentence, left_out
from calltools.page.printed_lines import printed_lines
from calltools.page.roles import SpeakerRole, assign_roles
from calltools.page.segments import PartOfLine, Segment, Stream, stream
from calltools.page.tagger import Allowed, PageModel, Tag, page_model, scored, tag_segments, weighed
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
from calltools.transcripts.readers.document import Document, Line, line_starts
from calltools.transcripts.readers.table_lines import columns_apart
from calltools.transcripts.spoken import TurnWords, bracketed, spoken, tidy
from calltools.transcripts.text_language import language_of
from calltools.transcripts.vocabulary import fold
from calltools.transcripts.warning import NOT_TAKEN, TOLD, CallWarning
from calltools.transcripts.warnings import WARNING, remark_in

_SIDES: Mapping[str, str] = {INVESTIGATOR: "caller", HOSPITAL: "hospital"}
_NAMED = 5
"""Numbers of lines that a warning names."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document holds.  ``pieces`` cover its text from end to end."""

    document: Document
    calls: tuple[Transcript, ...]
    pieces: tuple[KindSpan, ...]
    left_out: tuple[str, ...] = ()
    """What may be words of a call, in a document in which none was found, counted."""

    @property
    def unplaced(self) -> tuple[KindSpan, ...]:
        """The text that could be put nowhere."""
        return tuple(piece for piece in self.pieces if piece.kind == "unplaced")


def parse(
    document: Document,
    roles: Mapping[str, Role] = NO_ROLES,
    *,
    model: PageModel | None = None,
    is_call: bool = False,
) -> Parsed:
    """The calls of ``document``; none if it holds no dialogue.  Raises nothing.

    ``roles`` are those that a person gives to printed labels, which override what is found;
    ``model`` is the page model to read by, that of the package if None.  ``is_call``: the person
    who gives the document says that it holds a call.
    """
    labels, model = NamedLabels(roles), model or page_model()
    account = Account(document)
    body, warnings = _without_warnings(labels.body(document), account)
    warnings += [CallWarning("layout", doubt) for doubt in document.doubts]
    found = find_calls(body, account, model, labels, given=is_call)
    calls, lines = found.calls, found.lines
    drafts = [call.draft for call in calls]
    add_fact_lines(lines, drafts)
    transcripts = [_transcript(document, call, account) for call in calls]
    words = [turn.text for call in calls for turn in call.words]
    account_outside(lines, drafts, words, account)
    missed = left_out(lines, drafts, words, found.doubtful)
    starts = line_starts(document)
    read = [
        replace(labels.with_roles(call), warnings=(*warnings, *_not_taken(starts, lost)))
        for call, lost in zip(transcripts, missed, strict=True)
        if call.turns
    ]
    lost = [] if read else [LeftOut(lines[i], "quoted") for i, _start, _end in found.doubtful]
    untold = tuple(warning.words for warning in _not_taken(starts, lost))
    if not is_call:
        read = [replace(call, warnings=(*call.warnings, *_doubts(call))) for call in read]
    return Parsed(document, tuple(read), account.pieces(), untold)


_LINES_NOT_TAKEN = {
    "quoted": (
        N_("{count} quoted line was not taken as words of the call: {lines}"),
        N_("{count} quoted lines were not taken as words of the call: {lines}"),
    ),
    "labelled": (
        N_("{count} labelled line was not taken as words of the call: {lines}"),
        N_("{count} labelled lines were not taken as words of the call: {lines}"),
    ),
}


def _not_taken(starts: Sequence[int], lost: Sequence[LeftOut]) -> Iterator[CallWarning]:
    """What of a call is speech and in no turn, counted: nothing is left out in silence."""
    for kind, (one, several) in _LINES_NOT_TAKEN.items():
        places = [each.line.place() or (0, 0) for each in lost if each.kind == kind]
        if places:
            numbers = [str(bisect_right(starts, start)) for start, _end in places]
            template = several if numbers[1:] else one
            words = Message(template, count=len(numbers), lines=first(numbers, _NAMED))
            yield CallWarning(NOT_TAKEN, words)


@dataclass(frozen=True, slots=True)
class FoundCall:
    """What was found as a call, with the words of each turn and the roles by folded label."""

    draft: CallDraft
    words: Sequence[TurnWords]
    roles: Mapping[str, SpeakerRole]


class FoundCalls(NamedTuple):
    """What may be a call among the ``lines`` of a document, and the quotations of which it is
    doubtful whether they are words of one."""

    calls: list[FoundCall]
    lines: tuple[Line, ...]
    doubtful: list[PartOfLine]


def find_calls(
    body: Sequence[Line],
    account: Account,
    model: PageModel,
    labels: NamedLabels | None = None,
    *,
    given: bool = False,
) -> FoundCalls:
    """What may be a call among the lines of ``body``; ``given``: a person says that one is."""
    labels = labels or NamedLabels()
    sides = columns_apart(body)
    rows = keyed_rows(sides.first if sides else body)
    for line in rows.repeated:
        account.take_line(line, "margin")
    lines = tuple(printed_lines(labels.cut(rows.lines), labels.keys))
    one = scored(weighed(stream(lines, labels), model.basis), model)
    page, may = one.page, _allowed(one.page, labels)
    tags = tag_segments(one, may)
    if given and (again := _brought_back(page, tags, may)):
        tags = tag_segments(one, again)
    tags = told_once(page, tags)
    doubtful = unsure(page, tags)
    drafts = call_drafts(page, tags, model.begins, account)
    if sides:
        add_translations(drafts, sides, account)
    words = [[spoken(turn.parts) for turn in draft.turns] for draft in drafts]
    roles = assign_roles(drafts, lines)
    calls = [FoundCall(*call) for call in zip(drafts, words, roles, strict=True)]
    return FoundCalls(calls, lines, doubtful)


def _allowed(page: Stream, labels: NamedLabels) -> Allowed | None:
    """What each segment may be where roles are given to ``labels``: a line under one of them is a
    turn of that role.  None where there is no such line."""
    own: dict[int, str] = {}
    below: set[int] = set()
    """The words of a label that stands alone."""
    for segment in page.segments if labels else ():
        line = page.lines[segment.line]
        reading = labels.reading(line) if segment.quotation is None else None
        if reading is not None and reading.head is not None:
            own[segment.line] = reading.head.key
            if not line.text[reading.start :].strip():
                below.add(segment.line + 1)
    if not own:
        return None

    def may(segment: Segment, node: Node) -> bool:
        if segment.quotation is not None:
            return True
        key = own.get(segment.line)
        if key is not None:
            side = _SIDES.get(labels.role_of(key) or "")
            is_turn = node.kind == "turn" and node.key == key and node.role != "third"
            return is_turn and side in (None, node.role)
        return segment.line not in below or node.kind == "goes_on"

    return may


def _brought_back(page: Stream, tags: Sequence[Tag], may: Allowed | None) -> Allowed | None:
    """What each segment may be where a person says that the document holds a call and nobody was
    found to speak: lines under a label that comes again are turns.  None where somebody speaks."""
    if any(tag.is_party for tag in tags):
        return None
    labels = {
        segment.line: {option.head.key for option in segment.options if option.head}
        for segment in page.segments
        if segment.quotation is None
    }
    count = Counter(key for keys in labels.values() for key in keys)
    again = {line: {key for key in keys if count[key] > 1} for line, keys in labels.items()}
    forced = {line: keys for line, keys in again.items() if keys}
    if not forced:
        return None

    def may_now(segment: Segment, node: Node) -> bool:
        if segment.quotation is not None or segment.line not in forced:
            return may is None or may(segment, node)
        return node.role in ("caller", "hospital") and node.key in forced[segment.line]

    return may_now


def _doubts(call: Transcript) -> Iterator[CallWarning]:
    """What makes it doubtful that the words are a call with a hospital; whose the turns are, and
    how sure that is, :func:`~calltools.transcripts.warnings.warnings_of` says."""
    if not call.call.hospital:
        yield CallWarning("no_hospital", Message("no hospital was found: is it a call with one?"))
    sides = {turn.role for turn in call.turns} & {INVESTIGATOR, HOSPITAL}
    if len(sides) == 1 and all(turn.role != UNKNOWN for turn in call.turns):
        yield CallWarning("one_side", Message("only one side speaks in this call"))


def _without_warnings(
    body: Iterable[Line], account: Account
) -> tuple[list[Line], list[CallWarning]]:
    """The lines that were not written by calltools to warn a reader, and what it warned of."""
    lines, warnings = [], []
    for line in body:
        kind, words = remark_in(line.text.strip()) or ("", "")
        if kind == WARNING:
            account.take_line(line, "flags")
            warnings.append(CallWarning(TOLD, words))
        else:
            lines.append(line)
    return lines, warnings


def _transcript(document: Document, call: FoundCall, account: Account) -> Transcript:
    turns: list[Turn] = []
    roles: dict[str, SpeakerRole] = {}
    kept_before = [0]  # for each draft turn, how many turns stand before it
    for draft, words in zip(call.draft.turns, call.words, strict=True):
        account.take_each(words.kinds)
        if words.text or words.printed:
            turn = _turn(document, draft, words, account)
            turns.append(turn)
            if draft.label and turn.speaker is not None:
                roles.setdefault(turn.speaker, call.roles[fold(draft.label)])
        kept_before.append(len(turns))
    notes = []
    for note in call.draft.notes:
        account.take_line(note.line, note.kind)
        text = note.line.text.replace("\n", " ")
        notes.append(Note(kept_before[note.after_turn], note.kind, text))
    for line in call.draft.header:
        if legend(line):
            account.take_line(line, "legend")
        elif has_evidence([line]) or (line.kind != "heading" and not is_sentence(line.text)):
            account.take_line(line, "header")
    header = read_header(call.draft.fact_lines, document.pages)
    for place in header.places.values():
        account.fill_span(place.start, place.end, "header")
    return Transcript(
        turns=tuple(turns),
        language=language_of("".join(turn.text for turn in turns)),
        origin="published",
        call=header.call,
        parties=tuple(
            Party(speaker, own.role, own.confidence, "inferred", own.evidence)
            for speaker, own in roles.items()
        ),
        duration_ms=header.duration_ms,
        places=header.places,
        notes=tuple(notes),
    )


def _turn(document: Document, draft: TurnDraft, words: TurnWords, account: Account) -> Turn:
    translation = None
    if draft.translation:
        for part in draft.translation:
            account.take(*part, "translation")
        translation = tidy("\n".join(line.text[s:e] for line, s, e in draft.translation))
    kind, beside_label = bracketed(draft.aside) if draft.aside else ("", "")
    stage = (beside_label,) if kind == "stage_direction" else ()
    # a sign, as a bullet of one's own, is not a name
    is_name = draft.label is not None and any(map(str.isalnum, draft.label))
    return Turn(
        text=words.text,
        speaker=tidy(draft.label) if draft.label and is_name else None,
        role=draft.role or UNKNOWN,
        start_ms=draft.start_ms,
        end_ms=draft.end_ms,
        printed=words.printed if words.printed != words.text else None,
        glosses=words.glosses,
        stage_directions=(*stage, *words.stage_directions),
        footnotes=words.footnotes,
        translation=translation,
        places=tuple(_places(document, draft.parts)),
    )


def _places(document: Document, parts: Iterable[tuple[Line, int, int]]) -> Iterator[Place]:
    for line, start, end in parts:
        first, last = line.place(start, end) or (0, 0)
        yield Place(first, last, bisect_right(document.pages, first) if document.pages else None)
