"""New corrections, made on a draft and applied to it: the next is made on what the last gave."""

from __future__ import annotations

from dataclasses import dataclass, field

from calltools.corrections.anchors import target
from calltools.corrections.draft import Draft, Run
from calltools.corrections.fold import apply
from calltools.transcripts.correction import Correction, Kind, Target


@dataclass(slots=True)
class Maker:
    """Makes corrections of the ``draft`` of the machine's transcript ``transcript_sha256`` in the
    name of ``actor`` (None: nobody is named), and has all that were ``made``."""

    draft: Draft
    transcript_sha256: str
    actor: str | None = None
    reason: str | None = None
    made: list[Correction] = field(default_factory=list)

    def make(
        self,
        kind: Kind,
        where: Run | str | None = None,
        value: str | None = None,
        undoes: str | None = None,
    ) -> None:
        """A change as an event: of words, of a voice by its label, or of a fact by its name.

        It is applied to the draft; raises ValueError where it can't be.  What it ``undoes`` stays
        in the draft until that is folded again.
        """
        if where is None:
            anchor = Target()
        elif kind == "header":
            anchor = Target(field=str(where), text=self.draft.fact(str(where)))
        else:
            anchor = target(self.draft, where)
        event = Correction(
            kind,
            anchor,
            value,
            actor=self.actor,
            reason=self.reason,
            transcript_sha256=self.transcript_sha256,
            undoes=undoes,
        )
        if why := apply(self.draft, event, same=True):
            raise ValueError(why)
        self.made.append(event)

    def text(self, run: Run, text: str) -> None:
        """Let ``text`` stand for the words of ``run``: a correction for each stretch that differs.

        What is put in where no word was is made a correction of the word beside it.
        """
        words = self.draft.words(run)
        changes = []
        for first, last, start, end in self.draft.stretches(run, text):
            written = text[start:end]
            if first == last and written.strip() and first > 0:
                first, written = first - 1, words[first - 1].text + written
            elif first == last and written.strip() and words:
                last, written = last + 1, written + words[last].text
            if first < last:
                changes.append(([word.id for word in words[first:last]], written.strip()))
        for ids, written in changes:
            self.make("text", self.draft.at(*ids), written)
