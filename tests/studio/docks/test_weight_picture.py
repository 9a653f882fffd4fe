"""Weights from the pixels as a picture: in the Inspector and on the help card."""

from __future__ import annotations

import numpy as np
import pytest

from scratchstudio.data import GeneratedSource, Picture, pixel_names, suggest_recipe
from scratchstudio.network import Kind, Network, remove, set_edges
from scratchstudio.project import new_project
from scratchstudio.studio.canvas.help_card import HelpCard, show_help
from scratchstudio.studio.pixel_weights import pixel_weights

PICTURE = Picture(6, 6, pixel_names(6, 6))


@pytest.fixture(scope="module")
def network() -> Network:
    return new_project(GeneratedSource("bars", 40), hidden=(2,)).network


def neurons(network: Network, kind: Kind) -> list[int]:
    return network.neurons.id[network.neurons.kind == kind].tolist()


def test_each_weight_stands_where_its_pixel_does(network: Network) -> None:
    hidden = neurons(network, Kind.HIDDEN)[0]
    seen = pixel_weights(network, hidden, PICTURE)
    assert seen is not None
    into = network.edges.target == hidden
    columns = network.neurons.column[network.source_rows[into]]
    for column, weight in zip(columns.tolist(), network.edges.weight[into].tolist(), strict=True):
        assert seen[PICTURE.places()[column]] == weight


def test_a_pixel_without_an_edge_or_with_a_muted_one_is_0(network: Network) -> None:
    hidden = neurons(network, Kind.HIDDEN)[0]
    first, second = network.edges.id[network.edges.target == hidden][:2].tolist()
    changed = remove(set_edges(network, [second], muted=True), [first])
    seen = pixel_weights(changed, hidden, PICTURE)
    assert seen is not None
    assert np.count_nonzero(seen) == 34


def test_a_neuron_that_sees_no_pixel_has_no_picture(network: Network) -> None:
    output = neurons(network, Kind.OUTPUT)[0]
    assert pixel_weights(network, output, PICTURE) is None
    assert pixel_weights(network, neurons(network, Kind.HIDDEN)[0], None) is None


def test_inspector_and_help_card_show_it(qtbot, window) -> None:
    source = GeneratedSource("bars", 40)
    window.document.change_data("Bars", source, suggest_recipe(source.table()))
    drawn = window.document.network
    seeing = int(drawn.edges.target[drawn.source_rows == drawn.input_rows[0]][0])
    window.document.select([seeing])
    shown = window.inspector.weight_picture
    assert shown.isVisible()
    assert "where it wants light" in shown.toolTip()
    assert show_help(window.canvas)
    [card] = window.canvas.findChildren(HelpCard)
    assert card.weights is not None
    card.leave()
    window.document.select([int(drawn.neurons.id[drawn.output_rows[0]])])
    assert not shown.isVisible()
