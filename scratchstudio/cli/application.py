"""The command line as a whole: its help, and how every command begins and ends."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from scratchstudio import __version__
from scratchstudio.cli import creating, drawing, evaluating, exporting, showing, training
from scratchstudio.errors import ScratchStudioError

COMMANDS: Sequence[ModuleType] = (creating, training, evaluating, exporting, showing, drawing)
"""Each adds its commands to the parser; in the order of the help."""

DESCRIPTION = """\
Draw neural networks neuron by neuron, train them, and take the trained weights away.

Without arguments, or with a project file alone, the window opens. Everything else
works without a display.
"""
EXAMPLES = """\
examples:
  scratchstudio                                       open the window
  scratchstudio iris.ssproj                           open a project in the window
  scratchstudio new --data iris --layers 8,8 -o iris.ssproj
  scratchstudio train iris.ssproj --epochs 200 --export iris.onnx iris.py
  scratchstudio evaluate iris.ssproj

Results go to standard output, progress and problems to standard error.
Exit codes: 0 fine, 1 the job failed, 2 wrong usage, 130 interrupted.
"""


def run_command(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit code; a problem is told on standard error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that cannot show “→” shows “?”
            reconfigure(errors="replace")
    try:
        options = _parser().parse_args(arguments)
        code = int(options.run(options))
        sys.stdout.flush()
        return code
    except SystemExit as ending:  # argparse: --help, --version, wrong usage
        return ending.code if isinstance(ending.code, int) else 2
    except ScratchStudioError as error:
        print(f"scratchstudio: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("scratchstudio: interrupted; nothing was changed.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scratchstudio",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"ScratchStudio {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser
