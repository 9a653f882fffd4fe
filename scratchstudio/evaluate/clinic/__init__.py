"""The clinic: notices what goes wrong in training, says why, how sure it is, and offers cures."""

from scratchstudio.evaluate.clinic.examination import Examination
from scratchstudio.evaluate.clinic.finding import Cure, Finding

__all__ = ["Cure", "Examination", "Finding"]
