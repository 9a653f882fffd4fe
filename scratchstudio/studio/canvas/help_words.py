"""What F1 says about the thing that is selected, in the words of a teacher. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from scratchstudio.engine import activation
from scratchstudio.network import Kind, Network
from scratchstudio.studio.docks.formulas import digits, neuron_formula
from scratchstudio.studio.text import tr

ON_NEURON = (
    "edit.rename",
    "network.activation",
    "network.wire",
    "network.mute",
    "network.freeze",
    "select.upstream",
    "select.downstream",
)
ON_EDGE = ("network.weight", "network.split", "network.mute", "network.freeze", "network.tie")


@dataclass(frozen=True)
class Words:
    """A title, sentences, and the commands that concern the thing."""

    title: str
    sentences: tuple[str, ...]
    commands: tuple[str, ...]


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
    sentences = [neuron_formula(network, neuron)]
    if kind == Kind.INPUT:
        column = str(network.neurons.column[row])
        reads = tr("the column “{}”").format(column) if column else tr("no column yet")
        sentences.append(
            tr("An input neuron hands the data on: it reads {}, once for each sample.").format(
                reads
            )
        )
        return Words(tr("{}: input neuron").format(name), tuple(sentences), ON_NEURON)
    used = activation(str(network.neurons.activation[row]))
    sentences += [
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
    if network.neurons.muted[row]:
        sentences.append(tr("It is muted: it gives 0, as if it were not there."))
    if network.neurons.frozen[row]:
        sentences.append(tr("It is frozen: training does not change its bias."))
    return Words(title.format(name), tuple(sentences), ON_NEURON)


def _edge(network: Network, edge: int) -> Words:
    row = int(network.edges.rows([edge])[0])
    source, target = (
        network.name(int(side[row])) for side in (network.edges.source, network.edges.target)
    )
    weight = float(network.edges.weight[row])
    sentences = [
        tr("Weight {}").format(digits(weight)),
        tr(
            "What {source} gives is multiplied by the weight and added to the sum of {target}."
        ).format(source=source, target=target),
        tr("A positive weight pushes its target up, a negative one down; 0 is no influence."),
    ]
    if network.edges.tie[row]:
        sentences.append(
            tr("It is tied: all edges of tie {} share one weight.").format(
                int(network.edges.tie[row])
            )
        )
    if network.edges.muted[row]:
        sentences.append(tr("It is muted: it carries nothing."))
    if network.edges.frozen[row]:
        sentences.append(tr("It is frozen: training does not change it."))
    return Words(f"{source} → {target}", tuple(sentences), ON_EDGE)
