"""What stands between turns: ellipses, brackets, footers, footnotes, accounts of what was said."""

from __future__ import annotations

import functools
import re

from calltools.transcripts.layout.vocabulary import is_stage, listed, pattern

_ELLIPSIS = re.compile(
    r"[\s.…·。⋯\[\]（）()]*(?:…|⋯|\.\.|·{3}|"
    r"。。)[\s.…·。⋯\[\]（）()]*$|[（(\[]\s*(?:以?[上下]?省?略|中略|"
    r"omitted|cut|excerpt ends)[^）)\]]{0,12}[）)\]]$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"([\[（(〔【［*])[^\[\]（()）]*(?:[（(][^（()）]*[）)][^\[\]（()）]*)*[\]）)〕】］*][。.]?$"
)
_URL = re.compile(r"^\W*(?:https?://|www\.)\S+\W*$", re.IGNORECASE)
_SIGNS = re.compile(r"^[#＃*＊=＝~～—\-_/\\|＿◆■●○□△☆★※]+$")
_THE_END = re.compile(r"^\W*(?:完|全文完|结束|結束|终|終|end|fin)\W*$", re.IGNORECASE)
_ENDING = re.compile(
    r"^\W*(?:以上[为為是]|全文|录音到此|錄音到此|通话到此|通話到此|本通话|本次通话|"
    r"本通話|共\S{1,3}[则則通段]|节选|節選"
    r"|end of (?:the )?(?:call|recording|transcript)"
    r"|th(?:is|e) (?:transcript|recording|call) (?:ends|ended|was))",
    re.IGNORECASE,
)
_EDITORIAL = re.compile(
    r"^\W*(?:责任编辑|責任編輯|编辑|編輯|整理|记录|記錄|译者|校对|来源|"
    r"來源|下载|下載|文稿|音频|链接|transcribed|translated|edited|source|"
    r"download|audio|recording|listen|transcript)\w*\s*(?:人|者|"
    r"by)?\s*[:：]",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"^(?:\[?\^?(\d{1,3})\]?[\s.:：、]|[\[〔［（(](?:注|"
    r"註)?\s*(\d{1,3})[\]〕］）)]|([¹²³⁴-⁹①-⑳])|(?:注|註|footnote|"
    r"note)\s*(\d{0,3})\s*[:：])\s*",
    re.IGNORECASE,
)
_RAISED = {c: str(i) for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_BRACKETS = "[](){}（）〔〕【】［］*"
_LEAST_WORDS = 3
"""Words of an account: somebody, a verb, and what it was about."""


def is_ellipsis(text: str) -> bool:
    """Whether the line is a cut: …… or （略）."""
    return bool(_ELLIPSIS.match(text)) and len(text) < 24


def is_bracketed(text: str) -> bool:
    """Whether the whole line stands in brackets, which may not match: （…)."""
    return len(text) > 2 and bool(_WHOLE.match(text)) and text[0] != "*"


def is_footer(text: str) -> bool:
    """Whether the line belongs to the page and not to the call."""
    if _URL.match(text) or _SIGNS.match(text) or _THE_END.match(text) or _EDITORIAL.match(text):
        return True
    if _ENDING.match(text) and len(text) <= 40:
        return True
    if len(text) > 80 or text.endswith(("？", "?", "！", "!")):
        return False
    return is_bracketed(text) and bool(pattern("footer", ("zh", "en")).search(text))


def footnote_number(text: str) -> str | None:
    """The number of the footnote whose words the line is; empty for an unnumbered 注：."""
    match = _FOOTNOTE.match(text)
    if match is None:
        return None
    if match[3]:
        return _RAISED.get(match[3], match[3])
    return match[1] or match[2] or match[4] or ""


def bracket_kind(text: str) -> str:
    """The kind of a line in brackets: footer, stage_direction or narration."""
    if is_footer(text):
        return "footer"
    return "stage_direction" if is_stage(text) and len(text) < 60 else "narration"


def is_account(text: str) -> bool:
    """Whether English ``text``, in brackets or without, tells what was talked about: "[They
    discuss the cost.]" — not a sound, an event, an insertion or an editor's own remark."""
    inner = " ".join(text.strip(" .。" + _BRACKETS).lower().replace("’", "'").split())
    if len(inner.split()) < _LEAST_WORDS or _account("no_account").search(inner):
        return False
    return bool(_account("told").search(inner))


@functools.cache
def _account(name: str) -> re.Pattern[str]:
    """What makes an account (``told``), or keeps a line from being one (``no_account``)."""

    def any_of(entries: str) -> str:
        return "|".join(listed("account", entries))

    if name == "no_account":
        return re.compile(any_of(name))
    between = rf"(?:(?:{any_of('between')}) )*"
    return re.compile(
        rf"\b(?:{any_of('verb')}|{any_of('noun')}"
        rf"|(?:{any_of('party')}) {between}(?:{any_of('after_party')})"
        rf"|(?:is|are|was|were|be|been|being) {between}(?:{any_of('passive')}))\b"
    )
