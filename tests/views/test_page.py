from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from calltools.data import read_data
from calltools.language.plain_text import visible
from calltools.views.page import render

BASE = {"base.html": read_data("views/assets/base.html")}
NOTHING = re.compile(r"default-src 'none'")


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


@pytest.mark.parametrize(("tag", "directive"), [("style", "style-src"), ("script", "script-src")])
def test_the_policy_names_what_may_run_by_its_hash(tag: str, directive: str) -> None:
    page = render(BASE)
    (source,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    policy = dict(part.split(" ", 1) for part in policy_of(page).split("; "))
    assert policy[directive] == f"'sha256-{digest}'"
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("等\u202e两周", "等[U+202E]两周"),
        ("a\u2028b", "a[U+2028]b"),
        ("a\x00b\u200bc", "a[U+0000]b[U+200B]c"),
        ("\ud800", "[U+D800]"),
        ("行\t一\n二\u3000三 𠮷 é", "行\t一\n二\u3000三 𠮷 é"),
    ],
)
def test_characters_that_cannot_be_seen_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_what_is_shown_can_be_written_and_hides_nothing(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    hidden = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert hidden <= {"\n", "\t"}


def test_a_template_that_forgets_a_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render({"a.html": '{% extends "base.html" %}{% block main %}{{ forgotten }}{% endblock %}'})
