"""What the clinic says: a finding with its cause, how sure it is, and cures of one click each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scratchstudio.data import Recipe
from scratchstudio.network import Network

Sureness = Literal["certain", "likely", "possible"]


@dataclass(frozen=True, eq=False)
class Cure:
    """One click: other settings, another drawing, another preparation of the data, or several.

    `settings` are fields of `engine.TrainingSettings` with their new values; `redraw` gives the
    drawing to train on from the present one; `prepare` the recipe from the present one.
    """

    key: str
    label: str
    """What the button says, with the number: "Halve the rate to 0.005"."""
    help: str
    """What it does to the network, in a sentence."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    redraw: Callable[[Network], Network] | None = None
    prepare: Callable[[Recipe], Recipe] | None = None
    best_weights: bool = False
    """Whether the weights of the best held-out loss are to be restored."""


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that goes wrong, said once: `key` is the condition and whom it concerns."""

    key: str
    condition: str
    """The key in `CONDITIONS`."""
    title: str
    what: str
    """What happened, with real numbers."""
    why: str
    """The probable cause."""
    sure: Sureness
    because: str
    """Why it is so sure."""
    step: int
    neurons: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    """Ids of what is concerned, to be marked on the canvas."""
    cures: tuple[Cure, ...] = ()
