"""Numbers and the places of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.checks.places import cities, may_ring_in, number_of, places_in


def test_one_number_however_it_is_written() -> None:
    for printed in (
        "0571-07783380", "0571 0778 3380", "(0571)07783380", "+86 571 0778 3380", "8657107783380",
        "0086-571-07783380", "０５７１－０７７８３３８０", "0571-07783380转8480",
        "0571-07783380/81", "0571-0778 3380 ext. 12", "0571-07783380-8103", "05710778 3380 分机 9",
    ):  # fmt: skip
        number = number_of(printed)
        assert number is not None, printed
        assert (number.line, number.area) == ("057107783380", "0571"), printed


@given(st.sampled_from(cities()), st.integers(10**6, 10**8 - 1), st.sampled_from(["+86 ", "0086-"]))
def test_from_abroad_a_number_is_the_same(city: object, local: int, country: str) -> None:
    code = city.code  # type: ignore[attr-defined]
    home, abroad = number_of(f"{code}-0{local}"), number_of(f"{country}{code[1:]}-0{local}")
    assert home == abroad
    assert home is not None
    assert home.area == code


def test_mobiles_and_other_countries_have_no_area() -> None:
    for printed in ("140 0000 1207", "+86 140-0000-1207", "+1 202 555 0123", "+852 0000 1234"):
        number = number_of(printed)
        assert number is not None
        assert number.area is None
    assert number_of("+86 140-0000-1207") == number_of("14000001207")
    assert number_of("1234") is None
    assert number_of(None) is None


FITS = (
    ("0431-01234567", "吉林大学澄江医院"),  # of the province
    ("0431-01234567", "吉林省澄江医院"),
    ("0432-01234567", "吉林市澄江医院"),
    ("0898-01234567", "海南省澄江医院"),
    ("020-01234567", "中山大学附属云雀医院"),  # named after a man
    ("021-01234567", "云雀中山医院"),
    ("0591-01234567", "南京军区福州云岭总医院"),
    ("0755-01234567", "北京大学深圳医院"),
    ("0755-01234567", "北京大学深圳云雀医院"),
    ("010-01234567", "首都医科大学附属北京安康里医院"),
    ("021-01234567", "安康医院"),  # well-being
    ("0512-01234567", "昆山市第七医院"),  # a county that the table does not know
    ("024-01234567", "抚顺云雀医院"),  # shares its code
    ("0451-01234567", "Harbin Yunque Hospital"),
    ("0531-01234567", "Shandong Yunque Hospital"),
    ("020-01234567", "The Second Affiliated Hospital of Guangdong Yunque University"),
    ("0371-01234567", "The First Hospital of Zhengzhou University"),
    ("0991-01234567", "Urumqi Yunque Hospital"),
    ("0732-01234567", "湘潭云雀医院"),  # the code was given up
    ("140 0000 1207", "湘潭云雀医院"),
)
OF_ANOTHER_PLACE = (
    ("0532-01234567", "烟台市云雀医院", None),
    ("0532-01234567", "烟臺市雲雀醫院", None),
    ("0379-01234567", "郑州云雀医院", None),
    ("0431-01234567", "吉林市云雀医院", None),  # the city, not the province
    ("021-01234567", "武汉大学云雀医院", None),
    ("025-01234567", "Wuhan Yunque Hospital", None),
    ("025-01234567", "云雀医院", "武汉"),
    ("025-01234567", "云雀医院", "Wuhan"),
)


def test_a_number_fits_or_tells_nothing_or_is_of_another_place() -> None:
    told = [(number, hospital, None, True) for number, hospital in FITS]
    told += [(number, hospital, city, False) for number, hospital, city in OF_ANOTHER_PLACE]
    for number, hospital, city, fits in told:
        dialled = number_of(number)
        assert dialled is not None
        assert may_ring_in(dialled, places_in(hospital, city)) is fits, (number, hospital, city)


def test_the_table_covers_the_provinces() -> None:
    assert len({city.province for city in cities()}) == 31
    for city in cities():
        assert 3 <= len(city.code) <= 4
