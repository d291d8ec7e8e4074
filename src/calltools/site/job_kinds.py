"""The kinds of work that people ask the application for: the table that a new kind is a line of.

What does the work is a function, named ``module:function``, that is called in a process of its own:

    def bag(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]

``arguments`` are what the job was asked for with, as JSON has it, and ``actor``, who asked.
``telling(0.5)`` tells how far it is (it is a :data:`~calltools.progress.Progress`),
``telling.begin("x")`` which stage begins, of STAGES, ``telling.say("…")`` a line for people.  What
it gives is the job's ``result``: people are shown the way to its ``call`` (a name) and to an
address ``at``.  A CalltoolsError that it raises is the job's ``problem`` and ``remedy``.  It may be
killed at any moment.  A job is asked for by
``visit.desk.jobs.ask("bag", subject, arguments, visit.who.name)``; ``queue.html`` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

JobLane = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class JobKind:
    """``title`` is what people are told of it, ``work`` the function that does it.  Of each lane
    one job is done at a time: what takes seconds need not wait for what takes hours."""

    title: str
    work: str
    lane: JobLane = "long"


KINDS: Mapping[str, JobKind] = {
    "add": JobKind("Add", "calltools.site.recording_jobs:add", "short"),
    "run": JobKind("Run", "calltools.site.recording_jobs:run"),
    "pair": JobKind("Two texts", "calltools.site.pairing:align_pair", "short"),
    "check": JobKind("Check calls", "calltools.site.check_jobs:check", "short"),
    "table": JobKind("Table", "calltools.site.outgoing_jobs:table", "short"),
    "package": JobKind("Package", "calltools.site.outgoing_jobs:package", "short"),
    "bag": JobKind("Bag", "calltools.site.bag_jobs:bag"),
    "verify": JobKind("Verify", "calltools.site.check_jobs:verified"),
    "propose": JobKind("Proposals", "calltools.site.redaction_jobs:propose", "short"),
    "copy": JobKind("Redacted copy", "calltools.site.redaction_jobs:copy"),
}

STAGES: Mapping[str, str] = {
    "register": "decoded and measured",
    "diarize": "who speaks when",
    "recognise": "what is said",
    "second": "heard a second time",
    "known_voices": "known voices",
    "transcript": "put together",
    "correct": "corrections",
    "extract": "statements",
    "align": "beside its translation",
    "pages": "pages",
    "read": "calls are read",
    "write": "files are written",
    "verify": "everything is compared",
    "publications": "publications are read",
    "copy": "the copy is made and searched",
}
"""What people are told of the stages that jobs begin."""
