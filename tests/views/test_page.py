from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from calltools.language.plain_text import visible
from calltools.messages import Message
from calltools.views.index_page import CallsTable, IndexView
from calltools.views.interface_languages import LANGUAGES
from calltools.views.render import render, template_of


@dataclass(frozen=True)
class BaseView:
    """Nothing but what every page has."""

    template: ClassVar[str] = "base.html"


BASE = BaseView()


def policy_of(page: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return found[1].replace("&#39;", "'")


def test_the_base_is_a_whole_page_that_asks_nothing_of_any_host() -> None:
    page = render(BASE)
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
    assert "@import" not in page
    policy = dict(part.split(" ", 1) for part in policy_of(page).split("; "))
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy
    for tag in ("style", "script"):  # what may run is named by its hash
        (source,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert policy[f"{tag}-src"] == f"'sha256-{digest}'"


def test_characters_that_cannot_be_seen_are_shown() -> None:
    for text, shown in (
        ("等\u202e两周", "等[U+202E]两周"),
        ("a\u2028b", "a[U+2028]b"),
        ("a\x00b\u200bc", "a[U+0000]b[U+200B]c"),
        ("\ud800", "[U+D800]"),
        ("行\t一\n二\u3000三 𠮷 é", "行\t一\n二\u3000三 𠮷 é"),
    ):
        assert visible(text) == shown


@given(st.text(st.characters()))
def test_what_is_shown_can_be_written_and_hides_nothing(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    hidden = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert hidden <= {"\n", "\t"}


def test_a_template_without_one_of_its_values_is_an_error() -> None:
    @dataclass(frozen=True)
    class Forgetful(BaseView):
        template: ClassVar[str] = "problem.html"

    with pytest.raises(UndefinedError):
        render(Forgetful())


def test_what_stands_within_a_message_is_escaped_hides_nothing_and_is_in_the_language() -> None:
    view = IndexView("<b>\u202e", "<i>", [CallsTable("", (), ())])
    for language in LANGUAGES:
        page = render(view, language)
        assert "&lt;b&gt;[U+202E]" in page and "\u202e" not in page
    said = Message("{zh} against “{en}”", zh="<b>等\u202e两周", en="a week")
    words = "“&lt;b&gt;等[U+202E]两周”，译文是“a week”"
    source = (
        "{{ said }}|{{ [said, said] | join('; ') }}|{% trans said=said %}{{ said }}{% endtrans %}"
    )
    page = template_of("base.html", "zh-Hans").environment.from_string(source).render(said=said)
    assert page == f"{words}|{words}; {words}|{words}"
