"""What is taken out of words: a transcript and its statements, made anew from what may stay.

Only what is named here is carried over.  Whatever else a transcript holds (where it was read, by
which steps it was made, what was put right in it) may tell what was taken out, and stays behind.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from calltools.language.normalise import simplify
from calltools.records import convert, plain
from calltools.redaction.plan import RedactionError, Removal
from calltools.redaction.sought import Sought, merged
from calltools.redaction.sound import SoundSpan
from calltools.statements.record import Statement
from calltools.transcripts.model import Call, Note, Party, Transcript, Turn, Word

_MARK = "[removed: "

PAD_MS = 120
"""So much is taken out of the sound on either side of a word: recognisers are not exacter."""

_REACH = 40
"""So many characters of two turns are looked at together: no name or number is longer."""
_FEWEST_ACROSS = 3
"""Two characters meet at the ends of turns by chance."""

_STAYS = (
    "category turn_index organ wait_min_days wait_max_days vague qualifier availability count_min "
    "count_max count_period price_min price_max currency modality assent ref_turn introduced_by "
    "about_other_place historic organ_evidence tags start_ms end_ms score read confidence"
).split()
"""What of a statement may stay; its words and offsets are made anew."""

_STAYS_HOME = frozenset({"notes", "phone", "recording_no"})
"""What is known of a call and goes with no copy: free words, and numbers that lead to people."""

_FIGURES = ("telephone", "identity", "other")
"""A statement that these were taken out of is left out, for its figures would tell them."""


SaidStretch = tuple[int, int, str]
"""From and to in ms, and the kind of what is said there."""

RemovedSpan = tuple[int, int, str]
"""(start, end, kind) of what is taken out of a text, in the old text."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with marks in place of what was taken out, and the way from the old offsets."""

    text: str
    removed: tuple[RemovedSpan, ...] = ()

    def at(self, offset: int) -> int:
        """Where in the new text what stood at ``offset`` is; inside a removal, its mark's start."""
        shift = 0
        for start, end, kind in self.removed:
            if offset < end:
                return min(offset, start) + shift
            shift += len(mark(kind)) - (end - start)
        return offset + shift

    def after(self, offset: int) -> int:
        """Where in the new text what ended at ``offset`` ends; inside a removal, its mark's end."""
        shift = 0
        for start, end, kind in self.removed:
            if offset <= start:
                break
            if offset <= end:
                return start + shift + len(mark(kind))
            shift += len(mark(kind)) - (end - start)
        return offset + shift


@dataclass(frozen=True, slots=True)
class RedactedWords:
    """A call's words without what was taken out.

    ``sound_ms`` are the stretches of sound in which it was said; ``counts`` how often each removal
    of the plan was found, ``changed`` the turns that are no longer what they were.
    """

    transcript: Transcript
    statements: tuple[Statement, ...]
    sound_ms: tuple[SoundSpan, ...]
    counts: tuple[int, ...]
    changed: frozenset[int]
    statements_left_out: int


def _is_part(label: str, one: Removal) -> bool:
    """Whether a label is a part of a name that is taken out, by characters or by whole words."""
    if one.kind != "name":
        return False
    label, text = simplify(label).strip(), simplify(one.text)
    return bool(label) and (label in text.split() if label.isascii() else label in text)


def mark(kind: str) -> str:
    """What stands in place of what was taken out."""
    return f"{_MARK}{kind}]"


def is_marked(turn: Turn) -> bool:
    """Whether something was taken out of a turn: of its words, its label or what is beside them."""
    told = (turn.text, turn.speaker, turn.translation, *turn.glosses, *turn.stage_directions)
    return any(_MARK in text for text in told if text)


class WordRemover:
    """Takes the removals of a plan out of a call's words, and counts them."""

    def __init__(self, removals: Sequence[Removal], name: str) -> None:
        self._removals = removals
        self._name = name
        self._sought = [
            Sought.of(one.text, spelt=one.pinyin) if one.text else None for one in removals
        ]
        self.counts = [0] * len(removals)

    def text(self, text: str | None, also: Sequence[RemovedSpan] = ()) -> Rewritten:
        """The text with marks for the removals that stand in it, and for the spans ``also``."""
        if not text:
            return Rewritten(text or "")
        found = list(also)
        for number, sought in enumerate(self._sought):
            spans = sought.spans(text) if sought else []
            self.counts[number] += len(spans)
            found += [(start, end, self._removals[number].kind) for start, end in spans]
        removed = []
        for start, end in merged((start, end) for start, end, _kind in found):
            kind = next(kind for first, _last, kind in sorted(found) if start <= first < end)
            removed.append((start, end, kind))
        pieces, at = [], 0
        for start, end, kind in removed:
            pieces += [text[at:start], mark(kind)]
            at = end
        return Rewritten("".join([*pieces, text[at:]]), tuple(removed))

    def across(self, texts: Sequence[str]) -> list[list[RemovedSpan]]:
        """Of each text the spans that are a removal together with the text behind or before it: a
        name, a number at which the other party cut in."""
        spans: list[list[RemovedSpan]] = [[] for _ in texts]
        for index, (before, after) in enumerate(pairwise(texts)):
            first = max(0, len(before) - _REACH)
            joined, cut = before[first:] + after[:_REACH], len(before) - first
            for number, sought in enumerate(self._sought):
                if sought is None or len(sought.written) < _FEWEST_ACROSS:
                    continue
                for start, end in sought.spans(joined):
                    if start < cut < end:
                        kind = self._removals[number].kind
                        spans[index].append((first + start, len(before), kind))
                        spans[index + 1].append((0, end - cut, kind))
                        self.counts[number] += 1
        return spans

    def plain(self, text: str | None) -> str | None:
        """The text alone; None stays None."""
        return text if text is None else self.text(text).text

    def label(self, label: str | None) -> str | None:
        """A speaker's label; a part of a name that goes (仇, Moss) goes, too."""
        new = self.plain(label)
        if label and new == label and any(_is_part(label, one) for one in self._removals):
            return mark("name")
        return new

    def call(self, call: Call) -> Call:
        """What is known of the call and may stay: no notes, no numbers, though what a plan names
        was found there."""
        told = {n: self.plain(v) if isinstance(v, str) else v for n, v in plain(call).items()}
        return convert({n: v for n, v in told.items() if n not in _STAYS_HOME}, Call)

    def stretches(self) -> list[SaidStretch]:
        """The stretches of this call's sound that removals name."""
        return [(*one.span_ms, one.kind) for one in self._removals if one.call == self._name]


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
        raise RedactionError(name, "its transcript is empty: nothing can be known to be gone")
    remover = WordRemover(removals, name)
    for number, one in enumerate(removals):
        if one.call == name:
            remover.counts[number] += 1
            if transcript.duration_ms is None or one.span_ms[1] > transcript.duration_ms:
                raise RedactionError(name, f"{one.end} is beyond its end")
    stretches = [*remover.stretches(), *also]
    sound = [(start, end) for start, end, _kind in stretches]
    within = [said_within(turn, stretches, name) for turn in transcript.turns]
    side = RedactedSide.of(transcript, within, remover)
    for index, (turn, new) in enumerate(zip(transcript.turns, side.rewritten, strict=True)):
        if new.removed and transcript.duration_ms is not None:
            sound += _times(turn, new, f"{name}: turn {index}")
    kept = [
        _statement(one, side.rewritten[one.turn_index])
        for one in statements
        if one.turn_index < len(side.rewritten) and not _tells(one, side.rewritten[one.turn_index])
    ]
    return RedactedWords(
        side.after,
        tuple(kept),
        tuple(merged(sound)),
        tuple(remover.counts),
        side.changed,
        len(statements) - len(kept),
    )


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
        cls, before: Transcript, within: Sequence[Sequence[RemovedSpan]], remover: WordRemover
    ) -> RedactedSide:
        """The transcript without what ``remover`` takes out, and without the spans ``within`` each
        of its turns."""
        across = remover.across([turn.text for turn in before.turns])
        rewritten = tuple(
            remover.text(turn.text, [*within[index], *across[index]])
            for index, turn in enumerate(before.turns)
        )
        turns = [
            _redacted_turn(turn, new, remover)
            for turn, new in zip(before.turns, rewritten, strict=True)
        ]
        changed = {i for i, turn in enumerate(turns) if turn != shown_turn(before.turns[i])}
        after = _redacted_transcript(before, turns, remover)
        return cls(before, after, rewritten, frozenset(changed))


def _redacted_transcript(
    transcript: Transcript, turns: Sequence[Turn], remover: WordRemover
) -> Transcript:
    """A transcript of ``turns`` with what of the rest may stay."""
    return Transcript(
        turns=tuple(turns),
        language=transcript.language,
        origin=transcript.origin,
        call=remover.call(transcript.call),
        parties=tuple(
            Party(remover.label(p.speaker) or "", p.role, p.confidence, p.source,
                  name=remover.plain(p.name))
            for p in transcript.parties
        ),
        gaps=transcript.gaps,
        flags=transcript.flags,
        duration_ms=transcript.duration_ms,
        notes=tuple(Note(n.after_turn, n.kind, remover.text(n.text).text)
                    for n in transcript.notes),
    )  # fmt: skip


def shown_turn(turn: Turn) -> Turn:
    """What of a turn may stay, were nothing taken out."""
    return _redacted_turn(turn, Rewritten(turn.text), WordRemover((), ""))


def _redacted_turn(turn: Turn, new: Rewritten, remover: WordRemover) -> Turn:
    """A turn of the text ``new`` with what of the rest may stay."""
    return Turn(
        text=new.text,
        speaker=remover.label(turn.speaker),
        role=turn.role,
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        words=tuple(_words(turn.words, new)),
        flags=turn.flags,
        confidence=turn.confidence,
        glosses=tuple(remover.text(one).text for one in turn.glosses),
        stage_directions=tuple(remover.text(one).text for one in turn.stage_directions),
        translation=remover.plain(turn.translation),
        language=turn.language,
    )


def _words(words: Sequence[Word], new: Rewritten) -> list[Word]:
    """The words with one for each mark in place of those that were taken out, whole or in part."""
    firsts = [start for start, _end, _kind in new.removed]
    kept: list[Word] = []
    marked: set[int] = set()
    for word in words:
        k = bisect_right(firsts, word.end - 1) - 1
        if k < 0 or new.removed[k][1] <= word.start:
            start, end = new.at(word.start), new.after(word.end)
            kept.append(Word(new.text[start:end], start, end, word.start_ms, word.end_ms,
                             word.score, word.speaker))  # fmt: skip
            continue
        if k in marked:
            kept[-1] = replace(kept[-1], end_ms=word.end_ms)
            continue
        marked.add(k)
        start, end = new.at(word.start), new.after(word.end)
        kept.append(Word(new.text[start:end], start, end, word.start_ms, word.end_ms))
    return kept


def said_within(turn: Turn, stretches: Sequence[SaidStretch], name: str) -> list[RemovedSpan]:
    """The spans of the turn's text that are said within stretches of its sound; all of it where
    the times of its words are not known.  Raises RedactionError where those of the turn are not."""
    found = []
    for start, end, kind in stretches:
        if turn.start_ms is None or turn.end_ms is None:
            raise RedactionError(
                name, "has turns without times: what is said in a stretch of it can't be told"
            )
        if turn.end_ms <= start or turn.start_ms >= end:
            continue
        timed = [w for w in turn.words if w.start_ms is not None and w.end_ms is not None]
        if len(timed) < len(turn.words) or not timed:
            found.append((0, len(turn.text), kind))
            continue
        within = [w for w in timed if (w.end_ms or 0) > start and (w.start_ms or 0) < end]
        if within:
            found.append((within[0].start, within[-1].end, kind))
    return found


def _times(turn: Turn, new: Rewritten, where: str) -> list[SoundSpan]:
    """The stretches of sound in which what was taken out is said, with a little on both sides; the
    whole turn where the times of its words are not known."""
    if turn.start_ms is None or turn.end_ms is None:
        raise RedactionError(
            where,
            "something is taken out of it, and it has no times",
            "run calltools run, so that it can be taken out of the sound",
        )
    found = []
    for start, end, _kind in new.removed:
        said = [word for word in turn.words if word.start < end and word.end > start]
        times = [(w.start_ms, w.end_ms) for w in said]
        if not said or any(a is None or b is None for a, b in times):
            found.append((max(turn.start_ms - PAD_MS, 0), turn.end_ms + PAD_MS))
            continue
        first = min(a for a, _b in times if a is not None)
        last = max(b for _a, b in times if b is not None)
        found.append((max(first - PAD_MS, 0), last + PAD_MS))
    return found


def _tells(one: Statement, new: Rewritten) -> bool:
    """Whether the statement's figures would tell what was taken out of its words."""
    return any(
        start < one.end and one.start < end and kind in _FIGURES for start, end, kind in new.removed
    )


def _statement(one: Statement, new: Rewritten) -> Statement:
    start, end = new.at(one.start), new.after(one.end)
    told: dict[str, Any] = {name: getattr(one, name) for name in _STAYS}
    return Statement(
        **told,
        start=start,
        end=end,
        quote=new.text[start:end],
    )
