"""What the XML formats share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calltools.transcripts.writers.tiers import escape

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new element ``name`` of the parent's namespace at the end of ``parent``.

    A ``_`` in the names of attributes stands for a hyphen.  Characters that XML can't hold are
    escaped as in the files for annotation tools.
    """
    from lxml import etree

    namespace = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name)
    for key, value in attributes.items():
        made.set(key.replace("_", "-"), escape(value))
    if text is not None:
        made.text = escape(text)
    return made


def document(root: Element, doctype: str | None = None) -> bytes:
    """The document with ``root`` as UTF-8 with its declaration."""
    from lxml import etree

    whole: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=doctype
    )
    return whole
