"""Publications that were uploaded and are not kept yet, with what was said of them so far.

They lie in a folder of the member who uploaded them: nobody else sees them before they are kept.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from calltools.files import atomic_write, bytes_of
from calltools.page.directions import Directions
from calltools.page.files import ReadFile
from calltools.page.given import GivenFact, Tagged
from calltools.provenance import sha256_bytes
from calltools.records import Whole, dumps, parse_as
from calltools.site.publications import publication_name
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.transcripts.model import Role

_FOLDER = ".calltools/imports"
_ID = re.compile(r"[0-9a-f]{64}")
_KEPT_S = 24 * 3600
"""How long an upload lies aside; what was kept of it lies in the workspace."""
_KEPT_MOST = 20
"""How many uploads of a member lie aside."""

SaidOf = Literal["tags", "facts", "labels"]


@dataclass(frozen=True, slots=True)
class LaidAside:
    """An upload with what was said of it, in the ``order`` in which it is undone; ``recordings``
    are those of its calls, by their numbers from 0, as they were kept last, ``named`` the files
    that each was given then, and ``sounds`` the hashes of those that were sent for it."""

    name: str
    tags: tuple[Tagged, ...] = ()
    facts: tuple[GivenFact, ...] = ()
    labels: tuple[tuple[str, Role], ...] = ()
    order: tuple[SaidOf, ...] = ()
    recordings: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    sounds: dict[str, str] = field(default_factory=dict)
    last: Whole = 0
    """The place that was said something of last."""

    @property
    def directions(self) -> Directions:
        """What was said, as a parse takes it."""
        return Directions(dict(self.labels), tags=self.tags, facts=self.facts)

    def saying(self, what: SaidOf, further: Tagged | GivenFact | tuple[str, Role]) -> LaidAside:
        """It with one thing more said."""
        more: dict[str, Any] = {what: (*getattr(self, what), further), "order": (*self.order, what)}
        return replace(self, **more)

    def without_last(self) -> LaidAside:
        """It without what was said last."""
        if not self.order:
            return self
        what = self.order[-1]
        fewer: dict[str, Any] = {what: getattr(self, what)[:-1], "order": self.order[:-1]}
        return replace(self, **fewer)


@dataclass(frozen=True, slots=True)
class OwnUpload:
    """The upload that an address of a visit is of."""

    visit: Visit
    sha256: str
    data: bytes
    said: LaidAside

    def read(self) -> ReadFile:
        """What is read of it by what was said.  Raises what reading does."""
        documents, said = self.visit.desk.documents, self.said
        member = self.visit.who.name
        return documents.read(member, self.sha256, self.data, said.name, said.directions)

    def with_said(self, said: LaidAside) -> OwnUpload:
        """It with other things said of it, once it can be read by them.  Raises SettingsError."""
        other = replace(self, said=said)
        other.read()
        other.write()
        return other

    def write(self) -> None:
        """Lay what was said beside it."""
        _write(_own(self.visit), self.sha256, self.said)


def lay_aside(visit: Visit, data: bytes, sent_as: str) -> str:
    """Lay an upload aside, if it can be read; gives by what it is found."""
    said = LaidAside(publication_name(sent_as))
    sha256 = sha256_bytes(data)
    OwnUpload(visit, sha256, data, said).read()
    own = _own(visit)
    clean(visit, room=1)
    atomic_write(own / sha256, data)
    if not _of(own, sha256).exists():
        _write(own, sha256, said)
    return sha256


def aside(visit: Visit) -> OwnUpload:
    """The upload of the member that the address is of.  Raises NotFoundError."""
    sha256 = visit.request.path_params["upload"]
    own = _own(visit)
    if not _ID.fullmatch(sha256) or not (own / sha256).is_file():
        raise NotFoundError("this address", "is of no upload of yours")
    said = parse_as(bytes_of(_of(own, sha256)), LaidAside)
    return OwnUpload(visit, sha256, bytes_of(own / sha256), said)


def uploads(visit: Visit) -> list[tuple[str, str]]:
    """What the member has laid aside, the latest first: by what each is found, and its name."""
    files = sorted(_own(visit).glob("*.json"), key=lambda file: -file.stat().st_mtime)
    return [(file.stem, parse_as(bytes_of(file), LaidAside).name) for file in files]


def clean(visit: Visit, room: int = 0) -> None:
    """Remove uploads of long ago, and the oldest of a member who would have too many with ``room``
    more."""
    own = _own(visit)
    times = {}
    for file in own.parent.glob("*/*"):
        with suppress(FileNotFoundError):
            times[file] = file.stat().st_mtime
    latest = sorted(times, key=lambda file: -times[file])
    mine: Sequence[Path] = [file for file in latest if file.parent == own and not file.suffix]
    too_many = {file.name for file in mine[_KEPT_MOST - room :]}
    for file, written in times.items():
        is_mine = file.parent == own and file.stem in too_many
        if is_mine or time.time() - written > _KEPT_S:
            file.unlink(missing_ok=True)


def _own(visit: Visit) -> Path:
    return visit.desk.review.workspace.root / _FOLDER / address_of(visit.who.name)


def _of(own: Path, sha256: str) -> Path:
    return own / f"{sha256}.json"


def _write(own: Path, sha256: str, said: LaidAside) -> None:
    atomic_write(_of(own, sha256), dumps(said))
