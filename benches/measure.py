"""Time and memory of whole processes."""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass

MOST_MEMORY = 14 * 2**30
"""A tool that wants more fails, and the machine lives on."""


class Failed(Exception):
    """A tool did not end well."""


@dataclass
class Measured:
    """The median of several runs."""

    seconds: float
    runs: int
    peak_bytes: int


def processes(command, runs, cwd=None, env=None):
    """Runs a command several times, one after the other."""
    each = [process(command, cwd, env) for _ in range(runs)]
    return Measured(statistics.median(seconds for seconds, _ in each), runs, max(peak for _, peak in each))


def process(command, cwd, env):
    """Seconds from start to end and the peak of resident memory."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        started = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=errors, preexec_fn=limit_memory)
        _, status, usage = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - start
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode != 0:
            errors.seek(0)
            text = errors.read().decode(errors="replace").strip().splitlines()
            raise Failed(f"exit {started.returncode}: {text[-1] if text else 'no message'}")
    return seconds, usage.ru_maxrss * 1024


def limit_memory():
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def warm(paths):
    """Reads files once, so that they are in the page cache."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 24):
                pass
