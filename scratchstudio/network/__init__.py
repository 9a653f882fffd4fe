"""What is drawn: `Network`, the edits that make another from it, its topology, layout and JSON."""

from scratchstudio.network.codec import from_json, to_json
from scratchstudio.network.edits import (
    add_neuron,
    add_neurons,
    connect,
    connect_dense,
    connect_pairs,
    fragment,
    insert_on_edge,
    paste,
    remove,
    set_edges,
    set_neurons,
    tie,
    untie,
    with_values_from,
)
from scratchstudio.network.layers import COLUMN_SPACING, ROW_SPACING, add_layer
from scratchstudio.network.layout import layered
from scratchstudio.network.model import EMPTY, Edges, Kind, Network, Neurons
from scratchstudio.network.rules import LONGEST_NAME
from scratchstudio.network.topology import (
    downstream,
    find_path,
    incident_edges,
    inner_edges,
    levels,
    refuse_cycle,
    upstream,
)

__all__ = [
    "COLUMN_SPACING",
    "EMPTY",
    "LONGEST_NAME",
    "ROW_SPACING",
    "Edges",
    "Kind",
    "Network",
    "Neurons",
    "add_layer",
    "add_neuron",
    "add_neurons",
    "connect",
    "connect_dense",
    "connect_pairs",
    "downstream",
    "find_path",
    "fragment",
    "from_json",
    "incident_edges",
    "inner_edges",
    "insert_on_edge",
    "layered",
    "levels",
    "paste",
    "refuse_cycle",
    "remove",
    "set_edges",
    "set_neurons",
    "tie",
    "to_json",
    "untie",
    "upstream",
    "with_values_from",
]
