"""What the program says to people: templates with their values, so that each language can say it.

A :class:`Message` is its English, as text: it is written, compared and printed like any other.
Anybody who shows it to people asks for its words in their language.  Templates stand in the code as
literals (``Message("{name} is called {other}", …)``, ``N_("…")``, ``plural(…)``), where the test
of catalogues finds them; names and words of calls are values, which no language changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from typing import Any

Translate = Callable[[str], str]
"""What gives the template of a language for the English one."""
Kept = Mapping[str, Any]
"""A message as JSON has it, beside its English: ``text`` and ``values``."""

_VALUE = re.compile(r"\{(\w+)\}")


class Message(str):
    """A sentence, part of one or a name: ``text`` with ``{names}`` of the ``values`` in it.

    A value is another message, a list, which is put in with commas, or what is shown as it is.
    """

    __slots__ = ("text", "values")
    text: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Message:
        """Raises KeyError for a value that is missing."""
        message = super().__new__(cls, _filled(text, values, str))
        message.text = text
        message.values = {name: values[name] for name in _VALUE.findall(text)}
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """How it is copied, and sent to another process."""
        return (self.text,), dict(self.values)

    def in_language(self, translate: Translate) -> str:
        """Its words in the language of ``translate``."""
        return _filled(translate(self.text), self.values, translate)


def N_(template: str) -> str:  # noqa: N802 - its name wherever messages are taken from code
    """A template that is filled elsewhere, marked as a message."""
    return template


def as_message(words: str) -> str:
    """A constant as the message that it is, where nothing but its place says so."""
    return words if isinstance(words, Message) or _VALUE.search(words) else Message(words)


def in_language(words: str, translate: Translate) -> str:
    """What is said by ``words``; what is not a message is data, and stays as it is."""
    return words.in_language(translate) if isinstance(words, Message) else words


def _filled(template: str, values: Mapping[str, Any], translate: Translate) -> str:
    return _VALUE.sub(lambda match: _shown(values[match[1]], translate), template)


def _shown(value: Any, translate: Translate) -> str:
    if isinstance(value, list | tuple):
        return translate(_COMMA).join(_shown(one, translate) for one in value)
    return in_language(value, translate) if isinstance(value, str) else str(value)


_COMMA = Message(", ")


CLAUSES = N_("{one}; {other}")
ITEMS = N_("{one}, {other}")
LABELLED = N_("{one}: {other}")
SENTENCES = N_("{one} {other}")
NOTHING = Message("nothing")
FULL_STOP = Message(".")


def in_a_row(*parts: str, by: str = CLAUSES) -> str:
    """Parts of a line that stand side by side, without those that are empty."""
    said = [part for part in parts if part] or [""]
    return reduce(lambda one, other: Message(by, one=one, other=other), said)


def plural(count: int, one: str, several: str) -> Message:
    """``count`` with its noun: the template for one, or that for another number."""
    return Message(one if count == 1 else several, count=count)


def first(parts: Sequence[str], most: int) -> Sequence[str]:
    """A list as a value: the first ``most`` of ``parts``, the last of them with a sign for more."""
    if len(parts) <= most:
        return parts
    return [*parts[: most - 1], Message("{last} …", last=parts[most - 1])]


def said_by(error: Exception) -> str:
    """What an error says: its message, where it was raised with one."""
    return error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)


# ---- kept beside the English, to be said in another language later


def kept(words: object) -> Kept | None:
    """What :func:`restored` makes the message of again; None for what is not a message."""
    if not isinstance(words, Message):
        return None
    return {"text": words.text, "values": {name: _plain(v) for name, v in words.values.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return kept(value) or (value if isinstance(value, int) else str(value))


def restored(words: str, message: Kept | None) -> str:
    """``words`` as the message that was kept of them; as they stand where that says another thing:
    what was read counts, nothing beside it."""
    try:
        again = _message(message) if message and not isinstance(words, Message) else words
    except (KeyError, TypeError, AttributeError, RecursionError):
        return words
    return again if again == words else words


def _message(message: Kept) -> Message:
    return Message(message["text"], **{name: _value(v) for name, v in message["values"].items()})


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _message(value)
    return [_value(one) for one in value] if isinstance(value, list | tuple) else value


def keep_message(record: Any, name: str) -> None:
    """Let a frozen record, as it is made, have the message of its field ``name`` in
    ``NAME_message``, or the other way round."""
    words = restored(getattr(record, name), getattr(record, f"{name}_message"))
    object.__setattr__(record, name, words)
    object.__setattr__(record, f"{name}_message", kept(words))


def said_in(row: Mapping[str, Any], name: str) -> str:
    """The words of a row's field ``name``, with the message of ``NAME_message``."""
    return restored(str(row.get(name) or ""), row.get(f"{name}_message"))


def all_said_in(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The same of a field that holds a list."""
    words = row.get(name) or ()
    messages = (*(row.get(f"{name}_message") or ()), *repeat(None, len(words)))
    return tuple(restored(str(one), message) for one, message in zip(words, messages, strict=False))
