"""Times over links: within the call, and those of the Chinese words that are rendered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.alignment.carried_times import link_times, with_times, with_times_of_links
from calltools.alignment.heard_differences import compare
from calltools.alignment.model import Alignment, Link, Sentence
from calltools.transcripts.model import Transcript, Turn, Word

TEXT = "先来检查。配型合适就排队，大概一个月。"
FIRST, SECOND = Sentence(0, 0, 5, TEXT[:5]), Sentence(0, 5, len(TEXT), TEXT[5:])
EN = Transcript((Turn("Come for tests."), Turn("If they match you queue, a month or so.")), "en")
ALIGNMENT = Alignment(
    (FIRST, SECOND),
    (Sentence(0, 0, 15, EN.turns[0].text), Sentence(1, 0, 39, EN.turns[1].text)),
    (Link((0,), (0,)), Link((1,), (1,))),
    (Link((0,), (0, 1)),),
)


def spoken(start_ms: int, gap_ms: int) -> Transcript:
    """Each character 200 ms, with a pause before the second sentence."""
    words, now = [], start_ms
    for at, character in enumerate(TEXT):
        if at == SECOND.start:
            now += gap_ms
        if character.isalnum():
            words.append(Word(character, at, at + 1, now, now + 200))
            now += 200
    turn = Turn(TEXT, start_ms=start_ms, end_ms=now, words=tuple(words))
    return Transcript((turn,), duration_ms=now + 500)


@given(st.integers(0, 10_000_000), st.integers(0, 1_500))
def test_sentences_of_a_turn_have_the_times_of_their_words(start_ms: int, gap_ms: int) -> None:
    heard = spoken(start_ms, gap_ms)
    published = Transcript((Turn(TEXT),), origin="published")
    zh = with_times(published, compare(published.turns, heard.turns), heard)
    first, second = link_times(ALIGNMENT, zh)
    assert first is not None
    assert second is not None
    assert (first.start_ms, first.end_ms) == (start_ms, start_ms + 800)
    assert (second.start_ms, second.end_ms) == (start_ms + 800 + gap_ms, heard.turns[0].end_ms)
    en = with_times_of_links(EN, ALIGNMENT, zh)
    assert [(turn.start_ms, turn.end_ms) for turn in en.turns] == [
        (first.start_ms, first.end_ms),
        (second.start_ms, second.end_ms),
    ]
    assert en.duration_ms == heard.duration_ms


def test_a_turn_without_words_is_shared_out() -> None:
    turn = Turn(TEXT, start_ms=0, end_ms=10 * len(TEXT))
    first, second = link_times(ALIGNMENT, Transcript((turn,)))
    assert first is not None
    assert second is not None
    assert (first.start_ms, first.end_ms, second.end_ms) == (0, 50, 10 * len(TEXT))


def test_without_times_there_are_none() -> None:
    zh = Transcript((Turn(TEXT),))
    assert link_times(ALIGNMENT, zh) == [None, None]
    assert with_times_of_links(EN, ALIGNMENT, zh).turns == EN.turns
