"""The form of what is known about a call: its sidecar, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.errors import SettingsError
from calltools.messages import N_, Message
from calltools.settings import CALL_SETTINGS, call_settings
from calltools.store.recordings import Registered
from calltools.transcripts.sidecar import Sidecar, read_fact, read_sidecar

FACTS = (
    "hospital", "date", "time", "tz", "phone", "respondent", "pretext", "recording_no", "notes",
)  # fmt: skip
"""What is known about a call as text, in the order of the form."""

EXPECTED = N_("{name}: expected {expected}, found {found}")

_SAID = {"": None, "yes": True, "no": False}


def known_values(recording: Registered, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says otherwise than the sidecar of ``recording``, by the sidecar's keys; None
    for what is not known.  What the form does not have stays.

    Raises SettingsError that names the field, for what a sidecar could not say; TranscriptError
    for a sidecar that can't be read.
    """
    before = read_sidecar(recording.sidecar)
    facts, settings = (_texts(sent, name) for name in ("facts", "settings"))
    values: dict[str, Any] = {}
    for name, text in facts.items():
        if name not in FACTS:
            raise SettingsError("facts", f"expected one of {', '.join(FACTS)}, found {name!r}")
        if (fact := _fact(name, text)) != getattr(before.call, name):
            values[name] = fact
    values |= _settings(recording, before, settings)
    if "synthetic" in sent:
        synthetic = _SAID.get(str(sent["synthetic"]))
        if synthetic != before.call.synthetic:
            values["synthetic"] = synthetic
    if "publications" in sent:
        files = [line.strip() for line in str(sent["publications"]).splitlines() if line.strip()]
        if files != publications_of(recording, before):
            values["publications"] = files or None
    return values


def publications_of(recording: Registered, known: Sidecar) -> list[str]:
    """The files in which a call was published, as its sidecar names them."""
    folder = recording.sidecar.parent
    return [
        str(path.relative_to(folder) if path.is_relative_to(folder) else path)
        for path in known.publications
    ]


def _texts(sent: Mapping[str, Any], name: str) -> dict[str, str]:
    found = sent.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise SettingsError(name, f"{name}: expected texts by the names of fields")
    return {key: text.replace("\r\n", "\n") for key, text in found.items()}


def _fact(name: str, text: str) -> str | None:
    try:
        return read_fact(name, text)
    except ValueError as error:
        expected = error.args[0]  # a message
        problem = Message(EXPECTED, name=name, expected=expected, found=repr(text)[:200])
        raise SettingsError(name, problem) from error


def _settings(
    recording: Registered, before: Sidecar, settings: Mapping[str, str]
) -> dict[str, Any]:
    """The settings of the call that are others; an empty one is not said."""
    if unknown := settings.keys() - set(CALL_SETTINGS):
        known = ", ".join(CALL_SETTINGS)
        raise SettingsError("settings", f"expected one of {known}, found {min(unknown)!r}")
    said = {name: text.strip() for name, text in settings.items() if text.strip()}
    typed = call_settings(said, recording.sidecar)
    return {
        name: typed.get(name) for name in settings if typed.get(name) != before.settings.get(name)
    }
