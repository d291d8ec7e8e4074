"""Search over everything that its asker may see: calls, words, statements, quotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from starlette.responses import Response

from calltools.errors import SettingsError
from calltools.language.normalise import TextSpan
from calltools.messages import LABELLED, Message, as_message, in_a_row
from calltools.review.item_state import State
from calltools.review.search_pieces import FOUND_KINDS, Findable, FoundKind, holds, phrases, where
from calltools.site.cards import STATUSES, in_words
from calltools.site.page_response import shown
from calltools.site.visit import PageOf, Visit, address_of
from calltools.transcripts.model import ROLE_NAMES
from calltools.views.marked_text import ItemMark, MarkedRun, mark_up

_MOST_WORDS = 200
"""Characters of what is sought."""
_SHOWN = 40
"""How many hits of a kind stand on a page."""
TITLES: Mapping[str, Message] = {
    "call": Message("Calls and reports"),
    "turn": Message("What was said"),
    "statement": Message("Statements"),
    "finding": Message("Findings"),
    "quotation": Message("Quotations"),
}
"""What kinds of hits are called."""
_AROUND = 60
"""Characters of a long text before and behind what was found."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """What was found: where it leads, in words what it is, and its texts with what was sought."""

    href: str
    name: str
    line: str
    texts: Sequence[Sequence[MarkedRun]]


@dataclass(frozen=True, slots=True)
class SearchView:
    """Whatever holds what is sought."""

    template: ClassVar[str] = "search.html"

    words: str
    problem: str
    kinds: Sequence[FoundHits]
    query: str


@dataclass(frozen=True, slots=True)
class FoundHits:
    """The hits of a kind: how many there are, those of the page, and where the others stand (empty
    where these are all)."""

    title: str
    count: int
    hits: Sequence[SearchHit]
    page: PageOf
    others: str


def search(visit: Visit) -> Response:
    """Whatever holds all the words, of all that the member may see: some of each kind, or with
    ``kind`` in the address all of one, in pages."""
    words = visit.request.query_params.get("q", "")[:_MOST_WORDS].strip()
    problem, found = "", dict[FoundKind, list[Findable]]()
    sought: list[str] = []
    if words:
        try:
            sought = phrases(words)
            found = _found(visit, sought)
        except SettingsError as error:
            problem = as_message(error.problem)
    wanted = visit.request.query_params.get("kind", "")
    kinds = []
    for kind in FOUND_KINDS:
        if (pieces := found.get(kind)) and wanted in ("", kind):
            page = visit.page_of(pieces, _SHOWN)
            hits = [_hit(piece, sought) for piece in page.shown]
            others = urlencode({"q": words, "kind": kind}) if not wanted and page.of > 1 else ""
            kinds.append(FoundHits(TITLES[kind], len(pieces), hits, page, others))
    visit.log_opened(*(hit.name for one in kinds for hit in one.hits))
    query = f"{urlencode({'q': words, 'kind': wanted})}&" if wanted else ""
    return shown(visit, SearchView(words, problem, kinds, query))


def _found(visit: Visit, sought: Sequence[str]) -> dict[FoundKind, list[Findable]]:
    found: defaultdict[FoundKind, list[Findable]] = defaultdict(list)
    for reviewed in visit.everything():
        for piece in reviewed.findable:
            if holds(piece, sought):
                found[piece.kind].append(piece)
    return found


def _hit(piece: Findable, sought: Sequence[str]) -> SearchHit:
    turn = piece.turn if piece.state is None or piece.state.item is None else None
    at = f"?turn={turn}#t{turn}" if turn is not None else f"#{piece.key}"
    line = _line(piece.state) if piece.state else ROLE_NAMES.get(piece.role, "")
    texts = [_runs(text, where(text, sought)) for text in piece.parts]
    return SearchHit(f"/{piece.place}/{address_of(piece.name)}{at}", piece.name, line, texts)


def _line(state: State) -> str:
    """What an item is and says, and how things are with it."""
    name, words = in_words(state)
    said = words if state.kind == "statement" else in_a_row(name, words, by=LABELLED)
    has_other = state.item is not None and state.item.translation_differs
    differs = Message("the translation differs from the call") if has_other else ""
    status = in_a_row(STATUSES[state.status], differs)
    return Message("{item} ({status})", item=said, status=status)


def _runs(text: str, spans: Sequence[TextSpan]) -> list[MarkedRun]:
    """A text with what was sought marked, and what is far from it left out."""
    runs = mark_up(text, [ItemMark(start, end, 0, "none") for start, end in spans])
    last = len(runs) - 1
    return [
        run if run.items else MarkedRun(_shortened(run.text, n > 0, n < last))
        for n, run in enumerate(runs)
    ]


def _shortened(text: str, is_after: bool, is_before: bool) -> str:
    """What stands after and before what was sought, as far as it is near."""
    if len(text) <= 2 * _AROUND:
        return text
    return f"{text[: _AROUND * is_after]} … {text[len(text) - _AROUND * is_before :]}"
