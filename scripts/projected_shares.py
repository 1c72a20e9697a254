#!/usr/bin/env python3
"""Shares of cells of a Lambert conformal grid that lie in states, by PROJ and GEOS: the figures of `states_agree_with_proj_and_geos`.

    pip install pyproj==3.7.2 shapely==2.2.0 numpy
    python3 scripts/projected_shares.py "$FLUXLEDGER_DATA/boundaries/ne_50m/ne_50m_admin_1_states.geojson"

Nothing of fluxledger takes part. Edges are straight in longitude and latitude and are divided into pieces of 20 m; each part of a cell counts
its area in the plane divided by the areal scale at its centroid, a cell the same at its middle. What that leaves out is of the second order in
the size of a cell: about 10⁻⁷ of a cell of 10 km.
"""

import json
import sys

import numpy
import pyproj
import shapely

CELL, WEST, SOUTH, COLUMNS, ROWS = 10_000.0, -2_500_000.0, -1_700_000.0, 500, 320
PROJECTION = pyproj.Proj("+proj=lcc +lat_1=33 +lat_2=45 +lat_0=40 +lon_0=-97 +ellps=WGS84")
STATES = ["US-CO", "US-MN", "US-TX", "US-FL", "US-MI"]


def drawn(ring):
    """A ring in the plane, its edges divided."""
    points = []
    for (west, south), (east, north) in zip(ring, ring[1:]):
        length = numpy.hypot((east - west) * numpy.cos(numpy.radians(south)), north - south) * 111_000.0
        along = numpy.arange(max(1, int(length / 20.0))) / max(1, int(length / 20.0))
        points.append(numpy.column_stack([west + along * (east - west), south + along * (north - south)]))
    longitude, latitude = numpy.concatenate(points).T
    return numpy.column_stack(PROJECTION(longitude, latitude))


def density(x, y):
    longitude, latitude = PROJECTION(x, y, inverse=True)
    return 1.0 / numpy.asarray(PROJECTION.get_factors(longitude, latitude).areal_scale)


def shares(geometry):
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    found = {}
    for polygon in polygons:
        outline = shapely.Polygon(drawn(polygon[0]), [drawn(hole) for hole in polygon[1:]])
        west, south, east, north = outline.bounds
        for column in range(int((west - WEST) // CELL), int((east - WEST) // CELL) + 1):
            x = WEST + column * CELL
            strip = shapely.intersection(outline, shapely.box(x, south - 1, x + CELL, north + 1))
            shapely.prepare(strip)
            for row in range(int((south - SOUTH) // CELL), int((north - SOUTH) // CELL) + 1):
                y = SOUTH + row * CELL
                part = shapely.intersection(strip, shapely.box(x, y, x + CELL, y + CELL))
                if part.is_empty or part.area == 0.0:
                    continue
                whole = CELL * CELL * density(x + CELL / 2, y + CELL / 2)
                share = part.area * density(part.centroid.x, part.centroid.y) / whole
                found[ROWS - 1 - row, column] = found.get((ROWS - 1 - row, column), 0.0) + float(share)
    return found


with open(sys.argv[1]) as file:
    features = json.load(file)["features"]
for code in STATES:
    geometry = next(feature["geometry"] for feature in features if feature["properties"]["iso_3166_2"] == code)
    found = shares(geometry)
    values = numpy.array(list(found.values()))
    cut = [(place, share) for place, share in sorted(found.items()) if 0.2 < share < 0.8]
    (row, column), share = cut[len(cut) // 3]
    print(f'        ("{code}", {values.sum():.6f}, {(values**2).sum():.6f}, [{row}, {column}], {share:.8f}),')
