from __future__ import annotations

import inspect
from collections.abc import Sequence

from calltools import errors
from calltools.errors import CalltoolsError, MediaError, did_you_mean

CLASSES = [
    cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, CalltoolsError)
]


def test_every_error_owns_a_documented_exit_code() -> None:
    for cls in CLASSES:
        assert cls.exit_code in (1, 2, 3, 4)
        assert cls.__doc__


def test_message_is_one_line_with_place_problem_and_remedy() -> None:
    error = MediaError("a.wav", "expected audio,\nfound text", "check\tthe file")
    assert str(error) == "a.wav: expected audio, found text; check the file"
    assert str(MediaError("a.wav", "is empty")) == "a.wav: is empty"


NEAREST = {
    "东湾医院-2O19": "did you mean 东湾医院-2019 or 海棠医院-2019?",
    "海棠": "did you mean 2016-海棠医院 or 海棠医院-2019?",  # it stands in both
    "B05-Stero": "did you mean b05-stereo?",
    "cafe\u0301": "did you mean café?",  # as some systems write file names
    "b": "",
    "zzz": "",
    "": "",
}


def test_the_nearest_names_are_offered_and_none_that_is_far() -> None:
    known: Sequence[str] = ("2016-海棠医院", "b05-stereo", "café", "东湾医院-2019", "海棠医院-2019")
    assert {name: did_you_mean(name, known) for name in NEAREST} == NEAREST
    known = [f"call-{number:03d}" for number in range(100)]
    assert did_you_mean("call", known) == "did you mean call-000, call-001 or call-002?"
    assert did_you_mean("call", known, most=1) == "did you mean call-000?"
