"""What jobs do, each in a process of its own: as the command line does it.

Each function is called by the name of its kind in :data:`calltools.site.jobs.KINDS`, and loads what
it needs alone.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from calltools.errors import BusyError, CalltoolsError, SettingsError, WorkspaceError
from calltools.files import atomic_write, safe_name
from calltools.messages import N_, Message, as_message
from calltools.page.limited_process import read_limited
from calltools.progress import part
from calltools.proof import verify as proofs
from calltools.proof.bag import log_export
from calltools.proof.keys import office_fingerprint, office_key
from calltools.proof.trust import NOBODY, Trust
from calltools.redaction.copy_check import is_copy, verify_copy
from calltools.redaction.draft import RedactionDrafts
from calltools.review.call_access import let_bringer_open
from calltools.review.desk import Review
from calltools.review.quotation_items import audits
from calltools.settings import load
from calltools.site.aside_files import AsideFile, AsideFiles, AsideKind
from calltools.site.job_process import JobLine, Telling
from calltools.site.visit import call_at
from calltools.store.call_moves import call_named, calls_named
from calltools.store.recordings import recordings, register
from calltools.store.workspace import Workspace
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.export.reviewed import SelectedEntries, Selection, reviewed_entries
from calltools.tables.table_rows import calls_in
from calltools.views.index_page import calls_of, write_index_page

OF_ONE_TABLE = ("csv", "jsonl", "parquet")
"""Formats of which a file holds one table."""
CHOSEN = ("held", "since", "until", "hospital")
"""What somebody chooses by among all that they may see."""
MADE_AT = "/outgoing"
"""Where what was made is shown."""

Arguments = Mapping[str, Any]


# ---- recordings


def add(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Register the recording ``file``, as ``calltools add`` does; with ``moved`` the file lies in a
    folder of its own and goes into ``recordings/`` without a copy.  Who asked may open it."""
    file = Path(arguments["file"])
    telling.begin("register")
    try:
        recording = register(workspace, file, telling, moved=bool(arguments.get("moved")))
    finally:
        if arguments.get("moved"):
            shutil.rmtree(file.parent, ignore_errors=True)
    if recording.is_new and arguments.get("actor"):
        let_bringer_open(workspace, recording.name, arguments["actor"])
    _say(telling, recording.probe.damage)
    return {"call": recording.name, "is_new": recording.is_new}


def run(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Do what is not done of the recording ``call``, as ``calltools run`` does; gives what was
    made."""
    from calltools.run.pipeline import Pipeline

    name = arguments["call"]
    recording = call_named(workspace, name)
    pipeline = Pipeline(workspace, load(workspace.settings_file, {"operator": arguments["actor"]}))
    try:
        outcome = pipeline.run(recording, telling, begin=telling.begin)
    finally:
        workspace.hashes.save()
    if outcome.error:
        raise outcome.error
    if outcome.state == "busy":
        raise BusyError(name, "another run is at work on it", "wait for it to end")
    if outcome.made:
        calls = calls_of(workspace)
        own = (call for call in calls if call.name == name)
        _say(telling, [warning.words for call in own for warning in call.warnings])
        with contextlib.suppress(WorkspaceError):
            write_index_page(workspace, calls)
    return {"call": name, "made": list(outcome.made)}


def pair(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Register the texts in ``files`` as the call ``name`` and do what ``calltools run`` does of
    it.  Who asked may open it.  The files are removed."""
    from calltools.run.pipeline import TextPipeline
    from calltools.run.text_publications import keep_texts

    files = [Path(file) for file in arguments["files"]]
    try:
        for file in files:  # in a process with limits: it may be made to do harm
            read_limited(file.read_bytes(), file.name)
        kept = keep_texts(workspace, files, arguments["name"], anyway=arguments["anyway"])
    finally:
        for file in files:
            shutil.rmtree(file.parent, ignore_errors=True)
    _say(telling, kept.remarks)
    pipeline = TextPipeline(
        workspace, load(workspace.settings_file, {"operator": arguments["actor"]})
    )
    for call in kept.calls:
        if call.is_new:
            let_bringer_open(workspace, call.name, arguments["actor"])
        outcome = pipeline.run(call, telling, begin=telling.begin)
        if outcome.error:
            raise outcome.error
    name = kept.calls[0].name
    return {"call": name, "at": f"{call_at(name)}/alignment"}


# ---- what goes out


def check(workspace: Workspace, _arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Check the calls against each other, with what reports of the workspace quote."""
    from calltools.checks.workspace_check import check_workspace
    from calltools.views.check_text import findings_summary

    telling.begin("read")
    checked = check_workspace(workspace, list(audits(workspace)), telling)
    _say(telling, map(_in_words, checked.failed))
    telling.say(findings_summary(checked.findings, checked.calls, checked.publications))
    return {"findings": len(checked.findings)}


def table(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """A table, or all of them, of what the person who asks may see."""
    from calltools.tables.export import how_many
    from calltools.tables.export.export_file import export

    review, format_name, name = Review(workspace), arguments["format"], arguments["table"]
    telling.begin("read")
    selected = reviewed_entries(review, _selection(arguments), arguments["calls"], telling)
    telling.begin("write")
    is_csv = format_name == "csv"
    data = export(selected.entries, format_name, REVIEW_TABLES[name], bom=is_csv)
    file = f"{name if format_name in OF_ONE_TABLE else 'calls'}.{format_name}"
    told = how_many(selected.entries, name)
    return _kept(review, arguments, "table", file, data, selected, told)


def _kept(
    review: Review,
    arguments: Arguments,
    kind: AsideKind,
    name: str,
    data: bytes,
    selected: SelectedEntries,
    told: str,
) -> dict[str, Any]:
    """Lay what was made aside, with what could not be read, what is left out and what is
    ``told``."""
    told_of = list(map(_in_words, [*selected.failed, *review.decisions.unreadable()]))
    if selected.not_known:
        left_out = N_("left out, because the facts that you choose by are not known: {names}")
        told_of.append(Message(left_out, names=selected.not_known))
    calls = tuple(call.recording for call in calls_in(selected.entries))
    with _making(review.workspace, name) as (aside, path):
        atomic_write(path, data)
        log_export(review.workspace.log, name, data, arguments["actor"])
        lines = tuple(map(JobLine, (*told_of, told)))
        return _at(aside.keep(path, kind, arguments["actor"], lines=lines, calls=calls))


def bag(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """A bag of the calls named, or of all, signed with the office's key and checked."""
    from calltools.proof.bag_export import export_bag

    key = office_key(arguments.get("passphrase", ""))
    names, actor = arguments["calls"], arguments["actor"]
    telling.begin("write")
    with _making(workspace, f"{workspace.root.name}-bag") as (aside, path):
        outcome = export_bag(workspace, path, key, names, telling, actor=actor)
        calls = tuple(names) or tuple(one.name for one in recordings(workspace))
        lines = tuple(map(JobLine, outcome.lines()))
        made = aside.keep(path, "bag", actor, lines=lines, calls=calls, state=outcome.state)
    telling.say(outcome.outcome())
    return _at(made)


def verify(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Check the workspace, or a bag or copy that was made of it, as ``calltools verify`` does; who
    must have signed is the office, where its key is known here."""
    path, aside = workspace.root, AsideFiles(workspace)
    if made_id := arguments.get("made", ""):
        if (made := aside.find(made_id)) is None:
            raise SettingsError(
                "this address", "leads to nothing that was made", "look at the list"
            )
        path = aside.path(made)
    telling.begin("verify")
    fingerprint = office_fingerprint()
    trust = Trust.of(signers=[fingerprint]) if fingerprint else NOBODY
    if is_copy(path):
        outcome = verify_copy(path, trust, telling)
    else:
        sound = bool(arguments.get("sound"))
        outcome = proofs.verify(path, trust, sound=sound, progress=telling)
    _say(telling, outcome.lines())
    return {"state": outcome.state}


# ---- redacted copies


def propose(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Begin a plan with all that is proposed for the calls named."""
    telling.begin("read")
    draft = RedactionDrafts(workspace).begin(arguments["calls"], arguments["actor"], telling)
    told = N_("{count} proposals; what is missing has to be found by reading")
    telling.say(Message(told, count=len(draft.entries)))
    return {"draft": draft.id, "at": f"/redactions/{draft.id}"}


def copy(workspace: Workspace, arguments: Arguments, telling: Telling) -> dict[str, Any]:
    """Make the copy of a plan of which every word was answered, prove it, and check it anew."""
    from calltools.redaction.listen import listener
    from calltools.redaction.redact import redact

    draft, actor = RedactionDrafts(workspace).get(arguments["draft"]), arguments["actor"]
    removals = draft.removals()
    key = office_key(arguments.get("passphrase", "")) if arguments["signed"] else None
    listen = listener(load(workspace.settings_file)) if arguments["listen"] else None
    telling.begin("copy")
    with _making(workspace, f"{workspace.root.name}-redacted") as (aside, path):
        redacted = redact(
            workspace, calls_named(workspace, draft.calls), removals, path,
            fill=arguments["fill"], key=key, listen=listen, progress=part(telling, 0.0, 0.8),
            actor=actor,
        )  # fmt: skip
        telling.begin("verify")
        trust = Trust.of(signers=[key.public.fingerprint]) if key else NOBODY
        checked = verify_copy(path, trust, part(telling, 0.8, 1.0))
        told = redacted.lines(removals)
        lines = tuple(map(JobLine, (*told, *checked.lines())))
        made = aside.keep(path, "copy", actor, lines=lines, calls=draft.calls, state=checked.state)
    _say(telling, (*told, checked.outcome()))
    return _at(made)


# ---- what they share


@contextlib.contextmanager
def _making(workspace: Workspace, name: str) -> Iterator[tuple[AsideFiles, Path]]:
    """Where something of that name is made: it is gone where it was not all made."""
    aside = AsideFiles(workspace)
    path = aside.folder() / safe_name(name)
    try:
        yield aside, path
    except BaseException:
        aside.remove(path)
        raise
    finally:
        workspace.hashes.save()


def _at(made: AsideFile) -> dict[str, Any]:
    return {"made": made.id, "at": f"{MADE_AT}#{made.id}"}


def _selection(arguments: Arguments) -> Selection:
    """What somebody chose of what they may see."""
    return Selection(arguments["actor"], **{name: arguments[name] for name in CHOSEN})


def _say(telling: Telling, lines: Iterable[str]) -> None:
    for line in lines:
        telling.say(line)


def _in_words(error: CalltoolsError) -> Message:
    where, problem = Path(error.where).name, as_message(error.problem)
    return Message("error: {where}: {problem}", where=where, problem=problem)
