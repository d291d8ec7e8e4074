"""What TMX and XLIFF files that calltools wrote say after another program changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from calltools.alignment.exchange.returned import Returned, ReturnedUnit
from calltools.errors import TranscriptError
from calltools.transcripts.writers.file_marks import unspelled

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LARGEST = 50_000_000
"""Bytes; a memory of a thousand calls has a tenth of it."""


def read_xliff(data: bytes, where: str) -> list[Returned]:
    """The calls of an XLIFF 2 file, each segment for itself.

    Raises TranscriptError for a file that is not one.
    """
    root = _root(data, where, "xliff")
    calls = []
    for file in _named(root, "file"):
        about = {str(note.get("category")): _text(note) for note in _notes(file)}
        units = tuple(part for unit in _named(file, "unit") for part in _unit(unit))
        calls.append(Returned(about.get("call", ""), about.get("as-of", ""), units))
    return calls


def _notes(file: Element) -> Iterator[Element]:
    """The notes of the file itself, not those of its units."""
    for child in file:
        if _tag(child) == "notes":
            yield from _named(child, "note")


def _unit(unit: Element) -> Iterator[ReturnedUnit]:
    number = _counted(unit.get("id", ""), "u")
    for segment in _named(unit, "segment"):
        parts = {_tag(child): _text(child) for child in segment}
        english = parts.get("target", "")
        yield ReturnedUnit(
            number,
            _counted(segment.get("id", ""), "s") or 0,
            parts.get("source", ""),
            (english,) if english else (),
            segment.get("state", ""),
        )


def read_tmx(data: bytes, where: str) -> list[Returned]:
    """The calls of a translation memory, each pair for itself.

    Raises TranscriptError for a file that is not one.
    """
    root = _root(data, where, "tmx")
    times: dict[str, str] = {}
    for prop in (one for head in _named(root, "header") for one in head):
        if prop.get("type") == "x-as-of":
            time, _, name = _text(prop).partition(" ")
            times[name] = time
    units: defaultdict[str, list[ReturnedUnit]] = defaultdict(list)
    for tu in _named(root, "tu"):
        props = {str(one.get("type")): _text(one) for one in _named(tu, "prop")}
        words = {_language(tuv): _text(next(_named(tuv, "seg"))) for tuv in _named(tu, "tuv")}
        english = next((text for code, text in words.items() if code.startswith("en")), "")
        zh = next((text for code, text in words.items() if not code.startswith("en")), "")
        units[props.get("x-call", "")].append(
            ReturnedUnit(
                _counted(props.get("x-unit", ""), ""),
                _counted(props.get("x-segment", ""), "") or 0,
                zh,
                (english,) if english else (),
            )
        )
    return [Returned(name, times.get(name, ""), tuple(of)) for name, of in units.items()]


def _language(tuv: Element) -> str:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    return str(tuv.get(xml) or tuv.get("lang") or "").lower()


def _root(data: bytes, where: str, name: str) -> Element:
    from lxml import etree

    if len(data) > _LARGEST:
        raise TranscriptError(where, "is too large to be a translation", "export a call alone")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TranscriptError(where, f"is not XML: {error}", f"save it as {name}") from error
    if _tag(root) != name:
        raise TranscriptError(where, f"expected {name}, found {_tag(root)}", f"save it as {name}")
    return root


def _named(element: Element, name: str) -> Iterator[Element]:
    """The elements of that name inside, whatever their namespace."""
    return (one for one in element.iter("{*}" + name) if isinstance(one.tag, str))


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    """The words of an element, those in inline tags among them."""
    return unspelled(" ".join("".join(element.itertext()).split()))


def _counted(text: str, letter: str) -> int | None:
    """``u3`` is 2: counted from 0."""
    number = text.removeprefix(letter)
    is_number = number.isascii() and number.isdecimal() and len(number) < 9
    return int(number) - 1 if is_number and int(number) > 0 else None
