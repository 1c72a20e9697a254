"""Outlines of regions for the tools that fluxledger is compared with: the same rings, bit for bit.

The countries are those that fluxledger carries (`data/boundaries/*.bin`, the format is described in `outlines.py` there).
The counties are made: a lattice with moved corners and crooked borders, which neighbours share.
"""

import json
import zlib
from pathlib import Path

import numpy as np

BOUNDARIES = Path(__file__).resolve().parent.parent / "data" / "boundaries"
HEADING = b"fluxledger-outlines 3\n"


def countries(name):
    """Code and polygons of each country of a set of fluxledger; a polygon is its rings, the outer one first, each closed."""
    packed = (BOUNDARIES / f"{name}.bin").read_bytes()
    if not packed.startswith(HEADING):
        raise SystemExit(f"{name}.bin: expected the heading {HEADING!r}, found {packed[:24]!r}")
    start = Unpacked(packed[len(HEADING):])
    start.text()  # where the set comes from
    _, steps_per_degree, parts = start.number(), start.number(), start.number()
    sizes = [(start.number(), start.number(), start.number()) for _ in range(parts)]
    found = []
    for regions, length, _ in sizes:
        part = Unpacked(zlib.decompress(start.content[start.position:start.position + length]), steps_per_degree)
        start.position += length
        found += [part.region() for _ in range(regions)]
    return found


class Unpacked:
    """The bytes of a set, read from front to back."""

    def __init__(self, content, steps_per_degree=None):
        self.content, self.steps_per_degree = content, steps_per_degree
        self.position, self.last = 0, (0, 0)

    def number(self):
        number = place = 0
        while True:
            byte = self.content[self.position]
            self.position += 1
            number |= (byte & 127) << place
            place += 7
            if byte < 128:
                return number

    def difference(self):
        packed = self.number()
        return (packed >> 1) ^ -(packed & 1)

    def text(self):
        length = self.number()
        self.position += length
        return self.content[self.position - length:self.position].decode()

    def point(self):
        self.last = self.last[0] + self.difference(), self.last[1] + self.difference()
        return self.last[0] / self.steps_per_degree, self.last[1] / self.steps_per_degree

    def ring(self):
        points = [self.point() for _ in range(self.number())]
        return points + points[:1]

    def region(self):
        code = self.text()
        self.text(), self.text()  # its country and its name
        return code, [[self.ring() for _ in range(self.number())] for _ in range(self.number())]


def counties(west, south, east, north, columns, rows, seed):
    """Areas of a lattice, as `countries` gives them: corners moved by up to a fifth of the spacing, borders of eight crooked pieces."""
    chance = np.random.default_rng(seed)
    spacing = np.array([(east - west) / columns, (north - south) / rows])
    corners = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1), indexing="ij"), axis=-1) * spacing + (west, south)
    corners[1:-1, 1:-1] += chance.uniform(-0.2, 0.2, corners[1:-1, 1:-1].shape) * spacing
    along, up = {}, {}
    for column in range(columns + 1):
        for row in range(rows + 1):
            if column < columns:
                along[column, row] = border(corners[column, row], corners[column + 1, row], chance, 0 < row < rows)
            if row < rows:
                up[column, row] = border(corners[column, row], corners[column, row + 1], chance, 0 < column < columns)
    return [
        (f"C{column:02}{row:02}", [[ring(along[column, row], up[column + 1, row], along[column, row + 1], up[column, row])]])
        for column in range(columns)
        for row in range(rows)
    ]


def border(start, end, chance, crooked):
    """Nine points from one corner to the next; inside the lattice they step aside by up to a twentieth of the length."""
    share = np.linspace(0.0, 1.0, 9)[:, None]
    points = start + share * (end - start)
    if crooked:
        aside = np.array([start[1] - end[1], end[0] - start[0]])
        points[1:-1] += chance.uniform(-0.05, 0.05, (7, 1)) * aside
    return [tuple(point) for point in points.tolist()]


def ring(south, east, north, west):
    """Four borders as one closed ring, counter-clockwise."""
    return south[:-1] + east[:-1] + north[:0:-1] + west[:0:-1] + south[:1]


def write_geojson(path, regions):
    """Writes regions with the property `code`."""
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}
        for code, polygons in regions
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def write_flatgeobuf(path, regions):
    """Writes regions with the fields `code` and `number` (from 1) in a file that OGR reads quickly."""
    import geopandas
    from shapely.geometry import MultiPolygon, Polygon

    def shape(polygons):
        return MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons])

    frame = {"code": [code for code, _ in regions], "number": range(1, len(regions) + 1), "geometry": [shape(polygons) for _, polygons in regions]}
    geopandas.GeoDataFrame(frame, crs="EPSG:4326").to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO")
