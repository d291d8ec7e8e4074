"""A document's calls: turns with roles, headers, notes, and an account of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from calltools.messages import N_, Message, first
from calltools.page.call_assembly import call_drafts, told_once, unsure
from calltools.page.call_judge import FoundCall, likely_call
from calltools.page.constraints import allowed, brought_back
from calltools.page.directions import DROPPED, Directions
from calltools.page.drafts import Account, CallDraft, KindSpan, TurnDraft
from calltools.page.fact_lines import add_fact_lines
from calltools.page.header import has_evidence, read_header
from calltools.page.kept_page import KeptPage
from calltools.page.keyed_rows import add_translations, keyed_rows
from calltools.page.legend import legend
from calltools.page.outside_reasons import LeftOut, account_outside, is_sentence, left_out
from calltools.page.overridden_facts import with_facts
from calltools.page.overridden_tags import as_given, given_to
from calltools.page.overrides import extent
from calltools.page.printed_lines import printed_lines
from calltools.page.roles import SpeakerRole, assign_roles
from calltools.page.segments import PartOfLine, Stream
from calltools.page.similar_segments import ReadSegment, read_segments
from calltools.page.tagger import PageModel, Tag, page_model, tag_segments
from calltools.page.tidy_transcripts import tidy_page
from calltools.transcripts.model import UNKNOWN, Note, Party, Place, Role, Transcript, Turn
from calltools.transcripts.readers.document import Document, Line, line_starts
from calltools.transcripts.readers.table_lines import columns_apart
from calltools.transcripts.spoken import TurnWords, bracketed, spoken, tidy
from calltools.transcripts.text_language import language_of
from calltools.transcripts.vocabulary import fold
from calltools.transcripts.warning import NOT_TAKEN, TOLD, CallWarning
from calltools.transcripts.warnings import WARNING, remark_in

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
    segments: tuple[ReadSegment, ...] = ()
    """Its lines and quotations as they are weighed, each with what it was read as."""

    @property
    def unplaced(self) -> tuple[KindSpan, ...]:
        """The text that could be put nowhere."""
        return tuple(piece for piece in self.pieces if piece.kind == "unplaced")


def parse(
    document: Document,
    directions: Directions | None = None,
    *,
    kept: KeptPage | None = None,
    judged: bool = True,
) -> Parsed:
    """The calls of ``document``; none if it holds no dialogue.  Raises nothing.

    ``directions`` are what a person says about it, which stands over what is found; ``kept`` the
    page of an earlier parse, which is used again, or one with the page model to read by.  What
    looks like a call is ``judged`` whether it is one, unless the person who gives the document says
    that it holds a call."""
    directions, kept = directions or Directions(), kept or KeptPage()
    account = Account(document)
    body, warnings = _without_warnings(document, directions, account)
    warnings += [CallWarning("layout", doubt) for doubt in document.doubts]
    found = find_calls(document, body, account, kept, directions, given=not judged)
    calls, lines = found.calls, found.lines
    if judged and not directions.say_that_one_is and found.doubtful is not None:
        calls = _judged(calls, lines, account, kept.model or page_model())
    doubtful = found.doubtful or []
    drafts = [call.draft for call in calls]
    add_fact_lines(lines, drafts)
    transcripts = [_transcript(document, call, account) for call in calls]
    words = [turn.text for call in calls for turn in call.words]
    account_outside(lines, drafts, words, account)
    missed = left_out(lines, drafts, words, doubtful)
    starts = line_starts(document)
    roles = _roles_given(drafts)
    read = [
        replace(directions.with_roles(call, roles), warnings=(*warnings, *_not_taken(starts, lost)))
        for call, lost in zip(transcripts, missed, strict=True)
        if call.turns
    ]
    read = with_facts(read, directions.facts, document.pages)
    for fact in directions.facts:
        account.fill_span(*(fact.words or (0, 0)), "header")
    lost = [] if read else [LeftOut(lines[i], "quoted") for i, _start, _end in doubtful]
    untold = tuple(warning.words for warning in _not_taken(starts, lost))
    segments = read_segments(found.page, found.tags, given_to(found.page, directions), read)
    left = [ReadSegment.left_out(start, end) for start, end in found.left]
    every = tuple(sorted((*segments, *left), key=lambda one: (one.start, -one.end)))
    return Parsed(document, tuple(read), account.pieces(), untold, every)


def _roles_given(drafts: Sequence[CallDraft]) -> dict[int, Role]:
    """The roles that a person gave to turns, by where their words begin."""
    return {
        place[0]: turn.given
        for draft in drafts
        for turn in draft.turns
        for line, start, end in turn.parts[:1]
        if turn.given and (place := line.place(start, end))
    }


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


class FoundCalls(NamedTuple):
    """What may be a ``call`` of a document, its ``lines`` as they are weighed, and the quotations
    that may well be turns and are not taken; None where nothing had to be weighed.  ``tags`` tell
    what each segment of ``page`` was found to be; what a person ``left`` out is none of them."""

    calls: list[FoundCall]
    lines: tuple[Line, ...]
    doubtful: list[PartOfLine] | None
    page: Stream
    tags: list[Tag]
    left: tuple[tuple[int, int], ...]


def find_calls(
    document: Document,
    body: Sequence[Line],
    account: Account,
    kept: KeptPage | None = None,
    directions: Directions | None = None,
    *,
    given: bool = False,
) -> FoundCalls:
    """What may be a call among the lines of ``body``; ``given``: a person says that one is."""
    directions, kept = directions or Directions(), kept or KeptPage()
    labels = directions.labels
    sides = columns_apart(body)
    rows = keyed_rows(sides.first if sides else body)
    for line in rows.repeated:
        account.take_line(line, "margin")
    printed = list(printed_lines(labels.cut(rows.lines), labels.keys))
    out = directions.left_out
    left = {i: extent(line) for i, line in enumerate(printed) if out and extent(line)[0] in out}
    for i in left:
        account.take_line(printed[i], DROPPED)
    lines = tuple(line for i, line in enumerate(printed) if i not in left)
    doubtful, begins = None, None
    plain = None if directions.by_lines or sides else tidy_page(lines)
    scored = None if plain else kept.of(lines, labels)
    page, tags = plain or (kept.of(lines, labels).page, [])
    here = given_to(page, directions)
    told = frozenset(n for (n, _quoted), own in here.items() if own.begins)
    joins = frozenset(n for (n, _quoted), own in here.items() if own.begins is False)
    by_line = directions.first_lines(document, lines)
    starts = by_line | told
    if scored is not None:
        begins, may = scored.model.begins, allowed(page, directions, by_line)
        tags = tag_segments(scored, may)
        first = starts or ((0,) if given else ())
        if first and (again := brought_back(page, tags, first, may)):
            tags = tag_segments(scored, again)
    tags = as_given(page, tags, here)
    if scored is not None:
        tags = told_once(page, tags)
        doubtful = unsure(page, tags)
    drafts = call_drafts(page, tags, begins, account, starts, joins)
    if sides:
        add_translations(drafts, sides, account)
    words = [[spoken(turn.parts) for turn in draft.turns] for draft in drafts]
    roles = assign_roles(drafts, lines)
    calls = [FoundCall(*call) for call in zip(drafts, words, roles, strict=True)]
    return FoundCalls(calls, lines, doubtful, page, tags, tuple(left.values()))


def _judged(
    calls: Sequence[FoundCall], lines: Sequence[Line], account: Account, model: PageModel
) -> list[FoundCall]:
    """Those that are likely calls with a hospital, or of which a person says so."""
    kept = []
    for call in calls:
        told = call.draft.begins is not None or any(turn.given for turn in call.draft.turns)
        if told or likely_call(call, lines, model) >= 0.5:
            kept.append(call)
            continue
        for line in lines[call.draft.first : call.draft.last]:
            account.take_line(line, "talk")
    return kept


def _without_warnings(
    document: Document, directions: Directions, account: Account
) -> tuple[list[Line], list[CallWarning]]:
    """The lines that were not written by calltools to warn a reader, and what it warned of."""
    lines, warnings = [], []
    for line in directions.kept(document, directions.body(document), account):
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
