"""Changes that nobody recorded, from one bit to a rewriting by somebody who knows all about it.

Shared by test_damage.py, which makes some hundreds, and benchmarks/custody.py.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import IntegrityError
from calltools.proof.bag_check import (
    MANIFEST,
    SIGNATURE_KIND,
    SIGNATURE_NAME,
    TAG_MANIFEST,
    BagSeal,
    is_bag,
    manifest_text,
    read_manifest,
)
from calltools.proof.envelopes import sign_record
from calltools.proof.faults import Verification
from calltools.proof.heads import head_files, sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.ledger import LedgerEntry, ledger_path, read_entry
from calltools.proof.verify import verify
from calltools.proof.vouching import Trust
from calltools.provenance import sha256_bytes, sha256_file
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
        folders = ["recordings", "transcripts", "removed", "custody"]
        roots = [self.root] if is_bag(self.root) else [self.root / name for name in folders]
        return sorted(
            path
            for folder in roots
            for path in folder.rglob("*")
            if path.is_file() and path.stat().st_size and path.suffix != ".lock"
        )

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

    def swapped(self) -> str:
        one, other = self.chosen.sample(self.files(), 2)
        data, others = one.read_bytes(), other.read_bytes()
        if data == others:
            return ""
        one.write_bytes(others)
        other.write_bytes(data)
        return f"{self.name(one)} and {self.name(other)} swapped"

    def replaced(self) -> str:
        one, other = self.chosen.sample(self.files(), 2)
        if one.read_bytes() == other.read_bytes():
            return ""
        one.write_bytes(other.read_bytes())
        return f"{self.name(one)} replaced by {self.name(other)}"

    def linked(self) -> str:
        one, other = self.chosen.sample(self.files(), 2)
        one.unlink()
        one.symlink_to(other)
        return f"{self.name(one)} a link to {self.name(other)}"

    def linked_away(self) -> str:
        path = self.file()
        away = self.root.with_name(f"{self.root.name}-away")
        away.write_bytes(path.read_bytes())
        path.unlink()
        path.symlink_to(away)
        return f"{self.name(path)} a link to the same bytes elsewhere"

    def lines(self) -> list[bytes]:
        return ledger_path(self.base).read_bytes().splitlines()

    def write_lines(self, lines: list[bytes]) -> None:
        ledger_path(self.base).write_bytes(b"".join(line + b"\n" for line in lines))

    def entry_removed(self) -> str:
        lines = self.lines()
        place = self.chosen.randrange(len(lines))
        del lines[place]
        self.write_lines(lines)
        return f"entry {place + 1} removed"

    def entry_doubled(self) -> str:
        lines = self.lines()
        place = self.chosen.randrange(len(lines))
        lines.insert(self.chosen.randint(place, len(lines)), lines[place])
        self.write_lines(lines)
        return f"entry {place + 1} doubled"

    def entries_reordered(self) -> str:
        lines = self.lines()
        one, other = self.chosen.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
        self.write_lines(lines)
        return f"entries {one + 1} and {other + 1} reordered"

    def ledger_cut(self) -> str:
        lines = self.lines()
        left = self.chosen.randrange(len(lines))
        self.write_lines(lines[:left])
        return f"ledger cut after {left} entries"

    def rechained(self, change: Callable[[list[LedgerEntry]], str]) -> str:
        """The ledger changed by ``change`` and the chain made anew behind that."""
        entries = [read_entry(line) for line in self.lines()]
        told = change(entries)
        last = ""
        for number, entry in enumerate(entries, 1):
            entries[number - 1] = replace(entry, number=number, previous=last)
            last = sha256_bytes(entries[number - 1].line())
        self.write_lines([entry.line() for entry in entries])
        return told

    def rewritten(self) -> str:
        def change(entries: list[LedgerEntry]) -> str:
            place = self.chosen.randrange(len(entries))
            what = self.chosen.choice(["removed", "doubled", "another hash", "another time"])
            entry = entries[place]
            if what == "removed":
                del entries[place]
            elif what == "doubled":
                entries.insert(place, entry)
            elif what == "another hash":
                entries[place] = replace(entry, sha256=sha256_bytes(entry.sha256.encode()))
            else:
                at = next(p for p in range(len(entries)) if entries[p].time)
                entries[at] = replace(entries[at], time="2001-01-31T00:00:00Z")
            return f"entry {place + 1} {what}, the chain made anew"

        return self.rechained(change)

    def clock_set_back(self) -> str:
        """An act entered as it should be, but by a clock that was set back."""

        def change(entries: list[LedgerEntry]) -> str:
            hours = self.chosen.randint(1, 1000)
            last = max(entry.time for entry in entries)
            year = int(last[:4]) - 1 - hours // 24
            entries.append(
                replace(entries[0], event="export", name="0" * 16, recording="",
                        time=f"{year}{last[4:]}")
            )  # fmt: skip
            return f"the clock set back to {year}"

        told = self.rechained(change)
        self.relist()
        return told

    def step_forged(self) -> str:
        """An artefact changed together with the record of its step."""
        records = sorted(self.base.glob("**/.steps/*.json"))
        path = self.chosen.choice(records)
        step = json.loads(path.read_bytes())
        name = self.chosen.choice(sorted(step["outputs"]))
        artefact = path.parents[1] / name
        artefact.write_bytes(artefact.read_bytes() + b" ")
        step["outputs"][name] = sha256_file(artefact)
        path.write_text(json.dumps(step), "utf-8")
        self.relist()
        return f"{self.name(artefact)} changed with the record of its step"

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
        """All heads signed anew by another key, whose public key replaces the office's."""
        custody = self.base / "custody"
        for path in head_files(self.base):
            for old in path.parent.glob(f"{path.name[:8]}.*"):
                old.unlink()
        for path in (custody / "keys").iterdir():
            path.unlink()
        if self.chosen.random() < 0.5:
            self.write_lines([line for line in self.lines() if b'"custody"' not in line])
            self.rechained(lambda _entries: "")
        sign_head(Workspace(self.base), self.other)
        self.relist(self.other)
        return "signed by another key"

    def signed_by_nobody(self) -> str:
        """All that was signed and stamped taken away, and the chain made anew without it."""
        custody = self.base / "custody"
        for path in sorted(custody.glob("*/*")):
            path.unlink()
        self.write_lines([line for line in self.lines() if b'"custody"' not in line])
        self.rechained(lambda _entries: "")
        self.relist()
        return "signatures and stamps taken away"

    def relist(self, key: OfficeKey | None = None) -> None:
        """The lists of a bag made anew, as one would who knows bags; sealed with ``key``."""
        if not is_bag(self.root):
            return
        payload = {
            self.name(p): sha256_file(p)
            for p in sorted((self.root / "data").rglob("*"))
            if p.is_file()
        }
        (self.root / MANIFEST).write_text(manifest_text(payload), "utf-8")
        tags = read_manifest(self.root / TAG_MANIFEST)
        tags |= {name: sha256_file(self.root / name) for name in tags}
        (self.root / TAG_MANIFEST).write_text(manifest_text(tags), "utf-8")
        if key:
            sha256 = sha256_file(self.root / TAG_MANIFEST)
            seal = BagSeal(sha256, len(self.lines()), "2026-01-31T00:00:00Z")
            sign_record(self.root, SIGNATURE_NAME, SIGNATURE_KIND, seal, key)


KINDS: dict[str, Callable[[Mutator], str]] = {
    "bits flipped": Mutator.bits,
    "truncated": Mutator.truncated,
    "made longer": Mutator.longer,
    "removed": Mutator.removed,
    "swapped": Mutator.swapped,
    "replaced": Mutator.replaced,
    "a link": Mutator.linked,
    "a link to the same bytes": Mutator.linked_away,
    "entry removed": Mutator.entry_removed,
    "entry doubled": Mutator.entry_doubled,
    "entries reordered": Mutator.entries_reordered,
    "ledger cut": Mutator.ledger_cut,
    "ledger rewritten": Mutator.rewritten,
    "clock set back": Mutator.clock_set_back,
    "step forged": Mutator.step_forged,
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
