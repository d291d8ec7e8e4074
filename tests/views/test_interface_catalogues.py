"""Every message of the interface is in each of its languages, and none that nobody asks for."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

from babel.messages.extract import extract
from jinja2.ext import babel_extract

import calltools
from calltools.alignment.model import MEMORY_REASONS, UNIT_STATES
from calltools.redaction.plan import KINDS as REMOVAL_KINDS
from calltools.redaction.redacted_sound import Fill
from calltools.review.accounts import Act
from calltools.review.call_access import CIRCLES
from calltools.review.item_review import REVIEW_NAMES
from calltools.review.returned_translation import ProposedChange
from calltools.site.jobs import KINDS, STAGES, JobState
from calltools.tables.columns import REVIEW_TABLES
from calltools.transcripts.model import ROLES
from calltools.views.interface_languages import LANGUAGES, catalogue, messages
from calltools.views.parse_page import FACT_NAMES
from calltools.views.parse_page import KINDS as PARSE_KINDS

SOURCE = Path(calltools.__file__).parent
ASSETS = SOURCE / "views" / "assets"
OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true"}
VALUES = re.compile(r"%\(\w+\)s|%%|\{\w*\}(?: %)?")

NAMED = {
    *REVIEW_NAMES.values(),
    *UNIT_STATES, *MEMORY_REASONS.values(),
    *get_args(get_type_hints(ProposedChange)["kind"]),
    *ROLES,
    *CIRCLES,
    *PARSE_KINDS.values(),
    *FACT_NAMES.values(),
    *get_args(Act),
    *(kind.title for kind in KINDS.values()),
    *STAGES.values(),
    *get_args(JobState),
    *REMOVAL_KINDS,
    *REVIEW_TABLES,
    *get_args(Fill),
    *("whole", "doubtful"),
    *("new", "done", "stale", "edited", "gone", "broken"),
}  # fmt: skip
"""What templates call by a name that stands in the code."""


MARKS = ("Message", "N_", "plural")
"""What marks messages in the code."""
TOLD = ("corrections", "media", "page", "redaction", "review", "site", "transcripts")
"""Rooms whose errors are told to people at work: what is wrong, and what to do, are messages."""


def literal(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def asked_for() -> Iterator[str]:
    for path in sorted(ASSETS.iterdir()):
        data = io.BytesIO(path.read_bytes()) if path.is_file() else io.BytesIO()
        if path.suffix == ".html":
            for _, _, text, _ in babel_extract(data, ("_", "gettext", "ngettext"), (), OPTIONS):
                parts = (text,) if isinstance(text, str) else text or ()
                yield [part for part in parts if part][-1]
        elif path.suffix == ".js":
            for _, text, _, _ in extract("javascript", data, keywords={"_": None}):
                yield str(text)
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name, shown = getattr(node.func, "id", ""), path.parts[len(SOURCE.parts)] in TOLD
                is_error = name.endswith("Error") and shown
                marked = node.args if name in MARKS else node.args[1:3] if is_error else ()
                yield from (text for one in marked if (text := literal(one)))


MESSAGES = set(asked_for())


def test_every_message_is_in_each_catalogue_with_the_same_values() -> None:
    for known in (messages(one) for one in LANGUAGES if one != "en"):
        assert sorted((MESSAGES | NAMED) - known.keys()) == []
        assert sorted(known.keys() - (MESSAGES | NAMED)) == [], "nobody asks for these any more"
        for message, text in known.items():
            assert set(VALUES.findall(text)) == set(VALUES.findall(message)), message
            assert not set("<>&%") & set(VALUES.sub("", text)), message
    simplified, traditional = messages("zh-Hans"), messages("zh-Hant")
    for message, here, there in (
        ("Statements", "陈述", "陳述"), ("Log in", "登录", "登入"), ("File", "文件", "檔案"),
    ):  # fmt: skip
        assert (simplified[message], traditional[message]) == (here, there), "not in signs alone"


def test_messages_are_written_where_they_are_asked_for() -> None:
    for path in ASSETS.glob("*.html"):
        for call in re.findall(r"\b_\((.)", path.read_text("utf-8")):
            assert call == '"', f"{path.name}: what varies is a value, or goes through `named`"


def test_one_form_of_many_in_english_and_in_chinese() -> None:
    english = catalogue("en")
    assert [english.ngettext("one", "many", n) for n in (0, 1, 2)] == ["many", "one", "many"]
