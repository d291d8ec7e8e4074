"""Names of accounts that people can tell apart: they sign what is decided."""

from __future__ import annotations

import re
import unicodedata

from calltools.messages import Message

_NAME = re.compile(r"[^\W_][\w.@-]{0,62}")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
"""Scripts with letters that look like one another's."""

_LOOKS_LIKE = str.maketrans(
    # Cyrillic, Greek and Armenian letters, folded, and the Latin ones that they look like
    # (Unicode's confusables.txt, those of one letter each).
    "авекмнорстухіјѕһԁԛԝгαβγεηικνορτυχωϲօսոհցքզ",
    "abekmhopctyxijshdqwrabyenikvoptuxwcouuhgpq",
)


def name_problem(name: str) -> str:
    """Why nobody can be called that; empty for a name."""
    if not _NAME.fullmatch(name):
        found = repr(name[:70])
        return Message("expected letters and digits, . _ @ or -, found {found}", found=found)
    if unicodedata.normalize("NFKC", name) != name:
        return Message("expected plain letters, found {found}", found=repr(name))
    scripts = {script for ch in name for script in _SCRIPTS if _is_of(ch, script)}
    if len(scripts) > 1:
        names = [script.capitalize() for script in sorted(scripts)]
        return Message("expected letters of one script, found {found}", found=names)
    return ""


def looks(name: str) -> str:
    """A name as the eye has it: equal for names that are taken for one another."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return folded.translate(_LOOKS_LIKE)


def _is_of(ch: str, script: str) -> bool:
    return unicodedata.name(ch, "").startswith(script)
