from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import SettingsError
from calltools.settings import LANGUAGES, Settings, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "calltools.toml"
    path.write_text('beam_size = 2\nlanguage = "yue"\nmodels_dir = "weights"\n', "utf-8")
    return path


def test_flag_wins_over_environment_over_file_over_default(file: Path) -> None:
    environment = {"CALLTOOLS_BEAM_SIZE": "3", "CALLTOOLS_ENGINE": "whisper"}
    settings = load(file, {"beam_size": 4, "model": None}, environment)
    assert settings.beam_size == 4
    assert settings.engine == "whisper"
    assert settings.language == "yue"
    assert settings.model == Settings().model
    assert load(file, {}, environment).beam_size == 3
    assert load(file, {}, {}).beam_size == 2
    assert load(file, {}, {}).models_dir == file.parent / "weights", "relative to the file"
    assert load(file.with_name("none.toml"), {}, {}) == Settings()


def test_a_calls_own_setting_wins_over_the_file_and_not_over_flag_or_environment(
    file: Path,
) -> None:
    own = {"language": "en", "model": "large-v3", "engine": "whisper"}
    settings = load(file, {"model": "medium"}, {"CALLTOOLS_ENGINE": "faster-whisper"})
    for_call = settings.over(own)
    assert for_call.language == "en"
    assert for_call.model == "medium"
    assert for_call.engine == "faster-whisper"
    assert for_call.beam_size == 2
    assert settings.over({}) == settings
    assert Settings().over(own).model == "large-v3"


WRONG = {
    'given = ["language"]': "unknown setting 'given'",
    "beam_sise = 2": "unknown setting 'beam_sise'",
    'beam_size = "many"': "beam_size expects a whole number, found 'many'",
    "beam_size = true": "beam_size expects a whole number",
    "engine = 5": "engine expects text",
    "beam_size = ": "is not valid TOML",
    "beam_size = 0": "calltools.toml: beam_size: expected 1 or more, found 0",
    'engine = "sphinx"': "expected one of faster-whisper, whisper, sherpa-onnx, found 'sphinx'",
    'language = ""': "expected a language code such as zh",
    'language = "chinese"': "expected a language code such as zh",
    'model = ""': "can't be empty",
    'investigator = "Li"': "expected left, right or a speaker such as SPEAKER_00",
}


def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "calltools.toml"
    for text, message in WRONG.items():
        path.write_text(text, "utf-8")
        with pytest.raises(SettingsError) as caught:
            load(path, {}, {})
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)


def test_an_unusable_value_names_where_it_was_given(file: Path) -> None:
    threads = "CALLTOOLS_THREADS: threads expects a whole number"
    for value in ("two", "--5", "1.5", "-"):
        with pytest.raises(SettingsError, match=threads):
            load(None, {}, {"CALLTOOLS_THREADS": value})
    with pytest.raises(SettingsError, match=r"^CALLTOOLS_BEAM_SIZE: beam_size: expected 1 or more"):
        load(file, {}, {"CALLTOOLS_BEAM_SIZE": "-1"})
    with pytest.raises(SettingsError, match=r"^--beam-size: beam_size: expected 1 or more"):
        load(file, {"beam_size": 0}, {"CALLTOOLS_BEAM_SIZE": "3"})


@pytest.mark.model
def test_the_languages_are_those_of_the_engines(lacks: Callable[[str], NoReturn]) -> None:
    try:
        from faster_whisper import tokenizer
    except ImportError:
        lacks("faster-whisper")
    assert set(LANGUAGES) == set(tokenizer._LANGUAGE_CODES)
