#!/usr/bin/env bash
# Makes benches/.venv with the tools that the benchmarks compare with, and says which of the system's tools are missing.
# cdo, gdal-bin and libgdal-dev come from the system's packages: `apt-get install cdo gdal-bin libgdal-dev`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

for tool in cdo gdal_rasterize gdal-config; do
  command -v "$tool" >/dev/null || echo "missing: $tool (its part of the benchmarks is left out)"
done

python3 -m venv "$here/.venv"
pip() { "$here/.venv/bin/python" -m pip install --quiet "$@"; }
pip 'setuptools<70' wheel numpy
pip -r "$here/requirements.txt"
# exactextract reads by GDAL's own bindings where they are there, which start faster than the other ways; they must be of the
# library's version, and be built after numpy.
if command -v gdal-config >/dev/null; then
  pip --no-build-isolation --no-cache-dir "GDAL==$(gdal-config --version)"
fi
"$here/.venv/bin/python" -m pip list 2>/dev/null | grep -i -E '^(exactextract|gdal|h5py|netcdf4|numpy|rasterio|regionmask|xagg|xarray) '
