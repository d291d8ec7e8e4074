"""What stands between turns: ellipses, brackets, footers, footnotes, accounts of what was said."""

from __future__ import annotations

import functools
import re

from calltools.transcripts.vocabulary import entries, is_stage, listed, pattern

_ELLIPSIS = re.compile(
    r"[\s.…·。⋯\[\]（）()]*(?:…|⋯|\.\.|·{3}|"
    r"。。)[\s.…·。⋯\[\]（）()]*$|[（(\[]\s*(?:以?[上下]?省?略|中略|"
    r"omitted|cut|excerpt ends)[^）)\]]{0,12}[）)\]]$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"[\[（(〔【［][^\[\]（()）]*(?:[（(][^（()）]*[）)][^\[\]（()）]*)*[\]）)〕】］*][。.]?$"
)
_OF_THE_PAGE = re.compile(
    r"\W*(?:https?://|www\.)\S+\W*$|[#＃*＊=＝~～—\-_/\\|＿◆■●○□△☆★※]+$|"
    r"\W*(?:责任编辑|責任編輯|编辑|編輯|整理|记录|記錄|译者|校对|来源|"
    r"來源|下载|下載|文稿|音频|链接|transcribed|translated|edited|source|"
    r"download|audio|recording|listen|transcript)\w*\s*(?:人|者|by)?\s*[:：]",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\[?\^?\d{1,3}\]?[\s.:：、]|[\[〔［（(][注註]?\s*\d{1,3}[\]〕］）)]|[¹²³⁴-⁹①-⑳]|"
    r"(?:注|註|footnote|note)\s*\d{0,3}\s*[:：]",
    re.IGNORECASE,
)
_BRACKETS = "[](){}（）〔〕【】［］*"
_FOOTER_IS, _SOUND_IS, _ELLIPSIS_IS = 80, 60, 24
"""The most characters of a line that is a footer, a sound, or a cut."""
_LEAST_WORDS = 3
"""Words of an account: somebody, a verb, and what it was about."""


def is_ellipsis(text: str) -> bool:
    """Whether the line is a cut: …… or （略）."""
    return len(text) < _ELLIPSIS_IS and bool(_ELLIPSIS.match(text))


def is_bracketed(text: str) -> bool:
    """Whether the whole line stands in brackets, which may not match: （…)."""
    return len(text) > 2 and bool(_WHOLE.match(text))


def is_footer(text: str) -> bool:
    """Whether the line belongs to the page and not to the call."""
    if _OF_THE_PAGE.match(text):
        return True
    if len(text) > _FOOTER_IS or text.endswith(("？", "?", "！", "!")):
        return False
    return is_bracketed(text) and bool(pattern("footer", "zh", "en").search(text))


def is_footnote(text: str) -> bool:
    """Whether the line begins as the words of a footnote do."""
    return bool(_FOOTNOTE.match(text))


def bracket_kind(text: str) -> str:
    """The kind of a line in brackets: footer, stage_direction or narration."""
    if is_footer(text):
        return "footer"
    return "stage_direction" if is_stage(text) and len(text) < _SOUND_IS else "narration"


def is_account(text: str) -> bool:
    """Whether English ``text``, in brackets or without, tells what was talked about: "[They
    discuss the cost.]" — not a sound, an event, an insertion or an editor's own remark."""
    inner = " ".join(text.strip(" .。" + _BRACKETS).lower().replace("’", "'").split())
    told, no_account = _account()
    return (
        len(inner.split()) >= _LEAST_WORDS
        and not no_account.search(inner)
        and bool(told.search(inner))
    )


@functools.cache
def _account() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes an account, and what keeps a line from being one."""
    any_of = {name: "|".join(listed("account", name)) for name in entries("account")}
    between = rf"(?:(?:{any_of['between']}) )*"
    told = re.compile(
        rf"\b(?:{any_of['verb']}|{any_of['noun']}"
        rf"|(?:{any_of['party']}) {between}(?:{any_of['after_party']})"
        rf"|(?:is|are|was|were|be|been|being) {between}(?:{any_of['passive']}))\b"
    )
    return told, re.compile(any_of["no_account"])
