"""Proof that what was taken out is gone: every file of a copy is searched for it, in every form.

Nothing here knows how the copy was made: it reads the files as bytes and as text, and looks inside
archives, databases and what is embedded in pages.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import io
import re
import sqlite3
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.files import bytes_of
from calltools.language.normalise import simplify, traditional
from calltools.redaction.text_forms import Sought

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5")
_FEWEST_BYTES = 6
"""Fewer bytes than these come about by chance in compressed sound."""
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=]+)")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_SOUND = (b"fLaC", b"RIFF", b"ID3", b"\xff\xfb", b"\xff\xf3", b"OggS")
_DEEPEST = 4  # archives inside archives
_FEWEST_HAN, _FEWEST_LATIN = 3, 8
"""Fewer letters in a row, whatever stands between, come about by chance."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was to be gone and is not: the file it is in, and how it stands there."""

    file: str
    form: str


class Proof:
    """Searches for texts that were taken out."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._sought = sought
        self._forms = [(form, raw) for one in sought for form, raw in _encoded(one)]
        self._bare = {form: one.text for one in sought for form in _bare_forms(one)}

    def search(self, folder: Path) -> list[Left]:
        """What is left in the files of a folder and in their names.  Raises CalltoolsError for a
        file that can't be read."""
        found = []
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            found += [Left(name, form) for form in self.in_text(name)]
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise CalltoolsError(path, "is neither a file nor a folder")
            if path.is_file():
                found += [Left(name, form) for form in self.in_bytes(bytes_of(path))]
        return found

    def in_bytes(self, data: bytes, depth: int = 0) -> Iterator[str]:
        """The forms that stand in the bytes of a file, or in what is packed in it."""
        is_sound = data.startswith(_SOUND)
        for form, raw in self._forms:
            if (not is_sound or len(raw) >= _FEWEST_BYTES) and raw in data:
                yield form
        if is_sound or depth > _DEEPEST:
            return
        for inside in _packed(data):
            yield from self.in_bytes(inside, depth + 1)
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode("utf-8")
            for match in _EMBEDDED.finditer(text):
                with contextlib.suppress(ValueError):
                    yield from self.in_bytes(base64.b64decode(match[1]), depth + 1)
            yield from self.in_text(_EMBEDDED.sub(" ", text))

    def in_text(self, text: str) -> Iterator[str]:
        """The forms that stand in a text, its escapes and entities taken away."""
        plain = html.unescape(_ESCAPES.sub(_unescaped, text))
        bare = _bare(plain)
        yield from (secret for form, secret in self._bare.items() if form in bare)
        sought = [one for one in self._sought if one.may_stand(plain)]
        for line in plain.split("\n") if sought else ():
            for one in sought:
                for start, end in one.spans(line):
                    yield line[start:end]


def _unescaped(escapes: re.Match[str]) -> str:
    """The characters of JSON's escapes, of which rare ones take two."""
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", "ignore")


def _encoded(one: Sought) -> Iterator[tuple[str, bytes]]:
    """The text as it may stand in bytes, in either script; what is shorter is found in texts."""
    for form in dict.fromkeys((one.text, simplify(one.text), traditional(one.text))):
        for encoding in _ENCODINGS:
            with contextlib.suppress(UnicodeEncodeError):
                raw = form.encode(encoding)
                if len(raw) >= 4 and not (form.isascii() and len(form) < 6):
                    yield f"{form} ({encoding})", raw


def _bare_forms(one: Sought) -> Iterator[str]:
    """Its letters and digits alone, long enough to be nothing else: found by another way than by
    which things were taken out, over lines and within words."""
    for form in dict.fromkeys((_bare(one.text), *one.spelt)):
        if len(form) >= (_FEWEST_LATIN if form.isascii() else _FEWEST_HAN):
            yield form


def _bare(text: str) -> str:
    folded = simplify(unicodedata.normalize("NFKD", text).casefold())
    return "".join(filter(str.isalnum, folded))


def _packed(data: bytes) -> Iterator[bytes]:
    """What an archive, a compressed file or a database holds."""
    if data.startswith(b"PK\x03\x04"):
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield packed.read(name)
    elif data.startswith(b"\x1f\x8b"):
        with contextlib.suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(data)
    elif data.startswith(b"SQLite format 3\0"):
        with (
            contextlib.closing(sqlite3.connect(":memory:")) as database,
            contextlib.suppress(sqlite3.Error),
        ):
            database.deserialize(data)
            yield "\n".join(database.iterdump()).encode()
