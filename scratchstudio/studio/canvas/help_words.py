"""What F1 says about the thing that is selected, in the words of a teacher. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from scratchstudio.engine import activation
from scratchstudio.network import Kind, Network
from scratchstudio.studio.docks.formulas import neuron_formula
from scratchstudio.studio.text import tr
from scratchstudio.studio.views.figures import round_figure

ON_NEURON = (
    "edit.rename",
    "network.activation",
    "network.wire",
    "network.mute",
    "network.freeze",
    "select.upstream",
    "select.downstream",
)
ON_INPUT = tuple(key for key in ON_NEURON if key not in ("network.activation", "network.freeze"))
ON_EDGE = ("network.weight", "network.split", "network.mute", "network.freeze", "network.untie")


@dataclass(frozen=True)
class Words:
    """A title, sentences, and the commands that concern the thing."""

    title: str
    sentences: tuple[str, ...]
    commands: tuple[str, ...]
    activation: str = ""
    """The activation whose curve is shown, none for an input neuron and an edge."""
    keys: tuple[tuple[str, str], ...] = ()
    """Keys that are no command, and what they do."""


def words_for(network: Network, selection: frozenset[int]) -> Words | None:
    """About the selected neuron, or else the selected edge; None where neither is one alone."""
    neurons = [one for one in selection if one in network.neurons]
    edges = [one for one in selection if one in network.edges]
    if len(neurons) == 1:
        return _neuron(network, neurons[0])
    if not neurons and len(edges) == 1:
        return _edge(network, edges[0])
    return None


def _neuron(network: Network, neuron: int) -> Words:
    row = int(network.neurons.rows([neuron])[0])
    kind = Kind(network.neurons.kind[row])
    name = network.name(neuron)
    if kind == Kind.INPUT:
        column = str(network.neurons.column[row])
        reads = tr("the column “{}”").format(column) if column else tr("no column yet")
        said = tr("An input neuron hands the data on: it reads {}, once for each sample.")
        title = tr("{}: input neuron").format(name)
        sentences = [said.format(reads), *_muted(network, row)]
        return Words(title, tuple(sentences), _commands(network, neuron, ON_INPUT))
    key = str(network.neurons.activation[row])
    used = activation(key)
    sentences = [
        neuron_formula(network, neuron),
        tr(
            "It adds up what its {} edges bring, each times its weight, adds its bias, and passes"
            " the sum through its activation."
        ).format(int((network.edges.target == neuron).sum())),
        f"{used.label}: {used.help}",
        tr("The bias shifts the sum: the larger it is, the sooner the neuron is active."),
    ]
    title = tr("{}: hidden neuron")
    if kind == Kind.OUTPUT:
        title = tr("{}: output neuron")
        sentences.append(tr("It is an answer of the network, compared with the data's target."))
    sentences += _muted(network, row)
    if network.neurons.frozen[row]:
        sentences.append(tr("It is frozen: training does not change its bias."))
    commands = _commands(network, neuron, ON_NEURON)
    return Words(title.format(name), tuple(sentences), commands, key)


def _commands(network: Network, neuron: int, commands: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the commands that find something to do at this neuron."""
    idle = set()
    if neuron not in network.edges.target:
        idle.add("select.upstream")
    if neuron not in network.edges.source:
        idle.add("select.downstream")
    return tuple(key for key in commands if key not in idle)


def _muted(network: Network, row: int) -> list[str]:
    muted = bool(network.neurons.muted[row])
    return [tr("It is muted: it gives 0, as if it were not there.")] if muted else []


def _edge(network: Network, edge: int) -> Words:
    row = int(network.edges.rows([edge])[0])
    source, target = (
        network.name(int(side[row])) for side in (network.edges.source, network.edges.target)
    )
    weight = float(network.edges.weight[row])
    sentences = [
        tr("Weight {}").format(round_figure(weight)),
        tr(
            "What {source} gives is multiplied by the weight and added to the sum of {target}."
        ).format(source=source, target=target),
        tr("A positive weight pushes its target up, a negative one down; 0 is no influence."),
        tr("Type a number to set it; the keys Up and Down change it by 0.1, with Shift by 1."),
    ]
    if network.edges.shared_tie[row]:
        sentences.append(
            tr("It is tied: all edges of tie {} share one weight.").format(
                int(network.edges.shared_tie[row])
            )
        )
    if network.edges.muted[row]:
        sentences.append(tr("It is muted: it carries nothing."))
    if network.edges.frozen[row]:
        sentences.append(tr("It is frozen: training does not change it."))
    typed = (tr("0 … 9"), tr("Type another weight"))
    commands = ON_EDGE if network.edges.shared_tie[row] else ON_EDGE[:-1]
    return Words(f"{source} → {target}", tuple(sentences), commands, keys=(typed,))
