"""The base that all pages share: one template, one stylesheet, one script, one file out.

A page asks no host for anything and runs no script but its own: its Content-Security-Policy
names the stylesheet and the script by their hashes and forbids the rest.  Every value is escaped,
and characters that can't be seen but change what is seen are shown by their code points.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import unicodedata
from typing import TYPE_CHECKING, Any

from calltools.data import read_data

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLES = ("page.css", "call.css", "items.css", "alignment.css", "audit.css")
_SCRIPTS = ("page.js", "call.js", "items.js", "alignment.js")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def render(template: str, **context: Any) -> str:
    """The page made from ``assets/TEMPLATE`` as one self-contained HTML document.

    Templates extend ``base.html``.  Values are escaped wherever they stand; None is nothing.
    """
    from markupsafe import Markup

    style, script = stylesheet(), _joined(_SCRIPTS)
    page = _environment().get_template(template)
    return page.render(
        context,
        style=Markup(style),  # ours, not data; an escaped script would be another script
        script=Markup(script),
        policy=_policy(style, script),
    )


def stylesheet() -> str:
    """The one stylesheet of all pages, put together from its parts."""
    return _joined(_STYLES)


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(map(_asset, names))


def visible(text: str) -> str:
    """``text`` with its invisible characters shown: a right-to-left override is ``[U+202E]``.

    Line feeds and tabs stay; so do all letters, signs and spaces.
    """
    if text.isprintable():
        return text
    return "".join(
        f"[U+{ord(c):04X}]" if c not in "\n\t" and unicodedata.category(c) in _HIDDEN else c
        for c in text
    )


def counted(number: int, noun: str) -> str:
    """``number`` with its noun: 1 turn, 2 turns."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: this style, this script, the embedded sound, nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_source_hash(style)}'",
            f"script-src '{_source_hash(script)}'",
            "media-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _source_hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


@functools.cache
def _asset(name: str) -> str:
    return read_data(f"publish/assets/{name}")


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalize(value: Any) -> Any:
    """Run over every value before it is escaped, so that no template can forget it."""
    if value is None:
        return ""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return visible(value)
    return value
