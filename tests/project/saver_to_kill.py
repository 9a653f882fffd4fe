"""A process that saves, killed at random instants; run by `test_killed_saves.py`.

Prints how often the file held the old project, the new one, and neither, and what is left beside.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from scratchstudio.errors import ProjectFileError
from scratchstudio.project import load, save, start_project
from scratchstudio.project.members import to_members

KILLS = 40


def main(folder: Path) -> None:
    path = folder / "net.ssproj"
    first = start_project()
    other = replace(first, view={"zoom": 2.0})
    known = [to_members(first), to_members(other)]
    save(first, path)
    lottery = random.Random(0)
    counts = [0, 0, 0]
    for _ in range(KILLS):
        child = os.fork()
        if not child:
            while True:
                save(other, path)
                save(first, path)
        time.sleep(lottery.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        try:
            counts[known.index(to_members(load(path)))] += 1
        except (ProjectFileError, ValueError):
            counts[2] += 1
    print(*counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
