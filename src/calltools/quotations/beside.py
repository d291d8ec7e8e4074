"""The same call in the other language: what stands beside the turns that a report quotes."""

from __future__ import annotations

from collections.abc import Iterable

from calltools.alignment.align import link
from calltools.alignment.encoders import Encoder
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.model import Audited


def words_beside(
    audited: Iterable[Audited], corpus: Corpus, encoder: Encoder
) -> dict[tuple[str, int], str]:
    """By transcript id and turn, the words of the linked turns of the same call's other language.

    Only the transcripts that are quoted are aligned.
    """
    quoted = {one.location.transcript for one in audited if one.location is not None}
    found: dict[tuple[str, int], str] = {}
    for id_ in sorted(quoted):
        entry = corpus.by_id[id_]
        other = counterpart(entry, corpus)
        if other is not None:
            found |= _linked(entry, other, encoder)
    return found


def counterpart(entry: Entry, corpus: Corpus) -> Entry | None:
    """The transcript of the same call in the other language.

    Calls are the same by their id; where they have none, by a date that only two transcripts, one
    in each language, have.
    """
    others = [other for other in corpus.entries if _is_english(other) != _is_english(entry)]
    if entry.call is not None:
        return next((other for other in others if other.call == entry.call), None)
    if entry.date is None:
        return None
    same_day = [other for other in corpus.entries if other.date == entry.date]
    return next((o for o in same_day if o in others), None) if len(same_day) == 2 else None


def _is_english(entry: Entry) -> bool:
    return entry.language.startswith("en")


def _linked(entry: Entry, other: Entry, encoder: Encoder) -> dict[tuple[str, int], str]:
    zh, en = (other, entry) if _is_english(entry) else (entry, other)
    found: dict[tuple[str, int], str] = {}
    for one in link(zh.turns, en.turns, encoder).links:
        own, beside = (one.en, one.zh) if _is_english(entry) else (one.zh, one.en)
        words = " ".join(other.turns[turn].text for turn in beside)
        found |= {(entry.id, turn): words for turn in own if words}
    return found
