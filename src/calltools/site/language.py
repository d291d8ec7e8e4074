"""The interface in English, simplified and traditional Chinese.

Templates and scripts are written in English.  A template is translated as it is compiled: each run
of text between tags is a message, with ``{}`` for what is put in, as are labels for screen readers;
a script asks for its messages by their English.  Catalogues are Babel's (``assets/*.po``); the
traditional one is made from the simplified by OpenCC, with corrections of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import cache

from starlette.requests import Request

from calltools.data import read_data
from calltools.language.normalise import traditional

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""The languages of the interface, by their BCP 47 tags, each as it calls itself."""
LANGUAGE_COOKIE = "calltools_language"

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.S)
_TOKEN = re.compile(
    r"\{%.*?%\}|\{#.*?#\}|<(?:\{\{.*?\}\}|\{%.*?%\}|[^<>{])*>|(?:\{\{.*?\}\}|[^<{]|\{(?![{%#]))+",
    re.S,
)
_LABEL = re.compile(r'(?<=\s)((?:aria-label|placeholder)=")([^"{]*[A-Za-z]{2}[^"{]*)(?=")')
_NAMED = re.compile(r'\b_\("([^"]+)"[,)]')
_LITERAL = re.compile(r"<(?:code|kbd|option(?![^>]*value=))\b[^>]*>")
"""Where text is what is typed or sent, and no message."""


def language_of(request: Request) -> str:
    """The language that was chosen, or else that the browser asks for first of those there are."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    weighed = []
    for number, part in enumerate(request.headers.get("accept-language", "")[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        with_weight = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1.0
        if found := _of_tag(tag.lower()):
            weighed.append((-with_weight, number, found))
    return min(weighed)[2] if weighed else "en"


def _of_tag(tag: str) -> str:
    primary, *rest = tag.split("-")
    if primary == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(rest) - {"hans"} else "zh-Hans"
    return "en" if primary == "en" else ""


@cache
def messages(language: str) -> Mapping[str, str]:
    """The messages of the interface by their English; those that are not there are in English."""
    if language == "en":
        return {}
    simplified = _catalogue("zh_Hans")
    if language == "zh-Hans":
        return simplified
    return {key: traditional(text) for key, text in simplified.items()} | _catalogue("zh_Hant")


def _catalogue(name: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    found = read_po(io.BytesIO(read_data(f"site/assets/{name}.po").encode()), locale=name)
    return {str(one.id): str(one.string) for one in found if one.id and one.string}


def translated(template: str, language: str) -> str:
    """A template in a language."""
    known = messages(language)
    return _rewritten(template, lambda message: known.get(message, message))


def texts_of(template: str) -> list[str]:
    """The messages of a template."""
    found: list[str] = messages_of(template)

    def noted(message: str) -> str:
        found.append(message)
        return message

    _rewritten(template, noted)
    return found


def messages_of(script: str) -> list[str]:
    """The messages that a script asks for, or a template by name: ``_("…")``."""
    return _NAMED.findall(script)


def _rewritten(template: str, change: Callable[[str], str]) -> str:
    parts, literal = [], False
    for token in _TOKEN.findall(template):
        if token.startswith("<"):
            literal = bool(_LITERAL.match(token)) or (literal and not token.startswith("</"))
            token = _LABEL.sub(lambda match: match[1] + change(match[2]), token)
        elif not token.startswith(("{%", "{#")) and not literal:
            token = _changed(token, change)
        parts.append(token)
    return "".join(parts)


def _changed(text: str, change: Callable[[str], str]) -> str:
    """A run of text with its message changed; what stands around it stays."""
    values = _EXPRESSION.findall(text)
    message = " ".join(_EXPRESSION.sub("{}", text).split())
    if not re.search(r"[A-Za-z]", message):
        return text
    said = change(message)
    if said == message:
        return text
    for number, value in enumerate(values):
        place = f"{{{number}}}" if f"{{{number}}}" in said else "{}"
        said = said.replace(place, value, 1)
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    return f"{before}{said}{after}"
