"""What of a document is in no call, with its reason: a heading, words of a call told again, what is
told before a call or in between, what is said about the calls after them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from calltools.transcripts.layout.drafts import Account, CallDraft, TurnDraft
from calltools.transcripts.layout.facts import blank
from calltools.transcripts.layout.heads import CLOSING, Head, heads, is_quoted
from calltools.transcripts.layout.legend import legend
from calltools.transcripts.layout.vocabulary import fold, is_stage, role_by_name
from calltools.transcripts.model import OTHER
from calltools.transcripts.readers.document import Line

_QUOTED = re.compile(
    "|".join(
        f"{opening}([^{opening}{closing}]{{4,200}}){closing}"
        for opening, closing in CLOSING.items()
    )
)
_SENTENCE = re.compile(r"[。！？.!?…][”\"」』）)]*\s*$")
_TERM = 3
"""Letters, at most, of a word in quotation marks that is nobody's speech."""
_VOICE = ("colon", "bracket")
"""How a label is set off in a line that may be speech: a dash or a gap may stand in any line."""
_STOP = re.compile(r"[。？！，.?!,…]")
_MARKS = re.compile(r"[\s\W_]+")


def account_outside(
    lines: Sequence[Line], calls: Sequence[CallDraft], said: Iterable[str], account: Account
) -> None:
    """Give each line that no call took its reason.  ``said`` are the words of all turns."""
    told = _plain(said)
    last = max((call.last for call in calls), default=0)
    for i, line in enumerate(lines):
        account.fill(line, _reason(line, told, after=bool(calls) and i >= last))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of a call that gives speech which no turn has: words in quotation marks, or under a
    label of the call."""

    line: Line
    kind: Literal["quoted", "labelled"]


def left_out(
    lines: Sequence[Line],
    calls: Sequence[CallDraft],
    said: Iterable[str],
    unsure: Sequence[tuple[int, int, int]],
) -> list[list[LeftOut]]:
    """For each call, the lines from its first turn to the next call's that hold speech nobody was
    given.  ``said`` are the words of all turns: what repeats them is not missed; ``unsure`` the
    quotations (line, start, end) that may well be a turn."""
    told = _plain(said)
    weighed = {i: _MARKS.sub("", lines[i].text[start:end]) for i, start, end in unsure}
    doubtful = {i for i, words in weighed.items() if len(words) > _TERM and words not in told}
    found: list[list[LeftOut]] = []
    for call, after in zip_longest(calls, calls[1:]):
        until = after.first if after else len(lines)
        said_in = spoken_parts(call.turns)
        labels = {fold(turn.label): turn.label for turn in call.turns if turn.label}
        own: list[LeftOut] = []
        for i, line in enumerate(lines[call.first : max(until, call.first)], start=call.first):
            if line.kind in ("rule", "heading", "comment") or legend(line):
                continue
            marked = [head for head in heads(line) if head.style in _VOICE]
            if any(head.style == "colon" and _is_others(line, head) for head in marked):
                continue
            parts = said_in.get(id(line), [])
            voices = (head for head in marked if _is_voice(head, labels, within=i < call.last))
            head = None if parts else next(voices, None)
            if head is not None:
                words = _MARKS.sub("", line.text[head.body :])
                if len(words) > _TERM and words not in told:
                    own.append(LeftOut(line, "labelled"))
            elif i in doubtful or (
                (i < call.last or _is_name_and_quotation(line))
                and any(
                    words not in told for words in _quotations(blank(line.text, parts), speech=True)
                )
            ):
                own.append(LeftOut(line, "quoted"))
        found.append(own)
    return found


def _is_voice(head: Head, labels: Mapping[str, str], *, within: bool) -> bool:
    """Whether a head is one of the ``labels`` of a call or, ``within`` it, holds one: a second
    voice beside the voice."""
    return head.key in labels or (
        within and any(_holds(head.label, label) for label in labels.values())
    )


def _holds(label: str, other: str) -> bool:
    """Whether a label holds another of two characters or more: in Chinese anywhere, else as words
    (exhibit A is no A)."""
    if other.isascii():
        return len(other) > 1 and f" {other.lower()} " in f" {label.lower()} "
    return len(other) > 1 and other in label


def _is_name_and_quotation(line: Line) -> bool:
    """Whether a line is a name and words in quotation marks, as turns are printed: an author who
    quotes somebody below a call writes sentences around the words."""
    return any(head.style == "quote" and is_quoted(line.text[head.body :]) for head in heads(line))


def _plain(said: Iterable[str]) -> str:
    return "\n".join(_MARKS.sub("", words) for words in said)


def _is_others(line: Line, head: Head) -> bool:
    """Whether a label says that its words are a narrator's, a host's or the like."""
    behind = line.text[slice(*head.aside)].strip("()（）[] ") if head.aside else ""
    return OTHER in (role_by_name(head.label), role_by_name(behind) if behind else None) or bool(
        behind and not is_stage(behind)
    )


def spoken_parts(turns: Iterable[TurnDraft]) -> dict[int, list[tuple[int, int]]]:
    """Which parts of lines (by ``id``) are words of turns."""
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for turn in turns:
        for line, start, end in (*turn.parts, *turn.translation):
            parts[id(line)].append((start, end))
    return parts


def _quotations(text: str, *, speech: bool = False) -> list[str]:
    """What stands in quotation marks and is more than a word, without marks and blanks; ``speech``
    if it is a sentence or has a stop."""
    quoted = (next(filter(None, match.groups())) for match in _QUOTED.finditer(text))
    return [
        words
        for found in quoted
        if len(words := _MARKS.sub("", found)) > _TERM and (not speech or _STOP.search(found))
    ]


def _reason(line: Line, told: str, *, after: bool) -> str:
    if line.kind == "rule":
        return "rule"
    if line.kind == "heading":
        return "heading"
    if any(words in told for words in _quotations(line.text)):
        return "repeated"
    if not is_sentence(line.text):
        return "page"
    return "commentary" if after else "narration"


def is_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does."""
    return bool(_SENTENCE.search(text))
