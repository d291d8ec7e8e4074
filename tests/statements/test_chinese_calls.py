"""Chinese exchanges of many registers: wards, doctors, go-betweens, dialects, Taiwan, recognisers.

Each file was scored before the rules were widened on it: F was .79, .77, .85, .82, .80, .87, .76,
.80, .78, .81, .81, .77, .79, .88, .78, .90, .85, .85, .82, .55, .75, .75 and .84, in the order of
FLOORS.  In the third and the twelfth to eighteenth slips in the labels were mended first, against
the labelling guide (the seven: .72, .74, .84, .71, .86, .81 and .74 before that).  The fourteenth
is written as recognisers write, the twentieth in idioms; the thirteenth, sixteenth, eighteenth and
twenty-first are in the manner of published calls.  Of
``zh_blind.txt``, written by another hand than the rules, the first six calls gave .82 and the last
six, which no rule was widened on, .74 and in the end .75.  The floors keep what is reached; they
are no measure of unseen calls.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from written import DATA, read_calls

from calltools.evaluation.counts import Accuracy
from calltools.evaluation.statements import StatementScores, score_statements
from calltools.statements import extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

FILES = [*sorted(DATA.glob("chinese_*.txt")), DATA / "zh_blind.txt"]
FLOORS = {
    "chinese_first": 0.93, "chinese_second": 0.88, "chinese_third": 0.87, "chinese_fourth": 0.94,
    "chinese_fifth": 0.87, "chinese_sixth": 0.94, "chinese_seventh": 0.88,
    "chinese_eighth": 0.88, "chinese_ninth": 0.9,
    "chinese_tenth": 0.88, "chinese_eleventh": 0.85,
    "chinese_twelfth": 0.88,
    "chinese_thirteenth": 0.86,
    "chinese_fourteenth": 0.88,
    "chinese_fifteenth": 0.81,
    "chinese_sixteenth": 0.91,
    "chinese_seventeenth": 0.91,
    "chinese_eighteenth": 0.84,
    "chinese_nineteenth": 0.91, "chinese_twentieth": 0.79, "chinese_twentyfirst": 0.83,
    "chinese_twentysecond": 0.82, "chinese_twentythird": 0.84,
    "zh_blind": 0.82,
}  # fmt: skip


@cache
def score(file: Path) -> StatementScores:
    """What ``extract`` finds in the calls of ``file`` against their labels."""
    labelled: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for name, transcript, rows in read_calls(file):
        labelled += rows
        found += [s.to_json() for s in extract(transcript, name)]
    return score_statements(labelled, found)


def share(counts: Accuracy) -> float:
    return counts.right / counts.compared


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_statements_are_found(file: Path) -> None:
    assert (score(file).rates().f1 or 0) >= FLOORS[file.stem]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_waits_have_the_right_days(file: Path) -> None:
    assert share(score(file).values["wait_time"]) >= 0.93


FEW_DENIALS = {"chinese_sixteenth": 1, "chinese_twentieth": 1, "chinese_twentyfirst": 0}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_denied_figures_are_no_claims(file: Path) -> None:
    scores = score(file)
    assert len(scores.denied_as_claim) <= 2, scores.denied_as_claim
    assert scores.denied >= FEW_DENIALS.get(file.stem, 2)


PUT = (
    ("肝移植两个礼拜能做上吧？", "两个礼拜"),
    ("等十天行不行？", "十天"),
    ("是不是三个月？", "三个月"),
)
REFUSALS = (
    "{}不可能的 {}哪够 {}肯定悬 {}？没听说过 谁跟你说{}的 "
    "没有没有 {}太短了 怎么可能{} {}？别想了 {}？开玩笑 "
    "{}嘛，早着呢 {}差一点 {}没戏 我可没说过{} {}远远不够 "
    "{}我不敢应 "
    "{}？你做梦呢 {}我可不敢打包票 {}恐怕是办不到 {}这个数不对 {}是瞎传的 {}哪里是这么回事 "
    "{}早就不是这个数了 {}那都是几年前的事了 谁告诉你{}啊？ 我什么时候说过{}？ {}就别提了 "
    "{}还差得老远呢 {}不大可能 {}希望不大 {}难度比较大 {}那是蒙人的 网上写的{}不作数 "
    "哪用得着{} 不至于{} 没到{}那个程度 {}冇可能 {}门儿都没有 {}太玄了 {}悬乎 {}纯属造谣 "
    "{}有出入 {}那是老黄历了 我们没有{}这一说 肯定不止{} {}的一半都不到 {}？呵呵 "
    "{}那是广告，不算数 {}？你当是买菜呢 {}？你以为是大白菜啊 {}那是神仙 要是{}就好了 我倒希望是{} "
    "{}？下辈子吧 {}那得烧高香 {}？新鲜 {}？拉倒吧 {}？少来了 {}？你可真敢想 {}？你高看我们了 "
    "{}？打个对折还差不多 {}？再加一倍吧 谁家能{}你去谁家 {}超出我们能力了 {}只是个传说"
).split()
ASSENTS = (
    "{}没问题 {}差不多 {}够了 没错，{} {}不成问题 {}差不了 "
    "不用担心，{}肯定有 {}不算长 不超过{} 没问题，{} "
    "{}用不了就有了 {}左右吧，不会太久 "
    "{}那是有的 {}，不骗你 {}不会错的 没有特殊情况就是{} 不出意外就是{} {}不夸张 {}没跑 {}跑不了 "
    "用不着担心，{} {}说得过去 {}我敢保证 {}没二话 {}不难做到"
).split()


HALF_ASSENTS = (
    "差不多吧 大概是吧 应该可以吧 估计差不多 八成吧 可能行 或许吧 问题应该不大 应该来得及 "
    "有希望 十有八九 我看行 我觉得可以 应该没啥问题 估摸着行 可能性比较大 理论上是可以的 按道理是 "
    "也有可能 说不定可以 没准能行 兴许能 勉强可以 好像是 听他们说是 算是吧 可以这么理解 嗯，可能吧 "
    "应该能赶上"
).split()


@pytest.mark.parametrize("answer", HALF_ASSENTS)
def test_half_an_assent_takes_the_callers_figure_hedged(answer: str) -> None:
    for question, _ in PUT:
        turns = (Turn(question, role=INVESTIGATOR), Turn(answer + "。", role=HOSPITAL))
        (found,) = extract(Transcript(turns, language="zh"))
        assert (found.category, found.modality, found.assent) == ("wait_time", "hedged", True)
        assert found.wait_min_days


def answers(question: str, answer: str) -> list[str]:
    """The modalities of the waits in ``answer`` that have a figure."""
    turns = (Turn(question, role=INVESTIGATOR), Turn(answer, role=HOSPITAL))
    found = extract(Transcript(turns, language="zh"))
    return [s.modality for s in found if s.wait_min_days or s.wait_max_days]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_never_a_claim_of_the_callers_figure(refusal: str) -> None:
    for question, figure in PUT:
        assert set(answers(question, refusal.format(figure) + "。")) <= {"denied"}
        assert set(answers(question, f"嗯，{refusal.format(figure)}。")) <= {"denied"}


@pytest.mark.parametrize("assent", ASSENTS)
def test_words_that_only_sound_negative_deny_nothing(assent: str) -> None:
    for question, figure in PUT:
        made = answers(question, assent.format(figure) + "。")
        assert made and "denied" not in made
