"""The words of Chinese quantities: units, classifiers, currencies, modifiers."""

from __future__ import annotations

import re

STARTS = frozenset("0123456789零〇一二三四五六七八九十两几数半俩仨个上成第百千万大小礼星周")
WORDS_WITH_ONE = re.compile(
    r"一(?=半(?![个天年月小载])|部分|般|定|样|起|直|些|下|边|旦|共|律|切|再|向|致|味|会儿|概|辈|路|生|度|方面|模|阵|点(?!半|钟|[一二三四五六七八九十]|到|前|后))"
)
NOT_NUMERALS = re.compile(
    r"隔三[差岔]五|(?:没|不[了到])几(?=[个天次例台])|三天两头|红十字|九牛一毛|七上八下|万一|千万(?=别|不|要)|十分|百姓|数据|数量|几乎|成功|成本|上去|半夜|大家|(?<=[快慢多少早晚好长短高低差贵大小])一点|(?<=[源肝肾人体])一[到来有](?!个)|统一|唯一|一一|一比[一二三四五六七八九十几]"
)
UNITS = {
    "小时": "hour", "钟头": "hour", "钟": "hour", "星期": "week", "礼拜": "week",
    "分钟": "minute", "分": "minute", "秒": "minute",
    "工作日": "day", "工作天": "day",
    "天": "day", "晚": "day", "晚上": "day", "周": "week", "月": "month", "年": "year",
    "载": "year", "日": "day",
}  # fmt: skip
UNIT = re.compile(
    r"(?P<ge>个)?(?P<mid>多|来|半)?"
    r"(?P<unit>工作[日天]|小时|钟头|星期|礼拜|分钟|秒钟?|晚上?(?=[一二两三四五六七八九十几\d最做就能上])|天(?!津)|周(?!末)|月|年|载|日|(?<=个)钟)"
    r"(?P<after>多(?![少久长])|余|半(?!载|个|夜|天)|出头|来(?=[的了,，。]|$))?"
)
CURRENCIES = {
    "人民币": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD", "台币": "TWD", "新台币": "TWD",
    "港币": "HKD", "港元": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP", "马币": "MYR",
    "新币": "SGD", "韩元": "KRW", "元": None, "块钱": None, "块": None,
}  # fmt: skip
CURRENCY = re.compile("|".join(sorted(CURRENCIES, key=len, reverse=True)))
CLASSIFIER = re.compile(
    r"个人|号人|例|台|个(?!把|别)|位|枚|片|只|颗|副|对(?=肾|肺|角)|次|件|单|张|名|人|家|种|批|组|袋|床|号|楼|岁"
    r"|公斤|斤|毫升|毫克|度|%|成(?![功本])|点|间|站|代|级|期"
)
WEEKDAY = re.compile(
    r"(?:礼拜|星期|周)(?:[一二三四五六日天末])(?![一二三四五六七八九十百]*个?(?:月|天))"
)
IDIOMS = {
    "十天半个月": ("duration", 10, 15), "十天半月": ("duration", 10, 15),
    "十天半拉月": ("duration", 10, 15),
    "俩仨月": ("duration", 60, 90), "三天五天": ("duration", 3, 5),
    "十天八天": ("duration", 8, 10), "十天八日": ("duration", 8, 10),
    "一年半载": ("duration", 180, 365), "三年五载": ("duration", 1095, 1825),
    "十个八个": ("count", 8, 10), "个八个": ("count", 8, 8),
}  # fmt: skip
JOIN = re.compile(r"\s*(?:到|至|[-~～—－–]{1,2}|或者?是?|还是)\s*")
LIST = re.compile(r"[、，,]")
EITHER = re.compile(r"都(?:有)?(?:可能|行|有|说不定)|不等|的都有")
FILLER = r"(?:也|得|要|就|是|有|的话|在|都|能|会|大概|等|需要?|再|个|给|拿|收){0,4}"

BEFORE = (
    ("at_most", False, r"(?:不|没)(?:会|能|可能)?(?:超过|多于|大于|超出?)|超不过|不出|"
        r"(?:最多|顶多|至多|撑死|最高)(?!的)"),
    ("at_most", True, r"不到|不足|未满|不满|没到|不够"),
    ("at_least", False, r"至少|起码|最少|少说|不(?:会|能)?(?:少于|低于|短于)|最低|最起码"),
    ("at_least", True, r"(?<!不)(?<!不会)(?:超过|超出|多于|高于|大于|不止|不只)|(?<=[能要会])过"),
    ("about", True, r"大概其?|大约莫?|约莫?|差不多|将近|接近|临近|近(?=\S)|快(?!点)|几乎|"
        r"估摸|合计|前后"),
)  # fmt: skip
BEFORE_PATTERNS = tuple(
    (bound, vague, re.compile(rf"(?:{words}){FILLER}$")) for bound, vague, words in BEFORE
)
AFTER = (
    (
        "at_most",
        False,
        re.compile(r"(?:的时间)?(?:封顶|到顶|顶天|以内|之内|以里|以下|之下|内(?![科地部蒙线]))"),
    ),
    ("at_least", False, re.compile(r"以上|往上|朝上|之上|打底|起步|起(?![来初码])|开外|封底")),
    ("at_most", True, re.compile(r"(?:都|还|也)?(?:用不[到了着]|不到)|(?:都|还|也)?不足")),
    ("at_least", True, re.compile(r"(?:都|也|还|肯定|恐怕|怕是|绝对)?(?:打不住|不止|挡不住)")),
    ("about", True, re.compile(r"左右|上下|(?:的?样子)|光景|差不多|前后(?!都)")),
)
