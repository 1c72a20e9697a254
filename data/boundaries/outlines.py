"""What the scripts of this folder share: areas on the ellipsoid, one plane partition of all regions, and the packed file.

The packed file: the ASCII line "fluxledger-outlines 3\\n"; text source, varint regions, varint steps per degree, varint parts; per part varint
regions, varint bytes of its stream, varint bytes of what is in it; then the parts, which can be unpacked side by side, each a zlib stream of
    per region: text code, text country, text name, varint polygons;
    per polygon: varint rings (the first is the outer one); per ring: varint points;
    per point: zigzag varint of the difference of longitude, then of latitude, in steps, from the point before in the part, at its start from 0, 0.
A text is a varint length and as many bytes of UTF-8; a varint has seven bits a byte, the lowest first. The country of a province is the code of
one in ../regions; a country has none, and no name either, since that stands in ../regions.
"""

import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

HERE = Path(__file__).resolve().parent
REGIONS = HERE.parent / "regions"
POINTS_OF_PART = 50_000
SEMI_MAJOR_AXIS_KM, FLATTENING = 6378.137, 1 / 298.257223563  # WGS 84 (NIMA TR8350.2, third edition, table 3.1)


@dataclass
class Province:
    """What a region that is part of a country has beside its code."""

    country: str
    name: str


def table_rows(name):
    """The rows of one of the project's region tables: comment lines start with #, fields end at ;."""
    lines = (REGIONS / name).read_text(encoding="utf-8").splitlines()
    lines = [line.split(";") for line in lines if line and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


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
    """Area on the ellipsoid in km2."""
    total = 0.0
    for polygon in polygons_of(shapely.orient_polygons(geometry)):
        total += sum(ring_area(np.array(ring.coords)) for ring in [polygon.exterior, *polygon.interiors])
    return total


def valid(polygon, name, notes):
    """The polygon, repaired if it crosses itself."""
    if polygon.is_valid:
        return polygon
    repaired = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    rings = [polygon.exterior, *polygon.interiors]
    change = square_kilometres(repaired) - abs(sum(ring_area(np.array(ring.coords)) for ring in rings))
    notes.append(f"{name}: repaired, {shapely.is_valid_reason(polygon)}, area change {change:+.6f} km2")
    return repaired


def partition(regions, step, notes):
    """The regions as unions of the faces of one plane partition, without overlaps and with all border vertices in common.

    Takes the polygons of each code. All borders are drawn on a grid of the given step in degrees, on which each vertex falls alike for all who
    share it; a face that several regions hold goes to the smallest of them.
    """
    borders = shapely.union_all([polygon.boundary for polygons in regions.values() for polygon in polygons], grid_size=step)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    owners = [(code, polygon) for code, polygons in regions.items() for polygon in polygons]
    held_by, inside = shapely.STRtree(shapely.point_on_surface(faces)).query([polygon for _, polygon in owners], predicate="contains")
    claims, held = defaultdict(set), defaultdict(list)
    for owner, face in zip(held_by, inside):
        claims[face].add(owners[owner][0])
    areas = {code: sum(map(square_kilometres, polygons)) for code, polygons in regions.items()}
    worst = 0.0
    for face, codes in sorted(claims.items()):
        codes = sorted(codes, key=areas.get)
        held[codes[0]].append(faces[face])
        if len(codes) > 1:
            area = square_kilometres(faces[face])
            worst = max(worst, area)
            notes.append(f"{codes[0]}: keeps a face of {area:.6f} km2 that {', '.join(codes[1:])} also held")
    notes.append(f"worst overlap in the source: {worst:.6f} km2")
    gaps = [square_kilometres(faces[face]) for face in range(len(faces)) if face not in claims]
    notes.append(f"faces within land that no region holds: {len(gaps)}, the largest of {max(gaps, default=0.0):.1f} km2")
    return {code: shapely.orient_polygons(shapely.coverage_union_all(parts)) for code, parts in sorted(held.items())}


def report_area_changes(before, regions, notes):
    """Notes each region whose area the partition changed by more than a hectare, and the largest change among the others."""
    largest = 0.0
    for code, polygons in before.items():
        area = sum(map(square_kilometres, polygons))
        if code not in regions:
            notes.append(f"{code}: has no area left and is left out, {area:.6f} km2 before")
            continue
        change = square_kilometres(regions[code]) - area
        if abs(change) > 0.01:
            notes.append(f"{code}: area {area:.3f} km2, change {change:+.6f} km2 by the partition")
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


def parts_of(regions):
    """The regions in their order, cut where about POINTS_OF_PART points have come together."""
    parts, points = [[]], 0
    for code, shape in regions.items():
        if points >= POINTS_OF_PART:
            parts, points = [*parts, []], 0
        parts[-1].append((code, shape))
        points += shapely.get_num_coordinates(shape)
    return parts


def encoded_part(part, provinces, steps_per_degree):
    """What is deflated of a part."""
    body, last = bytearray(), np.zeros(2, dtype=np.int64)
    for code, shape in part:
        province = provinces.get(code, Province("", ""))
        polygons = polygons_of(shape)
        body += text(code) + text(province.country) + text(province.name) + varint(len(polygons))
        for polygon in polygons:
            rings = [polygon.exterior, *polygon.interiors]
            body += varint(len(rings))
            for ring in rings:
                points = np.rint(np.array(ring.coords)[:-1] * steps_per_degree).astype(np.int64)
                body += varint(len(points))
                steps = np.diff(np.vstack([last, points]), axis=0)
                body += b"".join(varint(int(step) << 1 ^ int(step) >> 63) for step in steps.ravel())
                last = points[-1]
    return bytes(body)


def write(name, source, regions, steps_per_degree, provinces, notes):
    """Writes the packed file, with country and name of those regions that are provinces, and prints what there is to know about it."""
    path = HERE / f"{name}.bin"
    parts = parts_of(regions)
    bodies = [encoded_part(part, provinces, steps_per_degree) for part in parts]
    streams = [zlib.compress(body, 9) for body in bodies]
    start = b"fluxledger-outlines 3\n" + text(source) + varint(len(regions)) + varint(steps_per_degree) + varint(len(parts))
    sizes = b"".join(varint(len(part)) + varint(len(stream)) + varint(len(body)) for part, stream, body in zip(parts, streams, bodies))
    path.write_bytes(start + sizes + b"".join(streams))
    print(f"{path.name}: {path.stat().st_size} bytes")
    check(regions)
    print("".join(f"  {note}\n" for note in notes), end="")
