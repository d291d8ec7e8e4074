"""Who answers in several calls, and what was told to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

from calltools.checks.finding import CallFinding
from calltools.checks.known_call import KnownCall, facts_of, grouped
from calltools.language.lexicon import load
from calltools.language.names import surname
from calltools.language.normalise import is_chinese, simplify
from calltools.language.quoting.vocabulary import chinese
from calltools.messages import Message

_HAN = r"[\u4e00-\u9fff]"


def same_respondents(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """People whose full name stands with several calls.  A surname alone tells nobody apart."""
    for name, group in _by_name(calls).items():
        where = list(dict.fromkeys(known.hospital or "?" for known in group))
        yield CallFinding(
            "same_respondent",
            "proposal",
            tuple(known.name for known in group),
            Message(
                "{name} answers in {count} calls ({hospitals}): it may be one person.",
                name=name,
                count=len(group),
                hospitals=where,
            ),
            facts_of(group, "respondent", "hospital", "date"),
        )


def conflicting_pretexts(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Stories told to one person that can't both be so: for a liver here, for a kidney there."""
    for name, group in _by_name(calls).items():
        for one, other in combinations(group, 2):
            if differ(one.call.pretext, other.call.pretext):
                yield CallFinding(
                    "pretexts",
                    "contradiction",
                    (one.name, other.name),
                    Message(
                        "{name} was told two stories: “{one}”, “{other}”.",
                        name=name,
                        one=one.call.pretext,
                        other=other.call.pretext,
                    ),
                    facts_of((one, other), "pretext", "respondent", "date"),
                )


def differ(one: str | None, other: str | None) -> bool:
    """Whether two pretexts ask for different organs; of what names none nothing is known."""
    first, second = _organs(one), _organs(other)
    return bool(first and second) and not first & second


def _organs(pretext: str | None) -> frozenset[str]:
    return frozenset(
        organ for language in ("zh", "en") for organ in load(language).find("organ", pretext or "")
    )


def _by_name(calls: Sequence[KnownCall]) -> dict[str, list[KnownCall]]:
    """Calls in which one full name answers, two at least."""
    groups = grouped(calls, lambda known: full_name(known.call.respondent))
    return {name: group for name, group in groups.items() if len(group) > 1}


def full_name(respondent: str | None) -> str | None:
    """Who answered by surname and given name; None where the register tells less."""
    if not respondent:
        return None
    text = re.sub(rf"(?<={_HAN}) +(?={_HAN})", "", simplify(respondent))
    if match := _full_name_zh().search(text):
        return match[1]
    latin = surname(respondent) if not is_chinese(respondent) else None
    return latin if latin and " " in latin else None


@cache
def _full_name_zh() -> re.Pattern[str]:
    titles = chinese("people.zh", "titles")
    before = rf"(?:(?<!{_HAN})|(?<=[科室部院心组处区房]))"
    name = rf"{chinese('people.zh', 'surnames')}(?:(?!{titles}){_HAN}){{2}}"
    return re.compile(rf"{before}({name})(?={titles}|(?!{_HAN}))")
