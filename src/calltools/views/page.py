"""The base that all pages share: one template, one stylesheet, one script, one file out.

A page asks no host for anything and runs no script but its own: its Content-Security-Policy
names the stylesheet and the script by their hashes and forbids the rest.  Every value is escaped,
and characters that can't be seen but change what is seen are shown by their code points.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from calltools.data import read_data
from calltools.language.plain_text import visible
from calltools.provenance import sha256_bytes
from calltools.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_STYLES = (
    "palette",
    "page",
    "call",
    "items",
    "alignment",
    "audit",
    "parse",
    "index",
    "check",
    "verify",
)
_SCRIPTS = ("page", "call", "items", "alignment", "parse", "index")


def render(templates: Mapping[str, str], **context: Any) -> str:
    """A page as one self-contained HTML document.

    ``templates`` are texts by name: first that of the page, which extends ``base.html``, then
    those that it takes parts from.  Values are escaped wherever they stand; None is nothing.
    """
    from markupsafe import Markup

    style, script = stylesheet(), _script()
    return template_of(templates).render(
        context,
        style=Markup(style),  # ours, not data; an escaped script would be another script
        script=Markup(script),
        policy=_policy(style, script),
    )


def template_of(templates: Mapping[str, str]) -> Template:
    """The first of ``templates``, texts by name, which may take parts from the others.

    It escapes every value and shows what can't be seen.
    """
    return _environment(tuple(templates.items())).get_template(next(iter(templates)))


@functools.cache
def stylesheet() -> str:
    """The one stylesheet of all pages, put together from its parts."""
    return "\n".join(read_data(f"views/assets/{name}.css") for name in _STYLES)


def looks(templates: Mapping[str, str]) -> str:
    """The hash of all that gives a page of ``templates`` its looks: another makes it old."""
    parts = (__version__, _base(), stylesheet(), _script(), *templates.values())
    return sha256_bytes("\0".join(parts).encode("utf-8"))


def _base() -> str:
    return read_data("views/assets/base.html")


@functools.cache
def _script() -> str:
    return "\n".join(read_data(f"views/assets/{name}.js") for name in _SCRIPTS)


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
def _environment(templates: tuple[tuple[str, str], ...]) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    base = {"base.html": _base()}
    return Environment(
        loader=DictLoader(base | dict(templates)),
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
