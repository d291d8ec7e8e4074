"""Transcribe, diarize, align and audit recorded telephone calls.

Each name below is loaded when it is first used: `import calltools` takes a few milliseconds.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from calltools.version import __version__

if TYPE_CHECKING:
    from calltools.alignment.model import AlignedCall, Finding, Link
    from calltools.api import align, audit, extract, parse, transcribe
    from calltools.errors import (
        BusyError,
        CalltoolsError,
        ConflictError,
        DifferentCallsError,
        EditedError,
        IntegrityError,
        MediaError,
        MissingModelError,
        MissingPartError,
        ModelError,
        NotAllowedError,
        PartialError,
        ReportError,
        SettingsError,
        TranscriptError,
        UnreachableError,
        WorkspaceError,
    )
    from calltools.quotations.model import Audited, Edit, Location, Quotation, Verdict
    from calltools.results import AlignedCallView, Audit, Statements, TranscriptView
    from calltools.settings import Settings
    from calltools.statements.record import Statement
    from calltools.store.workspace import Workspace
    from calltools.transcripts.model import (
        Call,
        Gap,
        Note,
        Party,
        Source,
        Span,
        Transcript,
        Turn,
        Word,
    )

__all__ = [
    "AlignedCall",
    "AlignedCallView",
    "Audit",
    "Audited",
    "BusyError",
    "Call",
    "CalltoolsError",
    "ConflictError",
    "DifferentCallsError",
    "Edit",
    "EditedError",
    "Finding",
    "Gap",
    "IntegrityError",
    "Link",
    "Location",
    "MediaError",
    "MissingModelError",
    "MissingPartError",
    "ModelError",
    "NotAllowedError",
    "Note",
    "PartialError",
    "Party",
    "Quotation",
    "ReportError",
    "Settings",
    "SettingsError",
    "Source",
    "Span",
    "Statement",
    "Statements",
    "Transcript",
    "TranscriptError",
    "TranscriptView",
    "Turn",
    "UnreachableError",
    "Verdict",
    "Word",
    "Workspace",
    "WorkspaceError",
    "__version__",
    "align",
    "audit",
    "extract",
    "parse",
    "transcribe",
]

_HOMES = {
    "calltools.alignment.model": "AlignedCall Finding Link",
    "calltools.api": "align audit extract parse transcribe",
    "calltools.errors": (
        "BusyError CalltoolsError ConflictError DifferentCallsError EditedError IntegrityError "
        "MediaError MissingModelError MissingPartError ModelError NotAllowedError PartialError "
        "ReportError SettingsError TranscriptError UnreachableError WorkspaceError"
    ),
    "calltools.quotations.model": "Audited Edit Location Quotation Verdict",
    "calltools.results": "AlignedCallView Audit Statements TranscriptView",
    "calltools.settings": "Settings",
    "calltools.statements.record": "Statement",
    "calltools.transcripts.model": "Call Gap Note Party Source Span Transcript Turn Word",
    "calltools.store.workspace": "Workspace",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

if not TYPE_CHECKING:  # else every misspelt name would pass the type checker

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOME[name]), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
