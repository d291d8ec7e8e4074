"""New corrections, made on a draft and applied to it: the next is made on what the last gave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from calltools.corrections.anchors import target, voice
from calltools.corrections.draft import Draft, Run
from calltools.corrections.fold import apply
from calltools.corrections.words import stretches
from calltools.transcripts.correction import Correction, Kind, Target


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes corrections of the machine's transcript ``transcript_sha256`` in the name of
    ``actor`` (None: nobody is named)."""

    transcript_sha256: str
    actor: str | None = None
    reason: str | None = None

    def text(self, draft: Draft, run: Run, text: str) -> list[Correction]:
        """Let ``text`` stand for the words of ``run``: a correction for each stretch that differs.

        What is put in where no word was is made a correction of the word beside it.
        """
        tokens = draft.tokens(run)
        changes = []
        for stretch in stretches(tokens, text):
            said, start, end = stretch.said.strip(), stretch.start, stretch.end
            if start == end:
                if not said or not tokens:
                    continue
                if start > 0:
                    start, said = start - 1, tokens[start - 1].word.text + stretch.said.rstrip()
                else:
                    end, said = end + 1, stretch.said.lstrip() + tokens[end].word.text
            changes.append(([token.id for token in tokens[start:end]], said))
        made = []
        for ids, said in changes:
            found = draft.by_ids(ids)
            assert found is not None, "words that stand in one turn follow one another"
            made.append(self.make(draft, "text", target(draft, found), said))
        return made

    def split(self, draft: Draft, run: Run) -> Correction:
        """Let a turn begin with the words of ``run``.  Raises ValueError if one does already."""
        return self.make(draft, "split", target(draft, run))

    def join(self, draft: Draft, turn: int) -> Correction:
        """Let the turn go on the one before it.  Raises ValueError for the first."""
        return self.make(draft, "join", target(draft, draft.whole(turn)))

    def speaker(self, draft: Draft, turn: int, speaker: str) -> Correction:
        """Give the turn to a voice, known or new.  Raises ValueError for no label of a voice."""
        return self.make(draft, "speaker", target(draft, draft.whole(turn)), speaker)

    def role(self, draft: Draft, speaker: str, role: str) -> Correction:
        """Raises ValueError for a role that there is not, or a voice."""
        return self.make(draft, "role", voice(draft, speaker), role)

    def name(self, draft: Draft, speaker: str, name: str) -> Correction:
        """Say who a voice is.  Raises ValueError for a voice that there is not."""
        return self.make(draft, "name", voice(draft, speaker), name)

    def header(self, draft: Draft, field: str, value: str | None) -> Correction:
        """Put right what is known of the call.  Raises ValueError for no fact of a call."""
        before = draft.header.get(field, getattr(draft.machine.call, field, None))
        return self.make(draft, "header", Target(field=field, text=before or ""), value)

    def undo(self, event: str) -> Correction:
        """Take the event of that id back; the draft is as it was until it is folded again."""
        return self._signed(Correction("undo", Target(), undoes=event))

    def make(self, draft: Draft, kind: Kind, where: Target, value: str | None = None) -> Correction:
        """A correction, applied to ``draft``.  Raises ValueError where it can't be."""
        made = self._signed(Correction(kind, where, value))
        if why := apply(draft, made, same=True):
            raise ValueError(why)
        return made

    def _signed(self, made: Correction) -> Correction:
        return replace(
            made,
            actor=self.actor,
            reason=self.reason,
            transcript_sha256=self.transcript_sha256,
        )
