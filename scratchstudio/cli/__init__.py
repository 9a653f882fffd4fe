"""The command line: everything but the window, without a display."""

from scratchstudio.cli.application import run_command

__all__ = ["run_command"]
