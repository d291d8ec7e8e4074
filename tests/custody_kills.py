"""Exports, stamps and redactions killed at a moment, and what must hold then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import user
from calltools.proof.keys import OfficeKey
from calltools.proof.trust import Trust
from calltools.proof.verification import Verification
from calltools.proof.verify import verify
from calltools.redaction.copy_check import verify_copy
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.workspace import Workspace
from calltools.transcripts.readers.calltools_json import read_transcript
from lived import agrees
from signing import PASSPHRASE


@dataclass
class Kills:
    """A command that signs with ``key``, whose file is ``key_file``, in a workspace."""

    workspace: Workspace
    key: OfficeKey
    key_file: Path

    def environment(self) -> dict[str, str]:
        own = {"CALLTOOLS_KEY": str(self.key_file), "CALLTOOLS_KEY_PASSPHRASE": PASSPHRASE}
        return user.environment("/nonexistent") | own

    def start_and_kill(
        self, arguments: tuple[object, ...], began: Callable[[], bool], after_s: float
    ) -> bool:
        """Kill the command ``after_s`` seconds after it began to write; whether it had ended."""
        root = self.workspace.root
        _, ended = user.killed(root, self.environment(), arguments, after_s, began)
        return ended

    def run(self, *arguments: object) -> None:
        result = user.run(self.workspace.root, self.environment(), *arguments)
        assert result.returncode == 0, result.stderr

    @property
    def trust(self) -> Trust:
        return Trust.of(signers=[self.key.public.fingerprint])

    def check_workspace(self, *, sound: bool = True) -> Verification:
        found = verify(self.workspace.root, sound=sound)
        assert agrees(found), [str(flaw) for flaw in found.faults]
        return found


class ExportKills(Kills):
    """``export --bag``."""

    @property
    def bag(self) -> Path:
        return self.workspace.root.with_name("killed-bag")

    @property
    def unfinished(self) -> Path:
        return self.bag.with_name(f"{self.bag.name}.unfinished")

    def kill(self, after_s: float) -> None:
        """There is no bag, or a whole one."""
        before = self._stamp()
        ended = self.start_and_kill(
            ("export", "--bag", self.bag), lambda: self._stamp() != before, after_s
        )
        assert self.bag.exists() or not ended
        if self.bag.exists():
            self.check()

    def _stamp(self) -> int:
        return self.unfinished.stat().st_mtime_ns if self.unfinished.exists() else 0

    def check(self) -> None:
        found = verify(self.bag, self.trust)
        assert found.state == "whole", [str(flaw) for flaw in found.faults]
        shutil.rmtree(self.bag)

    def finish(self) -> None:
        """The command once more, which goes on and ends well."""
        self.run("export", "--bag", self.bag)
        self.check()
        assert not self.unfinished.exists()
        self.check_workspace()


@dataclass
class StampKills(Kills):
    """``timestamp`` by the authority at ``url``, whose root certificate is ``root``."""

    url: str
    root: Path

    def arguments(self) -> tuple[object, ...]:
        return ("timestamp", "--url", self.url, "--authority", self.root)

    def kill(self, after_s: float) -> None:
        """Nothing is broken, and every stamp that is there is good."""
        log = self.workspace.log
        before = log.head()
        self.start_and_kill(self.arguments(), lambda: log.head() != before, after_s)
        found = verify(self.workspace.root)
        assert not found.of("broken"), [str(flaw) for flaw in found.faults]
        assert len(found.stamps) == len(log.of("", "stamped"))

    def finish(self) -> None:
        """The command once more, after which all is whole."""
        self.run(*self.arguments())
        assert self.check_workspace().stamps


class RedactKills(Kills):
    """``redact --all``, with a name taken out that stands in the first call."""

    @property
    def copy(self) -> Path:
        return self.workspace.root.with_name("killed-copy")

    @property
    def begun(self) -> Path:
        return self.copy.with_name(f".{self.copy.name}.part")

    def arguments(self) -> tuple[object, ...]:
        plan = self.workspace.root.with_name("plan.toml")
        plan.write_text(self.plan(), "utf-8")
        return ("redact", "--all", "--plan", plan, "-o", self.copy, "--no-listen")

    def plan(self) -> str:
        """A word of a call: what it is does not matter."""
        (folder, *_) = sorted(self.workspace.transcripts.glob(f"*/{TRANSCRIPT}"))
        turn = read_transcript(folder.read_bytes(), "").turns[0]
        text = "".join(re.findall(r"\w", turn.text))[:3]
        return f'[[remove]]\ntext = "{text}"\nkind = "other"\npinyin = false\nconfirmed = true\n'

    def kill(self, after_s: float) -> None:
        """There is no copy, or a whole one, and the workspace is not broken."""
        ended = self.start_and_kill(
            self.arguments(), lambda: self.begun.exists() or self.copy.exists(), after_s
        )
        found = verify(self.workspace.root, sound=False)
        assert not found.of("broken"), [str(flaw) for flaw in found.faults]
        assert self.copy.exists() or not ended
        if self.copy.exists():
            self.check()

    def check(self) -> None:
        found = verify_copy(self.copy, self.trust)
        assert found.state == "whole", [str(flaw) for flaw in found.faults]
        shutil.rmtree(self.copy)

    def finish(self) -> None:
        """The command once more, which ends well and leaves nothing of those that were killed."""
        self.run(*self.arguments())
        self.check()
        assert not self.begun.exists()
        self.check_workspace(sound=False)
