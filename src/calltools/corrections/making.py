"""New corrections, made on a draft and applied to it: the next is made on what the last gave."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.corrections.anchors import target, voice
from calltools.corrections.draft import Draft, Run, stretches
from calltools.corrections.fold import apply
from calltools.transcripts.correction import Correction, Kind, Target

Where = Run | int | str
"""Words, a whole turn by its number, or the label of a voice or the name of a fact."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes corrections of the machine's transcript ``transcript_sha256`` in the name of
    ``actor`` (None: nobody is named)."""

    transcript_sha256: str
    actor: str | None = None
    reason: str | None = None

    def make(self, draft: Draft, kind: Kind, where: Where, value: str | None = None) -> Correction:
        """A correction, applied to ``draft``.  Raises ValueError where it can't be."""
        made = self._signed(kind, _target(draft, kind, where), value)
        if why := apply(draft, made, same=True):
            raise ValueError(why)
        return made

    def text(self, draft: Draft, run: Run, text: str) -> list[Correction]:
        """Let ``text`` stand for the words of ``run``: a correction for each stretch that differs.

        What is put in where no word was is made a correction of the word beside it.
        """
        tokens = draft.tokens(run)
        changes = []
        for start, end, written in stretches(tokens, text):
            words = written.strip()
            if start == end:
                if not words or not tokens:
                    continue
                if start > 0:
                    start, words = start - 1, tokens[start - 1].word.text + written.rstrip()
                else:
                    end, words = end + 1, written.lstrip() + tokens[end].word.text
            changes.append(([token.id for token in tokens[start:end]], words))
        return [self.make(draft, "text", draft.at(*ids), words) for ids, words in changes]

    def undo(self, event: str) -> Correction:
        """Take the event of that id back; the draft is as it was until it is folded again."""
        return self._signed("undo", Target(), undoes=event)

    def _signed(
        self, kind: Kind, where: Target, value: str | None = None, undoes: str | None = None
    ) -> Correction:
        return Correction(
            kind,
            where,
            value,
            actor=self.actor,
            reason=self.reason,
            transcript_sha256=self.transcript_sha256,
            undoes=undoes,
        )


def _target(draft: Draft, kind: Kind, where: Where) -> Target:
    if isinstance(where, str):
        if kind == "header":
            return Target(field=where, text=draft.fact(where))
        return voice(draft, where)
    return target(draft, draft.whole(where) if isinstance(where, int) else where)
