#!/usr/bin/env python3
"""Times the reading of CRF workbooks, one and a folder of thirty: benches/workbooks.py WORKBOOK [PROGRAM] [RUNS]

WORKBOOK is one of a Party's submission under its own name, such as GBR_2023_2021_13042023_170954.xlsx. The thirty are copies of it for the inventory
years 1990 to 2019, the year changed in their names and in the cells that say it, so that they are read as thirty years of one submission. PROGRAM is a
release build [target/release/fluxledger], RUNS how often each is run [5]. Nothing but Python's own library is needed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

YEARS = range(1990, 2020)
TEXTS = "xl/sharedStrings.xml"
NAME = re.compile(r"^([A-Z]{3}_\d{4}_)(\d{4})(_.*\.xlsx)$")


def copies(workbook, folder):
    """The workbook once for each year."""
    name = NAME.match(workbook.name)
    if name is None:
        sys.exit(f"{workbook.name}: expected the name of a CRF workbook, such as GBR_2023_2021_13042023_170954.xlsx")
    said = f"Inventory {name[2]}".encode()
    with zipfile.ZipFile(workbook) as source:
        parts = [(part, source.read(part)) for part in source.infolist()]
    if not any(part.filename == TEXTS and said in content for part, content in parts):
        sys.exit(f"{workbook.name}: expected a cell that says `{said.decode()}`")
    for year in YEARS:
        with zipfile.ZipFile(folder / f"{name[1]}{year}{name[3]}", "w", zipfile.ZIP_DEFLATED) as copy:
            for part, content in parts:
                is_texts = part.filename == TEXTS
                copy.writestr(part, content.replace(said, f"Inventory {year}".encode()) if is_texts else content)


def run(program, path, output):
    """Seconds from start to end, seconds of processors, peak of resident memory in MiB, and rows written."""
    begin = time.perf_counter()
    process = subprocess.Popen([program, "--quiet", "inventory", path, "--output", output])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{program} could not read {path}")
    with open(output, encoding="utf-8") as table:
        rows = sum(1 for _ in table) - 1
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, rows


def report(name, runs):
    seconds = [one[0] for one in runs]
    cores, memory, rows = max(one[1] for one in runs), max(one[2] for one in runs), runs[0][3]
    print(f"{name}: {min(seconds):.2f} to {max(seconds):.2f} s, at most {cores:.2f} s of processors, {memory:.0f} MiB, {rows} rows")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    workbook = Path(sys.argv[1])
    program = sys.argv[2] if len(sys.argv) > 2 else "target/release/fluxledger"
    times = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        thirty = Path(folder) / "submission"
        thirty.mkdir()
        copies(workbook, thirty)
        output = str(Path(folder) / "table.csv")
        for name, path in [("one workbook", workbook), (f"{len(YEARS)} workbooks", thirty)]:
            report(name, [run(program, str(path), output) for _ in range(times)])


main()
