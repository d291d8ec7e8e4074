"""What a printed header tells of the call: hospital, date, time, number, recording, people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.transcripts.layout import dates
from calltools.transcripts.layout.vocabulary import half_width, header_field, role_by_name
from calltools.transcripts.model import HOSPITAL, Call
from calltools.transcripts.readers.document import Line

_HAN = r"[一-鿿○〇Ｘ×]"
_INSTITUTION = (
    r"(?:医院|醫院|卫生院|衛生院|保健院|疗养院|療養院|诊所|診所|门诊部|"
    r"研究所|研究院|急救中心|移植中心|医学中心|醫學中心|医疗中心|"
    r"醫療中心"
    r"|血站|血液中心|健康中心|肿瘤中心|红十字会|紅十字會|医学院|醫學院|"
    r"器官捐献办公室|捐献中心|协调中心)"
)
_HOSPITAL_ZH = re.compile(
    rf"({_HAN}{{2,24}}?(?:医院|醫院)(?:{_HAN}{{1,3}}(?:分院|院区|院區))?|"
    rf"{_HAN}{{2,24}}?{_INSTITUTION})"
)
_BEFORE_ZH = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}(?=、)|调查|調查|采访|电话|電話|关于|對|对|与|與|至|到|本次|被叫|受访|受訪)+"
    r"|致电|致電|拨打|撥打|打给|打給|打到|打电话给|打電話給|拨通|撥通|联系|聯繫|采访|询问|詢問|的|是|向|给|給"
)
_NOT_A_HOSPITAL = re.compile(
    r"^(?:该|該|本|贵|貴|这家|這家|某|一家|我们|我們|你们|你們|哪家|各|"
    r"全国|其他|多家|大|被调查|被調查|受访|受訪|被叫|致电|調查|调查|通话|拨打)?(?:医院|醫院)$"
)
_WORD_EN = r"(?:[A-Z0-9][\w'’.&-]*|of|the|for|and|to|in|at|de|&)"
_KEYWORD = (
    r"(?:Hospital|Hospitals|Institute|Center|Centre|Clinic|Infirmary|"
    r"Sanatorium|Medical College|Medical University|Medical School|"
    r"Polyclinic|Department of Health|Red Cross)"
)
_HOSPITAL_EN = re.compile(
    rf"(?<!\w)(?:{_WORD_EN}[ \xa0]+){{0,9}}?{_KEYWORD}(?:[ \xa0]+No\.\s*\d+)?(?:[ \xa0]+(?:of|"
    rf"for|Affiliated|affiliated|at|attached|"
    rf"Attached)(?:[ \xa0]+{_WORD_EN}){{1,6}})?"
)
_LONGER_EN = re.compile(rf"(?:[ \xa0]+{_WORD_EN}){{0,5}}?[ \xa0]+{_KEYWORD}(?:\s+No\.\s*\d+)?")
_BEFORE_EN = re.compile(
    r"^(?:(?:(?:a |the )?(?:phone |telephone |undercover )?(?:call|calls|"
    r"conversation|interview|talk)|transcript|recording|called|calling|"
    r"to|with|of|at|from|a|an|the|no\.? ?\d+[a-z]?|\d+[a-z]?\.?|"
    r"and)\b[\s:.]*)+",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[A-Z][A-Z'’]{2,}(?:[ ]+(?:[A-Z][A-Z'’.]*|\d+))*")
_PHONE = re.compile(r"(?<![\d.])(?:\+\s?)?\(?\d[\d()\-–—. ]{5,22}\d(?!\d)")
_RECORDING = re.compile(
    r"(?:录音|錄音|音频|音頻)(?:编号|編號|文件|号|號|"
    r"第)?\s*[:：#]?\s*(\d{1,6}[A-Za-z]?(?:-\d+)?)(?!\d|[年月分秒]|:\d)"
    r"|(?:编号|編號|档案号)\s*[:：#]?\s*([A-Za-z]{0,4}-?\d{1,8}[A-Za-z]?)"
    r"|\b(?:Recording|Rec\.|Call|Tape|Audio|Track|Case)\s*(?:number|"
    r"no\.?|№|#)?\s*[:#]?\s*([A-Z]?\d{1,6}[a-z]?)\b(?![:/.]\d)",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"(?:调查记录|調查記錄|通话记录|通話記錄|案例|通话|通話|电话|電話|"
    r"记录|記錄)\s*(?:第|之|No\.?|#)?\s*(\d{1,6})(?![\d年月:.\-])"
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s|;；,，。(（\t]))([^\s:：︰\t|"
    r";；,，。()（）\d][^:：︰\t|;；,，。()（）]{0,24}?)\s*(?:[:：︰]|"
    r"\t)\s*"
)
_TITLE = re.compile(
    r"主任|院长|院長|教授|医生|醫生|大夫|医师|醫師|护士|護士|主治|协调员|"
    r"協調員|\bDr\b|\bDirector\b|\bProf|\bNurse\b|\bSurgeon\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"当地|當地|医院所在|北京时间|北京時間|at the hospital|hospital time|"
    r"local time|in China|Beijing time|China time",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(
    r"^\W*(?:(?:第\s*[\d一二三四五六七八九十百]+\s*(?:则|則|通|段|次|个|個|份|篇|例))"
    r"|(?:(?:调查记录|調查記錄|通话记录|通話記錄|电话录音|電話錄音|"
    r"电话记录|通话|通話|电话|電話|录音|錄音|案例|记录|記錄|调查|例|call|"
    r"recording|transcript|conversation|case|interview|record|tape)"
    r"\s*(?:no\.?|number|#|第|之)?\s*(?:\d{1,4}[a-z]?|"
    r"[一二三四五六七八九十]{1,3}|[IVX]{1,4}|one|two|three|four|"
    r"five)))(?![\d年月]).{0,60}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a call's header, its duration in ms."""

    call: Call
    duration_ms: int | None = None


def fields(line: Line) -> list[tuple[str, str, str]]:
    """(field, key, value) of the ``key：value`` pairs in a line; ``aside`` keys included."""
    text = line.text
    plain = half_width(text)
    marks = [(start, m, f) for m in _FIELD.finditer(plain) for start, f in _key(m)]
    ends = [*(start for start, _m, _f in marks[1:]), len(text)][: len(marks)]
    return [
        (field, text[start : m.end(1)], text[m.end() : end].strip(" \t\u3000;；,，|)）"))
        for (start, m, field), end in zip(marks, ends, strict=True)
    ]


def _key(match: re.Match[str]) -> list[tuple[int, str]]:
    """(start, field) of the key before a colon: all of it, or its last word."""
    key = match[1]
    last = key.rfind(" ") + 1
    for start in (0, last) if last else (0,):
        if (field := header_field(key[start:])) is not None:
            return [(match.start(1) + start, field)]
    return []


def is_call_data(text: str) -> bool:
    """Whether ``text`` is a date, a number dialled or both, and hardly more."""
    rest = _blank(text, [(d.start, d.end) for d in dates.dates(text)])
    if match := _PHONE.search(half_width(rest)):
        rest = _blank(rest, [match.span()])
    return rest != text and sum(c.isalnum() for c in rest) < 3


def is_sequence(text: str) -> bool:
    """Whether a line numbers the call: 调查记录 2, Call 37b."""
    return len(text) <= 80 and bool(_SEQUENCE.match(half_width(text)))


def hospital_in(text: str) -> tuple[str, int, int] | None:
    """(name, start, end) of the first hospital that ``text`` names."""
    for match in _HOSPITAL_ZH.finditer(text):
        before = list(_BEFORE_ZH.finditer(match[1][:-2]))
        start = match.start() + (before[-1].end() if before else 0)
        name = text[start : match.end()]
        if len(name) > 3 and not _NOT_A_HOSPITAL.match(name):
            return name, start, match.end()
    return _hospital_en(text)


def _hospital_en(text: str) -> tuple[str, int, int] | None:
    cased = _CAPITALS.sub(lambda m: _title(m[0]), text)
    match = _HOSPITAL_EN.search(cased)
    if match is None:
        return None
    end = match.end()
    while more := _LONGER_EN.match(cased, end):
        end = more.end()
    before = _BEFORE_EN.match(cased[match.start() : end])
    start = match.start() + (before.end() if before and before.end() < end - match.start() else 0)
    name = cased[start:end].strip()
    return (name, start, end) if " " in name else None


def _title(text: str) -> str:
    """TEXT IN CAPITALS as Text in Capitals; the length stays."""
    return re.sub(
        r"[A-Z]['’A-Z]*",
        lambda m: m[0].lower() if m[0] in ("OF", "THE", "FOR", "AND", "TO") else m[0].capitalize(),
        text,
    )


def has_evidence(lines: Iterable[Line]) -> bool:
    """Whether the lines name a hospital, a date, a number or a recording."""
    header = read_header(list(lines))
    call = header.call
    return any((call.hospital, call.date, call.date_printed, call.phone, call.recording_no))


def read_header(
    lines: Sequence[Line], *, footers: Sequence[str] = (), last_ms: int | None = None
) -> Header:
    """The header in ``lines``; a footer may print the recording's number.

    ``last_ms`` is the last time stamp of the call: ``0:58`` in a header is then its length.
    """
    pairs = [pair for line in lines for pair in fields(line)]
    text = "\n".join(line.text for line in lines)
    plain = half_width(text)
    given: dict[str, str] = {}
    for field, _key, value in pairs:
        if value:
            given.setdefault(field, value)
    name = _hospital(given, text)
    found = dates.dates(text)
    rest = _blank(plain, [(d.start, d.end) for d in found])
    seconds = dates.duration(given["duration"]) if "duration" in given else None
    clock = next(iter(dates.clocks(_without_field(rest, pairs, "duration"))), None)
    duration_s = seconds[0] if seconds else _unkeyed_duration(rest)
    if clock and not clock.told and duration_s is None and _is_length(rest, clock, last_ms):
        duration_s = dates.duration(rest[clock.start : clock.end])[0]  # type: ignore[index]
        clock = None
    if clock and clock.duration_s is not None and duration_s is None:
        duration_s = clock.duration_s
    date = found[0] if found else None
    call = Call(
        hospital=name,
        date=date.iso if date else None,
        date_printed=date.printed if date and date.iso is None else None,
        date_hospital=_second_date(found, plain),
        time=clock.time if clock else None,
        tz=dates.zone(plain) if clock or date else None,
        phone=_phone(given, text, rest),
        recording_no=_recording(given, text, footers),
        respondent=_respondent(given, text, name, found),
        investigator=given.get("investigator"),
    )
    return Header(call, None if duration_s is None else duration_s * 1000)


def _hospital(given: dict[str, str], text: str) -> str | None:
    if value := given.get("hospital"):
        if found := hospital_in(value):
            return found[0]
        if role_by_name(value) != HOSPITAL or len(value) > 4:
            return value if not re.search(r"[。？！?!]", value) else None
    found = hospital_in(text)
    return found[0] if found else None


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _without_field(text: str, pairs: Sequence[tuple[str, str, str]], field: str) -> str:
    for name, _key, value in pairs:
        if name == field and value:
            text = text.replace(half_width(value), " " * len(value))
    return re.sub(
        r"(?:时长|時長|duration|length)\W{0,3}[\d:]+", lambda m: " " * len(m[0]), text, flags=re.I
    )


def _unkeyed_duration(text: str) -> int | None:
    """A length that says so itself: 7分03秒, 12 minutes, 时长 00:01:43."""
    if match := re.search(
        r"(?:时长|時長|历时|长度|duration|length|lasting|lasted)\W{0,3}", text, re.I
    ):
        found = dates.duration(text[match.end() : match.end() + 24])
        if found and found[1] < 4:
            return found[0]
    match = re.search(
        r"(?<![点點时時\d])(?<!\d:)\d{1,3}\s*(?:分钟|分鐘|分(?=\s*\d{1,2}\s*秒)|"
        r"minutes?\b|mins?\b|(?:小时|小時|hours?)\s*\d)",
        text,
        re.IGNORECASE,
    )
    if match:
        found = dates.duration(text[match.start() :])
        return found[0] if found else None
    return None


def _is_length(text: str, clock: dates.Clock, last_ms: int | None) -> bool:
    """Whether m:ss without any word is a length: it is the last time stamp, or begins 0:."""
    printed = text[clock.start : clock.end].strip()
    found = dates.duration(printed)
    if found is None:
        return False
    if (
        last_ms is not None
        and abs(found[0] * 1000 - last_ms) <= 60_000
        and found[0] * 1000 >= last_ms
    ):
        return True
    return bool(re.match(r"0:\d\d$|00:\d\d:\d\d$", printed))


def _second_date(found: Sequence[dates.PrintedDate], text: str) -> str | None:
    here = _HERE.search(text)
    if here is None or len(found) < 2:
        return None
    return next((d.iso for d in found[1:] if d.iso and d.iso != found[0].iso), None)


def _phone(given: dict[str, str], text: str, rest: str) -> str | None:
    """The number as printed; without a key it needs a plus, a dash or eleven digits."""
    if "phone" in given and (match := _PHONE.search(half_width(given["phone"]))):
        return _balanced(given["phone"][match.start() : match.end()])
    for match in _PHONE.finditer(rest):
        digits = sum(c.isdecimal() for c in match[0])
        marked = match[0][0] == "+" or "-" in match[0] or match[0][0] == "("
        if 7 <= digits <= 16 and (marked or digits >= 10):
            return _balanced(text[match.start() : match.end()])
    return None


def _balanced(phone: str) -> str:
    """Without brackets that open or close nothing."""
    if half_width(phone).count("(") != half_width(phone).count(")"):
        phone = phone.strip("()（）")
    return phone.strip(" -–—./")


def _recording(given: dict[str, str], text: str, footers: Sequence[str]) -> str | None:
    if value := given.get("recording_no"):
        match = re.search(r"[A-Za-z]{0,4}[-_]?\d[\w-]*", half_width(value))
        if match and len(value) <= 24 and not dates.dates(value):
            return value[match.start() : match.end()]
    for source in (text, *footers):
        if match := _RECORDING.search(half_width(source)):
            group = next(i for i in (1, 2, 3) if match[i])
            return source[match.start(group) : match.end(group)]
    match = _SERIAL.search(half_width(text))
    return text[match.start(1) : match.end(1)] if match else None


def _respondent(
    given: dict[str, str], text: str, hospital: str | None, found: Sequence[dates.PrintedDate]
) -> str | None:
    """Who answers, under a key or as what follows the hospital's name: title and name."""
    if value := given.get("respondent"):
        return value
    if (value := given.get("hospital")) and hospital and hospital in value:
        rest = value.split(hospital, 1)[1].strip(" \u3000,，、()（）")
        return rest if rest and hospital_in(rest) is None else None
    if hospital is None or hospital not in text:
        return None
    line = text.split(hospital, 1)[1].split("\n", 1)[0]
    until = [line.find(d.printed) for d in found if d.printed in line]
    rest = line[: min(until)] if until else line
    match = re.match(r"[ \u3000]+([^,，;；()（）:：\d+]{2,30})", rest)
    if match and _TITLE.search(match[1]) and re.search(r"[ \u3000]", match[1].strip()):
        return re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", match[1].strip())
    return None
