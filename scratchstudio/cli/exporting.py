"""`scratchstudio export`: trained networks for other programs, compared with the engine."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scratchstudio.cli.arguments import Commands, export_file
from scratchstudio.cli.opening import opened
from scratchstudio.cli.wording import columns
from scratchstudio.data import Prepared, prepare
from scratchstudio.project import Project, feed

MOST_SAMPLES = 1000
"""Rows on which an export is compared with the engine."""


def add_to(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "export",
        help="write the trained network for other programs",
        description="Writes the trained network in the kinds that the files' suffixes name. Each "
        "file is read back and compared with the engine; the largest difference is shown.",
    )
    parser.add_argument("--list", action="store_true", help="list the kinds of file and stop")
    parser.add_argument("project", metavar="PROJECT", nargs="?", type=Path, help="a .ssproj file")
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        type=export_file,
        help="where to write, such as net.onnx",
    )
    parser.set_defaults(run=lambda options: run(options, parser))


def run(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Exports, or lists what can be exported."""
    if options.list:
        print(_kinds())
        return 0
    if options.project is None or not options.files:
        parser.error("give a project and at least one file, or --list")
    project = opened(options.project)
    export_project(project, options.files, prepare(project.source.table(), project.recipe))
    return 0


def export_project(project: Project, files: Sequence[Path], prepared: Prepared) -> None:
    """Writes each file and prints how far it is from the engine. Raises ExportError."""
    if not files:
        return
    from scratchstudio.export import export, model_of

    fed = feed(project.network, prepared)
    raw = np.concatenate([prepared.raw_held_out_inputs, prepared.raw_train_inputs])
    model = model_of(project.network, prepared)
    for path in files:
        report = export(model, path, raw[:MOST_SAMPLES, fed.features])
        print(
            f"{path}: read back with {report.checked_with}; largest difference from the engine "
            f"{report.largest_difference:.2g} over {report.samples:,} rows."
        )


def _kinds() -> str:
    from scratchstudio.export import EXPORTERS

    rows = [[entry.suffix, entry.label, entry.help] for entry in EXPORTERS.values()]
    return columns(["suffix", "kind", "what it is"], rows)
