#!/usr/bin/env python3
"""Runs one tool on one case: peers.py TOOL CASE FOLDER ANSWERS.json [REPEATS]

Writes what the tool computes, the flux through each region in kg/s for each step, and how long each repetition took within the process.
Each tool imports only what it needs, since starting counts too where processes are timed.
"""

import json
import os
import sys
import time

from cases import CASES

EXACTEXTRACT_RADIUS = 6_378_137.0


def exactextract(case, reader, strategy):
    """Exact planar shares times areas of cells on a sphere of 6 378 137 m, in float32."""
    from exactextract import exact_extract
    from exactextract.feature import GDALFeatureSource

    rasters = [source for file in case.files for source in READERS[reader](case, file)]
    features = GDALFeatureSource(case.outlines)
    table = exact_extract(
        rasters, features, "sum(coverage_weight=area_spherical_m2)", strategy=strategy, include_cols=["code"], output="pandas"
    )
    return dict(zip(table["code"], table.drop(columns="code").to_numpy().tolist(), strict=True))


def bands_of_gdal(case, file):
    from exactextract.raster import GDALRasterSource
    from osgeo import gdal, gdal_array  # noqa: F401

    dataset = gdal.Open(case.dataset(file))
    return [GDALRasterSource(dataset, band + 1, name=f"{file}{band}") for band in range(dataset.RasterCount)]


def bands_of_rasterio(case, file):
    import rasterio
    from exactextract.raster import RasterioRasterSource

    dataset = rasterio.open(case.dataset(file))
    return [RasterioRasterSource(dataset, band + 1, name=f"{file}{band}") for band in range(dataset.count)]


def bands_of_netcdf4(case, file):
    """All steps read at once into memory, as somebody does who has found that reading step by step is slow."""
    import netCDF4
    from exactextract.raster import NumPyRasterSource

    with netCDF4.Dataset(file) as dataset:
        dataset.set_auto_mask(False)
        values, latitudes, longitudes = dataset[case.variable][:], dataset["lat"][:], dataset["lon"][:]
    half = (latitudes[1] - latitudes[0]) / 2
    extent = longitudes[0] - half, latitudes[0] - half, longitudes[-1] + half, latitudes[-1] + half
    steps = values if values.ndim == 3 else values[None]
    return [NumPyRasterSource(step[::-1], *extent, name=f"{file}{number}") for number, step in enumerate(steps)]


READERS = {"gdal": bands_of_gdal, "rasterio": bands_of_rasterio, "netcdf4": bands_of_netcdf4}


def sphere_areas(north, south, rows, columns, radius):
    """Area of a cell in each row, from north to south, of a grid around the globe."""
    import numpy as np

    edges = np.sin(np.radians(np.linspace(north, south, rows + 1)))
    return radius**2 * 2 * np.pi / columns * (edges[:-1] - edges[1:])


def gdal_rasterize(case):
    """Whole cells whose centre lies in the region (the last drawn wins), times areas on exactextract's sphere, summed by NumPy."""
    import numpy as np
    from osgeo import gdal, gdal_array, ogr  # noqa: F401

    outlines = ogr.Open(case.outlines)
    codes = [feature["code"] for feature in outlines.GetLayer(0)]
    answers = [[] for _ in codes]
    zones = None
    for file in case.files:
        dataset = gdal.Open(case.dataset(file))
        if zones is None:
            zones = burnt(dataset, outlines)
            west, width, _, north, _, _ = dataset.GetGeoTransform()
            around = round(360 / width)
            area = sphere_areas(north, north - dataset.RasterYSize * width, dataset.RasterYSize, around, EXACTEXTRACT_RADIUS)[:, None]
        for band in range(dataset.RasterCount):
            fluxes = dataset.GetRasterBand(band + 1).ReadAsArray() * area
            sums = np.bincount(zones, fluxes.ravel(), minlength=len(codes) + 1)
            for place, total in enumerate(sums[1:len(codes) + 1].tolist()):
                answers[place].append(total)
    return dict(zip(codes, answers, strict=True))


def burnt(dataset, outlines):
    """The number of the region in which the centre of each cell lies, 0 where in none."""
    from osgeo import gdal

    target = gdal.GetDriverByName("MEM").Create("", dataset.RasterXSize, dataset.RasterYSize, 1, gdal.GDT_UInt16)
    target.SetGeoTransform(dataset.GetGeoTransform())
    gdal.RasterizeLayer(target, [1], outlines.GetLayer(0), options=["ATTRIBUTE=number"])
    return target.ReadAsArray().ravel()


def cdo(case):
    """Whole cells whose centre lies in an outer ring, times areas on a sphere of 6 371 000 m; a process for each region."""
    import subprocess
    import tempfile

    from osgeo import ogr

    (file,) = case.files
    answers = {}
    for feature in (outlines := ogr.Open(case.outlines)).GetLayer(0):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as region:
            polygons = json.loads(feature.ExportToJson())["geometry"]["coordinates"]
            region.write("&\n".join("".join(f"{x} {y}\n" for x, y in rings[0]) for rings in polygons))
            region.flush()
            command = ["cdo", "-s", "outputf,%.9g,1", "-fldint", f"-maskregion,{region.name}", file]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        answers[feature["code"]] = [0.0 if value.lower() == "nan" or abs(float(value)) > 1e30 else float(value) for value in printed.split()]
    del outlines
    return answers


def regionmask(case):
    """Shares of cells estimated from 10 × 10 points, times areas on exactextract's sphere."""
    import geopandas
    import regionmask as masks
    import xarray

    (file,) = case.files
    outlines = geopandas.read_file(case.outlines)
    regions = masks.from_geopandas(outlines, names="code", overlap=False)
    with xarray.open_dataset(file) as dataset:
        flux = dataset[case.variable]
        area = xarray.DataArray(sphere_areas(90, -90, flux.sizes["lat"], flux.sizes["lon"], EXACTEXTRACT_RADIUS), dims="lat")
        shares = regions.mask_3D_frac_approx(flux, drop=False)
        sums = (flux * area).dot(shares, dim=["lat", "lon"]).transpose("region", "time")
        return dict(zip(shares["names"].values.tolist(), sums.values.tolist(), strict=True))


def xagg(case):
    """Means over regions weighted by overlaps in equal-area projections (EASE-Grid 2.0); times each region's area there."""
    import geopandas
    import xagg as aggregation
    import xarray

    (file,) = case.files
    outlines = geopandas.read_file(case.outlines)
    with xarray.open_dataset(file) as dataset, aggregation.set_options(silent=True):
        overlaps = aggregation.pixel_overlaps(dataset[[case.variable]], outlines)
        table = aggregation.aggregate(dataset[[case.variable]], overlaps).to_dataset()
    area = outlines.to_crs("EPSG:6933").area.to_numpy()[:, None]
    means = table[case.variable].transpose("poly_idx", "time").to_numpy()
    return dict(zip(table["code"].values.tolist(), (means * area).tolist(), strict=True))


TOOLS = {"exactextract": exactextract, "gdal_rasterize": gdal_rasterize, "cdo": cdo, "regionmask": regionmask, "xagg": xagg}


def main():
    tool, case, folder, answers_file, *repeats = sys.argv[1:]
    os.chdir(folder)
    name, *options = tool.split("/")
    seconds = []
    for _ in range(int(repeats[0]) if repeats else 1):
        start = time.perf_counter()
        answers = TOOLS[name](CASES[case], *options)
        seconds.append(time.perf_counter() - start)
    with open(answers_file, "w") as file:
        json.dump({"seconds": seconds, "answers": answers}, file)


if __name__ == "__main__":
    main()
