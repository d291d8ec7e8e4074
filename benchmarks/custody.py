"""Custody: alarms about bags that nobody touched, and what a check takes.

    python -m benchmarks custody [--bags 1000] [--hours 1 3 10] [--seed 1]

Beside: bags that nobody touched; damaged ones: kills.
Takes: half an hour; --bags 10 --hours 1 takes two minutes.

Bags are of workspaces in which more happens at random between any two (calls corrected, made anew,
renamed, removed, added); fails with the first alarm.  ``calltools verify`` runs over calls of six
minutes, WAV and MP3 at 8 kHz: seconds for ten hours of sound, and memory.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import sounds
from benchmarks.measure import CALLTOOLS, measure, options_of
from calltools.proof.bag_export import export_bag
from calltools.proof.heads import sign_head
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.provenance import Step, sha256_file
from calltools.store.call_folder import AUDIO, RECORD, STATEMENTS, TRANSCRIPT
from calltools.store.call_moves import remove, rename, restore
from calltools.store.recordings import recordings, register
from calltools.store.workspace import Workspace
from calltools.transcripts.writers.json import to_json
from lived import correct, lived_workspace
from signing import office_key
from store.made_calls import transcript

_EACH = 50
"""Bags of one workspace before another is made."""
_CALL_S = 360


def untouched_bags(folder: Path, count: int, chosen: random.Random) -> None:
    """Export ``count`` bags of workspaces in which more happens between any two, and check them."""
    key = office_key(folder)
    made, round_ = 0, 0
    while made < count:
        home = folder / f"untouched{round_}"
        home.mkdir()
        workspace = lived_workspace(home / "office", key, None, seed=1000 + round_, calls=4)
        for _ in range(min(_EACH, count - made)):
            _something(workspace, chosen)
            names = [recording.name for recording in recordings(workspace)]
            some = chosen.sample(names, chosen.randint(1, len(names)))
            bag = home / "bag"
            export_bag(workspace, bag, key, some if chosen.random() < 0.5 else [])
            found = verify(bag, Trust.of(signers=[key.public.fingerprint]))
            assert not found.of("broken") and not found.of("doubtful"), list(map(str, found.faults))
            shutil.rmtree(bag)
            made += 1
        found = verify(workspace.root, Trust.of(signers=[key.public.fingerprint]))
        assert found.state == "whole", list(map(str, found.faults))
        shutil.rmtree(home)
        round_ += 1
        print(f"{made:>6} of {count} bags without alarm", end="\r", flush=True)
    print(f"\n{made} untouched bags, {round_} workspaces: no alarm")


def _something(workspace: Workspace, chosen: random.Random) -> None:
    """One thing that people or programs do."""
    names = [recording.name for recording in recordings(workspace)]
    name = chosen.choice(names)
    folder = workspace.folder(name)
    match chosen.randrange(6):
        case 0 if not folder.is_corrected:
            correct(workspace, name)
        case 1:
            inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
            step = Step("extract", inputs=inputs, parameters={"threshold": chosen.random()})
            folder.commit(step, {STATEMENTS: f"{chosen.random()}\n"})
        case 2:
            new = f"{chosen.choice('海棠东湾北城')}{chosen.randrange(10**6)}"
            rename(workspace, name, new)
            again = workspace.folder(new)
            inputs = {TRANSCRIPT: again.sha256(TRANSCRIPT)}
            again.commit(
                Step("transcript", parameters={"again": chosen.random()}),
                {TRANSCRIPT: again.read(TRANSCRIPT)},
            )
            again.commit(Step("extract", inputs=inputs), {STATEMENTS: b""})
        case 3 if len(names) > 2:
            remove(workspace, name)
            if chosen.random() < 0.7:
                restore(workspace, name)
        case 4:
            path = workspace.recordings / f"n{chosen.randrange(10**9)}.wav"
            noise = sounds.white_noise(chosen.uniform(0.1, 0.5), seed=chosen.randrange(10**6))
            sounds.write_wav(path, noise)
            register(workspace, path)
            made = to_json(transcript(chosen.randrange(10**6)))
            workspace.folder(path.stem).commit(Step("transcript"), {TRANSCRIPT: made})
        case _:
            sidecar = workspace.recordings / f"{name}.toml"
            sidecar.write_text(f'notes = "{chosen.random()}"\n', "utf-8")


def long_workspace(root: Path, hours: float, suffix: str) -> int:
    """Calls of six minutes that nobody spoke, ``hours`` of them in all; how many that are."""
    workspace = Workspace.init(root)
    calls = max(1, round(hours * 3600 / _CALL_S))
    first = workspace.recordings / f"c0{suffix}"
    noise = sounds.pink_noise(_CALL_S, rate=8_000)
    if suffix == ".wav":
        sounds.write_wav(first, noise, rate=8_000)
    else:
        sounds.encode(first, noise, codec="libmp3lame", rate=8_000)
    register(workspace, first)
    folder = workspace.folder("c0")
    step, pattern = folder.step("register"), json.loads(folder.read(RECORD))
    assert step is not None
    for number in range(1, calls):
        path = workspace.recordings / f"c{number}{suffix}"
        path.write_bytes(first.read_bytes() + _unheard(suffix, number))
        sha256 = sha256_file(path)
        record = pattern | {"name": path.stem, "file": path.name, "audio_sha256": sha256}
        again = replace(step, inputs={AUDIO: sha256})
        workspace.folder(path.stem).commit(again, {RECORD: json.dumps(record)}, "registered")
    return calls


def _unheard(suffix: str, number: int) -> bytes:
    """Bytes that players pass over: a chunk of WAV, a tag of MP3."""
    if suffix == ".wav":
        return b"note" + (4).to_bytes(4, "little") + number.to_bytes(4, "little")
    return b"TAG" + f"{number:030d}".encode() + bytes(95)


def durations(folder: Path, hours: list[float]) -> None:
    """Seconds and memory of ``calltools verify`` over so many hours of sound."""
    print(
        f"{'kind':<5} {'hours':>6} {'calls':>6} {'MB':>7} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}"
    )
    key = office_key(folder)
    for suffix in (".wav", ".mp3"):
        taken = []
        for number in hours:
            root = folder / f"long{suffix}{number}"
            root.mkdir()
            calls = long_workspace(root, number, suffix)
            sign_head(Workspace(root).log, key)
            size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
            command = (*CALLTOOLS, "verify", "--threads", "2")
            used = measure((*command, "--signer", key.public.fingerprint), cwd=root)
            taken.append(used.wall_s / number)
            print(
                f"{suffix:<5} {number:>6g} {calls:>6} {size / 1e6:>7.0f} {used.wall_s:>8.1f}"
                f" {used.cpu_s:>8.1f} {used.peak_mb:>8.0f}",
                flush=True,
            )
            shutil.rmtree(root)
        print(f"{suffix}: {10 * taken[-1]:.0f} s for 10 hours; an hour at the end takes"
              f" {taken[-1] / taken[0]:.2f} times one at the beginning")  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Measure all and print it."""
    parser = options_of(__name__)
    parser.add_argument("--bags", type=int, default=1_000)
    parser.add_argument("--hours", type=float, nargs="*", default=[1, 3, 10])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        if options.bags:
            untouched_bags(folder, options.bags, random.Random(options.seed))
        if options.hours:
            durations(folder, options.hours)
