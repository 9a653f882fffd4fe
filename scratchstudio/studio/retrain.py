"""From the document to a trainer: built anew, or the present one carried over by ids."""

from __future__ import annotations

import numpy as np

from scratchstudio.data import Prepared
from scratchstudio.engine import Program, Trainer, carry_state, compile
from scratchstudio.network import Network, with_values_from
from scratchstudio.project import Fed, feed
from scratchstudio.studio.document import Content


def build(
    content: Content, prepared: Prepared, known: Program | None = None
) -> tuple[Trainer, Fed]:
    """A trainer at the content's run, with the content's weights and wiring.

    The `known` program is used again where it computes the same drawing. Raises ScratchStudioError
    where the drawing, the data or the settings do not fit together.
    """
    network, precision = content.network, content.settings.precision
    if known is not None and known.dtype == precision and _computes(known, network):
        program = known
    else:
        program = compile(network, precision)
    fed = feed(network, prepared)
    run, state = content.run, None
    if run is not None and run.network.same_wiring(network):
        state = run.state
    elif run is not None:
        state = carry_state(run.state, compile(run.network, precision), program)
    trainer = _trainer(program, fed, content, state)
    trainer.set_parameters(
        program.vector(content.network.edges.weight, content.network.neurons.bias)
    )
    return trainer, fed


def revise(
    trainer: Trainer,
    before: Content,
    after: Content,
    prepared: Prepared,
    touched: frozenset[int],
) -> tuple[Trainer, Fed]:
    """The trainer after an edit: weights, optimiser state and history go on, by id.

    What the person edited (values that differ between `before` and `after`, and all `touched`)
    takes the document's value; everything else keeps what training has made of it.
    """
    fed = feed(after.network, prepared)
    now = trainer.program.network.with_parameters(
        trainer.program.weights(trainer.parameters), trainer.program.biases(trainer.parameters)
    )
    same_precision = after.settings.precision == before.settings.precision
    if same_precision and _computes(trainer.program, after.network):
        program = trainer.program
        trainer.configure(after.settings)
        trainer.use_data(
            fed.train_inputs, fed.train_targets, (fed.held_out_inputs, fed.held_out_targets)
        )
    else:
        program = compile(after.network, after.settings.precision)
        state = carry_state(trainer.state(), trainer.program, program)
        trainer = _trainer(program, fed, after, state)
    weights, biases = _present_values(before.network, after.network, now, touched)
    trainer.set_parameters(program.vector(weights, biases))
    return trainer, fed


def _trainer(program: Program, fed: Fed, content: Content, state: object) -> Trainer:
    return Trainer(
        program,
        fed.train_inputs,
        fed.train_targets,
        (fed.held_out_inputs, fed.held_out_targets),
        content.settings,
        state,
    )


def _computes(program: Program, network: Network) -> bool:
    """Whether it is this drawing's program, but for the values."""
    one, other = program.network, network
    return one.same_wiring(other) and (
        np.array_equal(one.neurons.frozen, other.neurons.frozen)
        and np.array_equal(one.neurons.dropout, other.neurons.dropout)
        and np.array_equal(one.edges.frozen, other.edges.frozen)
    )


def _present_values(
    before: Network, after: Network, now: Network, touched: frozenset[int]
) -> tuple[np.ndarray, np.ndarray]:
    was, trained = with_values_from(after, before), with_values_from(after, now)
    chosen = np.fromiter(touched, dtype=np.int64, count=len(touched))

    def pick(part: str, column: str) -> np.ndarray:
        drawn = getattr(getattr(after, part), column)
        edited = drawn != getattr(getattr(was, part), column)
        edited |= np.isin(getattr(after, part).id, chosen)
        return np.where(edited, drawn, getattr(getattr(trained, part), column))

    return pick("edges", "weight"), pick("neurons", "bias")
