"""Settings: a flag wins over the environment, that over a call's sidecar, that over
``calltools.toml``.

A setting ``beam_size`` is ``--beam-size`` on the command line, ``CALLTOOLS_BEAM_SIZE`` in the
environment and ``beam_size`` in the file.  Secrets are not settings: a hub token is read from
``HF_TOKEN`` alone, so that it never stands on a command line, in a file or in a log.  Nor does a
file say where turns of calls may be sent: workspaces are handed on.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from calltools.errors import SettingsError
from calltools.files import bytes_of

SETTINGS_FILE = "calltools.toml"
CLUSTER = "cluster"
"""The one section of the file that holds no settings of calltools."""
_PREFIX = "CALLTOOLS_"

ENGINES = ("faster-whisper", "whisper", "sherpa-onnx")
SAME = "same"
SECOND_ENGINES = (SAME, "none", *ENGINES)
DIARIZERS = ("two-party", "pyannote")
DEVICES = ("cpu", "cuda")
AUTO = "auto"
"""The language is found by the recogniser: Chinese or English."""
LANGUAGES = tuple(
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he "
    "hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne "
    "nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk "
    "ur uz vi yi yo zh yue".split()
)
"""The languages that Whisper knows."""

CALL_SETTINGS = (
    "language",
    "engine",
    "model",
    "initial_prompt",
    "diarizer",
    "num_speakers",
    "investigator",
)
"""What one call may have of its own, in its sidecar."""

VOICE = re.compile(r"left|right|SPEAKER_\d{2,}", re.ASCII)
"""How a voice is named: by its channel of a stereo file, or by its speaker label."""


def _default_models_dir() -> Path:
    return Path(platformdirs.user_data_dir("calltools", appauthor=False)) / "models"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user may set, with its default.  Construct with :func:`load`."""

    models_dir: Path = field(default_factory=_default_models_dir)
    engine: str = "faster-whisper"
    model: str = "whisper-base"
    language: str = AUTO
    beam_size: int = 5
    initial_prompt: str = ""
    """Off by default and for good reason: a prompt's words turn up in silence."""
    second_engine: str = SAME
    """The recogniser that hears doubtful figures and denials a second time: ``same`` as the first,
    where that is faster-whisper (the others take too long by default), ``none``, or by name."""
    second_model: str = ""
    """Its model; empty: the first one's."""
    diarizer: str = "two-party"
    num_speakers: int = 0
    """0: found; by the two-party diarizer more than two only where they are clearly apart."""
    investigator: str = ""
    """Which voice is the investigator: a speaker label, or ``left``/``right`` of a stereo file."""
    operator: str = ""
    """Who works with the program, where they want to be named: in steps, corrections and pages."""
    database: str = ""
    """Where the log is kept: empty for files in the workspace, else
    ``postgresql+pg8000://USER@HOST/NAME``, without a password."""
    device: str = "cpu"
    threads: int = field(default_factory=lambda: max(1, min(4, os.cpu_count() or 1)))
    """So many pieces are heard side by side, each on one thread; one more takes 250 MB."""
    given: frozenset[str] = frozenset()
    """Which of these a flag or the environment gave: no file changes them."""

    def __post_init__(self) -> None:
        _one_of("engine", self.engine, ENGINES)
        _one_of("second_engine", self.second_engine, SECOND_ENGINES)
        _one_of("diarizer", self.diarizer, DIARIZERS)
        _one_of("device", self.device, DEVICES)
        _at_least("beam_size", self.beam_size, 1)
        _at_least("num_speakers", self.num_speakers, 0)
        _at_least("threads", self.threads, 1)
        if self.language not in (AUTO, *LANGUAGES):
            raise SettingsError(
                "language",
                f"expected a language code such as zh, yue or en, or auto, found {self.language!r}",
            )
        if not self.model:
            raise SettingsError("model", "can't be empty", "leave it out for the default")
        if self.investigator and not VOICE.fullmatch(self.investigator):
            raise SettingsError(
                "investigator",
                "expected left, right or a speaker such as SPEAKER_00, "
                f"found {self.investigator!r}",
            )

    @property
    def hears_twice(self) -> bool:
        """Whether doubtful figures and denials are heard a second time."""
        if self.second_engine == SAME:
            return self.engine == "faster-whisper"
        return self.second_engine in ENGINES

    def second(self) -> Settings:
        """The settings under which what is in doubt is heard a second time."""
        return replace(
            self,
            engine=self.engine if self.second_engine == SAME else self.second_engine,
            model=self.second_model or self.model,
            beam_size=1,
            initial_prompt="",
        )

    def insisted(self) -> Settings:
        """These settings with all that is not the default counted as given: as a program's own."""
        plain = Settings()
        own = {name for name in _NAMES if getattr(self, name) != getattr(plain, name)}
        return replace(self, given=self.given | own)

    def over(self, values: Mapping[str, Any]) -> Settings:
        """These settings for one call: those ``given`` stand, of the others ``values`` do.

        ``values`` are settings by name, as :func:`call_settings` checks them.
        """
        return replace(self, **{n: v for n, v in values.items() if n not in self.given})


_NAMES = tuple(f.name for f in fields(Settings) if f.name != "given")

DEFAULTS = {f.name: f.default for f in fields(Settings) if f.default is not MISSING}
"""What settings are where nobody sets them; others depend on the machine."""


def call_settings(values: Mapping[str, Any], source: Path) -> dict[str, Any]:
    """The settings of one call in ``values``, which stand in the file ``source``, in their types.

    Raises SettingsError, naming source and setting, for an unusable value.
    """
    found = {n: (_convert(n, v, str(source)), str(source)) for n, v in values.items()}
    _settings(found)
    return {name: value for name, (value, _) in found.items()}


def load(
    file: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from ``file`` (where given and present), the environment and ``flags``.

    A flag that is None was not given.  Raises SettingsError for an unknown name in the file or
    an unusable value anywhere, naming the source.
    """
    filed = _from_file(file) if file is not None and file.exists() else {}
    given = _from_environment(os.environ if environment is None else environment)
    given |= _from_flags(flags or {})
    return replace(_settings(filed | given), given=frozenset(given))


_Found = dict[str, tuple[Any, str]]
"""Values by the names of their settings, each with where it was given."""


def _settings(found: _Found) -> Settings:
    try:
        return Settings(**{name: value for name, (value, _) in found.items()})
    except SettingsError as error:  # its place is the name of a setting
        _, source = found[error.where]
        raise SettingsError(source, f"{error.where}: {error.problem}", error.remedy) from error


def cluster_table(file: Path) -> dict[str, Any]:
    """The section ``[cluster]`` of a settings file, empty where there is none: what a queue of jobs
    is asked for.  Raises SettingsError for a file that is not valid."""
    found = _toml(file).get(CLUSTER, {}) if file.exists() else {}
    if not isinstance(found, dict):
        raise SettingsError(file, f"{CLUSTER} expects a section, found {found!r}")
    return found


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(bytes_of(file, SettingsError).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(file, f"is not valid TOML: {error}", "correct that line") from error


def _from_file(file: Path) -> _Found:
    data = _toml(file)
    data.pop(CLUSTER, None)
    known = set(_NAMES)
    unknown = sorted(set(data) - known)
    if unknown:
        raise SettingsError(
            file, f"unknown setting {unknown[0]!r}", f"known are: {', '.join(sorted(known))}"
        )
    values = {name: _convert(name, value, str(file)) for name, value in data.items()}
    if "models_dir" in values:  # relative to the file, wherever the command is run
        values["models_dir"] = file.parent / values["models_dir"]
    return {name: (value, str(file)) for name, value in values.items()}


def _from_environment(environment: Mapping[str, str]) -> _Found:
    found = {}
    for name in _NAMES:
        variable = _PREFIX + name.upper()
        if environment.get(variable):
            found[name] = (_convert(name, environment[variable], variable), variable)
    return found


def _from_flags(flags: Mapping[str, Any]) -> _Found:
    found = {}
    for name, value in flags.items():
        if value is not None:
            flag = "--" + name.replace("_", "-")
            found[name] = (_convert(name, value, flag), flag)
    return found


def _convert(name: str, value: Any, source: str) -> Any:
    """``value`` in the type of the setting ``name``; SettingsError names ``source``."""
    wanted = {f.name: str(f.type) for f in fields(Settings)}[name]
    if wanted == "Path" and isinstance(value, str | Path):
        return Path(value).expanduser()
    if wanted == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and re.fullmatch(r"\s*-?\d+\s*", value):
            return int(value)
    if wanted == "str" and isinstance(value, str):
        return value
    kind = {"int": "a whole number", "Path": "a path", "str": "text"}[wanted]
    raise SettingsError(source, f"{name} expects {kind}, found {value!r}")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingsError(name, f"expected one of {', '.join(choices)}, found {value!r}")


def _at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise SettingsError(name, f"expected {least} or more, found {value}")
