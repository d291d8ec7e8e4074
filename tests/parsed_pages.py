"""Invented documents with several calls, as parsed, for the page of a parse."""

from __future__ import annotations

from collections.abc import Mapping

from calltools.page.parse import Parsed
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Role

ZH = """首页 | 新闻 | 联系我们

青屿市中心医院移植科　2018年3月6日　电话：0555-5550142
甲：调查员；乙：护士

甲：请问等肝要多久？
乙：两个星期（笑），快的时候一个星期。
（电话铃响）
甲：一年做多少例？
乙：七八十例吧。

东湾医院　2018年3月9日
问：你们做肾移植吗？
答：做。来了就能排上。
路人：让一让。
问：贵不贵？
答：三十万 <b>& 押金</b>。
问：还要等吗？
答：不用。

责任编辑：阿木
"""

EN = """Calls to two wards

Haitang Hospital, March 2, 2015, tel. 555-5550110

Investigator: How long is the wait for a liver?
Nurse: About two weeks [laughs].
Investigator: And the price?
Nurse: Three hundred thousand, more or less.

Dongwan Hospital, March 9, 2015

Investigator: Do you do kidneys?
Nurse: Every week.
Investigator: How many?
Nurse: Seventy or eighty.
"""


def parsed(
    text: str = ZH, name: str = "page.txt", roles: Mapping[str, Role] | None = None
) -> Parsed:
    """The document ``text``, parsed."""
    found = read_bytes(text.encode(), name, roles or {}).parsed
    assert found is not None
    return found
