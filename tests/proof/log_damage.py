"""Changes that nobody recorded, from one bit to a rewriting by somebody who knows all about it.

Of test_damage.py, which makes some hundreds, and thousands with ``--times``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from calltools.errors import IntegrityError
from calltools.proof.bag import (
    MANIFEST,
    SEAL,
    SEAL_KIND,
    SIGNATURES,
    TAG_MANIFEST,
    BagSeal,
    is_bag,
    manifest_text,
    read_manifest,
)
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.signature import sign_record, write_envelope
from calltools.proof.trust import Trust
from calltools.proof.verification import Verification
from calltools.proof.verify import verify
from calltools.provenance import canonical_json, sha256_bytes, sha256_file
from calltools.store.log import Event, EventDraft, Log, read_event
from calltools.store.log_files import BODIES, EVENTS, LOG, FileCarrier
from calltools.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Mutator:
    """Changes the workspace or bag at ``root``; ``other`` is a key that is not the office's."""

    root: Path
    chosen: random.Random
    other: OfficeKey

    @property
    def base(self) -> Path:
        return self.root / "data" if is_bag(self.root) else self.root

    def mutate(self, kind: str) -> str:
        """Make a change of that kind; what it was, empty where there is nothing to change so."""
        return KINDS[kind](self)

    def files(self) -> list[Path]:
        """What may be changed: all of a bag; of a workspace what is evidence."""
        folders = ["recordings", "transcripts", "removed", LOG]
        roots = [self.root] if is_bag(self.root) else [self.root / name for name in folders]
        return sorted(
            path for folder in roots for path in folder.rglob("*")
            if path.is_file() and path.stat().st_size
        )  # fmt: skip

    def file(self) -> Path:
        return self.chosen.choice(self.files())

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def bits(self) -> str:
        path = self.file()
        data = bytearray(path.read_bytes())
        places = {self.chosen.randrange(8 * len(data)) for _ in range(self.chosen.randint(1, 4))}
        for place in places:
            data[place // 8] ^= 1 << place % 8
        path.write_bytes(data)
        return f"{len(places)} bits of {self.name(path)}"

    def truncated(self) -> str:
        path = self.file()
        data = path.read_bytes()
        path.write_bytes(data[: self.chosen.randrange(len(data))])
        return f"{self.name(path)} truncated"

    def longer(self) -> str:
        path = self.file()
        with path.open("ab") as file:
            file.write(self.chosen.choice([b"\n", b"\0", b" ", b"{}\n"]))
        return f"{self.name(path)} longer"

    def removed(self) -> str:
        path = self.file()
        path.unlink()
        return f"{self.name(path)} removed"

    def exchanged_files(self, how: str) -> str:
        one, other = self.chosen.sample(self.files(), 2)
        data, others = one.read_bytes(), other.read_bytes()
        if data == others:
            return ""
        one.write_bytes(others)
        if how == "swapped":
            other.write_bytes(data)
        return f"{self.name(one)}, {self.name(other)}: {how}"

    def linked(self) -> str:
        one, other = self.chosen.sample(self.files(), 2)
        one.unlink()
        one.symlink_to(other)
        return f"{self.name(one)} a link to {self.name(other)}"

    def linked_away(self) -> str:
        path = self.file()
        away = self.root.with_name(f"{self.root.name}-away")
        path.rename(away)
        path.symlink_to(away)
        return f"{self.name(path)} a link to the same bytes elsewhere"

    @property
    def events_file(self) -> Path:
        return self.base / LOG / EVENTS

    @property
    def bodies_file(self) -> Path:
        return self.base / LOG / BODIES

    def changed_line(self, path: Path, how: str) -> str:
        """One line of the log, or one body, changed as ``how`` says."""
        lines = path.read_bytes().splitlines(keepends=True)
        place, other = self.chosen.sample(range(len(lines)), 2)
        if how == "removed":
            del lines[place]
        elif how == "doubled":
            lines.insert(self.chosen.randint(place, len(lines)), lines[place])
        elif how == "exchanged":
            lines[place], lines[other] = lines[other], lines[place]
        elif how == "cut off":
            del lines[place:]
        else:
            digit = self.chosen.choice([n for n, sign in enumerate(lines[place]) if sign in b"012"])
            changed = bytearray(lines[place])
            changed[digit] += 1
            lines[place] = bytes(changed)
        path.write_bytes(b"".join(lines))
        return f"line {place + 1} of {path.name} {how}"

    def events(self) -> list[Event]:
        return [read_event(line) for line in self.events_file.read_bytes().splitlines()]

    def rechain(self, events: Sequence[Event]) -> None:
        """The log written with these events, each chained to the one before."""
        head, lines = "", []
        for number, event in enumerate(events, 1):
            line = replace(event, seq=number, prev=head).line()
            head = sha256_bytes(line)
            lines.append(line + b"\n")
        self.events_file.write_bytes(b"".join(lines))
        self.relist()

    def rewritten(self) -> str:
        """The log changed and the chain made anew behind that."""
        events = self.events()
        place, other = self.chosen.sample(range(len(events)), 2)
        event = events[place]
        what = self.chosen.choice(
            ["removed", "doubled", "bodies exchanged", "time", "subject", "kind", "id", "actor"]
        )
        match what:
            case "removed":
                del events[place]
            case "doubled":
                events.insert(place, event)
            case "bodies exchanged":
                sha256s = event.body_sha256, events[other].body_sha256
                events[other] = replace(events[other], body_sha256=sha256s[0])
                events[place] = replace(event, body_sha256=sha256s[1])
            case field:
                others = {
                    "time": "2001-01-31T00:00:00.000000Z",
                    "subject": sha256_bytes(event.subject.encode()),
                    "kind": "made" if event.kind != "made" else "decided",
                    "id": f"e{self.chosen.randbytes(8).hex()}",
                    "actor": f"p{self.chosen.randbytes(8).hex()}",
                }
                events[place] = replace(event, **{field: others[field]})
        self.rechain(events)
        return f"event {place + 1}: {what}, the chain made anew"

    def clock_set_back(self) -> str:
        """Something written as it should be, but by a clock that was set back."""
        events = self.events()
        body = b'{"salt":"0"}'
        with self.bodies_file.open("ab") as file:
            file.write(body + b"\n")
        year = int(events[-1].time[:4]) - self.chosen.randint(1, 9)
        self.rechain(
            [*events, Event(0, "", "e0", f"{year}{events[-1].time[4:]}", "", "decided", "",
                            sha256_bytes(body))]
        )  # fmt: skip
        return f"the clock set back to {year}"

    def forged(self) -> str:
        """An artefact changed together with what the log has of its step."""
        events = self.events()
        bodies = {sha256_bytes(line): line for line in self.bodies_file.read_bytes().splitlines()}
        made = [n for n, event in enumerate(events)
                if event.kind == "made" and event.body_sha256 in bodies]  # fmt: skip
        place = self.chosen.choice(made)
        body = json.loads(bodies[events[place].body_sha256])
        name = self.chosen.choice(sorted(body["step"]["outputs"]))
        for path in self.base.glob(f"**/transcripts/*/{name}"):
            if sha256_file(path) == body["step"]["outputs"][name]:
                path.write_bytes(path.read_bytes() + b" ")
                body["step"]["outputs"][name] = sha256_file(path)
        forged = canonical_json(body).encode()
        written = [forged if sha == events[place].body_sha256 else line
                   for sha, line in bodies.items()]  # fmt: skip
        self.bodies_file.write_bytes(b"".join(line + b"\n" for line in written))
        if forged == bodies[events[place].body_sha256]:
            return ""
        events[place] = replace(events[place], body_sha256=sha256_bytes(forged))
        self.rechain(events)
        return f"{name} changed with the step of event {place + 1}"

    def older(self) -> str:
        """The log as it was when it was signed before, put back."""
        events = self.events()
        *earlier, _last = [event.seq for event in events if event.kind == "signed"]
        if not earlier:
            return ""
        last = self.chosen.choice(earlier)
        lines = self.bodies_file.read_bytes().splitlines(keepends=True)
        self.rechain(events[:last])
        kept = {event.body_sha256 for event in events[:last]}
        self.bodies_file.write_bytes(b"".join(b for b in lines if sha256_bytes(b[:-1]) in kept))
        self.relist()
        return f"the log of {last} events put back"

    def of_another(self) -> str:
        """The log of another workspace, signed by another key, in its place."""
        other = Workspace.init(self.root.with_name(f"{self.root.name}-other"))
        if not (other.root / LOG).exists():
            other.log.append([EventDraft(kind="account", body={"name": "ann"})])
            sign_head(other.log, self.other)
        for path in (self.events_file, self.bodies_file):
            path.write_bytes((other.root / LOG / path.name).read_bytes())
        self.relist(self.other)
        return "the log of another workspace"

    def exchanged(self) -> str:
        """The folders of two calls in each other's place, what is known of both made equal."""
        folders = sorted((self.base / "transcripts").iterdir())
        if len(folders) < 2:
            return ""
        one, other = self.chosen.sample(folders, 2)
        aside = one.with_name("aside")
        for source, target in ((one, aside), (other, one), (aside, other)):
            source.rename(target)
        self.relist()
        return f"{self.name(one)} and {self.name(other)} exchanged"

    def signed_by_another(self) -> str:
        """All signatures and stamps made anew by another key."""
        self.unsigned()
        if not is_bag(self.root):
            sign_head(Log(FileCarrier(self.base / LOG, nullcontext)), self.other)
        self.relist(self.other)
        return "signed by another key"

    def signed_by_nobody(self) -> str:
        """All that was signed and stamped taken away, and the chain made anew without it."""
        self.unsigned()
        return "signatures and stamps taken away"

    def unsigned(self) -> None:
        events = self.events()
        gone = {event.body_sha256 for event in events if event.kind in ("signed", "stamped")}
        lines = self.bodies_file.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if sha256_bytes(line[:-1]) not in gone]
        self.bodies_file.write_bytes(b"".join(kept))
        self.rechain([event for event in events if event.kind not in ("signed", "stamped")])

    def relist(self, key: OfficeKey | None = None) -> None:
        """The lists of a bag made anew, as one would who knows bags; sealed with ``key``."""
        if not is_bag(self.root):
            return
        files = filter(Path.is_file, sorted((self.root / "data").rglob("*")))
        payload = {self.name(path): sha256_file(path) for path in files}
        (self.root / MANIFEST).write_text(manifest_text(payload), "utf-8")
        tags = read_manifest(self.root / TAG_MANIFEST)
        tags |= {name: sha256_file(self.root / name) for name in tags}
        (self.root / TAG_MANIFEST).write_text(manifest_text(tags), "utf-8")
        if key:
            sha256 = sha256_file(self.root / TAG_MANIFEST)
            seal = BagSeal(sha256, len(self.events()), "2026-01-31T00:00:00Z")
            for path in (self.root / SIGNATURES).glob("*.pub.pem"):
                path.write_bytes(key.public.pem)
            write_envelope(self.root, SEAL, sign_record(seal, SEAL_KIND, key))


def _of(file: Literal["events_file", "bodies_file"], how: str) -> Callable[[Mutator], str]:
    return lambda mutator: mutator.changed_line(getattr(mutator, file), how)


_HOWS = ("removed", "doubled", "exchanged", "changed", "cut off")

KINDS: dict[str, Callable[[Mutator], str]] = {
    "bits flipped": Mutator.bits,
    "truncated": Mutator.truncated,
    "made longer": Mutator.longer,
    "removed": Mutator.removed,
    "swapped": lambda mutator: mutator.exchanged_files("swapped"),
    "replaced": lambda mutator: mutator.exchanged_files("replaced"),
    "a link": Mutator.linked,
    "a link to the same bytes": Mutator.linked_away,
    **{f"event {how}": _of("events_file", how) for how in _HOWS},
    **{f"body {how}": _of("bodies_file", how) for how in _HOWS},
    "log rewritten": Mutator.rewritten,
    "clock set back": Mutator.clock_set_back,
    "step forged": Mutator.forged,
    "older log put back": Mutator.older,
    "log of another workspace": Mutator.of_another,
    "calls exchanged": Mutator.exchanged,
    "signed by another key": Mutator.signed_by_another,
    "signed by nobody": Mutator.signed_by_nobody,
}


def random_kind(chosen: random.Random) -> str:
    """A kind of change: bits and files more often than the rest."""
    kinds = list(KINDS)
    weights = [8, 4, 2, 4, 3, 3, 2, 2, *[1] * (len(kinds) - 8)]
    return chosen.choices(kinds, weights)[0]


def changes_are_found(root: Path, signers: Sequence[str], untouched: Verification) -> bool:
    """Whether a check ends with another exit code than 0, or tells more than it did before: that an
    original of a workspace is a link to its own bytes is told, and no fault."""
    try:
        found = verify(root, Trust.of(signers=signers), sound=False, threads=1)
    except IntegrityError:
        return True
    return found.state != "whole" or len(found.faults) > len(untouched.faults)
