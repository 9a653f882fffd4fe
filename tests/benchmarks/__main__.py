"""`python -m tests.benchmarks NAME …`: runs the benchmark in the file of that name, here.

A benchmark is a file with a function `main()` that reads its options from `sys.argv`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    files = Path(__file__).parent.glob("[!_]*.py")
    names = sorted(file.stem for file in files if "\ndef main()" in file.read_text())
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"usage: python -m tests.benchmarks {{{','.join(names)}}} [options]")
    del sys.argv[0]
    importlib.import_module(f"tests.benchmarks.{sys.argv[0]}").main()
