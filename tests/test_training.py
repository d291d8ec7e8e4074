"""The command that fits: what it shows and writes; that its table names what is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from training import __main__ as command
from training.__main__ import Fit, MissingSetError, find_sets, fits, run_fit
from training.fitting import PACKAGE, ROOT, Header, Options, file_of, kept_scores

WEIGHTS = "alignment/same_call.toml"
SMALL = Fit("same_call", ("bilingual", "bilingual-third"), (WEIGHTS,))
HEADER = Header("python -m training fit same_call", ["bilingual"], 1, "abc", {"right": 0.75})


def test_a_fit_is_shown_and_written_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / WEIGHTS
    monkeypatch.setattr(command, "PACKAGE", tmp_path)
    options = Options(find_sets(SMALL, command.FOLDERS), tmp_path / "work")
    run_fit(SMALL, options, write=False)
    assert "alone            -   1.000" in capsys.readouterr().out and not file.exists()
    run_fit(SMALL, options, write=True)
    assert file.read_bytes() == (tmp_path / "work" / WEIGHTS).read_bytes()
    written = tomllib.loads(file.read_text("utf-8"))
    assert written["fitted"]["sets"] == ["bilingual", "bilingual-third"]
    assert written["different"]["missing"] > 0 > written["different"]["found"]
    assert list(kept_scores(file).values()) == pytest.approx([1.0, 0.98], abs=0.05)


def test_a_set_that_is_nowhere_is_named() -> None:
    with pytest.raises(MissingSetError, match="no-such-set is in none of"):
        find_sets(Fit("same_call", ("no-such-set",), ()), command.FOLDERS)


@pytest.mark.parametrize("suffix", [".toml", ".npz"])
def test_a_weight_file_tells_how_it_was_made(suffix: str, tmp_path: Path) -> None:
    numbers = {"a": np.arange(3.0)} if suffix == ".npz" else {"odd name": {"x": 1.5, "kind": "y"}}
    file = tmp_path / f"weights{suffix}"
    file.write_bytes(file_of(numbers, HEADER, suffix))
    assert kept_scores(file) == {"right": 0.75}
    if suffix == ".toml":
        assert tomllib.loads(file.read_text("utf-8"))["odd name"] == {"x": 1.5, "kind": "y"}


def test_the_table_names_what_is_there() -> None:
    for fit in fits():
        files = [ROOT / "training" / f"{fit.name}.py", *(PACKAGE / name for name in fit.weights)]
        assert [path for path in files if not path.exists()] == []
