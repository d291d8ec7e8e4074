"""The command that fits: what it keeps, shows and writes; that its table names what is there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from training import __main__ as command
from training.__main__ import FITS, Fit, MissingSetError, find_sets, run_fit
from training.fitting import PACKAGE, ROOT, Header, Options, file_of, kept_scores

WEIGHTS = "alignment/same_call.toml"
SMALL = Fit("same_call", ("bilingual", "bilingual-third"), (WEIGHTS,), (WEIGHTS,))
HEADER = Header("python -m training fit same_call", ["bilingual"], 1, "abc", {"right": 0.75})


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one weight file, written by hand, and a folder for what is kept."""
    file = tmp_path / "package" / WEIGHTS
    file.parent.mkdir(parents=True)
    file.write_text("[different]\nbase = 0.0\n", "utf-8")
    monkeypatch.setattr(command, "PACKAGE", tmp_path / "package")
    monkeypatch.setattr(command, "DONE", tmp_path / "done")
    return file


def options(tmp_path: Path) -> Options:
    return Options(find_sets(SMALL, command.FOLDERS), tmp_path / "work")


def test_a_fit_is_made_once_shown_and_written_when_asked(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_fit(SMALL, options(tmp_path), again=False, write=False)
    assert "fitted in" in capsys.readouterr().out
    assert package.read_text("utf-8") == "[different]\nbase = 0.0\n"
    run_fit(SMALL, options(tmp_path), again=False, write=True)
    printed = capsys.readouterr().out
    assert "done before" in printed and "fitted in" not in printed
    written = tomllib.loads(package.read_text("utf-8"))
    assert written["fitted"]["sets"] == ["bilingual", "bilingual-third"]
    assert written["different"]["missing"] > 0 > written["different"]["found"]
    assert list(kept_scores(package).values()) == pytest.approx([1.0, 0.98], abs=0.05)


@pytest.mark.parametrize("again, seed", [(True, 1), (False, 2)])
def test_other_inputs_or_a_wish_make_it_anew(
    again: bool, seed: int, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.exists()
    run_fit(SMALL, options(tmp_path), again=False, write=False)
    capsys.readouterr()
    other = Options(options(tmp_path).sets, tmp_path / "work", seed)
    run_fit(SMALL, other, again=again, write=False)
    assert "fitted in" in capsys.readouterr().out


def test_a_set_that_is_nowhere_is_named() -> None:
    with pytest.raises(MissingSetError, match="no-such-set is in none of"):
        find_sets(Fit("same_call", ("no-such-set",), (), ()), command.FOLDERS)


@pytest.mark.parametrize("suffix", [".toml", ".json", ".npz"])
def test_a_weight_file_tells_how_it_was_made(suffix: str, tmp_path: Path) -> None:
    numbers = {"a": np.arange(3.0)} if suffix == ".npz" else {"odd name": {"x": 1.5, "kind": "y"}}
    file = tmp_path / f"weights{suffix}"
    file.write_bytes(file_of(numbers, HEADER, suffix))
    assert kept_scores(file) == {"right": 0.75}
    if suffix == ".toml":
        assert tomllib.loads(file.read_text("utf-8"))["odd name"] == {"x": 1.5, "kind": "y"}


@pytest.mark.parametrize("fit", FITS, ids=lambda fit: fit.name)
def test_the_table_names_what_is_there(fit: Fit) -> None:
    beside = [ROOT / "training" / name for name in (f"{fit.name}.py", *fit.beside)]
    inside = [PACKAGE / name for name in (*fit.rooms, *fit.weights)]
    assert [path for path in (*beside, *inside) if not path.exists()] == []
