"""Findings about whole turns: left out, added, summed up, moved, given to the other speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calltools.alignment.checks.coverage import loss
from calltools.alignment.encoders import Encoder
from calltools.alignment.model import Finding, Link, Span
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, normalise
from calltools.language.polarity import fillers
from calltools.language.sentences import Language
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Turn

_BRACKETED = re.compile(r"\s*[\[(【（［〔].*[\])】）］〕][\s.。]*", re.DOTALL)
_SHORTEST_SUMMARY = 4
"""Words; less in brackets is a stage direction."""
_QUESTION = re.compile(r"[?？]|吗[。.]?$|(.)[不没]\1|多少|什么|谁|怎么|几[个天台例时点年月]")
_MOSTLY = 0.5
_RENDERED = 0.35
"""Below this likelihood of loss, words are part of what stands beside."""
_SHORTEST_HEARD = 5
"""Characters; less is a recogniser's wrong break."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The turns of both sides; ``machine`` where the Chinese is a recogniser's."""

    zh: Sequence[Turn]
    en: Sequence[Turn]
    machine: bool = False


def turn_findings(sides: Sides, links: Sequence[Link], encoder: Encoder) -> Iterator[Finding]:
    """Omissions, additions, summaries, moved turns and exchanged speakers."""
    summed = list(_summaries(sides, links))
    yield from summed
    covered = {i for finding in summed for i in finding.zh_turns}
    described = {j for finding in summed for j in finding.en_turns}
    yield from _omissions(sides, links, covered, encoder)
    for k, link in enumerate(links):
        if not link.zh and not described.issuperset(link.en):
            yield from _addition(sides, links, k, encoder)
        elif link.zh and link.en and not covered.intersection(link.zh):
            if link.moved:
                yield from _moved(sides, link)
            yield from _swapped(sides, link)


# ---- summaries


def _summaries(sides: Sides, links: Sequence[Link]) -> Iterator[Finding]:
    for k, link in enumerate(links):
        if not link.en or not all(_is_narration(sides.en[j].text) for j in link.en):
            continue
        zh = list(link.zh)
        for step in (-1, 1) if not zh else ():
            beside = k + step
            while 0 <= beside < len(links) and not links[beside].en:
                zh += links[beside].zh
                beside += step
        spoken = "".join(sides.zh[i].text for i in zh)
        if len(zh) > 1 or len(spoken) > 20:
            note = (
                f"{len(zh)} turns became one summary: “{_clip(sides.en[link.en[0]].text)}”"
                if len(zh) > 1
                else f"a summary stands for the words: “{_clip(sides.en[link.en[0]].text)}”"
            )
            yield Finding(
                "summary_instead_of_translation", tuple(sorted(zh)), link.en,
                en_span=_whole(sides.en, link.en[0]), note=note, confidence=0.95,
            )  # fmt: skip


def _is_narration(text: str) -> bool:
    """Whether an English turn tells of the talk: in brackets, or of "the doctor" as a third."""
    if len(text.split()) < _SHORTEST_SUMMARY:
        return False
    if _BRACKETED.fullmatch(text):
        return True
    folded = normalise(text, FOLD).text
    return load("en").matches("turn", "narration", folded) is not None


# ---- omissions and additions


def _omissions(
    sides: Sides, links: Sequence[Link], covered: set[int], encoder: Encoder
) -> Iterator[Finding]:
    for run in _runs([(k, i) for k, link in enumerate(links) if not link.en for i in link.zh]):
        told = [
            i for _, i in run if i not in covered and not _says_nothing(sides.zh, i, "zh")
        ]  # fmt: skip
        words = "".join(sides.zh[i].text for i in told)
        if not told or (sides.machine and len(words) < _SHORTEST_HEARD):
            continue
        if _is_rendered_beside(sides, links, run[0][0], run[-1][0], encoder):
            continue
        longest = max(told, key=lambda i: len(sides.zh[i].text))
        yield Finding(
            "omission", tuple(range(told[0], told[-1] + 1)), (),
            zh_span=_whole(sides.zh, longest), note=f"left out: {_clip(words)}",
            confidence=0.9 if len(words) > 8 else 0.7,
        )  # fmt: skip


def _runs(turns: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Turns without a counterpart that follow one another, each with the place of its link."""
    run: list[tuple[int, int]] = []
    for k, turn in sorted(turns, key=lambda pair: pair[1]):
        if run and turn > run[-1][1] + 1:
            yield run
            run = []
        run.append((k, turn))
    if run:
        yield run


def _addition(
    sides: Sides, links: Sequence[Link], k: int, encoder: Encoder
) -> Iterator[Finding]:  # fmt: skip
    told = [
        j
        for j in links[k].en
        if not _says_nothing(sides.en, j, "en") and not _BRACKETED.fullmatch(sides.en[j].text)
    ]
    if told and not _is_rendered_beside(sides, links, k, k, encoder):
        text = " ".join(sides.en[j].text for j in told)
        yield Finding(
            "addition", (), tuple(told), en_span=_whole(sides.en, told[0]),
            note=f"not in the Chinese: “{_clip(text)}”",
            confidence=0.9 if len(text.split()) > 3 else 0.7,
        )  # fmt: skip


def _is_rendered_beside(
    sides: Sides, links: Sequence[Link], first: int, last: int, encoder: Encoder
) -> bool:
    """Whether turns left without a link are part of what their neighbours are linked to."""
    language: Language = "zh" if links[first].zh else "en"
    beside = [k for k in (first - 1, last + 1) if 0 <= k < len(links) and not links[k].moved]
    for k in beside:
        if not links[k].zh or not links[k].en:
            continue
        here = links[first : last + 1]
        group = [links[k], *here] if k < first else [*here, links[k]]
        zh = "\n".join(sides.zh[i].text for link in group for i in link.zh)
        en = "\n".join(sides.en[j].text for link in group for j in link.en)
        text, other = (zh, en) if language == "zh" else (en, zh)
        ours = _joined(sides, here, language)
        place = (0, len(ours)) if text.startswith(ours) and k > last else (
            len(text) - len(ours), len(text),
        )  # fmt: skip
        if loss(text, place, other, language, encoder) < _RENDERED:
            return True
    return False


def _joined(sides: Sides, links: Sequence[Link], language: Language) -> str:
    if language == "zh":
        return "\n".join(sides.zh[i].text for link in links for i in link.zh)
    return "\n".join(sides.en[j].text for link in links for j in link.en)


def _says_nothing(turns: Sequence[Turn], at: int, language: Language) -> bool:
    """Whether a turn is only a backchannel: fillers, 好的, "I see" — unless it answers a question
    with a yes or no of the hospital."""
    text = turns[at].text
    asked = at > 0 and turns[at].role == HOSPITAL and _QUESTION.search(turns[at - 1].text)
    return not asked and is_backchannel(text, language)


def is_backchannel(text: str, language: Language) -> bool:
    """Whether nothing but listening, greeting, thanks and fillers is in ``text``."""
    rest = list(text)
    for start, end in fillers(text, language):
        rest[start:end] = " " * (end - start)
    folded = normalise("".join(rest), FOLD).text
    left = load(language).tables["turn"]["backchannel"].sub(" ", folded)
    return not re.search(r"\w", left)


# ---- order and speakers


def _moved(sides: Sides, link: Link) -> Iterator[Finding]:
    said = "".join(sides.zh[i].text for i in link.zh)
    if all(_says_nothing(sides.zh, i, "zh") for i in link.zh):
        return
    yield Finding(
        "reordered", link.zh, link.en, _whole(sides.zh, link.zh[0]), _whole(sides.en, link.en[0]),
        f"stands elsewhere in the translation: {_clip(said)}",
        confidence=round(min(0.9, 0.5 + link.confidence / 2), 2),
    )  # fmt: skip


def _swapped(sides: Sides, link: Link) -> Iterator[Finding]:
    left, right = _roles(sides.zh, link.zh), _roles(sides.en, link.en)
    wrong = right - left
    if not left or not wrong or len(left) > 1 or (sides.machine and not _asserted(sides, link)):
        return
    turns = [j for j in link.en if sides.en[j].role in wrong]
    if len(turns) < len(link.en) and all(
        is_backchannel(sides.en[j].text, "en") or len(sides.en[j].text.split()) < 3 for j in turns
    ):
        return
    (said,), printed = left, next(iter(wrong))
    text = sides.en[turns[0]].text
    yield Finding(
        "speaker_swapped", link.zh, tuple(turns), _whole(sides.zh, link.zh[0]),
        _whole(sides.en, turns[0]),
        f"said by the {said}, given to the {printed}: “{_clip(text)}”",
        confidence=0.9 if len(link.zh) == len(link.en) == 1 else 0.75,
    )  # fmt: skip


def labels_exchanged(sides: Sides, links: Sequence[Link]) -> bool:
    """Whether most turns have the other party's label: the labels mean something else then."""
    pairs = [
        (_roles(sides.zh, link.zh), _roles(sides.en, link.en))
        for link in links
        if link.zh and link.en
    ]
    plain = [(a, b) for a, b in pairs if len(a) == len(b) == 1]
    unlike = sum(a != b for a, b in plain)
    return len(plain) >= 6 and unlike > _MOSTLY * len(plain)


def _roles(turns: Sequence[Turn], places: Sequence[int]) -> set[Role]:
    return {turns[i].role for i in places if turns[i].role in (HOSPITAL, INVESTIGATOR)}


def _asserted(sides: Sides, link: Link) -> bool:
    """Whether a question became a statement: the roles of a machine alone prove nothing."""
    if len(link.zh) != 1 or len(link.en) != 1:
        return False
    said, printed = sides.zh[link.zh[0]].text, sides.en[link.en[0]].text
    return _QUESTION.search(said) is not None and "?" not in printed


def _whole(turns: Sequence[Turn], at: int) -> Span:
    return Span(at, 0, len(turns[at].text))


def _clip(text: str, longest: int = 80) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
