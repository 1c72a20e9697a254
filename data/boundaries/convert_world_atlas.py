#!/usr/bin/env python3
"""Makes natural-earth-10m.bin, natural-earth-50m.bin and natural-earth-110m.bin from the npm package world-atlas.

Run by hand, only when the boundaries change; the results are committed. In a temporary folder:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 -m venv venv && venv/bin/pip install numpy shapely
    venv/bin/python path/to/convert_world_atlas.py package

Source: Natural Earth 4.1, admin 0 countries (public domain), packed as TopoJSON by world-atlas 2.0.2 (ISC licence).

What is done, in this order:
1. Arcs are decoded exactly as the TopoJSON specification says, so that neighbours share every vertex of their border.
2. Rings that cross the antimeridian are unwrapped, closed over the pole where they run round it, and cut at +-180 degrees.
3. Self-crossing polygons are repaired.
4. All borders are drawn into one plane partition on a grid of 1e-7 degree (about a centimetre). Each face of the partition
   goes to the one country that holds it, so that nothing overlaps and neighbours keep all vertices in common.
5. Rings are oriented (outer rings counter-clockwise) and written as varints of differences, deflated.

Nothing is dropped silently: repairs, faces claimed twice, area changes and the checks at the end are printed.

outlines.py holds steps 4 and 5, and describes the file.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from outlines import partition, polygons_of, report_area_changes, table_rows, valid, write
from shapely.geometry import Polygon, box

STEPS_PER_DEGREE = 10_000_000
RESOLUTIONS = {"110m": "1:110m", "50m": "1:50m", "10m": "1:10m"}

# Features of world-atlas that hold several entries of ISO 3166-1: the code of each polygon by the longitude of its first point.
SPLIT_BY_LONGITUDE = {"Indian Ocean Ter.": [(100.0, "CCK"), (180.0, "CXR")]}

# Features of 1:10m without an ISO number that are part of a country at the coarser scales: bases, leases, a buffer zone, islets.
PART_OF = {
    "Akrotiri": "CYP", "Dhekelia": "CYP", "Cyprus U.N. Buffer Zone": "CYP", "USNB Guantanamo Bay": "CUB", "Baikonur": "KAZ",
    "Coral Sea Is.": "AUS", "Clipperton I.": "FRA",
}


def decode_arcs(topology):
    """Absolute coordinates of each arc: running sums of the quantised steps, scaled and shifted (TopoJSON 1.0, section 2.1.2)."""
    scale, translate = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def ring_points(arcs, indices):
    """One ring: its arcs end to end, a negative index running backwards; the first point is repeated at the end."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.vstack([parts[0]] + [part[1:] for part in parts[1:]])


def unwrapped(ring):
    """The ring with longitudes that do not jump, closed over the south pole if it runs round it."""
    longitude, latitude = ring[:, 0].copy(), np.where(ring[:, 1] <= -89.999, -90.0, ring[:, 1])
    longitude[1:] -= 360.0 * np.cumsum(np.round(np.diff(longitude) / 360.0))
    points = np.column_stack([longitude, latitude])
    if abs(longitude[-1] - longitude[0]) > 180.0:
        points = np.vstack([points, [longitude[-1], -90.0], [longitude[0], -90.0], points[0]])
    return points


def cut_at_antimeridian(ring):
    """What a ring encloses, within [-180, 180]: the unwrapped ring cut into windows of 360 degrees, each moved home."""
    area = shapely.make_valid(Polygon(unwrapped(ring)), method="structure", keep_collapsed=False)
    windows = [(box(360 * k - 180, -90, 360 * k + 180, 90), 360 * k) for k in (-1, 0, 1)]
    pieces = [shapely.transform(area.intersection(window), lambda xy, east=east: xy - [east, 0]) for window, east in windows]
    return shapely.union_all(pieces)


def decode_polygon(rings, name, notes):
    """One valid polygon or several from the rings of a TopoJSON polygon."""
    if any(np.any(np.abs(np.diff(ring[:, 0])) > 180) for ring in rings):
        notes.append(f"{name}: cut at the antimeridian")
        area = cut_at_antimeridian(rings[0])
        for ring in rings[1:]:
            area = area.symmetric_difference(cut_at_antimeridian(ring))
        return area
    if len(rings[0]) < 4:
        notes.append(f"{name}: a ring of {len(rings[0])} points near {rings[0][0]} encloses nothing and is left out")
        return Polygon()
    return valid(Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4]), name, notes)


def code_of_feature(feature, first_longitude, numeric_codes, own_codes):
    """Our code for a polygon of a feature: by ISO number, else by name."""
    name = feature["properties"]["name"]
    for limit, code in SPLIT_BY_LONGITUDE.get(name, []):
        if first_longitude <= limit:
            return code
    return numeric_codes[feature["id"]] if feature.get("id") else own_codes[name]


def read_countries(path):
    """Polygons by our code, with notes on what was cut, repaired or merged."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    numeric_codes = {row["numeric"]: row["iso3"] for row in table_rows("countries.csv")}
    own_codes = PART_OF | {name: row["code"] for row in table_rows("disputed.csv") for name in row["aliases"].split("|")}
    arcs, countries, features, notes = decode_arcs(topology), defaultdict(list), defaultdict(set), []
    for feature in topology["objects"]["countries"]["geometries"]:
        name = feature["properties"]["name"]
        for polygon in feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]:
            rings = [ring_points(arcs, indices) for indices in polygon]
            code = code_of_feature(feature, rings[0][0, 0], numeric_codes, own_codes)
            countries[code].extend(polygons_of(decode_polygon(rings, name, notes)))
            features[code].add(name)
    notes += [f"{code}: holds the features {', '.join(sorted(names))}" for code, names in features.items() if len(names) > 1]
    return dict(sorted(countries.items())), notes


def convert(folder, resolution, scale):
    """One resolution, from TopoJSON to the committed file."""
    countries, notes = read_countries(folder / f"countries-{resolution}.json")
    regions = partition(countries, 1 / STEPS_PER_DEGREE, notes)
    report_area_changes(countries, regions, notes)
    source = f"Natural Earth 4.1, {scale}, admin 0 countries (public domain), through world-atlas 2.0.2"
    write(f"natural-earth-{resolution}", source, regions, STEPS_PER_DEGREE, {}, notes)


if __name__ == "__main__":
    for name, scale in RESOLUTIONS.items():
        convert(Path(sys.argv[1]), name, scale)
