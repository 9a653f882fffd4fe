"""The manifest of a project file: format, version, what it requires, and a checksum a member."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from typing import Any

from scratchstudio import __version__
from scratchstudio.errors import ProjectFileError
from scratchstudio.project.archive import BACKUP_HINT, NOT_A_PROJECT
from scratchstudio.project.strict_json import from_json_bytes, to_json_bytes

MANIFEST = "manifest.json"
FORMAT = "ScratchStudio project"
FORMAT_VERSION = (1, 0)
KNOWN_FEATURES: frozenset[str] = frozenset()
"""What a manifest's `requires` may name; a file that needs anything else is refused."""


def to_manifest(members: Mapping[str, bytes]) -> bytes:
    """The manifest of these members."""
    return to_json_bytes(
        {
            "format": FORMAT,
            "format_version": list(FORMAT_VERSION),
            "app_version": __version__,
            "requires": [],
            "members": {
                name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
                for name, data in members.items()
            },
        }
    )


def check_manifest(members: Mapping[str, bytes], optional: Set[str]) -> list[str]:
    """Checks version, required features and all checksums, those of `optional` members excepted.

    Returns what the person should know, a sentence each. Raises ProjectFileError.
    """
    if MANIFEST not in members:
        raise ProjectFileError(NOT_A_PROJECT)
    manifest = from_json_bytes(members[MANIFEST], MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ProjectFileError(NOT_A_PROJECT)
    notices = _check_version(manifest)
    listed = manifest.get("members")
    if not isinstance(listed, dict):
        raise ProjectFileError("The project's list of parts is damaged.")
    for name in sorted(set(members) - {MANIFEST} | set(listed)):
        if name not in optional and not _sound(members.get(name), listed.get(name)):
            raise ProjectFileError(
                f"The project's part “{name}” is damaged or missing. {BACKUP_HINT}"
            )
    return notices


def _sound(data: bytes | None, entry: object) -> bool:
    if data is None or not isinstance(entry, dict):
        return False
    return entry == {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _check_version(manifest: Mapping[str, Any]) -> list[str]:
    version = manifest.get("format_version")
    if (
        not isinstance(version, list)
        or [type(number) for number in version] != [int, int]
        or not 1 <= version[0] < 10**6
        or not 0 <= version[1] < 10**6
    ):
        raise ProjectFileError("The project does not say which version of the format it has.")
    maker = str(manifest.get("app_version", "unknown"))[:20]
    major, minor = version
    if major > FORMAT_VERSION[0]:
        raise ProjectFileError(
            f"This project was saved by a newer ScratchStudio ({maker}) in format {major}.{minor}; "
            f"this one reads format {FORMAT_VERSION[0]}. Update ScratchStudio to open it."
        )
    requires = manifest.get("requires")
    if not isinstance(requires, list) or not all(isinstance(name, str) for name in requires):
        raise ProjectFileError("The project does not say what it requires.")
    unknown = [name[:40] for name in requires if name not in KNOWN_FEATURES]
    if unknown:
        raise ProjectFileError(
            f"This project needs “{unknown[0]}”, which this ScratchStudio does not have. "
            f"It was saved by ScratchStudio {maker}: update to open it."
        )
    if (major, minor) > FORMAT_VERSION:
        return [
            f"This project was saved by a newer ScratchStudio ({maker}). "
            "What this one does not know is kept and saved again."
        ]
    return []
