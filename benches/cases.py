"""The cases of the benchmarks: which file, which variable, which regions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One file, or several alike, over one set of regions."""

    title: str
    files: tuple[str, ...]
    variable: str
    outlines: str
    """The file of regions for the other tools."""
    regions: str
    """The same regions for fluxledger: the name of a set that it carries, or a file."""
    repeats: int = 5
    times_read: int = 1
    """How often fluxledger reads each of the files in its one call; the time of the other tools is multiplied by it."""
    profile: str | None = None

    def dataset(self, file):
        """The name by which GDAL opens a file's variable."""
        return f'NETCDF:"{file}":{self.variable}' if file.endswith(".nc") else file


def _year(year):
    return f"v8.0_FT2022_GHG_CH4_{year}_TOTALS_flx.nc"


_COUNTRIES = {"outlines": "natural-earth-10m.fgb", "regions": "natural-earth-10m"}

CASES = {
    "A": Case("0.1° global, one year, uncompressed float32", (_year(2020),), "fluxes", **_COUNTRIES),
    "B": Case(
        "0.1° global, 12 months, deflate 4 + shuffle, chunks (4, 600, 1200)",
        ("EDGAR_2024_GHG_CH4_2022_bkl_AGRICULTURE_flx.nc",), "fluxes", **_COUNTRIES,
    ),
    "C": Case(
        "1° global, 240 months, deflate 4 + shuffle, chunks (12, 180, 360), 50m countries",
        ("methane_1degree_2001-2020.nc",), "methane_flux", "natural-earth-50m.fgb", "natural-earth-50m",
    ),
    "D": Case(
        "1 km global (43 200 × 21 600), GeoTIFF, deflate, tiles of 512², 6 % non-zero",
        ("benchmark_1km_2020.tif",), "Band1", repeats=3, profile="one-kilometre.toml", **_COUNTRIES,
    ),
    "E": Case("500 files like A in one call, 20 distinct", tuple(map(_year, range(2001, 2021))), "fluxes", times_read=25, **_COUNTRIES),
    "F": Case(
        "120 months × 621 × 1405, deflate 4 + shuffle, chunks (1, 256, 256), 3000 counties",
        ("methane_regional_2011-2020.nc",), "methane_flux", "counties.fgb", "counties.geojson",
    ),
}
