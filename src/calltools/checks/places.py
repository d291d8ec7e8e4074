"""Where a number rings and where a hospital says it is: area codes, cities, provinces.

``area_codes.csv`` names its sources and licences.  Codes that were given up (0732, 0852, 0910 …)
are not in it: of a number with one nothing is said.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from calltools.data import read_data
from calltools.language.normalise import simplify

_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機|内线|內線|ext\b|x|#|,|;|/|、)", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"(?<=\d{7})\s*[-–—]\s*\d{1,5}$")
_ABROAD = re.compile(r"(?:\+|00)(?!86)\d")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=\d{9,})")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SHORTEST = 7
"""Digits of a number in a city, without its area code."""

# What follows the name of a place where it tells no more than the province: 中山大学 is none of
# the city 中山, 南京军区 reaches as far as 福州.
_FAR = re.compile(r"(?:[\u4e00-\u9fff]{0,4}大学|[\u4e00-\u9fff]{0,3}学院|医专|军区|部队|铁路)")
_MUNICIPALITIES = frozenset(("北京", "上海", "天津", "重庆"))
_BARE_HOUSE = re.compile(r"(?:医院|$)")
_LEADS = re.compile(r"(?:大学|学院|附属|军区|省|自治区|市|总队)$")
_FAR_EN = re.compile(r"(?: \w+)? (?:university|military|medical college)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class City:
    """A city or prefecture with its area code."""

    code: str
    name: str
    english: str
    province: str
    province_english: str


@dataclass(frozen=True, slots=True)
class DialledNumber:
    """A telephone number: ``line`` is what rings, without extension, as dialled inside China.

    ``area`` is its area code, None for mobiles, numbers of other countries and codes that are not
    known.
    """

    line: str
    area: str | None


@cache
def cities() -> tuple[City, ...]:
    """The cities of ``area_codes.csv``."""
    lines = read_data("checks/area_codes.csv").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        City(row["code"], row["city"], row["city_en"], row["province"], row["province_en"])
        for row in rows
    )


@cache
def cities_of_code(code: str) -> tuple[City, ...]:
    """The cities that share an area code."""
    return tuple(city for city in cities() if city.code == code)


def number_of(printed: str | None) -> DialledNumber | None:
    """The number in what is written, the first of several; None where none is whole."""
    if not printed:
        return None
    text = _EXTENSION.split(unicodedata.normalize("NFKC", printed).strip(), maxsplit=1)[0]
    text = _DASHED_EXTENSION.sub("", re.sub(r"(?<=\d) (?=\d)", "", text))
    digits = re.sub(r"[^\d+]", "", text)
    if _ABROAD.match(digits):
        return DialledNumber(digits, None)
    national = _COUNTRY.sub("", digits, count=1).removeprefix("+")
    if _MOBILE.fullmatch(national):
        return DialledNumber(national, None)
    if national != digits:
        national = f"0{national.removeprefix('0')}"
    if len(national) < _SHORTEST:
        return None
    return DialledNumber(national, next(filter(cities_of_code, (national[:3], national[:4])), None))


def line_of(printed: str | None) -> str | None:
    """What rings of a number as it is written; None where none is whole."""
    number = number_of(printed)
    return number.line if number else None


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """The places in a hospital's name: ``cities`` that it stands in, ``provinces`` that it is of.

    Each by its Chinese name.
    """

    cities: frozenset[str]
    provinces: frozenset[str]


def places_in(hospital: str, city: str | None = None) -> NamedPlaces:
    """The places that the name of a hospital tells, and ``city``, where that is told beside it."""
    found = [*_chinese(simplify(hospital)), *_english(_folded(hospital))]
    found += [*_chinese(f"{simplify(city)}市"), *_english(_folded(city))] if city else []
    return NamedPlaces(
        frozenset(name for name, is_city in found if is_city),
        frozenset(name for name, is_city in found if not is_city),
    )


def may_ring_in(number: DialledNumber, places: NamedPlaces) -> bool:
    """Whether the area of a number fits the places of a name, or either tells none."""
    there = cities_of_code(number.area or "")
    if not there or not (places.cities or places.provinces):
        return True
    if any(city.name in places.cities for city in there):
        return True
    return any(city.province in places.provinces for city in there) and not places.cities


@cache
def _names_zh() -> tuple[re.Pattern[str], dict[str, str]]:
    """Cities and provinces as they stand in names; which province each city is of."""
    of = {city.name: city.province for city in cities()}
    provinces = sorted({city.province for city in cities()}, key=len, reverse=True)
    names = sorted(of, key=len, reverse=True)
    return re.compile("|".join([*(f"{name}省?" for name in provinces), *names])), of


def _chinese(name: str) -> Iterator[tuple[str, bool]]:
    pattern, of = _names_zh()
    provinces = frozenset(of.values())
    for match in pattern.finditer(name):
        place = match[0].removesuffix("省")
        rest = name[match.end() :]
        is_told = rest.startswith(("市", "地区"))
        if place in provinces and not is_told:
            yield place, place in _MUNICIPALITIES and not _FAR.match(rest)
        elif _FAR.match(rest):
            yield of[place], False
        elif is_told or _leads(name, match.start(), rest):
            yield place, True


def _leads(name: str, start: int, rest: str) -> bool:
    """Whether a place in a name is where the house stands: the first thing told, or what follows a
    university, an army or another place.  Of 安康医院 that is not known: it is well-being, too."""
    before = name[:start]
    if not before:
        return not _BARE_HOUSE.match(rest)
    return bool(_LEADS.search(before)) or not _names_zh()[0].sub("", before)


@cache
def _names_en() -> tuple[re.Pattern[str], dict[str, frozenset[tuple[str, bool]]]]:
    """Names in Latin letters, folded, with the cities and provinces that are spelt so."""
    spelt: dict[str, set[tuple[str, bool]]] = {}
    for city in cities():
        spelt.setdefault(_folded(city.english), set()).add((city.name, True))
        spelt.setdefault(_folded(city.province_english), set()).add((city.province, False))
    names = "|".join(sorted(map(re.escape, spelt), key=len, reverse=True))
    return re.compile(rf"\b(?:{names})\b"), {n: frozenset(p) for n, p in spelt.items()}


def _english(name: str) -> Iterator[tuple[str, bool]]:
    pattern, spelt = _names_en()
    of = _names_zh()[1]
    for match in pattern.finditer(name):
        rest = name[match.end() :]
        is_bare = match.start() == 0 and re.fullmatch(r" hospital", rest)
        for place, is_city in () if is_bare else spelt[match[0]]:
            if is_city and _FAR_EN.match(rest):
                yield of[place], False
            else:
                yield place, is_city


def _folded(text: str) -> str:
    """Latin letters as they are compared: small, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()
