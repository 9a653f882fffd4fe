"""`Project`: a network with its data, settings and training state; building, feeding, saving it."""

from scratchstudio.project.building import layered_network, new_project, start_project
from scratchstudio.project.choices import suggested
from scratchstudio.project.feeding import Fed, feed, trainer_for
from scratchstudio.project.file import BACKUPS, SUFFIX, from_bytes, load, save, to_bytes
from scratchstudio.project.fitting import fit_network, pixels_placed
from scratchstudio.project.model import Project
from scratchstudio.project.past_runs import PastRun
from scratchstudio.project.revising import advanced, redrawn, restarted

__all__ = [
    "BACKUPS",
    "SUFFIX",
    "Fed",
    "PastRun",
    "Project",
    "advanced",
    "feed",
    "fit_network",
    "from_bytes",
    "layered_network",
    "load",
    "new_project",
    "pixels_placed",
    "redrawn",
    "restarted",
    "save",
    "start_project",
    "suggested",
    "to_bytes",
    "trainer_for",
]
