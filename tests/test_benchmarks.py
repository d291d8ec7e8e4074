"""Benchmarks: each tells what it measures, and takes its options; scores are held against kept."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import checks, scores
from benchmarks.__main__ import listing, main


@pytest.mark.parametrize("name", listing())
def test_each_tells_what_it_measures_and_takes_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listing()[name]
    with pytest.raises(SystemExit, match="0"):
        import_module(f"benchmarks.{name}").main(["--help"])
    assert f"python -m benchmarks {name}" in capsys.readouterr().out


def test_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parsing"]) == 2
    assert "no such benchmark: parsing; there are ablation," in capsys.readouterr().err


def test_checks_are_scored_on_both_halves_of_the_register(
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks.main([])
    figures = scores.figures_of("checks", json.loads(capsys.readouterr().out))
    assert figures["worked-on found"] == 1
    assert figures["held false alarms"] < 0.02
    assert scores.is_worse("held false alarms", 0.0, 0.02)


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A labelled set of two quotations, whose scores are those of the test."""
    folder = tmp_path / "gold" / "quotes-small"
    folder.mkdir(parents=True)
    (folder / "quotes.jsonl").write_text("{}\n{}\n", "utf-8")
    monkeypatch.setattr(scores, "FOLDERS", {"": folder.parent})
    report = {
        "verdict_accuracy": 0.5,
        "located": 1.0,
        "clean_f1": 0.5,
        "grave_called_clean": [],
        "clean_called_grave_rate": 0.5,
        "found": {"attributed_speaker": 1.0, "attributed_hospital": None},
    }
    monkeypatch.setattr(scores, "_printed", lambda *_arguments: report)
    return tmp_path


def test_scores_are_kept_and_held_against_kept_ones(
    gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = gold / "released.json"
    beside = ["--against", str(kept)]
    assert scores.main([*beside, "--keep", str(kept)]) == 0
    assert "quotations\n  quotes-small                     2  verdicts 0.500" in (
        capsys.readouterr().out
    )
    assert scores.main(beside) == 0
    told = json.loads(kept.read_text("utf-8"))
    told["sets"]["quotes-small"] |= {"verdicts": 0.505, "clean called grave": 0.4}
    kept.write_text(json.dumps(told), "utf-8")
    assert scores.main(beside) == 3
    printed = capsys.readouterr().out
    assert "verdicts 0.505→0.500 ·" in printed, "that may be chance"
    assert "clean called grave 0.400→0.500 WORSE" in printed
