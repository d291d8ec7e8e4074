"""What the library gives: records that can be looked at, in a notebook or as a pandas frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from calltools.alignment.exchange.table import link_records
from calltools.alignment.model import AlignedCall
from calltools.quotations.auditor import AuditedReport
from calltools.statements.record import Statement
from calltools.tables import frames
from calltools.tables.columns import FINDINGS, LINKS, QUOTATIONS, STATEMENTS
from calltools.tables.table_rows import CallEntry, finding_rows, quotation_row
from calltools.transcripts.model import Transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import SYNTHETIC, warnings_of

if TYPE_CHECKING:
    import pandas as pd

_Record = TypeVar("_Record")


class TranscriptView(Transcript):
    """A transcript that can be looked at: turns in order, with what is known about the call.

    Times are milliseconds from the start of the recording, whose decoded sound is named by
    ``pcm_sha256``.  ``flags`` hold for the whole, ``warnings`` are what a reader should know,
    ``measures`` are figures about the sound.  It equals every other transcript with the same
    content, whatever read it; notebooks show its turns.
    """

    __slots__ = ()

    @classmethod
    def of(cls, transcript: Transcript) -> TranscriptView:
        """``transcript`` as one of these."""
        return _as(cls, transcript)

    def to_frame(self) -> pd.DataFrame:
        """One row a turn: the columns of ``turns`` (docs/reference/tables.md)."""
        return frames.turns_frame([CallEntry("", (), self)])

    def _repr_html_(self) -> str:
        return frames.in_notebook(self.to_frame(), warnings_of(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Transcript) and _values(self) == _values(other)

    __hash__ = Transcript.__hash__


class Statements(Sequence[Statement]):
    """The statements of one call or several, a sequence in the order of the words.

    ``calls`` has those of each call with its name and its transcript.  Notebooks show a table.
    """

    def __init__(self, calls: Iterable[CallEntry]) -> None:
        """``calls`` are the statements of each call with its name and transcript."""
        self.calls = tuple(calls)
        self._statements = tuple(record for call in self.calls for record in call.statements)

    @overload
    def __getitem__(self, index: int) -> Statement: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Statement]: ...
    def __getitem__(self, index: int | slice) -> Statement | Sequence[Statement]:
        return self._statements[index]

    def __len__(self) -> int:
        return len(self._statements)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statements) and self.calls == other.calls

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Statements({list(self._statements)!r})"

    def to_frame(self) -> pd.DataFrame:
        """One row a statement: the columns of ``statements`` (docs/reference/tables.md)."""
        return frames.frame(STATEMENTS, self.calls)

    def _repr_html_(self) -> str:
        return frames.in_notebook(
            self.to_frame(), _invented(call.transcript for call in self.calls)
        )


class AlignedCallView(AlignedCall):
    """An aligned call that can be looked at: both languages, their ``alignment``.

    ``comparison`` is that of the Chinese publication with what was heard, where there is such; the
    times of ``zh`` then come from it.  It equals every other aligned call with the same content,
    whatever read it; notebooks show its findings.
    """

    __slots__ = ()

    @classmethod
    def of(cls, call: AlignedCall) -> AlignedCallView:
        """``call`` as one of these."""
        return _as(cls, call)

    def to_frame(self, rows: Literal["links", "findings"] = "links") -> pd.DataFrame:
        """One row a link of turns, with the texts it joins and what was found in them; or one row
        a finding, gravest first."""
        if rows == "links":
            return frames.frame_of(LINKS, link_records(self))
        return frames.frame_of(FINDINGS, finding_rows(self))

    def _repr_html_(self) -> str:
        return frames.in_notebook(self.to_frame("findings"), _invented((self.zh, self.en)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AlignedCall) and _values(self) == _values(other)

    __hash__ = AlignedCall.__hash__


class Audit(AuditedReport):
    """A report with the verdicts on its quotations, ``audited``, in its order.

    ``rows`` are the same as JSON has them; ``since`` tells what an earlier audit had otherwise.
    Notebooks show the quotations.
    """

    __slots__ = ()

    @classmethod
    def of(cls, audit: AuditedReport) -> Audit:
        """``audit`` as one of these."""
        return _as(cls, audit)

    def to_frame(self) -> pd.DataFrame:
        """One row a quotation: the columns of ``quotations`` (docs/reference/tables.md)."""
        return frames.frame_of(QUOTATIONS, map(quotation_row, self.rows))

    def _repr_html_(self) -> str:
        return frames.in_notebook(self.to_frame())


def _as(kind: type[_Record], record: Any) -> _Record:
    return kind(**{field.name: getattr(record, field.name) for field in fields(record)})


def _values(record: Any) -> list[object]:
    return [getattr(record, field.name) for field in fields(record)]


def _invented(transcripts: Iterable[Transcript | None]) -> list[CallWarning]:
    """The warning that one of the calls is not a real one."""
    return [SYNTHETIC] if any(call and call.call.synthetic for call in transcripts) else []
