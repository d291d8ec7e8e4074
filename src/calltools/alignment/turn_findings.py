"""Findings about whole turns: left out, added, summed up, moved, given to the other speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calltools.alignment.links import is_summary
from calltools.alignment.model import Finding, Link, TurnSpan
from calltools.comparison.common_words import is_backchannel, other_language
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, normalise
from calltools.language.quantities import Quantity, agree, match, quantities
from calltools.language.sentences import Language
from calltools.messages import N_, Message
from calltools.transcripts.model import HOSPITAL, IN_SENTENCES, INVESTIGATOR, Role, Turn

_SHORTEST_SUMMARY = 4
"""Words; less in brackets is a stage direction."""
_QUESTION = re.compile(r"[?？]|吗[。.]?$|(.)[不没]\1|多少|什么|谁|怎么|几[个天台例时点年月]")
_ZH: Language = "zh"
_EN: Language = "en"
_MOSTLY = 0.5  # share of a turn; not measured
_LONGEST_EXCERPT = 80  # characters in a note; not measured
_SHORTEST_PART = 6
"""Characters; less is a recogniser's wrong break, or goes with what is rendered beside it."""
_SHORT_OMISSION, _SHORT_ADDITION = 8, 3
"""Characters and words up to which what was left out or added is less sure to matter."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The turns of both sides; ``machine`` where the Chinese is a recogniser's."""

    zh: Sequence[Turn]
    en: Sequence[Turn]
    machine: bool = False


def turn_findings(sides: Sides, links: Sequence[Link]) -> Iterator[Finding]:
    """Omissions, additions, summaries, moved turns and exchanged speakers."""
    summed = list(_summaries(sides, links))
    yield from summed
    covered = {i for finding in summed for i in finding.zh_turns}
    described = {j for finding in summed for j in finding.en_turns}
    for k, link in enumerate(links):
        if not (link.zh and link.en):
            if not (covered.issuperset(link.zh) and described.issuperset(link.en)):
                yield from _alone(sides, links, k, covered)
        elif not covered.intersection(link.zh):
            if link.moved:
                yield from _moved(sides, link)
            yield from _swapped(sides, link)
            yield from _passed_on(sides, link, links[k + 1 : k + 2])


# ---- summaries


def _summaries(sides: Sides, links: Sequence[Link]) -> Iterator[Finding]:
    for k, link in enumerate(links):
        if not link.en or not all(_is_narration(sides.en[j]) for j in link.en):
            continue
        zh = list(link.zh)
        for step in (-1, 1) if not zh else ():
            beside = k + step
            while 0 <= beside < len(links) and not links[beside].en:
                zh += links[beside].zh
                beside += step
        spoken = "".join(sides.zh[i].text for i in zh)
        if len(zh) > 1 or len(spoken) > 20:
            template = (
                N_("{count} turns became one summary: “{en}”")
                if len(zh) > 1
                else N_("a summary stands for the words: “{en}”")
            )
            note = Message(template, count=len(zh), en=_clip(sides.en[link.en[0]].text))
            yield Finding(
                "summary_instead_of_translation", tuple(sorted(zh)), link.en,
                en_span=_whole(sides.en, link.en[0]), note=note, confidence=0.95,
            )  # fmt: skip


def _is_narration(turn: Turn) -> bool:
    """Whether an English turn tells of the talk: in brackets, or of "the doctor" as a third."""
    if len(turn.text.split()) < _SHORTEST_SUMMARY:
        return False
    if is_summary(turn):
        return True
    folded = normalise(turn.text, FOLD).text
    return "narration" in load("en").find("turn", folded)


# ---- omissions and additions


def _alone(sides: Sides, links: Sequence[Link], k: int, covered: set[int]) -> Iterator[Finding]:
    """The omission or addition of what link ``k`` has on one side alone."""
    left_out = bool(links[k].zh)
    turns, language, joint = (sides.zh, _ZH, "") if left_out else (sides.en, _EN, " ")
    told = [
        i
        for i in links[k].zh or links[k].en
        if not (_says_nothing(turns, i, language) or (left_out and i in covered))
        and (left_out or not is_summary(turns[i]))
    ]
    neighbours = (*links[max(k - 1, 0) : k], *links[k + 1 : k + 2])
    lost = [i for i in told if not _is_beside(sides, i, neighbours, language)]
    words = joint.join(turns[i].text for i in lost)
    trifling = left_out and (sides.machine or len(lost) < len(told))
    if not lost or (trifling and len(words) < _SHORTEST_PART):
        return
    span = _whole(turns, max(lost, key=lambda i: len(turns[i].text)))
    numbers = tuple(range(lost[0], lost[-1] + 1))
    is_long = len(words) > _SHORT_OMISSION if left_out else len(words.split()) > _SHORT_ADDITION
    confidence = 0.9 if is_long else 0.7
    if left_out:
        note = Message("left out: {zh}", zh=_clip(words))
        yield Finding("omission", numbers, (), zh_span=span, note=note, confidence=confidence)
    else:
        note = Message("not in the Chinese: “{en}”", en=_clip(words))
        yield Finding("addition", (), numbers, en_span=span, note=note, confidence=confidence)


def _is_beside(sides: Sides, at: int, neighbours: Sequence[Link], language: Language) -> bool:
    """Whether a turn that no link has is part of what a neighbouring link renders."""
    turns, others = (sides.zh, sides.en) if language == _ZH else (sides.en, sides.zh)
    for beside in neighbours:
        linked, other_linked = (beside.zh, beside.en) if language == _ZH else (beside.en, beside.zh)
        other = "\n".join(others[i].text for i in other_linked)
        between = linked and other and not beside.moved
        if between and _has_spare_figure(turns, at, linked, other, language):
            return True
    return False


def _has_spare_figure(
    turns: Sequence[Turn], at: int, linked: Sequence[int], other: str, language: Language
) -> bool:
    """Whether turn ``at`` has a figure that the rendering of its neighbour has beyond those of the
    neighbour: 住院交八万 stands in "80,000 on admission, another 220,000 after"."""
    beside = "\n".join(turns[i].text for i in linked)
    told = quantities(other, other_language(language))
    spare = match(quantities(beside, language), told).unequal[1]
    return any(
        agree(figure, one) == "same"
        for figure in quantities(turns[at].text, language)
        for one in spare
        if not (figure.weak or one.weak)
    )


def _says_nothing(turns: Sequence[Turn], at: int, language: Language) -> bool:
    """Whether a turn is only a backchannel: fillers, 好的, "I see" — unless it answers a question
    with a yes or no of the hospital."""
    text = turns[at].text
    return not _answers(turns, at) and is_backchannel(text, language)


def _answers(turns: Sequence[Turn], at: int) -> bool:
    """Whether a turn is a word or two of the hospital's in answer to a question: never lost."""
    if at == 0 or turns[at].role != HOSPITAL or not _QUESTION.search(turns[at - 1].text):
        return False
    return len(turns[at].text.strip("。，.,!！ ")) <= _SHORTEST_PART


# ---- order and speakers


def _moved(sides: Sides, link: Link) -> Iterator[Finding]:
    said = "".join(sides.zh[i].text for i in link.zh)
    if all(_says_nothing(sides.zh, i, "zh") for i in link.zh):
        return
    yield Finding(
        "reordered", link.zh, link.en, _whole(sides.zh, link.zh[0]), _whole(sides.en, link.en[0]),
        Message("stands elsewhere in the translation: {zh}", zh=_clip(said)),
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
        Message(
            "said by {speaker}, given to {other}: “{en}”",
            speaker=IN_SENTENCES[said], other=IN_SENTENCES[printed], en=_clip(text),
        ),
        confidence=0.9 if len(link.zh) == len(link.en) == 1 else 0.75,
    )  # fmt: skip


def _passed_on(sides: Sides, link: Link, behind: Sequence[Link]) -> Iterator[Finding]:
    """A figure that the caller proposed and the translation lets the hospital volunteer."""
    for answer in behind:
        asked, answered = (
            {side[i].role for side, at in ((sides.zh, one.zh), (sides.en, one.en)) for i in at}
            for one in (link, answer)
        )
        if asked != {INVESTIGATOR} or answered != {HOSPITAL} or not (answer.zh and answer.en):
            continue
        (proposed, _), (_, volunteered) = (_unmatched(sides, one) for one in (link, answer))
        for one, other in ((a, b) for a in proposed for b in volunteered):
            if agree(one, other) == "same" and not (one.weak or other.weak):
                yield Finding(
                    "speaker_swapped", (*link.zh, *answer.zh), (*link.en, *answer.en),
                    _whole(sides.zh, link.zh[0]), _whole(sides.en, answer.en[0]),
                    Message(
                        "{zh} is proposed by the caller, “{en}” volunteered by the hospital",
                        zh=one.said, en=other.said,
                    ),
                    confidence=0.8,
                )  # fmt: skip
                return


def _unmatched(sides: Sides, link: Link) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
    """The figures of each side of a link that the other has not."""
    zh = " ".join(sides.zh[i].text for i in link.zh)
    en = " ".join(sides.en[j].text for j in link.en)
    return match(quantities(zh, "zh"), quantities(en, "en")).unequal


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


def _whole(turns: Sequence[Turn], at: int) -> TurnSpan:
    return TurnSpan(at, 0, len(turns[at].text))


def _clip(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"
