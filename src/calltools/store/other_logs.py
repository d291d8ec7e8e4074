"""What came in from the logs of other offices, and how it is known that it is what they sent.

An event that was taken in has the id and the subject that it has there, and its body with one field
more, which lists the offices that it was in.  Without that field it is the body that the other
office's line names by its hash, to the byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from calltools.errors import IntegrityError
from calltools.provenance import canonical_json, sha256_bytes
from calltools.records import convert, parse, plain
from calltools.store.log import ChainHead, Log, check_lines, read_event

OFFICES = "imported"
"""The field of a body that lists the offices that it was in."""

SIGNED_KIND = "application/vnd.calltools.decisions+json"
"""The type of what an office signs of a file that it sends."""


class Office(Struct, frozen=True, kw_only=True):
    """An office that an event was in before it came here: who made it there or took it in, when,
    and the fingerprint of the key that signed the file by which it left (empty for none known)."""

    actor: str
    time: str
    signer: str = ""


class SentFile(Struct, frozen=True):
    """What an office signs: the hash of the file that it sends, and how far its log goes."""

    sha256: str
    head: ChainHead


class SentBy(Struct, frozen=True, kw_only=True):
    """Who signed a file (the fingerprint of a key), the envelope that says so, and the key (PEM);
    all empty where nobody did."""

    signer: str = ""
    envelope: str = ""
    key: str = ""


NOBODYS = SentBy()


class TakenIn(Struct, frozen=True, kw_only=True):
    """The body of ``imported``: the lines of another office's log that were new here, how far that
    log went, and who signed for it."""

    head: ChainHead
    lines: tuple[str, ...]
    signature: SentBy = NOBODYS


def offices_of(body: Mapping[str, Any]) -> list[Office]:
    """The offices that an event was in, the one where it was made first; none for our own."""
    return convert(body.get(OFFICES, ()), list[Office])


def body_with(body: Mapping[str, Any], offices: list[Office]) -> dict[str, Any]:
    """A body that says through which offices it came."""
    said = {name: value for name, value in body.items() if name != OFFICES}
    return {**said, OFFICES: plain(offices)} if offices else said


def check_taken_in(log: Log, taken: TakenIn, where: str) -> None:
    """Raise IntegrityError where what was taken in is not what the other office's lines say.

    A body that stayed behind can't be compared.
    """
    lines = [line.encode() for line in taken.lines]
    head = check_lines(lines, where, is_part=True)
    if head.seq > taken.head.seq or (head.seq == taken.head.seq and head != taken.head):
        raise IntegrityError(where, "holds lines of a log other than the one it names")
    for there in map(read_event, lines):
        here = log.event(there.id)
        if here is None or (here.kind, here.subject) != (there.kind, there.subject):
            raise IntegrityError(where, f"{there.id} is not here, or is something else")
        if log.has_body(here):
            body: dict[str, Any] = parse(log.raw_body(here))
            sent = canonical_json(body_with(body, offices_of(body)[:-1]))
            if sha256_bytes(sent.encode()) != there.body_sha256:
                raise IntegrityError(where, f"{there.id} does not say here what it says there")
