"""What the clinic looks at: one moment of training, with everything computed at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scratchstudio.data import Prepared
from scratchstudio.engine import History, Program, TrainingSettings
from scratchstudio.evaluate.clinic.baseline import loss_of_constant
from scratchstudio.network import Kind, Network

MOST_SAMPLES = 512
"""Training samples that are looked at, spread evenly."""
LEARNED = 0.1
"""Below this share of the best constant answer's loss, a network counts as having learned."""
SETTLING_EPOCHS, SETTLING_STEPS = 5, 500
"""So many passes through the data, or one pass and so many steps, let a beginning settle."""
LONGEST_NAME = 24

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Examination:
    """One moment of training.

    `network` has the present weights; `inputs` and `targets`, sample-major, are those of the
    training part, columns arranged to the network's input and output neurons.
    """

    program: Program
    parameters: NDArray[np.floating]
    network: Network
    prepared: Prepared
    inputs: Floats
    targets: Floats
    held_out: int
    """How many samples are held out."""
    settings: TrainingSettings
    history: History
    step: int
    epoch: int
    learning_rate: float
    """The rate of the next step, as the schedule has it."""
    since_step: int = 0
    """The step of the last change by hand; losses from before are of another training."""
    since_epoch: int = 0

    # Samples and what the network makes of them.

    @cached_property
    def sample(self) -> NDArray[np.intp]:
        """Rows of the training samples that are looked at."""
        count = len(self.inputs)
        return np.unique(np.linspace(0, count - 1, min(count, MOST_SAMPLES)).astype(np.intp))

    @property
    def sees_all(self) -> bool:
        """Whether every training sample is looked at."""
        return len(self.sample) == len(self.inputs)

    @cached_property
    def samples_seen(self) -> str:
        """How many samples that are, in words that continue "each of …"."""
        if self.sees_all:
            return f"the {len(self.inputs):,} training samples"
        return f"the {len(self.sample):,} samples looked at (of {len(self.inputs):,})"

    @cached_property
    def activations(self) -> Floats:
        """Of every neuron row for those samples, shape (neurons, samples)."""
        return np.asarray(
            self.program.activations(self.inputs[self.sample], self.parameters), dtype=np.float64
        )

    @cached_property
    def outputs(self) -> Floats:
        """The answers for those samples, shape (samples, outputs)."""
        return self.activations[self.network.output_rows].T

    # The drawing.

    @cached_property
    def live_edges(self) -> Flags:
        """(edges,) those that carry something: neither they nor what they begin at is muted."""
        network = self.network
        live: Flags = ~network.edges.muted & ~network.neurons.muted[network.source_rows]
        return live

    @cached_property
    def working(self) -> Flags:
        """(neurons,) those that compute something of what others give, and are not muted."""
        fed = np.zeros(len(self.network.neurons), dtype=bool)
        fed[self.network.target_rows[self.live_edges]] = True
        fed &= ~self.network.neurons.muted & (self.network.neurons.kind != Kind.INPUT)
        return fed

    @cached_property
    def hidden(self) -> Flags:
        """(neurons,) the working ones that are hidden and heard by another."""
        heard = np.zeros(len(self.network.neurons), dtype=bool)
        heard[self.network.source_rows[~self.network.edges.muted]] = True
        heard &= self.working & (self.network.neurons.kind == Kind.HIDDEN)
        return heard

    def ids(self, rows: Flags | NDArray[np.intp]) -> tuple[int, ...]:
        """The ids of the chosen neuron rows."""
        return tuple(self.network.neurons.id[rows].tolist())

    # The course of the losses.

    @cached_property
    def course(self) -> History:
        """The history since the last change by hand."""
        history = self.history
        kept = history.step >= self.since_step
        columns = (history.epoch, history.training_loss, history.held_out_loss)
        return History(history.step[kept], *(column[kept] for column in columns))

    @property
    def epochs(self) -> int:
        """Passes through the data since the last change by hand."""
        return self.epoch - self.since_epoch

    @property
    def has_settled(self) -> bool:
        """Whether neurons have had the time to find their place since the last change by hand."""
        if self.epochs >= SETTLING_EPOCHS:
            return True
        return self.epochs >= 1 and self.step - self.since_step >= SETTLING_STEPS

    @cached_property
    def loss_of_constant(self) -> float:
        """The loss of always giving the same best answer."""
        return loss_of_constant(self.targets, self.settings)

    @cached_property
    def loss_left(self) -> float:
        """The training loss as a share of that; infinite while it is not known."""
        recent = self.course.training_loss[-5:]
        if not len(recent) or not self.loss_of_constant > 0:
            return float("inf")
        return float(np.median(recent)) / self.loss_of_constant

    @property
    def has_learned(self) -> bool:
        """Whether so little of the loss is left that nothing needs a cure."""
        return self.loss_left <= LEARNED


def names(network: Network, ids: Sequence[int], most: int = 4) -> str:
    """The neurons' names in a sentence: "h1, h2 and 3 more"."""
    shown = [_short(network.name(neuron)) for neuron in ids[:most]]
    if len(ids) > most:
        return f"{', '.join(shown)} and {len(ids) - most:,} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def counted(count: int, noun: str) -> str:
    """ "1 neuron", "2 neurons"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"
