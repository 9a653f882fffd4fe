"""The one door: the window without arguments or with a project alone, else the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

PACKAGES = {
    "numpy": "numpy",
    "threadpoolctl": "threadpoolctl",
    "tqdm": "tqdm",
    "PySide6": "PySide6-Essentials",
    "shiboken6": "PySide6-Essentials",
    "pyqtgraph": "pyqtgraph",
}
"""What pip calls each package that a module of ours imports."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs ScratchStudio; returns the exit code: 0 fine, 1 failed, 2 wrong usage."""
    if getattr(sys, "frozen", False):
        # In a frozen bundle, the training process starts as this program again.
        from multiprocessing import freeze_support

        freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if _wants_window(arguments):
            from scratchstudio.studio.application import run

            return int(run(arguments[0] if arguments else None))
        from scratchstudio.cli import run_command

        return run_command(arguments)
    except ImportError as error:
        sentence = _missing(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _wants_window(arguments: Sequence[str]) -> bool:
    if not arguments:
        return True
    only = arguments[0]
    return len(arguments) == 1 and not only.startswith("-") and only.lower().endswith(".ssproj")


def _missing(error: ImportError) -> str | None:
    """What to install, when that is what the error is about."""
    package = PACKAGES.get((error.name or "").partition(".")[0])
    if isinstance(error, ModuleNotFoundError):
        if package is None:
            return None
        return (
            f"ScratchStudio needs the package {package}, which is not installed here. "
            f"Install it with: {sys.executable} -m pip install {package}"
        )
    library = str(error).partition(":")[0]
    if ".so" not in library:
        return None
    return (
        f"The window cannot start because the system lacks the library {library}. "
        "The README lists the system packages that Qt needs. "
        "The command line works without them: scratchstudio --help"
    )


if __name__ == "__main__":
    sys.exit(main())
