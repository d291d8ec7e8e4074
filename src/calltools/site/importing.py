"""Import: a publication is uploaded or pasted, looked at, put right by keys and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Literal, cast, get_args

from starlette.responses import Response

from calltools.errors import BusyError, CalltoolsError, SettingsError
from calltools.files import bytes_of
from calltools.messages import Message
from calltools.page.directions import Directions
from calltools.page.overridden_facts import FACTS, fact_said, words_near
from calltools.page.overrides import GivenFact, GivenTag, Tagged, holding
from calltools.page.parse import Parsed
from calltools.page.parse_files import ReadFile
from calltools.page.similar_segments import ReadSegment, call_starts, like
from calltools.records import Whole, convert, plain
from calltools.site.aside_files import AsideFile
from calltools.site.page_response import shown
from calltools.site.publications import Keeping, keeping, publication_name
from calltools.site.queue import Queue, queue_of
from calltools.site.recording_acts import add_sent
from calltools.site.visit import NotFoundError, Visit
from calltools.store.recordings import Registered, recordings, registered
from calltools.transcripts.model import Role
from calltools.views.parse_page import FACT_NAMES, ParseView, parse_view

_LONGEST_NUMBER = 12
_CALL, _UNDO = "call", "undo"
"""What a key says beside tags: a call begins or goes on here, take back what was said last."""


SaidOf = Literal["tags", "facts", "labels"]


@dataclass(frozen=True, slots=True)
class SaidOfImport:
    """What was said about an upload, in the ``order`` in which it is undone; ``recordings``
    are those of its calls, by their numbers from 0, as they were kept last, ``named`` the files
    that each was given then, and ``sounds`` the hashes of those that were sent for it."""

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

    def saying(self, what: SaidOf, further: Tagged | GivenFact | tuple[str, Role]) -> SaidOfImport:
        """It with one thing more said."""
        more: dict[str, Any] = {what: (*getattr(self, what), further), "order": (*self.order, what)}
        return replace(self, **more)

    def without_last(self) -> SaidOfImport:
        """It without what was said last."""
        if not self.order:
            return self
        what = self.order[-1]
        fewer: dict[str, Any] = {what: getattr(self, what)[:-1], "order": self.order[:-1]}
        return replace(self, **fewer)


@dataclass(frozen=True)
class OwnUpload:
    """A publication that a member laid aside, with what they said about it."""

    visit: Visit
    file: AsideFile
    said: SaidOfImport

    @classmethod
    def at(cls, visit: Visit) -> OwnUpload:
        """The one that the address is of.  Raises NotFoundError."""
        return cls.of(visit, visit.own_aside("publication"))

    @classmethod
    def of(cls, visit: Visit, file: AsideFile) -> OwnUpload:
        """That of a file."""
        return cls(visit, file, convert(file.said or {}, SaidOfImport))

    @property
    def address(self) -> str:
        """Where it is looked at."""
        return f"/import/{self.file.id}"

    @cached_property
    def data(self) -> bytes:
        """The bytes that were sent."""
        return bytes_of(self.visit.desk.aside.path(self.file))

    def read(self) -> ReadFile:
        """What is read of it by what was said.  Raises what reading does."""
        documents, said, file = self.visit.desk.documents, self.said, self.file
        return documents.read(file.owner, file.id, self.data, file.name, said.directions)

    def with_said(self, said: SaidOfImport, *, reads: bool = True) -> None:
        """Keep other things said about it, where it ``reads`` once it can be read by them.  Raises
        SettingsError."""
        if reads:
            replace(self, said=said).read()
        self.visit.desk.aside.noted(self.file, said=plain(said))


@dataclass(frozen=True, slots=True)
class ImportView:
    """Where a publication is uploaded or pasted; ``uploads`` lie aside."""

    template: ClassVar[str] = "import.html"

    uploads: Sequence[AsideFile]


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call as it will be kept: in which file, of which recording; ``waits`` for its sound, which
    is being added."""

    number: int
    title: str
    file: str
    recording: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class PutRightView(ParseView):
    """What was read as what, and the means to put it right and to keep it.

    ``at`` is the segment that is chosen, ``lit`` are those of which something was said last;
    ``files`` are written, where they are not there already.
    """

    upload: str
    at: int
    lit: frozenset[int]
    can_undo: bool
    fact_names: Mapping[str, str]
    planned: Sequence[PlannedCall]
    files: Sequence[tuple[str, bool]]
    recordings: Sequence[str]
    queue: Queue


def form(visit: Visit) -> Response:
    """Where a publication is uploaded or pasted."""
    visit.desk.clean_aside()
    every = visit.desk.aside.all("publication")
    return shown(visit, ImportView([file for file in every if file.owner == visit.who.name]))


def upload(visit: Visit) -> Response:
    """Lay an uploaded file or a pasted text aside, if it can be read; gives the address at which it
    is looked at."""
    data, name = visit.document(publication_name, "pasted")
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.of(visit, visit.lay_aside(data, name, "publication"))
        try:
            own.read()
        except CalltoolsError:
            visit.desk.aside.remove(visit.desk.aside.path(own.file))
            raise
    return visit.answer({"back": own.address}, own.address)


def reading(visit: Visit) -> Response:
    """What was read as what, and the means to put it right and to keep it."""
    query = visit.request.query_params
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.at(visit)
        read = own.read()
    said, plan = own.said, _keeping(own, read, {})
    root = visit.desk.review.workspace.root
    view = parse_view(_parsed(read), own.file.name, _whole(query.get("page", "")) or 1)
    every = _open_recordings(visit)
    of_sound = {one.audio_sha256: one.name for one in every}
    calls = []
    for call, path in zip(view["calls"], plan.of_calls, strict=True):
        number = str(call.number - 1)
        sound = said.sounds.get(number, "")
        recording = said.recordings.get(number) or of_sound.get(sound, "")
        waits = bool(sound) and not recording and _is_adding(visit)
        calls.append(PlannedCall(call.number, call.title, path.name, recording, waits))
    undone = said.tags[-1].at if said.order[-1:] == ("tags",) else ()
    return shown(
        visit,
        PutRightView(
            **view,
            upload=own.file.id,
            at=said.last if (at := _whole(query.get("at", ""))) is None else at,
            lit=frozenset(undone),
            can_undo=bool(said.order),
            fact_names={name: FACT_NAMES[name] for name in FACTS},
            planned=calls,
            files=[(str(one.path.relative_to(root)), one.is_new) for one in plan.files],
            recordings=[one.name for one in every],
            queue=queue_of(visit, waiting=True),
        ),
    )


def put_right(visit: Visit) -> Response:
    """Say whose words a segment is, or that a call begins with it; like segments follow.  With a
    ``label``, whose words stand behind it wherever it is printed.  Or take back what was said
    last."""
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.at(visit)
        said, tag, label = own.said, visit.text("tag", 20), visit.text("label", 60).strip()
        if tag == _UNDO:
            said = said.without_last()
        elif label and tag in get_args(Role):
            said = said.saying("labels", (label, cast(Role, tag)))
        else:
            at = visit.number("at")
            tagged = _tagged(_parsed(own.read()), at, tag)
            said = replace(said.saying("tags", tagged), last=at)
        own.with_said(said)
    return visit.answer({"said": len(said.order)}, back=_back(own, said.last))


def put_fact_right(visit: Visit) -> Response:
    """Say a fact of a call, as it was typed or as the words at a line say it."""
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.at(visit)
        parsed, call = _parsed(own.read()), visit.number("call")
        fact, value = visit.text("fact", 40), visit.text("value", 1000)
        near = visit.number("near") if visit.body.get("near") else None
        words = None if near is None else words_near(parsed.document.text, value, near)
        given = GivenFact(fact, call, fact_said(fact, value), words)
        own.with_said(own.said.saying("facts", given))
    return visit.answer({"value": given.value}, back=_back(own, own.said.last))


def add_sound(visit: Visit) -> Response:
    """Have the sound of a call, which is sent, registered: the call is its publication."""
    number, (file, *_others) = visit.number("number"), visit.files
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.at(visit)
    known = {one.audio_sha256 for one in recordings(visit.desk.review.workspace)}
    if file.sha256 not in known:
        add_sent(visit, file)
    elif file.sha256 not in {one.audio_sha256 for one in _open_recordings(visit)}:
        told = Message("{name} is a recording that is not open to you", name=file.name)
        raise SettingsError(file.name, told, "ask a lead")
    sounds = {**own.said.sounds, str(number): file.sha256}
    others = {n: name for n, name in own.said.recordings.items() if n != str(number)}
    own.with_said(replace(own.said, sounds=sounds, recordings=others), reads=False)
    return visit.answer({"sound": file.name}, back=f"{own.address}#keep")


def keep(visit: Visit) -> Response:
    """Take it into the workspace; each call that is of a recording as its publication."""
    wanted = visit.body.get("recording")
    pairs = wanted.items() if isinstance(wanted, Mapping) else ()
    named = {str(key): str(name) for key, name in pairs if name}
    numbers = [number for key in named if (number := _whole(key)) is not None]
    if len(numbers) < len(named):
        raise SettingsError("recording", "expected a recording for each number of a call")
    chosen = dict(zip(numbers, (_recording(visit, name) for name in named.values()), strict=True))
    workspace = visit.desk.review.workspace
    root = workspace.root
    with visit.desk.documents.turn_of(visit.who.name):
        own = OwnUpload.at(visit)
        if own.said.sounds.keys() - named.keys() and _is_adding(visit):
            raise BusyError("sound", Message("the sound of a call is still being added"), "wait")
        plan = _keeping(own, own.read(), chosen)
        plan.carry_out(workspace, {name: root / file for name, file in own.said.named.items()})
        told = {name: str(path.relative_to(root)) for name, path in plan.named.items()}
        own.with_said(replace(own.said, recordings=named, named=told))
    kept = [str(file.path.relative_to(root)) for file in plan.files]
    return visit.answer({"kept": kept, "recordings": told}, back=f"{own.address}#keep")


def _keeping(own: OwnUpload, read: ReadFile, chosen: Mapping[int, Registered]) -> Keeping:
    workspace, file, directions = own.visit.desk.review.workspace, own.file, own.said.directions
    return keeping(workspace, own.data, file.name, directions, read, chosen, file.owner)


def _whole(text: str) -> int | None:
    """The whole number in an address; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else None


def _back(own: OwnUpload, at: int) -> str:
    """The page on which a segment is, with it chosen."""
    page = own.visit.request.query_params.get("page", "1")
    return f"{own.address}?page={page}&at={at}#s{at}"


def _parsed(read: ReadFile) -> Parsed:
    assert read.parsed is not None, "what needs no parsing is laid aside by nobody"
    return read.parsed


def _tagged(parsed: Parsed, at: int, tag: str) -> Tagged:
    """What is said where a person gives ``tag`` to the segment at ``at``.  Raises SettingsError."""
    held = holding([at], [(one.start, one.end) for one in parsed.segments])
    if at not in held:
        raise SettingsError("at", "expected a place in the document, found none")
    chosen: ReadSegment = parsed.segments[held[at]]
    if tag == _CALL:
        begins = chosen.start in call_starts(parsed.segments, parsed.calls)
        tag = "call_goes_on" if begins else "call_begins"
    if tag not in get_args(GivenTag):
        raise SettingsError("tag", Message("expected one of {names}", names=get_args(GivenTag)))
    given = cast(GivenTag, tag)
    following = like(parsed.segments, chosen, given)
    return Tagged(given, (chosen.start, *(one.start for one in following)))


def _is_adding(visit: Visit) -> bool:
    """Whether a recording that the member sent is being added."""
    jobs, name = visit.desk.jobs.all(), visit.who.name
    return any(job.is_open and job.kind == "add" and job.actor == name for job in jobs)


def _recording(visit: Visit, name: str) -> Registered:
    """The recording called ``name``, which the member may open.  Raises NotFoundError."""
    found = registered(visit.desk.review.workspace, name)
    if found is None or found.name not in {one.name for one in _open_recordings(visit)}:
        told = Message("there is no recording {name} that is open to you", name=name[:80])
        raise NotFoundError("recording", told, "choose another")
    return found


def _open_recordings(visit: Visit) -> list[Registered]:
    """The recordings that the member may open, and so name a publication of."""
    every = recordings(visit.desk.review.workspace)
    return [one for one in every if visit.reach.may_open(one.name, one.audio_sha256)]
