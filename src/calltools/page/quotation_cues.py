"""What tells, of words quoted in running text, that they were spoken in a call.

Everything is measured: what stands around the words is read by
:mod:`calltools.language.quoting`, and the cues made of that are weighed by a fitted model
(:mod:`calltools.page.tagger`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log

from calltools.language.quoting.block import Block
from calltools.language.quoting.reading import Quote, TextReading
from calltools.language.quoting.scene import fold
from calltools.page.dates import dates
from calltools.page.running_text import NUMBER

Cues = dict[str, float]

PHONE = re.compile(
    r"\b(?:tele)?phon(?:e|ed|es|ing)\b|\bcall(?:s|ed|ing)?\b|\brang\b|\bring(?:s|ing)?\b|\bdial|"
    r"\bhung up|\bhangs? up|\bpick(?:s|ed)? up|\bon the line\b|\breceiver\b"
    r"|电话|致电|去电|来电|拨[打了通]|打[到给去进]|接听|接通|总机|挂断|挂了|话筒|听筒",
    re.IGNORECASE,
)
"""That somebody telephones."""

_RINGS = re.compile(
    r"\b(?:phon|telephon|call|rang|ring|dial|reached|got through|line)\w*\b|电话|致电|[打拨]",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:answer|reached|picked up|took|receiver|line|telephone|phone|call)\w*\b"
    r"|电话|接[的听起了]|接通",
    re.IGNORECASE,
)
_BACK = 100  # quotations among which one is looked for again
_REACH = 40  # characters between a hospital and the word that says that it is telephoned
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
_ENDED = re.compile(r"[.!?。！？…]$")
_STOPS = re.compile(r"[.!?,;:。！？，；：…”」』\"'）)]\s*$")
_COMMA = re.compile(r"[,，、;；—-]$")
_YOU = re.compile(r"\b(?:you|your|yours)\b|[你您]", re.IGNORECASE)
_QUESTION = re.compile(r"[?？]\W*$|[吗嗎呢]\W*$")
_NARRATOR = re.compile(r"\b(?:I|we)\b|我|笔者|记者")
_SAYS_TO = re.compile(
    r"\b(?:told|said to|says to|wrote to|tells) (?:me|us|reporters|this \w+|the \w+ )"
    r"|[对向跟](?!方)[^，。：]{0,6}(?:说|表示|讲|称)|告诉[^，。：]{0,6}[：，]",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:says|asks|tells|adds|laughs|remembers)\b")
_WRITTEN = re.compile(
    r"\b(?:letters?|statement|wrote|writes|written|mail|leaflet|form)\b|书面|声明|[回来去]信|回函|写道|写着|印着",
    re.IGNORECASE,
)
_BY_NARRATOR = (
    re.compile(
        r"(?:\b(?:I|we)\b|我们?|笔者|记者)[^，。,.：:]{0,14}?"
        r"(?:\b(?:said|asked|answered|replied|told|say|ask)\b|[问说答道])[^，。,.：:]{0,6}[,，：:]?\s*$"
    ),
    re.compile(r"[\s,，]*(?:(?:(?:\bI|\bwe) \w+)|(?:我们?|笔者|记者)[^，。：]{0,4}[问说答])"),
)
_ASKS_BESIDE = (
    re.compile(r"(?:\basked|\basks?|问)(?:[^，。,.：:]{0,12})[,，：:]\s*$"),
    re.compile(r"[\s,，]*(?:[^\s，。,.：:]+ ){0,3}?(?:asked\b|asks\b)|[\s,，]*[^，。：]{0,5}问"),
)
_SPEAKS_EN = r"(?:said|says|asked|asks|replied|replies|answered|added|adds|told|tells|remembers)"
_NAME_EN = r"(?P<name>(?!(?:I|He|She|They|The|We|You|But|And)\b)[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
_SPEAKS_ZH = r"(?:说|表示|称|道|[追反]?问|回?答|讲|认为)"
_STRANGER_BEFORE = re.compile(
    rf"{_NAME_EN} {_SPEAKS_EN}\b[^.,;]{{0,12}}[,:]?\s*$"
    rf"|(?:^|[，。；\s])(?P<zh>[^，。：；\s]{{2,14}}?){_SPEAKS_ZH}[^，。：]{{0,3}}[：，]?\s*$"
)
_STRANGER_AFTER = re.compile(
    rf"[\s,]*{_SPEAKS_EN} {_NAME_EN}|[\s,]*(?P<zh>[^，。：；\s]{{2,14}}?){_SPEAKS_ZH}"
    rf"|[\s,]*{_NAME_EN.replace('name', 'first')} {_SPEAKS_EN}"
)
_SOMEBODY = re.compile(r"[我你您他她它们]|对方|记者|笔者|电话|那[边头]|声")
_LABEL = re.compile(r"\s*[^，。,.：:]{1,24}[：:]\s*")


@dataclass(frozen=True, slots=True)
class Opening:
    """A sentence, ``start`` to ``end`` of block ``block``, that names a hospital.

    ``rung``: somebody telephones it.
    """

    block: int
    start: int
    end: int
    hospital: str
    rung: bool


class Ground:
    """The running text of a document: its sentences, hospitals, dates and telephones.

    ``elsewhere`` are the words of turns found before.
    """

    def __init__(self, blocks: Sequence[Block], elsewhere: str) -> None:
        self.blocks = blocks
        self.reading = TextReading(blocks)
        self.quoted = [
            q for q in self.reading.quotes() if not q.marked.depth and q.marked.mark not in _TITLES
        ]
        self.elsewhere = letters(elsewhere)
        self.heads = [is_heading(block) for block in blocks]
        self.openings = list(self._openings())
        self._opening_at = [(o.block, o.start) for o in self.openings]
        folded = self.reading.scene.folded
        self.phones = [bool(PHONE.search(text)) for text in folded]
        dated = (bool(dates(text)) for text in self.reading.scene.written)
        self.dates_to = [0, *accumulate(dated)]
        """How many blocks before each have a date."""
        self.first_rung = min((o.block for o in self.openings if o.rung), default=len(blocks))
        self.words = [letters(q.text) for q in self.quoted]

    def _openings(self) -> Iterator[Opening]:
        scene = self.reading.scene
        for b, text in enumerate(scene.written):
            named = self.reading.hospitals.find(text)
            for s in scene.sentences[b]:
                inside = [n for n in named if s.start <= n.start < s.end]
                for n in inside[:1]:
                    reach = _REACH if n.name.isascii() else _REACH // 2
                    before = scene.folded[b][max(s.start, n.start - reach) : n.start]
                    after = scene.folded[b][n.end : min(s.end, n.end + reach)]
                    rung = bool(_RINGS.search(before) or _ANSWERS.search(after))
                    if self.heads[b] and b + 1 < len(self.blocks):
                        below = scene.written[b + 1]
                        rung = rung or bool(PHONE.search(fold(below)) or dates(text + below))
                    yield Opening(b, s.start, s.end, n.full, rung)

    def opening_of(self, q: Quote) -> Opening | None:
        """The last sentence with a hospital up to that of the quotation, its own included."""
        own = self.reading.scene.sentence_at(q.marked.last, max(q.marked.closed - 1, 0))
        i = bisect_right(self._opening_at, (own.block, max(own.end - 1, 0)))
        return self.openings[i - 1] if i else None

    def around(self, i: int) -> str:
        """The sentence in which the ``i``-th quotation opens, up to it, and what follows it there:
        who is said to speak stands in it."""
        m, scene = self.quoted[i].marked, self.reading.scene
        begin = scene.sentence_at(m.first, m.opened).start
        end = scene.sentence_at(m.last, max(m.closed - 1, 0)).end
        before = scene.written[m.first][begin : m.opened]
        return f"{before} … {scene.written[m.last][m.closed : end]}"

    def apart(self, i: int) -> str:
        """What lies between the ``i``-th quotation and the one before it."""
        if not i:
            return "first"
        one, two = self.quoted[i - 1], self.quoted[i]
        far = two.marked.first - one.marked.last
        near = "same block" if far == 0 else "next block" if far == 1 else "far"
        same = self.opening_of(one) == self.opening_of(two)
        hospital = "same hospital" if same else "another hospital"
        if not two.who.named:
            return f"{near}, {hospital}, nobody named"
        who = "same" if one.who.speaker == two.who.speaker else "another"
        return f"{near}, {hospital}, {who} speaker"

    @cached_property
    def first_phone(self) -> int:
        """The first block with a telephone."""
        return next((i for i, told in enumerate(self.phones) if told), len(self.phones))


def is_heading(block: Block) -> bool:
    """Whether the block heads others: a heading, or a short line that ends no sentence."""
    short = len(block.text) <= 60 and not _STOPS.search(block.text)
    return block.kind == "heading" or (short and block.kind != "table_cell")


_TITLES = frozenset(["《》", "〈〉", "blockquote"])


def letters(text: str) -> str:
    """The letters and figures, small."""
    return "".join(c for c in text.casefold() if c.isalnum())


def size(text: str) -> float:
    """Words: a Chinese character counts for 0.6."""
    return 0.6 * len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def quotation_cues(ground: Ground, i: int, *, grouped: float) -> Cues:
    """The cues of quotation ``i``; ``grouped`` is the share of the document's text in turns."""
    q = ground.quoted[i]
    m, scene = q.marked, ground.reading.scene
    block = ground.blocks[m.first]
    inside = block.text[m.opened + 1 : m.closed - 1] if m.first == m.last else q.text
    inside = inside.strip()
    before = scene.written[m.first][: m.opened]
    after = scene.written[m.last][m.closed :]
    sentence = scene.sentence_at(m.first, m.opened)
    around = scene.folded[m.first][sentence.start : sentence.end]
    opening = ground.opening_of(q)
    here = m.first
    far = here - opening.block if opening else 99
    headed = opening is not None and ground.heads[opening.block]
    if headed and opening is not None and not any(ground.heads[opening.block + 1 : here]):
        far = max(far - 1, 0)
    same = far == 0
    phone_far = next((d for d in range(min(here, 8) + 1) if ground.phones[here - d]), 9)
    since = opening.block if opening else max(here - 3, 0)
    own = ground.words[i]
    again = own and any(own in w for w in ground.words[i + 1 : i + 1 + _BACK])
    whole = not before.strip() and not after.strip(" .。")
    side = q.who.side
    before_it = [n for n in ground.reading.cast[m.first] if n.start < m.opened]
    named = [n for n in ground.reading.cast[m.first] if sentence.start <= n.start < sentence.end]
    return {
        "side hospital": side == "hospital" and q.who.said,
        "side caller": side == "caller",
        "side outsider": side == "outsider",
        "outsider named": any(n.side == "outsider" for n in named or before_it[-1:]),
        "nobody's words": bool(q.reason) and side != "outsider",
        "a bare name": _is_stranger(ground, q),
        "short, without a mark": size(inside) <= 3
        and not _ENDED.search(inside)
        and not _COMMA.search(inside),
        "says, today": bool(_TODAY.search(around)),
        "sentence inside": bool(_ENDED.search(inside)),
        "comma inside": bool(_COMMA.search(inside)),
        "all of the block": whole,
        "a label before": bool(_LABEL.fullmatch(before)) and not after.strip(" .。"),
        "hospital in the block": same,
        "hospital far": min(log(1 + far), 3.0) if opening else 0.0,
        "hospital rung": opening is not None and opening.rung,
        "any hospital rung before": ground.first_rung <= here,
        "place known": q.who.hospital is not None,
        "date since": ground.dates_to[here + 1] > ground.dates_to[since],
        "in writing": bool(_WRITTEN.search(around)),
        "share of the block": len(inside) / max(len(block.text), 1),
        "any turns elsewhere": grouped > 0,
        "phone in the block": phone_far == 0,
        "phone near": 0 < phone_far <= 2,
        "phone before": ground.first_phone <= here,
        "you": bool(_YOU.search(inside)),
        "said to a listener": bool(_SAYS_TO.search(around)),
        "repeats a turn": len(own) > 2 and own in ground.elsewhere,
        "repeats what was quoted": bool(own)
        and any(own in w for w in ground.words[max(i - _BACK, 0) : i]),
        "quoted again in full": bool(again),
        "a line of its own, quoted again": whole and bool(again),
        "holds what is quoted later": any(
            len(w) > 3 and w in own for w in ground.words[i + 1 : i + 1 + _BACK]
        ),
    }  # fmt: skip


def _is_stranger(ground: Ground, q: Quote) -> bool:
    """Whether a name without a function stands beside the quotation as its speaker's."""
    if q.who.speaker is not None and q.who.speaker in ground.reading.people.bare_names:
        return True
    for match in (_STRANGER_BEFORE.search(q.words.near), _STRANGER_AFTER.match(q.words.tail)):
        if match is None:
            continue
        name = next(group for group in match.groups() if group)
        if not _SOMEBODY.search(name) and not ground.reading.people.names(name):
            return True
    return False


def role_cues(ground: Ground, i: int) -> Cues:
    """What tells whether the caller speaks quotation ``i`` rather than the hospital."""
    q = ground.quoted[i]
    near, tail = q.words.near, q.words.tail
    narrator = _BY_NARRATOR[0].search(near) or _BY_NARRATOR[1].match(tail)
    asks = _ASKS_BESIDE[0].search(near) or _ASKS_BESIDE[1].match(tail)
    question = bool(_QUESTION.search(q.text))
    return {
        "side caller": q.who.side == "caller",
        "side hospital, named": q.who.side == "hospital" and q.who.named,
        "question": question,
        "asked": bool(asks),
        "question asked": bool(asks) and question,
        "narrator speaks": bool(narrator),
        "narrator named": bool(_NARRATOR.search(near + tail)),
    }


def call_cues(ground: Ground, i: int, j: int) -> Cues:
    """What tells whether a call begins between the quotations ``i`` and ``j``, both turns."""
    one, two = ground.quoted[i], ground.quoted[j]
    a, b = ground.opening_of(one), ground.opening_of(two)
    scene = ground.reading.scene
    first, last = one.marked.last, two.marked.first
    own = scene.sentence_at(last, two.marked.opened)
    start = one.marked.closed
    text = " ".join(
        scene.written[k][start if k == first else 0 : own.end if k == last else None]
        for k in range(first, last + 1)
    )
    folded = " ".join(
        scene.folded[k][start if k == first else 0 : own.end if k == last else None]
        for k in range(first, last + 1)
    )
    between = ground.blocks[first + 1 : last + 1]
    return {
        "another hospital": b is not None and (a is None or a.hospital != b.hospital),
        "hospital named between": b is not None and b != a,
        "date between": bool(dates(text)),
        "phone between": bool(PHONE.search(folded)),
        "same block": first == last,
        "next block": last - first == 1,
        "heading between": any(x.kind == "heading" for x in between),
        "item begins": any(x.kind == "list_item" or NUMBER.match(x.text) for x in between),
        "another place": two.who.hospital not in (None, one.who.hospital),
        "another speaker": two.who.named and two.who.speaker != one.who.speaker,
        "carried on": not two.who.named,
    }
