"""The tags of segments as a person gave them, over those that were found.

What was given to one segment changes that segment alone and the lines that went on with it; all
others stay as they were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from calltools.page.directions import Directions
from calltools.page.overrides import GivenHere, extent, holding
from calltools.page.segments import Option, Segment, Stream
from calltools.page.tagger import Tag
from calltools.page.turn_heads import Head
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role
from calltools.transcripts.vocabulary import is_sign, label_key, role_by_name

_SIDES = {INVESTIGATOR: "caller", HOSPITAL: "hospital"}
_ROLES = {side: role for role, side in _SIDES.items()}
_ODDS = {"caller": (0.0, -9.0, -9.0), "hospital": (-9.0, 0.0, -9.0)}

GivenOf = Mapping[tuple[int, int | None], GivenHere]
"""What was given to segments, by the line and the quotation of each."""


def given_to(page: Stream, directions: Directions) -> GivenOf:
    """What ``directions`` give to the segments of ``page``."""
    given = directions.given
    if not given:
        return {}
    spans = [span_of(page, segment) for segment in page.segments]
    return {
        (page.segments[number].line, page.segments[number].quotation): given[offset]
        for offset, number in holding(given, spans).items()
    }


def span_of(page: Stream, segment: Segment) -> tuple[int, int]:
    """From where to where a segment stands in the source."""
    if segment.quotation is None:
        return extent(page.lines[segment.line])
    parts = segment.options[-1].parts
    spans = [extent(page.lines[i], start, end) for i, start, end in parts]
    return spans[0][0], spans[-1][1]


def as_given(page: Stream, tags: Sequence[Tag], given: GivenOf) -> list[Tag]:
    """The tags, those of segments to which something was given being that."""
    if not given:
        return list(tags)
    counts = label_counts(page)
    kept: list[Tag] = []
    voice: Role | None = None
    is_silenced = False  # the turn that the lines below went on with is none
    in_turn = False
    for segment, tag in zip(page.segments, tags, strict=True):
        here = given.get((segment.line, segment.quotation), GivenHere())
        goes_on = tag.kind == "goes_on" and tag.role == "party"
        is_line = segment.quotation is None
        if here.role is not None and (is_line or not in_turn):
            tag = _spoken(segment, tag, here.role, counts, goes_on=here.role == voice)
        elif here.tag is not None or (here.begins and goes_on) or (is_silenced and goes_on):
            is_silenced = tag.is_party or (is_silenced and goes_on)
            tag = _silent(segment, tag)
        if is_line:
            in_turn = tag.is_party or (tag.kind == "goes_on" and tag.role == "party")
        if tag.is_party:
            voice = tag.given or _ROLES.get(tag.role or "")
            is_silenced = False
        kept.append(tag)
    return kept


def label_counts(page: Stream) -> Counter[tuple[str, str]]:
    """How often each label may head a line, by the way in which it is set off and its key."""
    return Counter(
        (option.head.style, option.head.key)
        for segment in page.segments
        for option in segment.options
        if option.head is not None
    )


def likely_label(segment: Segment, counts: Counter[tuple[str, str]]) -> Option | None:
    """The option of a line under the label that comes most often, where one comes again or is the
    name of a role."""

    def count(option: Option) -> int:
        return counts[option.head.style, option.head.key] if option.head else 0

    labelled = [option for option in segment.options if option.head is not None]
    best = max(labelled, key=count, default=None)
    if best is None or best.head is None:
        return None
    return best if count(best) > 1 or _is_name(best.head) else None


def _is_name(head: Head) -> bool:
    return role_by_name(head.label) is not None or is_sign(label_key(head.label))


def _spoken(
    segment: Segment, tag: Tag, role: Role, counts: Counter[tuple[str, str]], *, goes_on: bool
) -> Tag:
    """A segment as words of ``role``: more of the turn before, where that is the role's and the
    line begins with nothing that sets off a turn."""
    if tag.is_party:
        return replace(tag, given=role)
    unlabelled = (option for option in segment.options if option.speaks and option.head is None)
    option = likely_label(segment, counts) or next(unlabelled, None)
    if option is None and goes_on:
        return Tag(Option("goes_on", line=segment.line), "goes_on", "party", 1.0)
    option = option or Option("bare", line=segment.line)
    side = _SIDES.get(role, "hospital")
    return Tag(option, option.kind, side, 1.0, _ODDS[side], 1.0, given=role)


def _silent(segment: Segment, tag: Tag) -> Tag:
    if tag.kind == "outside":
        return tag
    return Tag(Option("outside", line=segment.line), "outside", None, 1.0)
