"""The columns of the neuron table and of the edge table: what each shows, and what can be typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scratchstudio.engine import activation
from scratchstudio.errors import ScratchStudioError
from scratchstudio.network import Kind, Network
from scratchstudio.studio.clinic.clinic import Clinic
from scratchstudio.studio.docks.training_fields import parse_number
from scratchstudio.studio.history.comparing import Comparing
from scratchstudio.studio.text import tr


@dataclass(frozen=True)
class TableColumn:
    """One column: what it shows of a row, and how a typed text becomes the new value."""

    title: str
    value: Callable[[Network, int], Any]
    field: str = ""
    parse: Callable[[str], Any] | None = None
    rank: Callable[[Network, int], float] | None = None
    """By what it is sorted, where that is not what is shown."""


def _kind(network: Network, row: int) -> str:
    return {
        Kind.INPUT: tr("input"),
        Kind.HIDDEN: tr("hidden"),
        Kind.OUTPUT: tr("output"),
    }[Kind(network.neurons.kind[row])]


def _bias(network: Network, row: int) -> float:
    """An input neuron has none; NaN is shown as a dash and sorted apart."""
    if network.neurons.kind[row] == Kind.INPUT:
        return float("nan")
    return float(network.neurons.bias[row])


def _group(network: Network, row: int) -> str:
    """The innermost group round a neuron, as its head on the canvas is written."""
    return _outline_names(network)[int(network.neurons.group[row])]


def _layer(network: Network, row: int) -> str:
    """A layer's name; one without is counted from the left."""
    return _outline_names(network)[int(network.neurons.layer[row])]


@lru_cache(maxsize=2)
def _outline_names(network: Network) -> dict[int, str]:
    """What groups and layers are called, by id; 0 stands for none."""
    names = {0: "—"}
    for each in network.groups:
        names[each.id] = " ".join(each.name.split()) or f"#{each.id}"
    layer, x = network.neurons.layer, network.neurons.position[:, 0]
    across = {each.id: float(x[layer == each.id].mean()) for each in network.layers}
    from_left = sorted(network.layers, key=lambda each: (across[each.id], each.id))
    for number, each in enumerate(from_left, 1):
        names[each.id] = " ".join(each.name.split()) or tr("layer {}").format(number)
    return names


def _number(text: str) -> float:
    value = parse_number(text, whole=False)
    if value is None:
        raise ScratchStudioError(tr("“{}” is not a number.").format(text))
    return float(value)


def _activation(text: str) -> str:
    activation(text)
    return text


def neuron_columns(clinic: Clinic) -> tuple[TableColumn, ...]:
    """The columns of the neuron table; the last one tells which neurons ail."""
    return (
        TableColumn(tr("Name"), lambda n, r: str(n.neurons.name[r]), "name", str),
        TableColumn(tr("Kind"), _kind),
        TableColumn(
            tr("Activation"), lambda n, r: str(n.neurons.activation[r]), "activation", _activation
        ),
        TableColumn(tr("Bias"), _bias, "bias", _number),
        TableColumn(tr("Column"), lambda n, r: str(n.neurons.column[r]), "column", str),
        TableColumn(tr("Frozen"), lambda n, r: bool(n.neurons.frozen[r]), "frozen"),
        TableColumn(tr("Muted"), lambda n, r: bool(n.neurons.muted[r]), "muted"),
        TableColumn(tr("Group"), _group),
        TableColumn(tr("Layer"), _layer),
        TableColumn(
            tr("Ailing"),
            lambda n, r: clinic.marks.word(int(n.neurons.id[r])),
            rank=lambda n, r: clinic.marks.rank(int(n.neurons.id[r])),
        ),
    )


def edge_columns(comparing: Comparing) -> tuple[TableColumn, ...]:
    """The columns of the edge table; the last one has numbers while weights are compared."""

    def change(network: Network, row: int) -> float:
        found = comparing.counterparts()
        if found is None or row >= len(found.weights):
            return float("nan")
        return float(network.edges.weight[row] - found.weights[row])

    return (
        TableColumn(tr("From"), lambda n, r: n.name(int(n.edges.source[r]))),
        TableColumn(tr("To"), lambda n, r: n.name(int(n.edges.target[r]))),
        TableColumn(tr("Weight"), lambda n, r: float(n.edges.weight[r]), "weight", _number),
        TableColumn(tr("Frozen"), lambda n, r: bool(n.edges.frozen[r]), "frozen"),
        TableColumn(tr("Muted"), lambda n, r: bool(n.edges.muted[r]), "muted"),
        TableColumn(tr("Tie"), lambda n, r: int(n.edges.shared_tie[r]) or "—"),
        TableColumn(tr("Change"), change),
    )
