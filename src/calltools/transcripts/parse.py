"""A document's calls: turns with roles, headers, notes, and an account of every character."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from calltools.transcripts.directions import Directions
from calltools.transcripts.language import language_of
from calltools.transcripts.layout.calls import assemble, quoted_calls
from calltools.transcripts.layout.certain import certain
from calltools.transcripts.layout.chain import best
from calltools.transcripts.layout.cues import survey
from calltools.transcripts.layout.drafts import Account, CallDraft, KindSpan, TurnDraft
from calltools.transcripts.layout.fact_lines import add_fact_lines
from calltools.transcripts.layout.header import has_evidence, read_header
from calltools.transcripts.layout.judge import FoundCall, likely_call
from calltools.transcripts.layout.keyed_rows import keyed_rows
from calltools.transcripts.layout.legend import first_speaker, legend, legends
from calltools.transcripts.layout.lines import printed_lines
from calltools.transcripts.layout.models import Models, fitted
from calltools.transcripts.layout.named import NamedLabels, brought_back, stretches
from calltools.transcripts.layout.outside import (
    LeftOut,
    account_outside,
    is_sentence,
    left_out,
)
from calltools.transcripts.layout.prose import PartOfLine, quoted
from calltools.transcripts.layout.readings import Reading, readings
from calltools.transcripts.layout.roles import (
    PrintedCall,
    SpeakerRole,
    first_by_words,
    resolve_roles,
)
from calltools.transcripts.layout.speakers import party_lines
from calltools.transcripts.layout.translations import add_translations
from calltools.transcripts.layout.vocabulary import fold, label_key
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
from calltools.transcripts.readers.document import Document, Line, line_starts
from calltools.transcripts.readers.tables import columns_apart
from calltools.transcripts.warning import NOT_TAKEN, TOLD, CallWarning
from calltools.transcripts.warnings import WARNING, remark_in

_NAMED = 5
"""Numbers of lines that a warning names."""
_RUN = 20
"""In so many lines the label of a first turn must come again."""


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
    directions: Directions | None = None,
    *,
    models: Models | None = None,
    judged: bool = True,
) -> Parsed:
    """The calls of ``document``; none if it holds no dialogue.  Raises nothing.

    ``directions`` are what a person says of it, which stands over what is found; ``models`` the
    fitted weights to read it by, those of the package if not given.  What looks like a call is
    ``judged`` whether it is one, unless whoever gives the document says that it holds a call.
    """
    directions, models = directions or Directions(), models or fitted()
    account = Account(document)
    body, warnings = _without_warnings(document, directions, account)
    warnings += tuple(CallWarning("layout", doubt) for doubt in document.doubts)
    lines, found, unsure = find_calls(document, body, account, models, directions)
    if judged and not (directions.starts or directions.roles):  # who names these says it is one
        found = _judged(found, lines, account, models)
    drafts = [one.draft for one in found]
    add_fact_lines(lines, drafts)
    calls = tuple(_transcript(document, one, account) for one in found)
    said = [words.text for one in found for words in one.words]
    account_outside(lines, drafts, said, account)
    missed = left_out(lines, drafts, said, unsure)
    calls = tuple(
        directions.with_roles(replace(call, warnings=(*warnings, *_left_out(document, lost))))
        for call, lost in zip(calls, missed, strict=True)
        if call.turns
    )
    lost = () if calls else tuple(LeftOut(lines[i], "quoted") for i, _start, _end in unsure)
    told = tuple(warning.words for warning in _left_out(document, lost))
    return Parsed(document, calls, account.pieces(), told)


def _left_out(document: Document, lost: Sequence[LeftOut]) -> Iterator[CallWarning]:
    """What of a call is speech and in no turn, counted: nothing is left out in silence."""
    starts = line_starts(document)
    for kind in ("quoted", "labelled"):
        numbers = [
            bisect_right(starts, (one.line.place() or (0, 0))[0])
            for one in lost
            if one.kind == kind
        ]
        if numbers:
            lines_ = "line was" if len(numbers) == 1 else "lines were"
            where = ", ".join(map(str, numbers[:_NAMED])) + (" …" if numbers[_NAMED:] else "")
            yield CallWarning(
                NOT_TAKEN, f"{len(numbers)} {kind} {lines_} not taken as words of the call: {where}"
            )


def find_calls(
    document: Document,
    body: Sequence[Line],
    account: Account,
    models: Models,
    directions: Directions | None = None,
    *,
    least: float = 0.5,
) -> tuple[tuple[Line, ...], list[FoundCall], list[PartOfLine]]:
    """The lines of ``body`` as they are weighed, what may be a call among them, and the quotations
    of which it is unsure.

    Who speaks in it is a party of one as likely as ``least`` or more.
    """
    directions = directions or Directions()
    sides = columns_apart(body)
    rows = keyed_rows(sides.first if sides else body)
    for line in rows.repeated:
        account.take_line(line, "margin")
    lines = tuple(printed_lines(rows.lines, directions.labels))
    starts = directions.first_lines(document, lines)
    chosen = weigh(lines, models, least=least, named=directions.labels, starts=starts)
    drafts = assemble(lines, chosen, account, models, starts)
    if sides:
        add_translations(drafts, sides, account)
    taken = [False] * len(lines)
    for draft in drafts:
        taken[draft.first : draft.last] = [True] * (draft.last - draft.first)
    turns, unsure = quoted(lines, taken)
    drafts += quoted_calls(lines, turns, starts)
    drafts.sort(key=lambda draft: draft.first)
    words = [[spoken(turn.parts) for turn in draft.turns] for draft in drafts]
    return lines, _with_roles(lines, drafts, words), unsure


def weigh(
    lines: Sequence[Line],
    models: Models,
    *,
    least: float = 0.5,
    named: NamedLabels | None = None,
    starts: Collection[int] = (),
) -> list[Reading]:
    """What each line is, the words of people left outside who are no party of a call, as likely
    as ``least`` or more; comments beside the text are weighed with no other line.

    A line under a ``named`` label is a turn, and a call begins at each of ``starts``: readings that
    say otherwise are not weighed at all, nor are those that the document's make-up rules out.
    """
    named = named or NamedLabels()
    places = [i for i, line in enumerate(lines) if line.kind != "comment"]
    weighed = [lines[i] for i in places]
    begins = {place for place, i in enumerate(places) if i in starts}
    found = named.readings(weighed, [readings(line) for line in weighed])
    for i in begins:
        found[i] = tuple(option for option in found[i] if option.kind != "goes_on") or found[i]
    around = survey(weighed, found)
    found, once = certain(weighed, found, around)
    chosen = best(around, found, models.lines)
    if (again := brought_back(found, chosen, begins)) is not None:
        found = again
        chosen = best(around, found, models.lines)
    chosen = _with_first_words(weighed, found, chosen)
    known = named.keys | once
    kept = party_lines(weighed, chosen, around, models, least=least, named=known)
    for first, end in stretches(begins, len(kept)):
        if all(reading.kind == "outside" for reading in kept[first:end]):
            kept[first:end] = chosen[first:end]
    following = iter(kept)
    return [Reading("outside") if line.kind == "comment" else next(following) for line in lines]


def _with_first_words(
    lines: Sequence[Line], found: Sequence[Sequence[Reading]], chosen: list[Reading]
) -> list[Reading]:
    """``chosen``, where a sentence right above the first turn under a label that turns below have
    is a turn: a first "put me through to the transplant ward" reads like a line of a header."""
    for i in range(len(lines) - 1):
        below = chosen[i + 1].head
        if chosen[i].kind != "outside" or below is None or not is_sentence(lines[i].text):
            continue
        run = [reading.head for reading in chosen[i + 1 : i + 1 + _RUN] if reading.head]
        for reading in found[i]:
            head = reading.head
            if head is None or head.style != below.style:
                continue
            if sum(other.key == head.key for other in run) > 1:
                chosen[i] = reading
                break
    return chosen


def _judged(
    found: list[FoundCall], lines: Sequence[Line], account: Account, models: Models
) -> list[FoundCall]:
    """The calls of ``found`` that are likely calls with a hospital."""
    kept = []
    for one in found:
        if likely_call(one, lines, models) >= 0.5:
            kept.append(one)
            continue
        for line in lines[one.draft.first : one.draft.last]:
            account.take_line(line, "talk")
    if len(kept) == len(found):
        return found
    return _with_roles(lines, [one.draft for one in kept], [one.words for one in kept])


def _in_several(drafts: Sequence[CallDraft]) -> frozenset[str]:
    """The keys of labels that stand in more calls than one."""
    calls = Counter(
        key
        for draft in drafts
        for key in {label_key(turn.label) for turn in draft.turns if turn.label}
    )
    return frozenset(key for key, count in calls.items() if count > 1)


def _with_roles(
    lines: Sequence[Line], drafts: Sequence[CallDraft], words: Sequence[Sequence[TurnWords]]
) -> list[FoundCall]:
    """The drafts of a document's calls with the roles of the labels of each."""
    declared = legends(lines)
    shared = _in_several(drafts)
    first = drafts[0].header if drafts else []
    given = [_given(draft) for draft in drafts]
    calls = []
    for draft, some, known in zip(drafts, words, given, strict=True):
        said = [(turn.label, one.text) for turn, one in zip(draft.turns, some, strict=True)]
        said = [] if known else said
        leads = draft.header if draft.header is first else [*first, *draft.header]
        told = {**declared, **legends(draft.header)}
        elsewhere = {key for label, _ in said if label and (key := label_key(label)) in shared}
        lead = "\n".join(line.text for line in leads)
        calls.append(PrintedCall(said, told, elsewhere, lead))
    roles = [known or found for known, found in zip(given, resolve_roles(calls), strict=True)]
    return [FoundCall(*one) for one in zip(drafts, words, roles, strict=True)]


def _given(draft: CallDraft) -> dict[str, SpeakerRole]:
    """The roles that were told with the turns of a call: of quotations in prose."""
    return {
        fold(turn.label): SpeakerRole(turn.role, turn.confidence, (), turn.label)
        for turn in draft.turns
        if turn.role is not None and turn.label is not None
    }


def _without_warnings(
    document: Document, directions: Directions, account: Account
) -> tuple[list[Line], tuple[CallWarning, ...]]:
    """The lines that were not written by calltools to warn a reader, and what it warned of."""
    lines, warnings = [], []
    for line in directions.kept(document, directions.body(document), account):
        kind, words = remark_in(line.text.strip()) or ("", "")
        if kind == WARNING:
            account.take_line(line, "flags")
            warnings.append(CallWarning(TOLD, words))
        else:
            lines.append(line)
    return lines, tuple(warnings)


def _transcript(document: Document, found: FoundCall, account: Account) -> Transcript:
    draft, words, roles = found.draft, found.words, found.roles
    without_label = _roles_without_label(draft, [one.text for one in words])
    turns: list[Turn] = []
    kept_before = []  # for each draft turn, how many turns stand before it
    for turn, said, role in zip(draft.turns, words, without_label, strict=True):
        kept_before.append(len(turns))
        account.take_each(said.kinds)
        if turn.role is not None:
            role = turn.role
        elif turn.label is not None:
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
        if legend(line):
            account.take_line(line, "legend")
        elif has_evidence([line]) or (line.kind != "heading" and not is_sentence(line.text)):
            account.take_line(line, "header")
    facts = draft.fact_lines
    last_ms = max((t.end_ms or t.start_ms or 0 for t in turns), default=0)
    header = read_header(
        facts.before,
        within=facts.within,
        footers=facts.after,
        titles=facts.titles,
        last_ms=last_ms or None,
        pages=document.pages,
    )
    for place in header.places.values():
        account.fill_span(place.start, place.end, "header")
    return Transcript(
        turns=tuple(turns),
        language=language_of("".join(turn.text for turn in turns)),
        origin="published",
        call=header.call,
        parties=_parties(turns, roles),
        duration_ms=header.duration_ms,
        places=header.places,
        notes=tuple(notes),
    )


def _roles_without_label(draft: CallDraft, words: Sequence[str]) -> list[Role]:
    """The roles of turns that have no label: points are the hospital's; dashes and quotations
    alternate, and who begins is told by the lead or by what is said."""
    kinds = {turn.kind for turn in draft.turns}
    if kinds == {"point"}:
        return [HOSPITAL] * len(draft.turns)
    timed = any(turn.start_ms is not None for turn in draft.turns)
    first = first_speaker(draft.header)
    if kinds == {"dash"} and not timed and first is None:
        first = first_by_words(words)
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
    first, last = line.place(start, end) or (0, 0)
    page = bisect_right(document.pages, first) if document.pages else None
    return Place(first, last, page)


def _parties(turns: Sequence[Turn], roles: Mapping[str, SpeakerRole]) -> tuple[Party, ...]:
    """The labels of the call with their roles, in order of appearance."""
    return tuple(
        Party(speaker, one.role, one.confidence, "inferred", one.evidence)
        for speaker in dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None)
        for one in (roles[fold(speaker)],)
    )
