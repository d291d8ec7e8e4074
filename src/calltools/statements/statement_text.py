"""A statement in plain words, for pages, tables and the terminal.

Numbers are those of the record, days as days; weeks, months and years stand beside them where
they come out even by the labelling rules (7, 30 and 365 days).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calltools.language.lexicon import ORGAN_NAMES
from calltools.language.quantities.named_lengths import length_of_time
from calltools.messages import ITEMS, LABELLED, N_, Message, in_a_row
from calltools.statements.record import Statement

CATEGORIES: Mapping[str, Message] = {
    "wait_time": Message("Waiting time"),
    "organ_availability": Message("Organ availability"),
    "transplant_volume": Message("Transplant volume"),
    "price": Message("Price"),
    "organ_source": Message("Organ source"),
    "scheduling": Message("Scheduling"),
}

VALUE_NAMES: Mapping[str, Message] = {
    "asserted": Message("asserted"),
    "hedged": Message("hedged"),
    "conditional": Message("conditional"),
    "hypothetical": Message("hypothetical"),
    "denied": Message("denied"),
    "unclear": Message("unclear"),
    "fastest": Message("fastest"),
    "slowest": Message("slowest"),
    "typical": Message("typical"),
    "available": Message("available"),
    "scarce": Message("scarce"),
    "unavailable": Message("unavailable"),
    "day": Message("day"),
    "week": Message("week"),
    "month": Message("month"),
    "year": Message("year"),
    "total": Message("total"),
    "CNY": Message("CNY"),
    "USD": Message("USD"),
    "TWD": Message("TWD"),
    "HKD": Message("HKD"),
    "EUR": Message("EUR"),
    "JPY": Message("JPY"),
    "GBP": Message("GBP"),
    "KRW": Message("KRW"),
    "MYR": Message("MYR"),
    "SGD": Message("SGD"),
    "AUD": Message("AUD"),
    "CAD": Message("CAD"),
}
"""What the values of fields are called."""
FIELD_NAMES: Mapping[str, Message] = {
    "category": Message("category"),
    "organ": Message("organ"),
    "wait_min_days": Message("least days"),
    "wait_max_days": Message("most days"),
    "vague": Message("about so much"),
    "qualifier": Message("which wait"),
    "availability": Message("availability"),
    "count_min": Message("least number"),
    "count_max": Message("greatest number"),
    "count_period": Message("number in"),
    "price_min": Message("least price"),
    "price_max": Message("greatest price"),
    "currency": Message("currency"),
    "modality": Message("how it is said"),
    "assent": Message("bare assent"),
    "introduced_by": Message("first said by"),
    "about_other_place": Message("about another place"),
    "historic": Message("about the past"),
    "heard_otherwise": Message("heard otherwise"),
    "role_certainty": Message("certainty of the role"),
    "quote": Message("words"),
}
"""What the fields are called that people put right."""
_LOUD = {"denied": Message("DENIED"), "unclear": Message("UNCLEAR whether claimed or denied")}
"""How a line begins whose figure nobody claims."""
_PERIODS: Mapping[str, tuple[str, Message]] = {
    "day": (N_("{count} a day"), Message("some every day")),
    "week": (N_("{count} a week"), Message("some every week")),
    "month": (N_("{count} a month"), Message("some every month")),
    "year": (N_("{count} a year"), Message("some every year")),
    "total": (N_("{count} in total"), Message("in total")),
}
_UNITS = (("year", 365), ("month", 30), ("week", 7))


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement's fields in words; an empty string is nothing to say.

    ``denied`` says that ``value`` is what the speaker rejects: never show it as a claim.
    ``prompted`` says that the investigator brought the figure or the matter up.
    """

    category: str
    organ: str
    value: str
    modality: str
    denied: bool
    prompted: bool
    introduced: str
    assent: str
    scope: tuple[str, ...]
    reading: str
    sure: str

    def line(self) -> str:
        """All of it in one line: ``Waiting time (liver): DENIED 7 days; introduced by …``."""
        about = self.category
        if self.organ:
            about = Message("{category} ({organ})", category=about, organ=self.organ)
        claim = in_a_row(about, self.modality, self.value, by=LABELLED)
        if self.modality == "asserted":
            claim = in_a_row(about, self.value, by=LABELLED)
        return in_a_row(claim, self.introduced, self.assent, *self.scope, self.reading)


def wording(statement: Statement) -> Wording:
    """``statement`` in words."""
    return Wording(
        category=CATEGORIES.get(statement.category, statement.category),
        organ=ORGAN_NAMES.get(statement.organ or "", statement.organ or ""),
        value=value_text(statement),
        modality={**VALUE_NAMES, **_LOUD}.get(statement.modality, statement.modality),
        denied=statement.modality == "denied",
        prompted=statement.introduced_by == "investigator",
        introduced=_introduced(statement),
        assent=_assent(statement),
        scope=_scope(statement),
        reading=Message("misheard, read as {reading}", reading=statement.reading)
        if statement.reading
        else "",
        sure=sureness(statement),
    )


def value_text(statement: Statement) -> str:
    """What is stated: ``10–19 days, about, fastest``; ``no figure`` where one could stand."""
    figures = [
        _days(statement.wait_min_days, statement.wait_max_days),
        _count(statement),
        _price(statement),
    ]
    parts = [figure for figure in figures if figure]
    if parts and statement.vague:
        parts.append(Message("about"))
    if statement.qualifier:
        parts.append(VALUE_NAMES.get(statement.qualifier, statement.qualifier))
    if statement.availability:
        parts.insert(0, VALUE_NAMES.get(statement.availability, statement.availability))
    if not parts:  # a source or an order of things is told in words
        in_words = statement.category in ("organ_source", "scheduling")
        parts = [Message("in words only") if in_words else Message("no figure")]
    return in_a_row(*parts, by=ITEMS)


def _days(least: int | None, most: int | None) -> str:
    bounds = [bound for bound in (least, most) if bound is not None]
    if not bounds:
        return ""
    if not any(bounds):
        return Message("no wait (0 days)")
    days = length_of_time(_bounds(least, most), "day", one=set(bounds) == {1})
    for unit, length in _UNITS:
        if all(bound and bound % length == 0 for bound in bounds):
            units = sorted({bound // length for bound in bounds})
            number = _bounds(units[0], units[-1])
            units_text = length_of_time(number, unit, one=units == [1])
            return Message("{days} ({units})", days=days, units=units_text)
    return days


def _count(statement: Statement) -> str:
    text = _bounds(statement.count_min, statement.count_max)
    if statement.count_period is None:
        return text
    counted, uncounted = _PERIODS.get(period := statement.count_period, ("{count}", period))
    return Message(counted, count=text) if text else uncounted


def _price(statement: Statement) -> str:
    if statement.price_min == statement.price_max == 0:
        return Message("free of charge")
    text, currency = _bounds(statement.price_min, statement.price_max), statement.currency
    if not text or not currency:
        return text
    return Message("{figure} {unit}", figure=text, unit=VALUE_NAMES.get(currency, currency))


def _bounds(least: int | None, most: int | None) -> str:
    """``2,000–9,999``, ``at least 3``, ``up to 30``, ``7``; empty without bounds."""
    if least is None:
        return "" if most is None else Message("up to {figure}", figure=f"{most:,}")
    if most is None:
        return Message("at least {figure}", figure=f"{least:,}")
    if least == most:
        return f"{least:,}"
    return Message("{least}–{most}", least=f"{least:,}", most=f"{most:,}")


def _introduced(statement: Statement) -> str:
    if statement.introduced_by == "investigator":
        return Message("first said by the investigator (prompted)")
    return Message("first said by the hospital") if statement.introduced_by else ""


def _assent(statement: Statement) -> str:
    if statement.assent is None:
        return ""
    question: Message = Message("the question")
    if statement.ref_turn is not None:
        question = Message("turn {turn}", turn=statement.ref_turn)
    if statement.assent:
        return Message("bare assent to {question}", question=question)
    return Message("answers {question} without accepting it", question=question)


def _scope(statement: Statement) -> tuple[str, ...]:
    notes = []
    if statement.about_other_place:
        notes.append(FIELD_NAMES["about_other_place"])
    if statement.historic:
        notes.append(FIELD_NAMES["historic"])
    if statement.retracts:
        notes.append(Message("takes back {statement}", statement=statement.retracts))
    if statement.role_certainty is not None and "role_unsure" in statement.tags:
        share = f"{statement.role_certainty:.0%}"
        notes.append(Message("only {share} sure that the hospital speaks", share=share))
    return tuple(notes)


def sureness(statement: Statement) -> str:
    """How well it was read and, where a recogniser wrote it, heard, and how sure it is that the
    hospital speaks: ``read 90%, heard 71%, role 76%``."""
    shares = (
        (N_("read {share}"), statement.read),
        (N_("heard {share}"), statement.score),
        (N_("role {share}"), statement.role_certainty),
    )
    stated = (Message(name, share=f"{share:.0%}") for name, share in shares if share is not None)
    return in_a_row(*stated, by=ITEMS)
