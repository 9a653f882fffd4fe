"""A project after something was done to it: trained, redrawn, or set back to its start."""

from __future__ import annotations

from dataclasses import replace

from scratchstudio.engine import Trainer, TrainerState, carry_state, compile
from scratchstudio.errors import EngineError
from scratchstudio.network import Network, with_values_from
from scratchstudio.project.model import Project


def advanced(project: Project, trainer: Trainer) -> Project:
    """The project with the weights and the training state that the trainer has reached."""
    program, parameters = trainer.program, trainer.parameters
    return replace(
        project,
        network=project.network.with_parameters(
            program.weights(parameters), program.biases(parameters)
        ),
        settings=trainer.settings,
        state=trainer.state(),
    )


def redrawn(project: Project, network: Network) -> Project:
    """The project with another drawing.

    Before the first training step the drawing is also the new start. Afterwards what is new in it
    joins the start, and the training state is carried over by id.
    """
    if project.state is None:
        return replace(project, network=network, start=network)
    return replace(
        project,
        network=network,
        start=with_values_from(network, project.start),
        state=_carried(project, project.state, network),
    )


def _carried(project: Project, state: TrainerState, network: Network) -> TrainerState | None:
    """The state for the new drawing; None while it cannot be computed, or never could."""
    precision = project.settings.precision
    try:
        then, now = compile(project.network, precision), compile(network, precision)
    except EngineError:
        return None
    return carry_state(state, then, now)


def restarted(project: Project, start: Network | None = None) -> Project:
    """The project before its first step, with the start weights it had or those of `start`."""
    drawn = with_values_from(project.network, project.start if start is None else start)
    return replace(project, network=drawn, start=drawn, state=None)
