"""Transcripts laid out at random: script, labels, colons, quotes, order, numbers, wraps, encodings.

``lay_out`` prints a dialogue as somebody might have published it and says what a parser must
find.  All choices come from the random generator given.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

Turns = list[tuple[str, str]]
"""(role, words)."""

LABELS = {
    "zh-Hans": [
        ("调查员", "医生"), ("问", "答"), ("来电者", "院方"), ("记者", "王主任"),
        ("调查人员", "护士长"), ("访员", "值班医生"), ("致电者", "接听者"), ("志愿者", "移植科"),
        ("询问者", "石大夫"), ("甲", "乙"),
    ],
    "zh-Hant": [
        ("調查員", "醫師"), ("問", "答"), ("來電者", "院方"), ("記者", "護理長王小姐"),
        ("訪員", "協調師葉護士"),
    ],
    "en": [
        ("Caller", "Nurse"), ("Q", "A"), ("Investigator", "Dr. Rao"), ("CALLER", "DOCTOR"),
        ("Interviewer", "Clerk"), ("Reporter", "Deputy Director Tai"),
        ("Caller", "Ward secretary"), ("M", "N"),
    ],
}  # fmt: skip
DELIMITERS = {
    "zh": [
        "{l}：{t}", "{l}:{t}", "{l}： {t}", "【{l}】{t}", "[{l}] {t}", "{l}︰{t}", "{l}：“{t}”",
        "{l}：「{t}」", "{l}\t{t}", "**{l}：**{t}", "{l}　{t}", "（{l}）{t}", "{l}——{t}",
    ],
    "en": [
        "{l}: {t}", "[{l}] {t}", "{l} - {t}", '{l}: "{t}"', "{l}:\t{t}", "**{l}:** {t}",
        "{l}\n{t}", "{l} — {t}", "<{l}> {t}", "{l}: “{t}”",
    ],
}  # fmt: skip
HEADERS = {
    "zh-Hans": [
        "{h}　{d}",
        "{h}（{d}，+86-10-5550-0199）",
        "医院：{h}\n日期：{d}\n电话：86-10-5550-0199",
        "电话录音 7\n{h}，{d}，时长3分12秒",
        "被调查单位：{h}值班医生\n时间：{d} 14:05",
    ],
    "zh-Hant": ["{h}　{d}", "醫院：{h}\n日期：{d}", "（錄音12）{h}　{d}"],
    "en": [
        "{h}, {d}",
        "Hospital: {h}\nDate: {d}\nNumber dialled: +86-10-5550-0199",
        "Call to {h} ({d}, 3:45 p.m.)",
    ],
}
HOSPITALS = {
    "zh-Hans": "青屿市中心医院",
    "zh-Hant": "南嶼市慈恩醫院",
    "en": "Qingyu Central Hospital",
}
DATES = {
    "zh-Hans": [
        "2018年3月6日", "2018-03-06", "2018/3/6", "二○一八年三月六日", "2018.03.06",
        "２０１８年３月６日",
    ],
    "zh-Hant": ["2018年3月6日", "二○一八年三月六日", "民國107年3月6日"],
    "en": ["6 March 2018", "March 6, 2018", "2018-03-06", "6 Mar 2018", "March 6th, 2018"],
}  # fmt: skip
PREFIXES = ["", "", "", "{n}. ", "({n}) ", "[00:{n:02d}:07] ", "00:{n:02d} ", "- ", "> ", "{n}、"]
FOOTERS = {
    "zh": ["", "", "（录音7下载：MP3，文稿下载：pdf7）", "＃＃", "（完）", "……"],
    "en": ["", "", "[end of recording]", "https://example.invalid/rec/7.mp3", "###"],
}
ENCODINGS = {
    "zh-Hans": ["utf-8", "utf-8-sig", "gb18030", "utf-16"],
    "zh-Hant": ["utf-8", "utf-8-sig", "big5hkscs", "utf-16"],
    "en": ["utf-8", "utf-8-sig", "utf-16"],
}


@dataclass(frozen=True)
class Sheet:
    """A file's bytes and name, what must be found, and how it was laid out."""

    data: bytes
    name: str
    turns: Turns
    hospital: str
    choices: dict[str, Any]


def lay_out(dialogue: dict[str, Any], rng: random.Random) -> Sheet:
    """``dialogue`` (a row of labelled dialogues) on paper."""
    language = dialogue["lang"]
    script = "en" if language == "en" else "zh"
    caller, answer = rng.choice(LABELS[language])
    choices: dict[str, Any] = {
        "labels": (caller, answer),
        "delimiter": rng.choice(DELIMITERS[script]),
        "prefix": rng.choice(PREFIXES),
        "header": rng.choice(HEADERS[language]),
        "date": rng.choice(DATES[language]),
        "gap": rng.choice(["\n", "\n\n"]),
        "width": rng.choice([0, 0, 30, 40] if script == "zh" else [0, 0, 60, 72]),
        "newline": rng.choice(["\n", "\r\n"]),
        "footer": rng.choice(FOOTERS[script]),
        "encoding": rng.choice(ENCODINGS[language]),
        "legend": rng.random() < 0.3,
    }
    if "\n" in choices["delimiter"]:
        choices["prefix"] = ""
    printed = []
    expected: Turns = []
    for n, turn in enumerate((t for t in dialogue["turns"] if t["role"] != "other"), start=1):
        label = caller if turn["role"] == "investigator" else answer
        words = " ".join(turn["text"].split())
        line = choices["prefix"].format(n=n) + choices["delimiter"].format(l=label, t=words)
        printed.append(_wrap(line, choices["width"], script) if choices["width"] else line)
        expected.append((turn["role"], words))
    header = choices["header"].format(h=HOSPITALS[language], d=choices["date"])
    if len(caller) == 1 and choices["legend"] and caller not in "问問":
        header += "\n" + _legend(caller, answer, language)
    text = header + "\n\n" + choices["gap"].join(printed) + "\n"
    if choices["footer"]:
        text += "\n" + choices["footer"] + "\n"
    text = text.replace("\n", choices["newline"])
    return Sheet(
        _encoded(text, choices["encoding"]), "sheet.txt", expected, HOSPITALS[language], choices
    )


def _encoded(text: str, encoding: str) -> bytes:
    """UTF-8 where the encoding lacks a character, as an editor falls back to it."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _legend(caller: str, answer: str, language: str) -> str:
    """A line that says who the letters are."""
    if language == "en":
        return f"{caller}: Investigator   {answer}: Nurse on duty"
    return f"（{caller}：调查员；{answer}：医生）"


def _wrap(text: str, width: int, script: str) -> str:
    """``text`` in lines of at most ``width`` characters, as a typist breaks them."""
    lines, line = [], ""
    pieces = text.split(" ") if script == "en" else re.findall(r"[!-~]+|.", text)
    glue = " " if script == "en" else ""
    for piece in pieces:
        closing = unicodedata.category(piece[0])[0] == "P" if piece else False
        if line and len(line) + len(glue) + len(piece) > width and not closing:
            lines.append(line)
            line = piece
        else:
            line = line + glue + piece if line else piece
    return "\n".join([*lines, line])
