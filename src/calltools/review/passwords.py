"""Passwords: those to start with, which somebody else has known, and those that people choose."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from calltools.errors import SettingsError
from calltools.messages import Message

SHORTEST, LONGEST = 12, 1_000
"""How many characters a password has at least, and at most."""

_FEWEST_GUESSES = 10**10
"""How many guesses it has to withstand, as zxcvbn counts them: it knows the passwords that leaked
most, words and names, rows of keys on several keyboards, dates, repetitions."""
_LOOKED_AT = 72
"""How much of a password zxcvbn looks at: its time grows with the square."""
_OURS = ("calltools", "review", "reviewer", "investigator", "translator", "lead", "password")

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What passwords to start with are made of: nothing that is read as something else."""
_GROUPS, _OF_A_GROUP = 4, 4  # easy to read out; 79 bits together


def start_password() -> str:
    """A password for a first log-in: 79 bits of chance."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_OF_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_chosen(password: str, known: Iterable[str]) -> None:
    """Raise SettingsError for a password that others could think of; ``known`` are names and words
    around its owner, and the password before it."""
    if not SHORTEST <= len(password) <= LONGEST:
        problem = Message("expected {least} characters or more", least=SHORTEST)
        raise SettingsError("password", problem, "a few words will do")
    from zxcvbn import zxcvbn  # its lists are read when somebody chooses

    words = [part for text in (*known, *_OURS) for part in (text, *re.split(r"[\W_]+", text))]
    counted = zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in words if word])
    if counted["guesses"] < _FEWEST_GUESSES:
        problem = Message("is easy to guess")
        raise SettingsError("password", problem, "a few words that do not belong together will do")
