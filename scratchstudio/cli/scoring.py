"""How good a network is, as lines for a terminal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.engine import Trainer
from scratchstudio.evaluate import Confusion, confusion, score
from scratchstudio.project import Fed

Floats = NDArray[np.float64]


def score_lines(trainer: Trainer, fed: Fed, prepared: Prepared) -> list[str]:
    """Loss and accuracy (or R²) of the training part and, where there is one, the held-out part."""
    snapshot = trainer.snapshot()
    lines = [
        score_line(
            "Training",
            trainer,
            prepared,
            snapshot.training_loss,
            fed.train_inputs,
            fed.train_targets,
        )
    ]
    if len(fed.held_out_inputs):
        loss = snapshot.held_out_loss
        lines.append(
            score_line(
                "Held out", trainer, prepared, loss, fed.held_out_inputs, fed.held_out_targets
            )
        )
    return lines


def score_line(
    part: str, trainer: Trainer, prepared: Prepared, loss: float, inputs: Floats, targets: Floats
) -> str:
    """One part of the data: its rows, the mean loss, and accuracy or R²."""
    outputs = trainer.program.forward(inputs, trainer.parameters)
    judged = score(prepared.task, outputs, targets)
    value = f"{judged.value:.1%}" if judged.name == "accuracy" else f"{judged.value:.4f}"
    return f"{part}: {len(inputs):,} rows, loss {loss:.4g}, {judged.name} {value}"


def confusion_of(
    trainer: Trainer, fed: Fed, prepared: Prepared, inputs: Floats, targets: Floats
) -> Confusion:
    """Which class was taken for which; classes in the order of the output neurons."""
    classes = prepared.classes
    if prepared.task == "classes":
        classes = tuple(prepared.classes[place] for place in fed.outputs)
    outputs = trainer.program.forward(inputs, trainer.parameters)
    return confusion(prepared.task, outputs, targets, classes)
