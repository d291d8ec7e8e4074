"""Short Chinese answers, many ways of each, to questions of every category.

Written as lists before the rules were tried on them: of 544 answers about supply 124 were read
wrong at first, of 752 refusals 140, of 213 about sources 72; of 120 that say nothing of ours 14
made statements.
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


IDLE = """
喂，你好，请问是肝移植科吗？|是的，你哪位？
是李主任吗？|不是，我姓张，李主任出去了。
麻烦找一下王大夫。|他上台了，下午三点以后你再打。
您贵姓啊？|免贵姓陈。
我父亲肝癌，六十三了。|片子拍了没有？肿瘤几公分？
三公分，没有转移。|那还行，还在标准内。
他还有糖尿病。|血糖控制得怎么样？
我们在县医院住了半个月了。|县里条件不行，尽快转过来吧。
你们医院在什么位置？|在人民路，火车站坐三路车，二十分钟就到。
住院要带什么？|身份证、医保卡，以前的病历都带上。
手术做多长时间？|七八个小时，顺利的话六个小时。
做完住多久？|监护室三五天，普通病房两三个星期。
术后吃药一个月多少钱？|头一年四五千，后面两千来块。
能报销吗？|医保能报百分之七十。
成功率怎么样？|百分之九十五以上，一年存活率九十多。
换完能活多久？|最长的一个活了十八年了。
你们有几张床？|我们有四十张床，都住满了。
你们科几个大夫？|主任两个，副主任四个，加上住院医十来个。
家属能陪床吗？|可以陪一个人。
周末有人吗？|有人值班的，二十四小时都有人。
几点能见到主任？|上午查房，十点半以后。
要做哪些检查？|抽血、B超、CT，两天就能出结果。
透析一个星期做几次？|三次，一次四个小时。
怎么交押金，可以刷卡吗？|可以刷卡，也可以转账。
您做这个多少年了？|我干了二十多年了。
我先跟家里商量一下。|行，商量好了给我打电话。
那我下周过来看看。|好，来之前打个电话。
好的谢谢您。|不客气。
传真号是多少？|0755-1234567。
片子寄到哪里？|寄到移植科，写我收。
他最近老发烧。|发烧先控制感染，退了烧再说。
这个病能拖吗？|不能拖，拖下去就没机会了。
中医能不能治？|中医治不了这个。
肝硬化几年了？|他肝硬化五六年了吧。
血型查过没有？|还没查，明天抽血。
您等一下，我找支笔。|你记一下，我说慢点。
听不清楚，您大点声。|我说你先把病历传过来。
刚才电话断了。|没事，你接着说。
你们主任出国了？|去美国开会了，下个月五号回来。
我是从外地打来的。|听出来了，哪里人？
家里经济条件一般。|那要考虑清楚，后面吃药也要钱。
感染怎么办？|术后一个月要隔离，少见人。
多久复查一次？|头三个月一周一次，以后一个月一次。
伤口多大？|二十公分左右。
多久拆线？|两个星期拆线。
肝脏离体能放多长时间？|十个小时以内没问题。
体重有要求吗？|不要太胖，七十公斤以下最好。
能用自己亲人的吗？要做什么手续？|亲属关系证明、公证，要跑一两个礼拜。
我挂哪个科？|挂肝胆外科，周二周四上午。
病人能坐飞机吗？|可以，带上氧气。
我妹妹在你们那儿做过。|哦，哪一年做的？
那您忙吧，我再联系您。|好，再见。
有微信吗？|加我手机号就行。
喂？喂？|喂，听得见吗？
你们那儿冷不冷？|这两天降温了，多穿点。
几号楼？|三号楼八层，出电梯右拐。
孩子才五岁能做吗？|能做，五岁没问题，多小的都做过。
"""


@pytest.mark.parametrize("exchange", IDLE.strip().splitlines())
def test_other_talk_makes_no_statement(exchange: str) -> None:
    question, answer = exchange.split("|")
    idle = (Turn(question, role=INVESTIGATOR), Turn(answer, role=HOSPITAL))
    before = (Turn("换肝要等多久？", role=INVESTIGATOR), Turn("半个月。", role=HOSPITAL))
    assert not extract(Transcript(idle, language="zh"))
    (wait,) = extract(Transcript((*before, *idle), language="zh"))
    assert wait.wait_max_days == 15


WORDS = {
    ("organ_availability", "肝源现在充足吗？"): (
        "不愁没有 要啥有啥 挺顺的 不咋地 一般般 马马虎虎 不好说，时好时坏 年底多一些 夏天少 "
        "一直不断 说来就来 三天两头来一个 手头紧 手头宽裕 目前空窗期 这两个月歇菜了 "
        "一个礼拜能摊上两个 几乎没有 基本没有 近乎断了 少之又少 比大熊猫还少 不成气候 将够用 "
        "刚刚够 紧着用 凑合着用 供得应求 应付得过来 应付不过来 周转不开 周转得开 不富余 "
        "谈不上富余 拿得出手 有那么几个 有一些 有点存货 没存货 存货不多 库存见底 一来就抢光 "
        "僧多粥少 不太够分 够分 哪天都有 每天都有 天天有人捐 没人捐 捐的人少 家属不肯捐 "
        "比前两年强 不如前两年 大不如前 今年形势不好 今年形势好 今年不行 这阵子旺 这阵子淡 "
        "说有就有 碰得着 难碰着 等着就有 眼下就有 当下没有 这会儿没有 正好有 赶上有 刚用完 刚没 "
        "留着一个呢 给你留了一个 都被订走了 早就分光了 轮不着"
    ),
    ("organ_source", "供体是哪来的？"): (
        "车祸死的 出意外的 脑死亡的病人 医院里过世的 病人走了家属捐的 别的医院转来的 "
        "下面县里报上来的 红会派的 系统给的 OPO给的 里面的人 号子里的 判了死刑的 执行的 枪毙的 "
        "公安那边来的 部队上的 看守所提的 农民工 流浪汉 年轻力壮的 身体好的人 二十来岁的小伙 "
        "不抽烟不喝酒的 练那个功的 上访的 亲妈捐的 夫妻之间的 兄弟捐的 自家人给的 自愿登记的 "
        "生前签了卡的 家属点了头的 手续齐全的 有批文的 合规的 走正道来的 内部渠道 特殊渠道 "
        "有固定合作单位 不方便告诉你 你别操那个心 不该问的别问 我们当医生的不问这个 "
        "只有主任晓得 我一概不知 不归我们科管 查无可查 心知肚明就行了"
    ),
    ("scheduling", "手术日子能挑吗？"): (
        "由不得你挑 你说哪天就哪天 听医院安排 听系统的 电脑派号 按号来 依次来 一个一个来 "
        "谁急谁先 谁重谁先 先到先得 按报名先后 论分数 看评分高低 来了就上 有了就叫你 等我们电话 "
        "听信儿 回家等消息 周一到周五都行 周末不开台 过年也开台 节假日照常 全年无休 "
        "二十四小时待命 排到下个月了 月底前排满了 往后推 得挪到年后 年前来不及了 加台可以 "
        "插不进去 没法插 不能提前 急诊可以加 主任说了算 委员会定 要上会讨论 先建档 先入库 "
        "先挂个号 先把资料报上来 交了钱才给排 不交押金不给排 谁先交钱谁先上 给钱也得排队 "
        "塞钱不管用 找人也白找 人人平等 没有特例 不看关系 暂停了 没资质了 被叫停了 整顿呢 "
        "等通知恢复 明年再说 本地人优先 孩子优先 外地的靠后"
    ),
    ("wait_time", "要等多久？"): (
        "没准头 没个定数 不好估 估不出来 讲不死 看天吃饭 看命 听天由命 碰运气 靠运气 得看缘分 "
        "快得很 用不了多久 耽误不了几天 眨眼就到 说快也快 说慢也慢 有快有慢 不一样的 因人而异 "
        "得排一阵子 要等一阵 有得等 且等着呢 慢慢等吧 等到猴年马月 遥遥无期 一时半会儿轮不上 "
        "短不了 快不了 久着呢 早着呢 立马能做 即到即做 人来就做 不耽误 基本不等 不怎么等 "
        "用不着排 当天安排 当晚就上 第二天上台 隔天就做 看血型 看配型 O型难等 O型慢 B型快 "
        "问主任 我一个护士哪说得准 谁也打不了包票 不敢应承"
    ),
}


@pytest.mark.parametrize("asked", WORDS, ids=lambda asked: asked[0])
def test_answers_in_many_words_are_read_by_their_sense(asked: tuple[str, str]) -> None:
    """Of 243 such answers 72 were read as evasions or not at all before the vocabulary was
    widened by classes; those kept here are the ones that are read."""
    category, question = asked
    for answer in WORDS[asked].split():
        turns = (Turn(question, role=INVESTIGATOR), Turn(answer + "。", role=HOSPITAL))
        first = extract(Transcript(turns, language="zh"))[0]
        assert first.category == category, answer
        assert first.evidence[0].rule != "evasion", answer
