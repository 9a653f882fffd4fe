"""Opens a project for a command, and passes on what the person should know about the file."""

from __future__ import annotations

import sys
from pathlib import Path

from scratchstudio.project import Project, load


def opened(path: Path) -> Project:
    """The project; notices go to standard error. Raises ProjectFileError."""
    project = load(path)
    for notice in project.notices:
        print(f"scratchstudio: {notice}", file=sys.stderr)
    return project
