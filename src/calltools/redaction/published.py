"""What is taken out of what was published of a call: both sides of its alignment, their sentences,
links, findings and times.

The published Chinese tells more than it says: where it has a name that the recogniser misheard, the
times of the printed words are those of the sound, and that sound goes, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from calltools.alignment.exchange.json import read_json
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    Finding,
    HeardComparison,
    HeardDifference,
    Sentence,
    TimedTurn,
    TurnSpan,
)
from calltools.alignment.times import TimeSpan, text_time
from calltools.redaction.plan import RedactionError, Removal
from calltools.redaction.sound import SoundSpan
from calltools.redaction.words import (
    PAD_MS,
    RedactedSide,
    RedactedWords,
    RemovedSpan,
    SaidStretch,
    WordRemover,
    said_within,
)
from calltools.store.folder import ALIGNMENT
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript, Turn

_COVERED = 0.5
"""A printed word was found in the sound where at least this share of its time goes from there."""


def aligned_call(workspace: Workspace, recording: Registered) -> AlignedCall | None:
    """The alignment of a recording with what was published of it; None where there is none.

    Raises RedactionError for one of an earlier transcript, or that was changed since it was made.
    """
    folder = workspace.folder(recording.name)
    step = folder.step("align")
    if step is None or ALIGNMENT not in step.outputs:
        return None
    where = folder.path / ALIGNMENT
    transcript = folder.transcript_path().name
    if folder.broken("align") or step.inputs.get(transcript) != folder.sha256(transcript):
        raise RedactionError(where, "is not of the transcript as it stands", "run: calltools run")
    (call,) = read_json(folder.read(ALIGNMENT), str(where))
    return call


class PublishedWords:
    """The published sides of a call without what was taken out of them.

    ``counts`` are how often each removal of the plan was found there.
    """

    def __init__(self, call: AlignedCall, removals: Sequence[Removal], name: str) -> None:
        self._call = call
        remover = WordRemover(removals, name)
        self._plain = remover.plain
        self._zh = _side(call.zh, remover, name)
        if call.comparison is None:  # the transcript itself, in which they are counted already
            remover.counts = [0] * len(removals)
        self._en = _side(call.en, remover, name)
        self.counts = tuple(remover.counts)

    def unheard(self, sound_ms: Sequence[SoundSpan]) -> list[SaidStretch]:
        """The stretches of sound, beside ``sound_ms``, in which something is said that the printed
        Chinese has and the recogniser did not hear."""
        found = []
        for turn, new in zip(self._zh.before.turns, self._zh.rewritten, strict=True):
            for start, end, kind in new.removed:
                time = text_time(turn, start, end)
                if time is None or _covered(time, sound_ms) >= _COVERED:
                    continue
                first, last = _run_time(turn, start, end, time)
                found.append((max(first - PAD_MS, 0), last + PAD_MS, kind))
        return found

    def not_in_sound(self, sound_ms: Sequence[SoundSpan]) -> list[SoundSpan]:
        """When sentences are spoken whose English holds something that was taken out, and of whose
        sound nothing was: a person must listen."""
        found = []
        for turn, new in zip(self._en.before.turns, self._en.rewritten, strict=True):
            for start, end, _kind in new.removed:
                if time := text_time(turn, start, end):
                    first, last = _run_time(turn, start, end, time)
                    if not _covered(TimeSpan(first, last), sound_ms):
                        found.append((first, last))
        return found

    def aligned(self, words: RedactedWords, name: str) -> AlignedCall:
        """The alignment under another name, of sides from which ``words`` went, too.

        Notes of findings stay where nothing went from the turns that they are of; of what was
        heard otherwise there stays what is of such turns.
        """
        old = self._call.alignment
        return AlignedCall(
            name,
            self._zh.after,
            self._en.after,
            Alignment(
                _sentences(self._zh, old.zh_sentences),
                _sentences(self._en, old.en_sentences),
                old.sentence_links,
                old.links,
                tuple(self._finding(number, one) for number, one in enumerate(old.findings, 1)),
            ),
            self._comparison(words.changed),
        )

    def _finding(self, number: int, one: Finding) -> Finding:
        changed = self._zh.changed.intersection(one.zh_turns) or self._en.changed.intersection(
            one.en_turns
        )
        return Finding(
            one.type,
            one.zh_turns,
            one.en_turns,
            _span(self._zh, one.zh_span),
            _span(self._en, one.en_span),
            "" if changed else self._plain(one.note) or "",
            one.severity,
            one.confidence,
            f"f{number}" if one.id else "",
        )

    def _comparison(self, heard_changed: Collection[int]) -> HeardComparison | None:
        old = self._call.comparison
        if old is None:
            return None
        differences = [
            self._difference(one)
            for one in old.differences
            if not (one.printed and one.printed.turn in self._zh.changed)
            and not (one.heard and one.heard.turn in heard_changed)
        ]
        return HeardComparison(tuple(map(self._timed, old.turns)), tuple(differences))

    def _difference(self, one: HeardDifference) -> HeardDifference:
        return replace(
            one,
            printed_text=self._plain(one.printed_text) or "",
            heard_text=self._plain(one.heard_text) or "",
        )

    def _timed(self, turn: TimedTurn) -> TimedTurn:
        """The times of a turn's words, but for those that went."""
        new = self._zh.rewritten[turn.turn]
        runs = tuple(
            replace(run, start=new.at(run.start), end=new.after(run.end))
            for run in turn.runs
            if not any(a < run.end and run.start < b for a, b, _kind in new.removed)
        )
        return replace(turn, runs=runs)


def _side(transcript: Transcript, remover: WordRemover, name: str) -> RedactedSide:
    stretches = remover.stretches()
    within = [
        _printed_within(transcript.turns, index, stretches, name)
        for index in range(len(transcript.turns))
    ]
    return RedactedSide.of(transcript, within, remover)


def _span(side: RedactedSide, span: TurnSpan | None) -> TurnSpan | None:
    """The span in the new text of its turn."""
    if span is None:
        return None
    new = side.rewritten[span.turn]
    return TurnSpan(span.turn, new.at(span.start), new.after(span.end))


def _sentences(side: RedactedSide, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    found = []
    for one in sentences:
        new = side.rewritten[one.turn]
        start, end = new.at(one.start), new.after(one.end)
        found.append(Sentence(one.turn, start, end, new.text[start:end]))
    return tuple(found)


def _printed_within(
    turns: Sequence[Turn], index: int, stretches: Sequence[SaidStretch], name: str
) -> list[RemovedSpan]:
    """The spans of a printed turn that are said within stretches of the sound.

    All of a turn of which nobody knows when it is spoken, where it may be there by its neighbours.
    """
    turn = turns[index]
    if turn.start_ms is not None and turn.end_ms is not None:
        return said_within(turn, stretches, name)
    before = next((t.end_ms for t in reversed(turns[:index]) if t.end_ms is not None), 0)
    after = next((t.start_ms for t in turns[index + 1 :] if t.start_ms is not None), None)
    return [
        (0, len(turn.text), kind)
        for start, end, kind in stretches
        if end >= before and (after is None or start <= after)
    ]


def _run_time(turn: Turn, start: int, end: int, known: TimeSpan) -> SoundSpan:
    """When the runs of words that hold ``turn.text[start:end]`` are spoken, whole."""
    runs = [word for word in turn.words if word.start < end and word.end > start]
    return (
        min((word.start_ms or 0 for word in runs), default=known.start_ms),
        max((word.end_ms or 0 for word in runs), default=known.end_ms),
    )


def _covered(time: TimeSpan, sound_ms: Sequence[SoundSpan]) -> float:
    """The share of a time that goes with ``sound_ms``."""
    shared = sum(max(0, min(time.end_ms, b) - max(time.start_ms, a)) for a, b in sound_ms)
    return shared / max(1, time.end_ms - time.start_ms)
