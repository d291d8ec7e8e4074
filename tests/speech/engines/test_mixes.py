"""Engines and models may differ from call to call, and from the first hearing to the second."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import made_exports
import pytest

import demo_call
from calltools.models import locate
from calltools.run.pipeline import Pipeline
from calltools.settings import Settings
from calltools.store.call_folder import PAGE, TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

pytestmark = pytest.mark.model


def test_every_engine_and_model_that_heard_a_call_is_told_with_its_hash(
    settings: Settings, tmp_path: Path
) -> None:
    made = made_exports.sense_voice(tmp_path / "my-sense-voice")
    workspace = Workspace.init(tmp_path / "calls")
    usual = demo_call.short(workspace.recordings / "usual.wav")
    other = workspace.recordings / "other.wav"
    other.write_bytes(usual.read_bytes() + b"other")
    other.with_suffix(".toml").write_text(f'engine = "sherpa-onnx"\nmodel = "{made}/"\n', "utf-8")
    pipeline = Pipeline(
        workspace,
        replace(settings, language="zh", second_engine="sherpa-onnx", second_model=f"{made}/"),
    )
    base = locate("whisper-base", settings.models_dir)
    own = locate(f"{made}/", settings.models_dir)
    for recording, engine, model in ((usual, "faster-whisper", base), (other, "sherpa-onnx", own)):
        assert pipeline.run(register(workspace, recording)).state == "done"
        folder = workspace.folder(recording.stem)
        steps = {step["name"]: step for step in json.loads(folder.read(TRANSCRIPT))["provenance"]}
        page = folder.read(PAGE).decode("utf-8")
        heard = {"recognise": (engine, model), "second": ("sherpa-onnx", own)}
        for name, (program, weights) in heard.items():
            step = steps[name]
            assert step["parameters"]["engine"] == program
            assert step["models"] == {weights.name: weights.sha256}
            section = page.partition(f"<h3>{name}</h3>")[2].partition("</section>")[0]
            assert f"<bdi>{program}</bdi>" in section
            assert weights.name in section and weights.sha256 in section
