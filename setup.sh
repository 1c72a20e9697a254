#!/usr/bin/env bash
# Installs the system packages that the build needs and that are missing: a C linker, pkg-config and the GDAL library.
# With CHECKS=yes also the programs that tests call: Chromium and poppler's tools open the report as its readers do,
# NetCDF's tools and CDO read and write the same files.
# On Debian and Ubuntu it uses apt-get; elsewhere, or without the right to install, it says what to do and stops.
set -euo pipefail

missing=()
command -v cc >/dev/null || missing+=(gcc libc6-dev)
command -v pkg-config >/dev/null || missing+=(pkg-config)
if [ "${GDAL:-yes}" = yes ]; then
  pkg-config --exists gdal 2>/dev/null || missing+=(libgdal-dev)
fi

if [ "${CHECKS:-no}" = yes ]; then
  command -v chromium >/dev/null || missing+=(chromium)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  command -v ncgen >/dev/null && command -v ncdump >/dev/null || missing+=(netcdf-bin)
  command -v cdo >/dev/null || missing+=(cdo)
fi

if ! command -v cargo >/dev/null; then
  echo "error: Rust is not installed (no \`cargo\` on the path)" >&2
  echo "hint: install it with rustup, then run this again" >&2
  exit 2
fi
if [ ${#missing[@]} -eq 0 ]; then
  echo "set-up: every system package is there"
  exit 0
fi

echo "set-up: missing system packages: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "error: this script installs packages with apt-get only, which is not here" >&2
  echo "hint: install the equivalents of ${missing[*]}, or run make with GDAL=no, which needs no GDAL" >&2
  exit 2
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: installing packages needs root, and there is no sudo" >&2
    echo "hint: ask an administrator for: apt-get install --no-install-recommends ${missing[*]}; or run make with GDAL=no" >&2
    exit 2
  fi
  as_root=(sudo)
fi
echo "set-up: installing them with apt-get"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "set-up: done"
