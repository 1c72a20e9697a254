#!/usr/bin/env python3
"""Makes the files that the benchmarks read, always the same: benches/.venv/bin/python benches/make_files.py FOLDER [CASE …]

The numbers are invented and only look like emissions: a few thousand cities on land with their surroundings, nothing at sea.
"""

import sys
from pathlib import Path

import netCDF4
import numpy as np
import rasterio
from rasterio.features import rasterize
from rasterio.transform import from_origin
from rasterio.windows import Window

import outlines

SEED = 20261125
CITIES = 4000
COUNTIES_BOX = (-124.6875, 24.5625, -124.6875 + 1405 / 24, 24.5625 + 621 / 24)  # the extent of NClimGrid, cells of 1/24 degree


def land(cells_per_degree):
    """Which cells are land, the first row in the north, Antarctica left out."""
    shapes = [{"type": "MultiPolygon", "coordinates": polygons} for code, polygons in outlines.countries("natural-earth-50m") if code != "ATA"]
    shape = (180 * cells_per_degree, 360 * cells_per_degree)
    return rasterize(shapes, shape, transform=from_origin(-180, 90, 1 / cells_per_degree, 1 / cells_per_degree)).astype(bool)


def emissions(cells_per_degree):
    """Fluxes in kg m-2 s-1 as float32, the first row in the north: cities of different size with their surroundings."""
    chance = np.random.default_rng(SEED)
    is_land = land(cells_per_degree)
    weights = np.cos(np.radians(np.linspace(90, -90, is_land.shape[0]))).clip(0.05)[:, None] * is_land
    places = chance.choice(is_land.size, CITIES, p=(weights / weights.sum()).ravel())
    field = np.zeros(is_land.shape)
    reach = 3 * cells_per_degree
    distance = np.hypot(*np.mgrid[-reach:reach + 1, -reach:reach + 1]) / cells_per_degree
    plume = np.exp(-distance / 0.5)
    for place, size in zip(places, chance.lognormal(0.0, 1.5, CITIES), strict=True):
        row, column = divmod(int(place), is_land.shape[1])
        rows, columns = slice(max(row - reach, 0), row + reach + 1), slice(max(column - reach, 0), column + reach + 1)
        part = field[rows, columns]
        top, left = max(reach - row, 0), max(reach - column, 0)
        part += size * plume[top:top + part.shape[0], left:left + part.shape[1]]
    field *= chance.lognormal(0.0, 0.8, field.shape) * is_land
    area = np.cos(np.radians(90 - (np.arange(field.shape[0]) + 0.5) / cells_per_degree))[:, None] * (111_195 / cells_per_degree) ** 2
    return (field * (1.2e4 / (field * area).sum())).astype(np.float32)  # 12 000 kg s-1 of methane are 379 Tg a year


def centres(first_edge, cells, cells_per_degree):
    return first_edge + (np.arange(cells) + 0.5) / cells_per_degree


def netcdf(path, attributes, variable, units, axes, values, chunks, steps=None, filters=None):
    """Writes one variable on (steps,) latitude and longitude, rows from south to north; `values(step)` has its first row in the north."""
    with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.setncatts({"Conventions": "CF-1.6", **attributes})
        latitudes, longitudes = axes
        for name, positions, unit in (("lat", latitudes, "degrees_north"), ("lon", longitudes, "degrees_east")):
            file.createDimension(name, len(positions))
            axis = file.createVariable(name, "f8", (name,))
            axis[:], axis.units, axis.standard_name = positions, unit, "latitude" if name == "lat" else "longitude"
        if steps:
            file.createDimension("time", len(steps["labels"]))
            time = file.createVariable("time", "f8", ("time",))
            time[:], time.units, time.calendar, time.standard_name = steps["labels"], steps["units"], "standard", "time"
        dimensions = ("time", "lat", "lon") if steps else ("lat", "lon")
        storage = {"contiguous": True} if chunks is None else {"chunksizes": chunks, **filters}
        fluxes = file.createVariable(variable, "f4", dimensions, **storage)
        fluxes.setncatts(units)
        if not steps:
            fluxes[:] = values(0)[::-1]
            return
        several = chunks[0]
        for first in range(0, len(steps["labels"]), several):
            last = min(first + several, len(steps["labels"]))
            fluxes[first:last] = np.stack([values(step)[::-1] for step in range(first, last)])


DEFLATED = {"zlib": True, "complevel": 4, "shuffle": True}
METHANE = {"units": "kg m-2 s-1", "standard_name": "tendency_of_atmosphere_mass_content_of_methane_due_to_emission", "substance": "CH4"}


def month_labels(first_year, months, day):
    """Days since the first of January of a year to a day of each month."""
    months = np.datetime64(f"{first_year}-01", "M") + np.arange(months)
    return (months.astype("datetime64[D]") - np.datetime64(f"{first_year}-01-01")).astype(float) + day - 1


def tenth_degree():
    return centres(-90, 1800, 10), centres(-180, 3600, 10)


def years(folder, count, field):
    """Years of EDGAR as it publishes them: one variable, uncompressed."""
    for year in range(2020 - count + 1, 2021):
        factor = np.float32(1 + 0.01 * (year - 2020))
        units = METHANE | {"year": str(year), "long_name": "made fluxes"}
        netcdf(folder / f"v8.0_FT2022_GHG_CH4_{year}_TOTALS_flx.nc", {}, "fluxes", units, tenth_degree(), lambda _: field * factor, None)


def case_a(folder):
    years(folder, 1, emissions(10))


def case_b(folder):
    field = emissions(10)
    path = folder / "EDGAR_2024_GHG_CH4_2022_bkl_AGRICULTURE_flx.nc"
    steps = {"labels": month_labels(2022, 12, 15), "units": "days since 2022-01-01"}
    season = [np.float32(1 + 0.3 * np.sin(2 * np.pi * month / 12)) for month in range(12)]
    netcdf(path, {}, "fluxes", METHANE | {"year": "2022"}, tenth_degree(), lambda month: field * season[month], (4, 600, 1200), steps, DEFLATED)


def case_c(folder):
    field = 1.5 * emissions(10).reshape(180, 10, 360, 10).mean(axis=(1, 3))  # as much as all sources of methane together
    steps = {"labels": month_labels(2001, 240, 1), "units": "days since 2001-01-01"}
    axes = centres(-90, 180, 1), centres(-180, 360, 1)
    chance = np.random.default_rng(SEED)
    changes = chance.uniform(0.7, 1.3, (240, 180, 360)).astype(np.float32)
    netcdf(folder / "methane_1degree_2001-2020.nc", {}, "methane_flux", METHANE, axes, lambda month: field * changes[month], (12, 180, 360), steps, DEFLATED)


def case_d(folder):
    """Clumps of lit cells where the coarse field emits, 6 of 100 cells in all."""
    coarse = emissions(10)
    emitting = coarse > 0
    share_of_coarse = emitting.mean()
    chance = np.random.default_rng(SEED)
    profile = {
        "driver": "GTiff", "width": 43200, "height": 21600, "count": 1, "dtype": "float32", "crs": "EPSG:4326", "tiled": True,
        "blockxsize": 512, "blockysize": 512, "compress": "deflate", "transform": from_origin(-180, 90, 1 / 120, 1 / 120), "num_threads": 2,
        "BIGTIFF": "IF_SAFER",
    }
    with rasterio.open(folder / "benchmark_1km_2020.tif", "w", **profile) as file:
        for top in range(0, 1800, 128):  # 128 coarse rows are 1536 fine ones, three rows of tiles
            rows = slice(top, min(top + 128, 1800))
            clumps = chance.random((emitting[rows].shape[0] * 4, 3600 * 4), dtype=np.float32) < 0.08 / share_of_coarse
            lit = clumps.repeat(3, axis=0).repeat(3, axis=1)
            lit &= emitting[rows].repeat(12, axis=0).repeat(12, axis=1)
            count = np.count_nonzero(lit)
            lit[lit] = chance.random(count, dtype=np.float32) < 0.75
            fine = np.zeros(lit.shape, np.float32)
            brightness = chance.standard_normal(np.count_nonzero(lit), dtype=np.float32)
            fine[lit] = coarse[rows].repeat(12, axis=0).repeat(12, axis=1)[lit] * np.exp(brightness)
            file.write(fine, 1, window=Window(0, top * 12, 43200, fine.shape[0]))


def case_e(folder):
    years(folder, 20, emissions(10))


def case_f(folder):
    west, south, east, north = COUNTIES_BOX
    outlines_of_f = outlines.counties(west + 0.5, south + 0.5, east - 0.5, north - 0.5, 60, 50, SEED)
    outlines.write_geojson(folder / "counties.geojson", outlines_of_f)
    outlines.write_flatgeobuf(folder / "counties.fgb", outlines_of_f)
    chance = np.random.default_rng(SEED)
    field = chance.lognormal(-24.0, 1.0, (621, 1405)).astype(np.float32)
    steps = {"labels": month_labels(2011, 120, 1), "units": "days since 2011-01-01"}
    axes = centres(south, 621, 24), centres(west, 1405, 24)
    season = [np.float32(1 + 0.3 * np.sin(2 * np.pi * month / 12)) for month in range(120)]
    netcdf(folder / "methane_regional_2011-2020.nc", {}, "methane_flux", METHANE, axes, lambda month: field * season[month], (1, 256, 256), steps, DEFLATED)


CASES = {"A": case_a, "B": case_b, "C": case_c, "D": case_d, "E": case_e, "F": case_f}


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for scale in ("natural-earth-10m", "natural-earth-50m"):
        if not (folder / f"{scale}.fgb").exists():
            outlines.write_flatgeobuf(folder / f"{scale}.fgb", outlines.countries(scale))
    for name in sys.argv[2:] or CASES:
        print(f"case {name}")
        CASES[name](folder)


if __name__ == "__main__":
    main()
