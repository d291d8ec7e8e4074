from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.transcripts.model import Turn, Word
from calltools.views.turn_text import cut

texts = st.text(alphabet="快的话十来天，ab\U00020bb7", max_size=24)
spans = st.lists(st.tuples(st.integers(-2, 26), st.integers(-2, 26)), max_size=5)


@given(texts, spans, spans)
def test_the_pieces_are_the_text_and_know_their_words_and_statements(
    text: str, words: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    turn = Turn(text, words=tuple(Word("", start, end) for start, end in words))
    runs = cut(turn, [(start, end, index) for index, (start, end) in enumerate(marks)])
    assert "".join(piece.text for run in runs for piece in run.pieces) == text
    place = 0
    for run in runs:
        for piece in run.pieces:
            for at in range(place, place + len(piece.text)):
                inside = tuple(i for i, (start, end) in enumerate(marks) if start <= at < end)
                assert run.statements == inside
                owners = [i for i, (start, end) in enumerate(words) if start <= at < end]
                assert piece.word == (owners[-1] if owners else None)
            place += len(piece.text)


def test_a_word_cut_by_a_statement_is_one_word_in_two_pieces() -> None:
    turn = Turn("十来天吧", words=(Word("十来天吧", 0, 4, score=0.4),))
    first, second = cut(turn, [(0, 3, 0)])
    assert [(run.statements, run.pieces[0].text) for run in (first, second)] == [
        ((0,), "十来天"),
        ((), "吧"),
    ]
    assert first.pieces[0].word == second.pieces[0].word == 0
    assert first.pieces[0].low
    ((run,)) = cut(Turn("喂", words=(Word("喂", 0, 1),)), [])
    assert not run.pieces[0].low, "a word without a score is not doubted"
