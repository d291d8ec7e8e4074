from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

import sounds
from calltools.evaluation.asr import character_errors
from calltools.media import Pcm, decode
from calltools.media.pcm import Samples
from calltools.records import parse_as
from calltools.run.job import to_line
from calltools.settings import Settings
from calltools.speech.diarize import diarize
from calltools.speech.model import Diarization, Engine, Heard, HeardSegment, HeardWord, Span
from calltools.speech.recognise import recognise, speech_of
from demo_call import RECORDING

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def demo_heard(engine: Engine) -> Heard:
    shares: list[float] = []
    with decode(RECORDING) as pcm:
        heard = recognise(pcm, engine, threads=3, progress=shares.append)
    assert len(shares) >= 3, "it has several parts"
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    return heard


def text_of(heard: Heard) -> str:
    return "".join(segment.text for segment in heard.segments)


def test_words_are_in_order_and_in_the_regions_that_were_heard(demo_heard: Heard) -> None:
    words = [word for segment in demo_heard.segments for word in segment.words]
    assert len(words) > 50
    assert [w.start_ms for w in words] == sorted(w.start_ms for w in words)
    for word in words:
        assert any(s <= word.start_ms <= word.end_ms <= e for s, e in demo_heard.regions)


def test_a_call_is_heard_in_parts_as_by_plain_faster_whisper_but_for_some_characters(
    demo_call: Pcm, demo_heard: Heard, settings: Settings
) -> None:
    from faster_whisper import WhisperModel

    folder = str(settings.models_dir / "whisper-base")
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1)
    options = {"beam_size": 5, "temperature": 0, "condition_on_previous_text": False}
    options |= {"word_timestamps": True, "vad_filter": True}
    plain = list(model.transcribe(demo_call.read(), language="zh", **options)[0])
    # Whisper sees other context at the cuts, so that a few characters may differ.
    rate = character_errors("".join(s.text for s in plain), text_of(demo_heard)).rate
    assert rate is not None and rate < 0.2
    assert demo_heard.segments[-1].end_ms == pytest.approx(1000 * plain[-1].end, abs=500)


class Distracted:
    """An engine that passes over what comes after half a second, unless it is all there is."""

    def __init__(self) -> None:
        self.heard_ms: list[int] = []

    def transcribe(self, samples: Samples, _language: str) -> list[HeardSegment]:
        self.heard_ms.append(samples.size // 16)
        end_ms = 900 if len(self.heard_ms) == 1 else samples.size // 16
        return [HeardSegment(0, end_ms, "肝", (HeardWord("肝", 0, end_ms, 1.0),), -0.3, 0.1, 1.0)]


def test_what_is_passed_over_is_heard_by_itself(demo_call: Pcm, tmp_path: Path) -> None:
    sound = sounds.write_wav(tmp_path / "a.wav", demo_call.read(14_700, 18_700))
    engine = Distracted()
    with decode(sound) as pcm:
        heard = recognise(pcm, cast(Engine, engine), language="zh")
    assert len(heard.segments) == len(engine.heard_ms) == 2
    assert engine.heard_ms[1] < engine.heard_ms[0]
    assert heard.segments[1].start_ms > heard.segments[0].end_ms - 300


def test_each_channel_is_heard_by_itself_but_for_what_is_silenced(
    demo_call: Pcm, engine: Engine, tmp_path: Path
) -> None:
    here, there = demo_call.read(9_400, 15_000), demo_call.read(22_000, 27_000)
    silence = np.zeros_like(here)
    left = np.concatenate([here, silence[: len(there)]])
    right = np.concatenate([here, there])  # all that is left is heard here, too
    path = sounds.write_wav(tmp_path / "stereo.wav", np.stack([left, right]))
    with decode(path) as pcm:
        heard = recognise(pcm, engine, channels=[0, 1], silenced={1: [(0, 5600)]})
    by_channel = {
        channel: [s for s in heard.segments if s.channel == channel] for channel in (0, 1)
    }
    assert by_channel[0]
    assert by_channel[1]
    assert all(s.end_ms <= 5_900 for s in by_channel[0])
    assert all(s.start_ms >= 5_200 for s in by_channel[1])


@pytest.mark.parametrize("name", sorted(sounds.non_speech()))
def test_where_nobody_speaks_nothing_is_written(
    name: str, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    with decode(sounds.write_wav(tmp_path / "a.wav", sounds.non_speech()[name])) as pcm:
        alone = recognise(pcm, engine)
        diarization = diarize(pcm, settings)
        both = recognise(pcm, engine, speech=speech_of(diarization))
    assert alone.segments == both.segments == diarization.speech == ()


def test_between_ringing_and_music_only_and_all_that_is_said_is_written(
    demo_call: Pcm, engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    speech = demo_call.read(14_700, 21_800)
    before = np.concatenate([sounds.ringback_cn(2), sounds.plucked(10, -30)])
    around = np.concatenate([before, np.zeros_like(speech), sounds.plucked(10)])
    sound = sounds.mixed(speech, around, len(before) / 16_000)
    with decode(sounds.write_wav(tmp_path / "a.wav", sound)) as pcm:
        heard = recognise(pcm, engine, speech=speech_of(diarize(pcm, settings)))
    with decode(sounds.write_wav(tmp_path / "b.wav", speech)) as pcm:
        alone = recognise(pcm, engine)
    errors = character_errors(text_of(alone), text_of(heard))
    assert errors.insertions <= 1
    assert errors.deletions <= 1
    assert errors.substitutions <= 0.3 * errors.length
    begin, end = (1000 * (len(before) + at) // 16_000 for at in (0, len(speech)))
    for segment in heard.segments:
        assert begin - 700 <= segment.start_ms <= segment.end_ms <= end + 700


def test_what_only_one_detector_takes_for_speech_is_withheld_unless_it_is_at_length(
    demo_call: Pcm, engine: Engine, tmp_path: Path
) -> None:
    # This tune takes Silero in; the segmentation of the diarizer finds no speech in it.
    tune = sounds.plucked(20, seed=2, notes="EDCDEEE")
    with decode(sounds.write_wav(tmp_path / "a.wav", tune)) as pcm:
        heard = recognise(pcm, engine, speech={None: ()})
    assert (heard.segments, heard.regions, len(heard.withheld)) == ((), (), 1)
    speech = demo_call.read(14_700, 21_800)
    with decode(sounds.write_wav(tmp_path / "b.wav", speech)) as pcm:
        heard = recognise(pcm, engine, speech={None: ()})
    assert heard.segments
    assert heard.withheld == ()


def test_what_was_heard_survives_a_file_and_other_files_are_refused() -> None:
    word = HeardWord("肝", 10, 20, 0.5)
    segment = HeardSegment(10, 20, "肝", (word,), -0.5, 0.1, 1.2, channel=1)
    heard = Heard((segment,), ((0, 30),), ((40, 50),))
    assert parse_as(to_line(heard), Heard) == heard
    for line, told in (
        ("{}", "segments"),
        ('{"segments": [{}]}', r"segments\[0\]: .*start_ms"),
        ('{"segments": 1, "regions": []}', "segments: expected a list, found a whole number"),
    ):
        with pytest.raises(ValueError, match=told):
            parse_as(line, Heard)


def test_speech_of_a_diarization_is_by_channel_where_speakers_are() -> None:
    spans = (Span(0, 10, "A"), Span(20, 30, "B"), Span(40, 50, "A"))
    speech = ((0, 10), (20, 30), (40, 50))
    mono = Diarization(spans, speech, (), "two-party")
    stereo = Diarization(spans, speech, (), "channels", channels={"A": 1, "B": 0})
    assert speech_of(mono) == {None: speech}
    assert speech_of(stereo) == {1: [(0, 10), (40, 50)], 0: [(20, 30)]}
