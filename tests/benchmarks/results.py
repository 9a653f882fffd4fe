"""RESULTS.md: each benchmark writes its own part and leaves the others as they are."""

from __future__ import annotations

import datetime
import platform
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def put(part: str, path: Path = RESULTS) -> None:
    """Puts a part, which begins with a title `# …`, in the place of the one with that title."""
    title = part.splitlines()[0]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = [kept for kept in re.split(r"^(?=# )", text, flags=re.MULTILINE) if kept.strip()]
    titles = [kept.splitlines()[0] for kept in parts]
    if title in titles:
        parts[titles.index(title)] = part
    else:
        parts.append(part)
    path.write_text("\n\n".join(kept.strip() for kept in parts) + "\n", encoding="utf-8")


def machine(packages: Iterable[str]) -> list[str]:
    """On what was measured: the machine, these packages and the date, as list items."""
    info = Path("/proc/cpuinfo")
    names = [
        line.split(":", 1)[1].strip()
        for line in (info.read_text().splitlines() if info.exists() else [])
        if line.startswith("model name")
    ]
    versions = ", ".join(f"{name} {version_of(name) or '–'}" for name in packages)
    return [
        f"* Machine: {names[0] if names else platform.processor()}, {len(names)} cores, "
        f"{platform.system()} {platform.release()}",
        f"* Python {platform.python_version()}, {versions}",
        f"* {datetime.date.today().isoformat()}",
    ]


def version_of(package: str) -> str:
    """Its version, or "" where it is not installed."""
    try:
        return version(package)
    except ModuleNotFoundError:
        return ""
