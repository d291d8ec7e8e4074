"""What a check needs beside the calls: publications, and what reports quote; and the check of a
workspace with all that lies in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.checks.check import check
from calltools.checks.finding import CallFinding
from calltools.checks.kept_findings import keep_findings
from calltools.checks.known_call import KnownCall, QuotedCall
from calltools.checks.register import TABLES, quotations_of_rows, read_register
from calltools.checks.workspace_calls import calls_of_workspace, calls_published
from calltools.errors import CalltoolsError
from calltools.page.parse_files import transcript_files
from calltools.progress import Progress, part, silent
from calltools.records import read_objects
from calltools.store.workspace import Workspace

DoneEach = Callable[
    [str, Sequence[Path], Callable[[Path, Progress], list[KnownCall]]],
    tuple[list[list[KnownCall]], list[CalltoolsError]],
]
"""Does something with each of some files, and goes on past those that can't be read."""


def published_calls(
    paths: Iterable[Path], done_each: DoneEach
) -> tuple[list[KnownCall], list[CalltoolsError]]:
    """The calls that publications and tables print, and the files that could not be read."""
    every = list(paths)
    tables = [path for path in every if path.suffix.lower() in TABLES]
    documents = [path for path in every if path not in tables]
    files = transcript_files(documents) if documents else []
    printed, failed = done_each("publications", files, lambda path, _: calls_published(path))
    return [known for of_one in (*map(read_register, tables), *printed) for known in of_one], failed


def quoted_calls(audits: Iterable[Path]) -> list[QuotedCall]:
    """What the rows of audits quote.  Raises CalltoolsError for what is not a row."""
    return [
        quoted
        for path in audits
        for quoted in quotations_of_rows(read_objects(path, "report", "quote"))
    ]


@dataclass(frozen=True, slots=True)
class CheckedWorkspace:
    """What a check found, how many calls and publications it looked at, and what could not be
    read."""

    findings: Sequence[CallFinding]
    calls: int
    publications: int
    failed: Sequence[CalltoolsError]


def check_workspace(
    workspace: Workspace, audits: Iterable[Path] = (), progress: Progress = silent
) -> CheckedWorkspace:
    """Check the calls of a workspace against each other, the publications that their sidecars name,
    and what ``audits`` quote; what is found is kept for people to answer.

    Raises CalltoolsError for a call that can't be read.
    """
    calls, named = calls_of_workspace(workspace, part(progress, 0.0, 0.6))

    def each(
        _what: str, files: Sequence[Path], do: Callable[[Path, Progress], list[KnownCall]]
    ) -> tuple[list[list[KnownCall]], list[CalltoolsError]]:
        done: list[list[KnownCall]] = []
        failed: list[CalltoolsError] = []
        for number, path in enumerate(files):
            progress(0.6 + 0.3 * number / len(files))
            try:
                done.append(do(path, silent))
            except CalltoolsError as error:
                failed.append(error)
        return done, failed

    printed, failed = published_calls(named, each)
    findings = check(calls, printed, quoted_calls(audits))
    keep_findings(workspace, findings)
    progress(1.0)
    return CheckedWorkspace(findings, len(calls), len(printed), failed)
