"""Translations as files: out in the formats of translators, and back in after another program
changed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar
from urllib.parse import quote

from starlette.responses import Response

from calltools.alignment.exchange import read_returned, written
from calltools.alignment.exchange.returned import Returned
from calltools.alignment.exchange.units import MemoryRules
from calltools.alignment.model import FORMATS
from calltools.errors import SettingsError
from calltools.files import bytes_of, safe_name
from calltools.messages import Message
from calltools.review.returned_translation import TakenBack, keep_proposed, proposed
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.site.aside_files import AsideFile
from calltools.site.page_response import shown
from calltools.site.visit import NotFoundError, Visit, address_of, call_at

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xliff": "application/xliff+xml",
    "tmx": "application/xml",
}
_PAIRS: Mapping[str, MemoryRules] = {
    "sure": MemoryRules(),
    "confirmed": MemoryRules(("grave", "finding", "moved", "disputed", "unsure", "unconfirmed")),
    "all": MemoryRules(()),
}


@dataclass(frozen=True, slots=True)
class TakenBackView:
    """What a file changes, before it is kept."""

    template: ClassVar[str] = "taken_back.html"

    plan: TakenBack
    address: str
    upload: str


# ---- out


def export(visit: Visit) -> Response:
    """The translation as it stands, in a ``format``: docx, xliff, tmx with the ``pairs`` asked
    for."""
    query = visit.request.query_params
    name, pairs = query.get("format", "docx"), query.get("pairs", "sure")
    if name not in _TYPES or pairs not in _PAIRS:
        raise SettingsError("format", Message("expected one of {names}", names=list(_TYPES)))
    made = reviewed_alignments(visit.desk.review, visit.name, visit.who.name)
    if not made:
        raise NotFoundError(visit.name, "has no translation aligned with it")
    data = written(name, made[:1], rules=_PAIRS[pairs])
    file = quote(f"{visit.name}{FORMATS[name][0]}")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{file}"}
    return Response(data, media_type=_TYPES[name], headers=headers)


# ---- back in


def upload(visit: Visit) -> Response:
    """Lay a file aside that was edited elsewhere, if it can be read; gives where it is shown."""
    visit.require_may("correct", "call")
    (file, *_) = visit.files
    data = file.read()
    read_returned(data, file.name)
    laid = visit.lay_aside(data, file.name, "translation")
    at = f"{call_at(visit.name)}/translation/{laid.id}"
    return visit.answer({"back": at}, at)


def returned_name(name: str) -> str:
    """The name under which a file that came back as ``name`` lies aside.  Raises SettingsError for
    one that no translation comes back in."""
    path = PurePath(name.replace("\\", "/"))
    if path.suffix.lower() not in (suffix for kind in _TYPES for suffix in FORMATS[kind]):
        raise SettingsError("file", Message("expected one of {names}", names=list(_TYPES)))
    return f"{safe_name(path.stem)}{path.suffix.lower()}"


def look(visit: Visit) -> Response:
    """What a file changes, to be chosen from."""
    visit.require_may("correct", "call")
    file, read = _laid_aside(visit)
    plan = proposed(visit.desk.review, visit.name, read, visit.who.name)
    return shown(visit, TakenBackView(plan, address_of(visit.name), file.id))


def keep(visit: Visit) -> Response:
    """Keep the changes of a file that were ticked (fields ``keep.ID``), for a ``reason``."""
    visit.require_may("correct", "call")
    _file, read = _laid_aside(visit)
    ticked = visit.body.get("keep")
    chosen = list(ticked) if isinstance(ticked, Mapping) else []
    count = keep_proposed(
        visit.desk.review,
        visit.name,
        read,
        visit.who.name,
        chosen,
        visit.text("reason", 1_000) or None,
    )
    back = f"{call_at(visit.name)}/alignment"
    return visit.answer({"kept": count, "back": back}, back)


def _laid_aside(visit: Visit) -> tuple[AsideFile, list[Returned]]:
    file = visit.own_aside("translation")
    return file, read_returned(bytes_of(visit.desk.aside.path(file)), file.name)
