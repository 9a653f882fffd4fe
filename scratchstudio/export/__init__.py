"""Export: trained networks for other programs, each file read back and compared with the engine."""

from scratchstudio.export.exporter import Exporter, Reading
from scratchstudio.export.exporting import TOLERANCE, Report, export
from scratchstudio.export.model import Model, model_of
from scratchstudio.export.registry import EXPORTERS
from scratchstudio.export.svg import svg_text

__all__ = [
    "EXPORTERS",
    "TOLERANCE",
    "Exporter",
    "Model",
    "Reading",
    "Report",
    "export",
    "model_of",
    "svg_text",
]
