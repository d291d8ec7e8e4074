"""sherpa-onnx: on a real export of the installed Whisper, and on made ones of all other kinds."""

from __future__ import annotations

import dataclasses
import os
import shutil
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_exports
import numpy as np
import onnx
import pytest
from onnx import helper
from whisper_export import export

from calltools.errors import ModelError, SettingsError
from calltools.evaluation.asr import character_errors
from calltools.media import RATE, Pcm, probe
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech.assemble import assemble
from calltools.speech.engines import load_engine
from calltools.speech.model import Diarization, Engine, Heard, HeardSegment, HeardWord
from calltools.transcripts.model import Call

pytestmark = pytest.mark.model

Load = Callable[[Path], Engine]
START, END = 22_000, 34_000
"""What is heard of the demonstration call."""


@pytest.fixture(scope="module")
def load(settings: Settings) -> Load:
    return lambda folder: load_engine(
        dataclasses.replace(settings, engine="sherpa-onnx", model=f"{folder}/", language="zh")
    )


@pytest.fixture(scope="module")
def exported(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("onnx") / "whisper-base-onnx"
    yield export(locate("whisper-base", models_dir), folder, with_attention=True)
    shutil.rmtree(folder)  # 400 MB


@pytest.fixture(scope="module")
def whisper(load: Load, exported: Path) -> Engine:
    return load(exported)


def words_of(segments: list[HeardSegment]) -> list[HeardWord]:
    return [word for segment in segments for word in segment.words]


def test_an_export_hears_the_words_of_its_weights_at_their_times(
    whisper: Engine, demo_call: Pcm, engine: Engine
) -> None:
    samples = demo_call.read(START, END)
    usual = engine.transcribe(samples, "zh")
    heard = whisper.transcribe(samples, "zh")
    texts = ["".join(segment.text for segment in each) for each in (usual, heard)]
    rate = character_errors(*texts).rate
    assert rate is not None and rate <= 0.25
    assert all(segment.timed for segment in heard)
    words = words_of(heard)
    assert all(0 <= word.start_ms <= word.end_ms <= END - START for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert {word.score for word in words} == {None}, "it tells no probabilities"
    # A sign that both wrote once was said at one time.
    once = [
        {w.text.strip(" ，。,?？"): w.start_ms for w in each if texts[n].count(w.text.strip()) == 1}
        for n, each in enumerate((words_of(usual), words))
    ]
    apart = [abs(once[0][sign] - once[1][sign]) for sign in once[0].keys() & once[1].keys()]
    assert len(apart) >= 10
    assert statistics.median(apart) <= 250
    assert whisper.languages(samples[: 4 * RATE]) == {"zh": 1.0}


def test_without_attention_times_are_shared_out_and_said_to_be(
    load: Load, exported: Path, demo_call: Pcm, tmp_path: Path
) -> None:
    folder = tmp_path / "plain"
    shutil.copytree(exported, folder, copy_function=os.link)
    model = onnx.load(folder / "base-encoder.onnx")
    kept = {p.key: p.value for p in model.metadata_props if p.key != "n_alignment_heads"}
    helper.set_model_props(model, kept)
    (folder / "base-encoder.onnx").unlink()  # it is the other folder's, too
    (folder / "base-encoder.onnx").write_bytes(model.SerializeToString())
    plain = load(folder)
    assert plain.parameters["word_timestamps"] is False
    segments = plain.transcribe(demo_call.read(START, START + 5_500), "zh")
    shutil.rmtree(folder)
    assert len("".join(segment.text for segment in segments)) > 10
    for segment in segments:
        assert not segment.timed
        assert "".join(word.text for word in segment.words) == segment.text.rstrip()
        assert segment.words[0].start_ms >= segment.start_ms
        assert segment.words[-1].end_ms <= segment.end_ms <= 5_500


@pytest.mark.parametrize(
    ("make", "text", "starts"),
    [
        (made_exports.sense_voice, "等三个月。 ok", [120, 360, 480, 600, 840]),
        (made_exports.paraformer, "等三个月 weixin", [200, 400, 600, 800, 1000]),
        (made_exports.fire_red, "等三个月", None),
    ],
)
def test_every_kind_is_driven_as_it_wants(
    load: Load,
    demo_call: Pcm,
    tmp_path: Path,
    make: Callable[[Path], Path],
    text: str,
    starts: list[int] | None,
) -> None:
    samples = demo_call.read(START, START + 3_000)
    made = load(make(tmp_path / "made"))
    (segment,) = made.transcribe(samples, "zh")
    assert segment.text.strip() == text
    assert segment.timed == made.parameters["word_timestamps"] == (starts is not None)
    if starts:
        assert [word.start_ms for word in segment.words] == pytest.approx(starts, abs=40)
    else:
        assert [word.text for word in segment.words] == list(text)
    assert made.languages(samples) == {"zh": 1.0}
    nobody = Diarization((), ((0, 3_000),), (), "two-party")
    facts: dict[str, Any] = {"audio_sha256": "", "pcm_sha256": "", "language": "zh", "call": Call()}
    told = assemble(Heard((segment,)), nobody, probe(demo_call), **facts)
    assert ("times_shared_out" in {w.kind for w in told.warnings}) == (starts is None)


def test_what_is_too_long_for_one_go_is_cut_at_a_pause(
    load: Load, demo_call: Pcm, tmp_path: Path
) -> None:
    made = load(made_exports.paraformer(tmp_path / "made"))
    segments = made.transcribe(demo_call.read(), "zh")
    assert len(segments) == 3
    assert [s.text.strip() for s in segments] == ["等三个月 weixin"] * 3
    lengths = [s.end_ms - s.start_ms for s in segments]
    assert max(lengths) <= 20_000 and sum(lengths) == pytest.approx(demo_call.duration_ms, abs=3)
    assert all(s.start_ms <= w.start_ms <= s.end_ms for s in segments for w in s.words)


def test_an_engine_tells_the_weights_and_all_that_changes_its_text(
    load: Load, tmp_path: Path
) -> None:
    folder = made_exports.sense_voice(tmp_path / "made")
    made = load(folder)
    (sha256,) = made.models.values()
    assert made.parameters["family"] == "sense-voice"
    assert made.parameters["packages"].keys() == {
        "sherpa-onnx", "sherpa-onnx-core", "faster-whisper", "numpy", "onnxruntime"
    }  # fmt: skip
    (folder / "tokens.txt").write_text("<blank> 0\n", "utf-8")
    assert [*load(folder).models.values()] != [sha256]


def test_what_would_end_the_process_is_refused_before(load: Load, tmp_path: Path) -> None:
    folder = made_exports.paraformer(tmp_path / "made")
    model = onnx.load(folder / "model.onnx")
    for metadata, problem in (
        ({"model_type": "paraformer", "vocab_size": "7"}, "of paraformer, found no lfr_window"),
        ({"model_type": "zipformer2_ctc"}, "sense_voice_ctc or paraformer .* found zipformer2_ctc"),
        (None, "can't be loaded as ONNX"),
    ):
        if metadata is None:
            model.ClearField("graph")
        else:
            helper.set_model_props(model, metadata)
        (folder / "model.onnx").write_bytes(model.SerializeToString())
        refused(load, folder, problem)
    # And what sherpa refuses is one line.
    folder = made_exports.fire_red(tmp_path / "other")
    decoder = onnx.load(folder / "decoder.int8.onnx")
    decoder.ClearField("graph")
    (folder / "decoder.int8.onnx").write_bytes(decoder.SerializeToString())
    with pytest.raises(ModelError, match="can't be loaded by sherpa-onnx") as raised:
        load(folder).languages(np.zeros(RATE, np.float32))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("make", "gone", "problem"),
    [
        (made_exports.sense_voice, "tokens.txt", "has no tokens.txt"),
        (made_exports.fire_red, "decoder.int8.onnx", "has no decoder.onnx"),
        (made_exports.fire_red, "encoder.int8.onnx", "has no encoder.onnx"),
    ],
)
def test_a_folder_with_a_file_missing_is_refused_with_one_line(
    load: Load, tmp_path: Path, make: Callable[[Path], Path], gone: str, problem: str
) -> None:
    folder = make(tmp_path / "made")
    (folder / gone).unlink()
    refused(load, folder, problem)


def refused(load: Load, folder: Path, problem: str) -> None:
    with pytest.raises(ModelError, match=problem) as raised:
        load(folder)
    assert "\n" not in str(raised.value)
    assert str(folder) in raised.value.where


def test_models_devices_and_languages_that_do_not_fit_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    sherpa = dataclasses.replace(settings, engine="sherpa-onnx")
    with pytest.raises(ModelError, match="ctranslate2 format, sherpa-onnx needs sherpa-onnx"):
        load_engine(sherpa)
    made = dataclasses.replace(sherpa, model=f"{made_exports.sense_voice(tmp_path / 'made')}/")
    with pytest.raises(SettingsError, match="expected cpu"):
        load_engine(dataclasses.replace(made, device="cuda"))
    with pytest.raises(SettingsError, match="'fr'"):
        load_engine(dataclasses.replace(made, language="fr"))
    with pytest.raises(ModelError, match="sherpa-onnx format, faster-whisper needs"):
        load_engine(dataclasses.replace(made, engine="faster-whisper"))
