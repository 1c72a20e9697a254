#!/usr/bin/env python3
"""Makes dcw-admin-1.geojson, the states and provinces of eight countries, from the package gmt-dcw.

scripts/install-boundaries.sh calls it:

    python3 -m venv venv && venv/bin/pip install numpy shapely netCDF4
    venv/bin/python convert_dcw.py folder/of/gmt-dcw dcw-admin-1.geojson

Source: DCW-GMT 2.1.1 (LGPL-3 or later), made from the Digital Chart of the World at 1:1 000 000. The result comes under the same licence
and is therefore made on the user's machine and not shipped.

The package holds the first division of Argentina, Australia, Brazil, Canada, China, India, Russia and the United States, each state packed on
16-bit steps of its own bounding box, so that neighbours do not share the vertices of their border. What is done:
1. Rings are unpacked; longitudes beyond 180 degrees are cut there and moved home; self-crossing rings are repaired.
2. Outlines are simplified by at most TOLERANCE, far below the error of the charts.
3. The states of all countries are made one coverage: overlaps go to the state with the longer border along them, gaps narrower than GAP to a neighbour.

Codes are those of ISO 3166-2 (CN-AH). What the package files under CN as HK, MO and TW are regions of their own in ISO 3166-1 and here: HKG, MAC, TWN.
"""

import json
import sys
from pathlib import Path

import netCDF4
import numpy as np
import shapely
from shapely.geometry import Polygon, box, mapping

TOLERANCE = 0.001  # degrees, about 100 m
GAP = 0.005  # degrees
OWN_CODES = {("CN", "HK"): "HKG", ("CN", "MO"): "MAC", ("CN", "TW"): "TWN"}
SEPARATOR, HOLE = 65535, 1


def states(folder):
    """Country code, state code and name of each state."""
    lines = (folder / "dcw-states.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(None, 2) for line in lines if line and not line.startswith("#")]


def unpacked(dataset, name):
    """The rings of a state with whether each is a hole: a longitude of 65535 begins a ring, the latitude there says of what kind."""
    longitude, latitude = dataset[f"{name}_lon"], dataset[f"{name}_lat"]
    packed = np.array(longitude[:]), np.array(latitude[:])
    points = np.column_stack([axis / variable.getncattr('scale') + variable.getncattr('min') for axis, variable in zip(packed, (longitude, latitude))])
    starts = np.flatnonzero(packed[0] == SEPARATOR)
    ends = np.append(starts[1:], len(points))
    rings = [(points[start + 1 : end], packed[1][start] == HOLE) for start, end in zip(starts, ends)]
    return [(ring, is_hole) for ring, is_hole in rings if len(ring) >= 4]


def area(dataset, name):
    """What a state holds, within [-180, 180]."""
    parts = {kind: shapely.union_all([shapely.make_valid(Polygon(ring), method="structure", keep_collapsed=False)
                                      for ring, is_hole in unpacked(dataset, name) if is_hole == kind]) for kind in (False, True)}
    whole = parts[False].difference(parts[True])
    pieces = [shapely.transform(whole.intersection(box(west, -90, west + 360, 90)), lambda xy, by=west + 180: xy - [by, 0]) for west in (-180, 180)]
    return shapely.union_all(pieces)


def polygons(geometry):
    """The areas of a geometry; points and lines that a cut left over are passed over."""
    return shapely.multipolygons([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0])


def convert(folder, target):
    """All states as one file of outlines."""
    dataset = netCDF4.Dataset(folder / "dcw-gmt.nc")
    dataset.set_auto_maskandscale(False)
    listed = states(folder)
    raw = [polygons(shapely.simplify(area(dataset, country + state), TOLERANCE)) for country, state, _ in listed]
    clean = shapely.coverage_clean(raw, gap_width=GAP)
    features = []
    for (country, state, name), shape in zip(listed, clean):
        code = OWN_CODES.get((country, state), f"{country}-{state}")
        features.append({"type": "Feature", "properties": {"code": code, "name": name}, "geometry": mapping(polygons(shape))})
    print(f"{len(listed)} states, {sum(map(shapely.get_num_coordinates, clean))} points, valid coverage {shapely.coverage_is_valid(clean)}")
    source = f"DCW-GMT {dataset.version}, states and provinces (LGPL-3 or later), simplified by at most {TOLERANCE} degrees"
    Path(target).write_text(json.dumps({"type": "FeatureCollection", "source": source, "features": features}, ensure_ascii=False), encoding="utf-8")
    print(f"{target}: {len(features)} regions, {Path(target).stat().st_size} bytes")


if __name__ == "__main__":
    convert(Path(sys.argv[1]), sys.argv[2])
