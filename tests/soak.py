"""Long runs of the random tests, with new luck each time: `python -m tests.soak editing`.

What fails is printed as the acts that lead there, with a line by which it can be done again.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

TESTS = {"editing": Path(__file__).parent / "studio" / "canvas" / "test_random_editing.py"}


def main() -> int:
    """Runs the chosen test; returns pytest's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("test", choices=sorted(TESTS))
    parser.add_argument("--examples", type=int, default=500, help="sequences of acts (500)")
    chosen = parser.parse_args()
    os.environ["SCRATCHSTUDIO_SOAK"] = str(chosen.examples)
    return pytest.main(["-n", "0", "--timeout", "0", "--durations", "1", str(TESTS[chosen.test])])


if __name__ == "__main__":
    sys.exit(main())
