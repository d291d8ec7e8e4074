"""Translations as files: out in the formats of translators, and back in after another program
changed them."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, ClassVar
from urllib.parse import quote

from starlette.responses import Response

from calltools.alignment.exchange import read_returned, written
from calltools.alignment.exchange.memory import MemoryRules
from calltools.alignment.formats import FORMATS
from calltools.errors import SettingsError
from calltools.files import atomic_write, bytes_of
from calltools.messages import Message
from calltools.provenance import sha256_bytes
from calltools.review.aligned import reviewed_alignments
from calltools.review.taken_back import TakenBack, keep_proposed, proposed
from calltools.site.shown import shown
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
_FOLDER = ".calltools/translations"
_LAID_ASIDE = re.compile(r"[0-9a-f]{64}\.(?:docx|xliff|tmx)")
_KEPT_S = 24 * 3600
"""How long a file lies aside that came back and was not kept."""


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
    (name, data), *_ = sent_files(visit)
    read_returned(data, name)
    suffix = PurePath(name).suffix.lower()
    kind = next(one for one in _TYPES if suffix in FORMATS[one])
    own = _own(visit)
    for old in own.glob("*"):
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _KEPT_S:
                old.unlink()
    atomic_write(own / f"{sha256_bytes(data)}.{kind}", data)
    at = f"{call_at(visit.name)}/translation/{sha256_bytes(data)}.{kind}"
    return visit.answer({"back": at}, at)


def look(visit: Visit) -> Response:
    """What a file changes, to be chosen from."""
    visit.require_may("correct", "call")
    data, name = _laid_aside(visit)
    plan = proposed(visit.desk.review, visit.name, read_returned(data, name), visit.who.name)
    return shown(visit, TakenBackView(plan, address_of(visit.name), name))


def keep(visit: Visit) -> Response:
    """Keep the changes of a file that were ticked (fields ``keep.ID``), for a ``reason``."""
    visit.require_may("correct", "call")
    data, name = _laid_aside(visit)
    ticked = visit.body.get("keep")
    chosen = list(ticked) if isinstance(ticked, Mapping) else []
    count = keep_proposed(
        visit.desk.review,
        visit.name,
        read_returned(data, name),
        visit.who.name,
        chosen,
        visit.text("reason", 1_000) or None,
    )
    back = f"{call_at(visit.name)}/alignment"
    return visit.answer({"kept": count, "back": back}, back)


def _own(visit: Visit) -> Path:
    """What the member sent: nobody else sees it before it is kept."""
    return visit.desk.review.workspace.root / _FOLDER / address_of(visit.who.name)


def _laid_aside(visit: Visit) -> tuple[bytes, str]:
    name = visit.request.path_params["upload"]
    path = _own(visit) / name
    if not _LAID_ASIDE.fullmatch(name) or not path.is_file():
        raise NotFoundError("this address", "is of no file of yours")
    return bytes_of(path), name


def sent_files(visit: Visit) -> list[tuple[str, bytes]]:
    """The files that were sent: a name and base 64 each."""
    sent: Any = visit.body.get("files")
    if not isinstance(sent, list) or not sent:
        raise SettingsError("files", "expected a file, found none", "choose one")
    found = []
    for one in sent[:4]:
        try:
            found.append((str(one["name"])[-200:], base64.b64decode(one["data"], validate=True)))
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise SettingsError("files", "expected names and data") from error
    return found
