"""Which heads are labels: found from the document itself.

A label is a name the vocabulary or a legend knows, or a name that recurs at line heads with
words after it.  A name that occurs once counts among others set off in the same way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.header import hospital_in, is_call_data
from calltools.transcripts.layout.heads import Head, Prefix, Style, heads, is_quoted, without_verb
from calltools.transcripts.layout.legend import legend
from calltools.transcripts.layout.vocabulary import (
    NOT_IN_NAMES,
    fold,
    header_field,
    is_sign,
    role_by_name,
    words,
)
from calltools.transcripts.model import Role
from calltools.transcripts.readers.document import Line

_INSTITUTION = re.compile(r"医院|醫院|单位|單位|机构|機構|hospital|institution", re.IGNORECASE)
_LOOSE: frozenset[Style] = frozenset(["gap", "dash"])
_NEVER = frozenset(["aside", "content", "when", "phone", "duration", "recording_no"])
_STARTERS = frozenset(
    "the a an and but so i it its it's this that there here note yes no ok okay well if then when "
    "because however also for in on at to we you he she they my your first second third what who "
    "how why where example that's".split()
)


@dataclass(frozen=True, slots=True)
class Labels:
    """``heads[i]`` is the head of line ``i`` if a turn may begin there; ``legend`` the lines that
    declare labels, ``declared`` what they declare."""

    heads: tuple[Head | None, ...]
    legend: frozenset[int]
    declared: dict[str, Role]
    gaps_tell: bool = True
    """False where nearly every line stands by itself, so that a gap is no sign of a new part."""


def find_labels(lines: Sequence[Line]) -> Labels:
    """The labels of a document."""
    declared, legend_lines = _legends(lines)
    candidates = [
        [] if i in legend_lines or is_column_titles(line) else _candidates(line)
        for i, line in enumerate(lines)
    ]
    accepted = _accepted(lines, candidates, declared)
    chosen = [_choose(found, accepted) for found in candidates]
    _add_single_names(lines, candidates, chosen)
    if not any(chosen):
        chosen = _hinted(lines)
    gaps = sum(line.gap for line in lines)
    tell = gaps < 0.8 * len(lines)
    return Labels(tuple(chosen), frozenset(legend_lines), declared, gaps_tell=tell)


def _hinted(lines: Sequence[Line]) -> list[Head | None]:
    """Heads from the markup alone, if it names two parties at least."""
    if len({line.hint for line in lines if line.hint}) < 2:
        return [None] * len(lines)
    return [Head(line.hint, 0, 0, 0, "voice", Prefix()) if line.hint else None for line in lines]


def is_column_titles(line: Line) -> bool:
    """Whether a table's row names its columns."""
    titles = [fold(line.text[start:end]) for start, end in line.cells]
    return bool(titles) and all(t in words("columns", "titles") for t in titles if t)


def _candidates(line: Line) -> list[Head]:
    return [
        _named(head)
        for head in heads(line)
        if header_field(head.label) not in _NEVER and not _heads_call(head, line.text[head.body :])
    ]


def _heads_call(head: Head, body: str) -> bool:
    """Whether the line heads a call: a date or number alone, or a hospital and a date."""
    if is_call_data(body):
        return True
    if is_speech(body):
        return False
    if _INSTITUTION.search(head.label) and hospital_in(body) is not None:  # 被调查医院：某医院
        return True
    return bool(dates(body)) and hospital_in(head.label) is not None


def _named(head: Head) -> Head:
    """The head with the verb taken off, where a name that the vocabulary knows is left."""
    name = without_verb(head.label)
    if name and role_by_name(name) is not None:
        return replace(head, label=name, narrated=True)
    return head


def _legends(lines: Sequence[Line]) -> tuple[dict[str, Role], set[int]]:
    """Declared labels and the lines that declare them.

    A line with one pair declares only beside another: ``A: Nurse`` alone may be an answer.
    """
    found = {i: pairs for i, line in enumerate(lines) if not line.timed and (pairs := legend(line))}
    declared: dict[str, Role] = {}
    kept = set()
    for i, pairs in found.items():
        neighbours = len(found.get(i - 1, {})) == 1 or len(found.get(i + 1, {})) == 1
        fresh = not any(key in declared for key in pairs)
        if fresh and (len(pairs) > 1 or (neighbours and len(next(iter(pairs))) <= 2)):
            declared |= pairs
            kept.add(i)
    return declared, kept


def _accepted(
    lines: Sequence[Line], candidates: Sequence[Sequence[Head]], declared: dict[str, Role]
) -> set[tuple[Style, str]]:
    """The (style, key) pairs that are labels."""
    counts: Counter[tuple[Style, str]] = Counter()
    speech: set[tuple[Style, str]] = set()
    for line, found in zip(lines, candidates, strict=True):
        for pair in {(head.style, head.key) for head in found}:
            counts[pair] += 1
        for head in found:
            if head.style == "alone" or is_speech(line.text[head.body :]):
                speech.add((head.style, head.key))
    by_style: dict[Style, set[str]] = defaultdict(set)
    for (style, key), count in counts.items():
        known = key in declared or role_by_name(key) is not None or is_sign(key)
        if _is_label(style, key, count, known, (style, key) in speech):
            by_style[style].add(key)
    return {
        (style, key)
        for style, keys in by_style.items()
        if _stands(style, keys, sum(counts[style, key] for key in keys), declared)
        for key in keys
    }


def _is_label(style: Style, key: str, count: int, known: bool, has_speech: bool) -> bool:
    if style in ("voice", "cell") and (known or style == "voice"):
        return True
    if style in _LOOSE or style in ("alone", "stop"):
        named = has_speech and key not in _STARTERS and not NOT_IN_NAMES.search(key)
        if style in _LOOSE and known:
            return True
        return count > 1 and (known or style == "stop" or (style in _LOOSE and named))
    return known or (count > 1 and has_speech and header_field(key) is None)


def _stands(style: Style, keys: set[str], lines: int, declared: dict[str, Role]) -> bool:
    """Whether the labels of a style, on so many ``lines``, carry a dialogue: loose punctuation
    needs two labels and three lines."""
    if style == "voice":
        return True
    unknown = not any(key in declared or role_by_name(key) is not None for key in keys)
    if style in _LOOSE and unknown:
        return len(keys) > 1 and all(map(is_sign, keys))
    if style in _LOOSE:
        return len(keys) > 1 and lines > 2
    if style in ("alone", "stop") or unknown:
        return len(keys) > 1
    return bool(keys)


def _choose(found: Sequence[Head], accepted: set[tuple[Style, str]]) -> Head | None:
    for head in found:
        if (head.style, head.key) in accepted:
            return head
    keys = {key for _style, key in accepted}
    for head in found:
        if head.style in ("colon", "quote") and (name := _narrated(head, keys)):
            return replace(head, label=name, narrated=True)
    return None


def _narrated(head: Head, keys: set[str]) -> str | None:
    """The name at the start of a label like 医生停了一下说."""
    base = without_verb(head.label)
    if base is None:
        return None
    for end in range(len(base), 0, -1):
        name = base[:end].strip()
        if fold(name) in keys:
            return name
    return None


def _add_single_names(
    lines: Sequence[Line], candidates: Sequence[Sequence[Head]], chosen: list[Head | None]
) -> None:
    """Names that occur once, set off as the labels around them are."""
    labelled = [i for i, head in enumerate(chosen) if head]
    if len(labelled) < 2:
        return
    styles = Counter(head.style for head in chosen if head)
    for i in range(labelled[0] + 1, len(lines)):
        if chosen[i] is not None or not _may_begin(i, lines):
            continue
        for head in candidates[i]:
            enough = styles[head.style] * 3 >= len(labelled)
            body = lines[i].text[head.body :]
            if enough and head.style != "alone" and _is_name(head.label) and is_speech(body):
                if header_field(head.label) is None:
                    chosen[i] = head
                break


def _may_begin(i: int, lines: Sequence[Line]) -> bool:
    """Whether the line before doesn't break off in the middle of a sentence."""
    line = lines[i]
    if line.gap or line.timed or line.kind != lines[i - 1].kind:
        return True
    return bool(re.search(r"[。！？!?….”\"」』）)\]]$", lines[i - 1].text))


def _is_name(label: str) -> bool:
    words_ = label.split()
    if re.search(r"[\u3400-\u9fff]", label):
        return len("".join(words_)) <= 5 and not NOT_IN_NAMES.search(label)
    return (
        len(words_) <= 3
        and all(w[0].isupper() for w in words_)
        and words_[0].lower() not in _STARTERS
    )


def is_speech(text: str) -> bool:
    """Whether ``text`` reads as words spoken: a sentence's end, or quotation marks."""
    text = text.strip()
    return is_quoted(text) or bool(re.search(r"[。！？!?….，,；;～~—]|[吗嗎呢吧啊呀嘛了]$", text))
