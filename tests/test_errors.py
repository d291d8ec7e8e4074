from __future__ import annotations

import inspect

import pytest

from calltools import errors
from calltools.errors import CalltoolsError, MediaError

CLASSES = [
    cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, CalltoolsError)
]


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_owns_a_documented_exit_code(cls: type[CalltoolsError]) -> None:
    assert cls.exit_code in (1, 2, 3, 4)
    assert cls.__doc__


def test_message_is_one_line_with_place_problem_and_remedy() -> None:
    error = MediaError("a.wav", "expected audio,\nfound text", "check\tthe file")
    assert str(error) == "a.wav: expected audio, found text; check the file"


def test_message_without_remedy_ends_with_the_problem() -> None:
    assert str(MediaError("a.wav", "is empty")) == "a.wav: is empty"
