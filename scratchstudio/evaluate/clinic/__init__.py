"""The clinic: notices what goes wrong in training, says why, how sure it is, and offers cures."""

from scratchstudio.evaluate.clinic.conditions import CONDITIONS, examine, in_passing
from scratchstudio.evaluate.clinic.dead import dead
from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.explosion import explosion
from scratchstudio.evaluate.clinic.finding import Cure, Finding, Sureness
from scratchstudio.evaluate.clinic.saturation import saturated, shares_at_ends

__all__ = [
    "CONDITIONS",
    "Cure",
    "Examination",
    "Finding",
    "Sureness",
    "dead",
    "examine",
    "explosion",
    "in_passing",
    "saturated",
    "shares_at_ends",
]
