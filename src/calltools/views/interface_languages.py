"""The interface in English, simplified and traditional Chinese.

Templates and scripts are written in English, and mark their messages for Babel: ``_("…")``, or in
templates ``{% trans %}``.  Catalogues are Babel's (``assets/locale/``); the traditional one is
that of Taiwan, made from the simplified by OpenCC, with corrections of its own.
"""

from __future__ import annotations

import functools
import gettext
import io
from collections.abc import Mapping

from calltools.data import read_data
from calltools.language.normalise import taiwanese

LANGUAGES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""The languages of the interface, by their BCP 47 tags, each as it calls itself."""


_PARTS = (
    "site", "calls", "alignment", "reports", "imports", "people", "recordings", "outgoing",
    "machine",
)  # fmt: skip
"""The files of the simplified catalogue: a room of the interface each; ``machine`` is what the
program says by itself."""


class _Messages(gettext.NullTranslations):
    """Messages by their English; those that are not there are in English."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__()
        self._messages = messages

    def gettext(self, message: str) -> str:
        return self._messages.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural where there are several; Chinese has one form, which stands at the plural."""
        return self.gettext(msgid1 if n == 1 and msgid2 not in self._messages else msgid2)


@functools.cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The messages of the interface in one of LANGUAGES."""
    return _Messages(messages(language))


@functools.cache
def messages(language: str) -> Mapping[str, str]:
    """The messages of the interface by their English; none for English."""
    if language == "en":
        return {}
    simplified = {key: text for part in _PARTS for key, text in _read(f"zh_Hans/{part}").items()}
    if language == "zh-Hans":
        return simplified
    return {key: taiwanese(text) for key, text in simplified.items()} | _read("zh_Hant")


def _read(name: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    file = io.BytesIO(read_data(f"views/assets/locale/{name}.po").encode())
    return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}
