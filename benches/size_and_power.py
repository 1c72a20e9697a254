"""Size and power of the tests of `fluxledger run`, by simulation through the command line on files.

    python benches/size_and_power.py target/release/fluxledger [GROUP…]

With the names of groups only these are simulated, and the others are kept as benches/size_and_power.json has them. Each group draws from a seed of its own.

Each run has many square regions of four cells and several years; each region and year is one simulated comparison of a product with an
inventory whose truth is known. Writes benches/size_and_power.json, docs/size-and-power.md and docs/images/size-and-power.svg.
Needs numpy, netCDF4 and matplotlib. Everything here is SIMULATED: no number says anything about emissions.
"""

import csv
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import netCDF4
import numpy as np

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "target/release/fluxledger").resolve()
STORE = PROJECT / "benches/size_and_power.json"

TRUTH, SIGMA = 100.0, 10.0  # kt; one standard deviation of each side
SIDE, CELLS = 25, 4  # regions along a side of the square, and cells of a region
REGIONS = SIDE * SIDE
U = 1.959963984540054

PROFILE = """
id = "simulated-for-tests"
title = "Simulated for tests of size and power"
kind = "simulated"
scope = "anthropogenic"
licence = "CC0 1.0"
citation = "benches/size_and_power.py"
evidence = "provider code"
gas = "CH4"
basis = "gas"
unit = "kt cell-1 yr-1"
categorization = "IPCC2006"
[detect]
variables = ["emissions"]
[time]
label = "start"
step = "year"
[[layers]]
variable = "emissions"
role = "emission"
category = "1"
[[layers]]
variable = "sigma"
role = "standard-deviation"
category = "1"
"""


def write_product(path, cells, sigmas, first):
    """Cells as years × regions × 4; a region is a square of one degree with its four cells."""
    years = cells.shape[0]

    def grid(values):
        square = values.reshape(years, SIDE, SIDE, 2, 2)
        return square.transpose(0, 1, 3, 2, 4).reshape(years, 2 * SIDE, 2 * SIDE)

    centres = 0.25 + 0.5 * np.arange(2 * SIDE)
    with netCDF4.Dataset(path, "w", format="NETCDF4_CLASSIC") as file:
        for name, length in (("time", years), ("lat", 2 * SIDE), ("lon", 2 * SIDE)):
            file.createDimension(name, length)
        for name, units, values in (
            ("time", f"days since {first}-01-01", [(np.datetime64(f"{first + y}-01-01") - np.datetime64(f"{first}-01-01")).astype(int) for y in range(years)]),
            ("lat", "degrees_north", centres),
            ("lon", "degrees_east", centres),
        ):
            variable = file.createVariable(name, "f8", (name,))
            variable.units = units
            variable[:] = values
        for name, values in (("emissions", cells), ("sigma", sigmas)):
            variable = file.createVariable(name, "f8", ("time", "lat", "lon"))
            variable.units = "kt cell-1 yr-1"
            variable[:] = grid(values)


def write_regions(path):
    def feature(number):
        row, column = divmod(number, SIDE)
        ring = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1], [column, row]]
        return {"type": "Feature", "properties": {"CODE": f"R{number}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(number) for number in range(REGIONS)]}))


def run(cells, sigmas, inventory, uncertainty, more="", table="comparison", products=None):
    """The rows of a table of the results; `uncertainty` is half the 95 % interval in per cent, one number or one for each side."""
    first, years = 2001, inventory.shape[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile.toml").write_text(PROFILE)
        write_regions(folder / "regions.geojson")
        for number, values in enumerate(products or [cells]):
            write_product(folder / f"product{number}.nc", values, sigmas, first)
        lines = ["party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high"]
        for year in range(years):
            for region in range(REGIONS):
                low, high = (float(np.broadcast_to(side, inventory.shape)[year, region]) for side in uncertainty)
                lines.append(f"R{region},IPCC2006,1,CH4,{first + year},{float(inventory[year, region])!r},kt,{low!r},{high!r}")
        (folder / "inventory.csv").write_text("\n".join(lines) + "\n")
        entries = "".join(f'[[product]]\nname = "product {n}"\nfiles = ["product{n}.nc"]\nprofile = "profile.toml"\n' for n in range(len(products or [cells])))
        (folder / "run.toml").write_text(
            f'title = "Simulated"\noutput = "out"\ngas = "CH4"\nyears = {{ from = {first}, to = {first + years - 1} }}\n'
            f'regions = {{ file = "regions.geojson", id_field = "CODE" }}\n{more}\n{entries}'
            '[[inventory]]\nname = "inventory"\nfiles = ["inventory.csv"]\n'
        )
        subprocess.run([PROGRAM, "run", "run.toml", "--tables-only", "--quiet", "--no-cache"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with open(folder / f"out/tables/{table}.csv", newline="") as file:
            return list(csv.DictReader(file))


RANDOM = np.random.default_rng(20261126)
YEARS = 4
# So many runs of 2500 tests know a rate of 5 % to 0.46 points (three standard deviations), and where a rate is only shown, to 0.9 points.
HELD, SHOWN = 8, 2


def draw(product_correlation=1.0, sides=0.0, difference=0.0, sigma=SIGMA, years=YEARS):
    """Cells, their σ and the inventory; errors of cells go together by a correlation and those of product and inventory by another."""
    shape = (years, REGIONS)
    common, own = RANDOM.standard_normal(shape), RANDOM.standard_normal((*shape, CELLS))
    # The σ of each cell is such that the total's is the one wanted under the correlation that is true.
    total = math.sqrt(CELLS + CELLS * (CELLS - 1) * product_correlation)
    cell_sigma = sigma / total
    errors = cell_sigma * (math.sqrt(product_correlation) * common[..., None] + math.sqrt(1 - product_correlation) * own)
    score = errors.sum(axis=-1) / sigma
    other = sides * score + math.sqrt(1 - sides * sides) * RANDOM.standard_normal(shape)
    cells = (TRUTH + difference) / CELLS + errors
    return cells, np.full(cells.shape, cell_sigma), TRUTH + SIGMA * other


def percent(inventory):
    """Half the 95 % interval in per cent of what is reported, both sides alike."""
    half = 100 * U * SIGMA / np.abs(inventory)
    return half, half


def repeated(more, runs=SHOWN, **drawn):
    rows = []
    for _ in range(runs):
        cells, sigmas, inventory = draw(**drawn)
        rows += run(cells, sigmas, inventory, percent(inventory), more)
    return rows


def share(rows, holds):
    return sum(map(holds, rows)) / len(rows), len(rows)


def significant(row):
    return row["verdict"].startswith("significantly")


def verdict(name):
    return lambda row: row["verdict"] == name


FULL, NONE = 'product_error_correlation = "full"', 'product_error_correlation = "none"'
results = []


def seeded(number):
    global RANDOM
    RANDOM = np.random.default_rng([20261126, number])


def record(group, name, value, nominal=None, held=None):
    rate, count = value
    entry = {"group": group, "name": name, "rate": rate, "tests": count, "nominal": nominal, "must_hold": bool(held)}
    results.append(entry)
    print(f"{group:24} {name:70} {100 * rate:6.2f} %  of {count}", flush=True)
    if held:
        assert abs(rate - nominal) < 0.005, f"{name}: {rate} is farther than half a point from {nominal}"


def difference_of_levels():
    group = "difference of levels"
    record(group, "cells err as one, and the run file says so", share(repeated(FULL, HELD), significant), 0.05, True)
    record(group, "cells err independently, and the run file says so", share(repeated(NONE, HELD, product_correlation=0.0), significant), 0.05, True)
    record(group, "cells err as one, the run file says independently: wrong", share(repeated(NONE), significant), 0.05)
    record(group, "cells err independently, the run file says as one: wrong", share(repeated(FULL, product_correlation=0.0), significant), 0.05)
    rows = repeated("")
    record(group, "cells err as one, nothing said: significant", share(rows, significant), 0.05)
    record(group, "cells err as one, nothing said: indicative only", share(rows, verdict("indicative only")))
    rows = repeated("", product_correlation=0.0)
    record(group, "cells err independently, nothing said: significant", share(rows, significant), 0.05)
    record(group, "cells err independently, nothing said: indicative only", share(rows, verdict("indicative only")))
    record(group, "sides correlated by 0.5, and the run file says so", share(repeated(f"{FULL}\nerror_correlation = 0.5", HELD, sides=0.5), significant), 0.05, True)
    record(group, "sides correlated by 0.5, the run file says nothing: wrong", share(repeated(FULL, sides=0.5), significant), 0.05)
    record(group, "sides correlated by −0.5, the run file says nothing: wrong", share(repeated(FULL, sides=-0.5), significant), 0.05)


def skewed():
    """An inventory that is lognormal with a mean uncertainty of 100 %, beside a product that knows the truth to 10 %."""
    group, u = "skewed inventory", 1.0
    s = math.sqrt(math.log1p((u / 2) ** 2))
    for name, more in (("taken as normal", FULL), ("lognormal_above = 0.5", f"{FULL}\nlognormal_above = 0.5"),
                       ("lognormal_above = 0.5 with draws", f"{FULL}\nlognormal_above = 0.5\nmonte_carlo = {{ draws = 20000, seed = 1 }}")):
        rows = []
        for _ in range(SHOWN):
            cells, sigmas, _ = draw()
            inventory = TRUTH * np.exp(s * RANDOM.standard_normal((YEARS, REGIONS)) - s * s / 2)
            rows += run(cells, sigmas, inventory, (100 * u, 100 * u), more)
        record(group, f"{name}: significant", share(rows, significant), 0.05)
        if "draws" in more:
            record(group, "p by draws below 0.05", share(rows, lambda row: float(row["p_drawn"]) < 0.05), 0.05)


def equivalence():
    group = "equivalence, margin 60 kt"
    more = f"{FULL}\nequivalence_margin = {{ kilotonnes = 60 }}"
    record(group, "true difference at the margin", share(repeated(more, HELD, difference=60.0), verdict("equivalent")), 0.05, True)
    record(group, "true difference 40 kt", share(repeated(more, difference=40.0), verdict("equivalent")))
    record(group, "true difference 0", share(repeated(more), verdict("equivalent")))


def false_discoveries():
    """One region in five differs by three standard deviations of the difference."""
    group = "false discoveries"
    for name, more in (("each test by itself", FULL), ("false_discovery_rate = 0.05", f"{FULL}\nfalse_discovery_rate = 0.05")):
        false, found, hit, real = 0, 0, 0, 0
        for _ in range(SHOWN):
            cells, sigmas, inventory = draw()
            differs = np.arange(REGIONS) % 5 == 0
            cells[:, differs, :] += 3 * math.sqrt(2) * SIGMA / CELLS
            for row in run(cells, sigmas, inventory, percent(inventory), more):
                is_real = bool(differs[int(row["region"][1:])])
                real += is_real
                if significant(row):
                    found += 1
                    false += not is_real
                    hit += is_real
        record(group, f"{name}: false among the significant", (false / found, found))
        record(group, f"{name}: real differences found", (hit / real, real))


def power():
    """Power over the true difference, and at the minimal detectable difference."""
    seeded(1)
    sigma_d = math.sqrt(2) * SIGMA
    detectable = 2.8015852181 * sigma_d
    curve = []
    for sigmas in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.8015852181, 3.0, 3.5, 4.0, 5.0):
        rows = repeated(FULL, difference=sigmas * sigma_d)
        rate, count = share(rows, significant)
        curve.append({"true_difference_sigma": sigmas, "rate": rate, "tests": count})
        if abs(sigmas * sigma_d - detectable) < 1e-6:
            record("power", "true difference of the minimal detectable size", (rate, count), 0.8)
            stated = [float(row["minimal_detectable_kt"]) for row in rows]
            assert abs(stated[0] - detectable) < 1e-6, stated[0]
    return curve


def naive():
    """Two methods in wide use: intervals that do not overlap, and a t-test of the mean of five products that share half of their error's variance."""
    seeded(2)
    group = "naive comparisons, no difference"
    rows = []
    for _ in range(SHOWN):
        cells, sigmas, inventory = draw()
        rows += run(cells, sigmas, inventory, percent(inventory), FULL, table="naive")
    record(group, "95 % intervals do not overlap", share(rows, lambda row: row["naive_conclusion"] == "they differ"), 0.05)
    rows = []
    for _ in range(SHOWN):
        _, sigmas, inventory = draw(years=4)
        common = RANDOM.standard_normal((4, REGIONS, 1))
        own = [RANDOM.standard_normal((4, REGIONS, 1)) for _ in range(5)]
        products = [np.broadcast_to((TRUTH + SIGMA * (common + one) / math.sqrt(2)) / CELLS, sigmas.shape) for one in own]
        table = run(None, sigmas, inventory, percent(inventory), FULL, table="naive", products=products)
        rows += [row for row in table if row["t"]]
    record(group, "t-test of the mean of five products that share half their variance", share(rows, lambda row: row["naive_conclusion"] == "they differ"), 0.05)


def trends():
    """Slopes through three years."""
    seeded(3)
    group, years = "difference of slopes", 3
    wrong = "the run file says 0.8: wrong"
    for name, correlation, more, held in (
        ("years err independently", 0.0, "", True),
        ("years correlated by 0.8, and the run file says so", 0.8, "\nyear_correlation = { product = 0.8, inventory = 0.8 }", True),
        ("years correlated by 0.8, the run file says nothing", 0.8, "", False),
        (f"years err independently, {wrong}", 0.0, "\nyear_correlation = { product = 0.8, inventory = 0.8 }", False),
    ):
        rows = []
        for _ in range(16 if held else 4):
            def errors():
                common, own = RANDOM.standard_normal((1, REGIONS)), RANDOM.standard_normal((years, REGIONS))
                return math.sqrt(correlation) * common + math.sqrt(1 - correlation) * own

            rows += trend_run(TRUTH + SIGMA * errors(), TRUTH + SIGMA * errors(), more, "trends")
        record(group, name, share(rows, significant), 0.05, held)


def trend_run(product, inventory, more, table):
    cells = np.repeat(product[..., None] / CELLS, CELLS, axis=-1)
    span = f"{FULL}\ntrends = [{{ from = 2001, to = {2000 + len(product)} }}]{more}"
    return run(cells, np.full(cells.shape, SIGMA / CELLS), inventory, percent(inventory), span, table=table)


def mann_kendall():
    seeded(4)
    group, years = "Mann and Kendall, no trend", 20
    for name, memory, runs in (("20 independent years", 0.0, 4), ("20 years correlated by 0.5 from each to the next: wrong", 0.5, 1)):
        rows = []
        for _ in range(runs):
            def series():
                values = RANDOM.standard_normal((years, REGIONS))
                for year in range(1, years):
                    values[year] = memory * values[year - 1] + math.sqrt(1 - memory * memory) * values[year]
                return TRUTH + SIGMA * values

            rows += trend_run(series(), series(), "", "trend-sides")
        record(group, name, share(rows, lambda row: float(row["mann_kendall_p"]) < 0.05), 0.05)


def draw_figure(curve, path):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"font.family": "DejaVu Sans", "font.size": 7, "svg.hashsalt": "fluxledger", "svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False})
    import matplotlib.pyplot as plt

    sized = [entry for entry in results if entry["nominal"] == 0.05]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.8, 0.2 * len(sized) + 1.6), gridspec_kw={"width_ratios": [1.25, 1]})
    left.axvspan(4.5, 5.5, color="0.88", lw=0)
    left.axvline(5, color="0.35", lw=0.8)
    for position, entry in enumerate(reversed(sized)):
        wrong, held = "wrong" in entry["name"] or entry["group"].startswith("naive"), entry["must_hold"]
        colour, mark = ("#0072b2", "o") if held else ("#d55e00", "^") if wrong else ("#777777", "s")
        left.plot(100 * entry["rate"], position, mark, color=colour, ms=4)
        left.annotate(f"{100 * entry['rate']:.1f}", (100 * entry["rate"], position), xytext=(5, 0), textcoords="offset points", va="center", fontsize=6)
    left.set_yticks(range(len(sized)), [f"{entry['group'].split(',')[0]}: {entry['name']}" for entry in reversed(sized)], fontsize=6)
    left.set_xlim(-1, max(100 * entry["rate"] for entry in sized) * 1.12)
    left.set_xlabel("Rejected where nothing differs (%)\nline: nominal 5 %; band: half a point")
    left.plot([], [], "o", color="#0072b2", ms=4, label="assumption true")
    left.plot([], [], "^", color="#d55e00", ms=4, label="assumption wrong, or naive")
    left.plot([], [], "s", color="#777777", ms=4, label="nothing said, or approximate")
    left.legend(loc="lower right", bbox_to_anchor=(1.02, 1.0), ncols=3, fontsize=6, frameon=False, columnspacing=1, handletextpad=0.2)
    x = np.linspace(0, 5, 200)
    phi = lambda z: 0.5 * math.erfc(-z / math.sqrt(2))
    right.plot(x, [100 * (phi(d - U) + phi(-d - U)) for d in x], color="0.35", lw=1, label="normal theory")
    right.plot([point["true_difference_sigma"] for point in curve], [100 * point["rate"] for point in curve], "o", color="#0072b2", ms=4, label="simulated")
    right.axvline(2.8015852181, color="#d55e00", lw=0.8, ls="--")
    right.annotate("minimal\ndetectable\ndifference,\npower 80 %", (2.8015852181, 8), xytext=(4, 0), textcoords="offset points", fontsize=6, color="#d55e00")
    right.set_xlabel("True difference\nin standard deviations of the difference")
    right.set_ylabel("Found significant (%)")
    right.legend(loc="upper left", fontsize=6, frameon=False)
    figure.suptitle("SIMULATED DATA", x=0.99, y=0.985, ha="right", fontsize=7, fontweight="bold", color="#a33d00")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def write_document(path):
    lines = [
        "# Size and power of the tests",
        "",
        "How often each test finds something where nothing is, and where something is. Simulated through the command line: files are written, `fluxledger run` compares",
        "them, and its tables are counted. `python benches/size_and_power.py target/release/fluxledger` repeats it and writes this page. Truth 100 kt, σ 10 kt on each side, regions of four cells.",
        "",
        "![Rejection rates and power](images/size-and-power.svg)",
        "",
        "Where the assumptions are true, the nominal rate must hold within half a point, or the script stops. Where they are wrong, the rate is shown, not hidden: errors of cells",
        "that go together and are taken as independent make a test find too much, and the reverse too little. A run file that says nothing of a product's cells is on the cautious side.",
        "",
        "| what is tested | case | rate | nominal | of |",
        "|---|---|---|---|---|",
    ]
    for entry in results:
        nominal = "" if entry["nominal"] is None else f"{100 * entry['nominal']:.0f} %{' (held)' if entry['must_hold'] else ''}"
        lines.append(f"| {entry['group']} | {entry['name']} | {100 * entry['rate']:.2f} % | {nominal} | {entry['tests']} |")
    path.write_text("\n".join(lines) + "\n")


def first_groups():
    """Four groups that draw one after the other from one seed."""
    global RANDOM
    RANDOM = np.random.default_rng(20261126)
    difference_of_levels()
    skewed()
    equivalence()
    false_discoveries()


GROUPS = {"levels": first_groups, "power": power, "naive": naive, "trends": trends, "mann-kendall": mann_kendall}

if __name__ == "__main__":
    stored = json.loads(STORE.read_text()) if STORE.exists() else {}
    for group in sys.argv[2:] or GROUPS:
        results = []
        curve = GROUPS[group]()
        stored[group] = {"results": results, "curve": curve}
        STORE.write_text(json.dumps(stored, indent=1) + "\n")
    results = [entry for group in GROUPS if group in stored for entry in stored[group]["results"]]
    (PROJECT / "docs/images").mkdir(exist_ok=True)
    draw_figure(stored["power"]["curve"], PROJECT / "docs/images/size-and-power.svg")
    write_document(PROJECT / "docs/size-and-power.md")
