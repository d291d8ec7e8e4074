"""What a translator keeps of a call: findings that the machine missed, the English put right, how
far the translation of each link is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from calltools.alignment.model import UnitState
from calltools.corrections.translator import Translator
from calltools.errors import ConflictError, SettingsError
from calltools.records import plain
from calltools.review.desk import Review, Reviewed
from calltools.review.event import AddedFinding, Decision
from calltools.review.links import SIDES, link_rows


def translator(review: Review, name: str, actor: str, reason: str | None = None) -> Translator:
    """What corrects the translation of a call in the name of ``actor``; what rests on the words is
    stale at once.

    Raises SettingsError for a call without a translation.
    """
    reviewed = with_translation(review, name, actor)
    call = reviewed.aligned[0].machine
    zh, en = ([turn.text for turn in side.turns] for side in (call.zh, call.en))
    return Translator(review.decisions.log, reviewed.recording, zh, en, actor, reason)


def choose_state(
    review: Review,
    name: str,
    key: str,
    state: UnitState,
    actor: str,
    *,
    seen: str | None = None,
    after: Sequence[str] | None = None,
) -> Decision:
    """Keep how far the translation of the link ``key`` is; it is confirmed with the turns that are
    in it now.  Raises what :meth:`Review.decide` does."""
    rows = {row.state.key: row for row in link_rows(review.call(name, actor).states)}
    value: dict[str, Any] = {"state": state}
    if key in rows and rows[key].is_changed:
        value |= {side: rows[key].numbers(side) for side in SIDES}
    return review.decide(name, key, "confirm", actor, value=value, seen=seen, after=after)


def add_finding(review: Review, name: str, finding: AddedFinding, actor: str) -> Decision:
    """Add a finding that the machine missed, of words of the alignment as it stands.

    Raises ConflictError where other words stand there by now, SettingsError for a finding that
    can't be meant or a call without a translation.
    """
    call = with_translation(review, name, actor).aligned[0].call
    for words, side in ((finding.zh, call.zh), (finding.en, call.en)):
        turns = side.turns
        is_there = words is None or (
            words.turn < len(turns)
            and words.text.strip() != ""
            and turns[words.turn].text[words.start : words.end] == words.text
        )
        if not is_there:
            raise ConflictError(name, "the words there have changed", "load the page again")
    value = {field: one for field, one in plain(finding).items() if one not in (None, "")}
    return review.add("finding", name, finding.type, value, actor)


def with_translation(review: Review, name: str, actor: str) -> Reviewed:
    """A call as ``actor`` may see it.  Raises SettingsError for one without a translation."""
    reviewed = review.call(name, actor)
    if not reviewed.aligned:
        raise SettingsError(name, "has no translation aligned with it", "calltools run")
    return reviewed
