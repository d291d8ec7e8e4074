"""What a turn of the caller does: the matter it raises, how it asks, and what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from calltools.language.lexicon import phrase
from calltools.language.quantities import DAYS, Quantity
from calltools.statements.record import CATEGORIES, Category
from calltools.statements.view import Clause, View

Topic = Category | Literal["other"]
Asking = Literal["open", "closed", "told"]

_NAMES: dict[str, Topic] = {
    "wait": "wait_time", "availability": "organ_availability", "volume": "transplant_volume",
    "price": "price", "source": "organ_source", "scheduling": "scheduling", "other": "other",
}  # fmt: skip
_ORDER = ("other", "source", "price", "volume", "scheduling", "wait", "availability")
_NOT_PROPOSED = frozenset("组 家 床 号 楼 张 批 次 种 teams people patients surgeons".split())
_KINDS = {
    "wait_time": ("duration",),
    "price": ("money", "count"),
    "transplant_volume": ("count",),
    "organ_availability": ("count",),
    "scheduling": ("ordinal", "count"),
}


_A_SUM = 10_000
"""No queue is as long: the number is money."""


_ELLIPTICAL = 4
"""Characters of a Chinese question that only goes on with the matter before."""


@dataclass(frozen=True)
class Question:
    """What the caller's turn asks or puts forward.

    ``topic`` is the matter it raises itself, None where it raises none (follow-ups: "and B?").
    ``asking`` is ``closed`` for a proposition put for confirmation (leading questions too),
    ``told`` for one that is told.  ``proposed`` are the figures in it.
    """

    turn: int
    topic: Topic | None
    asking: Asking
    proposed: tuple[Quantity, ...]
    clauses: tuple[Clause, ...]
    carried: bool = False
    """Whether the topic is that of the talk before, for want of one of its own."""

    @property
    def text(self) -> str:
        """The words of the question, folded."""
        return " ".join(c.text for c in self.clauses)

    @property
    def category(self) -> Category | None:
        """The topic where it is one of the six."""
        return self.topic if self.topic in CATEGORIES else None

    @property
    def is_proposition(self) -> bool:
        """Whether yes or no would answer it."""
        return self.asking == "closed" or (self.asking == "told" and self.topic is not None)

    @property
    def goes_on(self) -> bool:
        """Whether the turn only goes on with the talk before, asking nothing: 我回去商量商量."""
        return self.asking == "told" and self.carried

    @property
    def strays(self) -> bool:
        """Whether the turn raises a matter of its own that we don't know, and has no figure:
        病人能坐飞机吗, not 真的吗; "May he drink?", not "Can you promise that?"."""
        if not self.carried or self.proposed:
            return False
        if self.clauses and self.clauses[0].lexicon.language == "en":
            return not all(phrase("elliptical").fullmatch(c.text) for c in self.clauses)
        return len(self.text) > _ELLIPTICAL

    def figures(self, category: Category | None) -> tuple[Quantity, ...]:
        """The proposed figures that could be values of ``category``."""
        kinds = _KINDS.get(category or "", ())
        put = self.proposed
        if category == "price" and self.clauses and self.clauses[0].lexicon.language == "en":
            put = tuple(map(_in_thousands, put))
        return tuple(
            q
            for q in put
            if q.kind in kinds
            and q.unit not in _NOT_PROPOSED
            and not (category == "scheduling" and (q.high or q.low or 0) >= _A_SUM)
            and not (category == "scheduling" and q.unit in ("台", "例", "岁"))
            and not (q.low == q.high == 1 and (q.unit == "个" or _is_pronoun(q, category)))
        )


def _in_thousands(q: Quantity) -> Quantity:
    """A price said short: "still three hundred and fifty?"."""
    short = q.kind == "count" and not q.unit and not q.period and q.low == q.high
    if not short or q.low is None or not 100 <= q.low < 1000:
        return q
    value = q.low * 1000
    return replace(q, low=value, high=value, smooth=(value, value))


def in_unit(q: Quantity, unit: str) -> Quantity:
    """A bare number as a duration: "in two", where weeks are talked of."""
    scale = DAYS.get(unit, 1)
    low, high = (None if n is None else n * scale for n in (q.low, q.high))
    return replace(q, kind="duration", low=low, high=high, unit=unit)


def _leaning(view: View, unit: str | None) -> dict[Quantity, Quantity]:
    """The bare numbers of a caller that count the units talked of: "Could you do it in two?"."""
    if view.lexicon.language != "en":
        return {}
    found: dict[Quantity, Quantity] = {}
    for clause in view.clauses:
        for q in clause.quantities:
            if q.kind == "duration":
                unit = q.unit
            bare = q.kind == "count" and not q.unit and not q.period and q.end >= clause.end
            if unit and bare and phrase("in_before").search(view.text[: q.start]):
                found[q] = in_unit(q, unit)
    return found


def read_question(view: View, before: Topic | None = None, unit: str | None = None) -> Question:
    """The act of the caller's turn ``view``: its last sentence that raises a matter counts.

    A turn that raises none goes on with the topic ``before``.  ``unit`` is that of the duration
    said last.
    """
    sentences: dict[int, list[Clause]] = {}
    unmarked = view.lexicon.language == "en" and not any(c.mark for c in view.clauses)
    for clause in view.clauses:
        sentences.setdefault(clause.index if unmarked else clause.sentence, []).append(clause)
    chosen: list[Clause] = []
    topic: Topic | None = None
    for clauses in reversed(sentences.values()):
        topic = _topic(clauses) or _from_cues(clauses, before)
        if topic == "other" and len(clauses) > 1:  # 我过来住院，几天能有肝？
            topic = _topic(clauses[-1:]) or topic
        if topic:
            chosen = clauses
            break
    if view.lexicon.language == "en":
        topic = _follow_up(topic, chosen, before)
        earlier = [c for c in view.clauses if chosen and c.index < chosen[0].index]
        said = " ".join(c.text for c in chosen)
        if topic == "organ_availability" and earlier and phrase("this_kind").search(said):
            topic = "organ_source" if _topic(earlier) == "organ_source" else topic
    if not chosen:
        chosen = list(view.clauses[-1:])
    asking = _asking(chosen, view)
    proposed = tuple(q for c in chosen for q in c.quantities)
    later = (
        [c for c in view.clauses if c.index > chosen[-1].index and "?" in c.mark] if chosen else []
    )
    if any(c.quantities for c in later):
        asking = "closed"
        proposed += tuple(q for c in later for q in c.quantities)
    if not proposed:
        proposed = tuple(q for c in view.clauses for q in c.quantities)
    if leaning := _leaning(view, unit):
        proposed = tuple(leaning.get(q, q) for q in proposed)
        if topic in (None, "transplant_volume", "organ_availability"):
            topic = "wait_time"
    if asking == "told" and any(c.other.keys() & _NOT_WAITS for c in view.clauses):
        proposed = tuple(q for q in proposed if q.kind != "duration")
    question = Question(view.index, topic, asking, proposed, tuple(chosen))
    return question if topic else replace(question, topic=before, carried=True)


def _follow_up(topic: Topic | None, clauses: list[Clause], before: Topic | None) -> Topic | None:
    """The topic of words that mean little by themselves, from the talk before: "Not money?"."""
    text = " ".join(c.text for c in clauses)
    figures = any(c.quantities for c in clauses)
    if before == "scheduling" and topic == "price" and not figures:
        return "scheduling" if phrase("money_only").search(text) else topic
    if before == "organ_availability" and topic == "transplant_volume":
        compares = phrase("compares").search(text)
        return None if compares and not phrase("operations_named").search(text) else topic
    return topic


def _is_pronoun(q: Quantity, category: Category | None) -> bool:
    """Whether "one" or "first" counts nothing: "is there a suitable one?", "can he go first?"."""
    counted = ("organ_availability", "scheduling", "price", "transplant_volume")
    return category in counted and not q.unit


def _topic(clauses: list[Clause]) -> Topic | None:
    text = " ".join(c.text for c in clauses)
    if phrase("identifies").search(text):
        return None
    found = clauses[0].lexicon.find("question", text)
    figures = [q for c in clauses for q in c.quantities]
    foreign = {name for c in clauses for name in c.other} & _NOT_WAITS
    duration = any(
        q.kind == "duration"
        and q.unit not in ("hour", "minute")
        and not _is_period(q, text, found)
        and not phrase("these_days").search(c.text[: max(0, q.start - c.start)])
        for c in clauses
        for q in c.quantities
    )
    if phrase("asks_place").search(text) and "volume" in found:
        return "scheduling"
    if "scheduling" in found and phrase("pays").search(text) and phrase("go_faster").search(text):
        return "scheduling"
    if "scheduling" in found and phrase("favours").search(text):
        return "scheduling"
    if phrase("by_paying").search(text) and not phrase("how_much").search(text):
        return "scheduling"  # Would money help?
    if phrase("done_within").search(text):
        return "wait_time"
    if any(q.kind == "money" for q in figures):
        return "scheduling" if phrase("go_faster").search(text) else "price"
    told = not any("?" in c.mark for c in clauses) and not clauses[0].lexicon.matches(
        "question", "mark", text
    )
    illness = told and {name for c in clauses for name in c.other} & _TOLD_OF_THE_PATIENT
    duration = duration and not phrase("half_of_a_year").search(text)
    if "volume" in found and phrase("over_a_period").search(text):
        duration = False
    if duration:  # no operation lasts days
        foreign -= {"surgery_duration"}
    if duration and "other" not in found and not foreign and not illness:
        return "wait_time"
    if "source" in found and phrase("how_long").search(text) and not phrase("whence").search(text):
        return "wait_time"  # 亲属活体的多久？
    if phrase("why").search(text):
        return None
    if phrase("asks_cadence").search(text) or phrase("asks_supply").search(text):
        return "organ_availability"
    if "wait" in found and phrase("quick").search(text) and not phrase("by_money").search(text):
        return "wait_time"

    counted = found.keys() & {"volume", "price"} and not phrase("of_money").search(text)
    if counted and "availability" in found and phrase("come_in").search(text):
        return "organ_availability"
    for name in _ORDER:
        if name == "other" and told and "open" not in found:
            continue
        if name in found and not (name == "wait" and foreign and not duration):
            return _NAMES[name]
    return None


def _is_period(q: Quantity, text: str, found: Mapping[str, object]) -> bool:
    """Whether "one month" is the period of a rate that is asked for (一年能做多少)."""
    one = q.low == q.high and q.low in (1, 7, 30, 365) and not phrase("a_deadline").search(text)
    rate = found.keys() & {"volume", "availability"} or phrase("how_much").search(text)
    return one and bool(rate)


def _from_cues(clauses: list[Clause], before: Topic | None) -> Topic | None:
    """The topic by the vocabulary of claims, where no question names it."""
    cues = {name for c in clauses for name in c.cues}
    kinds = {q.kind for c in clauses for q in c.quantities}
    english = clauses[0].lexicon.language == "en"
    if before == "scheduling" and ("ordinal" in kinds or (english and "date" in kinds)):
        return "scheduling"
    count = any(q.kind == "count" for c in clauses for q in c.quantities)
    big = any(
        q.kind == "count" and (q.high or q.low or 0) >= 1000 for c in clauses for q in c.quantities
    )
    if "source" in cues:
        return "organ_source"
    counting = before in ("transplant_volume", "organ_availability", "scheduling")
    sums = any(q.kind == "count" and (q.low or 0) >= _A_SUM for c in clauses for q in c.quantities)
    if ("price" in cues and (count or "deposit" in cues)) or (
        big and "volume" not in cues and not (counting and not sums)
    ):
        return "price"
    if count and before in ("organ_availability", "scheduling", "price") and "source" not in cues:
        return None
    if count and (
        cues & {"volume", "per_year"}
        or any(q.period or _many_organs(q) for c in clauses for q in c.quantities)
    ):
        return "transplant_volume"
    if "supply" in cues and cues & {"has", "none_left", "plenty", "scarce", "arrive"}:
        return "organ_availability"
    if cues & {"long_wait", "no_wait"}:
        return "wait_time"
    if cues & {"choose", "money_condition"} and "schedule" in cues:
        return "scheduling"
    text = " ".join(c.text for c in clauses)
    if before in (None, "wait_time") and phrase("how_long").search(text):
        return None if any(c.other for c in clauses) else "wait_time"
    return None


ORGANS = frozenset("livers kidneys hearts lungs corneas organs".split())
_MANY = 30
"""So many organs are not in hand at once: they were transplanted."""


def _many_organs(q: Quantity) -> bool:
    return q.unit in ORGANS and (q.low or q.high or 0) >= _MANY


_TOLD_OF_THE_PATIENT = {"dialysis", "illness_course", "survival", "age"}
_NOT_WAITS = frozenset(
    "hospital_stay surgery_duration recovery illness_course travel document_deadline "
    "drug_schedule years_of_experience admission_lead".split()
)


_FEW_WORDS = 6
"""English words of a question that only names what it asks for."""


def _asking(clauses: list[Clause], view: View) -> Asking:
    if not clauses:  # a turn of nothing but an editor's note
        return "told"
    text = " ".join(c.text for c in clauses)
    lexicon = view.lexicon
    asked = any("?" in c.mark for c in clauses) or lexicon.matches("question", "mark", text)
    has_figure = any(
        not view.text.startswith("几", q.core[0]) for c in clauses for q in c.quantities
    )
    last = clauses[-1]
    offers = len(clauses) > 1 and bool(last.quantities) and "?" in last.mark
    if offers and not lexicon.matches("question", "open", last.text):
        return "closed"  # How long, two weeks?
    starts = (clauses[0].text, last.text)
    asks_first = lexicon.language == "en" and asked and any(map(phrase("asks_first").match, starts))
    if asks_first and not phrase("politely_asks").match(last.text):
        return "closed"  # Is it those who ...? but not: Can you tell me how ...?
    if phrase("asks_whether").search(text) or phrase("asks_whether_true").search(text):
        return "closed"
    short = len(text.split()) <= _FEW_WORDS and not has_figure
    if short and lexicon.language == "en" and phrase("names_matter").match(text):
        return "open"  # The price?
    opened = lexicon.matches("question", "open", text)
    either = opened and opened[0] == "呢" and lexicon.matches("question", "closed", text)
    if either:
        return "closed"  # 有没有年轻的呢？
    if opened and not (has_figure and lexicon.matches("question", "closed", text)):
        return "open"
    if lexicon.matches("question", "closed", text) or asked:
        return "closed"
    return "told"
