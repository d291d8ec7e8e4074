"""What is taken out of words: a transcript and its statements, made anew from what may stay.

Only what is named here is carried over.  Whatever else a transcript holds (where it was read, by
which steps it was made, what was put right in it) may tell what was taken out, and stays behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.language.normalise import simplify
from calltools.messages import Message
from calltools.records import convert, plain
from calltools.redaction.plan import RedactionError, Removal, count_letters
from calltools.redaction.rewritten_text import RemovedSpan, Rewritten, mark, only
from calltools.redaction.spoken_stretches import SaidStretch, said_in, said_within
from calltools.redaction.text_forms import Sought
from calltools.speech.intervals import Region, join
from calltools.statements.record import Statement
from calltools.transcripts.model import Call, Transcript, Turn, Word

_REACH = 40
"""So many characters of two turns are looked at together: no name or number is longer."""
_FEWEST_ACROSS = 3
"""Two characters meet at the ends of turns by chance."""

_STAYS = (
    "category turn_index organ wait_min_days wait_max_days vague qualifier availability count_min "
    "count_max count_period price_min price_max currency modality assent ref_turn introduced_by "
    "about_other_place historic organ_evidence tags start_ms end_ms score read confidence"
)
"""What of a statement may stay; its words and offsets are made anew."""

_STAYS_HOME = frozenset({"notes", "phone", "recording_no"})
"""What is known about a call and goes with no copy: free words, and numbers that lead to people."""

_FIGURES = ("telephone", "identity", "other")
"""A statement that these were taken out of is left out, for its figures would tell them."""


@dataclass(frozen=True, slots=True)
class RedactedWords:
    """A call's words without what was taken out.

    ``sound_ms`` are the stretches of sound in which it was said; ``counts`` how often each removal
    of the plan was found, ``changed`` the turns that are no longer what they were.
    """

    transcript: Transcript
    statements: tuple[Statement, ...]
    sound_ms: tuple[Region, ...]
    counts: tuple[int, ...]
    changed: frozenset[int]
    statements_left_out: int


class WordRemover:
    """Takes the removals of a plan out of a call's words, and counts them."""

    def __init__(self, removals: Sequence[Removal], name: str) -> None:
        self._removals = removals
        self._name = name
        self._sought = [
            (number, Sought.of(removal.text, spelt=removal.pinyin))
            for number, removal in enumerate(removals)
            if removal.text
        ]
        self.counts = [0] * len(removals)

    def text(self, text: str, also: Sequence[RemovedSpan] = ()) -> Rewritten:
        """The text with marks for the removals that stand in it, and for the spans ``also``."""
        spans = list(also)
        for number, sought in self._sought:
            places = sought.spans(text)
            self.counts[number] += len(places)
            spans += [(*place, self._removals[number].kind) for place in places]
        return Rewritten.of(text, spans)

    def across(self, texts: Sequence[str]) -> list[list[RemovedSpan]]:
        """Of each text the spans that are a removal together with the text behind or before it: a
        name, a number at which the other party cut in."""
        spans: list[list[RemovedSpan]] = [[] for _ in texts]
        long = [(n, sought) for n, sought in self._sought
                if count_letters(sought.text) >= _FEWEST_ACROSS]  # fmt: skip
        for index, (before, after) in enumerate(pairwise(texts)):
            first = max(0, len(before) - _REACH)
            joined, cut = before[first:] + after[:_REACH], len(before) - first
            for number, sought in long:
                kind = self._removals[number].kind
                for start, end in sought.spans(joined):
                    if start < cut < end:
                        spans[index].append((first + start, len(before), kind))
                        spans[index + 1].append((0, end - cut, kind))
                        self.counts[number] += 1
        return spans

    def plain(self, text: str | None) -> str | None:
        """The text alone; None stays None."""
        return self.text(text).text if text else text

    def texts(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Each of the texts alone."""
        return tuple(self.text(text).text for text in texts)

    def label(self, label: str | None) -> str | None:
        """A speaker's label; a part of a name that goes (仇, Moss) goes, too."""
        new = self.plain(label)
        if label and new == label and any(_is_part(label, removal) for removal in self._removals):
            return mark("name")
        return new

    def call(self, call: Call) -> Call:
        """What is known about the call and may stay: no notes, no numbers, though what a plan names
        was found there."""
        facts = {n: self.plain(v) if isinstance(v, str) else v for n, v in plain(call).items()}
        return convert({n: v for n, v in facts.items() if n not in _STAYS_HOME}, Call)

    def stretches(self) -> list[SaidStretch]:
        """The stretches of this call's sound that removals name."""
        return [(*one.span_ms, one.kind) for one in self._removals if one.call == self._name]


def _is_part(label: str, removal: Removal) -> bool:
    """Whether a label is a part of a name that is taken out, by characters or by whole words."""
    if removal.kind != "name":
        return False
    label, text = simplify(label).strip(), simplify(removal.text)
    return bool(label) and (label in text.split() if label.isascii() else label in text)


@dataclass(frozen=True, slots=True)
class RedactedSide:
    """A transcript as it was, as it may stay, and the ways between the offsets of its turns;
    ``changed`` are the turns from which more went than may not stay anyway."""

    before: Transcript
    after: Transcript
    rewritten: tuple[Rewritten, ...]
    changed: frozenset[int]

    @classmethod
    def of(
        cls, before: Transcript, remover: WordRemover, stretches: Sequence[SaidStretch]
    ) -> RedactedSide:
        """The transcript without what ``remover`` takes out, and without what is said in the
        stretches of its sound."""
        within = said_within(before.turns, stretches)
        across = remover.across([turn.text for turn in before.turns])
        rewritten = tuple(
            remover.text(turn.text, [*within[index], *across[index]])
            for index, turn in enumerate(before.turns)
        )
        turns = tuple(
            _redacted_turn(turn, new, remover)
            for turn, new in zip(before.turns, rewritten, strict=True)
        )
        changed = {i for i, turn in enumerate(turns) if turn != shown_turn(before.turns[i])}
        after = _redacted_transcript(before, turns, remover)
        return cls(before, after, rewritten, frozenset(changed))

    def removed(self) -> Iterator[tuple[int, RemovedSpan]]:
        """Each span that was taken out, with the number of its turn."""
        for index, new in enumerate(self.rewritten):
            yield from ((index, span) for span in new.removed)


def redact_words(
    transcript: Transcript,
    statements: Sequence[Statement],
    removals: Sequence[Removal],
    name: str,
    also: Sequence[SaidStretch] = (),
) -> RedactedWords:
    """The words of the call ``name`` without what ``removals`` name, and without what is said in
    the stretches ``also`` of its sound.

    Raises RedactionError for an empty transcript, for a stretch beyond the sound, and where it is
    not known when something was said that is taken out.
    """
    if not any(turn.text.strip() for turn in transcript.turns):
        raise RedactionError(name, "its transcript is empty, so nothing can be proven to be gone")
    remover = WordRemover(removals, name)
    for number, removal in enumerate(removals):
        if removal.call == name:
            remover.counts[number] += 1
            if transcript.duration_ms is None or removal.span_ms[1] > transcript.duration_ms:
                raise RedactionError(name, Message("{time} is beyond its end", time=removal.end))
    stretches = [*remover.stretches(), *also]
    side = RedactedSide.of(transcript, remover, stretches)
    sound = [(start, end) for start, end, _kind in stretches]
    sound += [
        said_in(transcript.turns[index], span, f"{name}: turn {index}")
        for index, span in side.removed()
    ]
    kept = [
        _redacted_statement(statement, side.rewritten[statement.turn_index])
        for statement in statements
        if statement.turn_index < len(side.rewritten)
        and not _tells(statement, side.rewritten[statement.turn_index])
    ]
    return RedactedWords(
        side.after,
        tuple(kept),
        tuple(join(sound)),
        tuple(remover.counts),
        side.changed,
        len(statements) - len(kept),
    )


def _redacted_transcript(
    transcript: Transcript, turns: tuple[Turn, ...], remover: WordRemover
) -> Transcript:
    """A transcript of ``turns`` with what of the rest may stay."""
    parties = tuple(
        only("role confidence source", party, speaker=remover.label(party.speaker) or "",
             name=remover.plain(party.name))
        for party in transcript.parties
    )  # fmt: skip
    gaps = tuple(
        only("kind start_ms end_ms", gap, speaker=remover.label(gap.speaker))
        for gap in transcript.gaps
    )
    notes = tuple(
        only("after_turn kind", note, text=remover.text(note.text).text)
        for note in transcript.notes
    )
    call = remover.call(transcript.call)
    return only("language origin flags duration_ms", transcript,
                turns=turns, call=call, parties=parties, gaps=gaps, notes=notes)  # fmt: skip


def shown_turn(turn: Turn) -> Turn:
    """What of a turn may stay, were nothing taken out."""
    return _redacted_turn(turn, Rewritten.of(turn.text), WordRemover((), ""))


def _redacted_turn(turn: Turn, new: Rewritten, remover: WordRemover) -> Turn:
    """A turn of the text ``new`` with what of the rest may stay."""
    return only(
        "role start_ms end_ms flags confidence language",
        turn,
        text=new.text,
        speaker=remover.label(turn.speaker),
        words=tuple(_redacted_words(turn.words, new)),
        glosses=remover.texts(turn.glosses),
        stage_directions=remover.texts(turn.stage_directions),
        translation=remover.plain(turn.translation),
    )


def _redacted_words(words: Sequence[Word], new: Rewritten) -> list[Word]:
    """The words with one for each mark in place of those that were taken out, whole or in part."""
    kept: list[Word] = []
    for word in words:
        start, end = new.span(word.start, word.end)
        start_ms = word.start_ms
        if kept and start < kept[-1].end:  # both are in one mark
            start, start_ms = kept[-1].start, kept.pop().start_ms
        stays = () if new.touches(word.start, word.end) else (word.score, word.speaker)
        kept.append(Word(new.text[start:end], start, end, start_ms, word.end_ms, *stays))
    return kept


def _tells(statement: Statement, new: Rewritten) -> bool:
    """Whether the statement's figures would tell what was taken out of its words."""
    return any(
        start < statement.end and statement.start < end and kind in _FIGURES
        for start, end, kind in new.removed
    )


def _redacted_statement(statement: Statement, new: Rewritten) -> Statement:
    start, end = new.span(statement.start, statement.end)
    return only(_STAYS, statement, start=start, end=end, quote=new.text[start:end])
