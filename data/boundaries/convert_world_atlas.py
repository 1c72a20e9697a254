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

The file: the ASCII line "fluxledger-outlines 1\n", then a zlib stream of
    text source; varint regions; per region: text code, varint polygons;
    per polygon: varint rings (the first is the outer one); per ring: varint points;
    per point: zigzag varint of the difference of longitude, then of latitude, in 1e-7 degree, from the point before in the file.
A text is a varint length and as many bytes of UTF-8; a varint has seven bits a byte, the lowest first.
"""

import json
import sys
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

HERE = Path(__file__).resolve().parent
REGIONS = HERE.parent / "regions"
STEP = 1e-7
SEMI_MAJOR_AXIS_KM, FLATTENING = 6378.137, 1 / 298.257223563  # WGS 84 (NIMA TR8350.2, third edition, table 3.1)
RESOLUTIONS = {"110m": "1:110m", "50m": "1:50m", "10m": "1:10m"}

# Features of world-atlas that hold several entries of ISO 3166-1: the code of each polygon by the longitude of its first point.
SPLIT_BY_LONGITUDE = {"Indian Ocean Ter.": [(100.0, "CCK"), (180.0, "CXR")]}

# Features of 1:10m without an ISO number that are part of a country at the coarser scales: bases, leases, a buffer zone, islets.
PART_OF = {
    "Akrotiri": "CYP", "Dhekelia": "CYP", "Cyprus U.N. Buffer Zone": "CYP", "USNB Guantanamo Bay": "CUB", "Baikonur": "KAZ",
    "Coral Sea Is.": "AUS", "Clipperton I.": "FRA",
}


def table_rows(name):
    """The rows of one of the project's region tables: comment lines start with #, fields end at ;."""
    lines = (REGIONS / name).read_text(encoding="utf-8").splitlines()
    lines = [line.split(";") for line in lines if line and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


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
    polygon = Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4])
    if polygon.is_valid:
        return polygon
    repaired = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    change = square_kilometres(repaired) - abs(sum(ring_area(ring) for ring in rings))
    notes.append(f"{name}: repaired, {shapely.is_valid_reason(polygon)}, area change {change:+.6f} km2")
    return repaired


def area_per_radian(latitude):
    """The area in km2 between the equator and a parallel, per radian of longitude (Snyder 1987, USGS PP 1395, equation 3-12)."""
    squared = FLATTENING * (2 - FLATTENING)
    sine, eccentricity = np.sin(np.radians(latitude)), np.sqrt(squared)
    bracket = sine / (1 - squared * sine**2) + np.arctanh(eccentricity * sine) / eccentricity
    return SEMI_MAJOR_AXIS_KM**2 * (1 - squared) / 2 * bracket


def ring_area(points):
    """Signed area in km2 on WGS 84 of a closed ring with edges straight in longitude and latitude, positive counter-clockwise.

    The integral of the area below each edge is taken with three Gauss-Legendre points (Abramowitz and Stegun 1964, table 25.4).
    """
    nodes, weights = np.polynomial.legendre.leggauss(3)
    middle, half = (points[1:, 1] + points[:-1, 1]) / 2, np.diff(points[:, 1]) / 2
    mean = area_per_radian(middle[:, None] + half[:, None] * nodes) @ weights / 2
    return -float(np.sum(np.radians(np.diff(points[:, 0])) * mean))


def polygons_of(geometry):
    """The polygons of a geometry; points and lines that a repair or a cut left over have no area and are passed over."""
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"] if geometry.geom_type != "Polygon" else [geometry]


def square_kilometres(geometry):
    """Area on the sphere in km2."""
    total = 0.0
    for polygon in polygons_of(shapely.orient_polygons(geometry)):
        total += sum(ring_area(np.array(ring.coords)) for ring in [polygon.exterior, *polygon.interiors])
    return total


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


def partition(countries, notes):
    """The countries as unions of the faces of one plane partition, without overlaps and with all border vertices in common."""
    borders = shapely.union_all([polygon.boundary for polygons in countries.values() for polygon in polygons], grid_size=STEP)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    owners = [(code, polygon) for code, polygons in countries.items() for polygon in polygons]
    inside, held_by = shapely.STRtree([polygon for _, polygon in owners]).query(shapely.point_on_surface(faces), predicate="within")
    claims, held = defaultdict(set), defaultdict(list)
    for face, owner in zip(inside, held_by):
        claims[face].add(owners[owner][0])
    worst = 0.0
    for face, codes in sorted(claims.items()):
        codes = sorted(codes, key=lambda code: sum(map(square_kilometres, countries[code])))
        held[codes[0]].append(faces[face])
        if len(codes) > 1:
            area = square_kilometres(faces[face])
            worst = max(worst, area)
            notes.append(f"{codes[0]}: keeps a face of {area:.6f} km2 that {', '.join(codes[1:])} also held")
    notes.append(f"worst overlap in the source: {worst:.6f} km2")
    gaps = [square_kilometres(faces[face]) for face in range(len(faces)) if face not in claims]
    notes.append(f"faces within land that no country holds: {len(gaps)}, the largest of {max(gaps, default=0.0):.1f} km2")
    return {code: shapely.orient_polygons(shapely.coverage_union_all(parts)) for code, parts in sorted(held.items())}


def report_area_changes(countries, regions, notes):
    """Notes each country whose area the partition changed by more than a hectare, and the largest change among the others."""
    largest = 0.0
    for code, polygons in countries.items():
        before = sum(map(square_kilometres, polygons))
        if code not in regions:
            notes.append(f"{code}: has no area left and is left out, {before:.6f} km2 before")
            continue
        change = square_kilometres(regions[code]) - before
        if abs(change) > 0.01:
            notes.append(f"{code}: area {before:.3f} km2, change {change:+.6f} km2 by the partition")
        else:
            largest = max(largest, abs(change))
    notes.append(f"largest change of area among all others, by rounding: {largest:.6f} km2")


def check(regions):
    """Prints sizes, and fails on an invalid region or on one that reaches over the antimeridian."""
    shapes = list(regions.values())
    first, second = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    overlap = max((square_kilometres(shapes[a].intersection(shapes[b])) for a, b in zip(first, second)), default=0.0)
    widest = max(part.bounds[2] - part.bounds[0] for shape in shapes for part in polygons_of(shape) if part.bounds[1] > -90)
    assert all(shape.is_valid for shape in shapes) and widest <= 180.0
    print(f"  regions {len(shapes)}, polygons {sum(len(polygons_of(s)) for s in shapes)}, points {sum(map(shapely.get_num_coordinates, shapes))}")
    print(f"  worst overlap {overlap:.6f} km2, widest part {widest:.1f} degrees, all land {sum(map(square_kilometres, shapes)):.0f} km2")


def varint(number):
    """Seven bits a byte, the lowest first."""
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes(encoded + bytes([number]))


def text(string):
    """A length and the bytes of UTF-8."""
    return varint(len(string.encode())) + string.encode()


def encode(source, regions):
    """The body of the file as described at the top."""
    body, last = bytearray(text(source) + varint(len(regions))), np.zeros(2, dtype=np.int64)
    for code, shape in regions.items():
        polygons = polygons_of(shape)
        body += text(code) + varint(len(polygons))
        for polygon in polygons:
            rings = [polygon.exterior, *polygon.interiors]
            body += varint(len(rings))
            for ring in rings:
                points = np.rint(np.array(ring.coords)[:-1] / STEP).astype(np.int64)
                body += varint(len(points))
                steps = np.diff(np.vstack([last, points]), axis=0)
                body += b"".join(varint(int(step) << 1 ^ int(step) >> 63) for step in steps.ravel())
                last = points[-1]
    return bytes(body)


def convert(folder, resolution, scale):
    """One resolution, from TopoJSON to the committed file."""
    countries, notes = read_countries(folder / f"countries-{resolution}.json")
    regions = partition(countries, notes)
    report_area_changes(countries, regions, notes)
    path = HERE / f"natural-earth-{resolution}.bin"
    source = f"Natural Earth 4.1, {scale}, admin 0 countries (public domain), through world-atlas 2.0.2"
    path.write_bytes(b"fluxledger-outlines 1\n" + zlib.compress(encode(source, regions), 9))
    print(f"{path.name}: {path.stat().st_size} bytes")
    check(regions)
    print("".join(f"  {note}\n" for note in notes), end="")


if __name__ == "__main__":
    for name, scale in RESOLUTIONS.items():
        convert(Path(sys.argv[1]), name, scale)
