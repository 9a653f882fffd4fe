"""The picture says by width, colour and dashes what the weights are."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from scratchstudio.export import svg_text
from scratchstudio.export.svg_drawing import edge_width
from scratchstudio.export.svg_style import NEGATIVE, POSITIVE, ZERO
from scratchstudio.network import EMPTY, Network, set_neurons


def _edges(network: Network) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg_text(network))
    edges = [element for element in root.iter() if "data-edge" in element.attrib]
    return sorted(edges, key=lambda element: int(element.get("data-edge")))


@pytest.mark.parametrize(
    ("weight", "colour", "dashed"),
    [(1.5, POSITIVE, False), (-1.5, NEGATIVE, True), (0, ZERO, True)],
)
def test_the_sign_of_a_weight_is_told_twice(and_neuron, weight, colour, dashed) -> None:
    network = and_neuron.with_parameters([weight, 1.0], and_neuron.neurons.bias)
    edge = _edges(network)[0]
    assert edge.get("stroke") == colour
    assert ("stroke-dasharray" in edge.attrib) is dashed


def test_width_grows_with_the_root_of_the_weight_and_is_bounded() -> None:
    assert edge_width(0) == 1.5
    assert edge_width(1.25) == pytest.approx((1.5 + 10) / 2)
    assert edge_width(-5) == edge_width(500) == 10


def test_edges_are_narrower_where_they_are_many_but_never_vanish() -> None:
    assert edge_width(5, 10) == 10 > edge_width(5, 200) > edge_width(5, 10**6) == 2.5


def test_each_weight_is_in_the_picture_to_the_last_bit(and_neuron) -> None:
    weights = [0.1 + 0.2, -1 / 3]
    edges = _edges(and_neuron.with_parameters(weights, and_neuron.neurons.bias))
    assert [float(edge.get("data-weight")) for edge in edges] == weights


def test_a_muted_neuron_and_its_wires_are_pale(and_neuron) -> None:
    muted = set_neurons(and_neuron, and_neuron.neurons.id[:1], muted=True)
    assert [edge.get("stroke-opacity") for edge in _edges(muted)] == ["0.25", "0.85"]


def test_an_empty_canvas_and_a_spoiled_network_still_give_a_picture(and_neuron) -> None:
    ElementTree.fromstring(svg_text(EMPTY))
    spoiled = and_neuron.with_parameters([np.nan, np.inf], and_neuron.neurons.bias)
    assert len(_edges(spoiled)) == 2


def test_the_picture_is_as_large_as_its_view_box(and_neuron) -> None:
    root = ElementTree.fromstring(svg_text(and_neuron, "Title"))
    _, _, width, height = root.get("viewBox").split()
    assert (root.get("width"), root.get("height")) == (width, height)
