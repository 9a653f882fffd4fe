"""Saving and opening `.ssproj` files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from scratchstudio.atomic import write_atomically
from scratchstudio.errors import ProjectFileError
from scratchstudio.project.archive import FILE_LIMIT, pack, stored_size, too_large, unpack
from scratchstudio.project.members import OPTIONAL, from_members, to_members
from scratchstudio.project.model import Project

SUFFIX = ".ssproj"
BACKUPS = 3
EMBEDDED_LIMIT = 25 * 2**20
"""Bytes that the data may take in the file, as packed there."""


def save(project: Project, path: str | os.PathLike[str], backups: int = BACKUPS) -> None:
    """Writes the project: wholly or not at all, checked before, the last `backups` contents kept.

    Raises ProjectFileError with the reason; then the file is as it was.
    """
    data = to_bytes(project)
    try:
        write_atomically(path, data, backups)
    except OSError as error:
        raise ProjectFileError(
            f"“{Path(path).name}” could not be saved: {_reason(error)}. "
            "Nothing was changed; try another folder or name."
        ) from error


def load(path: str | os.PathLike[str]) -> Project:
    """Opens a project file. Raises ProjectFileError, and nothing else, when that cannot be done."""
    return from_bytes(_read(Path(path)))


def to_bytes(project: Project) -> bytes:
    """The file's content; read back and compared before it is given out.

    States of the past that would not come back are left out rather than stand in the way. Raises
    ProjectFileError when the project is too large or would not open again.
    """
    try:
        return _checked_bytes(project)
    except ProjectFileError:
        if not project.has_past:
            raise
        return _checked_bytes(project.without_past())


def _checked_bytes(project: Project) -> bytes:
    members = to_members(project)
    data = pack(members)
    embedded = stored_size(data, "data/")
    if embedded > EMBEDDED_LIMIT:
        raise ProjectFileError(
            f"The data take {embedded / 2**20:.0f} MB, and a project holds at most "
            f"{EMBEDDED_LIMIT // 2**20} MB. Open the table again with fewer rows or columns."
        )
    try:
        read = to_members(from_bytes(data))
    except ProjectFileError as error:
        raise ProjectFileError(
            f"The project was not saved: it would not open again. {error}"
        ) from error
    if read != members:
        changed = sorted(name for name in members if read.get(name) != members[name])
        raise ProjectFileError(
            f"The project was not saved: “{changed[0]}” would not come back as it is."
        )
    return data


def from_bytes(data: bytes) -> Project:
    """The project in a file's content. Raises ProjectFileError."""
    return from_members(unpack(data, OPTIONAL))


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ProjectFileError(f"“{path.name}” is not a file.")
        with open(path, "rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except FileNotFoundError as error:
        raise ProjectFileError(f"There is no file “{path}”.") from error
    except (OSError, ValueError) as error:
        raise ProjectFileError(f"“{path.name}” cannot be opened: {_reason(error)}.") from error
    if len(data) > FILE_LIMIT:
        raise ProjectFileError(too_large(FILE_LIMIT))
    return data


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
