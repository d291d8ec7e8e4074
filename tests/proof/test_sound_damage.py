"""What verify says of an original whose bytes are others: whether its sound is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sound_damage import SUFFIXES, WAYS, add_originals

from calltools.proof.verify import verify
from calltools.store.workspace import Workspace
from lived import agrees

SAYS = {
    "tags alone": ("its sound is the one that was registered",),
    "bits of frames": ("its sound is another", "can't be decoded"),
}


@pytest.fixture(scope="module")
def sounds_of(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, Path]]:
    workspace = Workspace.init(tmp_path_factory.mktemp("sounds") / "office")
    found = dict(add_originals(workspace))
    return workspace, found


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("way", WAYS)
def test_sound_that_was_changed_is_told_from_tags_that_were(
    sounds_of: tuple[Workspace, dict[str, Path]], way: str, suffix: str, times: int
) -> None:
    workspace, found = sounds_of
    path = found[suffix]
    before = path.read_bytes()
    assert agrees(verify(workspace.root))
    for seed in range(times):
        try:
            WAYS[way](path, random.Random(seed + 1))
            (flaw,) = verify(workspace.root).of("broken")
        finally:
            path.write_bytes(before)
        assert flaw.where == f"recordings/{path.name}"
        assert flaw.problem.startswith("is not the file that was registered; ")
        assert any(said in flaw.problem for said in SAYS[way]), flaw.problem
