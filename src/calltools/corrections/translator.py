"""The door to the corrections of a translation: what a person wants changed, kept or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from calltools.corrections.translation import (
    PassageKey,
    TranslatedPassage,
    Translation,
    TranslationCorrection,
    add_translation_corrections,
    fold_translation,
    translation_corrections,
)
from calltools.errors import ConflictError, NotAllowedError, SettingsError
from calltools.messages import Message
from calltools.store.log import Log
from calltools.transcripts.correction import undone


@dataclass(slots=True)
class Translator:
    """The corrections of one call's translation: those that are kept and those that are ``made``.

    ``zh`` and ``en`` are the texts of the turns as published.  Nothing is kept before
    :meth:`keep`.
    """

    log: Log
    recording: str
    zh: Sequence[str]
    en: Sequence[str]
    actor: str = ""
    reason: str | None = None
    events: list[TranslationCorrection] = field(init=False)
    made: list[TranslationCorrection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events = translation_corrections(self.log, self.recording)

    @property
    def translation(self) -> Translation:
        """The translation as it stands, with what was made."""
        return fold_translation(self.zh, self.en, [*self.events, *self.made])

    def write(self, key: PassageKey, text: str, before: str | None = None) -> None:
        """Let ``text`` stand for a passage; what changes nothing is not a correction.

        ``before`` is what the person had before them.  Raises ConflictError where something else
        stands there by now, SettingsError for a passage that there is not or words that can't be
        written.
        """
        side, turn = key
        texts = self.en if side == "en" else self.zh
        if turn not in range(len(texts)):
            problem = Message(
                "expected a turn from 0 to {last}, found {turn}", last=len(texts) - 1, turn=turn
            )
            raise SettingsError("turn", problem)
        translation = self.translation
        standing, text = translation.text(key), " ".join(text.split())
        if before is not None and before != standing:
            raise _overtaken(
                translation, TranslationCorrection(TranslatedPassage(side, turn, texts[turn]))
            )
        if text == standing:
            return
        passage = TranslatedPassage(side, turn, texts[turn])
        try:
            made = TranslationCorrection(
                passage, standing, text, actor=self.actor or None, reason=self.reason
            )
        except ValueError as error:
            raise SettingsError("translation", str(error)) from error
        self.made.append(made)

    def keep(self) -> list[TranslationCorrection]:
        """Add what was made to the log, all of it or nothing; gives it.

        Raises ConflictError where somebody corrected one of the passages meanwhile.
        """

        def fits(log: Log) -> None:
            self.events = translation_corrections(log, self.recording)
            ours = self.translation.outcomes[len(self.events) :]
            for outcome in ours:
                if outcome.state in ("conflict", "orphan"):
                    raise _overtaken(self.translation, outcome.correction)

        add_translation_corrections(self.log, self.recording, self.made, fits)
        return list(self.made)


def undo_translation(
    log: Log, recording: str, event: str, actor: str, of_others: bool = False
) -> TranslationCorrection:
    """Take a kept correction back: one's own, or with ``of_others`` anybody's; gives the undo.

    Raises SettingsError for one that there is not or that is taken back already, NotAllowedError
    for another's.
    """
    meant: list[TranslationCorrection] = []

    def stands(log: Log) -> None:
        events = translation_corrections(log, recording)
        meant.extend(kept for kept in events if kept.id == event)
        if not meant or event in undone(events):
            problem = Message(
                "expected a correction that is not undone, found {event}", event=event
            )
            raise SettingsError("undo", problem)
        if (meant[0].actor or "") != actor and not of_others:
            problem = Message("{event} belongs to {name}", event=event, name=meant[0].actor or "")
            raise NotAllowedError(actor, problem, "ask a lead")

    stands(log)
    undo = TranslationCorrection(meant[0].passage, actor=actor or None, undoes=event)
    add_translation_corrections(log, recording, [undo], stands)
    return undo


def _overtaken(translation: Translation, ours: TranslationCorrection) -> ConflictError:
    key = (ours.passage.side, ours.passage.turn)
    last = translation.standing.get(key)
    text = translation.text(key)
    by = last.actor if last and last.actor else Message("somebody")
    problem = Message("{by} wrote “{text}” there after you looked", by=by, text=text)
    return ConflictError("translation", problem, "look again")
