"""How ``list``, ``run`` with nothing to do, and ``search`` grow with the calls of a workspace.

    python -m benchmarks workspace [--calls 10 100 1000] [--times 5]

Beside: the bounds at 1,000 calls: ``list`` 1 s, ``run`` 3 s, ``search`` half a second.
Takes: twenty minutes; --calls 10 takes two.

One call is really run (the demonstration), with the models that are installed; the others are its
copies with sound of their own.  Each command is measured as a process of its own: the first time it
hashes and indexes, afterwards it is the everyday one.  On a machine that others use, too, the least
of several times is nearest to what the command takes, and its processor time nearer than the clock:
``cpu s`` and ``then s`` are each the least of ``--times``.  Growth is told of processor time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import CALLTOOLS, ROOT, measure, options_of
from calltools.provenance import sha256_file
from calltools.store.call_folder import AUDIO, RECORD
from calltools.store.log import EventDraft, EventKind
from calltools.store.logged_recordings import REGISTER, Made
from calltools.store.workspace import Workspace

DEMO = ROOT / "recordings" / "demo-call.wav"
COMMANDS = {
    "list": ("list",),
    "run": ("run",),
    "search words": ("search", "肝源"),
    "search fields": ("search", "--category", "wait_time", "--max-days", "60", "--since", "2001"),
    "list --html": ("list", "--html"),
}


def made(root: Path, calls: int) -> None:
    """A workspace of ``calls`` calls, all of them done."""
    measure((*CALLTOOLS, "init", "."), cwd=root)
    shutil.copy(DEMO, root / "recordings" / "call0000.wav")
    measure((*CALLTOOLS, "run"), cwd=root)
    workspace = Workspace(root)
    pattern = workspace.folder("call0000").path
    sound = DEMO.read_bytes()
    for number in range(1, calls):
        name = f"call{number:04d}"
        # A chunk that players pass over makes other bytes of the same sound.
        extra = b"note" + (4).to_bytes(4, "little") + number.to_bytes(4, "little")
        recording = root / "recordings" / f"{name}.wav"
        recording.write_bytes(sound + extra)
        shutil.copy(root / "recordings" / "call0000.toml", recording.with_suffix(".toml"))
        folder = workspace.transcripts / name
        shutil.copytree(pattern, folder)
        _renamed(folder, name, recording)
    measure((*CALLTOOLS, "run"), cwd=root)  # the pages, which name the calls


def _renamed(folder: Path, name: str, recording: Path) -> None:
    """The artefacts of a copy, with the hashes of what they are made from now."""
    record = json.loads((folder / RECORD).read_text("utf-8"))
    record |= {"name": name, "file": recording.name, "audio_sha256": sha256_file(recording)}
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sha256 = sha256_file(folder / RECORD)
    workspace = Workspace(folder.parents[1])
    drafts = []
    for step in workspace.folder("call0000").steps().values():
        if step.name == REGISTER:
            inputs = {AUDIO: record["audio_sha256"]}
            made = replace(step, inputs=inputs, outputs={RECORD: sha256})
        elif RECORD in step.inputs:
            made = replace(step, inputs={**step.inputs, RECORD: sha256})
        else:
            made = step
        body = Made(step=made, name=name)
        kind: EventKind = "registered" if step.name == REGISTER else "made"
        drafts.append(EventDraft(kind=kind, subject=record["audio_sha256"], body=body))
    workspace.log.append(drafts)


def main(arguments: Sequence[str]) -> None:
    """Measure each number of calls and print it."""
    parser = options_of(__name__)
    parser.add_argument("--calls", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args(arguments)
    sizes = options.calls
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    print(f"{'calls':>6}  {'command':<14} {'first s':>8} {'then s':>8} {'cpu s':>7} {'MB':>6}")
    for calls in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            made(root, calls)
            for name, command in COMMANDS.items():
                first = measure((*CALLTOOLS, *command), cwd=root)
                usages = [measure((*CALLTOOLS, *command), cwd=root) for _ in range(options.times)]
                wall_s = min(usage.wall_s for usage in usages)
                cpu_s = min(usage.cpu_s for usage in usages)
                peak_mb = max(usage.peak_mb for usage in usages)
                taken[name].append(cpu_s)
                print(
                    f"{calls:>6}  {name:<14} {first.wall_s:>8.2f} {wall_s:>8.2f}"
                    f" {cpu_s:>7.2f} {peak_mb:>6.0f}",
                    flush=True,
                )
    if len(sizes) > 1:
        for name, seconds in taken.items():
            more = (seconds[-1] - seconds[0]) / (sizes[-1] - sizes[0])
            print(
                f"{name}: from {sizes[0]} to {sizes[-1]} calls {seconds[-1] / seconds[0]:.1f} times"
                f" the processor time, {more * 1000:.2f} ms a call"
            )
