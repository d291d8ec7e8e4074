"""The door to a call's corrections: what a person wants changed, kept as events or refused.

The command line and every other application write through it, so that all of them name words,
check and keep in one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from calltools.corrections.corrected_transcript import Folded, Maker, fold
from calltools.corrections.correction_log import add_corrections, corrections_of
from calltools.corrections.editable_transcript import Draft, Run
from calltools.corrections.edited_file import differences
from calltools.errors import BusyError, CalltoolsError, SettingsError, TranscriptError
from calltools.files import format_of
from calltools.page.parse_files import read_bytes
from calltools.provenance import sha256_bytes
from calltools.store.call_folder import TRANSCRIPT, Folder
from calltools.store.log import Log
from calltools.transcripts.correction import Correction, Kind, undone
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_fact
from calltools.transcripts.writers import FORMATS, write

_ROLES_ARE_SAID = frozenset(("json", "eaf", "textgrid", "csv"))
"""Formats that tell who a turn's speaker is by role, not by label alone."""


@dataclass(slots=True, kw_only=True)
class Editor(Maker):
    """The corrections of one call, those that are kept (``events``) and those that are ``made``.

    ``folded`` is the transcript as it stands.  Nothing is kept before :meth:`keep`.
    """

    folder: Folder
    machine: Transcript
    folded: Folded
    events: tuple[Correction, ...]
    seen: str
    """The hash of the corrections that it was opened with."""

    @classmethod
    def open(
        cls,
        folder: Folder,
        operator: str = "",
        reason: str | None = None,
        machine: bytes | None = None,
    ) -> Editor:
        """The corrections of the call in ``folder``, to be made in the name of ``operator``.

        ``machine`` is its transcript where the artefact is another's words by now.  Raises
        WorkspaceError if it has no transcript yet, IntegrityError for an unreadable correction.
        """
        data = folder.read(TRANSCRIPT) if machine is None else machine
        seen = folder.corrections_sha256()
        events = tuple(corrections_of(folder.register.log, folder.recording))
        transcript = read_transcript(data, str(folder.path / TRANSCRIPT))
        folded = fold(transcript, sha256_bytes(data), events)
        return cls(
            folded.draft,
            sha256_bytes(data),
            operator or None,
            reason,
            folder=folder,
            machine=transcript,
            folded=folded,
            events=events,
            seen=seen,
        )

    def words(self, turn: int, words: str | None = None) -> Run:
        """Words of a turn: ``2``, ``2-4`` (from 0), by id (``w12``), or all of them.

        Raises SettingsError for a turn or words that there are not.
        """
        if turn not in range(len(self.draft.turns)):
            last = len(self.draft.turns) - 1
            raise SettingsError("--turn", f"expected a turn from 0 to {last}, found {turn}")
        if words is None:
            return self.draft.whole(turn)
        names = [word.id for word in self.draft.turns[turn].words]
        ends = [name.strip() for name in words.split("-", 1)]
        start, stop = (
            names.index(name) if name in names else int(name) if name.isdecimal() else -1
            for name in (ends[0], ends[-1])
        )
        if not 0 <= start <= stop < len(names):
            expected = f"expected words 0 to {len(names) - 1} of turn {turn}"
            raise SettingsError("--words", f"{expected}, found {words!r}")
        return Run(turn, start, stop + 1)

    def change(self, kind: Kind, where: Run | int | str, value: str | None = None) -> None:
        """Any other correction: a turn that is another voice's (``speaker``) or goes on the one
        before it (``join``), words with which a turn begins (``split``), the ``role`` or ``name``
        of a voice, a fact of the call (``header``; empty where it is not known).

        One that changes nothing, as in a command repeated, is none.  Raises SettingsError for a
        turn, voice or fact that can't be meant, CalltoolsError where it can't be done.
        """
        if isinstance(where, int):
            where = self.words(where)
        elif kind == "header":
            value = _fact(str(where), value or "")
        elif isinstance(where, str) and where not in self.draft.labels():
            known = ", ".join(sorted(self.draft.labels()))
            raise SettingsError("--role, --name", f"expected a voice ({known}), found {where!r}")
        before = self.draft.transcript()
        try:
            self.make(kind, where, value)
        except ValueError as error:
            raise CalltoolsError(self.folder.path.name, str(error)) from error
        if self.draft.transcript() == before:
            self.made.pop()

    def undo(self, event: str) -> None:
        """Take a kept event back, once.  Its id may be cut short where it is still the only one."""
        meant = [kept.id for kept in self.events if kept.id.startswith(event)]
        if len(meant) != 1:
            raise SettingsError(
                "--undo",
                f"expected the id of one correction, {event!r} is that of {len(meant)}",
                "see calltools correct NAME --list",
            )
        if meant[0] not in undone([*self.events, *self.made]):
            self.make("undo", undoes=meant[0])
            self._fold_again()

    def edited(self, data: bytes, where: str) -> None:
        """Make of the transcript what the edited file ``where`` says, whose bytes ``data`` are.

        Raises TranscriptError for a file that is not one of this call, or of a format that
        calltools does not write.
        """
        endings = {name: (kind.suffix.lower(),) for name, kind in FORMATS.items() if name != "rttm"}
        kind = format_of(where, endings)
        calls = read_bytes(data, where, is_call=True).calls if kind else ()
        if kind is None or len(calls) != 1:
            raise TranscriptError(
                where, "expected one call in a format that transcribe writes", "edit such a file"
            )
        if calls[0].pcm_sha256 not in (None, self.machine.pcm_sha256):
            raise TranscriptError(
                where, "belongs to another recording", "name the call that it belongs to"
            )
        proposed = [
            self._applied(self._differences(draft, kind, calls[0], where))
            for draft in self._nearest(calls[0])
        ]
        fewest = min(proposed, key=len)
        self.made += fewest
        self._fold_again()

    def _nearest(self, edited: Transcript) -> list[Draft]:
        """The transcript at the times when it read most like the edited file, the last one first.

        A file says nothing of what people put right after it was written.
        """
        from rapidfuzz.distance import Indel

        words = "".join(turn.text for turn in edited.turns)
        by_distance: dict[int, list[Draft]] = defaultdict(list)
        for number in range(len(self.events), -1, -1):
            draft = self._fold(self.events[:number]).draft
            text = "".join(turn.text for turn in draft.turns)
            by_distance[Indel.distance(text, words)].append(draft)
        return by_distance[min(by_distance)]

    def _differences(
        self, draft: Draft, kind: str, edited: Transcript, where: str
    ) -> list[Correction]:
        """The corrections that make ``edited`` of a transcript as it stood."""
        written = write(draft.transcript(), kind, name=self.folder.path.name)
        data = written.encode("utf-8") if isinstance(written, str) else written
        back = read_bytes(data, f"transcript{FORMATS[kind].suffix}", is_call=True).calls[0]
        maker = Maker(draft, self.transcript_sha256, self.actor, self.reason)
        differences(maker, back, edited, where=where, roles_are_said=kind in _ROLES_ARE_SAID)
        return maker.made

    def _applied(self, made: list[Correction]) -> list[Correction]:
        """Those that fit into the transcript as it stands."""
        outcomes = self._fold([*self.events, *made]).outcomes[len(self.events) :]
        return [outcome.correction for outcome in outcomes if outcome.state == "applied"]

    def _fold(self, events: Sequence[Correction]) -> Folded:
        return fold(self.machine, self.transcript_sha256, events)

    def _fold_again(self) -> None:
        self.folded = self._fold([*self.events, *self.made])
        self.draft = self.folded.draft

    def keep(self) -> None:
        """Add what was made to the log, all of it or nothing.

        Raises BusyError if somebody else added to it since it was opened.
        """

        def unchanged(_log: Log) -> None:
            if self.folder.corrections_sha256() != self.seen:
                raise BusyError(
                    self.folder.path.name,
                    "was corrected by somebody else meanwhile",
                    "look at it and repeat the command",
                )

        add_corrections(self.folder.register.log, self.folder.recording, self.made, unchanged)


def _fact(name: str, value: str) -> str | None:
    try:
        return read_fact(name, value)
    except ValueError as error:
        raise SettingsError("--header", f"{name}: expected {error}, found {value!r}") from error
