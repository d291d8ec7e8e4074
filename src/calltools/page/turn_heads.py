"""What may be the head of a turn at the head of a line: time, number, label, its punctuation.

Nothing here decides that a label is one: ``labels`` does, with the whole document in view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import CLOSING, fold, half_width, is_stage, listed

Style = Literal[
    "colon",
    "bracket",
    "stop",
    "quote",
    "bold",
    "gap",
    "dash",
    "alone",
    "cell",
    "voice",
    "entry",
    "bullet",
    "word",
]

COLONS = ":：︰﹕∶"
OPENING = '“"「『«‘＂'
_SENTENCE = re.compile(r"[。！？!?，,；;“”\"「」『』…\n()（）\[\]【】{}<>|]")
_CLOCK = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?"
_UNTIL = r"\s*(?:-->|->|—+|–|-|~|至|到|to|\|)\s*"
_TIMES = re.compile(
    rf"[\[(【<〔]?\s*{_CLOCK}(?:{_UNTIL}{_CLOCK})?\s*[\])】>〕]?(?=[^\d:]|$)[ \t]*[-–—|]?[ \t]*"
)
_MINUTES = re.compile(r"[\[(【]\s*(?:(\d+)分)?(\d+)秒\s*[\])】][ \t]*")
_NUMBER = re.compile(
    r"(?:(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){1,3}(?=\s)|\d{1,4}\s*[.、)）．:：]|[(（【\[]\d{1,4}[)）】\]]|[①-⑳]|"
    r"[一二三四五六七八九十]{1,3}、|#\d{1,4}[.:]?|\d{1,4}(?=\t))"
    r"(?!\d)\s*"
)
_COLON = re.compile(rf"([^{COLONS}]{{1,60}}?)\s*(?:(?<!\d)[{COLONS}]|[{COLONS}](?!\d))(?!//)\s*")
_TIMED_LABEL = re.compile(
    rf"([^{COLONS}\d\[(（]{{1,40}}?(?:[ _]?\d{{1,2}})?)\s*(?=[\[(（ ]\s*\d|\d)[\[(（]?\s*{_CLOCK}"
    rf"(?:{_UNTIL}{_CLOCK})?\s*[\])）]?\s*[{COLONS}]?\s*(?:$|(?<=[{COLONS}\])）\s]))"
)
_BRACKET = re.compile(
    rf"[【\[〔〈<＜(（《]([^】\]〕〉>＞)）》]{{1,30}})[】\]〕〉>＞)）》]\s*[{COLONS}]?\s*"
)
_STOP = re.compile(r"([A-Z]|[QA]\d{1,3}|[问答問甲乙丙丁])\s*[.．、]\s*(?!\d)")
_GAP = re.compile(
    r"(\S(?:[^\t\u3000]{0,28}?\S)??)(?:\t+|\u3000+| {2,}|(?<=[\u3400-\u9fff]) )\s*(?=\S)"
)
_DASH = re.compile(
    r"(\S[^—–>|｜=→－]{0,38}?)\s*(?:——?|–|--|->|=>|→|－－?|》|»|>|[|｜]|=|"
    r" -(?= ))\s*(?=\S)"
)
_QUOTE = re.compile(rf"([^{OPENING}{COLONS}]{{1,40}}?)\s*[,，]?\s*(?=[{OPENING}])")
_ASIDE = re.compile(r"\s*[（(\[]([^）)\]]{1,20})[）)\]]\s*$")
_TAG = re.compile(r"[【\[(（〔]\s*[^】\])）〕]{1,8}\s*[】\])）〕]\s*(?=\S)")
_STAMP = re.compile(rf"(?:\s*[\[(（]\s*|\s+){_CLOCK}\s*[\])）]?\s*$")


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before a label: ``end`` is where it ends; times in ms; a point's number."""

    end: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A possible head: the label's span in the line, where the words begin, how it is set off.

    ``aside`` is the span of a bracket that belongs to the label (``Doctor (laughs):``);
    ``narrated`` that a verb of speech stood after the name (医生回答：).
    """

    label: str
    start: int
    end: int
    body: int
    style: Style
    prefix: Prefix
    aside: tuple[int, int] | None = None
    narrated: bool = False

    @property
    def key(self) -> str:
        """The label as labels are compared."""
        return fold(self.label)


def prefix(text: str, start: int = 0) -> Prefix:
    """Time stamps and a point's number at the head of ``text``."""
    text = half_width(text)
    end, start_ms, end_ms, number = start, None, None, False
    for _ in range(3):
        if start_ms is None and (match := _TIMES.match(text, end)):
            start_ms, end_ms = _clock(match.groups()[:4]), _clock(match.groups()[4:])
        elif start_ms is None and (match := _MINUTES.match(text, end)):
            start_ms = (int(match[1] or 0) * 60 + int(match[2])) * 1000
        elif not number and (match := _NUMBER.match(text, end)):
            number = True
        else:
            break
        end = match.end()
    return Prefix(end, start_ms, end_ms, number)


def _clock(groups: tuple[str | None, ...]) -> int | None:
    hours, minutes, seconds, fraction = groups
    if minutes is None or seconds is None:
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def heads(line: Line) -> Iterator[Head]:
    """Every head that the line may have, the most telling punctuation first."""
    if line.voice is not None:
        yield Head(line.voice, 0, 0, 0, "voice", Prefix(0, line.start_ms, line.end_ms))
        return
    if line.cells:
        yield from _cell_heads(line)
        return
    before = prefix(line.text)
    found = list(_text_heads(line, before))
    if before.number:  # 1: may be a cue's number, 10 a.m. no point at all
        found += _text_heads(line, Prefix())
    yield from found


def _text_heads(line: Line, before: Prefix) -> Iterator[Head]:
    text, start = line.text, before.end
    bold = next((m for m in line.marks if m.kind == "bold" and m.start <= start < m.end), None)
    if match := _TIMED_LABEL.match(half_width(text), start):
        times = Prefix(
            before.end, _clock(match.groups()[1:5]), _clock(match.groups()[5:]), before.number
        )
        yield from _head(text, match, "colon" if match.end() < len(text) else "alone", times)
    for style, pattern in _PATTERNS:
        match = pattern.match(text, start)
        if match and not (style == "bracket" and is_stage(match[1])):
            yield from _head(text, match, style, before)
    if bold and bold.end < len(text.rstrip()):
        yield from _bold_head(text, bold.end, before)
    if (match := _QUOTE.match(text, start)) and is_quoted(text[match.end() :]):
        yield from _head(text, match, "quote", before)
    if tag := _TAG.match(text, start):
        if match := _COLON.match(text, tag.end()):
            yield from _head(text, match, "colon", before)
        yield from _whole_line(text, Prefix(tag.end(), before.start_ms, before.end_ms))
    yield from _whole_line(text, before)


def _head(text: str, match: re.Match[str], style: Style, before: Prefix) -> Iterator[Head]:
    start, end = match.start(1), match.end(1)
    head = _trimmed(text, start, end, match.end(), style, before)
    if head and (style == "alone" or text[head.body :].strip()):
        yield head


def _bold_head(text: str, end: int, before: Prefix) -> Iterator[Head]:
    start = before.end
    label = text[start:end].rstrip(COLONS + " \u3000.．")
    body = end + len(text[end:]) - len(text[end:].lstrip(COLONS + " \u3000\t"))
    goes_on = text[body : body + 1].islower() and not text[end:body].strip()
    head = _trimmed(text, start, start + len(label), body, "bold", before)
    if head and not (goes_on and text[end - 1] not in COLONS):  # the sentence goes on
        yield head


def _whole_line(text: str, before: Prefix) -> Iterator[Head]:
    """A label alone on its line; the words come on the next."""
    label = text[before.end :].rstrip().rstrip(COLONS).strip("【】[]〔〕<>*_ ")
    start = text.find(label, before.end) if label else -1
    if start >= 0 and (
        head := _trimmed(text, start, start + len(label), len(text), "alone", before)
    ):
        yield head


def _trimmed(
    text: str, start: int, end: int, body: int, style: Style, before: Prefix
) -> Head | None:
    """The head with brackets and stamps taken off its label; None if it can't be a label."""
    label = text[start:end]
    aside = None
    times = before
    if stamp := _STAMP.search(half_width(label)):
        times = Prefix(before.end, _clock(stamp.groups()), None, before.number)
        label = label[: stamp.start()]
    if (match := _ASIDE.search(label)) and match.start() > 0:
        aside = (start + match.start(), start + match.end())
        label = label[: match.start()]
    left = len(label) - len(label.lstrip())
    label = label.strip()
    # 护士想了想，说：“……” may hold a comma; the name in it is found later
    # and a label what is said about the voice (Ann, on the line: …)
    name, comma, told = (part.strip() for part in re.split(r"([,，]|$)", label, maxsplit=1))
    quoted = is_quoted(text[body:])
    if not may_be_label(name) or (comma and not quoted and not may_be_label(told)):
        return None
    if len(label) > 40 and not quoted:
        return None
    start += left
    return Head(label, start, start + len(label), body, style, times, aside)


def _cell_heads(line: Line) -> Iterator[Head]:
    """The first cell, or the second after a time or number, as label; the next is what is said."""
    before = Prefix()
    for (start, end), (body, _end) in zip(line.cells, line.cells[1:], strict=False):
        cell = line.text[start:end].strip().rstrip(COLONS)
        found = prefix(line.text[start:end])
        if found.start_ms is not None and found.end >= len(cell):
            before = Prefix(end, found.start_ms, found.end_ms)
        elif cell and not cell.rstrip(".、").isdecimal():
            if head := _trimmed(line.text, start, start + len(cell), body, "cell", before):
                yield head
            return


def may_be_label(label: str) -> bool:
    """Whether ``label`` has the form of a name: short, with letters, no stop inside."""
    if not 0 < len(label) <= 40 or _SENTENCE.search(label):
        return False
    if not any(c.isalpha() for c in label):
        return False
    if any("\u3400" <= c <= "\u9fff" for c in label):
        return len(label) <= 24
    return len(label.split()) <= 6


_SENTENCE_END = re.compile(r"[.!?,。！？，…]\s*$")


def is_quoted(text: str) -> bool:
    """Whether ``text`` is words in quotation marks, but for brackets or a footnote at the end."""
    text = text.strip()
    if len(text) < 3 or text[0] not in CLOSING:
        return False
    rest = re.sub(r"(?:[（(\[][^）)\]]{0,40}[）)\]]|[\d\s¹²³.。])+$", "", text)
    return rest.endswith((CLOSING[text[0]], CLOSING[text[0]] + "。"))


def is_narrated(text: str) -> bool:
    """Whether ``text`` begins with a sentence in quotation marks and goes on behind it: somebody
    tells what was said, and the words under a label are only the quoted ones."""
    text = text.strip()
    if is_quoted(text) or text[:1] not in CLOSING:
        return False
    inside, closed, rest = text[1:].partition(CLOSING[text[0]])
    return bool(closed and _SENTENCE_END.search(inside) and re.search(r"\w", rest))


def without_verb(label: str) -> str | None:
    """``label`` without the verb of speech at its end (医生回答, the doctor said); None if none."""
    lowered = label.lower()
    for verb in listed("speech", "verbs_en"):
        if lowered.endswith(" " + verb):
            name = label[: -len(verb) - 1].strip()
            return name[4:] if name.lower().startswith("the ") else name
    for verb in listed("speech", "verbs"):
        if label.endswith(verb) and len(label) > len(verb):
            return label[: -len(verb)].strip()
    return None


_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("colon", _COLON),
    ("bracket", _BRACKET),
    ("stop", _STOP),
    ("dash", _DASH),
    ("gap", _GAP),
)
