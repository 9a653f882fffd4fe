"""Finds shipped files (`resources/`) from a checkout, a wheel and a frozen bundle alike."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(name: str) -> Path:
    """The path of the shipped file or folder `name`, such as `"data/iris.csv"`.

    Raises FileNotFoundError naming the file when the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    roots = [package.parent / "resources", package / "_resources"]
    if bundle is not None:
        roots.insert(0, Path(bundle) / "resources")
    for root in roots:
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"This installation of ScratchStudio lacks its file resources/{name}.")
