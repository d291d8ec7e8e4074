"""A view rendered as a page: one template for each thing shown, one stylesheet, one script.

In a file of its own a page is complete: it asks no host for anything and runs no script but its
own, for its Content-Security-Policy names the stylesheet and the script by their hashes and forbids
the rest.  In the application the same template has a frame: who looks, and the means to decide.
Every value is escaped, and characters that can't be seen but change what is seen are shown by
their code points.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from calltools.data import read_data
from calltools.language.plain_text import sentence, visible
from calltools.messages import FULL_STOP, in_language, said_in
from calltools.provenance import sha256_bytes
from calltools.review.item_review import REVIEW_NAMES
from calltools.statements.statement_text import CATEGORIES
from calltools.times import position, span
from calltools.transcripts.flags import flag_text
from calltools.transcripts.model import ROLE_NAMES
from calltools.version import __version__
from calltools.views.field_names import field_name, value_name
from calltools.views.interface_languages import catalogue, messages
from calltools.views.turn_text import anchor, gap_look, gap_name, party_note

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_STYLES = (
    "palette", "page", "call", "items", "alignment", "audit", "parse", "index", "check", "verify",
)  # fmt: skip
_SCRIPTS = ("page", "sound", "places", "call", "alignment", "index")
_LIVE_STYLES = ("live", "recordings", "outgoing")
_LIVE_SCRIPTS = ("live", "cards", "transcript", "recordings", "outgoing")
"""What pages of the application have beside those that stand alone."""


_ASKED_BY_SCRIPT = re.compile(r'\b_\("([^"]+)"')


class PageView(Protocol):
    """What a page shows: a dataclass whose fields are the variables of its ``template``."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def render(view: PageView, language: str = "en", frame: Mapping[str, Any] | None = None) -> str:
    """``view`` as an HTML document in a language of the interface
    (:data:`calltools.views.interface_languages.LANGUAGES`).

    Without a ``frame`` it is one self-contained file, without means to decide; with it, a page of
    the application.  None is shown as nothing.
    """
    from markupsafe import Markup

    shown = {field.name: getattr(view, field.name) for field in fields(view)}
    if frame is None:
        style, script = stylesheet(), script_text()
        # Ours, not data; an escaped script would be another script.
        own = {"style": Markup(style), "script": Markup(script), "policy": _policy(style, script)}
    else:
        own = dict(frame)
    return template_of(view.template, language).render(
        shown,
        **own,
        live=frame is not None,
        interface=language,
        script_words=script_words(language),
    )


def template_of(name: str, language: str = "en") -> Template:
    """A template of ``views/assets``, with its messages in a language."""
    return _environment(language).get_template(name)


@functools.cache
def stylesheet(*, live: bool = False) -> str:
    """The one stylesheet of all pages, put together from its parts."""
    parts = (*_STYLES, *_LIVE_STYLES) if live else _STYLES
    return "\n".join(read_data(f"views/assets/{name}.css") for name in parts)


@functools.cache
def script_text(*, live: bool = False) -> str:
    """The one script of all pages, put together from its parts."""
    parts = (*_SCRIPTS, *_LIVE_SCRIPTS) if live else _SCRIPTS
    return "\n".join(read_data(f"views/assets/{name}.js") for name in parts)


@functools.cache
def script_words(language: str) -> Mapping[str, str]:
    """The messages that the script asks for, in a language."""
    known = messages(language)
    asked = _ASKED_BY_SCRIPT.findall(script_text(live=True))
    return {message: known[message] for message in asked if message in known}


@functools.cache
def looks(template: str) -> str:
    """The hash of all that gives a page of ``template`` its looks: another makes it old."""
    texts = [_source(name) for name in sorted(_parts_of(template))]
    parts = (__version__, stylesheet(), script_text(), *texts)
    return sha256_bytes("\0".join(parts).encode("utf-8"))


def _parts_of(template: str) -> set[str]:
    """The template and all that it is made of."""
    from jinja2.meta import find_referenced_templates

    environment = _environment("en")
    names: set[str] = set()
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting += filter(None, find_referenced_templates(environment.parse(_source(name))))
    return names


def _source(name: str) -> str:
    return read_data(f"views/assets/{name}")


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
def _environment(language: str) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    translations = catalogue(language)

    def shown(value: Any) -> Any:
        """Run over every value before it is escaped, so that no template can forget it: what the
        program says is said in the language."""
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return visible(in_language(value, translations.gettext))
        return "" if value is None else value

    environment = Environment(
        loader=FunctionLoader(_source),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translations.gettext, translations.ngettext, newstyle=True
    )
    for name in ("gettext", "ngettext"):
        environment.globals[name] = _with_values(environment.globals[name], shown)
    environment.globals["_"] = environment.globals["gettext"]
    environment.globals.update(
        clock=position,
        span=span,
        said_in=said_in,
        sentence=lambda words: sentence(shown(words), shown(FULL_STOP)),
    )
    environment.filters.update(
        join=_with_elements(environment.filters["join"], shown),
        named=lambda name: translations.gettext(name) if name else "",
        role_name=lambda role: ROLE_NAMES.get(role, role),
        gap_name=gap_name,
        gap_look=gap_look,
        anchor=anchor,
        party_note=party_note,
        field_name=field_name,
        value_name=value_name,
        flag_label=lambda name: flag_text(name).label,
        category_name=lambda name: CATEGORIES.get(name, name),
        review_name=lambda status: translations.gettext(REVIEW_NAMES[status]),
    )
    return environment


def _with_elements(join: Any, shown: Callable[[Any], Any]) -> Any:
    """``join``, whose elements pass through what every value does."""
    from jinja2 import pass_eval_context

    @pass_eval_context
    def joined(context: Any, elements: Iterable[Any], between: str = "", **of: Any) -> Any:
        return join(context, map(shown, elements), between, **of)

    return joined


def _with_values(gettext: Any, shown: Callable[[Any], Any]) -> Any:
    """``gettext``, whose values pass through what every value does."""
    from jinja2 import pass_context

    @pass_context
    def translated(context: Any, *message: Any, **values: Any) -> Any:
        return gettext(context, *message, **{key: shown(one) for key, one in values.items()})

    return translated
