"""What of a call is gone, broken or changed is told wherever its words are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from made_calls import add_call, transcript

import forked
from calltools.errors import EXIT_PARTIAL
from calltools.store.call_folder import RECORD, TRANSCRIPT
from calltools.store.workspace import Workspace

pytestmark = pytest.mark.slow


def asked(workspace: Workspace, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command in the workspace."""
    result = forked.run(workspace.root, os.environ, list(arguments))
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def sidecar_of(text: str) -> Callable[[Workspace], object]:
    return lambda made: (made.recordings / "b1.toml").write_text(text)


def without(name: str) -> Callable[[Workspace], object]:
    return lambda made: (made.root / name).unlink()


CHANGES: dict[str, tuple[Callable[[Workspace], object], str, str]] = {
    "the sidecar is edited": (
        sidecar_of('hospital = "西岭医院"\n'), "stale", "b1.toml: was changed since",
    ),
    "the sidecar is broken": (sidecar_of("hospital = \n"), "broken", "b1.toml: is not valid TOML"),
    "the original is gone": (
        without("recordings/b1.wav"), "gone", "b1.wav: is registered but gone",
    ),
    "the transcript is gone": (
        without(f"transcripts/b1/{TRANSCRIPT}"), "stale", "transcript.json: was made and is gone",
    ),
    "the record is gone": (
        without(f"transcripts/b1/{RECORD}"), "broken", "recording.json: is gone or was changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "state", "told"), CHANGES.values(), ids=CHANGES)
def test_what_is_gone_or_changed_of_a_call_is_named_and_the_exit_code_says_so(
    change: Callable[[Workspace], object], state: str, told: str, tmp_path: Path
) -> None:
    made = Workspace.init(tmp_path)
    for number in (1, 2):
        add_call(made, f"b{number}", transcript(number))
    code, listed, messages = asked(made, "list", "--json")
    assert (code, "warning" in messages) == (0, False), messages
    assert "transcript" not in json.loads(listed)[0]["stale"]
    change(made)
    code, listed, messages = asked(made, "list", "--json")
    of_b1 = next(call for call in json.loads(listed) if call["name"] == "b1")
    assert of_b1["state"] == state
    assert str(tmp_path) not in "".join(of_b1["faults"]), "an index is handed on"
    if state == "stale":
        assert "transcript" in of_b1["stale"]
    # A list that says stale has said what there is to say of a sidecar.
    expected = 0 if "since" in told else EXIT_PARTIAL
    assert (code, told in messages) == (expected, expected == EXIT_PARTIAL)
    for command in (("search", "肝源"), ("export", "--table", "calls")):
        code, shown, messages = asked(made, *command)
        assert code == EXIT_PARTIAL
        assert told in messages
        assert "b2" in shown, "the others are there"
