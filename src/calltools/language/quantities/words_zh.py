"""The words of Chinese quantities: units, classifiers, currencies, modifiers."""

from __future__ import annotations

import re

from calltools.language.quantities.model import Period, QuantityKind

STARTS = frozenset("+0123456789零〇一二三四五六七八九十两廿卅几数半俩仨个上成第百千万大小礼星周初")
WORDS_WITH_ONE = re.compile(
    r"一(?=视同仁|口价|次性|步到位|线|步|时(?=说|想|半|间)|遍|趟|句|声|口气|整(?=年|天|个)|部份|半(?![个天年月小载])|部分|般|定|样|起|直|些|下|边|旦|共|律|切|再|向|致|味|会儿|概|辈|路|生|度|方面|模|段(?!费)|阵|点(?!半|钟|[一二三四五六七八九十]|到|前|后))"
)
NOT_NUMERALS = re.compile(
    r"隔三[差岔]五|[一二三四五六]等亲|[零〇九]几年|(?:没|不[了到]|能有)几(?=[个天次例台])|一[个例台颗枚片](?=[都也]?没)|(?<=[上下])一(?=[枚例台颗片])|一抓|一大?把|一来就|一阵|(?<=每)一(?=[位例次台]|个(?!月|星期|礼拜|小时))|三天两头|红十字|九牛一毛|七上八下|万一|千万(?=别|不|要)|十分(?!钟)|百姓|数据|数量|几乎|成功|成本|上去|半夜|大家|(?<=[快慢多少早晚好长短高低差贵大小])一点|(?<=[源肝肾人体])一[到来有](?!个)|统一|唯一|一一|一比[一二三四五六七八九十几]|两[边头](?!儿?肾)|一[番倍]|[上下](?=半年|半个月)半|(?<=[这那])一[说套条项块类回]|一说"
)
UNITS = {
    "小时": "hour", "钟头": "hour", "钟": "hour", "星期": "week", "礼拜": "week",
    "分钟": "minute", "分": "minute", "秒": "minute",
    "工作日": "day", "工作天": "day", "日天": "day",
    "天": "day", "晚": "day", "晚上": "day", "周": "week", "月": "month", "年": "year",
    "载": "year", "日": "day",
}  # fmt: skip
UNIT = re.compile(
    r"(?P<ge>个)?(?P<mid>多|来|半)?"
    r"(?P<unit>工作[日天]|日天|小时|钟头|星期|礼拜|分钟|秒钟?|晚上?(?=[一二两三四五六七八九十几\d最做就能上])|天(?!津)|周(?![末岁])|月|年|载|日|(?<=个)钟)"
    r"(?P<after>多(?![少久长则])|余|半(?!载|个|夜|天)|出头|来(?=[的了,，。]|$))?"
)
CURRENCIES = {
    "人民币": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD", "台币": "TWD", "新台币": "TWD",
    "港币": "HKD", "港元": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP", "马币": "MYR",
    "新币": "SGD", "韩元": "KRW", "韩币": "KRW", "日币": "JPY", "港纸": "HKD",
    "澳元": "AUD", "澳币": "AUD", "加元": "CAD", "加币": "CAD", "元": "CNY", "块钱": "CNY",
    "块": "CNY",
} | {code.lower(): code for code in ("CNY", "USD", "HKD", "TWD", "EUR", "GBP", "JPY")} | {
    "rmb": "CNY", "ntd": "TWD",
}  # fmt: skip
YUAN = ("元", "块", "块钱")
"""The yuan of the place: CNY on the mainland, but the money of Taiwan and Hong Kong there."""
SIGNS = {"¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
SIGN_BEFORE = re.compile(r"(?:(?<![a-z])(?P<place>us|hk|nt|au?|ca?))?(?P<sign>[¥$€£]) ?$")
DOLLARS = {
    "us": "USD", "hk": "HKD", "nt": "TWD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD",
}  # fmt: skip
CURRENCY = re.compile("|".join(sorted(CURRENCIES, key=len, reverse=True)))
CLASSIFIER = re.compile(
    r"个人|号人|例|台|个(?!把|别)|位|枚|片|只|颗|副|对(?=肾|肺|角|总|[,，。了]|$)|次|件|单|张|名|人|家|种|批|组|袋|床|号|楼|岁"
    r"|周岁|公斤|斤|毫升|毫克|度|%|成(?![功本])|点|间|站|代|级|期"
)
MEASURED = re.compile(
    r"[份项所句笔遍部条本层科节类样把瓶包盒粒滴针顿餐趟回辈道辆架栋座封篇页根支门届拨伙帮排倍折分晚夜口声公米升克区]"
)
"""What 几 stands before as well: without any of them it is a piece of another word (几票, 几何)."""
ROOM = re.compile(r"号?(?:房|病房|病区|诊室|室(?![友温])|窗口)")
WEEKDAY = re.compile(
    r"(?:礼拜|星期|周)(?:[一二三四五六日天末])(?![台例]|[一二三四五六七八九十百]*个?(?:月|天))"
)
IDIOMS: dict[str, tuple[QuantityKind, int, int]] = {
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
FILLER = (
    r"(?:也|得|要|就|是|有|的话|在|都|能|会|大概|等|需要?|再|个|给|拿|收|交|付|花|掏|出|准备|预备"
    r"|做|排){0,4}"
)

BEFORE: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
    (does, vague, re.compile(rf"(?:{words}){FILLER}$"))
    for does, vague, words in (
        ("at_most", False, r"(?:不|没有?|别|莫)(?:会|能|可能|要|许|得|准)?(?:超过|多于|大于|超出?)|"
            r"不(?:会|能|要)过|超不过|不出|(?:最多|顶多|至多|撑死|最高)(?!的)"),
        ("at_most", True, r"[用要]不[了着到]|不到|不足|未满|不满|没到|不够"),
        ("at_least", False, r"至少|起码|最少|少说|不(?:会|能)?(?:少于|低于|短于)|不下于?|最低|"
            r"最起码|怎么[着说样]?(?:也|都)[得要]|打底"),
        ("at_least", True, r"(?<![不别莫])(?<!不[会要])(?:超过|(?<![b彩])超出?|逾|多于|高于|大于|"
            r"不止|不只)|(?<=[能要会])过"),
        ("", True, r"大概[其齐]?|大约莫?|约莫?|差不多|将近|接近|临近|(?<![最附远])近|"
            r"(?<![最尽很更较偏越加])快[到满]?(?![点的])|几乎|估摸|合计|前后"),
    )
)  # fmt: skip
AFTER: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
    (does, vague, re.compile(words))
    for does, vague, words in (
        ("at_most", False, r"(?:的?时间)?(?:[,，]?(?:就|也)?(?:封顶|到顶|顶天|打住|到头)|有找|"
            r"以内|之内|以里|以下|之下|内(?![科地部蒙线])|里[头面]?(?=就|能|可以|肯定|都|也|[,，。?？]|$))"),
        ("at_least", False, r"以上|往上|朝上|之上|打底|起步|起(?![来初码])|开外|封底"),
        ("at_most", True, r"(?:都|也)(?:嫌|算)太?(?:长|久|慢|多)"),
        ("at_most", True, r"(?:都|还|也)?(?:用不[到了着]|不到)|(?:都|还|也)?不足"),
        ("at_least", False, r"总(?:归|还)?(?:是|会)?有的?(?=$|[,。])"),
        ("at_least", True, r"(?:都|也|还|肯定|恐怕|怕是|绝对)?(?:打不住|不止|挡不住)"),
        ("more", True, "出头"),
        ("", True, r"左右|上下|(?:的?样子)|光景|差不多|前后(?!都)"),
    )
)  # fmt: skip

NO_LESS = re.compile(r"(?:没(?:有)?|不到|不足|不够|不等(?:上|够)?|少[了于]|低于)个?$")
CANNOT = re.compile(
    r"(?:的时间|的话|以上)?(?:是|都|也|就|根本|肯定|恐怕|怕是|你|我们|绝对|确实|真的?){0,3}"
    r"(?:下不来|不下来|(?:拿|办|弄|搞|做|等|轮|排|换|约)不(?:下来?|了|成|到|上|好)|不行|不成|不可能|不够|没戏|免谈|别想|甭想)"
)
FEW = re.compile(r"的?(?:都|也)?(?:很|比较|还是|算)?(?:少(?![则了说])|不多|没几个|没有$|没见过)")
CODE_BEFORE = re.compile(
    r"(?:转|拨|打|按|加|(?:分机|内线|电话|手机|病房|房间|短号|尾号|号码)"
    r"(?:号码?)?[是为就:]{0,2}) ?$"
)
"""What stands before numbers that are dialled or found on a door."""
EXTENSION_BEFORE = re.compile(
    r"(?:[\d零〇一二三四五六七八九] ?转|(?:分机|内线)(?:号码?)?[是为就:]{0,2}) ?$"
)
DIALLED = re.compile(r"(?:拨|按) ?$")
EXTENSION_AFTER = re.compile(r" ?转 ?[\d零〇一二三四五六七八九]")
AGE_BEFORE = re.compile(r"(?:年龄|年纪|岁数|周岁|虚岁|高龄)[是为有在就]{0,2}(?:大概)?$")
CURRENCY_BEFORE = re.compile(rf"(?P<code>{CURRENCY.pattern})[大概是约要近]{{0,3}}$")
NEARLY = re.compile(
    r"(?<![大从缩减变较年最更越])小(?=一?个?[周月年]"
    r"|(?:[两二三四五六七八九]?十|[一两二三四五六七八九俩仨])(?:个?月|个(?:星期|礼拜)|[天周年])"
    r"|[一两二三四五六七八九][百千万](?=[例台个万块]))"
)
"""小一年, 小两个月, 小二十天: nearly that."""
PERIODS: dict[str, Period] = {
    "天": "day", "日": "day", "晚": "day", "周": "week", "星期": "week", "礼拜": "week",
    "月": "month", "年": "year", "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
_UNIT = r"(?:个|一个?|1个?)?(?P<period>天|日|晚|(?:周|星期|礼拜)(?![末一二三四五六日天])|月|年)"
PER = re.compile(r"(?:一|每|1)(?:个)?(?:天|日|晚上?|宿|周|星期|礼拜|月|年)")
BETWEEN = re.compile(r"(?!.*(?:等|(?<!也)就|后))[^,。！!?？;；、]{0,8}")
RATE = re.compile(rf"(?:\s?/\s?|每){_UNIT}(?=[,。.!?！？；;、的了吧]|$)")
RATE_BEFORE = re.compile(
    rf"每{_UNIT}上?[^,。.!?？！；;、:\s\d零〇一二三四五六七八九十百千万两几]{{0,8}}$"
)
NOT_RATE = re.compile(r"等|(?<!也)就|后|累计|至今|到现在|到目前|已经?|总共有?|加起来")
