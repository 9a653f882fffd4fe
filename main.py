"""Starts ScratchStudio from a checkout: `python main.py` does what the command does."""

import sys

if sys.hexversion < 0x030B0000:
    sys.exit("ScratchStudio needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

from scratchstudio.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
