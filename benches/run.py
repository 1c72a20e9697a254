#!/usr/bin/env python3
"""Runs the benchmarks and writes benches/results.json and the tables of BENCHMARKS.md.

    cargo build --release -p fluxledger --bins --examples && cargo build --release -p fluxledger-ingest --examples
    benches/.venv/bin/python benches/make_files.py benches/files
    benches/.venv/bin/python benches/run.py [A B … others] [--without fluxledger|exactextract]

Without names all is run. What is named replaces its part of results.json, the rest stays. On a machine that does nothing else.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import answers
import tables
from cases import CASES
from measure import Failed, processes, warm
from physical_limit import chunks

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results.json"
OF_EXACTEXTRACT = ["--earth", "sphere:6378137", "--coverage", "planar"]
OTHERS = [("A", "gdal_rasterize"), ("C", "gdal_rasterize"), ("C", "cdo"), ("C", "regionmask"), ("C", "xagg")]


def main():
    asked = arguments()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"cases": {}, "others": []}
    results["machine"] = machine(asked)
    for name in asked.parts:
        print(f"{name} …", flush=True)
        if name == "others":
            results["others"] = [other(asked, case, tool) for case, tool in OTHERS]
        else:
            results["cases"].setdefault(name, {}).update(measured(asked, name, CASES[name]))
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    tables.write(ROOT / "BENCHMARKS.md", results)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="cases, and `others` for the other tools")
    parser.add_argument("--folder", type=Path, default=HERE / "files", help="folder of make_files.py")
    parser.add_argument("--target", type=Path, default=ROOT / "target" / "release", help="folder of the built programs")
    parser.add_argument("--without", choices=["fluxledger", "exactextract"], help="keep this tool's results as they are")
    asked = parser.parse_args()
    asked.folder, asked.target = asked.folder.resolve(), asked.target.resolve()
    asked.parts = asked.parts or [*CASES, "others"]
    if unknown := set(asked.parts) - {*CASES, "others"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return asked


def measured(asked, name, case):
    """All measurements of a case but those of the tool that is left out."""
    warm(asked.folder / file for file in case.files)
    result = {"title": case.title, "times_read": case.times_read, "files": len(case.files)}
    if asked.without != "exactextract":
        result["exactextract"] = exactextract(asked, case)
        result["limit"] = limit(asked, case)
    if asked.without != "fluxledger":
        with tempfile.TemporaryDirectory() as cache:
            result["fluxledger"] = fluxledger(asked, case, [*OF_EXACTEXTRACT, "--no-cache"], case.repeats)
            result["fluxledger"]["in_process"] = in_process(asked, case, "none")
            fluxledger(asked, case, OF_EXACTEXTRACT, 1, cache)  # Keeps the shares for the next.
            result["cached"] = fluxledger(asked, case, OF_EXACTEXTRACT, case.repeats, cache)
            result["cached"]["in_process"] = in_process(asked, case, cache)
            result["ellipsoid"] = fluxledger(asked, case, ["--earth", "wgs84", "--no-cache"], case.repeats)
    for tool in ("exactextract", "fluxledger", "cached", "ellipsoid"):
        keep_apart(asked, name, tool, result.get(tool, {}))
    found = {tool: answers.kept(asked.folder, name, tool) for tool in ("fluxledger", "exactextract")}
    result["agreement"] = answers.compared(found["fluxledger"], found["exactextract"])
    return result


def keep_apart(asked, name, tool, row):
    """Moves the answers of a tool, which are many, from the results into a file beside those that were read."""
    if "answers" in row:
        answers.keep(asked.folder, name, tool, row.pop("answers"))


def tried(way, measure):
    """A row of results, or why there is none."""
    try:
        return {"way": way, **measure()}
    except Failed as failed:
        return {"way": way, "failed": str(failed)}


def exactextract(asked, case):
    """Each way once; the fastest of them several times, and several times within one process."""
    readers = ["gdal", "netcdf4" if case.files[0].endswith(".nc") else "rasterio"]
    ways = [f"{reader}/{strategy}-sequential" for reader in readers for strategy in ("feature", "raster")]
    screened = [tried(way, lambda: peer(asked, case, f"exactextract/{way}", 1)) for way in ways]
    for row in screened:
        row.pop("answers", None)
    fastest = min((row for row in screened if "failed" not in row), key=lambda row: row["seconds"])["way"]
    best = {"way": fastest, **peer(asked, case, f"exactextract/{fastest}", case.repeats)}
    best["in_process"] = statistics.median(peer_in_process(asked, case, f"exactextract/{fastest}"))
    return {"ways": screened, **best}


def peer_command(asked, case, tool, written):
    name = next(name for name, known in CASES.items() if known is case)
    return [sys.executable, str(HERE / "peers.py"), tool, name, str(asked.folder), written]


def peer(asked, case, tool, runs):
    """A tool as whole processes."""
    with tempfile.NamedTemporaryFile(suffix=".json") as written:
        found = processes(peer_command(asked, case, tool, written.name), runs)
        return vars(found) | {"answers": json.load(written)["answers"]}


def peer_in_process(asked, case, tool):
    """Seconds of each repetition within one process but the first, which also imports the libraries."""
    with tempfile.NamedTemporaryFile(suffix=".json") as written:
        processes([*peer_command(asked, case, tool, written.name), str(case.repeats + 1)], 1)
        return json.load(written)["seconds"][1:]


def fluxledger(asked, case, conventions, runs, cache=""):
    """fluxledger as whole processes, the folder of its cache given."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "totals.csv"
        command = [asked.target / "fluxledger", "totals", *list(case.files) * case.times_read, "--regions", case.regions, *conventions]
        command += ["--period", "step", "--output", table, "--quiet"] + (["--profile", HERE / case.profile] if case.profile else [])
        return tried(
            " ".join(conventions), lambda: vars(processes([str(word) for word in command], runs, cwd=asked.folder, env=os.environ | {"FLUXLEDGER_CACHE": cache})) | {"answers": answers_of(table)}
        )


def answers_of(table):
    """The flux through each region in kg/s, step by step, from a table of masses."""
    rates = {}
    with open(table, newline="") as file:
        for row in csv.DictReader(file):
            start, end = (date.fromisoformat(row[f"period_{which}"]) for which in ("start", "end"))
            rates.setdefault(row["region"], {})[row["period_start"]] = float(row["mass_kg"]) / (86400 * (end - start).days)
    return {code: [steps[start] for start in sorted(steps)] for code, steps in rates.items()}


def in_process(asked, case, cache):
    """fluxledger several times within one process, the first time not counted; each file once, the coverage anew each time or from the cache."""
    profile = HERE / case.profile if case.profile else "recognized"
    return program(asked, "totals_in_process", [case.repeats + 1, cache, case.regions, profile, *case.files], asked.folder)


def limit(asked, case):
    """Reading and inflating the same bytes with libdeflate on all cores and touching each word once."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        found = chunks(case, asked.folder)
        file.write("".join(f"{offset} {stored} {inflated} {path}\n" for offset, stored, inflated, path in found))
        file.flush()
        seconds = program(asked, "inflate_chunks", [file.name, case.repeats + 1], None)
    return {"seconds": seconds, "stored": sum(chunk[1] for chunk in found), "inflated": sum(chunk[2] for chunk in found), "chunks": len(found)}


def program(asked, name, words, cwd):
    """The median of the seconds that one of our examples prints, the first repetition left out; none if it fails."""
    command = [str(asked.target / "examples" / name), *map(str, words)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"{name} failed: {done.stderr.strip()[-200:]}", file=sys.stderr)
        return None
    return statistics.median(json.loads(done.stdout)["seconds"][1:])


def other(asked, name, tool):
    """One run of another tool on a case, beside what exactextract found there."""
    case = CASES[name]
    warm(asked.folder / file for file in case.files)
    row = tried(tool, lambda: peer(asked, case, tool, 1))
    row["agreement"] = answers.compared(row.get("answers"), answers.kept(asked.folder, name, "exactextract"))
    keep_apart(asked, name, tool, row)
    return {"case": name, **row}


def machine(asked):
    """What the numbers were measured on and with."""

    def said(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return "missing"

    cpu = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    memory = next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    modules = ["exactextract", "numpy", "netCDF4", "rasterio", "regionmask", "xagg"]
    listed = json.loads(said(sys.executable, "-m", "pip", "list", "--format", "json"))
    versions = {one["name"]: one["version"] for one in listed if one["name"].lower() in map(str.lower, modules)}
    return {
        "date": date.today().isoformat(),
        "cpu": f"{cpu[0]}, {len(cpu)} cores",
        "memory_gib": round(int(memory) / 2**20, 1),
        "versions": {
            "fluxledger": f"{said('git', '-C', ROOT, 'rev-parse', '--short', 'HEAD')} ({asked.target.name} build)",
            "GDAL": said("gdal-config", "--version"),
            "Python": sys.version.split()[0],
            **versions,
        },
    }


if __name__ == "__main__":
    main()
