"""The tables of BENCHMARKS.md, between its markers."""

import re


def write(path, results):
    """Replaces what stands between each pair of markers."""
    text = path.read_text()
    for name, table in {"machine": machine(results["machine"]), "summary": summary(results["cases"]), "cases": cases(results["cases"]),
                        "others": others(results["others"])}.items():
        pattern = re.compile(f"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"{path}: expected the markers `<!-- {name}: begin -->` and `<!-- {name}: end -->`")
        text = pattern.sub(lambda found: found[1] + table + "\n" + found[2], text)
    path.write_text(text)


def table(headings, rows):
    """Markdown; all columns but the first stand to the right."""
    lines = [headings, ["---"] + ["---:"] * (len(headings) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine(machine):
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return f"{machine['date']}: {machine['cpu']}, {machine['memory_gib']} GiB. {versions}."


def seconds(value):
    """Three significant digits, or a dash where nothing was measured."""
    return "–" if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def megabytes(row):
    return f"{row['peak_bytes'] / 1e6:.0f}"


def times(slow, fast):
    return "–" if slow is None or not fast else f"{slow / fast:.2g}×" if slow / fast < 99.5 else f"{slow / fast:.0f}×"


def part(case, *keys):
    """A number among the results of a case, or none."""
    for key in keys:
        case = (case or {}).get(key)
    return case


def summary(cases):
    """Two rows for each case, whole processes and within one: fluxledger beside the fastest way of exactextract."""
    rows = []
    for name, case in sorted(cases.items()):
        limit = part(case, "limit", "seconds")
        for key, words in (("seconds", f"{name}: {case['title']}"), ("in_process", f"{name}, in process")):
            slow, cold, cached = (part(case, tool, key) for tool in ("exactextract", "fluxledger", "cached"))
            # A process of fluxledger reads all files as often as asked, everything else each file once.
            read = case["times_read"] if key == "seconds" else 1
            slow, least = slow and slow * read, limit and limit * read
            rows.append([words, seconds(slow), seconds(cold), times(slow, cold), seconds(cached), times(slow, cached), seconds(least), times(cached, least)])
    headings = ["case", "exactextract, s", "fluxledger cold, s", "faster", "cached, s", "faster", "limit, s", "cached / limit"]
    return table(headings, rows)


def cases(cases):
    return "\n\n".join(section(name, case) for name, case in sorted(cases.items()))


def section(name, case):
    """All that was measured on a case."""
    rows = [row(f"exactextract, {way['way']}", way) for way in part(case, "exactextract", "ways") or []]
    if "exactextract" in case:
        rows.append(row(f"exactextract, {case['exactextract']['way']}, again", case["exactextract"]))
    for key, label in (
        ("fluxledger", "fluxledger, cells as exactextract's, cold"),
        ("cached", "the same, shares of cells cached"),
        ("ellipsoid", "fluxledger, exact on WGS 84, cold"),
    ):
        if key in case:
            rows.append(row(label, case[key]))
    if "limit" in case:
        limit = case["limit"]
        mass = f"{limit['chunks']} chunks, {limit['stored'] / 1e6:.0f} MB that hold {limit['inflated'] / 1e6:.0f} MB"
        rows.append([f"limit: {mass}", "–", seconds(limit["seconds"]), "–", "–"])
    measured = table(["", "whole process, s", "in process, s", "peak memory, MB", "runs"], rows)
    return f"### {name}: {case['title']}\n\n{scaled(case)}{measured}\n\n{agreement(case)}"


def row(label, measured):
    if "failed" in measured:
        return [f"{label}: {measured['failed']}", "–", "–", "–", "–"]
    return [label, seconds(measured["seconds"]), seconds(measured.get("in_process")), megabytes(measured), str(measured["runs"])]


def scaled(case):
    if case["times_read"] == 1:
        return ""
    return (f"exactextract, limit and all times within a process: {case['files']} files, to be multiplied by {case['times_read']}, as it is done "
            f"in the first table; fluxledger's process reads all {case['files'] * case['times_read']}.\n\n")


def agreement(case):
    """The answers side by side."""
    found = case.get("agreement")
    if not found:
        return "Answers: not compared."
    rows = [[code, f"{ours:.9g}", f"{theirs:.9g}", f"{ours / theirs - 1:+.1e}"] for code, (ours, theirs) in found["shown"].items()]
    sentence = (f"Largest relative difference among {found['compared']} answers that are not zero: {found['largest']:.1e} "
                f"(`{found['region']}`, step {found['step'] + 1}); median {found['median']:.1e}. The largest regions, first step, kg/s:")
    return f"{sentence}\n\n{table(['region', 'fluxledger', 'exactextract', 'difference'], rows)}"


WHAT_IT_COMPUTES = {
    "gdal_rasterize": "GDAL's `RasterizeLayer`, then NumPy: whole cells whose centre lies in the region, on exactextract's sphere",
    "cdo": "`-fldint -maskregion`, one process for each country: whole cells whose centre lies in an outer ring, on a sphere of 6 371 000 m",
    "regionmask": "`mask_3D_frac_approx`: shares estimated from points within each cell, on exactextract's sphere",
    "xagg": "means weighted by overlaps in EASE-Grid 2.0, times each region's area there (ellipsoid)",
}


def others(others):
    """A row for each other tool."""
    if not others:
        return "Not measured yet."
    rows = []
    for other in others:
        found = other.get("agreement")
        measured = [f"failed: {other['failed']}", "–"] if "failed" in other else [seconds(other["seconds"]), megabytes(other)]
        difference = "–" if not found else f"{found['largest']:.1e} (`{found['region']}`), median {found['median']:.1e}"
        rows.append([f"{other['case']}: {other['way']}", *measured, difference, WHAT_IT_COMPUTES[other["way"]]])
    return table(["case: tool", "whole process, s", "peak memory, MB", "largest difference from exactextract", "what it computes"], rows)
