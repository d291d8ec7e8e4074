"""Pairs of contrary words in Chinese and in English, for checking what a rendering turned round."""

from __future__ import annotations

import re

Opposites = tuple[re.Pattern[str], re.Pattern[str]]


def _pair(one: str, other: str) -> Opposites:
    return re.compile(one), re.compile(other)


OPPOSITES: tuple[tuple[Opposites, Opposites], ...] = (
    # How much, how long, how soon.
    (
        _pair(r"最[长慢晚久高多大贵]|顶多|至多", r"最[短快早低少小便]|至少|起码"),
        _pair(
            r"\b(?:longest|slowest|latest|highest|maximum|biggest|largest|dearest)\b|"
            r"\bat (?:the )?(?:very )?most\b",
            r"\b(?:shortest|quickest|fastest|earliest|lowest|minimum|smallest|fewest|cheapest)\b|"
            r"\bat (?:the )?(?:very )?least\b",
        ),
    ),
    (
        _pair(
            r"以内|之内|以里|内(?=[,，。]|$)|在\S{0,4}范围|在\S{0,4}之中",
            r"超[出过]|以外|之外|以上",
        ),
        _pair(r"\bwithin\b|\binside\b", r"\bbeyond\b|\boutside\b|\bexceed\w*|\bover\b|\bpast\b"),
    ),
    (
        _pair(
            r"以前|之前|事前|死前|生前|活着|逝世前|[术手]前",
            r"以后|之后|事后|死后|逝世后|术后|后来|然后",
        ),
        _pair(
            r"\bbefore\w*\b|\bprior\b|\balive\b|\bin (?:his|her|their) life",
            r"\bafter\w*\b|\bsince\b|\bthen\b|\blater\b",
        ),
    ),
    (
        _pair(
            r"一半多|多一半|大半|过半|半数以上|一半以上|超过一半",
            r"不到一半|一半不到|不足一半|小半|一半以下|少于一半",
        ),
        _pair(
            r"\b(?:more than|over|above|better than|well over) (?:a )?half\b|\bthe greater part\b",
            r"\b(?:less than|under|below|not (?:even |quite )?) ?(?:a )?half\b",
        ),
    ),
    (
        _pair(r"全[是都部体]|所有|每[一个]|人人|都[是能有]", r"有的|有些|部分|一半|有时|少数|个别"),
        _pair(
            r"\b(?:all|every|everybody|everyone|each|always|none|nobody)\b",
            r"\b(?:some|part|half|sometimes|few|most|certain|others?)\b",
        ),
    ),
    (
        _pair(
            r"很多|[得的]多|多得|不少|许多|大量|(?<![最很])多(?=[,，。]|$)",
            r"很少|[得的]少|少得|不多|(?<!多)少(?=[,，。]|$)",
        ),
        _pair(
            r"\b(?:many|much|lots|plenty|numerous)\b", r"\b(?:few|fewer|little|rare\w*|scarce\w*)\b"
        ),
    ),
    (
        _pair(r"便宜", r"贵(?!院|姓|州|阳)"),
        _pair(r"\bcheap\w*", r"\bexpensive|\bdear(?:er)?\b|\bcostl"),
    ),
    (
        _pair(r"快(?!要|两|[一二三四五六七八九十\d])", r"慢"),
        _pair(r"\b(?:fast|quick|soon|short)\w*", r"\b(?:slow|long)\w*"),
    ),
    (
        _pair(
            r"(?:太|更|最|再|偏|越)大|个子大|[个年岁]\S{0,2}大的?(?=[,，。]|$)",
            r"(?:太|更|最|再|偏|越)小|个子小|[个年岁]\S{0,2}小的?(?=[,，。]|$)",
        ),
        _pair(
            r"\b(?:big|large|great|old|tall)(?:ger|er)?\b",
            r"\b(?:small|young|little|short)(?:er)?\b",
        ),
    ),
    (
        _pair(r"年轻|小伙", r"年老|老人|上年纪"),
        _pair(r"\byoung\w*", r"\b(?:old|older|elderly|aged)\b"),
    ),
    (
        _pair(r"(?:太|更|偏|[很挺有]点?)高|升高|涨", r"(?:太|更|偏|[很挺有]点?)低|降|跌|减"),
        _pair(
            r"\b(?:high\w*|rise[sn]?|rose|increas\w+)\b",
            r"\b(?:low\w*|fall[sn]?|fell|drop\w*|decreas\w+|less)\b",
        ),
    ),
    (
        _pair(r"最近(?!的?\S?(?:医院|地方))", r"很久以前|老早"),
        _pair(r"\b(?:recent|lately|latest)\w*\b", r"\blong ago\b"),
    ),
    (
        _pair(r"更多|增加|多[一]?[点些]|涨|往上加", r"更少|减|少[一]?[点些]|少得|降"),
        _pair(
            r"\b(?:more|increas\w+|rises?|goes up|higher)\b",
            r"\b(?:less|fewer|reduc\w+|decreas\w+|falls?|goes down|lower|drops?)\b",
        ),
    ),
    (
        _pair(r"自己(?!去|来|也|做|看)", r"别人|人家|他人|旁人"),
        _pair(
            r"\b(?:own|yours|yourself)\b",
            r"\b(?:others?|other people'?s?|someone else'?s?|somebody else'?s?)\b",
        ),
    ),
    # What becomes of money, people, things.
    (
        _pair(r"包括|包含|算在|含在", r"另[外加]?算|除外|不[包含]|另付|另收|另加"),
        _pair(
            r"\binclud|\bcover|\bpart of (?:that|it)\b",
            r"\bextra\b|\bexclud|\bseparate|\bon top\b|\bwithout\b|\badditional",
        ),
    ),
    (
        _pair(r"退(?!伍|休|烧|回去)|返还", r"补交|补缴|加收|不退"),
        _pair(
            r"\brefund\w*|\breturned\b|\b(?:get|give|given|paid) back\b", r"\btop up\b|\bno refund"
        ),
    ),
    (
        _pair(r"容易|好[等办找做]", r"难(?!讲|说)|不好[等办找做]"),
        _pair(r"\beas[yi]", r"\bhard\b|\bdifficult"),
    ),
    (
        _pair(r"男", r"女"),
        _pair(r"\b(?:man|men|male|he|his|him)\b", r"\b(?:woman|women|female|she|her)\b"),
    ),
    (
        _pair(r"成功|活[下了]|存活", r"失败|死[了亡]"),
        _pair(r"\bsucce|\bsurviv|\blive[sd]?\b", r"\bfail|\bdie[sd]?\b|\bdeath"),
    ),
    (
        _pair(r"可能(?!性)|能够", r"不可能"),
        _pair(r"(?<!not )\bpossible\b", r"\bimpossible\b|not possible"),
    ),
    (
        _pair(r"允许|批准|合法", r"禁止|违法|非法"),
        _pair(r"\ballow|\bpermit|\bapprov|\blegal", r"\bforbid|\bban|\bprohibit|\billegal"),
    ),
    (
        _pair(r"够(?=了?[,，。]|$)|足够|充足", r"不够|缺|不足|短缺"),
        _pair(
            r"\b(?:enough|plenty|sufficient)\b", r"\b(?:short of|lack\w*|shortage|insufficient)\b"
        ),
    ),
    (
        _pair(r"愿意|自愿|主动", r"强迫|被迫|不愿"),
        _pair(
            r"\b(?:willing\w*|voluntar\w+|own accord)\b", r"\b(?:forced|unwilling\w*|coerc\w+)\b"
        ),
    ),
    (
        _pair(r"住进|入院|住院|收治", r"出院"),
        _pair(r"\badmi(?:t|ssion)\w*|\bcome in\b", r"\bdischarg\w*|\bgo(?:es)? home\b"),
    ),
    (
        _pair(r"白天|日间", r"夜里|半夜|晚上|夜间"),
        _pair(r"\b(?:daytime|by day|during the day)\b", r"\b(?:nights?|evening|midnight)\b"),
    ),
    (_pair(r"上午|早上", r"下午"), _pair(r"\bmorning\b", r"\bafternoon\b")),
    (
        _pair(r"本地|当地|本市|本省", r"外地|外面|外省|国外"),
        _pair(
            r"\blocal\b|\bthis (?:city|province)\b",
            r"\b(?:outside|elsewhere|abroad|other (?:places|cities|provinces))\b",
        ),
    ),
    (
        _pair(r"军人|当兵|军方|部队", r"平民|地方病人|老百姓|地方医院"),
        _pair(r"\b(?:soldier|militar|army|serviceme)\w*", r"\b(?:civilian)\w*"),
    ),
    (
        _pair(r"供体|供者|捐献者", r"受体|受者|病人|患者"),
        _pair(r"\bdonors?\b", r"\b(?:recipient|patient)s?\b"),
    ),
    (
        _pair(r"护士", r"医生|大夫|主任"),
        _pair(r"\bnurses?\b", r"\b(?:doctor|director|surgeon)s?\b"),
    ),
    (
        _pair(r"我|咱", r"他们|她们|人家"),
        _pair(r"\b(?:i|we|me|us|my|our|ours|mine)\b", r"\b(?:they|them|their|theirs)\b"),
    ),
    (
        _pair(r"家属|家里人?|亲属", r"医生|大夫|护士"),
        _pair(r"\b(?:famil\w+|relatives?)\b", r"\b(?:doctor|nurse|surgeon)s?\b"),
    ),
    (_pair(r"阳性", r"阴性"), _pair(r"\bpositive\b", r"\bnegative\b")),
    (
        _pair(r"先付|预付|先交", r"后付|后交|事后交"),
        _pair(r"\b(?:in advance|upfront|up front|beforehand)\b", r"\bafterwards?\b"),
    ),
    (
        _pair(r"现在|目前|如今", r"以前|过去|从前|原来|那时"),
        _pair(
            r"\b(?:now|nowadays|currently|these days|at present|at the moment)\b",
            r"\b(?:before|formerly|previously|used to|in the past|then|at that time)\b",
        ),
    ),
)
"""((Chinese word, its contrary), (English word, its contrary)).

Chinese is matched in simplified characters, English in small letters.
"""
