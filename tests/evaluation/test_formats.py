from __future__ import annotations

from typing import Any

import pytest

from calltools.evaluation.parsed_calls import Score, score_file

Row = dict[str, Any]
TURN = {"role": "caller", "text": "好。", "speaker_label": "问"}
SECOND = {"role": "hospital", "text": "行。", "speaker_label": "答"}
CALL: Row = {"header": {"hospital": "某医院", "date": None}, "turns": [TURN], "notes": []}
FULL = Score(1, 1, 0, 1, 1, 1, 1, fields=2, fields_exact=2)


def call(*turns: Row, **more: Any) -> Row:
    return CALL | {"turns": list(turns)} | more


JOINED = [{"role": "caller", "text": "好。行。", "speaker_label": "问"}]
INFERRED = CALL["header"] | {"date_inferred": "2019-03-04"}
CASES: dict[str, tuple[list[Row], list[Row], Score]] = {
    "an exact parse": ([CALL], [CALL], FULL),
    "marks at the end, spaces and quotation marks are nothing": (
        [CALL], [call(TURN | {"text": "“ 好 ”"})], FULL,
    ),
    "another role, and a turn too many": (
        [CALL], [call(TURN | {"role": "hospital"}, {"role": "caller", "text": "多余。"})],
        Score(1, 0, 1, 0, 1, 1, 1, fields=2, fields_exact=2),
    ),
    "a third party is left out": ([CALL], [call(TURN, {"role": "other", "text": "旁白。"})], FULL),
    "a call where there is none": ([], [CALL], Score(calls_found=1, spurious=1)),
    "a missing call": ([CALL], [], Score(turns=1, calls=1, fields=2, fields_exact=1)),
    "joined cues count as well as single ones": (
        [call(TURN, TURN | {"text": "行。"}, merged_turns=JOINED)], [call(*JOINED)], FULL,
    ),
    "two calls in one": (
        [CALL, call(SECOND)], [call(TURN, SECOND)],
        Score(2, 1, 1, 1, 2, 1, 0, fields=4, fields_exact=3),
    ),
    "an inferred date is right, another fact is wrong": (
        [CALL | {"header": INFERRED}],
        [CALL | {"header": {"hospital": "某医院", "date": "2019-03-04", "phone": "010-5550"}}],
        Score(1, 1, 0, 1, 1, 1, 1, fields=3, fields_exact=2),
    ),
    "the digits of a telephone": (
        [CALL | {"header": {"phone": "０１０-5550"}}], [CALL | {"header": {"phone": "010 5550"}}],
        Score(1, 1, 0, 1, 1, 1, 1, fields=1, fields_exact=1),
    ),
    "notes by place, kind and words": (
        [CALL | {"notes": [{"after_turn": 0, "kind": "pause", "text": "（停）"}]}],
        [CALL | {"notes": [{"after_turn": 0, "kind": "pause", "text": "(停)"}]}],
        Score(1, 1, 0, 1, 1, 1, 1, fields=2, fields_exact=2, notes=1, notes_exact=1),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("expected", "found", "score"), CASES.values(), ids=CASES)
def test_calls_are_scored(expected: list[Row], found: list[Row], score: Score) -> None:
    assert score_file(expected, found) == score
