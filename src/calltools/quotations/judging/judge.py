"""The verdict on a quotation: who said it first, then what was done to the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from calltools.comparison.tokens import read
from calltools.language.cues import cues
from calltools.language.normalise import simplify
from calltools.messages import SENTENCES, Message
from calltools.quotations.brackets import Bracket, without_brackets
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.judging.attribution_check import check_speaker, settle
from calltools.quotations.judging.explain import explain, explain_attribution, where
from calltools.quotations.judging.question import question_of
from calltools.quotations.judging.translated import judge_rendering
from calltools.quotations.judging.wording import Piece, pieces, wording
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import (
    Audited,
    Edit,
    EditOp,
    Location,
    Quotation,
    Verdict,
)
from calltools.quotations.symbols import is_chinese
from calltools.quotations.verdicts import GRAVITY, VERDICTS
from calltools.transcripts.model import INVESTIGATOR, Turn

_MILDEST, _GRAVEST = tuple(GRAVITY), tuple(VERDICTS)
_AS_LIKELY = 0.2
"""How much less alike a place may be that the report attributes to."""
_SURELY = 0.5
"""Likeness from which no person need look at a faithful translation."""
_NOWHERE = Message("No transcript has these words or words like them.")
_NO_WORDS = Message("No words of a call.")
_WHO = Message("Who or which hospital is meant can't be told.")
_NOT_QUITE = Message("The words are not quite those of a call.")
_SENSE = Message("Whether the sense was kept can't be told.")
_MANY_WORDS, _ALIKE = 0.56, 0.3
"""Likeness by words, and in sense, below both of which words in common are chance: of 140
paraphrases and new translations one, of invented words with some of a turn's most."""
_ALSO = 0.02  # a place so much worse fits as well; not measured
_AROUND = 3  # turns before; not measured
_STEM = 5
"""Turns before the place in which an editor's word may be spoken of, by its first letters."""
_MOST_PLACES = 8  # bound on time; not measured
_OTHER_WORDS: frozenset[EditOp] = frozenset(("replace", "insert", "delete", "mistranslate"))
"""Edits by which words that another hospital's call has are like those quoted by chance."""

Fit = tuple[bool, bool, float]
"""Whether the report means the call, whether it names the speaker, likeness."""


def judge(
    quotation: Quotation,
    locations: Sequence[Location],
    corpus: Corpus,
    senses: Senses,
) -> Audited:
    """The verdict on ``quotation``, which may stand at ``locations``, best first by likeness.

    Attribution comes before wording.
    """
    if not quotation.is_quotation:
        return Audited(quotation, "not_a_quotation", quotation.reason or _NO_WORDS)
    if not locations:
        return Audited(quotation, "not_found", _NOWHERE)
    judged = [
        (place, _of_words(quotation, place, corpus.by_id[place.transcript], senses))
        for place in choose(quotation, locations, corpus)
    ]
    # Said twice, once with a doubt and once without: what was quoted is what is there.
    place, (verdict, why, edits, doubtful) = max(judged, key=lambda one: _MILDEST.index(one[1][0]))
    entry = corpus.by_id[place.transcript]
    turns = entry.turns[place.turn_range[0] : place.turn_range[1] + 1]
    if verdict == "paraphrase" and not _is_alike(quotation, place, turns, senses):
        return Audited(quotation, "not_found", _NOWHERE)
    settled = settle(quotation, place, entry, corpus)
    quotation, check = settled.quotation, settled.check
    if settled.unclear:
        doubtful = True
        if GRAVITY[verdict] != "grave":
            told = explain_attribution(check, place, entry)
            verdict, why = "unclear", Message(SENTENCES, one=_WHO, other=told)
    elif check.fault == "wrong_call" and any(edit.op in _OTHER_WORDS for edit in edits):
        told = explain_attribution(check, place, entry)
        verdict, why, doubtful = "unclear", Message(SENTENCES, one=_NOT_QUITE, other=told), True
    elif check.fault is not None:
        op: EditOp = "call" if check.fault == "wrong_call" else "speaker"
        edits = (Edit(op, check.said, check.given, place.turn_range[0], "attribution"), *edits)
        verdict, why, doubtful = check.fault, explain_attribution(check, place, entry), False
    return Audited(
        quotation=quotation,
        verdict=verdict,
        why=why,
        location=place,
        also_at=tuple(
            other for other in locations if other != place and other.score >= place.score - _ALSO
        ),
        claimed_transcript=check.claimed,
        true_speakers=tuple(dict.fromkeys(turn.speaker for turn in turns if turn.speaker)),
        true_roles=tuple(dict.fromkeys(turn.role for turn in turns)),
        script_converted=_script_converted(quotation, place, entry),
        edits=edits,
        needs_person=doubtful or check.doubtful,
        question=question_of(quotation.asked, place, entry, senses.encoder),
    )


def _is_alike(quotation: Quotation, place: Location, turns: Sequence[Turn], senses: Senses) -> bool:
    """Whether the turns may say in other words what is quoted: a few words in common are chance."""
    if place.score >= _MANY_WORDS:
        return True
    said = " ".join(turn.text for turn in turns)
    one, other = senses.encoder.encode([quotation.text, said])
    return float(one @ other) >= _ALIKE


def choose(quotation: Quotation, locations: Sequence[Location], corpus: Corpus) -> list[Location]:
    """The place that the report means: of those about as likely the one it attributes to.

    Several where the same party says the same words again.
    """
    least = max(place.score for place in locations) - _AS_LIKELY

    def fit(place: Location) -> Fit:
        entry = corpus.by_id[place.transcript]
        turns = [entry.turns[part.turn] for part in place.parts]
        speaker = check_speaker(quotation.speaker, turns, entry, quotation.hospital, quotation.side)
        return place.transcript in quotation.meant, speaker.fault is None, round(place.score, 2)

    fits = [(fit(place), place) for place in locations if place.score >= least]
    best_fit = max(one for one, _ in fits)
    return [place for one, place in fits if one == best_fit][:_MOST_PLACES]


def _of_words(
    quotation: Quotation, place: Location, entry: Entry, senses: Senses
) -> tuple[Verdict, str, tuple[Edit, ...], bool]:
    """Verdict, reason and edits for the words alone, and whether a person should look."""
    plain, supplied = without_brackets(quotation.text)
    if place.translated:
        return _of_rendering(plain, quotation, place, entry, senses)
    parts = pieces(plain, place, entry, entry.language[:2], supplied)
    differ = [*wording(parts, entry), *_misplaced(supplied, place, entry)]
    edits = tuple(edit for edit in differ if not _is_told_around(edit, quotation))
    gravest = min(edits, key=lambda edit: _GRAVEST.index(edit.kind), default=None)
    verdict: Verdict = "verbatim"
    if gravest is not None:
        unclear = gravest.doubtful and gravest.op == "clip"
        verdict = "unclear" if unclear else VERDICTS[gravest.kind]
    told = len(edits) < len(differ)
    doubtful = told or any(edit.doubtful for edit in edits) or _asked(quotation, parts, entry)
    return verdict, explain(gravest, place, entry), edits, doubtful


def _is_told_around(edit: Edit, quotation: Quotation) -> bool:
    """Whether the report says in its own words the doubt, or condition, that it leaves out of the
    quoted ones."""
    if edit.kind != "hedge" or edit.op != "clip":
        return False
    language = "zh" if is_chinese(edit.source) else "en"
    return _says_around(quotation, condition=bool(cues(edit.source, language, "condition")))


def _says_around(quotation: Quotation, *, condition: bool = False) -> bool:
    """Whether the report's own sentence around the quotation doubts, or sets a condition: the usual
    wait was "a month"; if the type matches, "a month"."""
    text = f"{quotation.lead.strip()} … {quotation.tail.strip()}"
    language = "zh" if is_chinese(text) else "en"
    return bool(cues(text, language, *(("condition",) if condition else ("doubt", "hedge"))))


def _misplaced(supplied: Sequence[Bracket], place: Location, entry: Entry) -> Iterator[Edit]:
    """Words that an editor put in and of which none is spoken of there."""
    first, last = place.turn_range
    around = " ".join(turn.text for turn in entry.turns[max(first - _AROUND, 0) : last + 1])
    spoken = " ".join(["", *read(around, entry.language[:2]).words])
    for bracket in supplied:
        words = [t.text for t in read(bracket.words, entry.language[:2]).items if not t.light]
        if entry.language[:2] == "zh":
            words = [" ".join(pair) for pair in pairwise(words)] or words
        if words and not any(f" {word[:_STEM]}" in spoken for word in words):
            yield Edit("insert", "", bracket.words, last, "word", doubtful=True)


def _asked(quotation: Quotation, parts: Sequence[Piece], entry: Entry) -> bool:
    """Whether a question of the hospital is quoted as if it were none."""
    if not parts or entry.turns[parts[-1].turn].role == INVESTIGATOR:
        return False
    if quotation.text.rstrip().endswith(("?", "？")):
        return False
    last = parts[-1].compared
    return "?" in last.said.between(last.end)


def _of_rendering(
    text: str, quotation: Quotation, place: Location, entry: Entry, senses: Senses
) -> tuple[Verdict, str, tuple[Edit, ...], bool]:
    """The same for words that are a translation."""
    there = where(place, entry)
    judged = judge_rendering(
        text,
        place,
        entry,
        senses.encoder,
        senses.reader,
        doubted=_says_around(quotation),
    )
    if judged.is_faithful:
        why = Message("A translation that keeps the sense ({place}).", place=there)
        return "translated_faithful", why, (), place.score < _SURELY
    told = judged.why() or Message("It is rendered freely")
    why = Message("{finding} ({place}).", finding=told, place=there)
    if judged.is_unfaithful:
        return "translated_unfaithful", why, judged.edits, False
    return "unclear", Message(SENTENCES, one=_SENSE, other=why), judged.edits, True


def _script_converted(quotation: Quotation, place: Location, entry: Entry) -> bool:
    """Whether the report writes in the other Chinese script than the transcript."""
    if place.translated or entry.language[:2] != "zh":
        return False
    said = "".join(
        entry.turns[part.turn].text[part.turn_start : part.turn_end] for part in place.parts
    )
    return (simplify(quotation.text) == quotation.text) != (simplify(said) == said)
