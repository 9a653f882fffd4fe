"""What can be placed on the canvas, and finding it by a few letters. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scratchstudio.engine import ACTIVATIONS
from scratchstudio.network import Kind
from scratchstudio.studio.text import tr

MOST_IN_LAYER = 1000


@dataclass(frozen=True)
class Choice:
    """One line of the search: a neuron of a kind and activation, or a layer of `count` of them."""

    label: str
    help: str
    kind: Kind
    activation: str
    layer: bool = False
    count: int = 0


def activation_choices(*, outputs: bool = False) -> list[Choice]:
    """A neuron for each activation that hidden neurons, or output neurons, may have."""
    return [
        Choice(tr("{} neuron").format(entry.label), entry.help, Kind.HIDDEN, key)
        for key, entry in ACTIVATIONS.items()
        if outputs or key != "softmax"
    ]


def all_choices() -> list[Choice]:
    """Every neuron that can be placed, and a layer of them."""
    return [
        Choice(tr("Input neuron"), tr("Brings in a column of the data."), Kind.INPUT, ""),
        Choice(tr("Output neuron"), tr("Gives an answer of the network."), Kind.OUTPUT, ""),
        Choice(
            tr("Layer of neurons…"),
            tr("Several neurons at once, each connected with all before and after."),
            Kind.HIDDEN,
            "",
            layer=True,
        ),
        *activation_choices(),
    ]


def ranked(query: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices in which the letters of the query occur in order, the closest first.

    "8 relu" also offers a layer of 8 ReLU neurons; "=…" a neuron with that formula.
    """
    text = query.strip()
    if text.startswith("="):
        return [Choice(tr("Formula {}").format(text), "", Kind.HIDDEN, text)]
    counted = re.fullmatch(r"(\d{1,4})\s*(.*)", text)
    if counted and 0 < int(counted[1]) <= MOST_IN_LAYER:
        return _layers(int(counted[1]), counted[2], choices)
    scored = [(score, choice) for choice in choices if (score := _score(text, choice)) is not None]
    return [choice for _, choice in sorted(scored, key=lambda pair: -pair[0])]


def _layers(count: int, rest: str, choices: Sequence[Choice]) -> list[Choice]:
    found = ranked(rest, [c for c in choices if c.kind == Kind.HIDDEN and not c.layer])
    return [
        Choice(
            tr("Layer of {} × {}").format(count, choice.label),
            choice.help,
            Kind.HIDDEN,
            choice.activation,
            layer=True,
            count=count,
        )
        for choice in found
    ]


def _score(query: str, choice: Choice) -> float | None:
    if not query:
        return 0.0
    words = f"{choice.label} {choice.activation}".lower()
    wanted = "".join(query.lower().split())
    if wanted in words.replace(" ", ""):
        starts = any(word.startswith(wanted) for word in words.split())
        return 2.0 + starts - len(words) / 1000
    place, gaps = -1, 0
    for letter in wanted:
        found = words.find(letter, place + 1)
        if found < 0:
            return None
        gaps += found - place - 1 if place >= 0 else found
        place = found
    return 1.0 / (1 + gaps)
