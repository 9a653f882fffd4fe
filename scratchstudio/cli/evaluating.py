"""`scratchstudio evaluate`: loss, accuracy or R², and the confusion matrix as text."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scratchstudio.cli.arguments import Commands, add_project
from scratchstudio.cli.opening import opened
from scratchstudio.cli.scoring import confusion_of, score_line, score_lines
from scratchstudio.cli.wording import columns
from scratchstudio.data import Prepared, Table, encode, prepare, read_pictures, read_table
from scratchstudio.errors import DataError
from scratchstudio.evaluate import Confusion
from scratchstudio.project import Fed, feed, trainer_for

Floats = NDArray[np.float64]


def add_to(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "evaluate",
        help="say how good a network is",
        description="Loss, accuracy (for classes) or R² (for numbers), and which class was taken "
        "for which, on the project's own data or on other rows.",
    )
    add_project(parser)
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="judge on this table (CSV, TSV) instead, with the same columns as the project's; or "
        "on the pictures in this folder, which has a folder for each class",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judges the network and prints how it did."""
    project = opened(options.project)
    prepared = prepare(project.source.table(), project.recipe)
    fed = feed(project.network, prepared)
    trainer = trainer_for(project, prepared)
    if options.data is None:
        lines = score_lines(trainer, fed, prepared)
        inputs, targets = fed.held_out_inputs, fed.held_out_targets
        if not len(inputs):
            inputs, targets = fed.train_inputs, fed.train_targets
    else:
        inputs, targets, left_out = _other_rows(options.data, prepared, fed)
        trainer.use_data(fed.train_inputs, fed.train_targets, (inputs, targets))
        loss = trainer.snapshot().held_out_loss
        lines = [score_line(options.data.name, trainer, prepared, loss, inputs, targets), *left_out]
    print("\n".join(lines))
    if prepared.task != "regression":
        print()
        print(_confusion_text(confusion_of(trainer, fed, prepared, inputs, targets)))
    return 0


def _other_rows(path: Path, prepared: Prepared, fed: Fed) -> tuple[Floats, Floats, list[str]]:
    encoded = encode(_other_table(path, prepared), prepared)
    if encoded.targets is None:
        wanted = ", ".join(f"“{code.name}”" for code in prepared.target_codes)
        raise DataError(
            f"“{path.name}” lacks the target {wanted}, without which there is no score."
        )
    left_out = []
    if encoded.dropped:
        left_out.append(f"{encoded.dropped:,} rows with missing cells were left out.")
    return encoded.inputs[:, fed.features], encoded.targets[:, fed.outputs], left_out


def _other_table(path: Path, prepared: Prepared) -> Table:
    """The table in the file, or the pictures in the folder in the size the network knows."""
    picture = prepared.picture
    if not path.is_dir() or picture is None:
        return read_table(path)
    return read_pictures(path, picture.width, picture.height, least_classes=1)


def _confusion_text(result: Confusion) -> str:
    rows = [
        [name, *(f"{count:,}" for count in counts), f"{recall:.1%}"]
        for name, counts, recall in zip(
            result.classes, result.counts.tolist(), result.recall.tolist(), strict=True
        )
    ]
    head = ["true \\ predicted", *result.classes, "recall"]
    return columns(head, rows, right=range(1, len(head)))
