"""Whatever is changed is found, and nothing is found where nothing was changed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from log_damage import KINDS, Mutator, changes_are_found, random_kind

from authority import OwnAuthority
from calltools.proof.bag_export import export_bag
from calltools.proof.keys import OfficeKey
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.store.workspace import Workspace
from lived import Snapshot, copy_of, lived_workspace
from signing import office_key

_AT_RANDOM = 40


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, keys_folder: Path) -> Workspace:
    folder = tmp_path_factory.mktemp("lived")
    authority = OwnAuthority(folder / "authority") if shutil.which("openssl") else None
    return lived_workspace(folder / "office", office_key(keys_folder), authority)


@pytest.mark.parametrize("of", ["workspace", "bag"])
def test_whatever_is_changed_is_found(
    lived: Workspace, key: OfficeKey, keys_folder: Path, tmp_path: Path, of: str, times: int
) -> None:
    workspace = copy_of(lived, tmp_path / "office")
    root = workspace.root
    if of == "bag":
        root = tmp_path / "bag"
        export_bag(workspace, root, key)
    office = [key.public.fingerprint]
    untouched = verify(root, Trust.of(signers=office), sound=False)
    assert untouched.state == "whole", [str(fault) for fault in untouched.faults]
    chosen = random.Random(7)
    snapshot = Snapshot(root)
    mutator = Mutator(root, chosen, office_key(keys_folder, "other"))
    kinds = [*KINDS, *(random_kind(chosen) for _ in range(_AT_RANDOM * times))]
    for kind in kinds:
        told = mutator.mutate(kind)
        assert not told or changes_are_found(root, office, untouched), told
        snapshot.restore()
    again = verify(root, Trust.of(signers=office), sound=False)
    assert again.faults == untouched.faults
