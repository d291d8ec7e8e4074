"""A redacted copy, step by step: what may have to go is proposed, each word is answered with its
sound, what was missed is added, the copy is made and proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, cast, get_args
from urllib.parse import urlencode

from starlette.responses import Response

from calltools.errors import SettingsError
from calltools.redaction.draft import (
    PlanAnswer,
    RedactionDraft,
    RedactionDrafts,
    one_of,
)
from calltools.redaction.plan import KINDS, RemovalKind
from calltools.redaction.redacted_sound import Fill
from calltools.site.outgoing import Signing, calls_meant, passphrase, require_all, signing
from calltools.site.page_response import shown
from calltools.site.queue import Queue, queue_of
from calltools.site.visit import PageOf, Visit

REDACTIONS = "/redactions"
_A_PAGE = 100
"""How many words stand on a page."""

PlanFilter = Literal["all", "open", "out", "stays"]
FILTERS: tuple[PlanFilter, ...] = get_args(PlanFilter)


@dataclass(frozen=True, slots=True)
class RedactionsView:
    """The redactions in progress, and a new one."""

    template: ClassVar[str] = "redactions.html"

    drafts: Sequence[RedactionDraft]
    call: str
    queue: Queue


@dataclass(frozen=True, slots=True)
class RedactionView:
    """A redaction in progress: each word that may have to go."""

    template: ClassVar[str] = "redaction.html"

    draft: RedactionDraft
    page: PageOf
    only: PlanFilter
    filters: Sequence[PlanFilter]
    kinds: Sequence[RemovalKind]
    fills: Sequence[Fill]
    signing: Signing
    queue: Queue


def redactions(visit: Visit) -> Response:
    """The redactions in progress; with ``call`` a new one of that call is at hand."""
    wanted = visit.request.query_params.get("call", "")
    name = visit.name_at(wanted) if wanted else ""
    drafts = [draft for draft in _drafts(visit).all() if _may_know(visit, draft)]
    return shown(visit, RedactionsView(drafts, name, queue_of(visit)))


def begin(visit: Visit) -> Response:
    """Have a plan proposed for the calls named, or for all where ``all`` is ticked."""
    names = calls_meant(visit)
    if not names and not visit.flag("all"):
        raise SettingsError("calls", "expected names of calls, or all of them")
    if not names:
        require_all(visit)
    subject = ", ".join(names) or "all calls"
    visit.desk.jobs.ask("propose", subject[:200], {"calls": names}, visit.who.name)
    return visit.answer({}, REDACTIONS)


def redaction(visit: Visit) -> Response:
    """A plan, word by word; of a team it is logged whose words are shown."""
    draft = _draft(visit)
    only = _filter(visit.request.query_params.get("only", ""))
    if openings := visit.desk.openings:
        for call in draft.calls:
            openings.opened(visit.who.name, call, "words", visit.session)
    wanted: dict[PlanFilter, Sequence[PlanAnswer]] = {
        "all": ("", "out", "stays"), "open": ("",), "out": ("out",), "stays": ("stays",),
    }  # fmt: skip
    entries = [entry for entry in draft.entries if entry.answer in wanted[only]]
    view = RedactionView(
        draft=draft,
        page=visit.page_of(entries, _A_PAGE),
        only=only,
        filters=FILTERS,
        kinds=KINDS,
        fills=get_args(Fill),
        signing=signing(),
        queue=queue_of(visit),
    )
    return shown(visit, view)


def _filter(only: str) -> PlanFilter:
    return next((name for name in FILTERS if name == only), "all")


def plan(visit: Visit) -> Response:
    """The plan as a file, for ``calltools redact --plan``."""
    headers = {"content-disposition": "attachment; filename=plan.toml"}
    return Response(_draft(visit).plan(), media_type="application/toml", headers=headers)


def answer(visit: Visit) -> Response:
    """Keep what was said about a word: ``answer`` is out, stays, or empty to take it back."""
    said = visit.text("answer", 10)
    if said not in get_args(PlanAnswer):
        raise SettingsError("answer", one_of(("out", "stays"), said))
    entry = visit.request.path_params["entry"]
    drafts, draft_id = _drafts(visit), _draft(visit).id
    drafts.answer(draft_id, entry, cast(PlanAnswer, said), visit.who.name)
    query = urlencode({"only": _filter(visit.text("only", 10)), "page": visit.text("page", 6)})
    return visit.answer({}, f"{_at(draft_id)}?{query}#w{entry}")


def add(visit: Visit) -> Response:
    """Add what was missed: a text, or with ``from`` and ``to`` a stretch of a call's sound."""
    drafts, draft_id, by = _drafts(visit), _draft(visit).id, visit.who.name
    kind = cast(RemovalKind, visit.text("kind", 20))
    start, end = visit.text("from", 20).strip(), visit.text("to", 20).strip()
    if start or end:
        drafts.add_stretch(draft_id, kind, visit.text("call", 200).strip(), (start, end), by)
    else:
        is_spelt = not visit.flag("not_pinyin")
        drafts.add_text(draft_id, kind, visit.text("text", 1_000), by, pinyin=is_spelt)
    return visit.answer({}, _at(draft_id))


def make(visit: Visit) -> Response:
    """Have the copy made.  Raises RedactionError where a word was not answered."""
    draft = _draft(visit)
    draft.removals()
    fill, is_signed = visit.text("fill", 10), not visit.flag("unsigned")
    if fill not in get_args(Fill):
        raise SettingsError("fill", one_of(get_args(Fill), fill))
    if is_signed and not signing().has_key:
        raise SettingsError("the key", "there is none to sign with", "make one: calltools keys new")
    arguments: dict[str, Any] = {
        "draft": draft.id,
        "fill": fill,
        "signed": is_signed,
        "listen": not visit.flag("unheard"),
    }
    subject = ", ".join(draft.calls)[:200]
    secret = passphrase(visit) if is_signed else {}
    visit.desk.jobs.ask("copy", subject, arguments, visit.who.name, secret)
    return visit.answer({}, _at(draft.id))


def remove(visit: Visit) -> Response:
    """Throw a plan away."""
    _drafts(visit).remove(_draft(visit).id)
    return visit.answer({"back": REDACTIONS}, REDACTIONS)


def _drafts(visit: Visit) -> RedactionDrafts:
    return RedactionDrafts(visit.desk.review.workspace)


def _draft(visit: Visit) -> RedactionDraft:
    draft = _drafts(visit).get(visit.request.path_params["draft"])
    if not _may_know(visit, draft):
        raise SettingsError("redaction", "there is none with that name", "see the list of them")
    return draft


def _may_know(visit: Visit, draft: RedactionDraft) -> bool:
    """Whether the member may open all calls that a plan is of."""
    return all(map(visit.reach.may_open, draft.calls))


def _at(draft_id: str) -> str:
    return f"{REDACTIONS}/{draft_id}"
