"""What of a document is in no call, with its reason: a heading, words of a call told again, what is
told before a call or in between, what is said about the calls after them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from calltools.page.drafts import Account, CallDraft, TurnDraft
from calltools.page.institutions import blank
from calltools.page.legend import legend
from calltools.page.turn_heads import Head, heads, is_quoted
from calltools.transcripts.model import OTHER
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import CLOSING, fold, is_stage, role_by_name

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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of a call that gives speech which no turn has: words in quotation marks, or under a
    label of the call."""

    line: Line
    kind: Literal["quoted", "labelled"]


def account_outside(
    lines: Sequence[Line], calls: Sequence[CallDraft], spoken: Iterable[str], account: Account
) -> None:
    """Give each line that no call took its reason.  ``spoken`` are the words of all turns."""
    in_turns = _letters_of(spoken)
    last = max((call.last for call in calls), default=len(lines))
    for i, line in enumerate(lines):
        if line.kind in ("rule", "heading"):
            reason: str = line.kind
        elif any(words in in_turns for words, _has_stop in _quotations(line.text)):
            reason = "repeated"
        elif not is_sentence(line.text):
            reason = "page"
        else:
            reason = "commentary" if i >= last else "narration"
        account.fill(line, reason)


def left_out(
    lines: Sequence[Line],
    calls: Sequence[CallDraft],
    spoken: Iterable[str],
    unsure: Sequence[tuple[int, int, int]],
) -> list[list[LeftOut]]:
    """For each call, the lines from its first turn to the next call's that hold speech nobody was
    given.  ``spoken`` are the words of all turns: what repeats them is not missed; ``unsure`` the
    quotations (line, start, end) that may well be a turn."""
    in_turns = _letters_of(spoken)

    def missed(text: str) -> bool:
        words = _MARKS.sub("", text)
        return len(words) > _TERM and words not in in_turns

    doubtful = {i for i, start, end in unsure if missed(lines[i].text[start:end])}

    def kind_of(
        i: int, call: CallDraft, parts: Sequence[tuple[int, int]]
    ) -> Literal["quoted", "labelled"] | None:
        line, within = lines[i], i < call.last
        if line.kind in ("rule", "heading", "comment") or legend(line):
            return None
        marked = [head for head in heads(line) if head.style in _VOICE]
        if any(head.style == "colon" and _is_others(line, head) for head in marked):
            return None
        voices = (head for head in marked if _is_voice(head, call, within=within))
        if not parts and (head := next(voices, None)):
            return "labelled" if missed(line.text[head.body :]) else None
        told = blank(line.text, parts) if within or _is_name_and_quotation(line) else ""
        quoted = any(stop and words not in in_turns for words, stop in _quotations(told))
        return "quoted" if i in doubtful or quoted else None

    every = []
    for call, after in zip_longest(calls, calls[1:]):
        taken = spoken_parts(call.turns)
        until = after.first if after else len(lines)
        kinds = ((n, kind_of(n, call, taken[id(lines[n])])) for n in range(call.first, until))
        every.append([LeftOut(lines[n], kind) for n, kind in kinds if kind])
    return every


def _is_voice(head: Head, call: CallDraft, *, within: bool) -> bool:
    """Whether a head is a label of ``call`` or, ``within`` it, holds one: a second voice beside
    the voice."""
    labels = {turn.label for turn in call.turns if turn.label}
    return any(
        head.key == fold(label) or (within and _holds(head.label, label)) for label in labels
    )


def _holds(label: str, other: str) -> bool:
    """Whether a label holds another of two characters or more: in Chinese anywhere, else as words
    (exhibit A is no A)."""
    if other.isascii():
        label, other = f" {label.lower()} ", f" {other.lower()} "
    return len(other.strip()) > 1 and other in label


def _is_name_and_quotation(line: Line) -> bool:
    """Whether a line is a name and words in quotation marks, as turns are printed: an author who
    quotes somebody below a call writes sentences around the words."""
    return any(head.style == "quote" and is_quoted(line.text[head.body :]) for head in heads(line))


def _is_others(line: Line, head: Head) -> bool:
    """Whether a label says that its words are a narrator's, a host's or the like."""
    behind = line.text[slice(*head.aside)].strip("()（）[] ") if head.aside else ""
    return bool(behind and not is_stage(behind)) or OTHER in map(role_by_name, (head.label, behind))


def spoken_parts(turns: Iterable[TurnDraft]) -> dict[int, list[tuple[int, int]]]:
    """Which parts of lines (by ``id``) are words of turns."""
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for turn in turns:
        for line, start, end in (*turn.parts, *turn.translation):
            parts[id(line)].append((start, end))
    return parts


def _letters_of(texts: Iterable[str]) -> str:
    return "\n".join(_MARKS.sub("", words) for words in texts)


def _quotations(text: str) -> Iterator[tuple[str, bool]]:
    """What stands in quotation marks and is more than a word, without marks and blanks, and
    whether it has a stop as sentences do."""
    for match in _QUOTED.finditer(text):
        quoted = match[match.lastindex or 0]
        if len(words := _MARKS.sub("", quoted)) > _TERM:
            yield words, bool(_STOP.search(quoted))


def is_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does."""
    return bool(_SENTENCE.search(text))
