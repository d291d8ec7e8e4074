"""Times and differences of invented publications against what a recogniser might have heard."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.alignment.heard_differences import compare
from calltools.transcripts.model import Turn, Word
from case_tables import rows

MS = 200


def heard(*texts: str, pause_ms: int = 600, begin_ms: int = 1_000) -> list[Turn]:
    """Turns of words, a character each, of 200 ms; marks and spaces take no time."""
    turns = []
    now = begin_ms
    for text in texts:
        start = now
        words = []
        for at, character in enumerate(text):
            if character.isalnum():
                words.append(Word(character, at, at + 1, now, now + MS))
                now += MS
        turns.append(Turn(text, start_ms=start, end_ms=now, words=tuple(words)))
        now += pause_ms
    return turns


def printed(*texts: str) -> list[Turn]:
    return [Turn(text) for text in texts]


def test_turns_the_recogniser_joined_or_divided_have_times_of_their_own() -> None:
    spoken = heard("血型对不对得上对得上就能做", "那要准备", "多少钱")
    result = compare(printed("血型对不对得上？", "对得上就能做。", "那要准备多少钱？"), spoken)
    first, second, third = result.turns
    assert (first.start_ms, first.end_ms) == (1_000, 1_000 + 7 * MS)
    assert (second.start_ms, second.end_ms) == (first.end_ms, spoken[0].end_ms)
    assert (third.start_ms, third.end_ms) == (spoken[1].start_ms, spoken[2].end_ms)


def test_what_was_not_heard_gets_no_time_but_tells_where_it_would_be() -> None:
    spoken = heard("你们医院今年做了几例", "大概八九例吧")
    result = compare(
        printed("你们医院今年做了几例？", "请稍等，我去问问护士长。", "大概八九例吧。"), spoken
    )
    missing = result.turns[1]
    assert missing.start_ms is None
    assert missing.end_ms is None
    assert missing.between_ms == (spoken[0].end_ms, spoken[1].start_ms)
    (difference,) = result.differences
    assert (difference.kind, difference.heard) == ("not_heard", None)
    assert difference.printed is not None
    assert difference.printed.turn == 1
    assert (difference.start_ms, difference.end_ms) == missing.between_ms


def test_words_missed_inside_a_turn_get_the_time_between_and_are_marked() -> None:
    spoken = heard("我们最近", pause_ms=1_000)
    spoken += heard("六台手术", begin_ms=2_700)
    (turn,) = compare(printed("我们，最近一共做了六台手术。"), spoken).turns
    first, second, third, fourth = turn.runs
    assert [run.how for run in turn.runs] == ["heard", "heard", "interpolated", "heard"]
    assert (third.start, third.end) == (5, 9)
    assert (third.start_ms, third.end_ms) == (second.end_ms, fourth.start_ms)
    assert (first.start_ms, fourth.end_ms) == (1_000, spoken[1].end_ms)


def test_what_is_not_printed_is_told_with_its_time() -> None:
    spoken = heard("病人多大年纪", "这个你不要往外说啊", "五十二岁")
    (difference,) = compare(printed("病人多大年纪？", "五十二岁。"), spoken).differences
    assert (difference.kind, difference.printed) == ("not_printed", None)
    assert difference.heard_text == "这个你不要往外说啊"
    assert difference.severity == "grave"
    assert (difference.start_ms, difference.end_ms) == (spoken[1].start_ms, spoken[1].end_ms)


def test_a_short_answer_is_found_beside_its_own_words_and_not_far_before() -> None:
    spoken = heard("好我们现在还要跟上面的人商量商量再给你答复", "好谢谢")
    thanks = compare(printed("好，谢谢。"), spoken).turns[0]
    assert thanks.start_ms == spoken[1].start_ms


@pytest.mark.parametrize("answer", ["有", "对", "嗯"])
def test_one_character_answers_have_their_times(answer: str) -> None:
    spoken = heard("那现在有没有合适的", answer, "什么时候能做")
    turns = compare(printed("那现在有没有合适的？", f"{answer}。", "什么时候能做？"), spoken).turns
    assert (turns[1].start_ms, turns[1].end_ms) == (spoken[1].start_ms, spoken[1].end_ms)


@pytest.mark.parametrize("row", rows("alignment/data/printed.tsv"), ids=lambda row: row[0])
def test_what_differs_is_told_once_by_its_weight(row: list[str]) -> None:
    text, said, *told = row
    result = compare(printed(text), heard(said))
    differences = [(d.kind, d.printed_text, d.heard_text, d.severity) for d in result.differences]
    assert [word for difference in differences for word in difference] == told
    assert all(d.start_ms is not None for d in result.differences)
    assert (result.turns[0].start_ms, result.turns[0].end_ms) == (1_000, heard(said)[0].end_ms)


def test_the_silence_before_an_utterance_is_not_its_first_words() -> None:
    spoken = heard("我们科里现在有三个床位")
    first = Word("我", 0, 1, 0, 1_000 + MS)
    spoken = [Turn(spoken[0].text, words=(first, *spoken[0].words[1:]))]
    (turn,) = compare(printed("我们科里现在有三个床位。"), spoken).turns
    assert turn.start_ms == 1_000 + MS - 2 * MS


def test_two_publications_are_compared_without_times() -> None:
    result = compare(printed("等一个月就行。"), printed("等三个月就行。"))
    assert result.turns[0].start_ms is None
    (difference,) = result.differences
    assert (difference.printed_text, difference.heard_text) == ("一个月", "三个月")


@pytest.mark.parametrize("texts", [(), ("",), ("……", "，"), ("好。",)])
def test_empty_sides_are_no_error(texts: tuple[str, ...]) -> None:
    for ours, theirs in ((texts, ("喂您好",)), (("喂，您好。",), texts), (texts, texts)):
        result = compare(printed(*ours), heard(*theirs))
        assert len(result.turns) == len(ours)


_COMMON = (
    "我你他们这那里医生护士主任移植肝肾等排队一二三四五六七八九十个月天年钱万有没不要能做来去说"
)
_SPEECH = st.lists(st.text(_COMMON, min_size=1, max_size=12), min_size=1, max_size=8)


@given(_SPEECH, _SPEECH)
@settings(max_examples=60)
def test_times_stay_in_the_call_and_spans_in_the_turns(ours: list[str], theirs: list[str]) -> None:
    spoken = heard(*theirs)
    end = spoken[-1].end_ms
    assert end is not None
    result = compare(printed(*ours), spoken)
    for turn, text in zip(result.turns, ours, strict=True):
        if turn.start_ms is None or turn.end_ms is None:
            assert not turn.runs
            continue
        assert 0 <= turn.start_ms <= turn.end_ms <= end
        places = [edge for run in turn.runs for edge in (run.start, run.end)]
        assert places == sorted(places)
        assert places[-1] <= len(text)
        assert all(turn.start_ms <= run.start_ms <= run.end_ms <= turn.end_ms for run in turn.runs)
    for difference in result.differences:
        for side, span in ((ours, difference.printed), (theirs, difference.heard)):
            if span is not None:
                assert 0 <= span.start < span.end <= len(side[span.turn])


@given(_SPEECH)
@settings(max_examples=40)
def test_the_very_words_have_their_times_and_no_difference(texts: list[str]) -> None:
    spoken = heard(*texts)
    result = compare(printed(*(f"{text[:1]}，{text[1:]}。" for text in texts)), spoken)
    assert result.differences == ()
    for turn, said in zip(result.turns, spoken, strict=True):
        assert (turn.start_ms, turn.end_ms) == (said.start_ms, said.end_ms)
        assert turn.confidence == 1.0
        assert not turn.interpolated


def _talk(turns: int, seed: int) -> list[str]:
    chooser = random.Random(seed)
    alphabet = [chr(code) for code in range(0x4E00, 0x4E00 + 1_500)]
    return ["".join(chooser.choices(alphabet, k=chooser.randint(1, 30))) for _ in range(turns)]


@pytest.mark.slow
def test_a_long_call_is_compared_and_an_excerpt_found_in_it() -> None:
    chooser = random.Random(5)
    said = _talk(300, seed=4)
    noisy = ["".join(c for c in text if chooser.random() > 0.1) or text for text in said]
    spoken = heard(*noisy)
    turns = compare(printed(*said), spoken).turns
    right = [
        turn.start_ms is not None and abs(turn.start_ms - (said_turn.start_ms or 0)) <= 500
        for turn, said_turn in zip(turns, spoken, strict=True)
    ]
    assert sum(right) / len(right) > 0.95
    excerpt = compare(printed(*said[200:220]), spoken).turns
    for turn, whole in zip(excerpt, spoken[200:220], strict=True):
        if turn.confidence > 0.5:
            assert turn.start_ms is not None
            assert abs(turn.start_ms - (whole.start_ms or 0)) <= 500
    assert sum(turn.confidence > 0.5 for turn in excerpt) >= 18
