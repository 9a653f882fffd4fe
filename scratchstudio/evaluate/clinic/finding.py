"""What the clinic says: a finding with its cause, how sure it is, and cures of one click each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scratchstudio.data import Recipe
from scratchstudio.network import Network

Sureness = Literal["certain", "likely", "possible"]
Restart = Literal["", "start", "new", "lowest", "step"]
"""From which weights a cure goes on: those of now, the start weights, other start weights, those of
the kept state with the lowest training loss, or those of a step (`Cure.step`)."""


@dataclass(frozen=True, eq=False)
class Cure:
    """One click: other settings, another drawing, other data preparation, a new start, or several.

    `settings` are fields of `engine.TrainingSettings` with their new values; `redraw` gives the
    drawing to train on from the present one, and `touched` are the ids whose values it sets;
    `prepare` gives the recipe from the present one.
    """

    label: str
    """What the button says, with the number: "Halve the rate: 0.005"."""
    help: str
    """What it does to the network, in a sentence."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    redraw: Callable[[Network], Network] | None = None
    touched: tuple[int, ...] = ()
    prepare: Callable[[Recipe], Recipe] | None = None
    restart: Restart = ""
    step: int = 0
    """The step to which to go back, where `restart` says so."""
    rests: bool = False
    """Whether training is to rest afterwards, also when it was going on."""


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that goes wrong. `key` stays the same while it is the same thing."""

    key: str
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
    """Ids of the neurons concerned; the first is the one to look at."""
    cures: tuple[Cure, ...] = ()
    stopped: bool = False
    """Whether training has stopped by it, so that a cure is to let it go on."""
    steady: bool = False
    """Whether it cannot come and go from look to look, so that one without it ends it."""
    quiet: bool = False
    """Whether it is told only to who asks."""
