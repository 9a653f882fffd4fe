"""Which neurons ail, as they are marked on the canvas and told in the inspector and the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import figure


@dataclass(frozen=True)
class Marks:
    """Ids of the neurons that are dead or saturated at the last look, with their numbers."""

    dead: Mapping[int, float] = field(default_factory=dict)
    """The value that each gives for every sample."""
    saturated: Mapping[int, float] = field(default_factory=dict)
    """The share of the samples for which each is at an end of its activation."""
    samples: int = 0
    """How many samples were looked at."""

    def sentence(self, neuron: int) -> str:
        """What ails a neuron, with its number; "" for a healthy one."""
        if neuron in self.dead:
            value = figure(self.dead[neuron])
            return tr("Dead: {} on all {:,} samples.").format(value, self.samples)
        if neuron in self.saturated:
            return tr("Saturated: at an end of its activation on {} of the {:,} samples.").format(
                _percent(self.saturated[neuron]), self.samples
            )
        return ""

    def summary(self, neurons: Sequence[int]) -> str:
        """How many of several neurons ail; "" when none does."""
        counts = (
            (sum(neuron in self.dead for neuron in neurons), tr("{:,} dead")),
            (sum(neuron in self.saturated for neuron in neurons), tr("{:,} saturated")),
        )
        words = ", ".join(text.format(count) for count, text in counts if count)
        return tr("Of these: {}.").format(words) if words else ""

    def word(self, neuron: int) -> str:
        """What ails a neuron, as short as in a table; a dash for a healthy one."""
        if neuron in self.dead:
            return tr("dead")
        if neuron in self.saturated:
            return tr("saturated {}").format(_percent(self.saturated[neuron]))
        return "—"

    def rank(self, neuron: int) -> float:
        """By which neurons are sorted: 0 for a healthy one, the dead highest."""
        return 2.0 if neuron in self.dead else self.saturated.get(neuron, 0.0)


def _percent(share: float) -> str:
    """A share in words that do not say "all" of what is nearly all."""
    return f"{100 * share:.0f} %" if share >= 1 else f"{min(100 * share, 99.9):.3g} %"


NO_MARKS = Marks()
