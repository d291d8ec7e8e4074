"""Exports and stamps killed at a moment, and what must hold then.

Shared by test_bags.py and test_stamps.py, which have a few kills, and benchmarks/custody.py.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from signing import PASSPHRASE

import user
from calltools.custody.keys import OfficeKey
from calltools.custody.verify import verify
from calltools.workspace import Workspace


@dataclass
class Kills:
    """A command that signs with ``key``, whose file is ``key_file``, in a workspace."""

    workspace: Workspace
    key: OfficeKey
    key_file: Path

    def environment(self) -> dict[str, str]:
        return {
            **user.environment("/nonexistent"),
            "CALLTOOLS_KEY": str(self.key_file),
            "CALLTOOLS_KEY_PASSPHRASE": PASSPHRASE,
        }

    def start_and_kill(
        self, arguments: tuple[object, ...], began: Callable[[], bool], after_s: float
    ) -> bool:
        """Kill the command ``after_s`` seconds after it began to write; whether it had ended."""
        process = subprocess.Popen(
            user.command(*arguments),
            cwd=self.workspace.root,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and not began():
            time.sleep(0.001)
        time.sleep(after_s)
        ended = process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
        return ended

    def run(self, *arguments: object) -> None:
        result = user.run(self.workspace.root, self.environment(), *arguments)
        assert result.returncode == 0, result.stderr


class ExportKills(Kills):
    """``export --bag``."""

    @property
    def bag(self) -> Path:
        return self.workspace.root.with_name("killed-bag")

    @property
    def unfinished(self) -> Path:
        return self.bag.with_name(f"{self.bag.name}.unfinished")

    def kill(self, after_s: float) -> str:
        """How it was left: there is no bag, or a whole one."""
        before = self._stamp()
        ended = self.start_and_kill(
            ("export", "--bag", self.bag), lambda: self._stamp() != before, after_s
        )
        if not self.bag.exists():
            assert not ended
            return "no bag"
        self.check()
        shutil.rmtree(self.bag)
        return "a whole bag"

    def _stamp(self) -> int:
        return self.unfinished.stat().st_mtime_ns if self.unfinished.exists() else 0

    def check(self) -> None:
        found = verify(self.bag, signers=[self.key.public.fingerprint])
        assert found.state == "whole", [str(flaw) for flaw in found.faults]

    def finish(self) -> None:
        """The command once more, which goes on and ends well."""
        self.run("export", "--bag", self.bag)
        self.check()
        assert not self.unfinished.exists()
        found = verify(self.workspace.root)
        assert found.state == "whole", [str(flaw) for flaw in found.faults]
        shutil.rmtree(self.bag)


@dataclass
class StampKills(Kills):
    """``timestamp`` by the authority at ``url``, whose root certificate is ``root``."""

    url: str
    root: Path

    def arguments(self) -> tuple[object, ...]:
        return ("timestamp", "--url", self.url, "--authority", self.root)

    def kill(self, after_s: float) -> str:
        """How it was left: nothing is broken, and every stamp that is there is good."""
        custody = self.workspace.root / "custody"
        before = set(custody.rglob("*"))
        ended = self.start_and_kill(
            self.arguments(), lambda: set(custody.rglob("*")) != before, after_s
        )
        found = verify(self.workspace.root)
        assert not found.of("broken"), [str(flaw) for flaw in found.faults]
        stamps = list(custody.glob("stamps/*.tsr"))
        assert len(found.stamps) == len(stamps)
        return f"{found.state}, ended" if ended else found.state

    def finish(self) -> None:
        """The command once more, after which all is whole."""
        self.run(*self.arguments())
        found = verify(self.workspace.root)
        assert found.state == "whole", [str(flaw) for flaw in found.faults]
        assert found.stamps
