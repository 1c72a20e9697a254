"""What the tools computed: kept beside the files, and compared."""

import json

SHOWN = 5
"""How many regions are shown side by side: those with the most."""


def keep(folder, case, tool, answers):
    """Writes the flux through each region in kg/s, step by step."""
    place(folder, case, tool).parent.mkdir(exist_ok=True)
    place(folder, case, tool).write_text(json.dumps(answers))


def kept(folder, case, tool):
    """What a tool found when it last ran, or none."""
    path = place(folder, case, tool)
    return json.loads(path.read_text()) if path.exists() else None


def place(folder, case, tool):
    return folder / "answers" / f"{case}-{tool}.json"


def compared(answers, reference):
    """The largest relative difference of any region and step from the reference, where that is not zero, and the largest regions."""
    if answers is None or reference is None:
        return None
    pairs = [
        (abs(found / expected - 1), code, step)
        for code, steps in reference.items()
        for step, (found, expected) in enumerate(zip(answers.get(code, [0.0] * len(steps)), steps, strict=True))
        if expected != 0
    ]
    largest, region, step = max(pairs)
    shown = sorted(reference, key=lambda code: -abs(reference[code][0]))[:SHOWN]
    return {
        "largest": largest, "region": region, "step": step, "compared": len(pairs),
        "median": sorted(pairs)[len(pairs) // 2][0],
        "shown": {code: [answers.get(code, [0.0])[0], reference[code][0]] for code in shown},
    }
