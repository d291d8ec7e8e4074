"""What is taken out of what was published of a call: both sides of its alignment, their sentences,
links, findings and times.

The published Chinese tells more than it says: where it has a name that the recogniser misheard, the
times of the printed words are those of the sound, and that sound goes, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from calltools.alignment.carried_times import TimeSpan, text_time
from calltools.alignment.exchange.json import read_json
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    Finding,
    HeardComparison,
    HeardDifference,
    Link,
    Sentence,
    TimedRun,
    TimedTurn,
    TurnSpan,
)
from calltools.redaction.plan import RedactionError, Removal
from calltools.redaction.redacted_words import RedactedSide, RedactedWords, WordRemover
from calltools.redaction.rewritten_text import only
from calltools.redaction.spoken_stretches import SaidStretch, padded
from calltools.speech.intervals import Region
from calltools.speech.spans import Timeline
from calltools.store.call_folder import ALIGNMENT
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace

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
        raise RedactionError(
            where, "does not match the transcript as it is now", "run: calltools run"
        )
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
        stretches = remover.stretches()
        self._zh = RedactedSide.of(call.zh, remover, stretches)
        if call.comparison is None:  # the transcript itself, in which they are counted already
            remover.counts = [0] * len(removals)
        self._en = RedactedSide.of(call.en, remover, stretches)
        self.counts = tuple(remover.counts)

    def unheard(self, sound_ms: Sequence[Region]) -> list[SaidStretch]:
        """The stretches of sound, beside ``sound_ms``, in which something is said that the printed
        Chinese has and the recogniser did not hear."""
        return [
            (*padded(surely), kind)
            for time, surely, kind in _spoken(self._zh)
            if _covered(time, sound_ms) < _COVERED
        ]

    def not_in_sound(self, sound_ms: Sequence[Region]) -> list[Region]:
        """When sentences are spoken whose English holds something that was taken out, and of whose
        sound nothing was: a person must listen."""
        return [
            (surely.start_ms, surely.end_ms)
            for _time, surely, _kind in _spoken(self._en)
            if not _covered(surely, sound_ms)
        ]

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
                _links(old.sentence_links),
                _links(old.links),
                tuple(self._finding(number, one) for number, one in enumerate(old.findings, 1)),
            ),
            self._comparison(words.changed),
        )

    def _finding(self, number: int, finding: Finding) -> Finding:
        changed = self._zh.changed & {*finding.zh_turns} or self._en.changed & {*finding.en_turns}
        return only(
            "type zh_turns en_turns severity confidence",
            finding,
            zh_span=_span(self._zh, finding.zh_span),
            en_span=_span(self._en, finding.en_span),
            note="" if changed else self._plain(finding.note),
            id=f"f{number}" if finding.id else "",
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
            TimedRun(*new.span(run.start, run.end), run.start_ms, run.end_ms, run.how)
            for run in turn.runs
            if not new.touches(run.start, run.end)
        )
        return replace(turn, runs=runs)


def _span(side: RedactedSide, span: TurnSpan | None) -> TurnSpan | None:
    """The span in the new text of its turn."""
    if span is None:
        return None
    new = side.rewritten[span.turn]
    return TurnSpan(span.turn, *new.span(span.start, span.end))


def _sentences(side: RedactedSide, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    found = []
    for one in sentences:
        new = side.rewritten[one.turn]
        start, end = new.span(one.start, one.end)
        found.append(Sentence(one.turn, start, end, new.text[start:end]))
    return tuple(found)


def _links(links: Sequence[Link]) -> tuple[Link, ...]:
    """The links without what people answered to them."""
    return tuple(only("zh en confidence moved", link) for link in links)


def _spoken(side: RedactedSide) -> Iterator[tuple[TimeSpan, TimeSpan, str]]:
    """When what was taken out is spoken, as far as that is known: by its share of the words that
    hold it, in which time it surely is, and its kind."""
    for index, (start, end, kind) in side.removed():
        turn = side.before.turns[index]
        time = text_time(turn, start, end)
        surely = text_time(turn, start, end, surely=True)
        if time and surely:
            yield time, surely, kind


def _covered(time: TimeSpan, sound_ms: Sequence[Region]) -> float:
    """The share of a time that goes with ``sound_ms``."""
    shared = Timeline.of_regions(sound_ms).covered_ms(time.start_ms, time.end_ms)
    return shared / max(1, time.end_ms - time.start_ms)
