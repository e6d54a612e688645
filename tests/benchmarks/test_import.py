"""What importing the library costs, beside importing what it depends on: cold processes, the fastest of several.

python -m pytest tests/benchmarks -o addopts="" -s -k import
"""

import subprocess
import sys
from timeit import timeit

WAYS = {
    "python alone": "pass",
    "attrs, transitions, dateutil": "import attrs, transitions, dateutil.relativedelta",
    "salescycle": "import salescycle",
}


def test_import():
    """Print how long each takes from nothing, and the difference that the library itself makes."""

    def cold(code):
        return timeit(lambda: subprocess.run([sys.executable, "-c", code], check=True), number=1)

    best = {name: cold(code) for name, code in WAYS.items()}
    for _ in range(14):
        best = {name: min(fastest, cold(WAYS[name])) for name, fastest in best.items()}
    alone, theirs, ours = best.values()
    print("\n" + ", ".join(f"{name} {seconds * 1e3:.0f} ms" for name, seconds in best.items()))
    print(
        f"import salescycle: {(ours - alone) * 1e3:.0f} ms, of which its dependencies {(theirs - alone) * 1e3:.0f} ms"
    )
    assert ours > theirs > alone
