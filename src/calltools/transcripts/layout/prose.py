"""Words spoken in a call that running text quotes, and those of lists and tables of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from calltools.transcripts.layout.listed import Listed, listed, listed_cues
from calltools.transcripts.layout.paragraphs import Paragraphs
from calltools.transcripts.layout.prose_cues import (
    Ground,
    call_cues,
    neighbour_cues,
    quotation_cues,
    role_cues,
    size,
)
from calltools.transcripts.layout.together import probabilities
from calltools.transcripts.layout.weights import fitted_tables, likelihood
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role
from calltools.transcripts.readers.document import Line

_TOLD = 2.4  # words, at least, that are not said twice by chance
_AMONG = 200  # quotations
_UNSURE = 0.25
"""So likely, at least, is a quotation that may well be a turn: of nine in the labelled sets that
were less likely than .5, seven are turns; of those below, half."""
PartOfLine = tuple[int, int, int]
"""Characters of a line: (line, start, end)."""


@dataclass(frozen=True, slots=True)
class QuotedTurn:
    """Words of a call in running text.

    ``parts`` hold the words without the marks around them.  ``speaker`` is the name or title that
    stands beside them, None for a pronoun or nobody.  ``probability``: that it is a turn at all.
    ``call`` counts the calls of the document's prose from 0, and ``begins`` is the (line, offset)
    where what tells of that call begins.  ``listed``: it is an item or a row of a list of results.
    """

    parts: tuple[PartOfLine, ...]
    speaker: str | None
    role: Role
    probability: float
    call: int
    begins: tuple[int, int]
    listed: bool = False


def quoted_turns(
    lines: Sequence[Line], taken: Sequence[bool], *, least: float = 0.5
) -> list[QuotedTurn]:
    """The turns in the ``lines`` that are not ``taken`` (by labelled turns), in order.

    Each is as likely as ``least`` or more.
    """
    return quoted(lines, taken, least=least)[0]


def quoted(
    lines: Sequence[Line], taken: Sequence[bool], *, least: float = 0.5
) -> tuple[list[QuotedTurn], list[PartOfLine]]:
    """The turns as :func:`quoted_turns` gives them, and the quotations that may well be turns and
    are not likely enough, each by its first part."""
    paragraphs = Paragraphs(lines, taken)
    if not paragraphs.blocks:
        return [], []
    said = "".join(line.text for line, is_taken in zip(lines, taken, strict=True) if is_taken)
    ground = Ground(paragraphs.blocks, said)
    in_turns = len(said) / sum(len(line.text) for line in lines)
    likely = quotation_probabilities(ground, in_turns)
    chosen = _once(ground, likely, [i for i, p in enumerate(likely) if p >= least])
    calls = call_numbers(ground, chosen)
    turns = [
        (ground.quoted[i].marked.first, _quoted(paragraphs, ground, i, likely[i], calls[k]))
        for k, i in enumerate(chosen)
    ]
    begins = _beginnings(paragraphs, ground, chosen, calls)
    turns = [(b, replace(turn, begins=begins[turn.call])) for b, turn in turns]
    entries = listed(paragraphs, ground)
    for k, (entry, cues) in enumerate(zip(entries, listed_cues(ground, entries), strict=True)):
        p = probability("listed", cues)
        if p >= least:
            turns.append((entry.block, _listed(paragraphs, entry, p, -1 - k)))
    unsure = [
        _words(paragraphs, ground, i)[0] for i, p in enumerate(likely) if _UNSURE <= p < least
    ]
    return _numbered([turn for _b, turn in sorted(turns, key=lambda pair: pair[0])]), unsure


def quotation_probabilities(ground: Ground, in_turns: float) -> list[float]:
    """How likely each quotation is a turn."""
    everything = range(len(ground.quoted))
    own = [weigh("quoted", quotation_cues(ground, i, grouped=in_turns)) for i in everything]
    pairs = [neighbour_cues(ground, i) if i else {} for i in everything]
    alike = [(weigh("neither", cues), weigh("both", cues)) for cues in pairs]
    return probabilities(own, alike)


def _once(ground: Ground, likely: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """The quotations ``chosen`` without those whose words another, likelier one has too: a call
    is told once, and the rest repeats it."""
    kept: list[int] = []
    told: list[str] = []
    for i in sorted(chosen, key=lambda i: -likely[i]):
        own = ground.words[i]
        long = size(ground.quoted[i].text) >= _TOLD
        if not (long and any(own in other or other in own for other in told[-_AMONG:])):
            kept.append(i)
            told += [own] * long
    return sorted(kept)


def call_numbers(ground: Ground, chosen: Sequence[int]) -> list[int]:
    """The number of the call to which each of the quotations ``chosen`` belongs."""
    calls = [0] * len(chosen)
    for k in range(1, len(chosen)):
        new = probability("call", call_cues(ground, chosen[k - 1], chosen[k])) >= 0.5
        calls[k] = calls[k - 1] + new
    return calls


def _quoted(paragraphs: Paragraphs, ground: Ground, i: int, likely: float, call: int) -> QuotedTurn:
    q = ground.quoted[i]
    caller = probability("caller", role_cues(ground, i)) >= 0.5
    return QuotedTurn(
        _words(paragraphs, ground, i),
        q.who.speaker if q.who.named else None,
        INVESTIGATOR if caller else HOSPITAL,
        likely,
        call,
        (0, 0),
    )


def _words(paragraphs: Paragraphs, ground: Ground, i: int) -> tuple[PartOfLine, ...]:
    m = ground.quoted[i].marked
    parts: list[PartOfLine] = []
    for b in range(m.first, m.last + 1):
        block = ground.blocks[b]
        start = m.opened + 1 if b == m.first else 0
        end = m.closed - 1 if b == m.last else len(block.text)
        if b > m.first and block.text[:1] == m.mark[0]:
            start = 1
        words = block.text[start:end]
        start += len(words) - len(words.lstrip())
        parts += paragraphs.parts(block, start, start + len(words.strip()))
    return tuple(parts)


def _beginnings(
    paragraphs: Paragraphs, ground: Ground, chosen: Sequence[int], calls: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Where each call begins: with the first sentence that names its hospital after the last
    turn of the call before, or else with the sentence of its first turn."""
    found: dict[int, tuple[int, int]] = {}
    last = (-1, 0)
    for k, i in enumerate(chosen):
        m = ground.quoted[i].marked
        if calls[k] not in found:
            own = ground.reading.scene.sentence_at(m.first, m.opened)
            start = max((own.block, own.start), last)
            opening = ground.opening_of(ground.quoted[i])
            for one in ground.openings:
                at = one.block, one.start
                if opening and one.hospital == opening.hospital and last <= at < start:
                    start = at
                    break
            block, offset = start
            while offset and ground.blocks[block].text[offset].isspace():
                offset += 1
            found[calls[k]] = paragraphs.line_of(ground.blocks[block].at[offset])
        last = m.last, m.closed
    return found


def _listed(paragraphs: Paragraphs, entry: Listed, likely: float, call: int) -> QuotedTurn:
    blocks = paragraphs.blocks
    speaker = blocks[entry.label[0]].text[entry.label[1] : entry.label[2]] if entry.label else None
    parts = tuple(paragraphs.parts(blocks[entry.block], entry.start, entry.end))
    begins = paragraphs.line_of(blocks[entry.first].at[0])
    return QuotedTurn(parts, speaker, HOSPITAL, likely, call, begins, listed=True)


def _numbered(turns: Sequence[QuotedTurn]) -> list[QuotedTurn]:
    numbers: dict[int, int] = {}
    return [replace(t, call=numbers.setdefault(t.call, len(numbers))) for t in turns]


def probability(model: str, cues: Mapping[str, float]) -> float:
    """How likely the model ``model`` of ``prose.toml`` has it, by the cues."""
    return likelihood(weigh(model, cues))


def weigh(model: str, cues: Mapping[str, float]) -> float:
    """What the cues weigh in the model ``model`` of ``prose.toml``, in log-odds."""
    weights = fitted_tables("prose")[model]
    return weights["intercept"] + sum(weights.get(name, 0.0) * v for name, v in cues.items())
