"""What Chinese callers ask about, each matter in many wordings."""

from __future__ import annotations

import pytest

from calltools.statements.acts import read_question
from calltools.statements.view import read_turn

ASKED = {
    "wait_time": """
多久能排上？
要等多少日子？
大概什么时候能换上？
一般多久有结果，我是说等到肝？
等的时间长吗？
快的话几天？
最慢呢，得多久？
是不是很快就能做？
半个月能等到吗？
来了就能做吗？
要不要排很久？
多长时间能轮上我们？
等个肾得几年？
排队排多久？
你们那儿等肝的一般等多久？
能不能一个月内做掉？
听说你们一周就有？
您给估摸估摸，得等多长？
""",
    "organ_availability": """
肝源紧张吗？
现在肾好找不好找？
你们供体充不充足？
最近来肝了没有？
有没有AB型的？
肝够用不？
库里还有吗？
供体来得多吗？
这两天有货吗？
肾源情况怎么样？
捐献的人多起来了没有？
肝是不是越来越少？
有现成的没有？
一个礼拜能来几个肝？
多久来一批？
O型的肝缺不缺？
心脏有没有？
角膜现在有货没？
""",
    "transplant_volume": """
一年能做多少例？
你们做了多少台了？
一个月大概几台？
手术量大不大？
去年完成了多少？
做得多不多啊？
一天最多开几台？
到现在一共做了多少？
你们医院规模大吗，一年几百台？
主任您本人做过多少？
今年到现在做了几个了？
上个月换了几个肝？
一周几台肾？
你们中心总共换了多少肝了？
""",
    "price": """
一共要花多少钱？
得准备多少？
价格怎么算？
押金交多少？
全部下来什么价？
三十万够不够？
贵不贵？
收费标准是多少？
手术费多少？
大概几十万？
你们那儿换个肾啥价？
要先打多少钱？
费用大概在什么范围？
""",
    "organ_source": """
供体从哪里来？
肝是谁的？
是什么人捐的？
是不是死刑犯？
来源可靠吗？
是活人身上取的吗？
都是些什么供体？
有没有练功的那些人？
是自愿捐的吗？
家里人同意吗？
公安那边的？
是本地的还是外面调来的？
供体年轻吗？
肾是怎么来的？
器官哪个部门给的？
是脑死亡的吗？
有手续吗？
我听说用的是法轮功的。
是不是从监狱弄来的？
捐的人是干什么的？
""",
    "scheduling": """
手术哪天做？
能挑日子吗？
什么时候可以排上手术？
前面还有几个人？
我排第几个？
过年前能做吗？
要怎么登记？
登记要什么条件？
先来先做吗？
能不能插队？
找人打招呼管用吗？
给钱能快点吗？
现在还做不做这个手术？
下礼拜能安排吗？
周几做手术？
名单上多少人？
怎么排顺序？
我们什么时候过来合适？
国庆放假还做吗？
能不能先给我们排上？
""",
}


@pytest.mark.parametrize(
    ("topic", "question"),
    [(topic, question) for topic, text in ASKED.items() for question in text.split()],
)
def test_the_topic_of_a_question(topic: str, question: str) -> None:
    turn = read_turn(0, "investigator", question, "zh")
    assert read_question(turn).topic == topic
