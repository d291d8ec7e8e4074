from __future__ import annotations

import dataclasses
import struct
from pathlib import Path

import numpy as np
import pytest

from calltools.errors import ModelError, SettingsError
from calltools.evaluation.asr import character_errors
from calltools.media import RATE, Pcm, decode
from calltools.models import locate
from calltools.models.ct2_checkpoint import read_checkpoint
from calltools.settings import Settings
from calltools.speech.engines import load_engine
from calltools.speech.model import Engine, HeardSegment

pytestmark = pytest.mark.model

ENGLISH = Path(__file__).parents[2] / "gold" / "english-call" / "call.opus"


@pytest.fixture(scope="session")
def whisper_engine(settings: Settings) -> Engine:
    return load_engine(dataclasses.replace(settings, engine="whisper"))


@pytest.fixture(scope="session")
def weights(models_dir: Path) -> Path:
    return locate("whisper-base", models_dir).file("model.bin")


def text_of(segments: list[HeardSegment]) -> str:
    return "".join(segment.text for segment in segments)


def test_both_engines_hear_the_same_on_the_same_weights_and_tell_languages_apart(
    demo_call: Pcm, engine: Engine, whisper_engine: Engine
) -> None:
    samples = demo_call.read(22_000, 27_500)
    default, other = (hears.transcribe(samples, "zh") for hears in (engine, whisper_engine))
    rate = character_errors(text_of(default), text_of(other)).rate
    assert rate is not None
    assert rate < 0.15, "one decodes with 8 bit weights, the other with 32"
    for segments in (default, other):
        words = [word for segment in segments for word in segment.words]
        assert len(words) > 5
        assert "".join(w.text for w in words).strip() == text_of(segments).strip()
        assert all(0 <= w.score <= 1 and 0 <= w.start_ms <= w.end_ms <= 6_000 for w in words)
    starts = [min(w.start_ms for s in segments for w in s.words) for segments in (default, other)]
    assert starts[0] == pytest.approx(starts[1], abs=200)
    with decode(ENGLISH) as english:
        for hears in (engine, whisper_engine):
            assert hears.languages(english.read(9_000, 12_000))["en"] > 0.9
            assert hears.languages(samples[: 3 * RATE])["zh"] > 0.9


def test_an_engine_tells_the_weights_and_all_that_changes_its_text(
    engine: Engine, whisper_engine: Engine, models_dir: Path
) -> None:
    sha256 = locate("whisper-base", models_dir).sha256
    assert engine.models == whisper_engine.models == {"whisper-base": sha256}
    packages = engine.parameters["packages"]
    assert packages.keys() == {"faster-whisper", "ctranslate2", "numpy", "onnxruntime"}
    assert all(version[0].isdigit() for version in packages.values())
    assert {k: v for k, v in engine.parameters.items() if k != "packages"} == {
        "engine": "faster-whisper",
        "compute_type": "int8",
        "language": "auto",
        "beam_size": 5,
        "temperature": 0.0,
        "condition_on_previous_text": False,
        "word_timestamps": True,
        "rehearing": {"no_repeat_ngram_size": 4},
    }
    assert whisper_engine.parameters["threads"] == 1, "not the same with any number of them"


def test_settings_that_differ_share_the_weights_and_a_prompt_is_recorded(
    engine: Engine, settings: Settings
) -> None:
    other = load_engine(dataclasses.replace(settings, language="en", beam_size=1))
    assert other.parameters != engine.parameters
    assert other.network is engine.network  # type: ignore[attr-defined]
    assert "initial_prompt" not in engine.parameters
    prompted = load_engine(dataclasses.replace(settings, initial_prompt="肝移植"))
    assert prompted.parameters["initial_prompt"] == "肝移植"


def has_gpu() -> bool:
    import ctranslate2

    return bool(ctranslate2.get_cuda_device_count())


@pytest.mark.parametrize("engine", ["faster-whisper", "whisper"])
def test_a_gpu_is_refused_where_none_is_and_reckons_in_16_bits(
    settings: Settings, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = load_engine(dataclasses.replace(settings, engine=engine))
    wanted = dataclasses.replace(settings, engine=engine, device="cuda")
    if not has_gpu():
        with pytest.raises(SettingsError, match=f"none that {engine} can use") as raised:
            load_engine(wanted)
        assert raised.value.where == "device"
    monkeypatch.setattr(type(usual), "has_gpu", staticmethod(lambda: True))
    on_gpu = load_engine(wanted)
    assert on_gpu.parameters == {**usual.parameters, "compute_type": "float16"}


def test_a_gpu_hears_what_a_processor_hears(
    settings: Settings, engine: Engine, demo_call: Pcm
) -> None:
    if not has_gpu():
        pytest.skip("CTranslate2 finds no GPU")
    samples = demo_call.read(22_000, 27_500)
    on_gpu = load_engine(dataclasses.replace(settings, device="cuda"))
    texts = [text_of(hears.transcribe(samples, "zh")) for hears in (engine, on_gpu)]
    rate = character_errors(*texts).rate
    assert rate is not None and rate < 0.15, "8 bits against 16"


def test_a_model_of_another_kind_is_refused(settings: Settings) -> None:
    for name in ("faster-whisper", "whisper"):
        with pytest.raises(ModelError, match="campplus"):
            load_engine(dataclasses.replace(settings, model="campplus", engine=name))


def test_converted_weights_fill_the_whole_network(weights: Path) -> None:
    from whisper.model import ModelDimensions, Whisper

    checkpoint = read_checkpoint(weights)
    network = Whisper(ModelDimensions(**checkpoint.dims))
    expected = network.state_dict()
    assert checkpoint.state.keys() == expected.keys()
    for name, value in checkpoint.state.items():
        assert tuple(value.shape) == tuple(expected[name].shape), name
        assert np.isfinite(value.astype(np.float32)).all(), name
    # Whisper's encoder positions are sines that its code computes: an independent check.
    sines = expected["encoder.positional_embedding"].numpy()
    np.testing.assert_allclose(checkpoint.state["encoder.positional_embedding"], sines, atol=2e-3)


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def numbers(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


WHISPER = numbers(6) + text("WhisperSpec")
FLOATS = WHISPER + numbers(3, 1) + text("encoder/conv1/weight_scale")
BROKEN = {
    "empty": (b"", "cut short"),
    "version": (numbers(5), "version 6, found 5"),
    "kind": (numbers(6) + text("BertSpec"), "found BertSpec"),
    "end": (WHISPER + numbers(3, 1), "cut short"),
    "quantised": (FLOATS + struct.pack("<BIBI", 1, 1, 0, 4) + bytes(8), "quantised"),
    "no weights": (WHISPER + numbers(3, 0, 0), "encoder.conv1.weight' is missing"),
    "type": (
        WHISPER + numbers(3, 1) + text("x") + struct.pack("<BIBI", 1, 1, 9, 4) + bytes(4),
        "unknown type",
    ),
    "no file": (None, "no such file"),
}


@pytest.mark.parametrize(("content", "problem"), BROKEN.values(), ids=BROKEN)
def test_files_that_are_no_whisper_model_are_refused_with_the_reason(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    path = tmp_path / "model.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=problem) as raised:
        read_checkpoint(path)
    assert raised.value.where == str(path)
