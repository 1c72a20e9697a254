"""The chunks of the files of a case, for `crates/ingest/examples/inflate_chunks.rs`: offset, stored and inflated bytes, path."""

import math

PART = 1 << 20
"""What is not compressed is cut into parts of so many bytes, so that all cores have some."""


def chunks(case, folder):
    """All chunks that the values of a case lie in."""
    return [chunk for file in case.files for chunk in (of_netcdf if file.endswith(".nc") else of_geotiff)(case, folder / file)]


def of_netcdf(case, path):
    import h5py

    with h5py.File(path) as file:
        dataset = file[case.variable]
        if dataset.chunks is None:
            start, size = dataset.id.get_offset(), dataset.id.get_storage_size()
            return [(start + at, min(PART, size - at), min(PART, size - at), path) for at in range(0, size, PART)]
        inflated = math.prod(dataset.chunks) * dataset.dtype.itemsize
        found = [dataset.id.get_chunk_info(number) for number in range(dataset.id.get_num_chunks())]
        return [(chunk.byte_offset, chunk.size, inflated, path) for chunk in found]


def of_geotiff(_, path):
    from osgeo import gdal

    dataset = gdal.Open(str(path))
    band = dataset.GetRasterBand(1)
    width, height = band.GetBlockSize()
    inflated = width * height * gdal.GetDataTypeSize(band.DataType) // 8
    places = [(x, y) for y in range(-(-dataset.RasterYSize // height)) for x in range(-(-dataset.RasterXSize // width))]
    found = [[band.GetMetadataItem(f"BLOCK_{what}_{x}_{y}", "TIFF") for what in ("OFFSET", "SIZE")] for x, y in places]
    return [(int(offset), int(size), inflated, path) for offset, size in found if offset is not None]
