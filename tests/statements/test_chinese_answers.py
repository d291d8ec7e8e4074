"""Short Chinese answers, many ways of each, to questions of every category.

Written as lists before the rules were tried on them: of 544 answers about supply 124 were read
wrong at first, of 752 refusals 140, of 213 about sources 72.
"""

from __future__ import annotations

import pytest

from calltools.statements import Statement, extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

SUPPLY = ("现在肝源怎么样？", "肝源多不多？", "现在有没有肝？", "供体够用吗？")
AVAILABLE = (
    "有啊，多的是 多得很 多着呢 蛮多的 不少 挺充足的 够用 管够 不缺 不愁 不成问题 随时都有 "
    "天天有 三天两头就来一个 手里就有现成的 刚好有一个 刚来了两个 这两天就到 马上就有 "
    "下礼拜有一批 比较宽裕 还可以 还凑合 过得去 不紧张 不算紧 比以前多 越来越多了 货源充裕 "
    "肯定有 随叫随到 备着呢 好找 不难找"
).split()
SCARCE = (
    "少 太少了 不多 没几个 就那么几个 紧张 很紧俏 奇缺 不够 供不上 供不应求 难找 不好弄 "
    "可遇不可求 要碰运气 撞大运 金贵着呢 僧多粥少 都在抢 少多了 大不如前 断断续续的 时有时无 "
    "不乐观 不容易"
).split()
UNAVAILABLE = (
    "没有 没得 暂时没有 一个都没有 全用完了 刚用完 断货了 断档了 手头没有 库里空了 还没来 "
    "没到货 这个月一个没来 上哪儿找去 全分出去了 给别人了 已经定出去了"
).split()

QUESTIONS = {
    "wait_time": "换肝要等多久？",
    "organ_availability": "现在肝源多不多？",
    "transplant_volume": "你们一年做多少台？",
    "organ_source": "供体是哪里来的？",
}
REFUSALS = (
    "这个不好说 我不清楚 我不晓得 你问主任吧 得问我们主任 我说了不算 这不归我管 不是我负责的 "
    "我做不了主 我们有规定，不能讲 上面不让说 医院有纪律 这个属于机密 无可奉告 不方便透露 "
    "电话里头不谈这个 见面再说 来了跟你细讲 当面聊吧 别打听这些 你打听这个干嘛？ 你懂的 "
    "我只是个护士 我新来的 谁知道呢 天晓得 没统计过 记不清了 忘了 一时说不上来 没法告诉你 "
    "给不了准话 不敢乱讲 我不好表态 换个话题吧 回头再说 到时候看 问倒我了 这个涉及隐私 "
    "领导没发话 我们不接受采访"
).split()

WHENCE = ("供体是哪里来的？", "肝都是从哪儿弄来的？", "捐的都是什么人？")
SOURCES = (
    "都是捐的 脑死亡的 车祸去世的 家属同意捐的 公民捐献 国家统一分的 从外省调的 "
    "我们自己去取的 法院那边给的 部队医院来的 死囚的 年轻人的 亲戚给的 尸体上取的 "
    "走正规程序的 打工的多 什么人都有 本地的"
).split()
ACCUSED = ("是死刑犯的吗？", "是不是法轮功学员的？", "都是监狱里来的吧？")
DENIALS = (
    "不是 不是那种 怎么可能 哪能呢 你瞎说什么 别乱讲 胡说八道 没有的事 从来没有过 早就不用了 "
    "现在不让用了 国家不准的 我们不碰那个 我们没有这种 谁说的？ 造谣的 这是诬蔑 那是犯法的"
).split()


def answered(question: str, answer: str) -> Statement:
    """The one statement that ``answer`` makes."""
    end = "" if answer.endswith("？") else "。"
    turns = (Turn(question, role=INVESTIGATOR), Turn(answer + end, role=HOSPITAL))
    (found,) = extract(Transcript(turns, language="zh"))
    return found


@pytest.mark.parametrize(
    ("answer", "availability"),
    [(a, "available") for a in AVAILABLE]
    + [(a, "scarce") for a in SCARCE]
    + [(a, "unavailable") for a in UNAVAILABLE],
)
def test_supply(answer: str, availability: str) -> None:
    for question in SUPPLY:
        found = answered(question, answer)
        assert (found.category, found.availability) == ("organ_availability", availability)
        assert found.modality != "denied"


@pytest.mark.parametrize("answer", REFUSALS)
def test_a_refusal_is_a_statement_of_what_was_asked(answer: str) -> None:
    for category, question in QUESTIONS.items():
        found = answered(question, answer)
        assert (found.category, found.modality, found.vague) == (category, "hedged", True)


@pytest.mark.parametrize("answer", SOURCES)
def test_a_source_is_named(answer: str) -> None:
    for question in WHENCE:
        found = answered(question, answer)
        assert (found.category, found.modality) == ("organ_source", "asserted")


@pytest.mark.parametrize("answer", DENIALS)
def test_a_source_is_denied(answer: str) -> None:
    for question in ACCUSED:
        found = answered(question, answer)
        assert (found.category, found.modality) == ("organ_source", "denied")
        assert found.assent is False
        assert found.introduced_by == INVESTIGATOR
