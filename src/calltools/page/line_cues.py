"""What speaks for and against each reading of a line: named cues, which a fitted model weighs.

Cues tell how a line is set, what recurs in the document and what stands around; only few ask for
words.  So a label that nobody has seen before is known by what it does: it comes again, in turn
with another, set in the same way, before words that read as spoken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from calltools.page import asides
from calltools.page.dates import dates
from calltools.page.header import (
    fields,
    has_evidence,
    hospital_in,
    is_call_data,
    is_sequence,
)
from calltools.page.legend import legend
from calltools.page.line_readings import Reading
from calltools.page.turn_heads import Head, is_quoted
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import (
    CLOSING,
    NOT_IN_NAMES,
    header_field,
    is_sign,
    is_stage,
    role_by_name,
)

_ENDS = re.compile(r"[。！？!?….”\"」』）)\]~～]\s*$")
_SPEECH_END = re.compile(r"[。！？!?….”\"」』~～]\s*$|[吗嗎呢吧啊呀嘛了的]\s*$")
_ASKS = re.compile(r"[?？]|[吗嗎呢]\W*$")
PERSONAL = re.compile(r"[我你您咱]|\b(?:I|you|we|my|our|your|us|me)\b", re.IGNORECASE)
GREETS = re.compile(
    r"\W*(?:喂|你好|您好|hello|good (?:morning|evening|afternoon)|hi\b|hallo)", re.IGNORECASE
)
CALL_WORDS = re.compile(r"电话|電話|通话|通話|录音|錄音|致电|\bcall|phone|record", re.IGNORECASE)
_URL = re.compile(r"https?://|www\.|\.(?:html?|com|org|net)\b")
_LEADING = re.compile(r"\W{0,2}(\d{1,3})\W")
_LONG_WORDS = 120  # characters of words that are long for a turn; not measured
_APART = 0.8  # share of lines with a blank one before; not measured
_HAN = re.compile(r"[\u3400-\u9fff]")


def asks(text: str) -> bool:
    """Whether words ask something."""
    return bool(_ASKS.search(text))


@dataclass(slots=True)
class _LabelUse:
    """What a label (style and folded name) does in the document."""

    count: int = 0
    speech: int = 0
    asks: int = 0
    after_other: int = 0
    personal: int = 0
    long: int = 0


@dataclass(slots=True)
class Surroundings:
    """What is known about a document before its lines are weighed."""

    lines: Sequence[Line]
    labels: dict[tuple[str, str], _LabelUse] = field(default_factory=lambda: defaultdict(_LabelUse))
    styles: Counter[str] = field(default_factory=Counter)
    distinct: dict[str, int] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    legends: set[int] = field(default_factory=set)
    numbers: list[int | None] = field(default_factory=list)
    """The number that each line begins with."""
    evidence: list[bool] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    width: int = 0
    call_words: int = 0
    greetings: int = 0
    gaps: int = 0
    repeated: Counter[str] = field(default_factory=Counter)
    heads: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    """The style and name of every head that each line may have."""
    wrapped: Collection[int] = ()
    """Lines that are one paragraph with the line above."""
    opened: Collection[int] = ()
    """Lines that begin within a quotation."""

    def space(self, i: int) -> str:
        """Whether a gap stands before line ``i``, where gaps tell: not in a document whose lines
        all stand apart."""
        if self.gaps >= _APART * len(self.lines):
            return "apart"
        return "gap" if self.lines[i].gap else "no gap"


def survey(lines: Sequence[Line], found: Sequence[Sequence[Reading]]) -> Surroundings:
    """What recurs in the document."""
    around = Surroundings(lines)
    last: dict[str, str] = {}
    for i, (line, options) in enumerate(zip(lines, found, strict=True)):
        pairs = {} if line.timed else legend(line)
        if pairs and (len(pairs) > 1 or len(next(iter(pairs))) <= 2):
            around.declared |= set(pairs)
            around.legends.add(i)
        around.gaps += line.gap
        around.numbers.append(leading_number(line))
        told = line.kind != "rule" and has_evidence([line])
        around.evidence.append(told)
        around.since.append(0 if told else around.since[-1] + 1 if around.since else 99)
        around.call_words += len(CALL_WORDS.findall(line.text))
        around.repeated[line.text.strip()] += 1
        options_heads = [r.head for r in options if r.kind == "turn" and r.head is not None]
        around.heads.append(tuple((head.style, _counted(head)) for head in options_heads))
        for head in options_heads:
            key = _counted(head)
            label = around.labels[head.style, key]
            label.count += 1
            body = line.text[head.body :]
            if not body.strip() and i + 1 < len(lines):
                body = lines[i + 1].text
            label.personal += bool(PERSONAL.search(body))
            label.long += len(body) > _LONG_WORDS
            around.greetings += bool(GREETS.match(body))
            label.speech += bool(_SPEECH_END.search(body)) or is_quoted(body)
            label.asks += asks(body)
            before = last.get(head.style)
            label.after_other += before is not None and before != key
            last[head.style] = key
            around.styles[head.style] += 1
    kinds = defaultdict(set)
    for (style, key), label in around.labels.items():
        if label.count > 1:
            kinds[style].add(key)
    around.distinct = {style: len(keys) for style, keys in kinds.items()}
    lengths = sorted(len(line.text) for line in lines if not line.cells)
    around.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return around


def cues(i: int, options: Sequence[Reading], around: Surroundings) -> list[list[str]]:
    """The cues of each reading that line ``i`` may have, by name; each begins with its kind."""
    of_line = list(_of_line(i, around))
    return [list(_of_reading(i, reading, of_line, around)) for reading in options]


def _of_reading(
    i: int, reading: Reading, of_line: Sequence[str], around: Surroundings
) -> Iterator[str]:
    kind = reading.kind
    yield kind
    for name in of_line:
        yield f"{kind}:{name}"
    if reading.head is not None:
        for name in _of_head(i, reading.head, around):
            yield f"{kind}:{name}"
    elif kind == "bare":
        body = around.lines[i].text[reading.start :]
        for name in _of_words(body):
            yield f"bare:{name}"
        number = around.numbers[i]
        if number is not None:
            near = {around.numbers[j] for j in (i - 1, i + 1) if 0 <= j < len(around.lines)}
            counts = bool(near & {number - 1, number + 1})
            yield f"bare:number, {'counts on' if counts else 'alone'}"
        if _under_content(i, around):
            yield "bare:under content"
        if i and around.evidence[i - 1]:
            yield "bare:after facts"
        if number == 1:
            yield "bare:first"
        labelled = sum(around.styles.values()) // max(len(around.lines) // 4, 1)
        yield f"bare:labels in document {step(labelled, (1, 2))}"
        yield f"bare:start {around.lines[i].text[:1] if reading.start else 'none'}"


def _of_line(i: int, around: Surroundings) -> Iterator[str]:
    line = around.lines[i]
    text = line.text.strip()
    before = around.lines[i - 1] if i else None
    yield f"kind {line.kind}"
    yield around.space(i)
    yield f"length {step(len(text), (8, 20, 60, 200))}"
    yield "ends" if _ENDS.search(text) else "no end"
    if before is not None:
        ended = bool(_ENDS.search(before.text))
        yield "after end" if ended else "after no end"
        if around.space(i) != "gap" and not ended and len(before.text) >= 0.8 * around.width > 20:
            yield "wrapped"
        if line.kind != before.kind:
            yield f"after {before.kind}"
        if line.depth != before.depth:
            yield "deeper" if line.depth > before.depth else "less deep"
        if line.column is not None:
            yield "same column" if line.column == before.column else "other column"
        if bool(_HAN.search(text)) != bool(_HAN.search(before.text)):
            yield "other script"
            follows = around.lines[i + 1].text if i + 1 < len(around.lines) else ""
            if follows and bool(_HAN.search(follows)) != bool(_HAN.search(text)):
                yield "scripts alternate"
    after = around.lines[i + 1] if i + 1 < len(around.lines) else None
    if after is not None and after.kind == "rule":
        yield "above a rule"
    if text[:1].islower():
        yield "small letter"
    if line.timed:
        yield "timed"
    if asides.is_ellipsis(text):
        yield "ellipsis"
    if asides.is_bracketed(text):
        yield "bracketed"
        yield "stage" if is_stage(text) else "no stage"
    if asides.is_footer(text):
        yield "footer"
    if asides.is_footnote(text):
        yield "footnote"
    if line.all_in("italic"):
        yield "italic"
    if line.all_in("bold"):
        yield "bold"
    if around.evidence[i]:
        yield "evidence"
    if i in around.legends:
        yield "legend"
    if is_sequence(text):
        yield "sequence"
    if is_quoted(text):
        yield "quoted"
    if text[:1] in CLOSING:
        yield "opens quotation"
    if i in around.wrapped:
        yield "wrapped from above"
    if i in around.opened:
        yield "within a quotation"
    if PERSONAL.search(text):
        yield "personal"
    if asks(text):
        yield "asks"
    if _URL.search(text):
        yield "address"
    if around.repeated[line.text.strip()] > 1 and len(text) > 8:
        yield "repeated"
    keys = fields(line)
    if keys:
        yield f"field {keys[0][0]}"
    yield f"evidence {step(around.since[i], (1, 4, 12, 40))}"
    yield f"greetings {step(around.greetings, (1, 2))}"
    yield f"call words {step(around.call_words, (1, 4, 12))}"


def _of_head(i: int, head: Head, around: Surroundings) -> Iterator[str]:
    line = around.lines[i]
    body = line.text[head.body :].strip()
    key = _counted(head)
    label = around.labels[head.style, key]
    style = head.style
    known = role_by_name(head.label)
    declared = head.key in around.declared
    yield f"style {style}"
    yield f"style {style}, count {step(label.count, (2, 3, 6))}"
    yield f"count {step(label.count, (2, 3, 6))}"
    yield f"labels of style {step(around.distinct.get(style, 0), (1, 2, 3, 6))}"
    share = 10 * around.styles[style] // max(len(around.lines), 1)
    yield f"share of lines {step(share, (1, 3, 5, 8))}"
    if known is not None:
        yield f"named {known}"
        yield f"named, {style}"
    elif declared:
        yield "declared"
    elif is_sign(head.key):
        yield "sign"
    else:
        yield "unnamed"
        yield f"unnamed, count {step(label.count, (2, 3, 6))}"
        if label.count > 1 and label.after_other:
            yield "unnamed, alternates"
    if declared:
        yield "declared at all"
    if label.count > 1:
        yield f"speech {step(4 * label.speech // label.count, (1, 3, 4))}"
        yield f"in turn {step(4 * label.after_other // label.count, (1, 2, 3))}"
        yield f"asks {step(4 * label.asks // label.count, (1, 2, 3))}"
        yield f"personal {step(4 * label.personal // label.count, (1, 2, 3))}"
        yield f"long {step(4 * label.long // label.count, (1, 2, 3))}"
    if (field_ := header_field(head.label)) is not None:
        yield f"key {field_}"
        yield "key"
    words = head.label.split()
    yield f"words {step(len(words), (2, 3, 4))}"
    if _HAN.search(head.label):
        yield f"signs {step(len(head.label), (2, 4, 6, 9))}"
        if NOT_IN_NAMES.search(head.label):
            yield "not in names"
    elif all(word[:1].isupper() for word in words):
        yield "capital letters"
    else:
        yield "small letters"
    if any(char.isdecimal() for char in head.label):
        yield "digits in label"
    if head.label.isupper():
        yield "capitals"
    if head.narrated:
        yield "narrated"
    if head.prefix.number:
        yield "numbered"
    if head.prefix.start_ms is not None:
        yield "time before"
    if any(m.kind == "bold" and m.start <= head.start and m.end >= head.end for m in line.marks):
        yield "label bold"
    if hospital_in(head.label):
        yield "hospital in label"
    if role_by_name(body.rstrip("。.")) is not None:
        yield "words are a title"
    yield from _of_words(body)
    others = {
        key
        for j in (i - 2, i - 1, i + 1, i + 2)
        if 0 <= j < len(around.lines)
        for near, key in around.heads[j]
        if near == style and around.labels[near, key].count > 1
    }
    if others - {key}:
        yield "others near"
    if key in others:
        yield "same near"


def _of_words(body: str) -> Iterator[str]:
    if not body:
        yield "no words"
        return
    yield f"words {step(len(body), (4, 15, 60, 200))} long"
    if is_quoted(body):
        yield "words quoted"
    elif body[0] in CLOSING:
        yield "words quoted and more"
    if body[0].islower():
        yield "words begin small"
    if _SPEECH_END.search(body):
        yield "words end as speech"
    if asks(body):
        yield "words ask"
    if PERSONAL.search(body):
        yield "words personal"
    if is_call_data(body):
        yield "words are data"
    elif dates(body):
        yield "date in words"
    if hospital_in(body):
        yield "hospital in words"
        if len(body) < 40 and not _SPEECH_END.search(body):
            yield "words are a hospital"
    digits = sum(char.isdecimal() for char in body)
    if digits * 2 > len(body):
        yield "words are digits"
    if not _SPEECH_END.search(body) and not is_quoted(body):
        yield "words don't end as speech"
        yield f"words don't end as speech, {step(digits, (1, 3))} digits"


def _under_content(i: int, around: Surroundings) -> bool:
    """Whether line ``i`` is one of the numbered lines below a key such as 内容提要."""
    while i and around.numbers[i] is not None:
        i -= 1
    return any(name == "content" for name, _key, _value in fields(around.lines[i]))


def _counted(head: Head) -> str:
    """The name under which a head is counted: Q1 and Q2 are one."""
    return head.key.rstrip("0123456789") or head.key


def leading_number(line: Line) -> int | None:
    """The number that a line begins with."""
    match = _LEADING.match(unicodedata.normalize("NFKC", line.text[:8]))
    return int(match[1]) if match else None


def step(value: int, edges: Sequence[int]) -> str:
    """``value`` as the first edge it is below, or the last as a least."""
    for edge in edges:
        if value < edge:
            return f"<{edge}"
    return f">={edges[-1]}"
