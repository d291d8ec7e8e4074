from __future__ import annotations

import json
from pathlib import Path

from calltools.evaluation.formats import Score, score_file, total
from calltools.transcripts.files import read_file
from calltools.transcripts.writers.published import to_published

GOLD = Path(__file__).parents[1] / "gold/formats"
TURN = {"role": "caller", "text": "好。", "speaker_label": "问"}
CALL = {"header": {"hospital": "某医院", "date": None}, "turns": [TURN], "notes": []}


def test_the_labelled_layouts_are_read() -> None:
    expected = json.loads((GOLD / "expected.json").read_bytes())["files"]
    scores = {
        name: score_file(labels["calls"], [to_published(c) for c in read_file(GOLD / name).calls])
        for name, labels in expected.items()
    }
    everything = total(scores.values())
    assert everything.turns == 232
    assert everything.turns_exact >= 0.97 * everything.turns, scores
    assert everything.fields_exact >= 0.95 * everything.fields, scores
    assert everything.spurious == 0
    assert everything.calls_separated == everything.calls_found == everything.calls


def test_an_exact_parse_scores_full() -> None:
    score = score_file([CALL], [CALL])
    assert (score.turns_exact, score.spurious, score.fields_exact) == (1, 0, 2)


def test_another_role_word_or_turn_is_counted() -> None:
    wrong = CALL | {"turns": [TURN | {"role": "hospital"}, {"role": "caller", "text": "多余。"}]}
    score = score_file([CALL], [wrong])
    assert (score.turns, score.turns_exact, score.spurious) == (1, 0, 1)


def test_a_call_where_there_is_none_has_only_spurious_turns() -> None:
    assert score_file([], [CALL]) == Score(calls_found=1, spurious=1)


def test_a_missing_call_loses_its_turns_and_fields() -> None:
    score = score_file([CALL], [])
    assert (score.turns, score.turns_exact, score.fields_exact) == (1, 0, 1)


def test_joined_cues_count_as_well_as_single_ones() -> None:
    joined = [{"role": "caller", "text": "好。行。"}]
    call = CALL | {"turns": [TURN, TURN | {"text": "行。"}], "merged_turns": joined}
    assert score_file([call], [CALL | {"turns": joined}]).turns_exact == 1


def test_a_call_left_out_does_not_spoil_those_after_it() -> None:
    other = CALL | {"turns": [TURN | {"text": "两个星期。"}]}
    score = score_file([CALL, other], [other])
    assert (score.turns_exact, score.spurious, score.calls_separated) == (1, 0, 1)


def test_two_calls_read_as_one_are_not_told_apart() -> None:
    other = CALL | {"turns": [TURN | {"text": "两个星期。"}]}
    both = CALL | {"turns": [TURN, TURN | {"text": "两个星期。"}]}
    assert score_file([CALL, other], [both]).calls_separated == 0


def test_a_host_may_be_a_turn_or_a_note() -> None:
    host = {"role": "other", "text": "各位听众。", "speaker_label": "主持"}
    score = score_file([CALL], [CALL | {"turns": [host, TURN]}])
    assert (score.turns, score.turns_exact, score.spurious) == (1, 1, 0)


def test_spaces_and_the_mark_at_the_end_are_no_words() -> None:
    found = CALL | {"turns": [TURN | {"text": "好 "}]}
    assert score_file([CALL], [found]).turns_exact == 1
