"""`python -m tests.benchmarks NAME …`: runs the benchmark in the file of that name, here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

PARTS = ("__main__", "cases", "peers", "report")


def main(arguments: list[str]) -> int:
    here = Path(__file__).parent
    names = sorted(file.stem for file in here.glob("*.py") if file.stem not in PARTS)
    if not arguments or arguments[0] not in names:
        print(f"usage: python -m tests.benchmarks {{{','.join(names)}}} [options]")
        return 2
    benchmark = importlib.import_module(f"tests.benchmarks.{arguments[0]}")
    return int(benchmark.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
